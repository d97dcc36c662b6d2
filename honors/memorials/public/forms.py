"""What a resident fills in to come to a ceremony. Checks of form; the service decides."""

from collections.abc import Iterable
from typing import Any

from django import forms

from honors.memorials.event_forms import SlotForm
from honors.memorials.published import day_of
from honors.memorials.states import ORGANISER_LABELS
from veterans.foundation.form_fields import text_field

# The name of a box that people do not see; programs that fill in everything fill it in.
TRAP = "homepage"


class BookingForm(SlotForm):
    """Few questions, in the order in which one thinks of them."""

    facility = forms.ChoiceField(label="到哪里", error_messages={"required": "请选一下到哪里。"})
    organiser = forms.ChoiceField(
        label="谁来",
        choices=list(ORGANISER_LABELS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选一类。"},
    )
    unit = text_field("单位、学校的名称", 60, required=False, hint="自己家来的不用写。")
    title = text_field("来做什么", 60, hint="例如：清明祭扫、给爷爷扫墓。")
    people = forms.IntegerField(
        label="大约几个人",
        min_value=1,
        max_value=100000,
        error_messages={
            "required": "请写大约几个人。",
            "invalid": "请写数字，例如 5。",
            "min_value": "至少 1 人。",
            "max_value": "人数太多了，请打电话。",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    contact = text_field("您的姓名", 40)
    phone = text_field("您的电话", 30, hint="我们打这个电话告诉您行不行。")
    field_order = (
        *("facility", "on", "begin", "end", "organiser", "unit"),
        *("title", "people", "contact", "phone"),
    )

    def __init__(self, *args: Any, facilities: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["facility"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *facilities]
        self.fields["contact"].widget.attrs["autocomplete"] = "name"
        self.fields["phone"].widget.attrs.update(autocomplete="tel", inputmode="tel")
        for name, words in (
            ("on", "请写哪一天，例如 2026-04-03。"),
            ("title", "请写来做什么。"),
            ("contact", "请写您的姓名。"),
            ("phone", "请写电话，我们好给您回话。"),
        ):
            self.fields[name].error_messages["required"] = words

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        starts, ends = self.slot()
        names = ("facility", "organiser", "unit", "title", "people", "contact", "phone")
        data: dict[str, Any] = self.cleaned_data
        return {**{name: data[name] for name in names}, "starts": starts, "ends": ends}

    def told(self) -> list[tuple[str, str]]:
        """What was filled in, to look at before it is sent."""
        data: dict[str, Any] = self.cleaned_data
        facility: Any = self.fields["facility"]
        rows = [
            ("到哪里", dict((str(key), name) for key, name in facility.choices)[data["facility"]]),
            ("时间", f"{day_of(data['on'])} {data['begin']:%H:%M} 到 {data['end']:%H:%M}"),
            ("谁来", data["unit"] or ORGANISER_LABELS[data["organiser"]]),
            ("来做什么", data["title"]),
            ("几个人", str(data["people"])),
            ("姓名", data["contact"]),
            ("电话", data["phone"]),
        ]
        return rows

    def again(self) -> dict[str, str]:
        """Everything as it was typed."""
        return {name: str(self.data.get(name, "")) for name in self.fields}
