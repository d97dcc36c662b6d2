"""What a unit sees of an item and answers by its link: the lead, whoever asked, whoever helps.

Every answer is a verb of the services with the unit's own voice; nobody at the bureau signs for it.
Names of officials, other units' links and the bureau's notes are not shown: whoever has the paper
might read it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse

from support_services.double_list import forms as ask
from support_services.double_list.models import Extension, Item, ItemStep
from support_services.double_list.selectors.items import items_visible_to, why_not
from support_services.double_list.services import (
    agreeing,
    assigning,
    disowning,
    timing,
    working,
)
from support_services.double_list.services.writing import Voice
from support_services.double_list.states import (
    ITEM_LABELS,
    ITEM_TONES,
    MOVES,
    OVER,
    SIDE_LABELS,
    ItemState,
    Side,
)
from support_services.units.answering import Answer, Past, Shown, about_of
from support_services.units.models import Unit
from support_services.units.taking_part import Part
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.foundation.form_fields import text_field
from veterans.foundation.models import SealedFile

KIND = "dlist"
_HIDDEN = frozenset(
    {"note", "change", "ask_public", "open_public", "refuse_public", "close_public"}
)
_SHOWN_STEPS = 30


class _YesForm(forms.Form):
    text = text_field("说明", 400, required=False, lines=2)


class _NoForm(forms.Form):
    text = text_field("原因", 400, lines=3)


# verb -> how it is asked of a unit: the button, the form, what follows, whether files may come.
_ASKED: dict[str, tuple[str, type[forms.Form], str, bool]] = {
    "agree_asker": ("确认", _YesForm, "对方也确认以后，报领导小组审定。", False),
    "agree_answerer": ("确认", _YesForm, "对方也确认以后，报领导小组审定。", False),
    "differ_asker": ("有异议", _NoForm, "退回双拥办重新梳理。", False),
    "differ_answerer": ("有异议", _NoForm, "退回双拥办重新梳理。", False),
    "accept": ("接办", _YesForm, "接办以后不能再退回。", False),
    "object": ("退回，不归本单位办", _NoForm, "双拥办决定维持还是转给别的单位；时限照算。", False),
    "plan": ("报办理方案", ask.PlanWords, "报了方案就是接办。", True),
    "report": ("报进展", ask.ReportWords, "写明做到哪一步、有什么困难。", True),
    "help_report": ("报进展", ask.HelpWords, "写明本单位做了什么。", True),
    "claim": ("申请办结", ask.ClaimWords, "双拥办核验以后，请提出单位评价。要有佐证。", True),
    "ask_extension": ("申请延期", ask.ExtendWords, "批准以前还按原来的时限。", False),
    "confirm": ("评价", ask.ConfirmWords, "评价以后销号。", False),
    "unsatisfied": ("不满意，请重办", _NoForm, "退回承办单位继续办。", False),
}
_DANGER = frozenset({"differ_asker", "differ_answerer", "object", "unsatisfied"})
_SERVICES: dict[str, Callable[..., Any]] = {
    "agree_asker": lambda **given: agreeing.agree(side=Side.ASKER, **given),
    "agree_answerer": lambda **given: agreeing.agree(side=Side.ANSWERER, **given),
    "differ_asker": lambda **given: agreeing.differ(side=Side.ASKER, **given),
    "differ_answerer": lambda **given: agreeing.differ(side=Side.ANSWERER, **given),
    "accept": assigning.accept,
    "object": assigning.object_to,
    "plan": working.plan,
    "report": working.report,
    "help_report": working.help_report,
    "claim": working.claim,
    "ask_extension": timing.ask_extension,
    "confirm": working.confirm,
    "unsatisfied": working.unsatisfied,
}


class Items:
    """Items of the double list, as ``units.answering`` asks for them."""

    kind = KIND
    label = "双清单事项"

    def shows(self, key: str, unit: Unit, today: date) -> Shown | None:
        """For a unit that asks, answers or helps; None for any other, at the same cost."""
        found = (
            Item.objects.select_related("requester", "lead", "of_class")
            .filter(pk=int(key) if key.isdigit() else 0)
            .first()
        )
        sides = _sides(found, unit)
        at_hand = found.pk if found is not None else 0
        extension = Extension.objects.filter(item=at_hand, state="asked").first()
        steps = list(_steps(found))
        if found is None or not sides:
            return None
        state = ItemState(found.state)
        answers = _answers(found, sides, extension, today)
        over = "" if answers else _why_nothing(found, state)
        return Shown(
            title=f"{found.code} {found.title}",
            facts=tuple(_facts(found)),
            history=tuple(_past(one) for one in steps),
            answers=answers,
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
        """One verb with the unit's own voice; refuses what that side may not do now."""
        if verb not in _SERVICES or not key.isdigit():
            raise NotFound("没有找到这个事项。")
        voice = Voice(unit_id=unit.pk, link_id=link_id)
        given: dict[str, Any] = {**data, "voice": voice, "at": at, "today": today}
        if _ASKED[verb][3]:
            given["files"] = files
        _SERVICES[verb](item_id=int(key), **given)
        return _ASKED[verb][2]

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
        """An answer was not the unit's own: what it did is taken back where it still can be."""
        return disowning.disown(
            item_id=int(key) if key.isdigit() else 0,
            unit_id=unit.pk,
            verb=verb,
            link_id=link_id,
            answered_at=answered_at,
            road=road,
            by=by,
            at=at,
            today=today,
        )

    def url(self, user: User, key: str) -> str:
        if user.is_station or not user.may("dlist.read") or not key.isdigit():
            return ""
        return reverse("admin:dlist_item", args=[int(key)])


def _sides(item: Item | None, unit: Unit) -> frozenset[Side]:
    helps = Item.helpers.through.objects.filter(
        item_id=item.pk if item else 0, unit_id=unit.pk
    ).exists()
    if item is None:
        return frozenset()
    sides = {Side.HELPER} if helps else set()
    if item.requester_id == unit.pk:
        sides.add(Side.ASKER)
    if item.lead_id == unit.pk:
        sides.add(Side.ANSWERER)
    return frozenset(sides)


def _answers(
    item: Item, sides: frozenset[Side], extension: Extension | None, today: date
) -> tuple[Answer, ...]:
    found = []
    for verb, (label, form, hint, files) in _ASKED.items():
        move = MOVES[verb]
        if move.side not in sides or item.state not in move.starts:
            continue
        if why_not(verb, item, extension, today, hand=None):
            continue
        found.append(
            Answer(
                verb=verb,
                label=label,
                form=form,
                hint=hint,
                danger=verb in _DANGER,
                takes_files=files,
                initial=_initial(verb, item),
            )
        )
    return tuple(found)


def _initial(verb: str, item: Item) -> dict[str, Any]:
    if verb == "plan":
        return {
            "measures": item.measures,
            "start_on": item.start_on,
            "funds_planned": item.funds_planned,
        }
    if verb in ("report", "claim"):
        return {"progress": item.progress, "funds_spent": item.funds_spent}
    return {}


def _why_nothing(item: Item, state: ItemState) -> str:
    if state in OVER:
        return f"这个事项{ITEM_LABELS[state]}，不用再答复。"
    return f"这个事项现在是“{ITEM_LABELS[state]}”，不用本单位答复。"


def _facts(item: Item) -> list[tuple[str, str]]:
    rows = (
        ("提出单位", item.requester.name),
        ("承办单位", item.lead.name if item.lead else ""),
        ("类别", item.of_class.name),
        ("内容", item.content),
        ("质量要求", item.quality),
        ("完成时限", f"{item.deadline:%Y-%m-%d}" if item.deadline else ""),
        ("推进措施", item.measures),
        ("进度", f"{item.progress}%" if item.progress else ""),
        ("办理结果", item.result),
        ("状态", ITEM_LABELS[ItemState(item.state)]),
    )
    return [(label, text) for label, text in rows if text]


def _steps(item: Item | None) -> Sequence[ItemStep]:
    rows = ItemStep.objects.select_related("unit").filter(item=item.pk if item else 0)
    return list(rows.exclude(verb__in=sorted(_HIDDEN)).order_by("-pk")[:_SHOWN_STEPS])


def _past(step: ItemStep) -> Past:
    who = step.unit.name if step.unit is not None else SIDE_LABELS[Side(step.side)]
    note = step.text
    if step.progress is not None:
        note = f"{note}（进度 {step.progress}%）"
    return Past(on=step.on, what=step.get_verb_display(), note=note, who=who)


_MOST_PARTS = 50


def parts(user: User, unit: Unit, today: date) -> list[Part]:
    """What a unit asks, answers for or helps with, the newest first, for its page. One query."""
    rows = items_visible_to(user).filter(
        Q(requester=unit) | Q(lead=unit) | Q(pk__in=unit.items_helped.values("pk"))
    )
    return [
        Part(
            what="双清单事项",
            title=f"{item.code} {item.title}",
            role=SIDE_LABELS[
                Side.ASKER
                if item.requester_id == unit.pk
                else Side.ANSWERER
                if item.lead_id == unit.pk
                else Side.HELPER
            ],
            state_label=ITEM_LABELS[ItemState(item.state)],
            state_tone=ITEM_TONES[ItemState(item.state)],
            url=reverse("admin:dlist_item", args=[item.pk]),
            on=item.moved_on,
            about="" if ItemState(item.state) in OVER else about_of(KIND, item.pk),
        )
        for item in rows.order_by("-moved_on", "-pk")[:_MOST_PARTS]
    ]
