"""What is filled in for an edition, a condition, a look. Checks of form only."""

from typing import Any

from django import forms

from support_services.catalogue.models import TITLE_LENGTH
from support_services.catalogue.states import (
    EDITION_LABELS,
    FIELD_LABELS,
    ISSUER_LABELS,
    EditionState,
)
from veterans.foundation.confidence import Confidence
from veterans.foundation.form_fields import REQUIRED, DayField, text_field
from veterans.regions.models import Level, Region
from veterans.registry.criteria.kinds import Kind, Shape

_LISTED = {**REQUIRED, "invalid_choice": "请从列表中选择。"}


def _choice(label: str, labels: Any, *, hint: str = "") -> forms.ChoiceField:
    choices = [(str(code), str(name)) for code, name in labels]
    return forms.ChoiceField(
        label=label,
        choices=[("", "请选择"), *choices],
        help_text=hint,
        error_messages=_LISTED,
    )


BY_COMPLAINTS = "complaints"


class CatalogueFilter(forms.Form):
    """Narrowing the list of items."""

    q = forms.CharField(label="找项目", max_length=40, required=False)
    field = forms.ChoiceField(
        label="领域", required=False, choices=[("", "全部领域"), *FIELD_LABELS.items()]
    )
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[
            ("", "全部"),
            (EditionState.PUBLISHED.value, EDITION_LABELS[EditionState.PUBLISHED][0]),
            ("unfinished", "有没公布的新版"),
            ("check", "该核对了"),
            (EditionState.WITHDRAWN.value, EDITION_LABELS[EditionState.WITHDRAWN][0]),
        ],
    )
    sort = forms.ChoiceField(
        label="排列", required=False, choices=[("", "按编号"), (BY_COMPLAINTS, "投诉多的在前")]
    )

    def __init__(self, *args: Any, counted: bool, **kwargs: Any) -> None:
        """``counted``: this reader is told how many complained."""
        super().__init__(*args, **kwargs)
        if not counted:
            del self.fields["sort"]


class EditionForm(forms.Form):
    """Everything of an edition but its conditions."""

    field = _choice("领域", FIELD_LABELS.items())
    title = text_field("名称", TITLE_LENGTH, hint="群众一看就懂，例如：市内公交免费乘坐。")
    content = text_field("优待内容", 500, required=False, lines=4, hint="给什么、给多少。")
    beneficiaries = text_field("优待对象", 200, lines=2)
    papers = text_field("凭什么", 200, required=False, hint="要带的证件、材料。")
    provider = text_field("承办单位", 120)
    contact = text_field("咨询电话", 120, required=False, hint="单位电话，不写个人手机。")
    channel = text_field("怎么办", 300, required=False, lines=3)
    legal_basis = text_field("依据", 300, lines=2, hint="文件名、文号、第几条。")
    level = _choice("层级", ISSUER_LABELS.items())
    areas = forms.MultipleChoiceField(
        label="只在这些镇街适用",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="都不勾是全区。",
        error_messages={"invalid_choice": "请从列表中选择。"},
    )
    valid_from = DayField(label="自", required=False)
    valid_to = DayField(label="至", required=False)
    confidence = _choice(
        "把握",
        Confidence.choices,
        hint="对照原文核对过才选“已核对原文”；未经证实的不能公布。",
    )
    seeks = forms.BooleanField(
        label="主动找人：符合条件还没有享受的，派服务站上门",
        required=False,
        help_text="先写明条件才能勾。",
    )
    staff_only = forms.BooleanField(
        label="只供比对：不向居民公布，只拿来和档案、发放比对",
        required=False,
        help_text="例如按一项补助比对应发未发；居民页面上由别的项目说明。",
    )
    note = text_field("给工作人员的说明", 200, required=False, hint="只有工作人员看得到。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        towns = Region.objects.filter(level=Level.TOWN).order_by("path")
        field = self.fields["areas"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(towns.values_list("path", "name"))


class VerifyForm(forms.Form):
    """That somebody looked whether an item still is so."""

    note = text_field("对照什么核对的", 200, hint="例如：省厅目录第 12 项；公交公司电话答复。")
    check_months = forms.IntegerField(
        label="几个月以后再核对",
        min_value=1,
        max_value=60,
        initial=12,
        error_messages={
            **REQUIRED,
            "invalid": "请填整数。",
            "min_value": "最少 1 个月。",
            "max_value": "最多 60 个月。",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class WhyForm(forms.Form):
    """Why an edition goes back or ends."""

    why = text_field("原因", 200)


class LeafForm(forms.Form):
    """One condition of a kind: which codes, or from where to where. A FLAG asks nothing."""

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind.shape is Shape.CHOICE:
            self.fields["chosen"] = forms.MultipleChoiceField(
                label=kind.label,
                choices=list(kind.values().items()),
                widget=forms.CheckboxSelectMultiple,
                help_text="勾几项就是“其中一项即可”。",
                error_messages={**REQUIRED, "invalid_choice": "请从列表中选择。"},
            )
        elif kind.shape is not Shape.FLAG:
            for name, label in (("first", "起"), ("last", "止")):
                self.fields[name] = self._end(label)

    def _end(self, label: str) -> forms.Field:
        if self.kind.shape is Shape.DAYS:
            return DayField(label=label, required=False)
        return forms.IntegerField(
            label=f"{label}（{self.kind.unit}）",
            required=False,
            error_messages={"invalid": "请填整数。"},
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        )

    def leaf(self) -> dict[str, Any]:
        """As ``parse`` takes it, which refuses what is not filled in."""
        data = self.cleaned_data
        told: dict[str, Any] = {"kind": self.kind.code}
        if self.kind.shape is Shape.CHOICE:
            told["in"] = data["chosen"]
        elif self.kind.shape is not Shape.FLAG:
            for key, name in (("from", "first"), ("to", "last")):
                value = data[name]
                if value is not None:
                    told[key] = value.isoformat() if self.kind.shape is Shape.DAYS else value
        return told
