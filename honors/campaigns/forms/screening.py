"""What is filled in while candidates are screened and other offices answer. Checks of form only."""

from collections.abc import Sequence
from typing import Any

from django import forms

from honors.campaigns.forms.parts import PART, number, yes
from honors.campaigns.models import Field as FormField
from honors.campaigns.states import FieldKind
from honors.campaigns.written_rows import LONGEST
from honors.roll.states import CONSENT_LABELS
from veterans.foundation.form_fields import DayField, text_field


class OpinionForm(forms.Form):
    """Why somebody passes where the register cannot say, or says no."""

    why = text_field("初审意见", 200, required=False, lines=2, hint="条件都符合的可以不写。")


class CompleteForm(forms.Form):
    """Identity number, consent, the sentence for the publicity."""

    number = text_field("身份证号", 24, required=False, hint="已登记的留空就不变；加密保存。")
    is_serving = yes("现役军人")
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
    into_serial = number("并入第几号人选", 1, 9999)


class CoverForm(forms.Form):
    """The texts for the jury, one box for each field it reads."""

    def __init__(self, *args: Any, parts: Sequence[FormField], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = list(parts)
        for one in self.parts:
            lines = 10 if one.kind == FieldKind.TEXT else 1
            self.fields[f"{PART}{one.pk}"] = text_field(
                one.label, LONGEST, required=False, lines=lines
            )

    def texts(self) -> dict[int, str]:
        return {one.pk: self.cleaned_data[f"{PART}{one.pk}"] for one in self.parts}


def covers_before(texts: dict[int, str]) -> dict[str, str]:
    return {f"{PART}{key}": text for key, text in texts.items()}


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
