"""What is filled in for an account, alike at the bureau and at a station. Checks of form only."""

from typing import Any

from django import forms

from veterans.foundation.attachments import ACCEPT
from veterans.registry.forms import SpeakerForm
from veterans.registry.services import Evidence, evidence_of

REQUIRED = {"required": "请填写这一项。"}


def _text(label: str, length: int, hint: str = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        help_text=hint,
        error_messages={**REQUIRED, "max_length": f"最多 {length} 个字。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _file(label: str, hint: str = "") -> forms.FileField:
    return forms.FileField(
        label=label,
        required=False,
        help_text=hint,
        error_messages={"empty": "文件是空的，请重新拍照。", "invalid": "没有收到文件。"},
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )


class AccountForm(forms.Form):
    """The account as it stands on the card, why, and what proves it."""

    bank_name = _text("开户行", 60, required=True)
    number = _text("账号", 40, "按存折或卡片填写，可以带空格。", required=True)
    account_name = _text("户名", 50, "与本人姓名一致的可以不填。")
    reason = _text(
        "登记或更正的原因", 200, "例如：银行退回，本人换了新卡。不要写账号、身份证号和电话。"
    )
    photo = _file("存折或银行卡照片", "拍有账号和户名的一面，拍全，不反光；也可以是 PDF 扫描件。")
    photo_two = _file("另一张（可以不传）", "例如身份证明、亲属关系证明。")
    statement = _text("没有照片的，写明原因", 300, "确实没有纸质材料时才填，并写下面的编号。")
    document_no = _text("证明或决定的编号", 80, "例如村居证明、银行回执的编号。")

    def evidence(self) -> Evidence | None:
        """What was brought, checked; refuses what is no photo or scan."""
        given = (self.cleaned_data["photo"], self.cleaned_data["photo_two"])
        return evidence_of(
            files=[one.read() for one in given if one is not None],
            statement=self.cleaned_data["statement"],
            document_no=self.cleaned_data["document_no"],
        )

    def entered(self) -> dict[str, Any]:
        """The account itself, as the services take it."""
        names = ("bank_name", "number", "account_name", "reason")
        return {name: self.cleaned_data[name] for name in names}


class DoorAccountForm(AccountForm, SpeakerForm):
    """The same at somebody's door: why is always told, and who spoke."""

    field_order = (*("bank_name", "number", "account_name", "reason"), *SpeakerForm.base_fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True


class RefuseForm(forms.Form):
    """Why it goes back."""

    reason = _text(
        "哪里不对", 200, "登记或报送的人会看到，例如：照片上的户名不是本人。", required=True
    )
