"""What programs ask of the catalogue, and the shape of what they get."""

from typing import Any

from rest_framework import serializers

from support_services.catalogue.states import FIELD_LABELS, ISSUER_LABELS
from veterans.foundation.programs import asked
from veterans.foundation.programs.pages import Page

LONGEST = 40


class ItemsAsked(asked.AskedOfList):
    q = asked.words(
        "名称、内容、对象、承办单位或办法里的词；几个词用空格隔开，都要有", longest=LONGEST
    )
    field = asked.one_of("领域", FIELD_LABELS)
    issuer = asked.one_of("层级：由谁规定", ISSUER_LABELS)
    place = asked.region("只要在这个地区适用的")


class AreaShape(serializers.Serializer):
    code = serializers.CharField(help_text="地区代码，12 位数字")
    name = serializers.CharField(help_text="名称")


class ItemShape(serializers.Serializer):
    code = serializers.CharField(help_text="项目编号，不会变")
    title = serializers.CharField(help_text="名称")
    field = serializers.ChoiceField(choices=list(FIELD_LABELS.items()), help_text="领域的代码")
    field_label = serializers.CharField(help_text="领域")
    issuer = serializers.ChoiceField(
        choices=list(ISSUER_LABELS.items()), help_text="层级的代码：由谁规定"
    )
    issuer_label = serializers.CharField(source="level", help_text="层级")
    content = serializers.CharField(help_text="优待内容；没有填的是空文本，以下相同")
    beneficiaries = serializers.CharField(help_text="优待对象，用文字写的")
    papers = serializers.CharField(help_text="凭什么证件")
    provider = serializers.CharField(help_text="承办单位")
    contact = serializers.CharField(help_text="咨询电话")
    channel = serializers.CharField(help_text="怎么办")
    legal_basis = serializers.CharField(help_text="依据")
    areas = AreaShape(many=True, help_text="只在这些地区适用；空的是全区适用")
    valid_to = serializers.DateField(
        help_text="适用到哪一天，含当天；没有期限是空值", allow_null=True
    )
    verified_on = serializers.DateField(
        help_text="最近一次核对是哪一天；还没有核对过是空值", allow_null=True
    )


class ItemPage(Page):
    results = ItemShape(many=True, help_text="这一页的项目，按编号排列")


EXAMPLE: dict[str, Any] = {
    "code": "101",
    "title": "家庭悬挂光荣牌",
    "field": "honour",
    "field_label": "荣誉激励",
    "issuer": "state",
    "issuer_label": "国家",
    "content": "",
    "beneficiaries": "三属家庭；现役军人家庭；退役军人家庭",
    "papers": "",
    "provider": "县级退役军人事务局会同人武部；镇街服务站上门",
    "contact": "",
    "channel": "主动悬挂",
    "legal_basis": "《中华人民共和国退役军人保障法》第五十九条",
    "areas": [],
    "valid_to": None,
    "verified_on": "2026-11-02",
}
PAGE_EXAMPLE: dict[str, Any] = {
    "total": 1,
    "page": 1,
    "size": 20,
    "next": None,
    "previous": None,
    "results": [EXAMPLE],
}
