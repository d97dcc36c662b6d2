"""The facts that money follows: granted, regraded, ended; suspended, held and dead next door.

Each verb takes the entitlement's row lock first, so that two clerks at one file come one after
the other. Nothing here reckons money: the database marks what has changed, and the next batch
pays or takes back the difference. The audit log gets numbers of rows, never what they say of a
person.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from support_services.subsidies.models import (
    Determination,
    Entitlement,
    Scheme,
)
from support_services.subsidies.rule_kinds import RuleKind
from support_services.subsidies.rules import EndReason, TransferEnd, transfer_end
from support_services.subsidies.selectors.dated_rules import rule_of
from support_services.subsidies.services.deaths import (
    end_by_death,
    record_death_and_end,
    set_payee,
)
from support_services.subsidies.services.facts import (
    EDIT,
    close,
    locked_entitlement,
    needed,
    record,
    refuse_ended,
    refuse_future,
    refuse_granted,
)
from support_services.subsidies.services.interruptions import (
    place_hold,
    release_hold,
    resume,
    suspend,
)
from support_services.subsidies.services.scheme_book import SchemeBook, Terms
from support_services.subsidies.services.stacking import (
    hold_rules,
    lock_rights,
    lock_schemes,
    settle_stacking,
)
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.months import add_months, first_of, month_cn
from veterans.registry.models import Person
from veterans.registry.selectors import people_visible_to
from veterans.registry.services.people import locked_person

__all__ = [
    "end",
    "end_by_death",
    "grant",
    "place_hold",
    "record_death_and_end",
    "regrade",
    "release_hold",
    "resume",
    "set_payee",
    "suspend",
    "transfer_out",
]


def determination(
    entitlement: Entitlement,
    terms: Terms,
    *,
    book: SchemeBook,
    scheme: Scheme,
    first_month: date,
    approved_on: date,
    document_no: str,
) -> Determination:
    """The row that says so from ``first_month`` on; not saved."""
    return Determination(
        entitlement=entitlement,
        first_month=first_month,
        grade=terms.grade,
        rate_class=terms.rate_class,
        service_years=terms.service_years,
        service_months=terms.service_months,
        service_factor=book.factor(scheme, terms, approved_on),
        approved_on=approved_on,
        document_no=document_no,
    )


@transaction.atomic
def grant(
    *,
    person: Person,
    scheme: str,
    approved_on: date,
    grade: int = 0,
    rate_class: str = "",
    service_years: int = 0,
    service_months: int = 0,
    document_no: str,
    by: User,
    at: datetime,
    today: date,
    duty: str = EDIT,
) -> Entitlement:
    """A right approved on that day, paid from the month that the scheme's start rule says.

    ``scheme`` is its code. Months that lie back come out as arrears. Refuses what the scheme does
    not ask for or misses, an approval in the future or before birth, a dead person, and a second
    right to the same scheme in the same months. 军人抚恤优待条例 (2024) arts. 19, 27.
    """
    require(by, duty)
    owner = people_visible_to(by).filter(pk=person.pk).first()
    if owner is None:
        raise NotFound("没有找到此人。")
    refuse_future(approved_on, today, "批准日期")
    if approved_on < owner.born_on:
        raise Refused("批准日期早于出生日期，请核对。")
    # Rules come into force under the same locks: what is read here holds until this is saved.
    lock_schemes()
    book = SchemeBook.read()
    of = book.scheme(scheme)
    terms = book.terms(
        of,
        grade=grade,
        rate_class=rate_class,
        service_years=service_years,
        service_months=service_months,
    )
    start = book.start_month(of, approved_on)
    number = needed(document_no, "批准文号")[:80]
    lock_rights([owner.pk])
    # Only now: whoever waited for the locks may have waited for a death to be registered.
    owner = locked_person(owner, by=by)
    if owner.died_on is not None:
        raise Refused("此人已登记去世，不能新批待遇。")
    entitlement = Entitlement(
        person=owner,
        scheme=of,
        approved_on=approved_on,
        start_month=start,
        ledger_from=start,
        document_no=number,
        created_at=at,
    )
    try:
        with transaction.atomic():
            entitlement.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(f"此人在{of.name}下已有同一时期的待遇，请在原待遇上办理变更。") from error
    determination(
        entitlement,
        terms,
        book=book,
        scheme=of,
        first_month=start,
        approved_on=approved_on,
        document_no=number,
    ).save(force_insert=True)
    settle_stacking([owner.pk], locked=True)
    record("granted", entitlement, by, at, scheme=of.code)
    return entitlement


@transaction.atomic
def regrade(
    *,
    entitlement_id: int,
    approved_on: date,
    grade: int = 0,
    rate_class: str = "",
    service_years: int = 0,
    service_months: int = 0,
    document_no: str,
    by: User,
    at: datetime,
    today: date,
    duty: str = EDIT,
) -> Determination:
    """调级, 补评: another determination from the month that the start rule says.

    The one before it ends with the month before. Refuses an ended right, a month that is not
    after the start of the determination it follows, and one that says the same.
    """
    hold_rules(entitlement_id)
    entitlement = locked_entitlement(entitlement_id, by, duty)
    refuse_granted(entitlement)
    refuse_ended(entitlement)
    refuse_future(approved_on, today, "核定日期")
    book = SchemeBook.read()
    scheme = next(s for s in book.by_code.values() if s.pk == entitlement.scheme_id)
    terms = book.terms(
        scheme,
        grade=grade,
        rate_class=rate_class,
        service_years=service_years,
        service_months=service_months,
    )
    made = regrade_to(
        entitlement,
        terms,
        book=book,
        scheme=scheme,
        approved_on=approved_on,
        document_no=needed(document_no, "核定文号")[:80],
    )
    settle_stacking([entitlement.person_id], locked=True)
    record("regraded", entitlement, by, at, determination=made.pk)
    return made


def terms_of(row: Determination) -> Terms:
    """What a determination says."""
    return Terms(row.grade, row.rate_class, row.service_years, row.service_months)


def regrade_to(
    entitlement: Entitlement,
    terms: Terms,
    *,
    book: SchemeBook,
    scheme: Scheme,
    approved_on: date,
    document_no: str,
) -> Determination:
    """Close the latest determination and add the next; the caller holds the lock and the duty."""
    latest = entitlement.determinations.order_by("-first_month").first()
    first = book.start_month(scheme, approved_on)
    if latest is not None:
        if terms_of(latest) == terms:
            raise Refused("与现行核定相同，不需要重新核定。")
        if first <= latest.first_month:
            raise Refused(
                f"新核定从{month_cn(first)}起，不晚于现行核定的起始月"
                f"{month_cn(latest.first_month)}，请核对批准日期。"
            )
        latest.last_month = add_months(first, -1)
        latest.save(update_fields=["last_month"])
    made = determination(
        entitlement,
        terms,
        book=book,
        scheme=scheme,
        first_month=first,
        approved_on=approved_on,
        document_no=document_no,
    )
    made.save(force_insert=True)
    return made


@transaction.atomic
def end(
    *,
    entitlement_id: int,
    reason: EndReason,
    ended_on: date,
    by: User,
    at: datetime,
    today: date,
    duty: str = EDIT,
) -> Entitlement:
    """取消 and the like: the month of ``ended_on`` is the last one paid.

    Saying the same twice changes nothing. Refuses a day after ``today``, an ended right, and
    death and transfer, which have verbs of their own.
    """
    entitlement = locked_entitlement(entitlement_id, by, duty)
    refuse_granted(entitlement)
    if reason is EndReason.DEATH:
        raise Refused("去世请办理“登记去世”，系统会停发此人的全部待遇。")
    if reason is EndReason.TRANSFER:
        raise Refused("关系迁出请办理“迁出”，原县区发到迁出规则说的那个月。")
    refuse_future(ended_on, today, "终止日期")
    if (entitlement.end_reason, entitlement.ended_on) == (reason.value, ended_on):
        return entitlement
    refuse_ended(entitlement)
    close(entitlement, reason=reason, ended_on=ended_on, end_month=first_of(ended_on))
    settle_stacking([entitlement.person_id], locked=True)
    record("ended", entitlement, by, at, reason=reason.value)
    return entitlement


def annul_locked(entitlement: Entitlement, *, today: date) -> None:
    """撤销认定: it ought never to have been granted, so no month of it is owed, and what was paid
    is money to get back. For a decision that has a transaction, a duty and the person's locks."""
    close(
        entitlement,
        reason=EndReason.INELIGIBLE,
        ended_on=today,
        end_month=add_months(entitlement.start_month, -1),
    )
    settle_stacking([entitlement.person_id], locked=True)


@transaction.atomic
def transfer_out(
    *, entitlement_id: int, moved_on: date, by: User, at: datetime, today: date, duty: str = EDIT
) -> Entitlement:
    """关系迁出: this county pays through the month that the scheme's rule says, then the new one.

    Through December of the year by 烈士褒扬条例 art. 22 and 伤残抚恤管理办法 art. 23. To say
    the same twice changes nothing.
    """
    # As for a grant: a rule that comes into force meanwhile finds this transfer, or is found by it.
    lock_schemes()
    entitlement = locked_entitlement(entitlement_id, by, duty)
    refuse_granted(entitlement)
    if transfer_locked(entitlement, moved_on=moved_on, today=today):
        settle_stacking([entitlement.person_id], locked=True)
        record("transferred", entitlement, by, at)
    return entitlement


def transfer_locked(entitlement: Entitlement, *, moved_on: date, today: date) -> bool:
    """What ``transfer_out`` changes, if anything; the caller holds the schemes and the right, in
    this order, and the duty."""
    refuse_future(moved_on, today, "迁出日期")
    if (entitlement.end_reason, entitlement.ended_on) == (EndReason.TRANSFER.value, moved_on):
        return False
    refuse_ended(entitlement)
    last = transfer_end_of(entitlement, moved_on)
    if last < entitlement.start_month:
        raise Refused("迁出早于起发月，请核对迁出日期。")
    close(entitlement, reason=EndReason.TRANSFER, ended_on=moved_on, end_month=last)
    return True


def transfer_end_of(entitlement: Entitlement, moved_on: date) -> date:
    """The last month that this county pays whoever moves on that day, by the rule of the time."""
    rule = rule_of(RuleKind.TRANSFER, entitlement.scheme, moved_on)
    return transfer_end(moved_on, TransferEnd(rule.rule))
