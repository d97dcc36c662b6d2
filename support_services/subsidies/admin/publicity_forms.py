"""What people fill in about 公示. Checks of form only; services decide."""

from typing import Any

from django import forms

from support_services.subsidies.admin.forms import REQUIRED, MonthField
from support_services.subsidies.publicity_rules import LEAST_NAME, MOST_DAYS, USUAL_DAYS
from support_services.subsidies.publicity_states import LEVEL_LABELS, PHASE_LABELS, Phase
from support_services.subsidies.selectors import confidence_choices
from veterans.foundation.form_fields import DayField


def _text(label: str, length: int, *, hint: str = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        help_text=hint,
        error_messages={**REQUIRED, "max_length": f"最多 {length} 个字。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NoticeFilter(forms.Form):
    """Narrowing the list of notices."""

    when = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部状态"), *((one.value, PHASE_LABELS[one]) for one in Phase)],
    )
    town = forms.ChoiceField(label="镇街", required=False)

    def __init__(self, *args: Any, towns: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["town"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "全部镇街"), *((town.path, town.name) for town in towns)]


class DraftForm(forms.Form):
    """What is put on rosters, and how they are cut."""

    month = MonthField(
        label="批准月份到",
        required=False,
        help_text="写年月，例如 2026-11；不填的，等待公示的全部拟稿。",
    )
    town = forms.ChoiceField(label="镇街", required=False)
    level = forms.ChoiceField(
        label="怎样分",
        choices=[(level.value, label) for level, label in LEVEL_LABELS.items()],
        widget=forms.RadioSelect,
        error_messages=REQUIRED,
    )

    def __init__(self, *args: Any, towns: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["town"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "全部镇街"), *((town.path, town.name) for town in towns)]


class PublishForm(forms.Form):
    """From which day on."""

    first_on = DayField(
        label="公示首日", help_text="最早今天。末日按工作日推算，放假和调休见“工作日历”。"
    )


class WhyForm(forms.Form):
    reason = _text("原因", 200, hint="会记在公示上，事后可查。")


class HangForm(forms.Form):
    place = _text("张贴地点", 60, hint="例如：村务公开栏。")
    hung_on = DayField(label="张贴日期")
    hung_by = _text("张贴人", 20)


class ObjectForm(forms.Form):
    """What somebody said to the bureau."""

    raised_on = DayField(label="提出日期")
    text = forms.CharField(
        label="异议内容",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="照原话写清楚情况和根据。加密保存，打开查看会留下记录。",
        error_messages={**REQUIRED, "max_length": "最多 1000 个字。"},
    )
    objector = _text("提出人", 50, required=False, hint="不愿意留姓名的空着，一样受理。")
    contact = _text("联系方式", 100, required=False)


class DecisionForm(forms.Form):
    decision = forms.CharField(
        label="核查结论",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="怎么核查的、查到什么。加密保存。",
        error_messages={**REQUIRED, "max_length": "最多 200 个字。"},
    )


class WaiverForm(forms.Form):
    reason = _text("理由", 200, hint="例如：抚恤关系迁入，原发放地已经公示。")
    document_no = _text("文号", 80, required=False)


class RuleForm(forms.Form):
    """What holds for a scheme's new rights."""

    is_needed = forms.TypedChoiceField(
        label="要不要公示",
        choices=[("yes", "须公示，期满没有异议才发放"), ("no", "不公示")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
        error_messages=REQUIRED,
    )
    first_on = DayField(
        label="自哪天批准的起",
        help_text="最早明天。这一天以前批准的不受影响。",
    )
    days = forms.IntegerField(
        label="公示工作日",
        min_value=1,
        max_value=MOST_DAYS,
        initial=USUAL_DAYS,
        help_text=f"通行做法是 {USUAL_DAYS} 个工作日，以本局执行的文件为准。",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={**REQUIRED, "invalid": "请填写整数。"},
    )
    public_name = _text(
        "公示用的项目名称",
        20,
        hint=f"写中性的说法，不能让人看出伤病、经历和家庭情况。默认最不泄露的：{LEAST_NAME}。",
    )
    shows_amount = forms.BooleanField(
        label="公示金额和起发月",
        required=False,
        help_text="文件要求公示金额的才选。金额能让人推算出等级，没有要求的不要公示。",
    )
    source = _text("依据", 200, hint="哪个部门、什么文件；没有文件的写明是本局的决定。")
    confidence = forms.ChoiceField(label="可信程度", error_messages=REQUIRED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["confidence"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *confidence_choices()]
