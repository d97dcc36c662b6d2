"""The verbs of good news: received, checked by another, planned, brought, called back."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from honors.letters.models import Letter
from honors.letters.rules import due_on
from honors.letters.selectors import days_allowed, letter_visible_to, place_of
from honors.letters.services.log import record
from honors.letters.services.rewards import enter_reward, link_reward
from honors.letters.states import MERITS, MOVES
from support_services.subsidies.grant_states import GrantState
from support_services.subsidies.services.grants import refuse_grant
from support_services.visits.services import HandedOver, Taker, record_hand_over
from support_services.visits.states import Way
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import history
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kind_in
from veterans.regions.models import Level
from veterans.regions.selectors import region_by_code
from veterans.registry import rules as registry_rules
from veterans.registry.models import Merit
from veterans.registry.selectors import person_visible_to
from veterans.registry.services.file import save_checked

__all__ = [
    "check_letter",
    "deliver_letter",
    "drop_letter",
    "enter_reward",
    "link_reward",
    "plan_letter",
    "recall_letter",
    "receive_letter",
]

ONCE = "这项立功的喜报已经登记过。"


@transaction.atomic
def receive_letter(
    *,
    person_id: int,
    merit: str,
    title: str = "",
    awarded_on: date,
    document_no: str,
    received_on: date,
    college_on: date | None = None,
    region: str = "",
    by: User,
    at: datetime,
    today: date,
) -> Letter:
    """A notice came from the army. ``college_on``: when he went to the college from which he
    enlisted. ``region``: the code of the place that congratulates, "" for what the file says.

    Refuses a designation of a unit, days in the wrong order or to come, the same merit twice, and
    a place that neither the file nor the form tells.
    """
    require(by, "letters.enter")
    person = person_visible_to(by, person_id)
    if person.died_on is not None and awarded_on > person.died_on:
        raise Refused("授予日期在去世以后，请核对。")
    if merit not in MERITS:
        raise Refused("请选择立功受奖的等次。")
    if not awarded_on <= received_on <= today:
        raise Refused("授予日期不能晚于收到日期，收到日期不能晚于今天。")
    number = _open(document_no, "通知文号", 60)
    if not number:
        raise Refused("请填写通知的文号或者日期，以后好核对。")
    place = region_by_code(region) if region else place_of(person, college_on=college_on)
    if place is None or place.level == Level.COUNTY:
        raise Refused(
            "档案上查不到入伍前（从高校入伍的，上学前）的户籍地，请选择由哪个镇街、村居送喜报。"
        )
    made = Letter(
        person=person,
        merit=merit,
        title=_open(title, "名称", 80),
        awarded_on=awarded_on,
        document_no=number,
        received_on=received_on,
        due_on=due_on(received_on, days_allowed()),
        from_college=college_on is not None,
        region=place,
        entered_by=by,
        entered_at=at,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(ONCE) from error
    record("received", made, by, at, merit=merit)
    return made


@transaction.atomic
def check_letter(
    *, letter_id: int, forces_said: str, by: User, at: datetime, today: date
) -> Letter:
    """核对相符: another person, and the armed forces office. The merit is written into the file, or
    linked where it stands there already."""
    letter = _locked(letter_id, "check", by)
    said = _open(forces_said, "人武部核对", 80)
    if not said:
        raise Refused("请写明人武部谁、哪一天核对的。")
    _not_own(letter, by)
    row = Merit.objects.filter(
        person=letter.person_id,
        kind=letter.merit,
        awarded_on=letter.awarded_on,
        title=letter.title,
    ).first()
    if row is None:
        history.sign(by=by, why=f"立功喜报核对相符（第 {letter.pk} 份）", at=at)
        row = Merit(
            person_id=letter.person_id,
            kind=letter.merit,
            title=letter.title,
            awarded_on=letter.awarded_on,
            document_no=letter.document_no,
            entered_by=letter.entered_by,
            entered_at=at,
        )
        save_checked(row)
    letter.merit_row, letter.forces_said = row, said
    return _moved(letter, "check", by, at)


@transaction.atomic
def drop_letter(*, letter_id: int, why: str, by: User, at: datetime) -> Letter:
    """核对不符: back, with why; the same may be entered anew."""
    letter = _locked(letter_id, "drop", by)
    letter.checked_why = _open(why, "原因", 200)
    if not letter.checked_why:
        raise Refused("请写明哪里不符。")
    _not_own(letter, by)
    return _moved(letter, "drop", by, at)


@transaction.atomic
def plan_letter(
    *, letter_id: int, team: str, planned_on: date, by: User, at: datetime, today: date
) -> Letter:
    """Who goes and when; may be planned again."""
    letter = _locked(letter_id, "plan", by)
    letter.team = _open(team, "送喜报的人", 120)
    if not letter.team:
        raise Refused("请写明谁去送：镇街、村居、人武部的谁。")
    if planned_on < today:
        raise Refused("送喜报的日期已经过去了；已经送了的，请登记送达。")
    letter.planned_on = planned_on
    return _moved(letter, "plan", by, at)


@transaction.atomic
def deliver_letter(
    *,
    letter_id: int,
    delivered_on: date,
    taker: Taker,
    files: Sequence[bytes] = (),
    photo_consent: bool = False,
    by: User,
    at: datetime,
    today: date,
) -> Letter:
    """Brought to the family: a hand-over of the visits, with photos by consent. Refuses what is
    brought already, what was not checked, a day before the award."""
    letter = _locked(letter_id, "deliver", by)
    if delivered_on < letter.awarded_on:
        raise Refused("送达日期不能早于授予日期。")
    letter.visit = record_hand_over(
        person=letter.person,
        visited_on=delivered_on,
        way=Way.HOME.value,
        thing=HandedOver("good_news", f"{letter.get_merit_display()}{letter.title}"[:80]),
        taker=taker,
        files=files,
        photo_consent=photo_consent,
        by=by,
        at=at,
        today=today,
    )
    letter.delivered_on = delivered_on
    return _moved(letter, "deliver", by, at)


@transaction.atomic
def recall_letter(*, letter_id: int, why: str, by: User, at: datetime) -> Letter:
    """发现有误: what was checked turns out to be wrong, before it is brought; the same may be
    entered anew. A reward nobody has decided on is refused with it. What else follows, an approved
    reward and the row of the file, is done by people: the letter says what there is. One that was
    brought: its hand-over is voided first."""
    letter = _locked(letter_id, "recall", by)
    letter.checked_why = _open(why, "原因", 200)
    if not letter.checked_why:
        raise Refused("请写明错在哪里。")
    _not_own(letter, by)
    if letter.grant is not None and letter.grant.state == GrantState.DRAFT:
        reason = f"喜报有误，作废：{letter.checked_why}"[:200]
        refuse_grant(grant_id=letter.grant.pk, reason=reason, by=by, at=at)
    return _moved(letter, "recall", by, at)


def _open(text: str, what: str, longest: int) -> str:
    clean = registry_rules.clean_open_text(text, what=what, longest=longest)
    if kind_in(clean):
        raise Refused(f"{what}里不要写身份证号、电话或账号。")
    return clean


def _not_own(letter: Letter, by: User) -> None:
    if letter.entered_by_id == by.pk:
        raise Refused("登记人不能自己核对，请由另一人核对。")


def _locked(letter_id: int, verb: str, by: User) -> Letter:
    starts, _, duty, label = MOVES[verb]
    require(by, duty)
    known = letter_visible_to(by, letter_id)
    letter = (
        Letter.objects.select_for_update(of=("self",)).select_related("person").get(pk=known.pk)
    )
    if letter.state not in starts:
        raise Refused(f"现在是“{letter.get_state_display()}”，不能{label}。请刷新查看。")
    return letter


def _moved(letter: Letter, verb: str, by: User, at: datetime) -> Letter:
    if verb in ("check", "drop"):
        letter.checked_by, letter.checked_at = by, at
    letter.state = MOVES[verb][1].value
    letter.save()
    record(verb, letter, by, at)
    return letter
