"""What is filled in for a campaign itself: the draft, a later last day, the decision. Checks of
form only; services decide."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from honors.campaigns.forms.parts import LISTED, choice, number, yes
from honors.campaigns.models.campaigns import NAME_LENGTH
from honors.campaigns.rules import MOST_VOTE_SHARE
from honors.campaigns.states import SOURCE_LABELS
from honors.campaigns.written_rows import FIELD_EXAMPLE, OFFICE_EXAMPLE, read_fields, read_offices
from honors.roll.states import KIND_LABELS
from support_services.projects.forms import AmountField
from support_services.projects.written_rows import CRITERION_EXAMPLE, read_criteria
from veterans.foundation.errors import Refused
from veterans.foundation.form_fields import DayField, text_field
from veterans.foundation.ranking import COMBINATION_LABELS, TIE_LABELS


class CampaignForm(forms.Form):
    """Everything of a campaign but its conditions, which are built step by step."""

    title = forms.TypedChoiceField(label="荣誉称号", coerce=int, error_messages=LISTED)
    name = text_field("名称", NAME_LENGTH, hint="例如：2027 年度最美退役军人评选。")
    year = number("年度", 2000, 2100)
    told = text_field("评选公告", 1500, lines=6, hint="评什么、什么条件、怎么推荐。推荐期间公开。")
    kind = choice("评选对象", KIND_LABELS.items())
    quota = number("名额", 1, 200)
    sources = forms.MultipleChoiceField(
        label="谁可以推荐",
        choices=list(SOURCE_LABELS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages=LISTED,
    )
    opens_on = DayField(label="推荐从哪天开始")
    closes_on = DayField(label="推荐到哪天截止", help_text="当天还可以提交。")
    check_by = DayField(label="联审到哪天完成")
    review_by = DayField(label="评审到哪天完成")
    decide_by = DayField(label="计划哪天表彰")
    excludes_winners = yes("往届同一称号的获得者不再参评", initial=True)
    fields_rows = text_field(
        "推荐表",
        2000,
        lines=6,
        hint="一行一项：名称、种类（一行、段落、数字、日期）、字数、必填、评审（交评委看）。"
        f"例如：{FIELD_EXAMPLE}",
    )
    departments = text_field(
        "联审单位",
        2000,
        lines=5,
        required=False,
        hint=f"一行一个：单位、查什么。名称和参与单位里一样的，可以发链接答复。例如：{OFFICE_EXAMPLE}",
    )
    criteria = text_field(
        "评分指标",
        2000,
        lines=4,
        hint=f"一行一项：指标、权重、怎样评；权重合计 100。例如：{CRITERION_EXAMPLE}",
    )
    per_entry = number("每份几位评委评", 1, 50, initial=5)
    least_ballots = number("至少几份有效评分", 1, 50, initial=3, hint="不足的没有名次。")
    combination = forms.ChoiceField(
        label="怎样合成得分", choices=list(COMBINATION_LABELS.items()), error_messages=LISTED,
        initial="trimmed",
    )  # fmt: skip
    tie_rule = forms.ChoiceField(
        label="同分怎么排", choices=list(TIE_LABELS.items()), error_messages=LISTED,
        initial="criteria",
    )  # fmt: skip
    is_anonymous = yes("匿名评审", initial=True, hint="评委看不到姓名、单位、村居。")
    is_levelled = yes("拉平评委打分的宽严")
    shows_others = yes(
        "评完可见他人评分",
        hint="评委自己评完一份，才看得到别人给这一份的分，看不到是谁；不勾的，结束以前都不看。",
    )
    vote_share = number(
        "群众投票占百分之几",
        0,
        MOST_VOTE_SHARE,
        initial=0,
        hint=f"0 为不投票；最多 {MOST_VOTE_SHARE}。匿名评审的，投票页只写简介、不写姓名。",
    )
    votes_a_day = number("每个手机每天几票", 1, 10, initial=1)
    votes_live = yes("投票期间公布票数", hint="不勾的，投票结束、两人签认以前谁也看不到票数。")
    publicity_days = number("公示几个工作日", 1, 30, initial=5, hint="一般 5 个。")
    tells_shortlist = yes(
        "公示时告诉推荐人入围",
        hint="勾了的，开始公示时给推荐人发通知；不勾的，等决定表彰以后才通知。",
    )
    reward = AmountField("奖励（元/人）", required=False, least=Decimal("0.01"))
    recommends_to = text_field("择优向谁推荐", 60, required=False, hint="例如：市退役军人事务局。")

    def __init__(self, *args: Any, titles: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["title"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *titles]

    def clean_fields_rows(self) -> Any:
        return _read(read_fields, self.cleaned_data["fields_rows"])

    def clean_departments(self) -> Any:
        return _read(read_offices, self.cleaned_data["departments"])

    def clean_criteria(self) -> Any:
        rows = _read(read_criteria, self.cleaned_data["criteria"])
        return [{"label": one.label, "weight": one.weight, "hint": one.hint} for one in rows]


def _read(reader: Any, text: str) -> Any:
    try:
        return reader(text)
    except Refused as refusal:
        raise forms.ValidationError(str(refusal)) from refusal


class ExtendForm(forms.Form):
    closes_on = DayField(label="延长到哪一天")
    why = text_field("延长原因", 200, lines=2)


class DecideForm(forms.Form):
    document_no = text_field("表彰决定的文号", 60, hint="公布，印在证书上。")
    decided_on = DayField(label="表彰日期")
