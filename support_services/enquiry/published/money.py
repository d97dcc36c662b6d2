"""One's own rights and payments, in words for the person. Nothing of others, nothing restricted."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from support_services.subsidies.area_rosters import PAYING, SHOWN_STATES
from support_services.subsidies.confirmation_states import DUE_WAITING, ROUND_LIVE, DueState
from support_services.subsidies.explanations import Explanation, explain_all
from support_services.subsidies.labels import ComponentNames, determined_as
from support_services.subsidies.models import (
    ConfirmationDue,
    Entitlement,
    Exclusion,
    FileLine,
    Payment,
    Posting,
    RecoveryEntry,
)
from support_services.subsidies.models.ledger import BatchKind
from support_services.subsidies.publicity_states import STANDING_DONE, Standing
from support_services.subsidies.rules import Component
from support_services.subsidies.selectors import standings
from support_services.subsidies.selectors.people import Standing as RightStanding
from support_services.subsidies.selectors.publicity_standing import followed
from support_services.subsidies.states import PaymentState
from veterans.foundation.masking import mask_name
from veterans.foundation.money import ZERO, yuan_text
from veterans.foundation.months import add_months, month_cn
from veterans.registry.models import AccountState, BankAccount, Person

MONTHS_BACK = 36
# Of one payment: three years of arrears.
LINES_TOLD = 36
BRING_CARD = "请带身份证和本人的银行卡或者社保卡，到村居、镇街服务站登记。"


@dataclass(frozen=True)
class OwnRight:
    """A right. ``state`` in a word or two with its ``tone``; ``words``: why; ``next``: what the
    person can do, "" for nothing. ``monthly``: yuan last reckoned, for the month ``monthly_of``."""

    key: str
    scheme: str
    of_whom: str
    determined: str
    since: date
    state: str
    tone: str
    words: str
    next: str
    monthly: Decimal | None
    monthly_of: date | None


@dataclass(frozen=True)
class OwnLine:
    """One line of the ledger: ``how`` are the steps of the sum, ``source`` the standard's paper."""

    month: date
    part: str
    amount: Decimal
    sentence: str
    how: tuple[tuple[str, str], ...]
    source: str


@dataclass(frozen=True)
class OwnPayment:
    """What one batch paid. ``taken``: yuan kept back for what had been paid too much before;
    ``left``: yuan found to be too much and left for later. ``more``: lines too old to be told."""

    key: str
    month: date
    scheme: str
    of_whom: str
    amount: Decimal
    state: str
    tone: str
    said: str
    account: str
    posted: Decimal
    taken: Decimal
    left: Decimal
    lines: tuple[OwnLine, ...]
    more: int


@dataclass(frozen=True)
class OwnAccount:
    """Where the money goes: the bank and the last four digits."""

    words: str
    to_do: tuple[str, ...]


STATES: dict[PaymentState, tuple[str, str, str]] = {
    PaymentState.OUTSTANDING: ("正在发", "info", ""),
    PaymentState.PAID: ("已到账", "ok", ""),
    PaymentState.FAILED: (
        "没有打进去",
        "bad",
        f"银行没有打进去，钱没有丢。多半是卡号不对或者卡不能用了。{BRING_CARD}核对好以后重新发。",
    ),
    PaymentState.RETURNED: (
        "被银行退回",
        "bad",
        f"银行退回来了，钱没有丢。{BRING_CARD}核对好以后重新发。",
    ),
    PaymentState.SUSPENSE: (
        "存着，等您来",
        "warn",
        f"发了几次没有成，先存着，钱没有丢。{BRING_CARD}核对好以后重新发。",
    ),
    PaymentState.TREASURY: (
        "已交回财政",
        "warn",
        "时间太长没有发成，交回了财政。请带身份证到区局申领，可以恢复。",
    ),
}
_ACCOUNTS: dict[str, tuple[str, tuple[str, ...]]] = {
    AccountState.VERIFIED.value: ("", ()),
    AccountState.UNVERIFIED.value: (
        "（正在核对）",
        ("您新登记的银行卡还在核对，核对好以前先不发，核对好以后补发。等了很久的，打电话问一声。",),
    ),
    AccountState.REJECTED.value: (
        "（银行说不能用）",
        (f"银行说您登记的卡不能用，钱打不进去。{BRING_CARD}",),
    ),
}
NO_ACCOUNT = OwnAccount("还没有登记", (f"还没有登记您的银行卡，钱打不进去。{BRING_CARD}",))


def account_of(person: Person) -> OwnAccount:
    """The account in use; told by bank and last four digits."""
    found = BankAccount.objects.filter(person=person, is_current=True).first()
    if found is None or found.state not in _ACCOUNTS:
        return NO_ACCOUNT
    note, to_do = _ACCOUNTS[found.state]
    return OwnAccount(f"{_told_account(found.bank_name, str(found.number))}{note}", to_do)


def _told_account(bank: str, number: str) -> str:
    return f"{bank}，尾号 {number[-4:]}"


def confirmations_of(person: Person, *, today: date) -> tuple[str, ...]:
    """年度确认 that is still to be done, in sentences."""
    rows = ConfirmationDue.objects.select_related("round").filter(
        person=person,
        state__in=[one.value for one in DUE_WAITING],
        round__state__in=[one.value for one in ROUND_LIVE],
        round__first_day__lte=today,
    )
    return tuple(_confirmation(one, today) for one in rows.order_by("due_on", "pk"))


def _confirmation(due: Any, today: date) -> str:
    how = "请到村居服务站，或者打电话请他们上门，带身份证就行"
    if due.state == DueState.HELD:
        return f"{due.round.title}还没有做，待遇先停着。{how}。做了以后恢复，停的月份补发。"
    if due.due_on < today:
        last = due.hold_on - timedelta(days=1)
        return f"{due.round.title}已经过了日子，请在{_day(last)}以前补做，不然要先停发。{how}。"
    return f"请在{_day(due.due_on)}以前做{due.round.title}。{how}。"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _rights(person: Person) -> QuerySet[Entitlement]:
    """His own, those of his merged files, and those of somebody who died that he draws."""
    mine = Q(person=person) | Q(payee=person) | Q(person__merged_into=person)
    return Entitlement.objects.filter(mine).select_related("scheme", "person", "payee")


def rights_of(person: Person, *, today: date) -> tuple[OwnRight, ...]:
    """Each right as it stands today, the running ones first."""
    rows = list(_rights(person).order_by("end_month", "scheme__position", "start_month"))
    publicity = {
        one.entitlement.pk: one.standing
        for one in followed(person, today=today)
        if one.entitlement is not None
        and (one.standing not in STANDING_DONE or one.standing is Standing.UPHELD)
    }
    instead = dict(
        Exclusion.objects.filter(
            Q(last_month__isnull=True) | Q(last_month__gte=today.replace(day=1)),
            entitlement__in=[one.pk for one in rows],
            first_month__lte=today,
        ).values_list("entitlement", "because__scheme__name")
    )
    told = standings(rows, today=today)
    return tuple(_right(one, person, publicity, instead) for one in told)


def _right(
    one: RightStanding, person: Person, publicity: dict[int, Standing], instead: dict[int, str]
) -> OwnRight:
    right = one.entitlement
    state, tone, words, following = _in_words(one, publicity.get(right.pk), instead)
    is_his = right.person_id == person.pk or right.person.merged_into_id == person.pk
    return OwnRight(
        key=f"right:{right.pk}",
        scheme=right.scheme.name,
        of_whom="" if is_his else mask_name(right.person.name),
        determined=determined_as(one.term.grade, one.term.rate_class) if one.term else "",
        since=right.start_month,
        state=state,
        tone=tone,
        words=words,
        next=following,
        monthly=one.latest[1] if one.latest else None,
        monthly_of=one.latest[0] if one.latest else None,
    )


_ASK = "有疑问请打下面的电话，或者到服务站问。"


def _in_words(
    one: RightStanding, publicity: Standing | None, instead: dict[int, str]
) -> tuple[str, str, str, str]:
    """State, tone, why, and what to do. Why somebody is suspended stands in no page that may lie
    open on somebody else's screen."""
    right = one.entitlement
    if one.state == "ended":
        end = f"发到{month_cn(right.end_month)}" if right.end_month else ""
        return "停了", "idle", f"{end}（{right.get_end_reason_display()}）。", _ASK
    if one.state == "dead_not_ended":
        return "停了", "idle", "原享受人已经去世，正在办停发和以后的手续。", _ASK
    if one.state == "held":
        return "先停着", "warn", *_held(one)
    if one.state == "suspended":
        return "暂停", "warn", "按规定暂停发放。", "原因请带身份证到区局或者服务站当面问。"
    if one.state == "excluded":
        kept = instead.get(right.pk, "另一项")
        return "不重复发", "idle", f"和{kept}不能同时领，现在只发{kept}。", _ASK
    if publicity in (Standing.OBJECTED, Standing.UPHELD):
        return "先停着", "warn", "公示期间有人提了意见，核实清楚以前先不发。", _ASK
    if publicity is not None:
        return "等公示", "info", "要先公示，公示完了再发，公示期间的月份一并补发。", ""
    if one.state == "not_yet":
        return "还没开始", "info", f"从{month_cn(right.start_month)}起发。", ""
    if one.state == "granted":
        return "按次发", "info", "不是按月发的，办一次发一次。", ""
    return "在发", "ok", "", ""


def _held(one: RightStanding) -> tuple[str, str]:
    if one.hold is not None and one.hold.due_id is not None:
        return "年度确认还没有做。", "做了确认就恢复，停的月份补发。怎么做，看本页最上面。"
    if one.hold is not None and one.hold.objection_id is not None:
        return "公示期间有人提了意见，核实清楚以前先不发。", _ASK
    return "有情况要核实，核实清楚就恢复，停的月份补发。", _ASK


def _payments(person: Person, today: date) -> QuerySet[Payment]:
    since = add_months(today.replace(day=1), -MONTHS_BACK)
    mine = (
        Q(payee=person)
        | Q(entitlement__person=person)
        | Q(payee__merged_into=person)
        | Q(entitlement__person__merged_into=person)
    )
    return Payment.objects.filter(
        mine,
        batch__kind=BatchKind.MONTHLY,
        batch__state__in=PAYING,
        batch__through__gte=since,
        state__in=SHOWN_STATES,
    ).select_related("batch", "entitlement__scheme", "entitlement__person", "payee")


Key = tuple[int, int]


def payments_of(person: Person, *, today: date) -> tuple[OwnPayment, ...]:
    """The payments of three years, newest first, each explained; a fixed number of queries."""
    rows = list(_payments(person, today).order_by("-batch__through", "entitlement", "-pk"))
    batches, rights = {one.batch_id for one in rows}, {one.entitlement_id for one in rows}
    both: dict[str, Any] = {"batch__in": batches, "entitlement__in": rights}
    lines: dict[Key, list[Posting]] = defaultdict(list)
    wanted = {(one.batch_id, one.entitlement_id) for one in rows}
    told = Posting.objects.filter(**both).select_related(
        "batch", "entitlement__person", "entitlement__scheme"
    )
    for line in told.order_by("-month", "component", "sequence"):
        if (line.batch_id, line.entitlement_id) in wanted:
            lines[line.batch_id, line.entitlement_id].append(line)
    taken = {
        (batch, right): -amount
        for batch, right, amount in RecoveryEntry.objects.filter(**both)
        .order_by()
        .values_list("batch", "entitlement")
        .annotate(amount=Sum("amount"))
    }
    last: dict[int, FileLine] = {}
    sent = FileLine.objects.filter(payment__in=[one.pk for one in rows])
    for attempt in sent.order_by("bank_file__sequence", "pk"):
        last[attempt.payment_id] = attempt
    shown = [line for key in lines for line in lines[key][:LINES_TOLD]]
    explained = dict(zip((one.pk for one in shown), explain_all(shown), strict=True))
    names = ComponentNames.read()
    return tuple(
        _payment(
            one,
            person,
            lines[one.batch_id, one.entitlement_id],
            explained,
            names,
            taken.get((one.batch_id, one.entitlement_id), ZERO),
            last.get(one.pk),
        )
        for one in rows
    )


def _payment(
    one: Payment,
    person: Person,
    lines: list[Posting],
    explained: dict[int, Explanation],
    names: ComponentNames,
    taken: Decimal,
    last: FileLine | None,
) -> OwnPayment:
    state, tone, said = STATES[PaymentState(one.state)]
    entitled = one.entitlement.person
    mine = one.payee_id == person.pk or one.payee.merged_into_id == person.pk
    is_his = entitled.pk == person.pk or entitled.merged_into_id == person.pk
    return OwnPayment(
        key=f"payment:{one.pk}",
        month=one.batch.through,
        scheme=one.entitlement.scheme.name,
        of_whom="" if is_his else mask_name(entitled.name),
        amount=one.amount,
        state=state,
        tone=tone,
        said=said if mine else "",
        account=_told_account(last.bank_name, str(last.account_number)) if last and mine else "",
        posted=sum((line.amount for line in lines), ZERO),
        taken=max(taken, ZERO),
        left=max(-taken, ZERO),
        lines=tuple(_line(line, explained[line.pk], names) for line in lines[:LINES_TOLD]),
        more=max(0, len(lines) - LINES_TOLD),
    )


def _line(line: Posting, told: Explanation, names: ComponentNames) -> OwnLine:
    is_standard = line.component == Component.STANDARD
    return OwnLine(
        month=line.month,
        part="" if is_standard else names.of(line.entitlement.scheme_id, line.component),
        amount=line.amount,
        sentence=told.sentence,
        how=tuple((one.label, one.how) for one in told.working),
        source=_source(told),
    )


def _source(told: Explanation) -> str:
    """Where the standard comes from; of one whose source nobody has verified, that it is so."""
    rate = told.rate
    if rate is None:
        return ""
    since = f"自{month_cn(rate.first_month)}起执行"
    if rate.doubt:
        return f"{rate.table}，{since}。来源还没有核实，以区局执行的文件为准。"
    return "，".join(part for part in (rate.table, rate.document_no, since) if part) + "。"


def payment_in_words(person: Person, payment_id: int, *, today: date) -> str:
    """For the head of what somebody writes about it; "" for what is not his."""
    found = _payments(person, today).filter(pk=payment_id).first()
    if found is None:
        return ""
    scheme, amount = found.entitlement.scheme.name, yuan_text(found.amount)
    return f"{month_cn(found.batch.through)}发的{scheme} {amount} 元"


def right_in_words(person: Person, right_id: int, *, today: date) -> str:
    found: Iterable[OwnRight] = rights_of(person, today=today)
    right = next((one for one in found if one.key == f"right:{right_id}"), None)
    return f"{right.scheme}（{right.state}）" if right is not None else ""
