"""Facts that people enter about a person or a right. Checks of form only; services decide."""

from typing import Any

from django import forms

from support_services.subsidies import selectors
from support_services.subsidies.admin.forms import MonthField
from support_services.subsidies.labels import CLASS_LABELS, GRADE_LABELS
from support_services.subsidies.reference import RATE_CLASSES
from support_services.subsidies.rules import EndReason
from veterans.accounts.models import User
from veterans.foundation.form_fields import REQUIRED, DayField, text_field
from veterans.registry.forms import HomeField

END_REASONS = [
    (EndReason.INELIGIBLE.value, "不再符合条件"),
    (EndReason.CANCELLED.value, "取消"),
    (EndReason.OTHER.value, "其他"),
]


class HoldForm(forms.Form):
    reason = text_field("暂缓原因", 200, hint="例如：数据比对提示已去世，待村居核实。")


class ReleaseForm(forms.Form):
    note = text_field("核实情况", 200, hint="谁核实的、怎么核实的、结果如何。")


class SuspendForm(forms.Form):
    fact_on = DayField(label="事实确定日期", help_text="从哪个月起中止，按这个项目的中止规则。")
    reason = text_field("中止原因", 200)
    document_no = text_field("文号", 80, required=False)


class ResumeForm(forms.Form):
    from_month = MonthField(label="恢复月")


class EndForm(forms.Form):
    reason = forms.ChoiceField(label="停发原因", choices=END_REASONS, error_messages=REQUIRED)
    ended_on = DayField(label="终止日期", help_text="这一天所在的月份是最后发放月。")


class TransferForm(forms.Form):
    moved_on = DayField(label="迁出日期", help_text="本区发到哪个月，按这个项目的迁出规则。")


class DeathForm(forms.Form):
    died_on = DayField(label="去世日期", help_text="按死亡医学证明或户籍注销日期填写。")


class CorrectedDeathForm(DeathForm):
    replaces = forms.DateField(widget=forms.HiddenInput)


class PayeeForm(forms.Form):
    id_number = text_field(
        "领取人身份证号",
        24,
        hint="领取人须已登记在人员库中。没有登记的，请先在“查人”里登记。",
    )


class VerifyForm(forms.Form):
    number = text_field(
        "按存折、卡片或照片再输一遍账号", 40, hint="请看原件或照片输入，不要照抄登记的内容。"
    )


class TermsForm(forms.Form):
    """Grade, class and service; what the scheme does not ask for is not shown."""

    grade = forms.TypedChoiceField(label="等级", coerce=int, error_messages=REQUIRED)
    rate_class = forms.ChoiceField(label="性质", error_messages=REQUIRED)
    service_years = forms.IntegerField(
        label="服役年数", min_value=0, max_value=60, error_messages=REQUIRED
    )
    service_months = forms.IntegerField(
        label="零月数", min_value=0, max_value=11, initial=0, error_messages=REQUIRED
    )

    def ask_for(self, scheme: Any) -> None:
        """Keep what this scheme is paid by."""
        if not scheme.uses_grade:
            del self.fields["grade"]
        if not scheme.uses_class:
            del self.fields["rate_class"]
        if not scheme.uses_service:
            del self.fields["service_years"], self.fields["service_months"]
        if "grade" in self.fields:
            grades = [(str(grade), GRADE_LABELS[grade]) for grade in range(1, 11)]
            self.fields["grade"].choices = [("", "请选择"), *grades]  # type: ignore[attr-defined]
        if "rate_class" in self.fields:
            codes = RATE_CLASSES.get(scheme.code, ())
            classes = [(code, CLASS_LABELS.get(code, code)) for code in codes]
            self.fields["rate_class"].choices = [  # type: ignore[attr-defined]
                ("", "请选择"),
                *classes,
            ]

    def terms(self) -> dict[str, Any]:
        """What was filled in, as the services take it."""
        names = ("grade", "rate_class", "service_years", "service_months")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class RegradeForm(TermsForm):
    approved_on = DayField(label="核定日期", help_text="从哪个月起执行，由项目的起发月规则决定。")
    document_no = text_field("核定文号", 80)

    def __init__(self, *args: Any, scheme: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_for(scheme)


class SupplementForm(forms.Form):
    """A component that goes by name, for somebody."""

    component = forms.ChoiceField(label="增发项目", error_messages=REQUIRED)
    first_month = MonthField(label="起始月", help_text="从哪个月起发，写年月，例如 2026-11。")
    approved_on = DayField(label="核定日期")
    document_no = text_field("核定文号", 80)
    note = text_field(
        "情形", 100, required=False, hint="例如：分散供养；精神障碍五至六级；孤老，无子女。"
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["component"].choices = [("", "请选择"), *choices]  # type: ignore[attr-defined]


class EndSupplementForm(forms.Form):
    component = forms.ChoiceField(label="增发项目", error_messages=REQUIRED)
    last_month = MonthField(
        label="最后发放月",
        help_text="写年月，例如 2026-11。登记有误、要整个撤销的，填起始月的前一个月。",
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["component"].choices = [("", "请选择"), *choices]  # type: ignore[attr-defined]


class GrantForm(RegradeForm):
    """``about``: what was chosen on the page before, for the eye only."""

    about: list[tuple[str, str]]

    def __init__(self, *args: Any, scheme: Any, **kwargs: Any) -> None:
        super().__init__(*args, scheme=scheme, **kwargs)
        self.about = [("项目", scheme.name)]
        self.fields["approved_on"].label = "批准日期"
        self.fields["document_no"].label = "批准文号"


class SchemeForm(forms.Form):
    """Which scheme a new right is for; what it asks for comes on the next page."""

    scheme = forms.ChoiceField(label="项目", widget=forms.RadioSelect, error_messages=REQUIRED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(scheme.code, scheme.name) for scheme in selectors.monthly_schemes()]
        self.fields["scheme"].choices = choices  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    name = text_field("姓名", 50)
    id_number = text_field("身份证号", 24)
    phone = text_field("联系电话", 20, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"] = HomeField(user)
