"""What people fill in about grants. Checks of form only; services decide and reckon."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from support_services.subsidies.admin.forms import REQUIRED, MonthField
from support_services.subsidies.grant_figures import FESTIVALS, Code
from support_services.subsidies.grant_rules import DEATH_LABELS
from support_services.subsidies.grant_states import GRANT_LABELS, GrantKind
from support_services.subsidies.merit_rules import REWARDED
from support_services.subsidies.selectors.grant_figures import merit_choices
from support_services.subsidies.selectors.grants import grant_kinds
from support_services.subsidies.services.grant_reckoning import Asked
from support_services.subsidies.services.grants import OF_THE_DEAD, SHARED
from veterans.foundation.form_fields import DayField

SHARES = 5
TYPED = {"autocomplete": "off"}


def typed_text(
    label: str, length: int, *, required: bool = True, hint: str = ""
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        help_text=hint,
        error_messages={**REQUIRED, "max_length": f"最多 {length} 个字。"},
        widget=forms.TextInput(attrs=TYPED),
    )


def _money(label: str, *, required: bool = True, hint: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        max_digits=12,
        decimal_places=2,
        min_value=Decimal("0.01"),
        required=required,
        help_text=hint,
        widget=forms.TextInput(attrs={**TYPED, "inputmode": "decimal"}),
        error_messages={
            **REQUIRED,
            "invalid": "请填写金额，如 1234.50，不带千分位逗号。",
            "max_decimal_places": "最多两位小数。",
            "min_value": "金额要大于零。",
        },
    )


def _year(label: str = "年度") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1980,
        max_value=2100,
        widget=forms.TextInput(attrs={**TYPED, "inputmode": "numeric", "maxlength": "4"}),
        error_messages={**REQUIRED, "invalid": "请填写四位年份，如 2026。"},
    )


def _merits(code: Code, hint: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="立功受奖",
        required=False,
        choices=merit_choices(code),
        widget=forms.CheckboxSelectMultiple,
        help_text=hint,
    )


class KindForm(forms.Form):
    """Which kind of money; what it asks for comes on the next page."""

    kind = forms.ChoiceField(
        label="种类",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择一种。"},
    )

    def __init__(self, *args: Any, is_dead: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other = SHARED if not is_dead else frozenset(GrantKind) - OF_THE_DEAD
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (code, name) for code, name in grant_kinds() if code not in other
        ]


class GrantForm(forms.Form):
    """What every grant has: when it falls due, and the paper. Kinds add what they ask for."""

    kind: GrantKind
    month = MonthField(label="发放月", help_text="在哪个月的批次发放，例如 2026-11。")
    document_no = typed_text(
        "文号", 80, required=False, hint="批准文件或会议纪要的文号，没有的不填。"
    )

    def asked(self) -> Asked:
        """What the services take."""
        return Asked(self.kind, **self.own(self.cleaned_data))

    def own(self, data: dict[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    def months(self) -> list[date]:
        return [
            month
            for month in (self.cleaned_data["month"], self.cleaned_data.get("second_month"))
            if month is not None
        ]

    def payee_number(self) -> str:
        return str(self.cleaned_data.get("payee_id_number") or "")

    def shares(self) -> list[tuple[str, Decimal]]:
        """Identity numbers with yuan."""
        return []


class ConscriptForm(GrantForm):
    kind = GrantKind.CONSCRIPT
    year = _year()
    service_year = forms.TypedChoiceField(
        label="服役第几年",
        choices=[("1", "第一年"), ("2", "第二年")],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=REQUIRED,
        help_text="转改军士以后不再发放。",
    )
    is_plateau = forms.BooleanField(label="在西藏、新疆艰苦地区服役", required=False)
    payee_id_number = typed_text(
        "领取人身份证号",
        24,
        required=False,
        hint="填家庭商定的领取人，须已登记在人员库中；不填即由义务兵本人账户领取。",
    )
    second_month = MonthField(
        label="第二次发放月",
        required=False,
        help_text="分两次发放时填写，两次各一半；不填即一次发放。",
    )
    field_order = (
        "year",
        "service_year",
        "is_plateau",
        "merits",
        "payee_id_number",
        "month",
        "second_month",
        "document_no",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["merits"] = _merits(
            Code.CONSCRIPT_MERIT, "本年度立功受奖的勾选；几项都有的，只按最高一项。"
        )
        self.order_fields(self.field_order)

    def own(self, data: dict[str, Any]) -> dict[str, Any]:
        return {
            "year": data["year"],
            "service_year": data["service_year"],
            "is_plateau": data["is_plateau"],
            "merits": tuple(data["merits"]),
        }


class SelfEmploymentForm(GrantForm):
    kind = GrantKind.SELF_EMPLOYMENT
    enlisted_on = DayField(label="入伍日期", help_text="按退役证件填写。")
    discharged_on = DayField(label="退役日期", help_text="服役年限由系统按两个日期计算。")
    field_order = ("enlisted_on", "discharged_on", "merits", "month", "document_no")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["merits"] = _merits(
            Code.SERVICE_MERIT, "服役期间立功受奖的勾选；几项都有的，只按最高一项增发。"
        )
        self.order_fields(self.field_order)

    def own(self, data: dict[str, Any]) -> dict[str, Any]:
        return {
            "enlisted_on": data["enlisted_on"],
            "discharged_on": data["discharged_on"],
            "merits": tuple(data["merits"]),
        }


class SharedForm(GrantForm):
    """Money that a family shares out; an empty row is no row."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, SHARES + 1):
            hint = "由家属协商；须已登记在人员库中。" if n == 1 else ""
            self.fields[f"payee_{n}"] = typed_text(
                f"领取人 {n} 身份证号", 24, required=n == 1, hint=hint
            )
            hint = "各人的金额合计要正好等于总额。" if n == 1 else ""
            self.fields[f"amount_{n}"] = _money(
                f"领取人 {n} 金额（元）", required=n == 1, hint=hint
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for n in range(2, SHARES + 1):
            has_number, has_amount = data.get(f"payee_{n}"), data.get(f"amount_{n}")
            if bool(has_number) != bool(has_amount) and f"amount_{n}" not in self.errors:
                name = f"amount_{n}" if has_number else f"payee_{n}"
                self.add_error(name, "身份证号和金额要同时填写。")
        return data

    def shares(self) -> list[tuple[str, Decimal]]:
        data = self.cleaned_data
        return [
            (data[f"payee_{n}"], data[f"amount_{n}"])
            for n in range(1, SHARES + 1)
            if data.get(f"payee_{n}")
        ]


class DeathGrantForm(SharedForm):
    kind = GrantKind.DEATH
    cause = forms.ChoiceField(
        label="性质",
        choices=list(DEATH_LABELS.items()),
        widget=forms.RadioSelect,
        error_messages=REQUIRED,
    )
    monthly_pay = _money("本人月基本工资（元）", hint="低于少尉的，系统按少尉月基本工资计算。")
    field_order = ("cause", "monthly_pay", "merits", "month", "document_no")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["merits"] = _merits(
            Code.DEATH_MERIT, "生前立功受奖的勾选；几项都有的，只按最高一项增发。"
        )
        self.order_fields(self.field_order)

    def own(self, data: dict[str, Any]) -> dict[str, Any]:
        return {
            "cause": data["cause"],
            "monthly_pay": data["monthly_pay"],
            "merits": tuple(data["merits"]),
        }


class HonourForm(SharedForm):
    kind = GrantKind.HONOUR

    def own(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}


class HardshipForm(GrantForm):
    kind = GrantKind.HARDSHIP
    year = _year()
    asked_for = _money("金额（元）")
    reason = typed_text("帮扶事由", 100, hint="例如：家庭成员重大疾病、意外事故。不写病名。")
    is_special = forms.BooleanField(
        label="特殊困难",
        required=False,
        help_text="勾选后按特殊困难的上限，须填写批准文号。",
    )
    field_order = ("year", "asked_for", "reason", "is_special", "month", "document_no")

    def own(self, data: dict[str, Any]) -> dict[str, Any]:
        return {
            "year": data["year"],
            "asked": data["asked_for"],
            "reason": data["reason"],
            "is_special": data["is_special"],
        }


class FestivalForm(GrantForm):
    kind = GrantKind.FESTIVAL
    year = _year()
    festival = forms.ChoiceField(
        label="节日", choices=list(FESTIVALS), widget=forms.RadioSelect, error_messages=REQUIRED
    )
    field_order = ("year", "festival", "month", "document_no")

    def own(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"year": data["year"], "festival": data["festival"]}


class AwardForm(GrantForm):
    kind = GrantKind.AWARD
    year = _year()
    asked_for = _money("金额（元）")
    reason = typed_text(
        "因什么表彰", 40, hint="例如：2026年度最美退役军人。同一人同一事由只发一次。"
    )
    field_order = ("year", "reason", "asked_for", "month", "document_no")

    def own(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"year": data["year"], "asked": data["asked_for"], "reason": data["reason"]}


class GraveVisitForm(GrantForm):
    kind = GrantKind.GRAVE_VISIT
    year = _year()
    field_order = ("year", "month", "document_no")

    def own(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"year": data["year"]}


class MeritForm(GrantForm):
    kind = GrantKind.MERIT
    merit = forms.ChoiceField(
        label="立功等次",
        choices=list(REWARDED.items()),
        widget=forms.RadioSelect,
        error_messages=REQUIRED,
        help_text="一次一项；有喜报的，在喜报页面录入，不用再填。",
    )
    awarded_on = DayField(
        label="授予日期", help_text="按授予当天执行的数值发，不按收到通知的日期。"
    )
    payee_id_number = typed_text(
        "领取人身份证号",
        24,
        required=False,
        hint="填家庭商定的领取人，须已登记在人员库中；不填即由本人账户领取。本人已去世的须填。",
    )
    field_order = ("merit", "awarded_on", "payee_id_number", "month", "document_no")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paper = self.fields["document_no"]
        paper.required = True
        paper.help_text = "立功通知的文号；没有文号的写来函日期。不写部队番号。"
        self.order_fields(self.field_order)

    def own(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"merits": (data["merit"],), "awarded_on": data["awarded_on"]}


FORMS: dict[GrantKind, type[GrantForm]] = {
    form.kind: form
    for form in (
        ConscriptForm,
        SelfEmploymentForm,
        DeathGrantForm,
        HonourForm,
        HardshipForm,
        FestivalForm,
        AwardForm,
        GraveVisitForm,
        MeritForm,
    )
}


class GrantFilter(forms.Form):
    """Narrowing the list of grants."""

    kind = forms.ChoiceField(label="种类", required=False)
    year = forms.ChoiceField(label="年度", required=False)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部状态"), *((s.value, label) for s, label in GRANT_LABELS.items())],
    )
    town = forms.ChoiceField(label="镇街", required=False)
    who = forms.CharField(
        label="姓名", required=False, max_length=20, widget=forms.TextInput(attrs=TYPED)
    )

    def __init__(self, *args: Any, years: list[int], towns: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, values in {
            "kind": [("", "全部种类"), *grant_kinds()],
            "year": [("", "全部年度"), *((str(year), f"{year} 年") for year in years)],
            "town": [("", "全部镇街"), *((town.path, town.name) for town in towns)],
        }.items():
            self.fields[field].choices = values  # type: ignore[attr-defined]


class WhyForm(forms.Form):
    """Why a grant is refused or taken back."""

    reason = typed_text("原因", 200, hint="写明依据，会记在这项核发上，事后可查。")


class StopForm(WhyForm):
    """From which month nothing more is paid."""

    from_month = MonthField(label="自哪个月起停发")
    field_order = ("from_month", "reason")
