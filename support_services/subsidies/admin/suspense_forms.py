"""What people fill in about suspense. Checks of form only; services decide."""

from typing import Any

from django import forms

from support_services.subsidies.admin.forms import REQUIRED
from support_services.subsidies.suspense_states import CAUSE_LABELS
from veterans.foundation.form_fields import DayField

_PLAIN = {"autocomplete": "off"}


def _text(label: str, length: int, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        help_text=hint,
        error_messages={**REQUIRED, "max_length": f"最多 {length} 个字。"},
        widget=forms.TextInput(attrs=_PLAIN),
    )


class SuspenseFilter(forms.Form):
    """Narrowing the list."""

    stand = forms.ChoiceField(
        required=False,
        choices=[("", ""), ("pending", ""), ("treasury", ""), ("all", "")],
        widget=forms.HiddenInput,
    )
    q = forms.CharField(
        label="姓名",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={**_PLAIN, "placeholder": "姓名或拼音首字母"}),
    )
    month = forms.ChoiceField(label="发放月", required=False)
    town = forms.ChoiceField(label="镇街", required=False)

    def __init__(
        self, *args: Any, towns: list[Any], months: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "month": [("", "全部月份"), *months],
            "town": [("", "全部镇街"), *((town.path, town.name) for town in towns)],
        }
        for name, listed in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = listed


class PutForm(forms.Form):
    cause = forms.ChoiceField(
        label="为什么付不成",
        choices=[(one.value, label) for one, label in CAUSE_LABELS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择原因。"},
    )
    reason = _text("说明", 200, "写明做过什么，例如：三次上门未见，家属称在外地。")


class TreasuryForm(forms.Form):
    document_no = _text("缴款书或凭证编号", 80, "上缴（退回）财政的缴款书、凭证编号。")
    returned_on = DayField(label="上缴日期")
    reason = _text("说明", 200, "例如：挂账满两年，仍联系不上本人。")


class ReopenForm(forms.Form):
    document_no = _text("申请或拨付凭证编号", 80, "本人申请、财政重新拨付的凭证编号。")
    claimed_on = DayField(label="申领日期")
    reason = _text("说明", 200, "例如：本人返乡，持身份证到局申领。")


class RejectForm(forms.Form):
    reason = _text("不同意的原因", 200, "提请的人会看到。")
