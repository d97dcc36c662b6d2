"""What happens, entered by the demo's colleagues through the portal's own services."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import partial, singledispatchmethod
from hashlib import sha256

from django.db.models import Max

from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.events import (
    AccountGiven,
    AccountVerified,
    Died,
    Ended,
    Event,
    HoldPlaced,
    HoldReleased,
    PayeeNamed,
    Registered,
    Regraded,
    Resumed,
    Suspended,
)
from support_services.subsidies.demo.numbers import luhn_digit
from support_services.subsidies.demo.population import SEED, Human, Population
from support_services.subsidies.demo.staff import Staff
from support_services.subsidies.models import Entitlement, FileLine
from support_services.subsidies.rules import EndReason
from support_services.subsidies.services import entitlements
from veterans.foundation.months import first_of
from veterans.regions.models import Region
from veterans.registry.models import AccountState, BankAccount, Household, Person
from veterans.registry.selectors import id_index
from veterans.registry.services import (
    Evidence,
    add_account,
    record_death,
    register_person,
    verify_account,
)

# Days from the bank's refusal until somebody brings another account, by chance; None: not yet.
_FATES: tuple[tuple[int, int | None], ...] = ((60, 2), (27, 30), (12, 70), (1, None))


# When something is entered, and what enters it.
Entry = tuple[datetime, Callable[[datetime], object]]


class Desk:
    """Where events are entered: looks people up and asks the service that is meant for it."""

    def __init__(self, population: Population, staff: Staff) -> None:
        self.population, self.staff = population, staff

    def enter(
        self,
        events: Iterable[Event],
        *,
        until: date,
        unverified_from: date = date.max,
        also: Iterable[Entry] = (),
    ) -> None:
        """Enter what has happened by that day, in the order of days.

        With the events come the other accounts of those whose bank refused the first: such as
        are brought from ``unverified_from`` on still wait for the second person.
        """
        entries = list(self._told(events))
        entries += self._other_accounts(until, unverified_from)
        entries += also
        for at, enter in sorted(entries, key=lambda entry: entry[0]):
            enter(at)

    def _told(self, events: Iterable[Event]) -> Iterable[Entry]:
        """Over the hours of their day, in the order given: what follows comes after."""
        of_day: Counter[date] = Counter()
        for event in events:
            minutes = min(of_day[event.on] * 9, 8 * 60)
            of_day[event.on] += 1
            at = moment(event.on, 9) + timedelta(minutes=minutes)
            yield at, partial(self._tell, event)

    # --- one kind each -------------------------------------------------------------------

    @singledispatchmethod
    def _tell(self, event: Event, at: datetime) -> None:
        raise TypeError(f"no desk for {type(event).__name__}")

    @_tell.register
    def _(self, event: Registered, at: datetime) -> None:
        right = event.right
        entitlements.grant(
            person=self._person(event),
            scheme=right.scheme,
            approved_on=right.approved_on,
            grade=right.grade,
            rate_class=right.rate_class,
            service_years=right.service_years,
            service_months=right.service_months,
            document_no=right.document_no,
            by=self.staff.preparer,
            at=at,
            today=event.on,
        )

    @_tell.register
    def _(self, event: Died, at: datetime) -> None:
        enter = entitlements.record_death_and_end if event.ends else record_death
        enter(
            person=self._person(event),
            died_on=event.died_on,
            by=self.staff.preparer,
            at=at,
            today=event.on,
        )

    @_tell.register
    def _(self, event: Ended, at: datetime) -> None:
        pk, by = self._entitlement(event, event.scheme), self.staff.preparer
        if event.reason is EndReason.TRANSFER:
            entitlements.transfer_out(
                entitlement_id=pk, moved_on=event.ended_on, by=by, at=at, today=event.on
            )
        else:
            entitlements.end(
                entitlement_id=pk,
                reason=event.reason,
                ended_on=event.ended_on,
                by=by,
                at=at,
                today=event.on,
            )

    @_tell.register
    def _(self, event: PayeeNamed, at: datetime) -> None:
        heir = self._heir(event, at)
        for scheme in event.schemes:
            entitlements.set_payee(
                entitlement_id=self._entitlement(event, scheme),
                payee=heir,
                by=self.staff.preparer,
                at=at,
            )

    @_tell.register
    def _(self, event: Regraded, at: datetime) -> None:
        right = next(r for r in self._human(event).rights if r.scheme == event.scheme)
        entitlements.regrade(
            entitlement_id=self._entitlement(event, event.scheme),
            approved_on=event.approved_on,
            grade=event.grade,
            rate_class=right.rate_class,
            document_no=event.document_no,
            by=self.staff.preparer,
            at=at,
            today=event.on,
        )

    @_tell.register
    def _(self, event: Suspended, at: datetime) -> None:
        entitlements.suspend(
            entitlement_id=self._entitlement(event, event.scheme),
            fact_on=event.established_on,
            reason=event.reason,
            document_no=event.document_no,
            by=self.staff.preparer,
            at=at,
            today=event.on,
        )

    @_tell.register
    def _(self, event: Resumed, at: datetime) -> None:
        entitlements.resume(
            entitlement_id=self._entitlement(event, event.scheme),
            from_month=first_of(event.on),
            by=self.staff.preparer,
            at=at,
        )

    @_tell.register
    def _(self, event: HoldPlaced, at: datetime) -> None:
        entitlements.place_hold(
            entitlement_id=self._entitlement(event, event.scheme),
            reason=event.reason,
            by=self.staff.preparer,
            at=at,
        )

    @_tell.register
    def _(self, event: HoldReleased, at: datetime) -> None:
        entitlements.release_hold(
            entitlement_id=self._entitlement(event, event.scheme),
            note=event.note,
            by=self.staff.preparer,
            at=at,
        )

    @_tell.register
    def _(self, event: AccountGiven, at: datetime) -> None:
        add_account(
            person=self._person(event),
            bank_name=event.account.bank_name,
            number=event.account.number,
            by=self.staff.preparer,
            at=at,
        )

    @_tell.register
    def _(self, event: AccountVerified, at: datetime) -> None:
        account = BankAccount.objects.get(person=self._person(event), is_current=True)
        verify_account(account=account, by=self.staff.reviewer, at=at)

    # --- who is meant --------------------------------------------------------------------

    def _human(self, event: Event) -> Human:
        return self.population.humans[event.human]

    def _person(self, event: Event) -> Person:
        return Person.objects.get(id_index=id_index(self._human(event).id_number))

    def _entitlement(self, event: Event, scheme: str) -> int:
        index = id_index(self._human(event).id_number)
        return Entitlement.objects.values_list("pk", flat=True).get(
            person__id_index=index, scheme__code=scheme
        )

    def _heir(self, event: PayeeNamed, at: datetime) -> Person:
        """The survivor, registered and with a verified account of his own."""
        human, by = event.heir, self.staff.preparer
        if event.is_new:
            heir = register_person(
                name=human.name,
                id_number=human.id_number,
                region=Region.objects.get(code=human.village.code),
                phone=human.phone,
                household=Household.objects.get(number=self.population.homes[human.home].number),
                relation=human.relation,
                by=by,
                at=at,
                today=event.on,
            )
        else:
            heir = Person.objects.get(id_index=id_index(human.id_number))
        if human.account is not None and not heir.accounts.filter(is_current=True).exists():
            account = add_account(
                person=heir,
                bank_name=human.account.bank_name,
                number=human.account.number,
                by=by,
                at=at,
            )
            verify_account(account=account, by=self.staff.reviewer, at=at + timedelta(minutes=50))
        return heir

    # --- accounts that the bank refused --------------------------------------------------

    def _other_accounts(self, until: date, unverified_from: date) -> Iterable[Entry]:
        refused = list(
            BankAccount.objects.filter(
                is_current=True, state=AccountState.REJECTED, person__died_on__isnull=True
            )
            .select_related("person")
            .order_by("pk")
        )
        # By payee: lines have no index on the account, which they only remember.
        since = dict(
            FileLine.objects.filter(
                payment__payee__in=[account.person_id for account in refused],
                account_id__in=[account.pk for account in refused],
                answered_by__isnull=False,
            )
            .values_list("account_id")
            .annotate(Max("answered_by__received_at"))
        )
        for place, account in enumerate(refused):
            day = _comes_on(account, since.get(account.pk, account.created_at))
            if day is not None and day <= until:
                at = moment(day, 10 + place % 6, place * 11 % 60)
                yield at, partial(self._correct, account, verify=day < unverified_from)

    def _correct(self, account: BankAccount, at: datetime, *, verify: bool) -> None:
        person = Person.objects.get(pk=account.person_id)
        if person.died_on is not None:
            return
        made = add_account(
            person=person,
            bank_name=account.bank_name,
            number=_next_number(str(account.number)),
            reason="银行退回，本人带新存折到局更正",
            evidence=Evidence(
                statement="存折原件当面核对后退还本人",
                document_no=f"演示更正〔{at:%Y}〕{person.pk}号",
            ),
            by=self.staff.preparer,
            at=at,
        )
        if verify:
            verified_at = at + timedelta(hours=1, minutes=5)
            verify_account(account=made, by=self.staff.reviewer, at=verified_at)


def _comes_on(account: BankAccount, refused_at: datetime) -> date | None:
    """The day on which somebody brings another account; None for those who do not come."""
    turn = sha256(f"{SEED}:fate:{account.number!s}".encode()).digest()[0] * 100 // 256
    for chance, days in _FATES:
        turn -= chance
        if turn < 0:
            return refused_at.date() + timedelta(days=days) if days else None
    return None


def _next_number(number: str) -> str:
    """Another account number of the kind that no bank gives (see ``numbers``)."""
    body = f"990001{int(sha256(number.encode()).hexdigest(), 16) % 10**12:012d}"
    return body + luhn_digit(body)
