"""What a resident fills in. Checks of form, and which place is meant; the service decides."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms

from support_services.casework.published import PublicSubject
from support_services.casework.states import KIND_LABELS, OBJECTION, SENT_KINDS
from support_services.stations import published
from support_services.stations.published import PublicPlace
from support_services.subsidies.published import PublicNotice
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
    the form is not valid and asks which (``chosen``). ``subject``: what it is about, where somebody
    comes from its page; then the kinds are those that it allows."""

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
    about = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    meant_name = text_field("他的姓名", 50, required=False)
    meant_relation = text_field(
        "他是您的什么人", 20, required=False, hint="例如：父亲、邻居、战友。"
    )

    def __init__(
        self,
        *args: Any,
        towns: Iterable[tuple[str, str]],
        subject: PublicSubject | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.subject = subject
        if subject is not None:
            kinds: Any = self.fields["kind"]
            kinds.choices = [one for one in kinds.choices if one[0] in subject.kinds]
            self.fields["content"].help_text = (
                "在哪个单位、哪一天、他们怎么说的，想怎么解决，最多 1000 个字。"
                "请不要写身份证号、银行卡号和部队番号。"
            )
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
        if self.subject is not None:
            rows.insert(0, ("哪项优待", self.subject.title))
        return [*rows, ("要说的事", data["content"])]

    def values(self) -> dict[str, Any]:
        """As a letter takes them."""
        assert self.place is not None
        names = ("kind", "name", "phone", "content", "meant_name", "meant_relation", "about")
        return {"place": self.place.code, **{name: self.cleaned_data[name] for name in names}}

    def again(self) -> dict[str, Any]:
        """Everything that was filled in, to be sent on; chosen once, a place is not asked again."""
        assert self.place is not None
        sent = {name: self[name].value() or "" for name in self.fields}
        return sent | {"chosen": self.place.code, "chosen_for": self.cleaned_data["where"]}

    def context(self) -> dict[str, Any]:
        """What its page needs besides."""
        return {
            "subject": self.subject,
            "candidates": [
                {"code": one.code, "name": f"{one.town}{one.name}"} for one in self.candidates
            ],
            "is_for_other": bool(self["meant_name"].value() or self["meant_relation"].value()),
        }


class ObjectionForm(forms.Form):
    """对公示有意见. Which line is chosen from those of the roster; who says so may be left out."""

    line = forms.ChoiceField(
        label="对哪一位",
        error_messages={
            "required": "请选是名单上的哪一位。",
            "invalid_choice": "名单上没有这一位了，请再看一遍名单。",
        },
    )
    content = text_field(
        "什么情况",
        CONTENT_LENGTH,
        lines=8,
        hint="哪里不对、您是怎么知道的，最多 1000 个字。请不要写身份证号、银行卡号和部队番号。",
    )
    name = text_field("您的姓名（可以不写）", 50, required=False)
    phone = text_field(
        "您的电话（可以不写）", 30, required=False, hint="写了的，我们打这个电话告诉您结果。"
    )

    def __init__(self, *args: Any, notice: PublicNotice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notice = notice
        self.fields["line"].choices = [  # type: ignore[attr-defined]
            ("", "请选择"),
            *(
                (str(one.id), f"{one.number} 号：{one.person}，{one.place}，{one.name}")
                for one in notice.lines
            ),
        ]
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["phone"].widget.attrs.update(autocomplete="tel", inputmode="tel")
        self.fields["content"].error_messages["required"] = "请写一写是什么情况。"

    def clean_name(self) -> str:
        typed = self.cleaned_data["name"]
        return _by(clean_name, typed) if typed.strip() else ""

    def clean_phone(self) -> str:
        return _by(clean_phone, self.cleaned_data["phone"])

    def told(self) -> list[tuple[str, str]]:
        """What was filled in, to look at before it is sent."""
        data = self.cleaned_data
        line: Any = self.fields["line"]
        return [
            ("哪一份公示", f"{self.notice.title}（{self.notice.number}）"),
            ("对哪一位", dict(line.choices)[data["line"]]),
            ("什么情况", data["content"]),
            ("您的姓名", data["name"] or "没有写"),
            ("您的电话", data["phone"] or "没有写，结果要您打电话来问"),
        ]

    def values(self) -> dict[str, Any]:
        """As a letter takes them; the place is the notice's."""
        data = self.cleaned_data
        return {
            "kind": OBJECTION,
            "place": "",
            "about": f"publicity:{data['line']}",
            **{name: data[name] for name in ("name", "phone", "content")},
        }

    def again(self) -> dict[str, Any]:
        """Everything that was filled in, to be sent on."""
        return {name: self[name].value() or "" for name in self.fields}

    def context(self) -> dict[str, Any]:
        return {"notice": self.notice}


class AskForm(forms.Form):
    """办到哪一步. What is typed is never shown again."""

    number = text_field("编号", 30, required=False, hint="在回执上，字母开头，例如 W2026-00012。")
    tail = text_field(
        "电话后四位", 10, required=False,
        hint="您留的电话的最后四位；回执上写的是身份证号的，写身份证号最后四位。",
    )  # fmt: skip
