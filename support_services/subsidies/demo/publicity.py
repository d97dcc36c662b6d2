"""公示 in each of its states: over, running with an objection, waiting to be published, due.

Everybody is invented, and so are the rules: their source says so.
"""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.checks import VILLAGE, last_working_day
from support_services.subsidies.demo.population import Human, Population, age_on
from support_services.subsidies.demo.staff import Staff
from support_services.subsidies.models import (
    Entitlement,
    PublicityNotice,
    PublicityRule,
    Scheme,
)
from support_services.subsidies.services import publicity, publicity_book, publicity_objections
from support_services.subsidies.services.entitlements import grant
from veterans.accounts.models import User
from veterans.registry.models import Person
from veterans.registry.selectors import id_index
from veterans.registry.services import add_account, verify_account

SOURCE = "演示数据，虚构的规则"
# Of the first of these to which nobody was admitted lately.
SCHEMES = ("rural_60_allowance", "ill_returned_allowance", "red_veteran_allowance")
HARDSHIP = "hardship_grant"
# Working days before today: the rule, and the approvals of who is on a notice that is over, on one
# that runs, on a draft, on none.
ENFORCED, BEGINS, OVER, RUNNING, DRAFTED, DUE = 22, 21, 20, 4, 2, 1


@transaction.atomic
def make_public(population: Population, hands: Staff) -> None:
    """New rights of one scheme and what becomes of them; once there are rules, nothing is added."""
    if PublicityRule.objects.exists():
        return
    today = population.today
    scheme = _scheme(_ago(today, BEGINS))
    if scheme is None:
        return
    _rules(scheme, today, hands)
    chosen = _without_rights(population)
    for approved, count, then in (
        (OVER, 2, _over),
        (RUNNING, 2, _running),
        (DRAFTED, 1, _drafted),
        (DUE, 1, None),
    ):
        for _ in range(count):
            _granted(next(chosen), scheme, _ago(today, approved), population, hands)
        if then is not None:
            then(_ago(today, approved - 1), hands, today)


def _ago(today: date, days: int) -> date:
    day = today
    for _ in range(days):
        day = last_working_day(day)
    return day


def _scheme(since: date) -> Scheme | None:
    for code in SCHEMES:
        lately = Entitlement.objects.filter(scheme__code=code, approved_on__gte=since)
        if not lately.exists():
            return Scheme.objects.get(code=code)
    return None


def _rules(scheme: Scheme, today: date, hands: Staff) -> None:
    day = _ago(today, ENFORCED)
    for code, name in ((scheme.code, "优抚生活补助"), (HARDSHIP, "困难帮扶")):
        made = publicity_book.enter_rule(
            scheme=code,
            first_on=_ago(today, BEGINS) if code == scheme.code else today,
            days=5,
            public_name=name,
            source=SOURCE,
            confidence="unconfirmed",
            by=hands.preparer,
            at=moment(day, 9),
            today=day,
        )
        publicity_book.enforce_rule(
            rule_id=made.pk, by=hands.reviewer, at=moment(day, 10), today=day
        )


def _without_rights(population: Population) -> Iterator[Human]:
    """Old people who draw nothing; those of the demo's village first."""
    found = [
        human
        for human in population.humans
        if not human.rights
        and human.account is None
        and age_on(human.born_on, population.today) > 60
    ]
    return iter(sorted(found, key=lambda one: (one.village.code != VILLAGE, one.serial)))


def _granted(
    human: Human, scheme: Scheme, day: date, population: Population, hands: Staff
) -> Entitlement:
    person = Person.objects.get(id_index=id_index(human.id_number))
    account = add_account(
        person=person,
        bank_name="演示银行",
        number=population.numbers.account(),
        by=hands.preparer,
        at=moment(day, 9),
    )
    verify_account(account=account, by=hands.reviewer, at=moment(day, 10))
    return grant(
        person=person,
        scheme=scheme.code,
        approved_on=day,
        service_years=3 if scheme.uses_service else 0,
        document_no=f"演示优抚〔{day.year}〕公示号",
        by=hands.preparer,
        at=moment(day, 11),
        today=day,
    )


def _over(day: date, hands: Staff, today: date) -> None:
    for notice in _published(day, hands):
        publicity.note_hanging(
            notice_id=notice,
            place="村务公开栏",
            hung_on=day,
            hung_by="演示工作人员",
            by=hands.preparer,
            at=moment(day, 16),
            today=day,
        )


def _running(day: date, hands: Staff, today: date) -> None:
    """One of the running ones is objected to, by whoever works at the village's station."""
    keys = _published(day, hands)
    station = User.objects.filter(username="cunju").first()
    for key in keys[:1]:
        notice = PublicityNotice.objects.get(pk=key)
        by = station if station and notice.region.code == VILLAGE else hands.preparer
        publicity_objections.raise_objection(
            entry_id=notice.entries.order_by("pk")[0].pk,
            raised_on=last_working_day(today),
            objector="",
            contact="",
            text="演示：反映服役年限与实际不符。",
            by=by,
            at=moment(last_working_day(today), 15),
            today=last_working_day(today),
        )


def _drafted(day: date, hands: Staff, today: date) -> None:
    publicity.draft_notices(by=hands.preparer, at=moment(day, 14), today=day)


def _published(day: date, hands: Staff) -> list[int]:
    drafts = publicity.draft_notices(by=hands.preparer, at=moment(day, 14), today=day)
    done = publicity.publish_all(
        notice_ids=[notice.pk for notice in drafts],
        first_on=day,
        by=hands.reviewer,
        at=moment(day, 15),
        today=day,
    )
    return [notice.pk for notice in done]
