"""Inventing the people: one life after the other, its dates fitting each other. Pure.

From a seed, a day called ``today`` and a list of villages; the same three give the same people.
Nobody joins before 17, a rural veteran is 60 on the day of approval, a child of a martyr was born
before the wars were over.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from support_services.subsidies.demo import names
from support_services.subsidies.demo.numbers import Numbers, pick
from support_services.subsidies.demo.places import Places, Village
from support_services.subsidies.demo.population import (
    BEREAVED,
    COMBAT,
    DISABILITY,
    FULL,
    ILL,
    MARTYR_CHILD,
    RURAL,
    SEED,
    SIX_SCHEMES,
    Held,
    Home,
    Human,
    Population,
    Right,
    Size,
    age_on,
    document_no,
    first_paid_month,
    new_account,
    years_after,
)
from veterans.foundation.months import add_months


def invent(
    villages: Sequence[Village], *, today: date, size: Size = FULL, seed: int = SEED
) -> Population:
    """Everybody, in bounded time: some seconds for a whole district."""
    return _Maker(villages, today, size, seed).population()


# Grade and class of a disability as they are spread: most are lightly disabled. The illness class
# exists for grades 1 to 6 only (军人抚恤优待条例 2024, art. 27).
_GRADES = (
    ("1", 5), ("2", 8), ("3", 13), ("4", 20), ("5", 45), ("6", 90), ("7", 150), ("8", 240),
    ("9", 190), ("10", 239),
)  # fmt: skip
_CAUSES = (("combat", 30), ("duty", 55), ("illness", 15))
_CAUSES_LIGHT = (("combat", 32), ("duty", 68))
_BEREAVED = (("martyr", 45), ("duty_death", 20), ("illness_death", 35))
_BEREAVED_CATEGORY = {"martyr": "SS-L", "duty_death": "SS-G", "illness_death": "SS-B"}
_BEREAVED_RELATION = (("配偶", 45), ("父亲", 14), ("母亲", 26), ("子女", 15))

# Joining years of those who fought or took part in tests, the years of the wars most of all.
_COMBAT_YEARS = (
    ("1962", 4), ("1965", 5), ("1968", 5), ("1969", 5), ("1972", 4), ("1974", 6), ("1976", 16),
    ("1977", 14), ("1978", 26), ("1979", 14), ("1981", 10), ("1983", 12), ("1984", 10), ("1985", 6),
)  # fmt: skip

# Years as a conscript: three and more before 1999, two since; and months beyond whole years.
_YEARS_BEFORE = (("3", 50), ("4", 28), ("5", 12), ("2", 10))
_YEARS_SINCE_1999 = (("2", 1),)
_ODD_MONTHS = (
    ("0", 40), ("1", 9), ("2", 8), ("4", 7), ("6", 8), ("7", 7), ("9", 6), ("10", 8), ("11", 7),
)  # fmt: skip

RURAL_FROM, RURAL_UNTIL = date(1954, 11, 1), date(2011, 11, 1)
RURAL_POLICY = date(2011, 8, 1)
COMBAT_POLICY = date(2007, 8, 1)
MARTYR_CHILD_POLICY = date(2012, 1, 1)

# One account in so many is missing, or not verified, on the first day.
NO_ACCOUNT_IN, UNVERIFIED_IN = 220, 180
# One right in so many that began in the portal's own time was registered late.
LATE_IN = 7


class _Maker:
    def __init__(self, villages: Sequence[Village], today: date, size: Size, seed: int) -> None:
        self.today, self.size = today, size
        self.rng = Random(f"{seed}:people")
        self.places = Places(Random(f"{seed}:places"), villages, largest=size.villages)
        self.numbers = Numbers(Random(f"{seed}:numbers"))
        self.first = add_months(today, -size.months)
        # What was approved later than this could not be registered before the last month was run.
        self.last_approval = add_months(today, -1) + timedelta(days=5)
        self.homes: list[Home] = []
        self.humans: list[Human] = []

    def population(self) -> Population:
        makers = {
            RURAL: self._rural,
            COMBAT: self._combat,
            DISABILITY: self._disabled,
            ILL: self._ill,
            BEREAVED: self._bereaved,
            MARTYR_CHILD: self._martyr_child,
        }
        for scheme in SIX_SCHEMES:
            for _ in range(self.size.rights[scheme]):
                makers[scheme]()
        self._second_members()
        while len(self.homes) < self.size.homes:
            self._ordinary_home()
        return Population(self.today, self.size, self.homes, self.humans, self.numbers)

    # --- homes and persons ---------------------------------------------------------------

    def _home(self, *, rural: bool = False) -> int:
        village = self.places.village()
        for _ in range(6):
            if not (rural and village.is_urban):
                break
            village = self.places.village()
        serial = len(self.homes) + 1
        address = f"{village.town}{village.short_name}演示{self.rng.randint(1, 480)}号"
        self.homes.append(Home(f"YS{serial:06d}", village, address))
        return serial - 1

    def _human(
        self,
        born_on: date,
        *,
        sex: str = "",
        home: int | None = None,
        relation: str = "户主",
        surname: str = "",
        rural: bool = False,
    ) -> Human:
        rng = self.rng
        sex = sex or ("female" if rng.randrange(32) == 0 else "male")
        if home is None:
            home = self._home(rural=rural)
        human = Human(
            serial=len(self.humans),
            home=home,
            relation=relation,
            name=names.name(rng, sex=sex, born_on=born_on, surname=surname),
            id_number=self.numbers.identity(born_on, sex),
            sex=sex,
            born_on=born_on,
            phone=self.numbers.phone() if rng.randrange(12) else "",
            village=self.homes[home].village,
        )
        self.humans.append(human)
        return human

    def _account(self, human: Human) -> None:
        if self.rng.randrange(NO_ACCOUNT_IN) == 0:
            return
        verified = self.rng.randrange(UNVERIFIED_IN) != 0
        human.account = new_account(self.rng, self.numbers, human, is_verified=verified)

    def _born(self, oldest: float, youngest: float, *, mode: float = 0.5) -> date:
        """A birth such that the person's age today lies between the two, most near ``mode``."""
        years = self.rng.triangular(youngest, oldest, youngest + (oldest - youngest) * mode)
        return self.today - timedelta(days=int(years * 365.25) + self.rng.randrange(365))

    def _day(self, first: date, last: date) -> date:
        span = max((last - first).days, 0)
        return first + timedelta(days=self.rng.randint(0, span))

    def _joined(self, born_on: date) -> date:
        """A day of joining at 17 to 22, in the months when people are called up."""
        year = born_on.year + self.rng.randint(18, 21)
        if year >= 2013:
            return date(year, 9, self.rng.randint(5, 25))
        return date(year, self.rng.choice((11, 12, 12)), self.rng.randint(1, 28))

    def _served(self, joined_on: date) -> tuple[int, int]:
        """Years and months as a conscript: three or four years before 1999, two since."""
        years = int(pick(self.rng, _YEARS_SINCE_1999 if joined_on.year >= 1999 else _YEARS_BEFORE))
        return years, int(pick(self.rng, _ODD_MONTHS))

    def _right(self, human: Human, scheme: str, approved_on: date, **facts: int | str) -> Right:
        """A right, registered on time or late if it began in the portal's own time."""
        right = Right(
            scheme=scheme,
            approved_on=approved_on,
            start=first_paid_month(scheme, approved_on),
            document_no=document_no(approved_on, self.rng),
            **facts,  # type: ignore[arg-type]
        )
        if approved_on >= self.first:
            right.registered_on = self._registered(approved_on)
        human.rights.append(right)
        return right

    def _registered(self, approved_on: date) -> date:
        room = (self.today - approved_on).days
        if room > 60 and self.rng.randrange(LATE_IN) == 0:
            return approved_on + timedelta(days=self.rng.randint(45, min(room, 260)))
        return approved_on + timedelta(days=self.rng.randint(1, 4))

    def _approved(self, earliest: date, *, new_in: int) -> date:
        """Mostly long ago; one in ``new_in`` within the months the portal has paid."""
        if self.rng.randrange(new_in) == 0:
            day = self._day(max(self.first, earliest), self.last_approval)
            # Approvals of a month are signed in its first days.
            return max(day.replace(day=self.rng.randint(1, 6)), self.first)
        return self._day(earliest, self.first - timedelta(days=1))

    # --- the six schemes -----------------------------------------------------------------

    def _rural(self) -> None:
        """60岁农村籍: a conscript from a village, paid from the month of the 60th birthday."""
        born = self._born(89, 59, mode=0.15)
        joined = self._joined(born)
        turns_60 = years_after(born, 60)
        if joined < RURAL_FROM or turns_60 > self.last_approval:
            born = born.replace(year=self.today.year - 66, day=min(born.day, 28))
            joined = self._joined(born)
            turns_60 = years_after(born, 60)
        human = self._human(born, sex="male", rural=True)
        years, months = self._served(joined)
        human.joined_on = joined
        left = years_after(joined, years + 1)
        approved = max(turns_60, RURAL_POLICY)
        right = self._right(human, RURAL, approved, service_years=years, service_months=months)
        human.categories += [
            Held("TY", left, right.approved_on),
            Held("NC60", right.approved_on, None, right.document_no),
        ]
        self._account(human)

    def _combat(self) -> None:
        """参战参试: joined around the wars, some as conscripts of other years on tests."""
        year = int(pick(self.rng, _COMBAT_YEARS))
        joined = date(year, 12 if year < 2013 else 9, self.rng.randint(1, 28))
        born = self._day(date(year - 21, 1, 1), date(year - 18, 12, 1))
        human = self._human(born, sex="male")
        human.joined_on = joined
        approved = self._approved(COMBAT_POLICY, new_in=35)
        right = self._right(human, COMBAT, approved)
        category = "CS" if self.rng.randrange(20) == 0 else "CZ"
        human.categories.append(Held(category, right.approved_on, None, right.document_no))
        self._account(human)

    def _disabled(self) -> None:
        """残疾军人: grade and class as they are spread; those disabled in war are of its age."""
        rng = self.rng
        grade = int(pick(rng, _GRADES))
        cause = pick(rng, _CAUSES if grade <= 6 else _CAUSES_LIGHT)
        if cause == "combat":
            year = int(pick(rng, _COMBAT_YEARS))
            born = self._day(date(year - 21, 1, 1), date(year - 18, 12, 1))
            joined = date(year, 12, rng.randint(1, 28))
        else:
            born = self._born(88, 25, mode=0.55)
            joined = self._joined(born)
        human = self._human(born)
        human.joined_on = joined
        approved = self._approved(
            min(joined + timedelta(days=rng.randint(300, 1400)), self.first - timedelta(days=40)),
            new_in=30,
        )
        right = self._right(human, DISABILITY, approved, grade=grade, rate_class=cause)
        human.categories.append(Held("DIS", right.approved_on, None, right.document_no))
        if cause == "combat" and grade >= 7 and rng.randrange(6) == 0:
            # Two rights of one person: the stacking rules say which one is paid.
            approved = self._day(COMBAT_POLICY, self.first - timedelta(days=1))
            other = self._right(human, COMBAT, approved)
            human.categories.append(Held("CZ", other.approved_on, None, other.document_no))
        self._account(human)

    def _ill(self) -> None:
        """带病回乡: left the service ill and went back to the village."""
        born = self._born(84, 46, mode=0.5)
        joined = self._joined(born)
        human = self._human(born, sex="male", rural=True)
        human.joined_on = joined
        earliest = years_after(joined, 4)
        approved = self._approved(max(earliest, date(1985, 1, 1)), new_in=50)
        right = self._right(human, ILL, approved)
        human.categories.append(Held("DB", right.approved_on, None, right.document_no))
        self._account(human)

    def _bereaved(self) -> None:
        """三属: spouse, father, mother or child of somebody who died; children until 18."""
        rng = self.rng
        cause = pick(rng, _BEREAVED)
        relation = pick(rng, _BEREAVED_RELATION)
        if relation == "子女":
            # None is 18 before the portal begins; some come to be since.
            eldest = 17 + self.size.months / 12
            born = self._born(eldest, 6, mode=0.8)
            sex = rng.choice(("male", "female"))
            earliest = born + timedelta(days=200)
        elif relation == "配偶":
            born = self._born(90, 34, mode=0.6)
            sex = "female"
            earliest = years_after(born, 26)
        else:
            born = self._born(92, 50, mode=0.5)
            sex = "male" if relation == "父亲" else "female"
            earliest = years_after(born, 44)
        human = self._human(born, sex=sex)
        earliest = max(min(earliest, self.first - timedelta(days=40)), date(1980, 1, 1))
        right = self._right(human, BEREAVED, self._approved(earliest, new_in=22), rate_class=cause)
        category = _BEREAVED_CATEGORY[cause]
        human.categories.append(Held(category, right.approved_on, None, right.document_no))
        self._account(human)

    def _martyr_child(self) -> None:
        """部分烈士老年子女: 60 or older, the parent fell in the wars before 1954."""
        born = self._day(date(1931, 1, 1), date(1953, 6, 30))
        human = self._human(born, sex=self.rng.choice(("male", "female")), rural=True)
        earliest = max(years_after(born, 60), MARTYR_CHILD_POLICY)
        right = self._right(human, MARTYR_CHILD, self._approved(earliest, new_in=60))
        human.categories.append(Held("LSZN", right.approved_on, None, right.document_no))
        self._account(human)

    # --- everybody else ------------------------------------------------------------------

    def _second_members(self) -> None:
        """A spouse in about every second home that draws money."""
        for human in list(self.humans):
            if age_on(human.born_on, self.today) < 26 or self.rng.randrange(100) >= 48:
                continue
            if len(self.humans) - len(self.homes) >= self.size.people - self.size.homes:
                return
            self._spouse(human)

    def _spouse(self, human: Human) -> Human:
        sex = "male" if human.sex == "female" else "female"
        younger = self.rng.randint(-700, 1500) * (1 if human.sex == "male" else -1)
        return self._human(
            human.born_on + timedelta(days=younger), sex=sex, home=human.home, relation="配偶"
        )

    def _ordinary_home(self) -> None:
        """A home with a plaque and nothing to draw: another veteran, a soldier's family."""
        rng = self.rng
        spare = self.size.people - self.size.homes - (len(self.humans) - len(self.homes))
        more = spare > 0 and rng.random() < spare / max(self.size.homes - len(self.homes), 1)
        kind = rng.randrange(100)
        if kind < 84:
            born = self._born(96, 22, mode=0.45)
            joined = min(self._joined(born), self.today - timedelta(days=900))
            human = self._human(born)
            human.joined_on = joined
            left = joined + timedelta(days=rng.randint(730, 880))
            # Joined before November 1954 and discharged later: the old demobilised.
            old = joined < RURAL_FROM
            human.categories.append(Held("FY" if old else "TY", left))
            if more:
                self._spouse(human)
            return
        born = self._born(58, 40, mode=0.4)
        human = self._human(born, sex=rng.choice(("male", "female", "female")))
        since = self._day(years_after(self.today, -2), self.today - timedelta(days=30))
        if kind < 90:
            human.categories.append(Held("YWB", since, years_after(since, 2)))
        else:
            since -= timedelta(days=rng.randint(700, 4000))
            human.categories.append(Held("JS", since))
        if more:
            spouse = self._spouse(human)
            spouse.categories.extend(human.categories)
