"""A nomination, as whoever nominates fills it in: at the bureau, a station, by a link, a resident.
Checks of form only; services decide."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from honors.campaigns.forms.parts import FILES, LISTED, PART, choice, yes
from honors.campaigns.models import Campaign
from honors.campaigns.models import Field as FormField
from honors.campaigns.services.writing import PEOPLE_KINDS, Nominator, Said
from honors.campaigns.states import SOURCE_LABELS, FieldKind, Source
from honors.campaigns.written_rows import LONGEST
from honors.roll.states import CONSENT_LABELS
from veterans.foundation.attachments import ACCEPT
from veterans.foundation.form_fields import DayField, text_field
from veterans.regions.selectors import place_choices
from veterans.registry.forms import FilesField


def _told_field(one: FormField) -> forms.CharField:
    """A field of a nomination form, as the campaign defines it."""
    words = ""
    if one.kind in (FieldKind.LINE, FieldKind.TEXT):
        words = f"{one.least} 到 {one.most} 字。" if one.least else f"最多 {one.most} 字。"
    hints = {FieldKind.NUMBER: "只填数字。", FieldKind.DAY: "例如 2026-11-05。"}
    hint = words + hints.get(FieldKind(one.kind), "")
    if one.is_judged:
        hint += "评委会看这一项。"
    lines = 8 if one.kind == FieldKind.TEXT else 1
    made = text_field(one.label, LONGEST, required=False, lines=lines, hint=hint)
    made.widget.attrs["data-count"] = "1"
    return made


class NominationForm(forms.Form):
    """A nomination. ``said`` gives it as the services take it."""

    name = text_field("被推荐人姓名", 40)
    number = text_field(
        "身份证号", 24, required=False, hint="联合审查要用，加密保存，不公布；不知道的可以不填。"
    )
    region = choice("来自", ())
    work = text_field("所在单位", 60, required=False, hint="没有的不填；现役军人不填。")
    is_serving = yes("现役军人")
    phone = text_field("联系电话", 30, required=False, hint="加密保存，不公布。")
    consent = forms.ChoiceField(
        label="谁同意参评和公布",
        required=False,
        choices=[("", "还没有同意"), *CONSENT_LABELS.items()],
        help_text="要书面同意；现役军人要有所在部队同意。没有的可以先推荐，初审以前补上。",
    )
    consent_on = DayField(label="同意书上的日期", required=False)
    consent_note = text_field("同意书编号、存放", 80, required=False)
    consent_file = forms.FileField(
        label="同意书照片或扫描件",
        required=False,
        help_text="加密保存，不公布。",
        error_messages={"empty": "文件是空的，请重新拍照。"},
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    papers = FilesField(label="佐证", required=False, help_text=FILES)

    def __init__(
        self,
        *args: Any,
        campaign: Campaign,
        parts: Sequence[FormField],
        units: Iterable[tuple[int, str]] = (),
        by_link: bool = False,
        places: Iterable[Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        region = self.fields["region"]
        assert isinstance(region, forms.ChoiceField)
        region.choices = [("", "请选择"), *(place_choices() if places is None else places)]
        if campaign.kind not in PEOPLE_KINDS:
            for name in ("number", "is_serving", "phone", "work"):
                del self.fields[name]
            self.fields["name"].label = "被推荐的单位、集体"
            region.required = False
            self.fields["unit"] = forms.TypedChoiceField(
                label="在参与单位里的", coerce=int, empty_value=None, required=False,
                choices=[("", "不在里面"), *units], error_messages=LISTED,
            )  # fmt: skip
        self.parts = list(parts)
        for one in self.parts:
            self.fields[f"{PART}{one.pk}"] = _told_field(one)
        if by_link:
            # Files come beside it, and no identity number goes over a link.
            for name in ("consent_file", "papers", "number"):
                self.fields.pop(name, None)
        last = [name for name in ("consent", "consent_on", "consent_note", "consent_file", "papers")
                if name in self.fields]  # fmt: skip
        first = [name for name in self.fields if name not in last]
        self.order_fields([*first, *last])

    def said(self) -> Said:
        return said_of(self.cleaned_data, self.parts)


def said_of(data: dict[str, Any], parts: Iterable[FormField]) -> Said:
    """What a nomination form holds, as the services take it."""
    file = data.get("consent_file")
    return Said(
        name=data.get("name", ""),
        number=data.get("number", ""),
        unit_id=data.get("unit"),
        region=data.get("region", ""),
        work=data.get("work", ""),
        is_serving=data.get("is_serving", False),
        phone=data.get("phone", ""),
        consent=data.get("consent", ""),
        consent_on=data.get("consent_on"),
        consent_note=data.get("consent_note", ""),
        told={one.pk: data.get(f"{PART}{one.pk}", "") for one in parts},
        consent_file=file.read() if file else None,
        files=data.get("papers") or (),
    )


def said_before(nomination: Any, parts: Iterable[FormField]) -> dict[str, Any]:
    """A nomination as its form shows it; what is sealed is not shown again."""
    plain = ("name", "work", "is_serving", "consent", "consent_on", "consent_note")
    return {
        **{name: getattr(nomination, name) for name in plain},
        "region": nomination.region.code if nomination.region else "",
        "unit": nomination.unit_id,
        **{f"{PART}{one.pk}": nomination.told.get(str(one.pk), "") for one in parts},
    }


class NominatorForm(NominationForm):
    """At the bureau: also who nominates."""

    source = forms.ChoiceField(label="推荐方式", error_messages=LISTED)
    by_unit = forms.TypedChoiceField(
        label="推荐单位", coerce=int, empty_value=None, required=False, error_messages=LISTED,
        help_text="单位、部队推荐的选。",
    )  # fmt: skip
    by_place = forms.ChoiceField(
        label="推荐的镇街、村居", required=False, error_messages=LISTED,
        help_text="镇街、村居站推荐的选。",
    )  # fmt: skip
    by_number = text_field(
        "推荐人身份证号", 24, required=False, hint="群众推荐、自荐的填；要有本局档案。"
    )

    def __init__(
        self, *args: Any, campaign: Campaign, nominators: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, campaign=campaign, **kwargs)
        choices: dict[str, list[Any]] = {
            "source": [(one, SOURCE_LABELS[Source(one)]) for one in campaign.sources],
            "by_unit": [("", "请选择"), *nominators],
            "by_place": [("", "请选择"), *place_choices()],
        }
        for name, listed in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = listed
        self.order_fields(["source", "by_unit", "by_place", "by_number", *self.fields])


class OwnNominationForm(NominationForm):
    """A resident's, of a neighbour or of himself."""

    def __init__(self, *args: Any, is_self: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dropped = ["consent_note", "number"]
        dropped += ["name", "region", "phone"] if is_self else []
        for name in dropped:
            self.fields.pop(name, None)
        if is_self:
            self.fields["consent"] = forms.ChoiceField(
                label="同意参评和公布",
                choices=[("self", "我同意参评，入选以后同意公布姓名和事迹")],
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields["consent_on"].widget = forms.HiddenInput()


class ReturnForm(forms.Form):
    """What is missing, until when."""

    why = text_field("要补正什么", 300, lines=2)
    complete_by = DayField(label="补正到哪一天")


class WhyForm(forms.Form):
    """Why."""

    why = text_field("原因", 200, lines=2)


class MoveForm(forms.Form):
    """Into which campaign a nomination goes, and whether its consent is about that one."""

    campaign_id = forms.TypedChoiceField(label="转到哪个评选", coerce=int, error_messages=LISTED)
    keeps_consent = yes(
        "同意书写的就是那个评选", hint="不是的不勾：同意书不带过去，要重新取得本人同意。"
    )
    why = text_field("转的原因", 150, lines=2)

    def __init__(self, *args: Any, campaigns: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["campaign_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *campaigns]


def nominator_of(data: dict[str, Any], person_id: int | None, region_id: int | None) -> Nominator:
    """Who nominates, as the bureau's form says."""
    return Nominator(
        source=data["source"],
        unit_id=data.get("by_unit"),
        region_id=region_id,
        person_id=person_id,
    )
