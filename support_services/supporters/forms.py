"""What is filled in of supporters, alike at both staff doors. Checks of form only."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from support_services.supporters.selectors.asked import OF_THE_COUNTY, Asked
from support_services.supporters.states import (
    ACTIVITY_LABELS,
    BADGE_LABELS,
    CONTRIBUTION_LABELS,
    FIELD_LABELS,
    FIGURES,
    FOR_LABELS,
    JOB_FOR_LABELS,
    KIND_LABELS,
    PACT_LABELS,
    RHYTHM_LABELS,
    STAGE_LABELS,
    SUPPORTING,
    TIER_LABELS,
    ActivityKind,
    JobFor,
    Rhythm,
    Subject,
    Tier,
)
from support_services.units.states import KIND_LABELS as UNIT_LABELS
from veterans.foundation.form_fields import REQUIRED, DayField, text_field
from veterans.regions.selectors import place_choices

_LISTED = {**REQUIRED, "invalid_choice": "请从列表中选择。"}
Choices = Iterable[tuple[Any, Any]]


def chosen(
    label: str, choices: Choices, *, required: bool = True, hint: str = "", empty: str = "请选择"
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[("", empty), *choices],
        required=required,
        help_text=hint,
        error_messages=_LISTED,
    )


def key(label: str, choices: Choices, *, hint: str = "", empty: str = "无") -> Any:
    """A row's number, or None."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("", empty), *choices],
        required=False,
        help_text=hint,
        coerce=int,
        empty_value=None,
        error_messages=_LISTED,
    )


def keys(label: str, choices: Choices, *, hint: str = "") -> Any:
    """Several rows' numbers."""
    return forms.TypedMultipleChoiceField(
        label=label,
        choices=list(choices),
        required=False,
        help_text=hint,
        coerce=int,
        error_messages=_LISTED,
    )


def whole(label: str, *, required: bool = False, least: int = 0, hint: str = "") -> Any:
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=least,
        max_value=10_000_000,
        help_text=hint,
        error_messages={
            **REQUIRED,
            "invalid": "请填整数。",
            "min_value": f"最少 {least}。",
            "max_value": "数字太大，请核对。",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def decimal(
    label: str, *, required: bool = False, digits: int = 12, places: int = 2, hint: str = ""
) -> Any:
    return forms.DecimalField(
        label=label,
        required=required,
        min_value=0,
        max_digits=digits,
        decimal_places=places,
        help_text=hint,
        error_messages={
            **REQUIRED,
            "invalid": "请填数字。",
            "min_value": "不能是负数。",
            "max_digits": "数字太大，请核对。",
            "max_whole_digits": "数字太大，请核对。",
            "max_decimal_places": f"最多 {places} 位小数。",
        },
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def clock(label: str, *, hint: str = "") -> Any:
    shown = {"placeholder": "例如 9:00", "autocomplete": "off"}
    return forms.TimeField(
        label=label,
        required=False,
        help_text=hint,
        input_formats=["%H:%M", "%H：%M", "%H.%M"],
        error_messages={"invalid": "请写成时:分，例如 9:00。"},
        widget=forms.TimeInput(attrs=shown, format="%H:%M"),
    )


class Filter(forms.Form):
    """Narrowing a list; the list says which fields it has."""

    q = forms.CharField(label="找", max_length=40, required=False)
    year = forms.TypedChoiceField(label="年份", required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label="种类", required=False)
    unit_kind = forms.ChoiceField(
        label="单位类别",
        required=False,
        choices=[("", "全部"), *((code.value, UNIT_LABELS[code]) for code in SUPPORTING)],
    )
    for_whom = forms.ChoiceField(
        label="给谁", required=False, choices=[("", "全部"), *FOR_LABELS.items()]
    )
    town = forms.ChoiceField(label="镇街", required=False)
    state = forms.ChoiceField(label="状态", required=False)

    def __init__(
        self,
        data: Any,
        *,
        names: Iterable[str],
        towns: Choices = (),
        years: Iterable[int] = (),
        kinds: Mapping[Any, str] | None = None,
        states: Choices = (),
    ) -> None:
        super().__init__(data)
        for name in set(self.fields) - set(names):
            del self.fields[name]
        for name, choices in (
            ("town", [("", "全部镇街"), *towns, (OF_THE_COUNTY, "全区")]),
            ("year", [("", "全部年份"), *((year, f"{year}年") for year in years)]),
            ("kind", [("", "全部"), *(kinds or {}).items()]),
            ("state", [("", "全部"), *states]),
        ):
            if name in self.fields:
                field: Any = self.fields[name]
                field.choices = choices

    def asked(self) -> Asked:
        """What is wrong in an address asks for nothing."""
        self.is_valid()
        told = {name: value for name, value in self.cleaned_data.items() if value}
        if "q" in told:
            told["typed"] = told.pop("q")
        return Asked(**told)


SUPPORTER_FILTER = ("q", "kind", "unit_kind", "town", "state")
ACTIVITY_FILTER = ("q", "year", "kind", "unit_kind", "town", "state")
MONTH_FILTER = ("kind", "town", "state")
CONTRIBUTION_FILTER = ("q", "year", "kind", "unit_kind", "for_whom", "town", "state")
STATISTICS_FILTER = ("year", "unit_kind", "town")


def stages(subject: Subject) -> list[tuple[str, str]]:
    return [(stage.value, label) for stage, label in STAGE_LABELS[subject].items()]


def activity_states() -> list[tuple[str, str]]:
    return [(state.value, label) for state, (label, _) in ACTIVITY_LABELS.items()]


class OfferForm(forms.Form):
    """What a supporter offers."""

    fields_of = forms.MultipleChoiceField(
        label="支持领域",
        choices=list(FIELD_LABELS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages=_LISTED,
    )
    offer = text_field(
        "能提供什么", 300, required=False, lines=3, hint="例如：每年免费体检 50 人；提供保安岗位。"
    )
    tier = forms.ChoiceField(
        label="层级", choices=list(TIER_LABELS.items()), initial=Tier.COUNTY.value
    )
    since = DayField(label="从哪天起")

    def told(self) -> dict[str, Any]:
        """As the services take it."""
        told = dict(self.cleaned_data)
        told["fields"] = told.pop("fields_of")
        return told


class SupporterForm(OfferForm):
    """A unit in its new role."""

    unit_id = forms.TypedChoiceField(label="单位", coerce=int, error_messages=_LISTED)
    field_order = ("unit_id", "fields_of", "offer", "tier", "since")

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit_id"]
        field.choices = [("", "请选择"), *units]
        field.help_text = "名称、代码、地址、联系人在“参与单位”里登记，这里不重复填。"


class _Placed(forms.Form):
    """A form with a place."""

    def __init__(self, *args: Any, places: list[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["region"]
        field.choices = [("", "请选择"), *(place_choices() if places is None else places)]


class BadgeForm(_Placed):
    kind = chosen("标识种类", BADGE_LABELS.items(), hint="驿站、药店、健康服务站、基地要写地址。")
    name = text_field("标识上的名称", 40, hint="牌上的字，例如：示例社区拥军驿站。")
    region = forms.ChoiceField(label="所在地", error_messages=_LISTED)
    address = text_field("地址", 120, required=False, hint="写到门牌，群众照着能找到。")
    phone = text_field("电话", 40, required=False, hint="单位电话，不写个人手机。")
    hours = text_field("开放时间", 120, required=False, hint="例如：每天 8:00–18:00。")
    services = text_field(
        "提供什么", 200, required=False, lines=2, hint="例如：歇脚、饮水、充电、量血压。"
    )
    document_no = text_field("授予依据", 60, required=False, hint="决定或会议纪要的文号。")
    given_on = DayField(label="授予日期")
    valid_to = DayField(label="有效期至", required=False, help_text="没有期限的不填。")


class PactForm(forms.Form):
    kind = chosen("种类", PACT_LABELS.items())
    partner_id = key("结对单位", (), hint="共建对子才选；部队只用代称。")
    title = text_field("名称", 60)
    document_no = text_field("协议编号", 60, required=False)
    signed_on = DayField(label="签订日期")
    valid_from = DayField(label="从哪天起")
    valid_to = DayField(label="到哪天止")

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["partner_id"]
        field.choices = [("", "无"), *units]


class DutyForm(forms.Form):
    words = text_field("义务", 120, hint="例如：每季度免费义诊一次。")
    rhythm = forms.ChoiceField(
        label="多久一次", choices=list(RHYTHM_LABELS.items()), initial=Rhythm.YEARLY.value
    )
    due_on = DayField(label="到哪天", required=False, help_text="只有“一次”的才填。")


class JobForm(_Placed):
    fair_id = key("在哪场招聘会上招", (), empty="不在招聘会上")
    title = text_field("岗位", 40)
    count = whole("人数", required=True, least=1)
    meant_for = forms.ChoiceField(
        label="面向", choices=list(JOB_FOR_LABELS.items()), initial=JobFor.BOTH.value
    )
    region = forms.ChoiceField(label="工作地点", error_messages=_LISTED)
    words = text_field("做什么、要什么条件", 300, required=False, lines=3)
    pay_from = decimal("月薪从（元）", hint="面议的两项都不填。")
    pay_to = decimal("月薪到（元）")
    phone = text_field("招聘电话", 40, hint="单位电话，不写个人手机。")
    until = DayField(label="招到哪天")

    def __init__(self, *args: Any, fairs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = list(fairs)
        field: Any = self.fields["fair_id"]
        field.choices = [("", "不在招聘会上"), *there]
        if not there:
            del self.fields["fair_id"]


class ContributionForm(forms.Form):
    kind = chosen("种类", CONTRIBUTION_LABELS.items())
    what = text_field("内容", 80, hint="例如：中秋慰问月饼；捐建阅览室。")
    quantity = decimal("数量", digits=10, places=1)
    unit = text_field(
        "数量的单位", 10, required=False, hint="物资才填，例如：箱、件；其他种类有固定单位。"
    )
    amount = decimal("价值（元）", hint="资金、减免必填。钱不经过本系统，这里只登记。")
    given_on = DayField(label="日期")
    for_whom = chosen("给谁", FOR_LABELS.items())
    receiver_id = key("接收单位", (), hint="给部队、服务站的可以选。")
    evidence = text_field("凭据", 120, required=False, hint="收据、交接单的编号，不写个人信息。")
    activity_id = key("在哪场活动", ())
    duty_id = key("履行哪项义务", ())
    job_id = key("录用到哪个岗位", ())

    def __init__(
        self,
        *args: Any,
        units: Choices,
        activities: Choices,
        duties: Choices,
        jobs: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("receiver_id", list(units)),
            ("activity_id", list(activities)),
            ("duty_id", list(duties)),
            ("job_id", list(jobs)),
        ):
            field: Any = self.fields[name]
            field.choices = [("", "无"), *choices]
            if not choices:
                del self.fields[name]


_PLANNED = "planned_"


class KindForm(forms.Form):
    """Which kind of activity: the form after it depends on it."""

    kind = chosen("活动种类", KIND_LABELS.items())


class ActivityForm(_Placed):
    """A plan. Figures are those of the kind."""

    title = text_field("名称", 60)
    on = DayField(label="日期")
    starts_at = clock("开始", hint="全天的不填。")
    ends_at = clock("结束")
    region = forms.ChoiceField(label="所在地", error_messages=_LISTED)
    venue = text_field("地点", 80)
    about = text_field("内容", 300, required=False, lines=3)
    organisers = keys("主办单位", ())
    partners = keys("协办、参加单位", (), hint="按住 Ctrl 可以选几个。部队只用代称。")
    lecturer = key("讲师", ())
    duty = key("履行哪项协议义务", ())
    is_open = forms.BooleanField(label="对居民公布：谁都可以来", required=False)
    phone = text_field("咨询电话", 40, required=False, hint="对居民公布的要写，写单位电话。")

    def __init__(
        self,
        *args: Any,
        kind: ActivityKind,
        units: Choices,
        lecturers: Choices,
        duties: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        units = list(units)
        for name, choices in (("organisers", units), ("partners", units)):
            many: Any = self.fields[name]
            many.choices = choices
        for name, choices in (("lecturer", list(lecturers)), ("duty", list(duties))):
            field: Any = self.fields[name]
            field.choices = [("", "无"), *choices]
            if not choices:
                del self.fields[name]
        for one in FIGURES[kind]:
            self.fields[f"{_PLANNED}{one.code}"] = whole(f"计划{one.label}（{one.unit}）")

    def told(self) -> dict[str, Any]:
        """As ``plan_activity`` takes it."""
        data = dict(self.cleaned_data)
        planned = {one.code: data.pop(f"{_PLANNED}{one.code}", None) for one in FIGURES[self.kind]}
        apart = {
            "organisers": data.pop("organisers"),
            "partners": data.pop("partners"),
            "lecturer": data.pop("lecturer", None),
        }
        return {"fields": {**data, "kind": self.kind.value}, **apart, "planned": planned}


class ReportForm(forms.Form):
    """The figures of the kind, and what came of it."""

    told = text_field("结果", 300, required=False, lines=3, hint="一两句话，不写姓名和番号。")

    def __init__(self, *args: Any, kind: ActivityKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [one.code for one in FIGURES[kind]]
        for one in FIGURES[kind]:
            self.fields[one.code] = whole(f"{one.label}（{one.unit}）", required=one.needed)
        self.order_fields([*self.codes, "told"])


class AttendanceForm(forms.Form):
    """One volunteer, or several with the same hours."""

    volunteers = keys("志愿者", (), hint="按住 Ctrl 可以选几个，时长相同的一起记。")
    hours = decimal("每人时长（小时）", required=True, digits=4, places=1)

    def __init__(self, *args: Any, volunteers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["volunteers"]
        field.choices = list(volunteers)
        field.required = True
        field.error_messages |= {"required": "请选择志愿者。"}


class RollForm(forms.Form):
    """Many volunteers at once: whole teams, and a list as it stands in a spreadsheet."""

    teams = keys("整队都到的", (), hint="队里现在的人都记上。")
    hours = decimal(
        "每人时长（小时）", digits=4, places=1, hint="名单上没有写时长的、整队的，都按这个。"
    )
    names = forms.CharField(
        label="名单",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text="一行一人：姓名，也可以接着写时长和队名，用空格、逗号或制表符隔开。"
        "从表格里选中几列，复制过来就行。",
        error_messages={"max_length": "名单太长，请分几次。"},
    )
    joins = key("名单上没有登记过的人", (), hint="选一个队，就按活动当天加进这个队。", empty="不加")

    def __init__(self, *args: Any, teams: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = list(teams)
        many: Any = self.fields["teams"]
        many.choices, many.widget = there, forms.CheckboxSelectMultiple(choices=there)
        one: Any = self.fields["joins"]
        one.choices = [("", "不加，提示我"), *there]


class PeopleForm(forms.Form):
    """How many each unit sent."""

    def __init__(self, *args: Any, parties: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in parties:
            self.fields[f"party_{number}"] = whole(f"{name}（人）")

    def told(self) -> dict[int, int | None]:
        return {
            int(name.removeprefix("party_")): value for name, value in self.cleaned_data.items()
        }


class TeamForm(_Placed):
    name = text_field("队名", 40)
    region = forms.ChoiceField(label="所在地", error_messages=_LISTED)
    formed_on = DayField(label="成立日期")
    note = text_field("专长", 120, required=False, hint="例如：理发、家电维修、心理疏导。")


class VolunteerForm(forms.Form):
    name = text_field("姓名", 30)
    phone = text_field("手机", 20, required=False, hint="加密保存，离队时清空。")
    person_id = whole(
        "人员编号", least=1, hint="是退役军人、本人同意的可以关联档案：填人员页面网址里的编号。"
    )
    consents = forms.BooleanField(label="本人当面同意和档案关联", required=False)
    joined_on = DayField(label="加入日期")


class DayForm(forms.Form):
    on = DayField(label="日期")


class WhyForm(forms.Form):
    why = text_field("原因", 200)
