"""What is filled in for a unit and for a link. Checks of form only."""

from collections.abc import Iterable
from typing import Any

from django import forms

from support_services.units.models import NAME_LENGTH
from support_services.units.states import KIND_LABELS, ROAD_LABELS, Road
from veterans.foundation.form_fields import REQUIRED, text_field
from veterans.regions.selectors import place_choices

_LISTED = {**REQUIRED, "invalid_choice": "请从列表中选择。"}
TROOPS_HINT = "驻地部队只写商定的代称，例如：驻地部队甲。不写番号、代号，本系统不是涉密系统。"


class UnitFilter(forms.Form):
    """Narrowing the list of units."""

    q = forms.CharField(label="找单位", max_length=40, required=False)
    kind = forms.ChoiceField(
        label="类别", required=False, choices=[("", "全部类别"), *KIND_LABELS.items()]
    )
    town = forms.ChoiceField(label="镇街", required=False)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "在用的"), ("closed", "已停用的"), ("all", "全部")],
    )

    def __init__(self, *args: Any, towns: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["town"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "全部镇街"), *towns]


class UnitForm(forms.Form):
    """Everything of a unit but its contact."""

    kind = forms.ChoiceField(
        label="类别", choices=[("", "请选择"), *KIND_LABELS.items()], error_messages=_LISTED
    )
    name = text_field("名称", NAME_LENGTH, hint=f"写全称。{TROOPS_HINT}")
    short_name = text_field("简称", 20, required=False, hint="清单、台账上用的，例如：人社。")
    code = text_field(
        "统一社会信用代码",
        40,
        required=False,
        hint="照证照填，18 位；部队、镇街村居、个人和没有的不填。",
    )
    region = forms.ChoiceField(
        label="所在地", required=False, error_messages=_LISTED, help_text="全区性的单位不用选。"
    )
    address = text_field("地址", 120, required=False, hint="驻地部队不填。")
    phone = text_field("办公电话", 40, required=False, hint="单位的座机，不写个人手机。")
    note = text_field("说明", 200, required=False, hint="只有工作人员看得到。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["region"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "全区"), *place_choices()]


class ContactForm(forms.Form):
    """联系人: a person of the unit; both are left empty where there is none."""

    contact_name = text_field("联系人", 50, required=False, hint="单位里办这些事的人，加密保存。")
    contact_phone = text_field(
        "联系人手机", 30, required=False, hint="答复链接的验证码发到这个手机，加密保存。"
    )


class NewUnitForm(ContactForm, UnitForm):
    """A unit nobody knew."""

    field_order = [*UnitForm.base_fields, *ContactForm.base_fields]


class WhyForm(forms.Form):
    """Why a unit is closed, a contact is looked at, a link is taken back."""

    why = text_field("原因", 200)


class DenialForm(forms.Form):
    """How the unit told us that an answer was not its own."""

    road = forms.ChoiceField(
        label="单位怎样告诉我们的",
        choices=[(one.value, label) for one, label in ROAD_LABELS.items() if one is not Road.LINK],
        error_messages=_LISTED,
    )
    note = text_field("单位怎样说", 200, required=False, lines=2, hint="不写个人的姓名、电话。")


class SettleForm(forms.Form):
    """核实: whose the answer was, and how that was found out."""

    theirs = forms.ChoiceField(
        label="这份答复是不是单位交的",
        choices=[("yes", "是单位交的"), ("no", "不是单位交的")],
        widget=forms.RadioSelect,
        error_messages=_LISTED,
    )
    how = text_field("怎样核实的", 200, lines=2, hint="例如：打单位办公电话，对方说是他们交的。")


class LinkForm(forms.Form):
    """A link: for what, for how long, and what is asked for."""

    about = forms.ChoiceField(label="请他们答复哪件事", error_messages=_LISTED)
    days = forms.IntegerField(
        label="有效几天",
        min_value=1,
        help_text="到期那天晚上失效；过期的重新发。",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={**REQUIRED, "invalid": "请填整数。", "min_value": "最少 1 天。"},
    )
    purpose = text_field(
        "请他们做什么",
        200,
        required=False,
        lines=2,
        hint="填了验证码以后才看得到，例如：请在月底前报办理情况。",
    )
    by_message = forms.BooleanField(label="同时用短信把链接发给联系人", required=False)

    def __init__(
        self,
        *args: Any,
        subjects: Iterable[tuple[str, str]],
        by_message: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(subjects)
        if not by_message:
            del self.fields["by_message"]


class LinkFilter(forms.Form):
    """Narrowing the list of links."""

    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[
            ("", "全部"),
            ("live", "可以打开的"),
            ("soon", "快到期、还没有答复的"),
            ("tried", "一天内验证码错了多次的"),
            ("answered", "答复过的"),
            ("over", "已收回、过期的"),
        ],
    )
