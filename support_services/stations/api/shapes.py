"""What programs ask of places and stations, and the shape of what they get."""

from typing import Any

from rest_framework import serializers

from support_services.stations.reference import LEVEL_LABELS
from veterans.foundation.programs import asked
from veterans.foundation.programs.pages import Page
from veterans.regions.rules import COUNTY, TOWN, VILLAGE

PLACE_LABELS = {COUNTY: "区", TOWN: "镇街", VILLAGE: "村、社区"}
LONGEST = 30


class StationsAsked(asked.AskedOfList):
    level = asked.one_of("哪一级的", LEVEL_LABELS)
    town = asked.region("只要这个镇街和它的村、社区的")


class PlacesAsked(asked.AskedOfList):
    q = asked.words("名称或者名称的一部分、全拼、首字母", longest=LONGEST)
    level = asked.one_of("哪一级的", PLACE_LABELS)
    town = asked.region("只要这个镇街和它的村、社区")


class StationShape(serializers.Serializer):
    code = serializers.CharField(help_text="所在地区的代码，12 位数字")
    name = serializers.CharField(help_text="服务中心、服务站的名称")
    level = serializers.ChoiceField(choices=list(LEVEL_LABELS.items()), help_text="级别的代码")
    level_label = serializers.CharField(help_text="级别")
    place = serializers.CharField(help_text="所在地区的名称")
    address = serializers.CharField(help_text="地址；没有填的是空文本，以下相同")
    phone = serializers.CharField(help_text="电话")
    hours = serializers.CharField(help_text="开放时间，可能分几行")


class PlaceShape(serializers.Serializer):
    code = serializers.CharField(help_text="地区代码，12 位数字")
    name = serializers.CharField(help_text="平常叫的名称")
    level = serializers.ChoiceField(choices=list(PLACE_LABELS.items()), help_text="级别的代码")
    town = serializers.CharField(help_text="属于哪个镇街；镇街和区是空文本")
    town_code = serializers.CharField(help_text="这个镇街的代码；镇街和区是空文本")
    own_station = serializers.SerializerMethodField(help_text="有没有自己的服务站")
    station = StationShape(
        help_text="到哪里办：自己的服务站，没有的是上一级的；一级也没有是空值", allow_null=True
    )

    def get_own_station(self, place: Any) -> bool:
        return place.own is not None


class OfferShape(serializers.Serializer):
    text = serializers.CharField(help_text="能办的事")
    note = serializers.CharField(help_text="这个站对这件事的说明，可能是空文本")


class OnePlaceShape(PlaceShape):
    above = StationShape(many=True, help_text="上级的服务站、服务中心，近的在前")
    offers = OfferShape(many=True, help_text="在办事的那个站能办的事")


class StationPage(Page):
    results = StationShape(many=True, help_text="这一页的服务站，按地区代码排列")


class PlacePage(Page):
    results = PlaceShape(many=True, help_text="这一页的地区")


STATION_EXAMPLE: dict[str, Any] = {
    "code": "370399001000",
    "name": "示例街道退役军人服务站",
    "level": "town",
    "level_label": "镇街服务站",
    "place": "示例街道",
    "address": "示例路 1 号",
    "phone": "0533-0000001",
    "hours": "周一至周五 8:30—17:00",
}
PLACE_EXAMPLE: dict[str, Any] = {
    "code": "370399001001",
    "name": "示例村",
    "level": "village",
    "town": "示例街道",
    "town_code": "370399001000",
    "own_station": False,
    "station": STATION_EXAMPLE,
}
ONE_PLACE_EXAMPLE: dict[str, Any] = {
    **PLACE_EXAMPLE,
    "above": [STATION_EXAMPLE],
    "offers": [{"text": "政策咨询", "note": ""}],
}


def page_example(one: dict[str, Any]) -> dict[str, Any]:
    """A page with that one."""
    return {"total": 1, "page": 1, "size": 20, "next": None, "previous": None, "results": [one]}
