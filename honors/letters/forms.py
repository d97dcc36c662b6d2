"""What is filled in of good news. Checks of form only; services decide."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from honors.letters.states import LETTER_LABELS, MERITS
from support_services.visits.services import Taker
from support_services.visits.states import TAKEN_LABELS, TakenBy
from veterans.foundation.errors import Refused
from veterans.foundation.form_fields import REQUIRED, DayField, text_field
from veterans.foundation.months import parse_month
from veterans.registry.forms import FilesField
from veterans.registry.models import MeritKind

_WRONG = {**REQUIRED, "invalid_choice": "请从列表中选择。"}


class LetterForm(forms.Form):
    merit = forms.ChoiceField(
        label="等次",
        choices=[(code, label) for code, label in MeritKind.choices if code in MERITS],
        widget=forms.RadioSelect,
        error_messages=_WRONG,
    )
    title = text_field("名称", 80, required=False, hint="授予称号的写称号。不写部队番号。")
    awarded_on = DayField(label="授予日期")
    document_no = text_field("通知文号", 60, hint="没有文号的写来函日期。不写部队番号。")
    received_on = DayField(label="收到日期")
    college_on = DayField(
        label="上大学的日期", required=False, help_text="从高校入伍的填，按上学前的户籍地送喜报。"
    )
    region = forms.ChoiceField(
        label="由哪里送喜报",
        required=False,
        help_text="不选就按档案上入伍前的户籍地。",
        error_messages=_WRONG,
    )

    def __init__(self, *args: Any, places: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["region"]
        place.choices = [("", "按档案"), *places]


class CheckForm(forms.Form):
    forces_said = text_field("人武部核对", 80, hint="人武部谁、哪一天核对的。")


class WhyForm(forms.Form):
    why = text_field("哪里不符", 200)


class PlanForm(forms.Form):
    team = text_field("送喜报的人", 120, hint="例如：镇党委、人武部、村居服务站。")
    planned_on = DayField(label="送喜报日期")


class DeliverForm(forms.Form):
    delivered_on = DayField(label="送达日期")
    taken_by = forms.ChoiceField(
        label="谁收的",
        choices=list(TAKEN_LABELS.items()),
        widget=forms.RadioSelect,
        initial=TakenBy.FAMILY.value,
        error_messages=_WRONG,
    )
    taker_name = text_field("收的人姓名", 50, required=False, hint="不是本人收的填写。")
    taker_relation = text_field("与本人的关系", 20, required=False, hint="例如：父亲、妻子。")
    photos = FilesField(label="照片", required=False, help_text="最多 6 张。拍照以前先问家里人。")
    photo_consent = forms.BooleanField(label="本人或家属同意拍照存档", required=False)

    def asked(self) -> dict[str, Any]:
        """As ``deliver_letter`` takes it."""
        data = self.cleaned_data
        return {
            "delivered_on": data["delivered_on"],
            "taker": Taker(data["taken_by"], data["taker_name"], data["taker_relation"]),
            "files": data["photos"],
            "photo_consent": data["photo_consent"],
        }


class RewardEntryForm(forms.Form):
    """What the letter does not say of its reward."""

    merit = forms.ChoiceField(
        label="按哪一项奖励", widget=forms.RadioSelect, error_messages=_WRONG, required=False
    )
    payee_id_number = text_field(
        "领取人身份证号",
        24,
        required=False,
        hint="填家庭商定的领取人，须已登记在人员库中；不填即由本人账户领取。本人已去世的须填。",
    )
    month = text_field("发放月", 10, hint="在哪个月的批次发放，例如 2026-11。")

    def __init__(self, *args: Any, merits: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(merits) < 2:
            del self.fields["merit"]
            return
        asked: Any = self.fields["merit"]
        asked.choices, asked.initial = merits, merits[0][0]

    def clean_month(self) -> date:
        try:
            return parse_month(self.cleaned_data["month"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class RewardForm(forms.Form):
    grant_id = forms.ChoiceField(label="哪一项核发", error_messages=_WRONG)

    def __init__(self, *args: Any, grants: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.fields["grant_id"]
        asked.choices = [(str(number), words) for number, words in grants]


class LettersFilter(forms.Form):
    q = text_field("姓名、文号", 40, required=False)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[
            ("", "全部"),
            ("open", "没有办完"),
            ("late", "超期"),
            ("unrewarded", "已核对、奖励金未录入"),
            *((code.value, label) for code, (label, _) in LETTER_LABELS.items()),
        ],
    )
    town = forms.ChoiceField(label="由哪里送", required=False)

    def __init__(self, *args: Any, towns: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["town"]
        place.choices = [("", "全部"), *towns]
