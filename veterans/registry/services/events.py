"""人员变动: proposed by one, decided by another; then done, all of it at once."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit, history
from veterans.foundation.errors import NotFound, Refused
from veterans.regions.models import Level, Region
from veterans.regions.selectors import regions_visible_to
from veterans.registry import event_fields, life_events, rules
from veterans.registry.event_kinds import ABOUT_THE_DEAD, AT_STATIONS, EVENT_LABELS, EventKind
from veterans.registry.models import LifeEvent, Paper, Person
from veterans.registry.selectors import id_index, people_visible_to
from veterans.registry.selectors.file import event_visible_to
from veterans.registry.services.merging import lock_files, other_of
from veterans.registry.services.papers import checked_files, keep_papers
from veterans.registry.services.people import (
    KNOWN_ALREADY,
    locked_person,
    person_from_number,
)
from veterans.registry.states import EVENT_MOVES, EVENT_STATE_LABELS, EventState

WAITING = "此人已有一件同样的变动在办，请等结果；报错了的，由提出人先撤回。"


@transaction.atomic
def propose_event(
    *,
    kind: str,
    person: Person | None = None,
    happened_on: date,
    entered: Mapping[str, str],
    document_no: str = "",
    reason: str = "",
    files: Sequence[bytes] = (),
    paper_kind: str = "other",
    by: User,
    at: datetime,
    today: date,
) -> LifeEvent:
    """Somebody's life has changed. No effect until another person has decided.

    ``entered`` by name of ``event_fields``. Always with a paper: a photo, or the number of a
    document. Refuses what cannot be read, a day after ``today`` or before the birth, whoever lives
    elsewhere or has died, a kind that is not for stations, and a second one that waits.
    """
    require(by, "events.propose")
    if kind not in EVENT_LABELS or (by.is_station and kind not in AT_STATIONS):
        raise Refused("这一事项不在这里办理。")
    if person is None and kind != EventKind.REPORT_IN:
        raise Refused("请先选择此人；没有登记的，先办理报到登记。")
    found = None if person is None else locked_person(person, by=by)
    kept = _kept(kind, entered, newcomer=found is None, at_station=by.is_station)
    values = event_fields.values_of(kind, kept, newcomer=found is None)
    _check_day(happened_on, found, today)
    if found is not None and found.died_on is not None and kind not in ABOUT_THE_DEAD:
        raise Refused("此人已登记去世，不再办理这项变动。")
    other = other_of(kind, kept, by)
    if other is not None and other.pk == (found.pk if found else 0):
        raise Refused("填的就是这一份档案，请填同一个人的另一份。")
    if found is None:
        if Person.objects.filter(id_index=id_index(values["id_number"])).exists():
            raise Refused(KNOWN_ALREADY)
        region = place_of(values["region"], by)
    else:
        region = found.region
        if values.get("region"):
            place_of(values["region"], None if by.is_station else by)
    number = rules.clean_open_text(document_no, what="文号或证明编号", longest=80)
    checked = checked_files(files)
    if not checked and not number:
        raise Refused("请拍一张证明材料的照片；没有材料的，写明文件或证明的编号。")
    event = LifeEvent(
        person=found,
        region=region,
        kind=kind,
        happened_on=happened_on,
        entered=json.dumps(kept, ensure_ascii=False, sort_keys=True),
        document_no=number,
        reason=rules.clean_open_text(reason, what="说明"),
        proposed_by=by,
        proposed_at=at,
    )
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(WAITING) from error
    keep_papers(checked, kind=paper_kind, person=found, event=event, by=by, at=at)
    _record("proposed", event, by, at)
    return event


@transaction.atomic
def complete_event(
    *,
    event_id: int,
    happened_on: date,
    entered: Mapping[str, str],
    document_no: str,
    by: User,
    at: datetime,
    today: date,
) -> LifeEvent:
    """补充: the bureau puts right or adds to what came in; then somebody else decides.

    Refuses what ``propose_event`` refuses and what is decided.
    """
    event, person = _locked(event_id, "complete", by)
    kept = _kept(event.kind, entered, newcomer=person is None, at_station=False)
    event_fields.values_of(event.kind, kept, newcomer=person is None)
    _check_day(happened_on, person, today)
    event.entered = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    event.happened_on = happened_on
    event.document_no = rules.clean_open_text(document_no, what="文号或证明编号", longest=80)
    if not event.document_no and not event.papers.exists():
        raise Refused("没有照片的，写明文件或证明的编号。")
    event.completed_by, event.completed_at = by, at
    event.save(
        update_fields=["entered", "happened_on", "document_no", "completed_by", "completed_at"]
    )
    _record("completed", event, by, at)
    return event


@transaction.atomic
def accept_event(
    *, event_id: int, note: str = "", by: User, at: datetime, today: date
) -> tuple[LifeEvent, list[str]]:
    """办理: everything that follows, in one transaction; gives what was done, in sentences.

    Refuses whoever proposed or completed it, and what is decided; and whatever a consequence
    refuses, with nothing done at all.
    """
    event, person = _locked(event_id, "accept", by)
    _another(event, by)
    event.decision_note = rules.clean_open_text(note, what="意见")
    done = _apply(event, person, by=by, at=at, today=today)
    event.state = EventState.ACCEPTED.value
    _decide(event, by, at)
    _record("accepted", event, by, at)
    return event, done


@transaction.atomic
def try_event(*, event_id: int, by: User, at: datetime, today: date) -> list[str]:
    """What accepting it would do, done; for a caller who looks and rolls back."""
    event, person = _locked(event_id, "", by)
    return _apply(event, person, by=by, at=at, today=today)


@transaction.atomic
def refuse_event(*, event_id: int, note: str, by: User, at: datetime) -> LifeEvent:
    """退回, with what is wrong. Refuses whoever proposed it, and what is decided."""
    told = rules.clean_open_text(note, what="原因")
    if not told:
        raise Refused("请写明为什么退回，让提出的人知道要改什么。")
    event, _ = _locked(event_id, "refuse", by)
    _another(event, by)
    event.decision_note, event.state = told, EventState.REFUSED.value
    _decide(event, by, at)
    _record("refused", event, by, at)
    return event


@transaction.atomic
def withdraw_event(*, event_id: int, by: User, at: datetime) -> LifeEvent:
    """撤回 by whoever proposed it, before it is decided."""
    event, _ = _locked(event_id, "withdraw", by)
    if event.proposed_by_id != by.pk:
        raise Refused("只能撤回自己提出的；别人提出的，请联系提出人。")
    event.state = EventState.WITHDRAWN.value
    _decide(event, by, at)
    _record("withdrawn", event, by, at)
    return event


def place_of(code: str, by: User | None) -> Region:
    """The town or village of that code; within the area of ``by`` where somebody is given."""
    places = Region.objects.all() if by is None else regions_visible_to(by)
    region = places.filter(code=code).exclude(level=Level.COUNTY).first()
    if region is None:
        raise Refused("请选择村居或镇街，该村居不在区划清单里，或不在您的服务区域内。")
    return region


def _kept(
    kind: str, entered: Mapping[str, str], *, newcomer: bool, at_station: bool
) -> dict[str, str]:
    fields = event_fields.fields_of(kind, at_station=at_station, newcomer=newcomer)
    given = {one.name: entered.get(one.name, "").strip() for one in fields}
    return {name: text for name, text in given.items() if text}


def _check_day(happened_on: date, person: Person | None, today: date) -> None:
    if happened_on > today:
        raise Refused("发生日期不能晚于今天。")
    if person is not None and happened_on < person.born_on:
        raise Refused("发生日期早于此人的出生日期，请核对。")


def _locked(event_id: int, verb: str, by: User) -> tuple[LifeEvent, Person | None]:
    """The event and its person, locked in the order of everybody: floors above, person, event.

    Without a verb nobody is asked for a duty: what follows is rolled back.
    """
    starts, _, duty = EVENT_MOVES[verb or "accept"]
    if verb:
        require(by, duty)
    known = event_visible_to(by, event_id)
    person = None
    if known.person_id is not None:
        other = other_of(known.kind, json.loads(known.entered), by)
        concerned = [known.person_id] if other is None else [known.person_id, other.pk]
        life_events.lock_around(known.kind, concerned)
        lock_files(concerned)
        person = locked_person(people_visible_to(by).get(pk=known.person_id), by=by)
    event = LifeEvent.objects.select_for_update(of=("self",)).get(pk=event_id)
    if event.state not in starts:
        now = EVENT_STATE_LABELS[EventState(event.state)]
        raise Refused(f"这件变动{now}，不用再办。请刷新页面查看。")
    if event.person_id != known.person_id:
        raise NotFound("这件变动刚被别人办理，请刷新页面。")
    return event, person


def _another(event: LifeEvent, by: User) -> None:
    if by.pk == event.proposed_by_id:
        raise Refused("这件变动是您提出的，须由另一人办理。")
    if by.pk == event.completed_by_id:
        raise Refused("这件变动由您补充过，须由另一人办理。")


def _apply(
    event: LifeEvent, person: Person | None, *, by: User, at: datetime, today: date
) -> list[str]:
    entered: dict[str, str] = json.loads(event.entered)
    values: dict[str, Any] = event_fields.values_of(event.kind, entered, newcomer=person is None)
    label = EVENT_LABELS[event.kind]
    history.sign(by=by, why=f"{label}（变动第 {event.pk} 件）", at=at)
    if person is None:
        person = person_from_number(
            name=values["name"],
            id_number=values["id_number"],
            phone=values.get("phone") or "",
            region=place_of(values["region"], None),
            by=by,
            at=at,
            today=today,
        )
        event.person = person
        Paper.objects.filter(event=event).update(person=person)
        event.before = "{}"
    else:
        event.before = json.dumps(
            life_events.standing_now(event.kind, person), ensure_ascii=False, sort_keys=True
        )
    applying = life_events.Applying(event, person, values, by, at, today)
    return [told for effect in life_events.effects_of(event.kind) for told in effect(applying)]


def _decide(event: LifeEvent, by: User, at: datetime) -> None:
    event.decided_by, event.decided_at = by, at
    event.save(
        update_fields=["person", "before", "state", "decided_by", "decided_at", "decision_note"]
    )


def _record(deed: str, event: LifeEvent, by: User, at: datetime) -> None:
    audit.record(
        actor=by,
        action=f"life_event.{deed}",
        subject="person" if event.person_id else "life_event",
        subject_id=event.person_id or event.pk,
        detail={"event": event.pk, "kind": event.kind},
        at=at,
    )
