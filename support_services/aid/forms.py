"""What is filled in of aid and wishes, alike at both doors. Checks of form only."""

from typing import Any

from django import forms

from support_services.aid.states import CAUSE_LABELS
from support_services.supporters.selectors.register import accepted_supporters
from veterans.foundation.form_fields import REQUIRED, DayField, text_field
from veterans.registry.forms import FilesField, SpeakerForm


def _yuan(label: str, *, required: bool, hint: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=required,
        max_digits=12,
        decimal_places=2,
        help_text=hint,
        error_messages={
            **REQUIRED,
            "invalid": "请填金额，例如 2000。",
            "max_decimal_places": "最多两位小数。",
            "max_digits": "金额太大，请核对。",
        },
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


class ApplyForm(SpeakerForm):
    """An application as it is taken down at a station."""

    cause = forms.ChoiceField(
        label="困难原因",
        choices=list(CAUSE_LABELS.items()),
        widget=forms.RadioSelect,
        error_messages=REQUIRED,
    )
    told = text_field(
        "困难情况", 1000, lines=5, hint="什么时候、什么事、花了多少、家里还有谁。不写病历细节。"
    )
    wanted = _yuan("申请金额（元）", required=False, hint="本人没有说的不填。")
    papers = FilesField(label="材料", required=False, help_text="诊断、费用单据等，最多 6 张。")

    def asked(self) -> dict[str, Any]:
        """As ``apply_for_aid`` takes it."""
        data = self.cleaned_data
        return {
            **{name: data[name] for name in ("cause", "told", "wanted")},
            "speaker": self.speaker(),
            "files": data["papers"],
        }

    field_order = ("cause", "told", "wanted", *SpeakerForm.base_fields, "papers")


class HandOnForm(forms.Form):
    """A grant for an application."""

    amount = _yuan("核发金额（元）", required=True)
    is_special = forms.BooleanField(label="按特殊困难的上限", required=False)
    month = DayField(label="发放月", help_text="写这个月的任意一天。")
    document_no = text_field("审批文号", 80)
    note = text_field("意见", 200, required=False)


class RefuseForm(forms.Form):
    note = text_field("不予帮扶的原因", 200, hint="服务站按这句话告诉本人。")


class WishForm(forms.Form):
    text = text_field("心愿", 100, hint="例如：想要一副老花镜。不写姓名和号码。")
    worth = _yuan("大约花费（元）", required=False)
    told_openly = forms.BooleanField(label="本人同意公开征集认领", required=False)


class TakeForm(forms.Form):
    supporter_id = forms.TypedChoiceField(
        label="拥军力量",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="在名录里的选它，实现以后计入它的支持；不在的填下面。",
        error_messages={"invalid_choice": "请从列表中选择。"},
    )
    supporter = text_field("认领的单位或个人", 80, required=False)
    note = text_field("说明", 200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["supporter_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "不在名录里"), *accepted_supporters()]


class NoteForm(forms.Form):
    note = text_field("说明", 200, required=False)


# verb of a wish: title of its page, what was done, what is filled in.
MOVE_FORMS: dict[str, tuple[str, str, type[forms.Form]]] = {
    "take": ("登记认领", "认领", TakeForm),
    "release": ("取消认领", "取消认领", NoteForm),
    "fulfil": ("登记实现", "登记实现", NoteForm),
    "withdraw": ("撤回心愿", "撤回", NoteForm),
}
