"""What the register itself knows of a life: for the timeline of the file."""

from collections.abc import Iterator
from datetime import datetime

from veterans.accounts.models import User
from veterans.accounts.roles import may
from veterans.accounts.selectors import names_of
from veterans.foundation.models import AuditEntry
from veterans.registry.covered import COVERED, REASONS
from veterans.registry.models import Merit, Person, Placement, ServicePeriod
from veterans.registry.selectors.changes import DEEDS, ChangeTold, changes_of, day_of
from veterans.registry.selectors.file import events_of
from veterans.registry.states import EVENT_STATE_LABELS, EventState
from veterans.registry.timeline import FILE, LIFE, Happened

LOOKS_SHOWN = 40


def life_of(user: User, person: Person) -> Iterator[Happened]:
    """Born, enlisted, honoured, discharged, placed, recognised, married, moved, died."""
    yield Happened(LIFE, person.born_on, "出生")
    if person.died_on is not None:
        yield Happened(LIFE, person.died_on, "去世", tone="bad")
    for period in ServicePeriod.objects.filter(person=person):
        yield Happened(LIFE, period.enlisted_on, "入伍", period.get_status_display(), tone="info")
        if period.discharged_on is not None:
            yield Happened(LIFE, period.discharged_on, "退役", tone="info")
    for merit in Merit.objects.filter(person=person):
        label = f"{merit.get_kind_display()}{'（战时）' if merit.in_war else ''}"
        yield Happened(LIFE, merit.awarded_on, label, merit.title, tone="ok")
    for placed in Placement.objects.filter(person=person, placed_on__isnull=False):
        assert placed.placed_on is not None
        yield Happened(
            LIFE, placed.placed_on, f"安置：{placed.get_mode_display()}", placed.employer
        )
    for held in person.categories.all():
        what = f"认定为{held.get_category_display()}"
        yield Happened(LIFE, held.valid_from, what, held.document_no, tone="ok")
        if held.valid_to is not None:
            yield Happened(LIFE, held.valid_to, f"{held.get_category_display()}身份终止")
    for event in events_of(user, person):
        state = EventState(event.state)
        if state in (EventState.PROPOSED, EventState.REFUSED):
            yield Happened(
                FILE,
                day_of(event.proposed_at),
                f"{event.get_kind_display()}：{EVENT_STATE_LABELS[state]}",
                event.decision_note,
                str(event.proposed_by),
                event.proposed_at,
                "warn" if state is EventState.PROPOSED else "bad",
            )
        elif event.kind in ("moved_within", "moved_in", "moved_out", "marriage"):
            yield Happened(LIFE, event.happened_on, event.get_kind_display())


def changes_in(user: User, person: Person) -> Iterator[Happened]:
    """What was entered and changed in the file; what one hand did at one time is told once."""
    acts: dict[tuple[datetime, str, str, str], list[ChangeTold]] = {}
    for change in changes_of(person, sensitive=may(user, "people.sensitive"), at_most=120):
        acts.setdefault((change.at, change.who, change.deed, change.why), []).append(change)
    for (at, who, deed, why), changes in acts.items():
        what = "、".join(dict.fromkeys(change.what for change in changes))
        told = "；".join(
            f"{v.field}：{v.after}"
            if deed == DEEDS["I"]
            else f"{v.field}：{v.before or '空'} → {v.after or '空'}"
            for change in changes
            for v in change.values
        )
        note = "；".join(part for part in (told, why) if part)
        yield Happened(FILE, day_of(at), f"{deed}{what}", note, who, at)


def looks_at(user: User, person: Person) -> Iterator[Happened]:
    """Who opened a covered value, and why: the file says so itself."""
    rows = AuditEntry.objects.filter(
        subject="person",
        subject_id=str(person.pk),
        action__in=["file.unmasked", "file.sensitive_read", "paper.viewed"],
    ).order_by("-serial")[:LOOKS_SHOWN]
    entries = list(rows)
    names = names_of(entry.actor_id for entry in entries)
    for entry in entries:
        covered = COVERED.get(str(entry.detail.get("what", "")))
        reason = REASONS.get(str(entry.detail.get("reason", "")), "")
        note = "，".join(part for part in (reason, str(entry.detail.get("note") or "")) if part)
        yield Happened(
            FILE,
            day_of(entry.at),
            f"查看完整的{covered.label}" if covered else "查看材料",
            note,
            names.get(entry.actor_id or 0, entry.actor_name),
            entry.at,
            "info",
        )
