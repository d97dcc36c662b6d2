"""A bureau in which 公示 is in force: rules, people newly granted, notices through their days."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from support_services.subsidies.grant_figures import Code
from support_services.subsidies.grant_states import GrantKind
from support_services.subsidies.models import (
    Batch,
    Entitlement,
    Grant,
    Posting,
    PublicityEntry,
    PublicityNotice,
    PublicityObjection,
    PublicityRule,
)
from support_services.subsidies.publicity_states import Level
from support_services.subsidies.services import batches, calculation, entitlements
from support_services.subsidies.services import publicity as service
from support_services.subsidies.services import publicity_book as book
from support_services.subsidies.services import publicity_objections as objections
from support_services.subsidies.services.grants import approve_grant
from tests.subsidies.factories import account, person
from tests.subsidies.grants import Office
from tests.subsidies.ledger_lab import Lab
from veterans.accounts.models import User
from veterans.foundation.money import ZERO
from veterans.regions.models import Region
from veterans.registry.models import Person

SCHEME = "disability_pension"
ENFORCED = date(2026, 8, 31)
SINCE = date(2026, 9, 1)
SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)


def noon(day: date) -> datetime:
    """Noon of that day in Shanghai."""
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


@dataclass
class Hall:
    """The hands of a bureau and one scheme whose new rights are made public."""

    lab: Lab

    @classmethod
    def of(cls, scheme: str = SCHEME, *, rule: bool = True, **more: Any) -> "Hall":
        hall = cls(Lab.of(scheme))
        if hall.lab.scheme.cycle == "month":
            hall.lab.rate("12000", date(2022, 8, 1))
        if rule:
            hall.rule(**more)
        return hall

    def rule(
        self,
        *,
        scheme: str = "",
        first_on: date = SINCE,
        today: date = ENFORCED,
        enforce: bool = True,
        **more: Any,
    ) -> PublicityRule:
        given: dict[str, Any] = {
            "days": 5, "public_name": "优抚补助", "source": "试验文件", "confidence": "unconfirmed",
        }  # fmt: skip
        made = book.enter_rule(
            scheme=scheme or self.lab.scheme.code,
            first_on=first_on,
            by=self.lab.preparer,
            at=noon(today),
            today=today,
            **{**given, **more},
        )
        if not enforce:
            return made
        return book.enforce_rule(rule_id=made.pk, by=self.lab.reviewer, at=noon(today), today=today)

    def granted(
        self,
        on: date = SINCE,
        *,
        owner: Person | None = None,
        with_account: bool = True,
        **who: Any,
    ) -> Entitlement:
        """A right approved and registered on that day, by the verb."""
        somebody = owner or person(**who)
        if with_account:
            account(somebody)
        return entitlements.grant(
            person=somebody,
            scheme=self.lab.scheme.code,
            approved_on=on,
            grade=1,
            rate_class="combat",
            document_no="试验〔2026〕7号",
            by=self.lab.preparer,
            at=noon(on),
            today=on,
        )

    def draft(self, on: date, **more: Any) -> list[PublicityNotice]:
        return service.draft_notices(by=self.lab.preparer, at=noon(on), today=on, **more)

    def publish(self, notice: PublicityNotice, on: date, *, by: User | None = None) -> Any:
        return service.publish(
            notice_id=notice.pk, first_on=on, by=by or self.lab.reviewer, at=noon(on), today=on
        )

    def published(self, on: date, **more: Any) -> PublicityNotice:
        """Drafted and published on that day."""
        (notice,) = self.draft(on, **more)
        return self.publish(notice, on)

    def object_to(
        self, entry: PublicityEntry, on: date, *, by: User | None = None, text: str = "不是本人"
    ) -> PublicityObjection:
        return objections.raise_objection(
            entry_id=entry.pk,
            raised_on=on,
            objector="周大年",
            contact="13800005678",
            text=text,
            by=by or self.lab.preparer,
            at=noon(on),
            today=on,
        )

    def calculated(self, through: date, on: date) -> Batch:
        batch = batches.open_batch(
            scheme_codes=[self.lab.scheme.code], through=through, by=self.lab.preparer, at=noon(on)
        )
        return self.again(batch, on)

    def again(self, batch: Batch, on: date) -> Batch:
        calculation.request_calculation(batch_id=batch.pk, by=self.lab.preparer, at=noon(on))
        calculation.calculate(batch_id=batch.pk, at=noon(on))
        batch.refresh_from_db()
        return batch

    def approved(self, through: date, on: date) -> Batch:
        return self.signed(self.calculated(through, on), on)

    def signed(self, batch: Batch, on: date) -> Batch:
        batches.review(batch_id=batch.pk, by=self.lab.reviewer, at=noon(on))
        return batches.approve(batch_id=batch.pk, by=self.lab.approver, at=noon(on))

    def hardship(self, on: date, amount: str = "2000", who: Person | None = None) -> Grant:
        """An aid granted on that day, due in its month."""
        office = Office(self.lab)
        somebody = who or person()
        if who is None:
            account(somebody)
        made = office.enter(
            somebody, GrantKind.HARDSHIP, months=(on.replace(day=1),), year=2026,
            asked=Decimal(amount), reason="家庭成员重大疾病",
        )  # fmt: skip
        return approve_grant(grant_id=made.pk, by=self.lab.reviewer, at=noon(on), today=on)


def hardship_hall(**more: Any) -> Hall:
    hall = Hall.of("hardship_grant", **more)
    Office(hall.lab).figure(Code.HARDSHIP_CAP, "5000", date(2020, 1, 1), "ordinary")
    return hall


def posted(right: Entitlement, batch: Batch | None = None) -> Decimal:
    """Yuan in the ledger."""
    rows = Posting.objects.filter(entitlement=right)
    if batch is not None:
        rows = rows.filter(batch=batch)
    return rows.aggregate(sum=Sum("amount", default=ZERO))["sum"]


def after(day: date, days: int = 1) -> date:
    return day + timedelta(days=days)


def made_public(home: Region) -> dict[str, Any]:
    """As of today's real day: a notice that runs, with an objection, and one of the town; a draft
    of a rule; somebody who waits, and somebody for whom it was proposed to do without."""
    today = timezone.localdate()
    since = after(today, -9)
    hall = Hall.of(rule=False)
    hall.rule(first_on=since, today=after(since, -1))
    hall.granted(after(today, -5), owner=person(home))
    notice = hall.published(today)
    line = notice.entries.get()
    objection = hall.object_to(line, today)
    hall.granted(after(today, -4), owner=person(home))
    of_town = hall.published(today, level=Level.TOWN)
    waiting, excepted = (hall.granted(after(today, -2), owner=person(home)) for _ in range(2))
    waiver = book.propose_waiver(
        entitlement_id=excepted.pk, reason="迁入", by=hall.lab.preparer, at=timezone.now()
    )
    rule = hall.rule(scheme="hardship_grant", first_on=after(today), today=today, enforce=False)
    return {
        "notice": notice,
        "of_town": of_town,
        "line": line,
        "objection": objection,
        "rule": rule,
        "waiting": waiting,
        "waiver": waiver,
    }
