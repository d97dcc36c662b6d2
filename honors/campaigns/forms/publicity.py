"""The list that is proposed, what is brought against it, and the answers. Checks of form only."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from honors.campaigns.forms.parts import FILES, LISTED
from honors.campaigns.models import Candidate
from veterans.foundation.form_fields import DayField, text_field
from veterans.registry.forms import FilesField


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
