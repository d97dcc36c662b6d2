"""A floor above units that is not there: items in memory, and what was answered to them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django import forms

from support_services.units import answering
from support_services.units.answering import Answer, Past, Shown
from support_services.units.models import Unit
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.foundation.sealed_files import SealedFile


class ReportForm(forms.Form):
    """办理进展."""

    progress = forms.ChoiceField(label="办到哪一步", choices=[("50", "一半"), ("100", "办完")])
    words = forms.CharField(label="办理情况", max_length=200, widget=forms.Textarea)
    on = forms.DateField(label="办结日期", required=False)


class FakeItems:
    """Whose each item is, what was answered, and whether the next answer is refused."""

    TAKEN_BACK = "这份答复不算，请重新答复。"
    kind = "fake"
    label = "示例事项"

    def __init__(self) -> None:
        self.owner: dict[str, int] = {}
        self.over: dict[str, str] = {}
        self.taken: list[dict[str, Any]] = []
        self.disowned: list[tuple[str, str, int, int | None]] = []
        self.refuses = ""
        self.once = False

    @classmethod
    @contextmanager
    def registered(cls) -> Iterator["FakeItems"]:
        before = dict(answering._KINDS)
        fake = cls()
        answering.register(fake)
        try:
            yield fake
        finally:
            answering._KINDS.clear()
            answering._KINDS.update(before)

    def give(self, key: str, *, unit_id: int) -> str:
        self.owner[key] = unit_id
        return answering.about_of(self.kind, key)

    def shows(self, key: str, unit: Unit, today: date) -> Shown | None:
        if self.owner.get(key) != unit.pk:
            return None
        over = self.over.get(key, "")
        return Shown(
            title=f"示例事项 {key}",
            facts=(("要求", "月底前答复"),),
            history=(Past(today, "交办", who="双拥办"),),
            answers=()
            if over
            else (
                Answer("accept", "接受", danger=True),
                Answer("report", "报告进展", form=ReportForm, hint="如实写。", takes_files=True),
            ),
            over=over,
        )

    def answer(
        self,
        *,
        key: str,
        unit: Unit,
        verb: str,
        data: Mapping[str, Any],
        files: Sequence[SealedFile],
        link_id: int,
        at: datetime,
        today: date,
    ) -> str:
        if self.refuses:
            raise Refused(self.refuses)
        told = {"key": key, "unit": unit.pk, "verb": verb, "data": dict(data), "link": link_id}
        said = "已收到，双拥办会核实。"
        self.taken.append({**told, "files": [one.name for one in files], "said": said})
        if self.once:
            self.over[key] = "已经答复。"
        return said

    def disown(
        self,
        *,
        key: str,
        unit: Unit,
        verb: str,
        link_id: int,
        answered_at: datetime,
        road: str,
        by: User | None,
        at: datetime,
        today: date,
    ) -> str:
        self.disowned.append((key, verb, link_id, by.pk if by is not None else None))
        return self.TAKEN_BACK

    def url(self, user: User, key: str) -> str:
        return f"/x/{key}/"
