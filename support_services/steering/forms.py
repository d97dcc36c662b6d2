"""What is filled in for a list of tasks, a target, a note, a report. Checks of form only."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from support_services.steering.task_list import split
from veterans.foundation.form_fields import REQUIRED, DayField, text_field
from veterans.registry.forms import FilesField

_LISTED = {**REQUIRED, "invalid_choice": "请从列表中选择。"}


class DocumentForm(forms.Form):
    """Which document a list of tasks belongs to."""

    title = text_field("文件名称", 100)
    document_no = text_field("文号", 60, required=False, hint="没有查到的留空，不要编。")
    issued_on = DayField(label="印发日期")
    valid_to = DayField(label="有效期至", required=False)
    source = text_field(
        "来源说明", 300, required=False, hint="从哪里抄来，哪些是原文，哪些是概括。"
    )


class UploadForm(DocumentForm):
    """The same with the list."""

    file = forms.FileField(
        label="任务清单",
        help_text="XLSX 或 CSV，列名照空白表。",
        error_messages={**REQUIRED, "empty": "文件是空的。"},
    )


class TaskForm(forms.Form):
    """A task added, or put otherwise. ``units``: keys of those that may be named, by short and by
    whole name."""

    title = text_field("任务", 60)
    demand = text_field("要求", 300, lines=4)
    lead = text_field("牵头单位", 200, required=False, hint="没有就留空；几个单位用顿号隔开。")
    responsible = text_field(
        "责任单位", 400, required=False, lines=2, hint="写登记的全称或简称，几个单位用顿号隔开。"
    )
    remark = text_field("说明", 200, required=False, hint="哪些是原文，哪些是概括。")
    why = text_field("原因", 200, hint="例如：文件修订、分工调整。留在修改记录里。")
    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, units: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = units

    def clean_lead(self) -> list[int]:
        return self._named("lead")

    def clean_responsible(self) -> list[int]:
        return self._named("responsible")

    def _named(self, field: str) -> list[int]:
        names = split(self.cleaned_data[field])
        if strange := [one for one in names if one not in self._units]:
            raise forms.ValidationError(
                f"没有登记这个单位：{'、'.join(strange)}。请照参与单位里的名称写，或先去登记。"
            )
        return [self._units[one] for one in names]


class FiguresForm(forms.Form):
    """Which figures show how far a task is."""

    codes = forms.MultipleChoiceField(
        label="指标",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "没有这个指标，请从列表中选择。"},
    )

    def __init__(self, *args: Any, figures: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["codes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(figures)


class TargetForm(forms.Form):
    """What is promised for a year."""

    year = forms.IntegerField(
        label="年度",
        min_value=2018,
        max_value=2100,
        error_messages={**REQUIRED, "invalid": "请写成四位年份。"},
    )
    figure = forms.ChoiceField(
        label="指标", required=False, help_text="能计数的选一个；不能计数的不选，用文字写目标。"
    )
    wanted = forms.DecimalField(
        label="目标值",
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        error_messages={"invalid": "请填数字。", "min_value": "目标值不能小于零。"},
    )
    at_most = forms.BooleanField(
        label="不超过这个数", required=False, help_text="例如超期诉求，越少越好的。"
    )
    words = text_field("目标（文字）", 200, required=False, lines=2)

    def __init__(self, *args: Any, figures: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["figure"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "不能计数，用文字写"), *figures]


class NoteForm(forms.Form):
    """What was done."""

    on = DayField(label="日期")
    unit = forms.TypedChoiceField(
        label="报送单位", required=False, coerce=int, empty_value=None, error_messages=_LISTED
    )
    text = text_field("进展", 500, lines=4, hint="写做了什么、做成多少；不写个人的号码。")
    papers = FilesField(
        label="佐证", required=False, help_text="照片（JPG、PNG）或扫描件（PDF），一次最多六份。"
    )

    def __init__(self, *args: Any, units: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "没有报送单位"), *units]


class ReportForm(forms.Form):
    """What is said above the lines of a report."""

    summary = text_field("总体情况", 500, required=False, lines=5)


class WhyForm(forms.Form):
    """Why something is ended."""

    why = text_field("原因", 200, lines=2)
