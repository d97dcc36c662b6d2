"""What people fill in about a recovery. Checks of form only; services decide."""

from typing import Any

from django import forms

from support_services.subsidies.admin.forms import REQUIRED, MonthField
from support_services.subsidies.recovery_states import CLAIM_LABELS, REPAID_BY_LABELS
from veterans.foundation.form_fields import DayField

_PLAIN = {"autocomplete": "off"}


class YuanField(forms.DecimalField):
    """An amount in yuan, with at most two places."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 12)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault(
            "error_messages",
            {
                **REQUIRED,
                "invalid": "请写数字，例如 300 或 300.50。",
                "max_decimal_places": "最多两位小数。",
                "max_digits": "金额太大，请核对。",
                "max_whole_digits": "金额太大，请核对。",
            },
        )
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        )
        super().__init__(**kwargs)


def _text(label: str, length: int, hint: str = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        help_text=hint,
        error_messages={**REQUIRED, "max_length": f"最多 {length} 个字。"},
        widget=forms.TextInput(attrs=_PLAIN),
    )


class ClaimFilter(forms.Form):
    """Narrowing the list of claims."""

    q = forms.CharField(
        label="姓名",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={**_PLAIN, "placeholder": "姓名或拼音首字母"}),
    )
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部状态"), *((s.value, label) for s, label in CLAIM_LABELS.items())],
    )
    town = forms.ChoiceField(label="镇街", required=False)

    def __init__(self, *args: Any, towns: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["town"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "全部镇街"), *((town.path, town.name) for town in towns)]


class PlanForm(forms.Form):
    """An agreement on how much a month may be reduced."""

    cap = YuanField(
        label="每批最多抵扣（元）",
        required=False,
        min_value=0,
        help_text="不填表示不设上限，应发多少先抵多少。填 0 表示发放中不抵扣，只靠退款。",
    )
    tail_in_full = forms.ChoiceField(
        label="去世续发",
        choices=[("yes", "全额抵扣，不受上限限制"), ("no", "也受上限限制")],
        initial="yes",
        widget=forms.RadioSelect,
        error_messages=REQUIRED,
    )
    from_month = MonthField(label="自哪个月的批次起", help_text="写年月，例如 2026-12。")
    agreed_on = DayField(label="约定日期", help_text="协议上的签字日期。")
    document_no = _text("协议编号", 80, "双方签字的协议或谈话记录的编号。")
    note = _text("约定说明", 200, "例如：本人书面申请，每月生活费不足，分期扣还。", required=False)


class RepaymentForm(forms.Form):
    """Money that came back by hand."""

    amount = YuanField(label="退款金额（元）")
    paid_on = DayField(label="退款日期", help_text="钱到账或缴款的日期。")
    method = forms.ChoiceField(
        label="方式",
        choices=[(one.value, label) for one, label in REPAID_BY_LABELS.items()],
        error_messages=REQUIRED,
    )
    receipt_no = _text("票据号", 60, "缴款书、收据或银行回单的编号。同一张票据只能录一次。")
    payer = _text("退款人", 50, "本人或家属的姓名，本人退的可以不填。", required=False)


class TakeBackForm(forms.Form):
    """A confirmed repayment that was wrong."""

    repayment_id = forms.TypedChoiceField(label="撤销哪一笔", coerce=int, error_messages=REQUIRED)
    reason = _text("撤销原因", 200, "例如：票据是另一人的，录错了案。")
    document_no = _text("依据", 80, "更正说明或财务退款凭证的编号。")

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["repayment_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = choices


class WriteOffForm(forms.Form):
    """A proposal to give money up."""

    amount = YuanField(label="核销金额（元）", help_text="一般是全部余额，也可以只核销一部分。")
    document_no = _text("决定文号", 80, "集体研究或上级批复的文号。")
    reason = _text("核销理由", 200, "例如：本人去世，无遗产，家属无力退还，经局党组会研究。")


class Told(forms.Form):
    """Nothing to fill in; ``about`` says what is being decided."""

    about: list[tuple[str, str]]

    def __init__(self, *args: Any, about: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about


class ReasonTold(Told):
    reason = _text("原因", 200, "写明为什么，录入的人会看到。")
