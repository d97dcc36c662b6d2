"""Pure: which year and day fit, whose consent fits whom, what a story is. No clock, no database."""

from datetime import date

from honors.roll.states import Consent, HonoureeKind
from veterans.foundation.errors import Refused

FIRST_YEAR = 1949
NAME_LENGTH, CITATION_LENGTH, STORY_LENGTH = 40, 300, 3000
# People; what they are has to be theirs to publish.
OF_PEOPLE = frozenset({HonoureeKind.PERSON, HonoureeKind.FAMILY})
OF_A_PERSON = frozenset({Consent.SELF, Consent.KIN, Consent.UNIT})


def check_year(year: int, conferred_on: date | None, *, today: date) -> None:
    """Refuses a year that cannot be, and a day of conferring that is no day of it: the honours of
    a year are conferred in it or in the next."""
    if not FIRST_YEAR <= year <= today.year:
        raise Refused(f"年度填 {FIRST_YEAR} 至 {today.year} 之间的年份。")
    if conferred_on is None:
        return
    if conferred_on > today:
        raise Refused("表彰日期不能晚于今天。表彰了再录入。")
    if conferred_on.year not in (year, year + 1):
        raise Refused(f"{year} 年度的荣誉，表彰日期应当在 {year} 年或 {year + 1} 年，请核对。")


def check_consent(
    consent: str, given_on: date | None, *, kind: str, died_on: date | None, today: date
) -> None:
    """Refuses a consent that does not fit whom it is about. None at all is fine in a draft.

    ``died_on``: of the person in the register who is honoured; whoever is dead has agreed before,
    or his next of kin agree.
    """
    if not consent:
        if given_on is not None:
            raise Refused("填了同意日期的，请选择是谁同意公布。")
        return
    if consent == Consent.NOT_A_PERSON:
        if kind in OF_PEOPLE:
            raise Refused("个人、家庭的荣誉要有本人、近亲属或者所在部队的同意。")
        return
    if given_on is None:
        raise Refused("请填写同意书上的日期。")
    if given_on > today:
        raise Refused("同意日期不能晚于今天。")
    if consent == Consent.SELF and died_on is not None and given_on > died_on:
        raise Refused("档案里此人已去世，同意日期在去世以后；请由近亲属书面同意。")


def has_consent(consent: str, given_on: date | None, *, kind: str) -> bool:
    """Whether what is recorded is enough to publish; the database holds the same."""
    if consent == Consent.NOT_A_PERSON:
        return kind not in OF_PEOPLE
    return consent in OF_A_PERSON and given_on is not None


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a story: lines that are not empty, spaces tidied."""
    return [line for line in (" ".join(one.split()) for one in text.splitlines()) if line]


def is_same_name(shown: str, filed: str) -> bool:
    """Whether the name that is published can be that of the file: ``王秀英`` in ``王秀英家庭``."""
    one, other = "".join(shown.split()), "".join(filed.split())
    return bool(other) and other in one
