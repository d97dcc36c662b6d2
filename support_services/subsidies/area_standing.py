"""How far the 公示 of one of a station's people is, in words for whoever asks, and what the worker
can do about it.

Asked for a person who was found in the worker's area before. That somebody objects is told, because
it holds the money; who, when and what is not. Nothing here writes.
"""

from dataclasses import dataclass
from datetime import date

from support_services.stations.rules import spoken_name
from support_services.subsidies.area_rosters import is_within
from support_services.subsidies.publicity_rules import day_cn
from support_services.subsidies.publicity_states import STANDING_DONE, STANDING_LABELS, Standing
from support_services.subsidies.selectors.publicity_standing import Followed, followed
from veterans.accounts.models import User
from veterans.foundation.months import month_cn
from veterans.registry.models import Person

STANDING_TONES: dict[Standing, str] = {
    Standing.WAITING: "warn",
    Standing.PROPOSED: "warn",
    Standing.WAIVED: "ok",
    Standing.DRAFTED: "warn",
    Standing.COMING: "info",
    Standing.RUNNING: "info",
    Standing.OBJECTED: "warn",
    Standing.UPHELD: "bad",
    Standing.OVER: "ok",
}
# Where the paper and its days say nothing: what is so, and what is to be done.
_WORDS: dict[Standing, tuple[str, str]] = {
    Standing.WAITING: ("还没有列入公示名单。", "等区局拟公示单，站里现在不用办理。"),
    Standing.PROPOSED: ("区局提出免于公示，等另一人确认。", "站里现在不用办理。"),
    Standing.WAIVED: ("经区局确认，这一项不用公示。", "不影响发放，站里不用办理。"),
    Standing.DRAFTED: ("已列入公示名单，区局还没有发布。", "发布以后张贴，站里现在不用办理。"),
    Standing.OBJECTED: (
        "有人提出异议，核查清楚以前暂缓发放。",
        "等区局下结论，站里不用办理。请为提出人保密。",
    ),
    Standing.UPHELD: ("异议经核查成立，这一项不发放。", "本人有疑问的，请他联系区局。"),
}
# The notice a worker may open, and whether he hangs it up himself.
OWN, TOWNS = "own", "towns"


@dataclass(frozen=True)
class StandingTold:
    """One right or grant that needs 公示. ``of_whom`` is somebody else whose money this person
    draws. ``opens``: which notice ``notice_id`` is, ``OWN`` or ``TOWNS``, or "" for none."""

    entitlement_id: int
    scheme: str
    of_what: str
    of_whom: str
    label: str
    tone: str
    told: str
    cure: str
    opens: str
    notice_id: int
    is_done: bool


def standings(user: User, person: Person, *, today: date) -> list[StandingTold]:
    """Each right and grant of the person that needs 公示; nothing where no rule asks for it."""
    return [_standing(one, user, person) for one in followed(person, today=today)]


def _standing(one: Followed, user: User, person: Person) -> StandingTold:
    subject = one.subject
    opens = _opens(one, user)
    told, cure = _WORDS.get(one.standing) or _by_the_days(one, is_own=opens == OWN)
    return StandingTold(
        entitlement_id=one.entitlement.pk if one.entitlement else 0,
        scheme=subject.scheme.name,
        of_what=_of_what(one),
        of_whom=subject.person.name if subject.person_id != person.pk else "",
        label=STANDING_LABELS[one.standing],
        tone=STANDING_TONES[one.standing],
        told=told,
        cure=cure,
        opens=opens,
        notice_id=one.notice.pk if one.notice and opens else 0,
        is_done=one.standing in STANDING_DONE,
    )


def _of_what(one: Followed) -> str:
    if one.entitlement is not None:
        return f"自{month_cn(one.entitlement.start_month)}起"
    assert one.grant is not None
    return f"{one.grant.year}年度"


def _opens(one: Followed, user: User) -> str:
    notice = one.notice
    if notice is None or one.standing == Standing.DRAFTED:
        return ""
    if is_within(user, notice.region):
        return OWN
    is_town = user.region is not None and notice.region_id == user.region.parent_id
    return TOWNS if is_town and is_within(user, one.subject.person.region) else ""


def _by_the_days(one: Followed, *, is_own: bool) -> tuple[str, str]:
    """What the days of its notice say, and who hangs the paper up."""
    notice = one.notice
    assert notice is not None
    assert notice.first_on is not None
    assert notice.last_on is not None
    until, place = day_cn(notice.last_on), spoken_name(notice.region.name)
    if one.standing == Standing.OVER:
        return f"{until}期满。", "公示已经办完，不再影响发放。"
    if one.standing == Standing.COMING:
        told, hang = f"{day_cn(notice.first_on)}至{until}公示。", "请先打印，到首日张贴并登记。"
    else:
        told, hang = f"公示到{until}为止。", "请打印张贴，并登记贴在哪里。"
    if not is_own:
        return told, f"由{place}服务站张贴。有人提意见的，请转到{place}服务站或区局登记。"
    return told, "已登记张贴。有人提意见的，登记异议。" if one.is_hung else hang
