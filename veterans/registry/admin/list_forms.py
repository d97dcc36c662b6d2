"""What is filled in on the way of a list into the register."""

from collections.abc import Sequence
from typing import Any

from django import forms

from veterans.foundation.sheets import MAX_BYTES, MAX_ROWS
from veterans.registry.list_columns import PARTS
from veterans.registry.models import ServiceStatus


class ListForm(forms.Form):
    """The list itself."""

    file = forms.FileField(
        label="名单文件",
        help_text=(
            f"XLSX 或 CSV，不超过 {MAX_BYTES // 1024 // 1024} MB、{MAX_ROWS:,} 行；"
            "表头上面有标题、列的次序不同都可以。"
        ),
        error_messages={"required": "请选择名单文件。", "empty": "文件是空的，请重新选择。"},
    )


class PartsForm(forms.Form):
    """What of people who are registered already the list may bring up to date."""

    parts = forms.MultipleChoiceField(
        label="更新哪些内容",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="姓名和身份证号只用来认人，不更新。新登记的人也只登记勾选的内容，村居除外。",
        error_messages={"invalid_choice": "名单里没有这一列。"},
    )
    service_status = forms.ChoiceField(
        label="没有写服役身份的，一律按",
        required=False,
        help_text="名单写了服役身份的，以名单为准。",
        choices=[("", "不代填"), *ServiceStatus.choices],
        error_messages={"invalid_choice": "请从列表中选择。"},
    )

    def __init__(self, offered: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(part, label) for part, (label, _) in PARTS.items() if part in offered]
        self.fields["parts"].choices = choices  # type: ignore[attr-defined]
        if "service" not in offered:
            del self.fields["service_status"]
        if not choices:
            del self.fields["parts"]


class LeavesOutForm(forms.Form):
    """Asked for only where lines are refused or undecided."""

    leaves_out = forms.BooleanField(
        label="不合格和未认定的行先不导入",
        required=False,
        help_text="不勾选的，有一行不合格或没有认定，整份都不导入。",
    )
