"""What a resident fills in. Checks of form, and which place is meant; the service decides."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms

from support_services.casework.states import KIND_LABELS, SENT_KINDS
from support_services.stations import published
from support_services.stations.published import PublicPlace
from veterans.foundation.errors import Refused
from veterans.foundation.form_fields import text_field
from veterans.registry.rules import clean_name, clean_phone

# The name of a box that people do not see; programs that fill in everything fill it in.
TRAP = "homepage"
NOT_THERE = "没有找到这个村或社区。请换个写法，只写名字就行；或者不写，在下面选镇、街道。"
CONTENT_LENGTH = 1000


def _by(rule: Callable[[str], str], text: str) -> str:
    """What a rule of the register makes of it; its refusal stands beside the box."""
    try:
        return rule(text)
    except Refused as refusal:
        raise forms.ValidationError(str(refusal)) from None


class LetterForm(forms.Form):
    """反映问题. After ``is_valid``: ``place`` is the one that is meant. Where several are possible,
    the form is not valid and asks which (``chosen``)."""

    kind = forms.ChoiceField(
        label="是哪一类事情",
        choices=[(one.value, f"{KIND_LABELS[one]}：{hint}") for one, hint in SENT_KINDS.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": "请选一类。拿不准的，选“诉求”。",
            "invalid_choice": "请选一类。",
        },
    )
    where = text_field(
        "您住在哪个村、哪个社区",
        30,
        required=False,
        hint="只写名字就行。替别人反映的，写他住的村。",
    )
    chosen = forms.CharField(required=False, widget=forms.HiddenInput)
    chosen_for = forms.CharField(required=False, widget=forms.HiddenInput)
    town = forms.ChoiceField(
        label="说不准是哪个村的，选镇、街道",
        required=False,
        error_messages={"invalid_choice": "请从列表里选镇、街道。"},
    )
    name = text_field("您的姓名", 50)
    phone = text_field("您的电话", 30, hint="我们打这个电话给您回话。")
    content = text_field(
        "要说的事",
        CONTENT_LENGTH,
        lines=8,
        hint="什么事、什么时候、想怎么解决，想到哪里写到哪里，最多 1000 个字。"
        "请不要写身份证号、银行卡号和部队番号。",
    )
    meant_name = text_field("他的姓名", 50, required=False)
    meant_relation = text_field(
        "他是您的什么人", 20, required=False, hint="例如：父亲、邻居、战友。"
    )

    def __init__(self, *args: Any, towns: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["town"].choices = [("", "不选"), *towns]  # type: ignore[attr-defined]
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["phone"].widget.attrs.update(autocomplete="tel", inputmode="tel")
        self.fields["name"].error_messages["required"] = "请写您的姓名。"
        self.fields["phone"].error_messages["required"] = "请写电话，我们好给您回话。"
        self.fields["content"].error_messages["required"] = "请写一写是什么事。"
        self.place: PublicPlace | None = None
        self.candidates: tuple[PublicPlace, ...] = ()

    def clean_name(self) -> str:
        return _by(clean_name, self.cleaned_data["name"])

    def clean_phone(self) -> str:
        return _by(clean_phone, self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.place = self._place(data)
        for name, other, told in (
            ("meant_name", "meant_relation", "替别人反映的，请写他的姓名。"),
            ("meant_relation", "meant_name", "替别人反映的，请写他是您的什么人。"),
        ):
            if data.get(other) and not data.get(name) and name not in self.errors:
                self.add_error(name, told)
        return data

    def _place(self, data: dict[str, Any]) -> PublicPlace | None:
        """The place that is meant; None with an error on the box that should say it."""
        typed, town = data.get("where", "").strip(), data.get("town", "")
        if not typed:
            found = published.place(town) if town else None
            if found is None and "town" not in self.errors:
                self.add_error("where", "请写您的村、社区，或者在下面选镇、街道。")
            return found
        if data.get("chosen") and data.get("chosen_for") == typed:
            found = published.place(data["chosen"])
            if found is not None and found.level != "county":
                return found
        search = published.search(typed)
        hits = [one for one in search.places if one.level != "county"]
        if town:
            hits = [one for one in hits if town in (one.code, one.town_code)]
        if len(hits) == 1 and not search.is_guess:
            return hits[0]
        if hits:
            self.candidates = tuple(hits)
            self.add_error(
                "where",
                "请在这几个里选一个。" if not search.is_guess else "您说的是不是这里？请选一下。",
            )
            return None
        if town:
            return published.place(town)
        self.add_error("where", NOT_THERE)
        return None

    def told(self) -> list[tuple[str, str]]:
        """What was filled in, to look at before it is sent."""
        data = self.cleaned_data
        assert self.place is not None
        rows = [
            ("哪一类", dict(self.fields["kind"].choices)[data["kind"]]),  # type: ignore[attr-defined]
            ("哪里", f"{self.place.town}{self.place.name}"),
            ("您的姓名", data["name"]),
            ("您的电话", data["phone"]),
        ]
        if data["meant_name"]:
            rows.append(("替谁反映", f"{data['meant_name']}（{data['meant_relation']}）"))
        return [*rows, ("要说的事", data["content"])]


class AskForm(forms.Form):
    """办到哪一步. What is typed is never shown again."""

    number = text_field("编号", 30, required=False, hint="在回执上，字母开头，例如 W2026-00012。")
    tail = text_field(
        "电话后四位", 10, required=False,
        hint="您留的电话的最后四位；回执上写的是身份证号的，写身份证号最后四位。",
    )  # fmt: skip
