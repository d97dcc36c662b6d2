"""What is filled in of a gap. Checks of form only."""

from django import forms

from support_services.finder.states import GAP_LABELS, OUTCOME_LABELS
from veterans.foundation.form_fields import REQUIRED, text_field


class OutcomeForm(forms.Form):
    """What came of it at the door."""

    outcome = forms.ChoiceField(
        label="上门结果",
        choices=[(code.value, label) for code, (label, _) in OUTCOME_LABELS.items()],
        widget=forms.RadioSelect,
        error_messages={**REQUIRED, "invalid_choice": "请从列表中选择。"},
    )
    note = text_field(
        "情况", 200, required=False, hint="情况不符的，写明哪里不符；本人不要的，写明为什么。"
    )


class GapFilter(forms.Form):
    """Narrowing the gaps of an item."""

    kind = forms.ChoiceField(
        label="情形",
        required=False,
        choices=[("", "全部"), *((code.value, label) for code, (label, _) in GAP_LABELS.items())],
    )
    place = forms.ChoiceField(label="镇街", required=False)

    def __init__(self, *args: object, towns: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "全部镇街"), *towns]
