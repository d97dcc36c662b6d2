"""What is filled in for an agreement, an offer, a token. Checks of form only."""

from collections.abc import Iterable
from typing import Any

from django import forms

from support_services.providers.models import NAME_LENGTH
from support_services.providers.states import AGREEMENT_LABELS, KIND_LABELS, AgreementState
from veterans.foundation.form_fields import REQUIRED, DayField, text_field
from veterans.regions.selectors import place_choices

_LISTED = {**REQUIRED, "invalid_choice": "请从列表中选择。"}


class ProviderFilter(forms.Form):
    """Narrowing the list of providers."""

    q = forms.CharField(label="找单位", max_length=40, required=False)
    kind = forms.ChoiceField(
        label="类别", required=False, choices=[("", "全部类别"), *KIND_LABELS.items()]
    )
    town = forms.ChoiceField(label="镇街", required=False)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[
            ("", "全部"),
            (AgreementState.PUBLISHED.value, AGREEMENT_LABELS[AgreementState.PUBLISHED][0]),
            ("soon", "快到期或已过期"),
            ("unfinished", "有没公布的协议"),
            (AgreementState.ENDED.value, AGREEMENT_LABELS[AgreementState.ENDED][0]),
        ],
    )

    def __init__(self, *args: Any, towns: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["town"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "全部镇街"), *towns]


class AgreementForm(forms.Form):
    """Everything of an agreement but its offers."""

    kind = forms.ChoiceField(
        label="类别", choices=[("", "请选择"), *KIND_LABELS.items()], error_messages=_LISTED
    )
    name = text_field("名称", NAME_LENGTH, hint="群众看得懂的全称，例如：某某大药房人民路店。")
    code = text_field(
        "统一社会信用代码", 40, required=False, hint="照执照填，18 位；没有可以不填。"
    )
    region = forms.ChoiceField(label="所在地", error_messages=_LISTED)
    address = text_field("地址", 120, hint="写到门牌，群众照着能找到。")
    phone = text_field("电话", 40, required=False, hint="单位电话，不写个人手机。")
    hours = text_field("开放时间", 120, required=False, hint="例如：每天 8:00–20:00。")
    channel = text_field(
        "绿色通道", 300, required=False, lines=3, hint="在哪个窗口、怎样走、出示什么。"
    )
    badge_text = text_field("挂牌名称", 30, required=False, hint="牌上的字，例如：拥军药店。")
    badge_number = text_field("挂牌编号", 30, required=False)
    badge_on = DayField(label="挂牌日期", required=False)
    document_no = text_field("协议编号", 60, required=False)
    signed_on = DayField(label="签订日期")
    valid_from = DayField(label="协议从哪天起")
    valid_to = DayField(
        label="协议到哪天止", required=False, help_text="最后一天；没有约定到期的不填。"
    )
    note = text_field("给工作人员的说明", 200, required=False, hint="只有工作人员看得到。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["region"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *place_choices()]


class OfferForm(forms.Form):
    """What of an item a provider grants, and whether it may ask."""

    code = forms.ChoiceField(label="优待项目", error_messages=_LISTED)
    words = text_field(
        "怎么优待", 200, required=False, lines=2, hint="这家单位怎么给，例如：免挂号费，优先就诊。"
    )
    valid_from = DayField(label="自", required=False, help_text="和协议一样的不填。")
    valid_to = DayField(label="至", required=False)
    may_ask = forms.BooleanField(
        label="可以在线核验：单位能问来人符不符合这个项目，系统只答“是”或“否”",
        required=False,
    )
    ask_why = text_field(
        "为什么可以核验",
        200,
        required=False,
        hint="项目的条件里有残疾、参战参试、待遇等情况的，答“是”就透露了，必须写。",
    )

    def __init__(self, *args: Any, items: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *items]


class TokenForm(forms.Form):
    """A token: where it is used, for which items, until when."""

    label = text_field("用在哪里", 40, hint="例如：一楼收费处的电脑。")
    items = forms.MultipleChoiceField(
        label="可以核验的项目", widget=forms.CheckboxSelectMultiple, error_messages=_LISTED
    )
    valid_to = DayField(label="有效期到", help_text="不超过协议，也不超过一年。")
    per_minute = forms.IntegerField(
        label="每分钟最多几次", required=False, min_value=1, help_text="不填用系统的设定。"
    )
    per_day = forms.IntegerField(label="每天最多几次", required=False, min_value=1)

    def __init__(self, *args: Any, items: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["items"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(items)
        for name in ("per_minute", "per_day"):
            self.fields[name].error_messages |= {
                "invalid": "请填整数。",
                "min_value": "最少 1 次。",
            }
            self.fields[name].widget = forms.TextInput(
                attrs={"inputmode": "numeric", "autocomplete": "off"}
            )


class WhyForm(forms.Form):
    """Why an agreement goes back or ends, or a token is taken back."""

    why = text_field("原因", 200)
