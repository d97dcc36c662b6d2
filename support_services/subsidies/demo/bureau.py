"""The whole demo bureau, from an empty database to this morning.

What is done is read from the audit log, so a load that was killed goes on where it was, for the
same day it had begun with. Refuses a database that holds people of its own, and everything
outside a demo: the passwords are published.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from support_services.subsidies.demo import further, staff
from support_services.subsidies.demo.calendar import moment, months
from support_services.subsidies.demo.checks import cross_check, last_working_day
from support_services.subsidies.demo.confirmations import confirm_the_year
from support_services.subsidies.demo.files import lives
from support_services.subsidies.demo.funds import settle_budget, settle_funds
from support_services.subsidies.demo.grants import grant_some
from support_services.subsidies.demo.lives import invent
from support_services.subsidies.demo.loading import analyse, load_population
from support_services.subsidies.demo.months import MONTH_DONE, TODAY_REACHED, History
from support_services.subsidies.demo.network import settle_network
from support_services.subsidies.demo.numbers import station_phone, unit_mobile
from support_services.subsidies.demo.parts import parts_beside
from support_services.subsidies.demo.population import SIZES, Population, Size
from support_services.subsidies.demo.publicity import make_public
from support_services.subsidies.demo.recoveries import recoveries
from support_services.subsidies.demo.reminders import remind
from support_services.subsidies.demo.rules import change_rules
from support_services.subsidies.demo.stacking import ask_for_approval
from support_services.subsidies.demo.staff import Staff
from support_services.subsidies.demo.story import tell
from support_services.subsidies.demo.undelivered import undelivered
from support_services.subsidies.models import Entitlement, Payment, Posting
from support_services.units.demo import enter_units
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry
from veterans.foundation.months import add_months
from veterans.registry.models import Household, Person

BEGUN, PEOPLE_LOADED = "demo.begun", "demo.people"
# Any number does, as long as nothing else in the portal takes the same advisory lock.
_LOCK = 0x64656D6F
# Shares of the whole time, as measured: people, then all the months.
_SETTLED, _PEOPLE = 0.05, 0.25

# Seconds between two words on how far it is, at the least.
PATIENCE = 2.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Begun:
    """How a load began: the day it takes for today, and its size."""

    today: date
    size: Size


def load_demo(*, today: date, size: Size, say: Say = lambda text: None) -> dict[str, Any]:
    """Load the demo bureau, or go on with one half loaded; what there is then, in numbers.

    ``today`` and ``size`` of a load that was begun before win over the ones given, except that
    another size is refused. Once complete, nothing is done.
    """
    if not settings.PORTAL_DEMO:
        raise Refused(
            "演示数据只能载入演示环境：演示账号的密码是公开的。"
            "确为演示的，请设置环境变量 PORTAL_DEMO=1 后重试。"
        )
    with _only_one():
        begun = _begin(today, size)
        already = _has(TODAY_REACHED)
        if already:
            say(f"演示数据已在（截至 {begun.today}），无需再次载入。")
        else:
            _load(begun, _reporter(say))
        return _numbers(begun, already=already)


def _load(begun: Begun, report: Callable[[float, str], None]) -> None:
    report(0.0, "区划、账号、服务站、国家标准")
    began = moment(add_months(begun.today, -begun.size.months - 1).replace(day=20), 9)
    staff.settle_in(at=began)
    report(_SETTLED, "编造人员（均为虚构）")
    population = invent(staff.villages(), today=begun.today, size=begun.size)
    hands = Staff.read()
    if not _has(PEOPLE_LOADED):
        span = _PEOPLE - _SETTLED
        _load_people(population, hands, began, lambda d, t: report(_SETTLED + span * d, t))
    rights = sum(1 for _ in population.rights())
    settle_funds(hands, first_month=population.first_month, rights=rights, at=began)
    events = tell(population)
    paid = list(months(population.first_month, population.last_month))
    history = History(population, events, hands, paid)
    done = _months_done()
    for place, month in enumerate(paid):
        if month.first in done:
            history.skip(place)
            continue
        history.report = partial(_in_month, report, place, len(paid))
        history.run_month(place)
        if place in (0, 2, 8):
            _analyse_ledger()
    report(0.99, "登记最近一批之后的变动")
    told_of = {event.human for event in events}
    cross_check(population, told_of, hands)
    parts_beside(population, told_of, hands)
    recoveries(population.today, last_working_day(population.today), hands)
    undelivered(last_working_day(population.today), hands)
    ask_for_approval(population, hands)
    grant_some(population, told_of, hands)
    change_rules(population.today, hands)
    make_public(population, hands)
    confirm_the_year(population, hands)
    settle_budget(hands, today=population.today)
    lives(population, hands)
    with transaction.atomic():
        settle_network(hands, today=population.today)
        enter_units(
            by=hands.preparer,
            checked_by=hands.reviewer,
            at=moment(population.today - timedelta(days=60), 9),
            mobile=unit_mobile,
            landline=station_phone,
        )
        for more in further.all_of():
            more(population, hands)
        remind(population.today, hands)
        history.reach_today()
    report(1.0, "演示数据已载入（全部人员、账户、金额均为虚构）")


def _in_month(
    report: Callable[[float, str], None], place: int, months: int, share: float, text: str
) -> None:
    report(_PEOPLE + (1 - _PEOPLE) * (place + share) / months, text)


@transaction.atomic
def _load_people(
    population: Population, hands: Staff, at: datetime, progress: Callable[[float, str], None]
) -> None:
    load_population(population, by=hands.preparer, at=at, progress=progress)
    analyse()
    audit.record(
        actor=None,
        action=PEOPLE_LOADED,
        subject="demo",
        detail={"homes": len(population.homes), "people": len(population.humans)},
        at=at,
    )


def _analyse_ledger() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE subsidies_posting, subsidies_payment, subsidies_fileline, "
            "subsidies_recoveryentry, subsidies_batchexception"
        )


# --- what has been done ------------------------------------------------------------------


@transaction.atomic
def _begin(today: date, size: Size) -> Begun:
    entry = AuditEntry.objects.filter(action=BEGUN).order_by("serial").first()
    if entry is not None:
        begun = Begun(date.fromisoformat(entry.detail["today"]), SIZES[entry.detail["size"]])
        if begun.size != size:
            raise Refused(
                f"这里已在载入另一种规模（{begun.size.name}）的演示数据。"
                "要换规模，请先执行 make demo-reset。"
            )
        return begun
    if Person.objects.exists():
        raise Refused("数据库里已有人员，不能再载入演示数据。请换一个空的数据库。")
    audit.record(
        actor=None,
        action=BEGUN,
        subject="demo",
        detail={"today": today, "size": size.name},
        at=moment(add_months(today, -size.months - 1).replace(day=19), 9),
    )
    return Begun(today, size)


def _has(action: str) -> bool:
    return AuditEntry.objects.filter(action=action).exists()


def _months_done() -> set[date]:
    marks = AuditEntry.objects.filter(action=MONTH_DONE).values_list("subject_id", flat=True)
    return {date.fromisoformat(f"{mark}-01") for mark in marks}


def _numbers(begun: Begun, *, already: bool) -> dict[str, Any]:
    return {
        "already_there": already,
        "fictitious": True,
        "size": begun.size.name,
        "today": begun.today,
        "homes": Household.objects.count(),
        "people": Person.objects.count(),
        "entitlements": Entitlement.objects.count(),
        "people_with_entitlements": Entitlement.objects.values("person_id").distinct().count(),
        "postings": Posting.objects.count(),
        "payments": Payment.objects.count(),
    }


def _reporter(say: Say) -> Callable[[float, str], None]:
    """Says how far it is, but not twice within ``PATIENCE`` seconds."""
    last = [0.0]

    def report(share: float, text: str) -> None:
        now = monotonic()
        if now - last[0] >= PATIENCE or share in (0.0, 1.0):
            last[0] = now
            say(f"{100 * share:3.0f}%  {text}")

    return report


@contextmanager
def _only_one() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        row = cursor.fetchone()
    if not (row and row[0]):
        raise Refused("演示数据正在另一个窗口载入，请等它完成。")
    try:
        yield
    finally:
        if connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
