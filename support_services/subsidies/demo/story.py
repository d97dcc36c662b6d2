"""What happens to the invented people: two years of deaths, moves, papers and mistakes. Pure.

Nobody has more than one thread of events, so that each can be followed: a death reported in time
or months late, a regrading, a suspension, a removal, an account that is found at last. What the
bank refuses is not told here; the bank of the demo does that as files come in (see ``bank``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import exp
from random import Random

from support_services.subsidies.demo import names
from support_services.subsidies.demo.calendar import desk_day
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
from support_services.subsidies.demo.population import (
    BEREAVED,
    DISABILITY,
    MARTYR_CHILD,
    SEED,
    Human,
    Population,
    Right,
    age_on,
    document_no,
    new_account,
    years_after,
)
from support_services.subsidies.reference import DEATH_TAILS
from support_services.subsidies.rules import EndReason
from veterans.foundation.months import add_months

HAS_TAIL = frozenset(code for code, *_ in DEATH_TAILS)


_HOLD_REASONS = (
    ("年度确认未办理，联系不上本人", "已入户核实，本人健在"),
    ("公安比对疑似户籍注销，待核实", "经核实系同名误报，本人健在"),
    ("家属反映本人长期外出，待核实", "已视频核实，本人健在"),
    ("殡葬信息比对命中，待核实", "经核实身份证号登记有误，本人健在"),
)
_SUSPENSION = "被判处有期徒刑，省级退役军人事务部门决定中止"

# Per right and year.
TRANSFERS, HOLDS = 1 / 340, 1 / 320
# Per disabled person and year, per right and year.
REGRADINGS, SUSPENSIONS = 1 / 60, 1 / 2100


def tell(population: Population, *, seed: int = SEED) -> list[Event]:
    """Everything that is entered before ``today``, in the order of its days."""
    return _Teller(population, seed).story()


class _Teller:
    def __init__(self, population: Population, seed: int) -> None:
        self.people = population
        self.rng = Random(f"{seed}:story")
        self.today = population.today
        self.first = population.first_month
        self.last_cut = population.last_reckoning - timedelta(days=1)
        self.years = population.size.months / 12
        self.events: list[Event] = []
        self.busy: set[int] = set()
        self.dead_with_tail = 0
        self.spouses = {
            human.home: human for human in population.humans if human.relation == "配偶"
        }

    def story(self) -> list[Event]:
        self._registrations()
        self._children_grow_up()
        self._deaths()
        self._accounts()
        self._regradings()
        self._suspensions()
        self._transfers()
        self._holds()
        return sorted(self._kept(), key=lambda event: event.on)

    def _kept(self) -> Iterable[Event]:
        """Without what lies in the future, and without what would disturb the batch of martyrs'
        children that waits for its reviewer."""
        waiting = {h.serial for h, r in self.people.rights() if r.scheme == MARTYR_CHILD}
        for event in self.events:
            entered = replace(event, on=desk_day(event.on, self.people.last_reckoning))
            late = entered.on > self.last_cut and entered.human in waiting
            if entered.on < self.today and not late:
                yield entered

    # --- who is drawn --------------------------------------------------------------------

    def _free(self, schemes: Sequence[str] = ()) -> list[tuple[Human, Right]]:
        """Rights from the beginning, of people with a sound account and no event as yet."""
        found = [
            (human, right)
            for human, right in self.people.rights()
            if right.registered_on is None
            and right.scheme != MARTYR_CHILD
            and human.serial not in self.busy
            and len(human.rights) == 1
            and human.account is not None
            and human.account.is_verified
            and (not schemes or right.scheme in schemes)
            and age_on(human.born_on, self.today) >= 19
        ]
        self.rng.shuffle(found)
        return found

    def _number(self, rate: float, base: int, least: int) -> int:
        return max(least, round(rate * base * self.years))

    def _between(self, first: date, last: date) -> date:
        return first + timedelta(days=self.rng.randint(0, max((last - first).days, 0)))

    # --- what happens --------------------------------------------------------------------

    def _registrations(self) -> None:
        for human, right in self.people.rights():
            if right.registered_on is not None:
                self.events.append(Registered(right.registered_on, human.serial, right))
                self.busy.add(human.serial)

    def _children_grow_up(self) -> None:
        """A child of the fallen is paid until the month of the eighteenth birthday."""
        for human, right in self.people.rights():
            adult = years_after(human.born_on, 18)
            if right.scheme != BEREAVED or not self.first <= adult <= self.today:
                continue
            if human.serial not in self.busy:
                self.busy.add(human.serial)
                on = adult + timedelta(days=self.rng.randint(1, 12))
                self.events.append(
                    Ended(on, human.serial, right.scheme, adult, EndReason.INELIGIBLE)
                )

    def _deaths(self) -> None:
        rng = self.rng
        living = [
            human
            for human in self.people.humans
            if human.rights and human.serial not in self.busy and human.rights[0].start < self.first
        ]
        chances = [mortality(age_on(human.born_on, self.today)) for human in living]
        number = max(12, round(sum(chances) * self.years))
        # Weighted drawing without putting back: the smallest of exponential waiting times.
        waits = sorted(
            (rng.expovariate(chance), human.serial)
            for human, chance in zip(living, chances, strict=True)
        )
        late, matched = max(4, round(number * 0.12)), max(1, round(number * 0.04))
        dying = [self.people.humans[serial] for _, serial in waits[:number]]
        for place, human in enumerate(_in_turn(dying)):
            self.busy.add(human.serial)
            if place < 2:
                # Known since the last batch: the next one will have to take money back.
                died = self._between(
                    add_months(self.today, -3), add_months(self.today, -2) + timedelta(days=20)
                )
                known = self._between(self.last_cut + timedelta(days=6), self.people.yesterday)
                self._death(human, died, known)
            elif place < late:
                died = self._between(self.first, self.last_cut - timedelta(days=62))
                delay = min(rng.randint(62, 125), (self.last_cut - died).days)
                self._death(human, died, died + timedelta(days=delay))
            elif place < late + matched:
                # The other authority's list came first, the family's papers weeks later; of the
                # first of them not yet.
                if place == late:
                    died = self.last_cut - timedelta(days=rng.randint(14, 30))
                else:
                    died = self._between(self.first, self.today - timedelta(days=12))
                known = died + timedelta(days=rng.randint(6, 12))
                self._death(human, died, known, papers=80 if place == late else rng.randint(25, 50))
            else:
                died = self._between(self.first, self.today - timedelta(days=1))
                self._death(human, died, died + timedelta(days=rng.randint(2, 18)))

    def _death(self, human: Human, died: date, known: date, papers: int = 0) -> None:
        known = max(known, died + timedelta(days=1))
        self.events.append(Died(known, human.serial, died, ends=not papers))
        ended = known + timedelta(days=papers)
        if papers:
            self.events.append(Died(ended, human.serial, died, ends=True))
        tails = tuple(r.scheme for r in human.rights if r.scheme in HAS_TAIL and r.start <= died)
        if tails:
            self._payee(human, tails, ended)

    def _payee(self, human: Human, schemes: tuple[str, ...], ended: date) -> None:
        """The family names somebody: mostly at once, sometimes later, sometimes nobody comes."""
        # In turn rather than by chance: the smallest demo has some of each.
        self.dead_with_tail += 1
        turn = self.dead_with_tail * 37 % 100
        if turn >= 88:
            return
        delay = self.rng.randint(0, 2) if turn < 70 else self.rng.randint(30, 95)
        spouse = self.spouses.get(human.home)
        heir = spouse or self._child_of(human)
        account = new_account(self.rng, self.people.numbers, heir)
        self.events.append(
            PayeeNamed(
                ended + timedelta(days=delay),
                human.serial,
                schemes,
                replace(heir, account=account),
                is_new=spouse is None,
            )
        )

    def _child_of(self, human: Human) -> Human:
        born = years_after(human.born_on, self.rng.randint(23, 33))
        born = min(born, self.today - timedelta(days=19 * 365))
        sex = self.rng.choice(("male", "female"))
        return Human(
            serial=-1,
            home=human.home,
            relation="子女",
            name=names.name(self.rng, sex=sex, born_on=born, surname=names.surname_of(human.name)),
            id_number=self.people.numbers.identity(born, sex),
            sex=sex,
            born_on=born,
            phone=self.people.numbers.phone(),
            village=human.village,
        )

    def _accounts(self) -> None:
        """Most accounts that were missing are found, most unverified ones looked at, in time."""
        rng = self.rng
        for human in self.people.humans:
            if not human.rights or human.serial in self.busy or rng.randrange(10) >= 6:
                continue
            on = self._between(self.first, self.today)
            if human.account is None:
                account = new_account(rng, self.people.numbers, human)
                self.events.append(AccountGiven(on, human.serial, account))
                verified = on + timedelta(days=rng.randint(1, 3))
            elif not human.account.is_verified:
                verified = on
            else:
                continue
            self.busy.add(human.serial)
            self.events.append(AccountVerified(verified, human.serial))

    def _regradings(self) -> None:
        free = self._free((DISABILITY,))
        wanted = self._number(REGRADINGS, len(free), 2)
        for human, right in free:
            grade = min(max(right.grade + self.rng.choice((-1, -1, -1, -2, 1)), 1), 10)
            # The illness class ends at grade 6.
            if grade == right.grade or (right.rate_class == "illness" and grade > 6):
                continue
            approved = self._between(add_months(self.first, 1), self.today - timedelta(days=3))
            number = document_no(approved, self.rng)
            self._take(
                human, Regraded(approved, human.serial, right.scheme, approved, grade, number)
            )
            wanted -= 1
            if not wanted:
                return

    def _suspensions(self) -> None:
        free = self._free()
        for human, right in free[: self._number(SUSPENSIONS, len(free), 2)]:
            since = self._between(self.first, self.today - timedelta(days=40))
            number = document_no(since, self.rng)
            on = since + timedelta(days=self.rng.randint(3, 25))
            self._take(human, Suspended(on, human.serial, right.scheme, since, _SUSPENSION, number))
            months = self.rng.randint(2, 9) if self.years > 1 else 2
            resumed = add_months(on, months).replace(day=self.rng.randint(1, 9))
            self.events.append(
                Resumed(resumed, human.serial, right.scheme, document_no(resumed, self.rng))
            )

    def _transfers(self) -> None:
        """The old county pays until December, whenever in the year somebody moves."""
        free = self._free()
        for human, right in free[: self._number(TRANSFERS, len(free), 2)]:
            moved = self._between(self.first, self.today - timedelta(days=2))
            on = min(moved + timedelta(days=self.rng.randint(1, 9)), self.today)
            self._take(human, Ended(on, human.serial, right.scheme, moved, EndReason.TRANSFER))

    def _holds(self) -> None:
        free = self._free()
        for human, right in free[: self._number(HOLDS, len(free), 3)]:
            reason, note = self.rng.choice(_HOLD_REASONS)
            on = self._between(self.first, self.today - timedelta(days=8)).replace(
                day=self.rng.randint(2, 9)
            )
            self._take(human, HoldPlaced(on, human.serial, right.scheme, reason))
            released = on + timedelta(days=self.rng.randint(20, 100))
            self.events.append(HoldReleased(released, human.serial, right.scheme, note))

    def _take(self, human: Human, event: Event) -> None:
        self.busy.add(human.serial)
        self.events.append(event)


def _in_turn(dying: list[Human]) -> list[Human]:
    """One without a tail, one with a tail, and so on, so that every fate meets both. Children of
    martyrs come last: what the first ones meet would disturb the batch that waits."""
    without = [h for h in dying if all(r.scheme not in HAS_TAIL for r in h.rights)]
    without.sort(key=lambda human: human.rights[0].scheme == MARTYR_CHILD)
    with_tail = [h for h in dying if h not in without]
    pairs = [human for pair in zip(without, with_tail, strict=False) for human in pair]
    return pairs + without[len(with_tail) :] + with_tail[len(without) :]


def mortality(age: int) -> float:
    """Chance to die within a year at that age; near enough to a life table for a demo."""
    return min(0.0016 * exp(0.1 * (age - 45)), 0.4)
