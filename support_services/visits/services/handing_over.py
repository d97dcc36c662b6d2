"""送达: a plaque, a letter, a certificate is put into somebody's hands, at home or at the station.

It is a visit with something in the hand: visit, things handed over, the plaque of the home and the
letters that waited are one transaction. One plaque for each home, replaced when it is worn or lost;
after a death it stays and is not replaced
(《为烈属、军属和退役军人等家庭悬挂光荣牌工作实施办法》).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from support_services.notices.services import carrying
from support_services.visits.models import HandOver, Visit
from support_services.visits.services.log import record
from support_services.visits.services.visiting import write_down
from support_services.visits.states import (
    HANDED_LABELS,
    HANDED_NAMED,
    HANDED_WAYS,
    MET_BY,
    REPLACED_LABELS,
    TAKEN_LABELS,
    HandedKind,
    Reason,
    TakenBy,
)
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kind_in
from veterans.registry import rules
from veterans.registry.models import Household, Person
from veterans.registry.services.homes import Plaque, home_for_plaque, plaque_of, set_plaque
from veterans.registry.services.people import locked_person

DEAD = (
    "此人已登记去世：家里的光荣牌保留，不再更换，也不再给他送达。送给家属的，请在家属的档案上登记。"
)
ALREADY = "同一天给此人送达的同样东西已经登记过了；写错的，请先作废原来的一条。"
CHANGED_SINCE = "这一户的光荣牌后来又改过，没有改动，请核对。"


@dataclass(frozen=True)
class HandedOver:
    """What was brought: a ``HandedKind``, or "" where only letters were; its name or number."""

    kind: str = ""
    what: str = ""
    plaque_number: str = ""
    replaced_why: str = ""


@dataclass(frozen=True)
class Taker:
    """Who took it (``TakenBy``); name and relation of whoever is not the person."""

    who: str = TakenBy.SELF.value
    name: str = ""
    relation: str = ""


HIMSELF = Taker()


@transaction.atomic
def record_hand_over(
    *,
    person: Person,
    visited_on: date,
    way: str,
    thing: HandedOver,
    letters: Collection[int] = (),
    taker: Taker = HIMSELF,
    files: Sequence[bytes] = (),
    photo_consent: bool = False,
    by: User,
    at: datetime,
    today: date,
) -> Visit:
    """Something was handed over; ``letters`` are printed notices of this person that waited.

    Refuses the dead, another way than at home or at the station, nothing at all, what needs a name
    and has none, personal numbers, a taker without name or relation, the same thing twice on a day,
    days and photos as a visit does. A plaque: no home on file, a number that hangs at another home,
    a home with another number unless ``replaced_why`` says why that one went, a day before the one
    that hung there.
    """
    require(by, "visits.record")
    who = locked_person(person, by=by)
    if who.died_on is not None:
        raise Refused(DEAD)
    if way not in HANDED_WAYS:
        raise Refused("送达只能是上门或者到站，请选择。")
    if not thing.kind and not letters:
        raise Refused("请选择送的什么，或者勾选要送达的书面通知。")
    taken = _checked_taker(taker)
    row = _checked_thing(thing, who, visited_on) if thing.kind else None
    visit = Visit(
        person=who,
        visited_on=visited_on,
        way=way,
        met=MET_BY[TakenBy(taken.who)].value,
        reason=Reason.DELIVERY.value,
    )
    write_down(visit, files=files, photo_consent=photo_consent, by=by, at=at, today=today)
    rows = [row] if row is not None else []
    if row is not None and row.kind == HandedKind.PLAQUE:
        _hang(row, who, thing.replaced_why, visited_on, by, at)
    rows += [
        HandOver(kind=HandedKind.PAPER.value, what=letter.title, letter=letter.pk)
        for letter in carrying.hand_over(person=who, notice_ids=letters, by=by, at=at)
    ]
    for one in rows:
        one.person, one.visit = who, visit
        one.taken_by, one.taker_name, one.taker_relation = taken.who, taken.name, taken.relation
        one.save(force_insert=True)
    kinds = [one.kind for one in rows]
    record("handed_over", "visit", visit.pk, by, at, person=who.pk, kinds=kinds, taken=taken.who)
    return visit


def _open(text: str, *, what: str, longest: int) -> str:
    """Short text without a number that is somebody's."""
    clean = rules.clean_open_text(text, what=what, longest=longest)
    if kind_in(clean):
        raise Refused(f"{what}里不要写身份证号、电话或账号。")
    return clean


def _checked_taker(taker: Taker) -> Taker:
    if taker.who not in TAKEN_LABELS:
        raise Refused("请选择谁收的。")
    if taker.who == TakenBy.SELF:
        return Taker(taker.who)
    if not taker.name.strip() or not taker.relation.strip():
        raise Refused("不是本人收的，请写明收的人姓名、与本人的关系。")
    name = rules.clean_name(taker.name)
    if kind_in(name):
        raise Refused("收的人姓名里不要写身份证号、电话或账号。")
    return Taker(taker.who, name, _open(taker.relation, what="与本人的关系", longest=20))


def _checked_thing(thing: HandedOver, who: Person, on: date) -> HandOver:
    if thing.kind not in HANDED_LABELS:
        raise Refused("请选择送的什么。")
    row = HandOver(kind=thing.kind, what=_open(thing.what, what="名称、说明", longest=80))
    if thing.kind == HandedKind.PLAQUE:
        row.plaque_number = rules.clean_plaque_number(thing.plaque_number)
        # A plaque's number may well be as long as an account's.
        if kind_in(row.plaque_number) in ("identity number", "mobile number"):
            raise Refused("光荣牌编号像是身份证号或电话，请照牌上的写法核对。")
        return row
    if thing.plaque_number.strip() or thing.replaced_why:
        raise Refused("填了光荣牌编号或更换原因的，“送的什么”请选光荣牌。")
    if thing.kind in HANDED_NAMED and not row.what:
        raise Refused("请写明是什么证件、通知书或者别的东西。")
    again = HandOver.objects.filter(
        person=who,
        kind=row.kind,
        what=row.what,
        letter__isnull=True,
        visit__visited_on=on,
        visit__voided_at__isnull=True,
    )
    if again.exists():
        raise Refused(ALREADY)
    return row


def _hang(row: HandOver, who: Person, why: str, on: date, by: User, at: datetime) -> None:
    """The home gets the number and the day, with what stood before kept on ``row``."""
    home = home_for_plaque(who)
    stood = plaque_of(home)
    same = rules.plaque_key(stood.number) == rules.plaque_key(row.plaque_number)
    if stood.number and same:
        if stood.hung_on is not None:
            raise Refused(f"这一户登记的就是这个编号，{stood.hung_on:%Y-%m-%d} 悬挂，不用再登记。")
        # Known by its number, brought only now: as it is spelt there.
        row.plaque_number = stood.number
    elif stood.number:
        if why not in REPLACED_LABELS:
            raise Refused(
                f"这一户已登记光荣牌 {stood.number}。换了新牌的，请选择原来的牌子为什么换下；"
                "没有换的，请核对是不是这一户。"
            )
        if stood.hung_on is not None and on < stood.hung_on:
            raise Refused(f"原来的牌子是 {stood.hung_on:%Y-%m-%d} 悬挂的，更换不能在那以前。")
        row.replaced_why = why
    row.home, row.stood_number, row.stood_on = home, stood.number, stood.hung_on
    told = f"更换光荣牌：{row.get_replaced_why_display()}" if row.replaced_why else "送达光荣牌"
    set_plaque(home=home, plaque=Plaque(row.plaque_number, on), why=told, by=by, at=at)


# Apps of higher floors that brought something of their own, such as a letter of merit: called with
# the visit, by whom and when, in its transaction; each gives a sentence, or "".
TakesBack = Callable[[Visit, User, datetime], str]
_also: list[TakesBack] = []


def also_take_back(more: TakesBack) -> None:
    """Done from ``AppConfig.ready``; adding it twice adds it once."""
    if more not in _also:
        _also.append(more)


def take_back(visit: Visit, *, by: User, at: datetime) -> str:
    """With a visit that is voided, in its transaction: what it handed over was not. Gives what
    became of it in sentences, "" where it had handed over nothing."""
    rows = list(HandOver.objects.filter(visit=visit))
    letters = [one.letter for one in rows if one.letter is not None]
    plaque = next((one for one in rows if one.kind == HandedKind.PLAQUE), None)
    told = _unhang(plaque, visit, by, at) if plaque is not None else ""
    if letters:
        back = carrying.take_back(notice_ids=letters, by=by, at=at)
        told += f"{back} 份书面通知重新等着送达。" if back else ""
    return told + "".join(more(visit, by, at) for more in _also)


def _unhang(row: HandOver, visit: Visit, by: User, at: datetime) -> str:
    """What hung at the home before, if what this one wrote still stands there."""
    assert row.home_id is not None  # hand_over_plaque_whole
    home = Household.objects.select_for_update().get(pk=row.home_id)
    if plaque_of(home) != Plaque(row.plaque_number, visit.visited_on):
        return CHANGED_SINCE
    before = Plaque(row.stood_number, row.stood_on)
    try:
        set_plaque(home=home, plaque=before, why="送达登记有误，已作废", by=by, at=at)
    except Refused:
        return "原来的光荣牌编号现在登记在另一户，这一户的光荣牌没有改动，请核对。"
    return (
        f"这一户的光荣牌恢复为 {before.number}。" if before.number else "这一户恢复为没有光荣牌。"
    )
