"""The verbs of an application: written, handed in in time, checked, returned, withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from support_services.projects.models import Application, BudgetLine, Call, Milestone
from support_services.projects.models.applications import (
    BOOK_LENGTH,
    MOST_LINES,
    MOST_MILESTONES,
)
from support_services.projects.models.calls import TITLE_LENGTH
from support_services.projects.selectors.calls import is_open
from support_services.projects.services.calls import locked_application, locked_call
from support_services.projects.services.recording import checked, of_project
from support_services.projects.states import (
    APPLICATION_LABELS,
    APPLICATION_MOVES,
    WRITABLE,
    ApplicationState,
    CallState,
)
from support_services.projects.texts import line, paragraphs
from support_services.units.models import Unit
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import NotFound, Refused
from veterans.registry.rules import clean_name, clean_phone

BOOK = ("background", "aim", "content", "steps", "expected")
BOOK_LABELS = {name: str(Application._meta.get_field(name).verbose_name) for name in BOOK}  # type: ignore[union-attr]
# Of an amount in yuan; a hundredth of it of a figure that is promised.
MOST = 10**10
LATE = "已经过了截止日期，不能再提交。"


@dataclass(frozen=True)
class Line:
    """A line of the budget, in yuan."""

    item: str
    amount: Decimal


@dataclass(frozen=True)
class Promise:
    """A milestone: what, until when, and the figure by which it is measured."""

    what: str
    due_on: date
    measure: str
    promised: Decimal
    unit: str


@dataclass(frozen=True)
class Book:
    """A project book as it was written. ``texts``: those of ``BOOK`` by name."""

    title: str
    brief: str
    texts: Mapping[str, str]
    lines: Sequence[Line]
    promises: Sequence[Promise]
    team: str = ""
    contact_name: str = ""
    contact_phone: str = ""

    @property
    def asked(self) -> Decimal:
        return sum((one.amount for one in self.lines), Decimal("0.00"))


@transaction.atomic
def enter_application(
    *, call_id: int, unit_id: int, book: Book, by: User, at: datetime
) -> Application:
    """A draft at the bureau on behalf of a unit. Refuses a unit that may not apply, and what is
    wrong with the book."""
    require(by, "projects.enter")
    call = locked_call(by, call_id)
    if call.state not in (CallState.OPEN, CallState.DRAFT):
        raise Refused("这次征集已经截止，不能再录入申报。")
    application = Application(call=call, unit=unit_for(call, unit_id), entered_by=by, entered_at=at)
    write_book(application, book)
    of_project("entered", application, by, at)
    return application


@transaction.atomic
def change_application(*, application_id: int, book: Book, by: User, at: datetime) -> Application:
    """Another book, while it is a draft or returned for completion."""
    require(by, "projects.enter")
    application = locked_application(by, application_id)
    if application.state not in WRITABLE:
        raise Refused("这份申报已经提交，不能再改；要改的请核对人退回补正。")
    write_book(application, book)
    of_project("changed", application, by, at)
    return application


@transaction.atomic
def move_application(
    *,
    application_id: int,
    verb: str,
    by: User,
    at: datetime,
    today: date,
    why: str = "",
    complete_by: date | None = None,
) -> Application:
    """Hand in, check, return for completion, withdraw, stop.

    Refuses: to hand in too early or too late; to check what one has entered; to return it without
    saying what is missing and until when; to withdraw what is under review.
    """
    move = APPLICATION_MOVES[verb]
    require(by, move.duty)
    application = locked_application(by, application_id)
    if application.state not in move.starts:
        now = APPLICATION_LABELS[ApplicationState(application.state)][0]
        raise Refused(f"这个项目{now}，不能{move.label}。")
    told = line(why, "原因", 300 if verb == "return" else 200, needed=move.why)
    if verb == "hand_in":
        hand_in(application, at, today)
    elif verb == "check":
        _not_own(application, by)
        application.checked_by, application.checked_at = by, at
        application.missing, application.complete_by = "", None
    elif verb == "return":
        _not_own(application, by)
        if complete_by is None or complete_by < today:
            raise Refused("请写明补正期限，不能早于今天。")
        if application.call.state not in (CallState.OPEN, CallState.CLOSED):
            raise Refused("评审已经开始，不能再退回补正。")
        application.missing, application.complete_by = told, complete_by
    else:
        if verb == "withdraw" and application.call.state not in (
            *(CallState.DRAFT, CallState.OPEN, CallState.CLOSED),
        ):
            raise Refused("评审已经开始，不能再撤回。")
        application.ended_by, application.ended_at, application.ended_why = by, at, told
    application.state = move.target
    application.save()
    of_project(verb, application, by, at)
    return application


def hand_in(application: Application, at: datetime, today: date) -> None:
    """Number and day of handing in, in the caller's transaction; refuses too early, too late and
    an empty book."""
    call = application.call
    completes = (
        application.state == ApplicationState.RETURNED
        and application.complete_by is not None
        and today <= application.complete_by
        and call.state in (CallState.OPEN, CallState.CLOSED)
    )
    if not completes and not is_open(call, today):
        if application.state == ApplicationState.RETURNED:
            raise Refused(f"补正期限 {application.complete_by:%Y-%m-%d} 已过，不能再提交。")
        late = today > call.closes_on or call.state != CallState.DRAFT
        raise Refused(LATE if late else "征集还没有开始，不能提交。")
    if not application.lines.exists() or not application.milestones.exists():
        raise Refused("经费预算和项目节点各至少写一行。")
    if application.number is None:
        top = call.applications.aggregate(top=Max("number"))["top"] or 0
        application.number = top + 1
    application.handed_on, application.handed_at = today, at


def unit_for(call: Call, unit_id: int) -> Unit:
    """A unit that may apply; refuses any other."""
    unit = Unit.objects.open().filter(pk=unit_id).first()
    if unit is None:
        raise NotFound("没有找到这个单位。")
    if unit.kind not in call.unit_kinds:
        raise Refused(f"这次征集不面向“{unit.get_kind_display()}”。")
    return unit


def write_book(application: Application, book: Book) -> None:
    """The book into a draft, in the caller's transaction. Refuses what is missing or too long,
    amounts over the call's limit, milestones without a figure, numbers of people in the texts."""
    call = application.call
    application.title = line(book.title, "项目名称", TITLE_LENGTH)
    application.team = line(book.team, "服务队", 30, needed=False)
    application.brief = line(book.brief, "一句话介绍", 120)
    for name, label in BOOK_LABELS.items():
        setattr(application, name, paragraphs(book.texts.get(name, ""), label, BOOK_LENGTH))
    application.contact_name = clean_name(book.contact_name) if book.contact_name else None
    application.contact_phone = clean_phone(book.contact_phone) if book.contact_phone else None
    if not 1 <= len(book.lines) <= MOST_LINES:
        raise Refused(f"经费预算写 1 到 {MOST_LINES} 行，用途和金额都要填。")
    if not 1 <= len(book.promises) <= MOST_MILESTONES:
        raise Refused(f"项目节点写 1 到 {MOST_MILESTONES} 行。")
    if call.most_each is not None and book.asked > call.most_each:
        raise Refused(f"预算合计 {book.asked:,.2f} 元，超出每个项目最多 {call.most_each:,.2f} 元。")
    if book.asked > call.budget:
        raise Refused(f"预算合计 {book.asked:,.2f} 元，超出总经费 {call.budget:,.2f} 元。")
    application.asked = book.asked
    checked(application, exclude=("call", "unit"))
    if any(not 0 < one.amount < MOST for one in book.lines):
        raise Refused("预算金额要大于 0，最多两位小数。")
    if any(not 0 < one.promised < MOST / 100 for one in book.promises):
        raise Refused("节点承诺的数量要大于 0。")
    application.lines.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(
            application=application,
            number=number,
            item=line(one.item, "用途", 60),
            amount=one.amount,
        )
        for number, one in enumerate(book.lines, start=1)
    )
    application.milestones.all().delete()
    Milestone.objects.bulk_create(
        Milestone(
            application=application,
            number=number,
            what=line(one.what, "节点", 80),
            due_on=one.due_on,
            measure=line(one.measure, "指标", 40),
            promised=one.promised,
            unit=line(one.unit, "计量单位", 10),
        )
        for number, one in enumerate(book.promises, start=1)
    )


def _not_own(application: Application, by: User) -> None:
    if application.entered_by_id == by.pk:
        raise Refused("录入人不能自己核对，请由另一人核对。")


def texts_from(data: Mapping[str, Any]) -> dict[str, str]:
    """The texts of a book out of a form's data."""
    return {name: str(data.get(name, "")) for name in BOOK}
