"""The reward of a merit: a grant of the ledger, entered from the letter or found there.

A letter has one reward at a time. Where its grant was refused, withdrawn or cancelled, it may be
rewarded again; what is paid twice for one merit the ledger itself refuses (``grant_merit_once``).
"""

from datetime import date, datetime

from django.db import transaction

from honors.letters.models import Letter
from honors.letters.selectors import grants_for, is_rewarded, letter_visible_to
from honors.letters.services.log import record
from honors.letters.states import LetterState
from support_services.subsidies.grant_states import GrantKind
from support_services.subsidies.merit_rules import MERIT_KINDS
from support_services.subsidies.services.grant_reckoning import Asked
from support_services.subsidies.services.grants import enter_grant
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused
from veterans.registry.models import Person


@transaction.atomic
def enter_reward(
    *,
    letter_id: int,
    month: date,
    merit: str = "",
    payee: Person | None = None,
    by: User,
    at: datetime,
    today: date,
) -> Letter:
    """录入奖励金: a flat reward with what the letter says, entered and linked in one transaction.

    ``merit``: as which of the merits of the letter's kind it counts, "" for the usual one.
    ``payee``: who draws it, the soldier himself where nobody is named. Refuses what was not
    checked, what has a reward, and whatever the grant itself refuses: no figure in force, the same
    merit in a conscript's year, a soldier who has died without a payee.
    """
    require(by, "grants.enter")
    letter = _locked(letter_id, by)
    codes = MERIT_KINDS[letter.merit]
    if merit and merit not in codes:
        raise Refused("请按喜报上的等次选择。")
    if letter.person.died_on is not None and payee is None:
        raise Refused("立功军人已登记去世，请填写领取奖励金的家属。")
    letter.grant = enter_grant(
        asked=Asked(
            GrantKind.MERIT,
            year=letter.awarded_on.year,
            merits=(merit or codes[0],),
            awarded_on=letter.awarded_on,
        ),
        person=letter.person,
        months=[month],
        payee=payee,
        document_no=letter.document_no,
        by=by,
        at=at,
        today=today,
    )
    return _linked(letter, by, at)


@transaction.atomic
def link_reward(*, letter_id: int, grant_id: int, by: User, at: datetime) -> Letter:
    """The reward is a grant that was entered elsewhere; here it is only said which. Refuses one of
    somebody else, of another merit, one that is ended, one of another letter."""
    require(by, "letters.enter")
    letter = _locked(letter_id, by)
    grant = grants_for(by, letter).filter(pk=grant_id).first()
    if grant is None:
        raise Refused("请选择给这位军人核发的、按这项立功增发或奖励的、没有用在别的喜报上的一项。")
    letter.grant = grant
    return _linked(letter, by, at)


def _locked(letter_id: int, by: User) -> Letter:
    known = letter_visible_to(by, letter_id)
    rows = Letter.objects.select_for_update(of=("self",)).select_related("person", "grant")
    letter = rows.get(pk=known.pk)
    if letter.state in (LetterState.RECEIVED, LetterState.DROPPED):
        raise Refused("核对相符以后才能登记奖励金。")
    if is_rewarded(letter):
        raise Refused("这份喜报的奖励金已经录入，不用再录。要改的，先在“核发”里撤回或者取消。")
    return letter


def _linked(letter: Letter, by: User, at: datetime) -> Letter:
    assert letter.grant is not None
    letter.save(update_fields=["grant"])
    record("rewarded", letter, by, at, grant=letter.grant.pk)
    return letter
