"""What is filled in for a winner: the roll, the reward, the level above. Checks of form only."""

from datetime import date

from django import forms

from honors.campaigns.forms.parts import LISTED, yes
from honors.campaigns.states import OUTCOME_LABELS, Outcome
from veterans.foundation.form_fields import REQUIRED, DayField, text_field


class RollForm(forms.Form):
    citation = text_field("事迹简介", 300, lines=4, hint="荣誉名录公布用，不超过 300 字。")
    story = text_field("事迹全文", 3000, lines=10, required=False, hint="可以不写；每段一行。")


class RewardForm(forms.Form):
    month = forms.CharField(
        label="发放月", max_length=7, help_text="例如 2026-12。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}), error_messages=REQUIRED,
    )  # fmt: skip

    def clean_month(self) -> date:
        text = self.cleaned_data["month"].strip()
        try:
            return date.fromisoformat(f"{text}-01")
        except ValueError as error:
            raise forms.ValidationError("请写成年-月，例如 2026-12。") from error


class FileForm(forms.Form):
    """A file for a winner who has none."""

    name = text_field("姓名", 40, hint="照身份证写。")
    number = text_field("身份证号", 24, hint="对照身份证原件再输一遍，和评选时登记的一样才能建档。")
    proof = text_field("凭什么登记", 100, hint="例如：本人身份证原件，当面核对。不写号码。")
    is_other = yes("同村居同名的档案我看过，不是同一个人", hint="没有同名的不用勾。")


class ElsewhereForm(forms.Form):
    """How a unit or group was rewarded."""

    how = text_field(
        "怎样办的", 200, lines=3, hint="例如：随表彰会发奖金 2000 元，局财务凭证 12 号。不写账号。"
    )


class RecommendForm(forms.Form):
    to_body = text_field("报给谁", 60)
    for_title = text_field("参评什么", 60, hint="例如：市级最美退役军人。")
    document_no = text_field("上报文号", 60, required=False)
    sent_on = DayField(label="上报日期")


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        label="结果",
        choices=[
            (o.value, label) for o, (label, _) in OUTCOME_LABELS.items() if o != Outcome.WAITING
        ],
        widget=forms.RadioSelect,
        error_messages=LISTED,
    )
    note = text_field("结果说明", 200, required=False, hint="文号、称号、日期。")
