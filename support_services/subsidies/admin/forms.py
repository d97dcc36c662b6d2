"""What people fill in at the bureau's door. Checks of form only; services decide."""

from datetime import date
from typing import Any

from django import forms

from support_services.subsidies import selectors
from support_services.subsidies.states import BATCH_LABELS
from veterans.foundation.errors import Refused
from veterans.foundation.months import month_cn, month_text, parse_month

REQUIRED = {"required": "请填写这一项。"}


class MonthField(forms.CharField):
    """A month, typed as people write it; gives the first day."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "10"}
    )

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "写年月，例如 2026-11。")
        kwargs.setdefault("error_messages", REQUIRED)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return month_text(value) if isinstance(value, date) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_month(text)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class BatchForm(forms.Form):
    """Which schemes, up to which month."""

    schemes = forms.MultipleChoiceField(
        label="发放项目",
        widget=forms.CheckboxSelectMultiple,
        help_text="可以选一项或几项。正被别的批次占用的项目不在其中。",
        error_messages={"required": "请至少选择一个补助项目。"},
    )
    through = MonthField(label="发放至")

    def __init__(self, *args: Any, schemes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["schemes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = schemes


class BatchFilter(forms.Form):
    """Narrowing the list of batches."""

    month = forms.ChoiceField(label="发放至", required=False)
    scheme = forms.ChoiceField(label="项目", required=False)
    state = forms.ChoiceField(label="状态", required=False)

    def __init__(self, *args: Any, months: list[date], schemes: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "month": [("", "全部月份"), *((month_text(m), month_cn(m)) for m in months)],
            "scheme": [("", "全部项目"), *((s.code, s.short_name) for s in schemes)],
            "state": [("", "全部状态"), *((s.value, label) for s, label in BATCH_LABELS.items())],
        }
        _choose(self, choices)


class MonthFilter(forms.Form):
    """One month of those that have a batch; the newest where nothing is chosen."""

    month = forms.ChoiceField(label="月份", required=False)

    def __init__(self, *args: Any, months: list[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, {"month": [(month_text(m), month_cn(m)) for m in months]})


class LineFilter(forms.Form):
    """Narrowing the lines of a batch."""

    town = forms.ChoiceField(label="镇街", required=False)
    scheme = forms.ChoiceField(label="项目", required=False)
    reason = forms.ChoiceField(label="事由", required=False)

    def __init__(self, *args: Any, towns: list[Any], schemes: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "town": [("", "全部镇街"), *((town.path, town.name) for town in towns)],
            "scheme": [("", "全部项目"), *((s.code, s.short_name) for s in schemes)],
            "reason": [("", "全部事由"), *selectors.reasons()],
        }
        _choose(self, choices)


def _choose(form: forms.Form, choices: dict[str, list[tuple[str, str]]]) -> None:
    for name, values in choices.items():
        field = form.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = values


def chosen(form: forms.Form) -> dict[str, str]:
    """What a filter asks for; an address somebody made up asks for nothing."""
    form.is_valid()
    return {name: form.cleaned_data.get(name, "") for name in form.fields}


class ReasonForm(forms.Form):
    """Why somebody takes a step that others will ask about."""

    reason = forms.CharField(
        label="原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明理由，会记在批次上，经办、复核、审批都能看到。",
        error_messages=REQUIRED,
    )


class LayoutForm(forms.Form):
    """In which layout a file is written."""

    layout = forms.ChoiceField(
        label="文件格式",
        widget=forms.RadioSelect,
        help_text="按代发银行约定的格式选。导出以后不能换格式再导一份。",
        error_messages={"required": "请选择一种文件格式。"},
    )

    def __init__(self, *args: Any, layouts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["layout"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = layouts


class ReturnForm(forms.Form):
    """The bank's answer."""

    file = forms.FileField(
        label="回盘文件",
        help_text="银行发回的原文件，不要打开另存，也不要改动。",
        allow_empty_file=True,
        error_messages={"required": "请选择银行发回的文件。"},
    )
