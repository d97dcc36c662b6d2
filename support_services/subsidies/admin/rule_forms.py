"""What people fill in about rules. Checks of form only; services decide."""

from typing import Any

from django import forms

from support_services.subsidies import selectors
from support_services.subsidies.admin.forms import REQUIRED, MonthField
from support_services.subsidies.rule_kinds import CHANGE_LABELS, KINDS, NONE, Kind, RuleKind

_PLAIN = {"autocomplete": "off"}


class RuleChangeForm(forms.Form):
    """A rule of one kind: whom it is about, what it says, from when to when, on what paper."""

    scheme = forms.ChoiceField(label="项目", error_messages=REQUIRED)
    other = forms.ChoiceField(label="另一项目", error_messages=REQUIRED)
    value = forms.ChoiceField(label="改为", widget=forms.RadioSelect, error_messages=REQUIRED)
    number = forms.DecimalField(
        label="数值",
        required=False,
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", **_PLAIN}),
        error_messages={"invalid": "请填写数字，不带千分位逗号。"},
    )
    kept = forms.ChoiceField(
        label="只发哪一项",
        required=False,
        help_text="选“不能同时享受，只发指定的一项”时才填，须是上面两项之一。",
    )
    document_no = forms.CharField(
        label="文号",
        max_length=80,
        help_text="作出这项规定的文件的文号，照抄；没有文号的，写会议纪要的名称和日期。",
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs=_PLAIN),
    )
    source = forms.CharField(
        label="依据",
        max_length=200,
        help_text="文件名称和条款，让第二个人能翻到原文。规则页上显示的就是这一栏。",
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs=_PLAIN),
    )
    confidence = forms.ChoiceField(label="可信程度", error_messages=REQUIRED)
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=200,
        help_text="为什么改，给启用的人看。",
        widget=forms.TextInput(attrs=_PLAIN),
    )

    def __init__(self, *args: Any, kind: RuleKind, schemes: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of = KINDS[kind]
        schemes = [("", "请选择"), *((one.code, one.name) for one in schemes)]
        self._choose("scheme", schemes)
        self._choose("other", schemes)
        self._choose("kept", [("", "不适用"), *schemes[1:]])
        self._choose(
            "value", [*of.values.items(), *([(NONE, f"终止：{of.none}")] if of.none else [])]
        )
        self._choose("confidence", [("", "请选择"), *selectors.confidence_choices()])
        if kind is RuleKind.CAP:
            del self.fields["scheme"]
        if kind is not RuleKind.STACKING:
            del self.fields["other"], self.fields["kept"]
        if of.number:
            self.fields["number"].label = "、".join(dict.fromkeys(of.number.values()))
            self.fields["number"].help_text = "终止的不填。"
        else:
            del self.fields["number"]
        self.fields |= self._span(of)
        self.order_fields(
            ("scheme", "other", "value", "number", "kept", "first", "last", "document_no")
        )

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @staticmethod
    def _span(of: Kind) -> dict[str, forms.Field]:
        open_end = "包含在内；一直有效的不填。原来的规则自动接到前一天止。"
        if of.by_month:
            return {
                "first": MonthField(
                    label=f"{of.dated_by}自", help_text="写年月，例如 2026-08，可早于本月。"
                ),
                "last": MonthField(
                    label=f"{of.dated_by}至", required=False, help_text=open_end.replace("天", "月")
                ),
            }
        picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        wrong = {**REQUIRED, "invalid": "请填写日期，例如 2026-08-01。"}
        return {
            "first": forms.DateField(
                label=f"{of.dated_by}自",
                widget=picker,
                error_messages=wrong,
                help_text="包含在内，可早于今天。",
            ),
            "last": forms.DateField(
                label=f"{of.dated_by}至",
                required=False,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                error_messages=wrong,
                help_text=open_end,
            ),
        }


class RefuseForm(forms.Form):
    """Why a change is given back."""

    reason = forms.CharField(
        label="退回原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明哪里不符，提出人据此修改后重新提出。",
        error_messages=REQUIRED,
    )


class ChangeFilter(forms.Form):
    """Narrowing the list of changes."""

    kind = forms.ChoiceField(
        label="规则",
        required=False,
        choices=[("", "全部规则"), *((kind.value, one.label) for kind, one in KINDS.items())],
    )
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部状态"), *((s.value, label) for s, label in CHANGE_LABELS.items())],
    )
