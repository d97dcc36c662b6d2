"""What programs ask of the roll, and the shape of what they get."""

from typing import Any

from rest_framework import serializers

from honors.roll.rules import FIRST_YEAR
from honors.roll.states import KIND_LABELS, LEVEL_LABELS
from veterans.foundation.programs import asked
from veterans.foundation.programs.pages import Page

LONGEST = 40
LAST_YEAR = 2999
LARGEST = 2**31 - 1


class HonoursAsked(asked.AskedOfList):
    q = asked.words("姓名、称号、简介或事迹里的词；几个词用空格隔开，都要有", longest=LONGEST)
    year = asked.Number(
        label="哪个年度的",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=f"{FIRST_YEAR} 到 {LAST_YEAR} 的整数。",
    )
    title = asked.Number(
        label="哪个荣誉称号的",
        min_value=1,
        max_value=LARGEST,
        help_text=f"称号的编号，1 到 {LARGEST} 的整数。",
    )
    kind = asked.one_of("对象", KIND_LABELS)
    place = asked.region("只要来自这个地区的")


class TitlesAsked(asked.AskedOfList):
    level = asked.one_of("级别", LEVEL_LABELS)


class TitleShape(serializers.Serializer):
    id = serializers.IntegerField(help_text="称号的编号，不会变")
    name = serializers.CharField(help_text="名称")
    level = serializers.ChoiceField(choices=list(LEVEL_LABELS.items()), help_text="级别的代码")
    level_label = serializers.CharField(help_text="级别")
    body = serializers.CharField(help_text="授予单位；没有登记的是空文本")
    honours = serializers.IntegerField(help_text="名录里有多少项", min_value=0)


class HonourShape(serializers.Serializer):
    id = serializers.IntegerField(help_text="荣誉的编号，不会变")
    title_id = serializers.IntegerField(help_text="称号的编号")
    title = serializers.CharField(help_text="荣誉称号")
    level = serializers.ChoiceField(choices=list(LEVEL_LABELS.items()), help_text="级别的代码")
    level_label = serializers.CharField(help_text="级别")
    body = serializers.CharField(help_text="授予单位；没有登记的是空文本，以下相同")
    year = serializers.IntegerField(help_text="年度")
    conferred_on = serializers.DateField(help_text="表彰日期；没有登记的是空值", allow_null=True)
    document_no = serializers.CharField(help_text="表彰文号")
    kind = serializers.ChoiceField(choices=list(KIND_LABELS.items()), help_text="对象的代码")
    kind_label = serializers.CharField(help_text="对象")
    name = serializers.CharField(help_text="姓名或者名称")
    town = serializers.CharField(help_text="来自哪个镇街；全区的是空文本")
    village = serializers.CharField(help_text="来自哪个村、社区")
    region_code = serializers.CharField(help_text="来自的地区的代码，12 位数字")
    citation = serializers.CharField(help_text="事迹简介")


class OneHonourShape(HonourShape):
    story = serializers.CharField(help_text="事迹，一段一行；没有的是空文本")


class HonourPage(Page):
    results = HonourShape(many=True, help_text="这一页的荣誉，年度近的在前")


class TitlePage(Page):
    results = TitleShape(many=True, help_text="这一页的称号，级别高的在前")


TITLE_EXAMPLE: dict[str, Any] = {
    "id": 1,
    "name": "最美退役军人",
    "level": "county",
    "level_label": "区县级",
    "body": "示例区退役军人事务局",
    "honours": 10,
}
EXAMPLE: dict[str, Any] = {
    "id": 1,
    "title_id": 1,
    "title": "最美退役军人",
    "level": "county",
    "level_label": "区县级",
    "body": "示例区退役军人事务局",
    "year": 2025,
    "conferred_on": "2025-08-01",
    "document_no": "示例〔2025〕8号",
    "kind": "person",
    "kind_label": "个人",
    "name": "张示例",
    "town": "示例街道",
    "village": "示例村",
    "region_code": "370399001001",
    "citation": "示例：退役返乡后带头修路。",
}
ONE_EXAMPLE: dict[str, Any] = {**EXAMPLE, "story": "示例：第一段。\n示例：第二段。"}


def page_example(one: dict[str, Any]) -> dict[str, Any]:
    """A page with that one."""
    return {"total": 1, "page": 1, "size": 20, "next": None, "previous": None, "results": [one]}
