"""What people fill in about cross-checks. Checks of form only; services decide."""

from typing import Any

from django import forms

from support_services.subsidies.admin.forms import REQUIRED
from support_services.subsidies.states import CHECK_LABELS, HIT_LABELS
from veterans.foundation.form_fields import DayField

_KINDS = [(kind.value, label) for kind, label in CHECK_LABELS.items()]


class ListForm(forms.Form):
    """Another office's list."""

    kind = forms.ChoiceField(
        label="名单类型",
        choices=_KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择名单类型。"},
    )
    source = forms.CharField(
        label="来源单位",
        max_length=60,
        help_text="例如：区民政局、区公安分局、区人民法院。",
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    document_no = forms.CharField(
        label="文号",
        max_length=80,
        required=False,
        help_text="来函或通报的文号，没有的不填。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    file = forms.FileField(
        label="名单文件",
        help_text="CSV 或 XLSX，首行为列名：id_number（身份证号）、date（日期）、source（数据来源，"
        "可以不填）。身份证号一列请设为“文本”格式。",
        allow_empty_file=True,
        error_messages={"required": "请选择名单文件。"},
    )


class HitFilter(forms.Form):
    """Narrowing the list of hits."""

    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "全部类型"), *_KINDS])
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部状态"), *((s.value, label) for s, label in HIT_LABELS.items())],
    )


class RefuteForm(forms.Form):
    """Why it is not so."""

    evidence = forms.CharField(
        label="核实依据",
        max_length=200,
        help_text="谁核实的、怎么核实的、看到了什么。例如：站点上门见到本人，核对了身份证原件。",
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ConfirmForm(RefuteForm):
    """The day by the papers, and which papers."""

    confirmed_on = DayField()
    field_order = ("confirmed_on", "evidence")

    def __init__(self, *args: Any, day_label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confirmed_on"].label = day_label
        self.fields["confirmed_on"].help_text = "按证明材料填写，可以与名单所载的日期不同。"
        self.fields["evidence"].help_text = "证明材料的名称和文号，以及谁核实的。"
