"""What is filled in for a campaign, a nomination, a candidate, an answer, an objection, an award.
Checks of form only; services decide."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from honors.campaigns.models import Campaign, Candidate
from honors.campaigns.models import Field as FormField
from honors.campaigns.models.campaigns import NAME_LENGTH
from honors.campaigns.rules import MOST_VOTE_SHARE
from honors.campaigns.services.nominating import PEOPLE_KINDS, Nominator, Said
from honors.campaigns.states import OUTCOME_LABELS, SOURCE_LABELS, FieldKind, Outcome, Source
from honors.campaigns.written_rows import (
    FIELD_EXAMPLE,
    LONGEST,
    OFFICE_EXAMPLE,
    read_fields,
    read_offices,
)
from honors.roll.states import CONSENT_LABELS, KIND_LABELS
from support_services.projects.forms import AmountField
from support_services.projects.written_rows import CRITERION_EXAMPLE, read_criteria
from veterans.foundation.attachments import ACCEPT
from veterans.foundation.errors import Refused
from veterans.foundation.form_fields import REQUIRED, DayField, text_field
from veterans.foundation.ranking import COMBINATION_LABELS, TIE_LABELS
from veterans.regions.selectors import place_choices
from veterans.registry.forms import FilesField

LISTED = {**REQUIRED, "invalid_choice": "请从列表中选择。", "invalid_list": "请从列表中选择。"}
FILES = "照片或扫描件（PDF），可以一次选几个。加密保存，不公布，不给评委看。"
_PART = "field_"


def _number(label: str, least: int, most: int, *, hint: str = "", initial: Any = None) -> Any:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        initial=initial,
        help_text=hint,
        error_messages={
            **REQUIRED,
            "invalid": "请填整数。",
            "min_value": "不能小于 %(limit_value)s。",
            "max_value": "不能大于 %(limit_value)s。",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def _choice(label: str, choices: Iterable[tuple[Any, str]], **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=[("", "请选择"), *choices], error_messages=LISTED, **more
    )


def _yes(label: str, *, initial: bool = False, hint: str = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, initial=initial, help_text=hint)


class CampaignForm(forms.Form):
    """Everything of a campaign but its conditions, which are built step by step."""

    title = forms.TypedChoiceField(label="荣誉称号", coerce=int, error_messages=LISTED)
    name = text_field("名称", NAME_LENGTH, hint="例如：2027 年度最美退役军人评选。")
    year = _number("年度", 2000, 2100)
    told = text_field("评选公告", 1500, lines=6, hint="评什么、什么条件、怎么推荐。推荐期间公开。")
    kind = _choice("评选对象", KIND_LABELS.items())
    quota = _number("名额", 1, 200)
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
    excludes_winners = _yes("往届同一称号的获得者不再参评", initial=True)
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
    per_entry = _number("每份几位评委评", 1, 50, initial=5)
    least_ballots = _number("至少几份有效评分", 1, 50, initial=3, hint="不足的没有名次。")
    combination = forms.ChoiceField(
        label="怎样合成得分", choices=list(COMBINATION_LABELS.items()), error_messages=LISTED,
        initial="trimmed",
    )  # fmt: skip
    tie_rule = forms.ChoiceField(
        label="同分怎么排", choices=list(TIE_LABELS.items()), error_messages=LISTED,
        initial="criteria",
    )  # fmt: skip
    is_anonymous = _yes("匿名评审", initial=True, hint="评委看不到姓名、单位、村居。")
    is_levelled = _yes("拉平评委打分的宽严")
    vote_share = _number(
        "群众投票占百分之几",
        0,
        MOST_VOTE_SHARE,
        initial=0,
        hint=f"0 为不投票；只是一部分，最多 {MOST_VOTE_SHARE}。",
    )
    votes_a_day = _number("每个手机每天几票", 1, 10, initial=1)
    publicity_days = _number("公示几个工作日", 1, 30, initial=5, hint="一般 5 个。")
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


def _told_field(one: FormField) -> forms.CharField:
    """A field of a nomination form, as the campaign defines it."""
    words = ""
    if one.kind in (FieldKind.LINE, FieldKind.TEXT):
        words = f"{one.least} 到 {one.most} 字。" if one.least else f"最多 {one.most} 字。"
    hints = {FieldKind.NUMBER: "只填数字。", FieldKind.DAY: "例如 2026-11-05。"}
    hint = words + hints.get(FieldKind(one.kind), "")
    if one.is_judged:
        hint += "评委会看这一项。"
    lines = 8 if one.kind == FieldKind.TEXT else 1
    made = text_field(one.label, LONGEST, required=False, lines=lines, hint=hint)
    made.widget.attrs["data-count"] = "1"
    return made


class NominationForm(forms.Form):
    """A nomination. ``said`` gives it as the services take it."""

    name = text_field("被推荐人姓名", 40)
    number = text_field(
        "身份证号", 24, required=False, hint="联合审查要用，加密保存，不公布；不知道的可以不填。"
    )
    region = _choice("来自", ())
    work = text_field("所在单位", 60, required=False, hint="没有的不填；现役军人不填。")
    is_serving = _yes("现役军人")
    phone = text_field("联系电话", 30, required=False, hint="加密保存，不公布。")
    consent = forms.ChoiceField(
        label="谁同意参评和公布",
        required=False,
        choices=[("", "还没有同意"), *CONSENT_LABELS.items()],
        help_text="要书面同意；现役军人要有所在部队同意。没有的可以先推荐，初审以前补上。",
    )
    consent_on = DayField(label="同意书上的日期", required=False)
    consent_note = text_field("同意书编号、存放", 80, required=False)
    consent_file = forms.FileField(
        label="同意书照片或扫描件",
        required=False,
        help_text="加密保存，不公布。",
        error_messages={"empty": "文件是空的，请重新拍照。"},
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    papers = FilesField(label="佐证", required=False, help_text=FILES)

    def __init__(
        self,
        *args: Any,
        campaign: Campaign,
        parts: Sequence[FormField],
        units: Iterable[tuple[int, str]] = (),
        by_link: bool = False,
        places: Iterable[Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        region = self.fields["region"]
        assert isinstance(region, forms.ChoiceField)
        region.choices = [("", "请选择"), *(place_choices() if places is None else places)]
        if campaign.kind not in PEOPLE_KINDS:
            for name in ("number", "is_serving", "phone", "work"):
                del self.fields[name]
            self.fields["name"].label = "被推荐的单位、集体"
            region.required = False
            self.fields["unit"] = forms.TypedChoiceField(
                label="在参与单位里的", coerce=int, empty_value=None, required=False,
                choices=[("", "不在里面"), *units], error_messages=LISTED,
            )  # fmt: skip
        self.parts = list(parts)
        for one in self.parts:
            self.fields[f"{_PART}{one.pk}"] = _told_field(one)
        if by_link:
            # Files come beside it, and no identity number goes over a link.
            for name in ("consent_file", "papers", "number"):
                self.fields.pop(name, None)
        last = [name for name in ("consent", "consent_on", "consent_note", "consent_file", "papers")
                if name in self.fields]  # fmt: skip
        first = [name for name in self.fields if name not in last]
        self.order_fields([*first, *last])

    def said(self) -> Said:
        return said_of(self.cleaned_data, self.parts)


def said_of(data: dict[str, Any], parts: Iterable[FormField]) -> Said:
    """What a nomination form holds, as the services take it."""
    file = data.get("consent_file")
    return Said(
        name=data.get("name", ""),
        number=data.get("number", ""),
        unit_id=data.get("unit"),
        region=data.get("region", ""),
        work=data.get("work", ""),
        is_serving=data.get("is_serving", False),
        phone=data.get("phone", ""),
        consent=data.get("consent", ""),
        consent_on=data.get("consent_on"),
        consent_note=data.get("consent_note", ""),
        told={one.pk: data.get(f"{_PART}{one.pk}", "") for one in parts},
        consent_file=file.read() if file else None,
        files=data.get("papers") or (),
    )


def said_before(nomination: Any, parts: Iterable[FormField]) -> dict[str, Any]:
    """A nomination as its form shows it; what is sealed is not shown again."""
    plain = ("name", "work", "is_serving", "consent", "consent_on", "consent_note")
    return {
        **{name: getattr(nomination, name) for name in plain},
        "region": nomination.region.code if nomination.region else "",
        "unit": nomination.unit_id,
        **{f"{_PART}{one.pk}": nomination.told.get(str(one.pk), "") for one in parts},
    }


class NominatorForm(NominationForm):
    """At the bureau: also who nominates."""

    source = forms.ChoiceField(label="推荐方式", error_messages=LISTED)
    by_unit = forms.TypedChoiceField(
        label="推荐单位", coerce=int, empty_value=None, required=False, error_messages=LISTED,
        help_text="单位、部队推荐的选。",
    )  # fmt: skip
    by_place = forms.ChoiceField(
        label="推荐的镇街、村居", required=False, error_messages=LISTED,
        help_text="镇街、村居站推荐的选。",
    )  # fmt: skip
    by_number = text_field(
        "推荐人身份证号", 24, required=False, hint="群众推荐、自荐的填；要有本局档案。"
    )

    def __init__(
        self, *args: Any, campaign: Campaign, nominators: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, campaign=campaign, **kwargs)
        choices: dict[str, list[Any]] = {
            "source": [(one, SOURCE_LABELS[Source(one)]) for one in campaign.sources],
            "by_unit": [("", "请选择"), *nominators],
            "by_place": [("", "请选择"), *place_choices()],
        }
        for name, listed in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = listed
        self.order_fields(["source", "by_unit", "by_place", "by_number", *self.fields])


class OwnNominationForm(NominationForm):
    """A resident's, of a neighbour or of himself."""

    def __init__(self, *args: Any, is_self: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dropped = ["consent_note", "number"]
        dropped += ["name", "region", "phone"] if is_self else []
        for name in dropped:
            self.fields.pop(name, None)
        if is_self:
            self.fields["consent"] = forms.ChoiceField(
                label="同意参评和公布",
                choices=[("self", "我同意参评，入选以后同意公布姓名和事迹")],
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields["consent_on"].widget = forms.HiddenInput()


class ReturnForm(forms.Form):
    """What is missing, until when."""

    why = text_field("要补正什么", 300, lines=2)
    complete_by = DayField(label="补正到哪一天")


class WhyForm(forms.Form):
    """Why."""

    why = text_field("原因", 200, lines=2)


class OpinionForm(forms.Form):
    """Why somebody passes where the register cannot say, or says no."""

    why = text_field("初审意见", 200, required=False, lines=2, hint="条件都符合的可以不写。")


class CompleteForm(forms.Form):
    """Identity number, consent, the sentence for the publicity."""

    number = text_field("身份证号", 24, required=False, hint="已登记的留空就不变；加密保存。")
    is_serving = _yes("现役军人")
    consent = forms.ChoiceField(
        label="谁同意参评和公布",
        required=False,
        choices=[("", "还没有同意"), *CONSENT_LABELS.items()],
    )
    consent_on = DayField(label="同意书上的日期", required=False)
    consent_note = text_field("同意书编号、存放", 80, required=False)
    brief = text_field(
        "公示简介",
        120,
        required=False,
        lines=2,
        hint="公示、投票用的一句话；不写姓名、号码。",
    )


class BriefForm(forms.Form):
    brief = text_field("公示简介", 120, lines=2, hint="一句话；不写姓名、号码、病情。")


class JoinForm(forms.Form):
    into_serial = _number("并入第几号人选", 1, 9999)


class CoverForm(forms.Form):
    """The texts for the jury, one box for each field it reads."""

    def __init__(self, *args: Any, parts: Sequence[FormField], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = list(parts)
        for one in self.parts:
            lines = 10 if one.kind == FieldKind.TEXT else 1
            self.fields[f"{_PART}{one.pk}"] = text_field(
                one.label, LONGEST, required=False, lines=lines
            )

    def texts(self) -> dict[int, str]:
        return {one.pk: self.cleaned_data[f"{_PART}{one.pk}"] for one in self.parts}


def covers_before(texts: dict[int, str]) -> dict[str, str]:
    return {f"{_PART}{key}": text for key, text in texts.items()}


class CheckListForm(forms.Form):
    """An office's answers as a list."""

    file = forms.FileField(
        label="答复的名单",
        help_text="发给他们的那份，填好“结果”；xlsx 或 csv。",
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
    )
    answered_on = DayField(label="答复日期")


class CheckLinkForm(forms.Form):
    """An office's answers by its link: a choice and a reason for each."""

    def __init__(self, *args: Any, asked: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = list(asked)
        for key, label in self.asked:
            self.fields[f"result_{key}"] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", "还没有查"), ("clear", "无影响"), ("no", "不同意")],
            )
            self.fields[f"why_{key}"] = text_field(f"{label}：不同意的情况", 200, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for key, _ in self.asked:
            if data.get(f"result_{key}") == "no" and not data.get(f"why_{key}"):
                self.add_error(f"why_{key}", "不同意的请写明情况。")
        if not any(data.get(f"result_{key}") for key, _ in self.asked):
            raise forms.ValidationError("一个也没有填。")
        return data


class ProposeForm(forms.Form):
    """Whom to honour: a tick and a reason for each."""

    def __init__(self, *args: Any, rows: Sequence[Candidate] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        for one in self.rows:
            self.fields[f"chosen_{one.pk}"] = forms.BooleanField(
                label=f"表彰 {one.name}", required=False
            )
            self.fields[f"why_{one.pk}"] = text_field(f"{one.name} 的原因", 200, required=False)

    def of(self, key: int) -> tuple[forms.BoundField, forms.BoundField]:
        return self[f"chosen_{key}"], self[f"why_{key}"]

    def lists(self) -> tuple[dict[int, str], dict[int, str]]:
        """Reasons of those chosen, and of the others."""
        data = self.cleaned_data
        chosen = {one.pk for one in self.rows if data[f"chosen_{one.pk}"]}
        whys = {one.pk: data[f"why_{one.pk}"] for one in self.rows}
        return (
            {key: why for key, why in whys.items() if key in chosen},
            {key: why for key, why in whys.items() if key not in chosen},
        )


class DecideForm(forms.Form):
    document_no = text_field("表彰决定的文号", 60, hint="公布，印在证书上。")
    decided_on = DayField(label="表彰日期")


class ExtendForm(forms.Form):
    closes_on = DayField(label="延长到哪一天")
    why = text_field("延长原因", 200, lines=2)


class ObjectionForm(forms.Form):
    """At the desk or by telephone."""

    serial = forms.TypedChoiceField(label="对谁", coerce=int, error_messages=LISTED)
    raised_on = DayField(label="哪天提出的")
    text = text_field("异议内容", 1000, lines=5, hint="哪件事、什么时候、怎么知道的。加密保存。")
    objector = text_field("提出人", 40, required=False, hint="不愿具名的不填。")
    phone = text_field("电话", 30, required=False)
    papers = FilesField(label="佐证", required=False, help_text=FILES)

    def __init__(self, *args: Any, listed: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["serial"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *listed]


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label="结论",
        choices=[("no", "异议不成立"), ("yes", "异议成立，从名单里去掉")],
        widget=forms.RadioSelect,
        error_messages=LISTED,
    )
    found = text_field("核查情况", 500, lines=4, hint="只有工作人员看得到。")
    told = text_field("给提出人的答复", 300, lines=3, hint="凭回执能看到；不写别人的隐私。")


class RollForm(forms.Form):
    citation = text_field("事迹简介", 300, lines=4, hint="荣誉名录公布用，不超过 300 字。")
    story = text_field("事迹全文", 3000, lines=10, required=False, hint="可以不写；每段一行。")


class RewardForm(forms.Form):
    month = forms.CharField(
        label="发放月", max_length=7, help_text="例如 2026-12。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}), error_messages=REQUIRED,
    )  # fmt: skip

    def clean_month(self) -> date:
        text = self.cleaned_data["month"].strip()
        try:
            return date.fromisoformat(f"{text}-01")
        except ValueError as error:
            raise forms.ValidationError("请写成年-月，例如 2026-12。") from error


class RecommendForm(forms.Form):
    to_body = text_field("报给谁", 60)
    for_title = text_field("参评什么", 60, hint="例如：市级最美退役军人。")
    document_no = text_field("上报文号", 60, required=False)
    sent_on = DayField(label="上报日期")


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        label="结果",
        choices=[
            (o.value, label) for o, (label, _) in OUTCOME_LABELS.items() if o != Outcome.WAITING
        ],
        widget=forms.RadioSelect,
        error_messages=LISTED,
    )
    note = text_field("结果说明", 200, required=False, hint="文号、称号、日期。")


def nominator_of(data: dict[str, Any], person_id: int | None, region_id: int | None) -> Nominator:
    """Who nominates, as the bureau's form says."""
    return Nominator(
        source=data["source"],
        unit_id=data.get("by_unit"),
        region_id=region_id,
        person_id=person_id,
    )
