"""What a resident fills in here. Checks of form only: this door asks nobody's file."""

from typing import Any

from django import forms
from django.utils import timezone

from support_services.casework.states import CaseKind
from veterans.foundation import idcard
from veterans.foundation.errors import Refused
from veterans.foundation.form_fields import CodeField, text_field
from veterans.registry.rules import clean_name

CONTENT_LENGTH = 500


class AskForm(forms.Form):
    """姓名和身份证号. What is typed is never shown again, except beside its own error."""

    name = text_field("您的姓名", 50)
    number = text_field("您的身份证号", 30, hint="18 位，照身份证写，最后一位是 X 的写 X。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].error_messages["required"] = "请写您的姓名。"
        self.fields["number"].error_messages["required"] = "请写您的身份证号。"

    def clean_name(self) -> str:
        try:
            return clean_name(self.cleaned_data["name"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean_number(self) -> str:
        try:
            return idcard.check(self.cleaned_data["number"], today=timezone.localdate())
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None


class CodeForm(forms.Form):
    """验证码. Never shown again."""

    code = CodeField(label="短信里的验证码", error_messages={"required": "请写短信里的 6 位数字。"})


class WrongForm(forms.Form):
    """这里不对."""

    kind = forms.ChoiceField(
        label="请谁来看",
        choices=[
            (CaseKind.REQUEST.value, "请你们查一查（服务站和区局都看得到）"),
            (CaseKind.COMPLAINT.value, "是工作人员做得不对（只有区局看得到）"),
        ],
        initial=CaseKind.REQUEST.value,
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个。", "invalid_choice": "请选一个。"},
    )
    content = text_field(
        "哪里不对",
        CONTENT_LENGTH,
        lines=6,
        hint="例如：少发了、不该停、卡号不是我的。最多 500 个字，"
        "请不要写身份证号、银行卡号和部队番号。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["content"].error_messages["required"] = "请写一写哪里不对。"
