"""What is filled in of a line of the rules: which one first, then what that one asks. Checks of
form only; services decide."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from honors.plaques.forms import choice
from honors.plaques.rule_lines import GROUNDS, Line
from honors.plaques.states import GROUND_LABELS, RULE_KINDS, RuleKind
from veterans.foundation.confidence import Confidence
from veterans.foundation.form_fields import DayField, text_field
from veterans.registry.models import Category

NEW_REASON = "新的收回原因"
_STAYS = {
    RuleKind.CATEGORY: "资格终止以后，挂着的牌子可以保留",
    RuleKind.REASON: "改正以后可以恢复",
}


def latest(lines: Iterable[Line], today: date) -> dict[tuple[str, str], Line]:
    """By rule, the line of today, or else the last one that there was or the first to come."""
    known: dict[tuple[str, str], Line] = {}
    for one in sorted(lines, key=lambda one: one.valid_from):
        if one.key not in known or not known[one.key].holds(today):
            known[one.key] = one
    return known


def named(known: dict[tuple[str, str], Line]) -> dict[tuple[str, str], str]:
    """Every rule that can be entered, by what it is called."""
    words = {key: one.label for key, one in known.items()}
    for code, label in Category.choices:
        words.setdefault((RuleKind.CATEGORY.value, code), str(label))
    words[RuleKind.REASON.value, ""] = NEW_REASON
    return words


class WhichForm(forms.Form):
    """Which rule it is about, as ``what:code``."""

    rule = choice("哪一条", [])

    def __init__(self, *args: Any, known: dict[tuple[str, str], Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["rule"]
        field.choices = [
            ("", "请选择"),
            *(
                (
                    title,
                    [
                        (f"{what}:{code}", words)
                        for (what, code), words in named(known).items()
                        if what == kind
                    ],
                )
                for kind, title in RULE_KINDS.items()
            ),
        ]


class RuleForm(forms.Form):
    """One rule from a day on. ``now``: as it holds, or held, None for a new one."""

    ends = forms.BooleanField(label="从执行日期起不再适用", required=False)
    value = text_field("内容", 20, required=False)
    stays = forms.BooleanField(required=False)
    first_on = DayField(label="执行日期", help_text="今天或以后的日期；以前的日子按当时的规则。")
    label = text_field("说明", 60, required=False)
    document_no = text_field("文号", 80, required=False)
    source = text_field("来源", 200, hint="哪个部门的什么文件，或者本局怎样定的。")
    confidence = choice("可信程度", [("", "请选择"), *Confidence.choices])

    def __init__(self, *args: Any, kind: RuleKind, now: Line | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind in (RuleKind.CATEGORY, RuleKind.SERVICE):
            self.fields["value"] = choice(
                "算作",
                [("", "请选择"), *((one.value, GROUND_LABELS[one]) for one in GROUNDS)],
                required=False,
            )
            self.fields["value"].help_text = "不再适用的，不用选。"
        elif kind == RuleKind.CUTOFF:
            self.fields["value"].label = "此日以前去世的不挂"
            self.fields["value"].help_text = "例如 2018-07-29。"
        elif kind == RuleKind.PEACE:
            self.fields["value"].label = "多少天以内不再列为待办"
        else:
            del self.fields["value"]
        if kind in _STAYS:
            self.fields["stays"].label = _STAYS[kind]
        else:
            del self.fields["stays"]
        if now is None:
            del self.fields["ends"]
            self.fields["label"].required = kind == RuleKind.REASON
            return
        self.initial = {
            "value": now.value, "stays": now.stays, "label": now.label, "source": now.source,
        }  # fmt: skip
