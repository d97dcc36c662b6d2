"""What is filled in for a file and for a life event, alike at the bureau and at a station.

Made of ``sections`` and ``event_fields``, so that a field is described once. Checks of form only.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone

from veterans.accounts.models import User
from veterans.foundation.attachments import ACCEPT
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.form_fields import REQUIRED, DayField, text_field
from veterans.regions.models import Level, Region
from veterans.regions.selectors import region_by_code, regions_visible_to
from veterans.registry.codes import CIRCUMSTANCES
from veterans.registry.covered import REASONS, covered_column
from veterans.registry.event_fields import YES, EventField, fields_of
from veterans.registry.event_kinds import DAY_LABELS
from veterans.registry.models import Circumstance, PaperKind
from veterans.registry.rules import Speaker
from veterans.registry.sections import Section
from veterans.registry.services.unmasking import unmask

UNKNOWN = [("", "不清楚"), ("yes", "是"), ("no", "否")]
CHOOSE = ("", "请选择")
_NOT_LISTED = {**REQUIRED, "invalid_choice": "请从列表中选择。"}


class HomeField(forms.ModelChoiceField):
    """A town or a village of the user's area, the villages with the name of their town;
    ``anywhere``: of the whole county, since people move to other villages than one's own."""

    def __init__(self, user: User, *, anywhere: bool = False, **kwargs: Any) -> None:
        places = Region.objects.all() if anywhere else regions_visible_to(user)
        places = places.exclude(level=Level.COUNTY).select_related("parent")
        kwargs.setdefault("label", "村居")
        kwargs.setdefault("empty_label", "请选择")
        super().__init__(places.order_by("path"), error_messages=_NOT_LISTED, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        if obj.level == Level.VILLAGE and obj.parent is not None:
            return f"{obj.parent.name} › {obj.name}"
        return str(obj.name)


def _choice(label: str, choices: Any, *, required: bool, hint: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[CHOOSE, *choices],
        required=required,
        help_text=hint,
        error_messages=_NOT_LISTED,
    )


class RowForm(forms.Form):
    """One row of a section; ``row``: the one that is corrected. What is covered elsewhere is not
    filled in here either: left empty it stays as it is, and a box of its own clears it.

    ``seen`` is the state of the file when the form was first shown.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, section: Section, user: User, row: Any = None, seen: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.section, self.row = section, row
        self._covered = covered_column(section.key) if row is not None else ""
        self.fields["seen"].initial = seen
        for name in section.fields:
            if section.model is Circumstance and name in ("kind", "value"):
                continue
            of = section.model._meta.get_field(name)
            field = self._field(of, user)
            self.fields[name] = field
            value = getattr(row, name, None)
            if value and name == self._covered:
                field.required, field.help_text = False, "留空则不改。现在的内容已遮住。"
                if of.null:
                    self.fields[f"clear_{name}"] = forms.BooleanField(
                        label=f"清空{field.label}", required=False
                    )
            else:
                field.initial = self._initial(field, value)
        if section.model is Circumstance:
            self._ask_what(section, row)
        if row is not None:
            self.fields["why"] = text_field(
                "修改的原因", 200, hint="例如：本人换号；核对证件更正。"
            )

    def _ask_what(self, section: Section, row: Any) -> None:
        """One question for kind and value: what belongs together is chosen together."""
        kinds = [key for key in CIRCUMSTANCES if key in section.kinds]
        if row is not None:
            kinds = [row.kind]
        groups = [
            (
                CIRCUMSTANCES[kind].label,
                [(f"{kind}:{code}", label) for code, label in CIRCUMSTANCES[kind].values.items()],
            )
            for kind in kinds
        ]
        field = _choice("内容", groups, required=True)
        field.initial = f"{row.kind}:{row.value}" if row is not None else ""
        self.fields["what"] = field
        self.order_fields(["seen", "what"])

    @staticmethod
    def _field(field: Any, user: User) -> forms.Field:
        label, required = str(field.verbose_name), not field.blank
        if isinstance(field, models.ForeignKey):
            return HomeField(user, required=False, empty_label="本区以外或不清楚")
        if field.choices:
            return _choice(label, field.choices, required=required)
        if isinstance(field, models.DateField):
            return DayField(label=label, required=required)
        if isinstance(field, models.DecimalField):
            return forms.DecimalField(
                label=label,
                required=required,
                max_digits=12,
                decimal_places=2,
                min_value=0,
                error_messages={
                    "invalid": "请填金额，例如 1234.50。",
                    "min_value": "金额不能是负数。",
                    "max_decimal_places": "最多两位小数。",
                },
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )
        if isinstance(field, models.BooleanField):
            if field.null:
                return forms.ChoiceField(label=label, choices=UNKNOWN, required=False)
            return forms.BooleanField(label=label, required=False)
        if field.name == "text":
            return text_field(label, 1000, required=required, lines=4)
        return text_field(label, field.max_length or 120, required=required)

    @staticmethod
    def _initial(field: forms.Field, value: Any) -> Any:
        if isinstance(field, forms.ChoiceField) and isinstance(value, bool):
            return "yes" if value else "no"
        return value

    def show_again(self, stamp: int) -> None:
        """Refused: what was typed stands there still, and whoever saves again has been told what
        the file is like by now."""
        if self.is_bound and self.errors:
            self.data = {**{key: self.data.get(key) for key in self.data}, "seen": str(stamp)}

    def values(self) -> dict[str, Any]:
        """What was filled in, as the service takes it."""
        found = {name: self.cleaned_data.get(name) for name in self.section.fields}
        if self.section.model is Circumstance:
            kind, _, value = self.cleaned_data["what"].partition(":")
            found.update(kind=kind, value=value)
        kept = self._covered
        if kept and not found.get(kept) and not self.cleaned_data.get(f"clear_{kept}"):
            # Not seen, not typed: not touched.
            found.pop(kept, None)
        boxes: dict[Any, Any] = {"yes": True, "no": False, "": None}
        for name in self.section.fields:
            if self.section.model._meta.get_field(name).get_internal_type() == "BooleanField":
                found[name] = boxes.get(found[name], found[name])
        return found


class WhyForm(forms.Form):
    """A reason, before something is taken out."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = text_field("原因", 200, hint="写进改动记录，例如：登记错了人。")


class UnmaskForm(forms.Form):
    """Why a covered value is looked at."""

    reason = _choice("查看的原因", REASONS.items(), required=True)
    note = text_field("补充说明", 100, required=False, hint="选“其他”的必须写明。")

    def uncovered(self, *, person_id: int, what: str, row_id: int | None, by: User) -> str:
        """The value, once the reason is given; "" before, and where it was refused."""
        if not self.is_bound or not self.is_valid():
            return ""
        try:
            return unmask(
                person_id=person_id,
                what=what,
                row_id=row_id,
                reason=self.cleaned_data["reason"],
                note=self.cleaned_data["note"],
                by=by,
                at=timezone.now(),
            )
        except NotFound:
            raise
        except Refused as refusal:
            self.add_error(None, str(refusal))
            return ""


class FilesField(forms.FileField):
    """Several photos or scans at once; gives their bytes."""

    class _Input(forms.FileInput):
        allow_multiple_selected = True

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"empty": "文件是空的，请重新拍照。"})
        super().__init__(widget=self._Input(attrs={"accept": ACCEPT, "multiple": True}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given and self.required:
            raise forms.ValidationError("请选择照片或扫描件。")
        return [super(FilesField, self).clean(one, initial).read() for one in given]


class SpeakerForm(forms.Form):
    """代办: who speaks for the person; left empty by whoever came himself."""

    speaker_name = text_field("代办人姓名", 30, required=False, hint="本人办的，这三项不填。")
    speaker_relation = text_field("与本人的关系", 20, required=False, hint="例如：儿子、村干部。")
    speaker_consent = text_field(
        "怎样确认本人同意", 60, required=False, hint="例如：当面问过本人；看过委托书。"
    )

    def speaker(self) -> Speaker:
        """As services take it."""
        data = self.cleaned_data
        return Speaker(data["speaker_name"], data["speaker_relation"], data["speaker_consent"])


class PaperForm(forms.Form):
    """Photos and scans for a file."""

    kind = _choice("种类", PaperKind.choices, required=True)
    title = text_field("说明", 80, required=False)
    papers = FilesField(
        label="照片或扫描件",
        help_text="照片或扫描件（PDF），可以一次选几个。拍全、拍清楚、不反光。",
    )


class EventForm(forms.Form):
    """A life event of one kind. Texts go to the service as they are; it reads them."""

    def __init__(
        self,
        *args: Any,
        kind: str,
        user: User,
        newcomer: bool = False,
        kept: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        """``kept``: what was filled in before and is put right now; what is covered of it is not
        shown, and stays as it is where nothing else is typed."""
        super().__init__(*args, **kwargs)
        self.kept = kept or {}
        self.kind, self.asked = kind, fields_of(kind, at_station=user.is_station, newcomer=newcomer)
        self.fields["happened_on"] = DayField(label=DAY_LABELS[kind])
        for one in self.asked:
            self.fields[one.name] = field = self._field(one, user)
            if one.cover and self.kept.get(one.name):
                told = one.told(self.kept[one.name])
                field.required, field.help_text = False, f"留空则不改。现在是 {told}。"
            elif one.name in self.kept:
                field.initial = self._initial(one, self.kept[one.name])
        self.fields["document_no"] = text_field(
            "文号或证明编号", 80, required=False, hint="批准文件、证明或证件的编号。"
        )
        if kept is None:
            self.fields["reason"] = text_field("说明", 200, required=False)
            self.fields["paper_kind"] = _choice("材料种类", PaperKind.choices, required=False)
            self.fields["papers"] = FilesField(
                label="证明材料",
                required=False,
                help_text="拍照或扫描；没有的，上面写明编号。最多 6 个。",
            )

    @staticmethod
    def _field(one: EventField, user: User) -> forms.Field:
        if one.shape == "yes":
            return forms.BooleanField(label=one.label, required=False, help_text=one.hint)
        if one.shape == "region":
            return HomeField(
                user,
                anywhere=one.is_anywhere,
                label=one.label,
                help_text=one.hint,
                required=one.needed,
            )
        if one.shape == "day":
            return DayField(label=one.label, required=one.needed, help_text=one.hint)
        if one.is_chosen:
            return _choice(one.label, one.offered(), required=one.needed, hint=one.hint)
        return text_field(one.label, 120, required=one.needed, hint=one.hint)

    @staticmethod
    def _initial(one: EventField, text: str) -> Any:
        if one.shape == "region":
            return region_by_code(text)
        return text == YES if one.shape == "yes" else text

    def entered(self) -> dict[str, str]:
        """What was filled in, as text by name."""
        found = {}
        for one in self.asked:
            value = self.cleaned_data.get(one.name)
            if one.cover and not value:
                found[one.name] = self.kept.get(one.name, "")
            elif one.shape == "yes":
                found[one.name] = YES if value else ""
            elif one.shape == "region":
                found[one.name] = value.code if value else ""
            else:
                found[one.name] = value.isoformat() if isinstance(value, date) else value or ""
        return found

    def proof(self) -> dict[str, Any]:
        """Document, reason and papers, as the service takes them."""
        data = self.cleaned_data
        return {
            "document_no": data["document_no"],
            "reason": data["reason"],
            "files": data["papers"],
            "paper_kind": data["paper_kind"] or PaperKind.OTHER.value,
        }
