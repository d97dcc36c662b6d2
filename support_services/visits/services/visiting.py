"""The verbs of visits: record; tasks and key persons begun and ended."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from support_services.casework.models import Case
from support_services.casework.services.opening import open_case
from support_services.casework.states import Channel
from support_services.visits.models import KeyPerson, Visit, VisitTask
from support_services.visits.selectors import key_person_visible_to
from support_services.visits.services.log import record
from support_services.visits.states import (
    ASKED_REASONS,
    KEY_LABELS,
    MET_LABELS,
    NEED_CASES,
    NEED_LABELS,
    PERIOD_LABELS,
    WAY_LABELS,
    Met,
    Need,
    Period,
    Reason,
    Way,
)
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import NotFound, Refused
from veterans.registry import rules
from veterans.registry.models import Category, PaperKind, Person
from veterans.registry.services.papers import checked_files, keep_papers
from veterans.registry.services.people import locked_person

# What is entered later than that was not written down after the visit, but made up for the table.
LATEST = timedelta(days=60)
ALREADY = "同一天、同样方式对此人的走访已经登记过了；写错的，请先作废原来的一条。"
FOUND_LENGTH = 500


@transaction.atomic
def record_visit(
    *,
    person: Person,
    visited_on: date,
    way: str,
    met: str,
    reason: str,
    found: str = "",
    needs: Iterable[str] = (),
    gift: str = "",
    files: Sequence[bytes] = (),
    photo_consent: bool = False,
    by: User,
    at: datetime,
    today: date,
) -> Visit:
    """Somebody was visited, or it was tried.

    Refuses a day after ``today`` or more than 60 days back, the dead, photos without consent, what
    is needed of somebody who was not met, and the same visit of the same person twice.
    """
    require(by, "visits.record")
    who = locked_person(person, by=by)
    refuse_dead(who)
    for code, known, what in (
        (way, WAY_LABELS, "方式"),
        (met, MET_LABELS, "见到谁"),
        (reason, ASKED_REASONS, "事由"),
    ):
        if code not in known:
            raise Refused(f"请选择{what}。")
    wanted = sorted(set(needs))
    if not set(wanted) <= set(NEED_LABELS):
        raise Refused("请从列表中选择需要。")
    text = rules.clean_open_text(found, what="情况", longest=FOUND_LENGTH)
    if met == Met.NOBODY and (wanted or gift.strip()):
        raise Refused("没有见到人的，不填需要、慰问和照片；见到家属的，请选“家属”。")
    if wanted and not text:
        raise Refused("有需要的，请在“情况”里写明是什么事，好接着办。")
    # A hand-over is a visit of its own: whoever brought the letter may also have sat down.
    again = Visit.objects.filter(
        person=who, visited_on=visited_on, way=way, visited_by=by, voided_at__isnull=True
    ).exclude(reason=Reason.DELIVERY.value)
    visit = Visit(
        person=who,
        visited_on=visited_on,
        way=way,
        met=met,
        reason=reason,
        found=text or None,
        needs=wanted,
        gift=rules.clean_open_text(gift, what="慰问", longest=80),
    )
    write_down(
        visit,
        files=files,
        photo_consent=photo_consent,
        already=ALREADY if again.exists() else "",
        by=by,
        at=at,
        today=today,
    )
    visit.cases.set(_taken_up(visit, text, by, at, today))
    record("recorded", "visit", visit.pk, by, at, person=who.pk, met=met, needs=wanted)
    return visit


def refuse_dead(who: Person) -> None:
    """Nobody visits the dead, nor brings them anything."""
    if who.died_on is not None:
        raise Refused("此人已登记去世。走访家属的，请在家属的档案上登记。")


def write_down(
    visit: Visit,
    *,
    files: Sequence[bytes],
    photo_consent: bool,
    already: str = "",
    by: User,
    at: datetime,
    today: date,
) -> None:
    """Save a visit whose words are checked, with its photos; inside a verb with a duty and a locked
    person.

    Refuses a day after ``today`` or more than 60 days back, photos without consent or of where
    nobody was met, and, for the reason given in ``already``, a second time.
    """
    if visit.visited_on > today:
        raise Refused("走访日期不能晚于今天。")
    if visit.visited_on < today - LATEST:
        raise Refused("走访日期太早，60 天以内的走访才能登记。请核对日期。")
    if visit.met == Met.NOBODY and files:
        raise Refused("没有见到本人或家属的，没有人能同意拍照，不要上传照片。")
    checked = checked_files(files)
    if checked and not photo_consent:
        raise Refused("拍了照片的，请先征得本人或家属同意，并勾选“同意拍照存档”。")
    if already:
        raise Refused(already)
    visit.region, visit.photo_consent = visit.person.region, bool(checked)
    visit.visited_by, visit.entered_at = by, at
    try:
        visit.full_clean(exclude=["found"])
    except ValidationError as error:
        raise Refused("".join(error.messages)) from error
    visit.save(force_insert=True)
    visit.papers.set(
        keep_papers(
            checked, kind=PaperKind.PHOTO, title="走访照片", person=visit.person, by=by, at=at
        )
    )


def _taken_up(visit: Visit, told: str, by: User, at: datetime, today: date) -> list[Case]:
    """Every need becomes a case with a clock of its own, in this transaction."""
    channel = Channel.PHONE if visit.way == Way.PHONE else Channel.VISIT
    return [
        open_case(
            of=visit.person,
            kind=NEED_CASES[Need(code)],
            channel=channel.value,
            subject=f"走访了解到：{NEED_LABELS[Need(code)]}",
            content=told,
            received_on=visit.visited_on,
            by=by,
            at=at,
            today=today,
        )
        for code in visit.needs
    ]


@transaction.atomic
def add_task(
    *,
    title: str,
    reason: str,
    period: str,
    first_on: date,
    last_on: date | None,
    categories: Iterable[str] = (),
    key_only: bool = False,
    least_age: int | None = None,
    at_home: bool = False,
    note: str = "",
    by: User,
    at: datetime,
) -> VisitTask:
    """A task for every station of the deployment. Refuses a title that is taken, a key task that
    comes round otherwise than key persons do, and days out of order."""
    require(by, "visits.plan")
    if reason not in ASKED_REASONS or period not in PERIOD_LABELS:
        raise Refused("请从列表中选择事由和频次。")
    chosen = sorted(set(categories))
    if not set(chosen) <= set(Category.values):
        raise Refused("请从列表中选择人员类别。")
    if key_only and period not in (Period.ONCE, Period.MONTH, Period.QUARTER):
        raise Refused("重点联系对象按月或按季度联系，频次请选“每月”“每季度”或“一次”。")
    task = VisitTask(
        title=rules.clean_open_text(title, what="名称", longest=40),
        reason=reason,
        period=period,
        first_on=first_on,
        last_on=last_on,
        categories=chosen,
        key_only=key_only,
        least_age=least_age,
        at_home=at_home,
        note=rules.clean_open_text(note, what="要求"),
        entered_by=by,
        entered_at=at,
    )
    if not task.title:
        raise Refused("请填写名称。")
    try:
        task.full_clean(exclude=["entered_by"])
    except ValidationError as error:
        raise Refused("".join(error.messages)) from error
    task.save(force_insert=True)
    record("task_added", "visit_task", task.pk, by, at)
    return task


@transaction.atomic
def end_task(*, task_id: int, by: User, at: datetime) -> VisitTask:
    """停止: it asks nobody any more; visits stay."""
    require(by, "visits.plan")
    task = VisitTask.objects.select_for_update().filter(pk=task_id).first()
    if task is None:
        raise NotFound("没有找到这项走访任务。")
    if task.ended_at is not None:
        raise Refused("这项任务已经停止。")
    task.ended_by, task.ended_at = by, at
    task.save(update_fields=["ended_by", "ended_at"])
    record("task_ended", "visit_task", task.pk, by, at)
    return task


@transaction.atomic
def add_key_person(
    *, person: Person, reason: str, every: str, valid_from: date, by: User, at: datetime
) -> KeyPerson:
    """重点联系, from that day on. Refuses the dead and somebody who is one already."""
    require(by, "visits.key")
    who = locked_person(person, by=by)
    if who.died_on is not None:
        raise Refused("此人已登记去世。")
    if reason not in KEY_LABELS or every not in (Period.MONTH, Period.QUARTER):
        raise Refused("请从列表中选择原因和频次。")
    row = KeyPerson(
        person=who, reason=reason, every=every, valid_from=valid_from, entered_by=by, entered_at=at
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("此人已是重点联系对象，请先结束原来的一条。") from error
    record("key_added", "person", who.pk, by, at, every=every)
    return row


@transaction.atomic
def end_key_person(*, key_id: int, by: User, at: datetime, today: date) -> KeyPerson:
    """No longer one, from ``today`` on."""
    require(by, "visits.key")
    known = key_person_visible_to(by, key_id)
    row = KeyPerson.objects.select_for_update(of=("self",)).get(pk=known.pk)
    if row.valid_to is not None:
        raise Refused("已经结束，不用再办。")
    row.valid_to = max(today, row.valid_from)
    row.save(update_fields=["valid_to"])
    record("key_ended", "person", row.person_id, by, at)
    return row


@transaction.atomic
def note_list_taken(*, task: VisitTask, by: User, at: datetime) -> None:
    """Somebody takes the list of those who are left along."""
    require(by, "people.read")
    record("list_taken", "visit_task", task.pk, by, at)
