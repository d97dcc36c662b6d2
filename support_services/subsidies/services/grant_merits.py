"""One merit, one reward: what a grant counts is looked at, written down, and held by the database.

A merit may raise the year's grant of a conscript's family or be paid as a flat sum, never both.
Whoever enters or approves either locks the soldier first, so that two at once come one after the
other and the second is told what stands there; ``grant_merit_once`` holds it besides. What is
settled here by no source is in docs/adr/0059-one-merit-one-reward.md.
"""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q

from support_services.subsidies.grant_figures import FIGURES, Code
from support_services.subsidies.grant_states import GrantKind, GrantState
from support_services.subsidies.merit_rules import (
    HIGHEST,
    REWARDED,
    Counted,
    counted_in_year,
    counted_on,
)
from support_services.subsidies.models import Grant, GrantMerit
from support_services.subsidies.selectors.grant_figures import figure_on
from support_services.subsidies.services.grant_reckoning import Asked
from veterans.foundation.errors import Refused
from veterans.registry.models import Person

TWICE = "这项立功刚刚计入了另一项核发，请刷新查看；一项立功只奖一次。"


def counted_by(asked: Asked) -> tuple[Counted, ...]:
    """Which merits this would reward; nothing for what rewards none. The sums at a discharge or a
    death grow by merits as well: those are no rewards of one, and settle nothing."""
    if asked.kind == GrantKind.CONSCRIPT:
        return counted_in_year(asked.merits, asked.year) if asked.merits else ()
    if asked.kind == GrantKind.MERIT and asked.merits and asked.awarded_on is not None:
        return counted_on(asked.merits[0], asked.awarded_on)
    return ()


def lock_soldier(person: Person) -> None:
    """Two who reward one soldier at once come one after the other."""
    alone = Person.objects.select_for_update(no_key=True).filter(pk=person.pk)
    list(alone.values_list("pk"))


def refuse_twice(asked: Asked, person: Person, *, besides: int | None = None) -> None:
    """Refuses a merit that another grant rewards, and a further one of the year where the bureau
    rewards the highest only. ``besides``: the grant itself, when it is decided on."""
    counted = counted_by(asked)
    if not counted:
        return
    rows = GrantMerit.objects.filter(person=person, is_live=True).exclude(grant=besides)
    live = rows.select_related("grant").order_by("first_on", "pk")
    same = Q()
    for one in counted:
        same |= Q(merit=one.merit, first_on__lte=one.last_on, last_on__gte=one.first_on)
    found = live.filter(same).first()
    if found is not None:
        raise Refused(_same(found.grant))
    first, last = date(counted[0].first_on.year, 1, 1), date(counted[0].first_on.year, 12, 31)
    others = live.filter(first_on__lte=last, last_on__gte=first)
    if asked.kind == GrantKind.CONSCRIPT:
        others = others.filter(grant__kind=GrantKind.MERIT)
    other = others.first()
    if other is None:
        return
    day = asked.awarded_on if asked.awarded_on is not None else last
    several = figure_on(Code.MERIT_REWARD_SEVERAL, day)
    if several is None:
        raise Refused(
            f"此人{first.year}年已有一项立功奖励（{_told(other.grant)}）。"
            f"“{FIGURES[Code.MERIT_REWARD_SEVERAL].label}”还没有启用的数值，"
            "请先在“核发基数”录入，由另一人启用。"
        )
    if several.value == HIGHEST:
        raise Refused(_only_highest(asked, [row.grant for row in others], day))


def _told(grant: Grant) -> str:
    if grant.kind == GrantKind.MERIT:
        return f"{grant.occasion}，奖励金"
    return f"{grant.year}年度优待金的立功奖励"


def _cure(grant: Grant) -> str:
    return "先撤回" if grant.state == GrantState.DRAFT else "先取消"


def _same(grant: Grant) -> str:
    if grant.kind == GrantKind.MERIT:
        return (
            f"{grant.occasion}的奖励金已经录入或核发过，一项立功只奖一次。"
            f"要改的，{_cure(grant)}那一项，再录入。"
        )
    return (
        f"这项立功已计入此人{grant.year}年度的优待金，一项立功只奖一次"
        "（同一年同一等次的，优待金只按最高一项，其他的也不再另发）。"
        f"要改发奖励金的，{_cure(grant)}那一项优待金，不勾这项立功重新录入。"
    )


def _only_highest(asked: Asked, others: Sequence[Grant], day: date) -> str:
    """What to do where one reward of the year is enough."""
    raised = next((one for one in others if one.kind == GrantKind.CONSCRIPT), None)
    rule = "本局一年几次立功受奖的，只按最高一项发"
    if asked.kind == GrantKind.CONSCRIPT or raised is not None:
        other = raised or others[0]
        return (
            f"{rule}；此人{day.year}年已有一项（{_told(other)}）。"
            f"要按这一次发的，{_cure(other)}那一项，再录入。"
        )
    mine = figure_on(Code.MERIT_REWARD, day, asked.merits[0])
    best = max(others, key=lambda one: one.amount)
    if mine is None or best.amount >= mine.value:
        return f"{rule}；此人{day.year}年已按更高或同等的一项发（{_told(best)}），这一项不再发。"
    return (
        f"{rule}；“{REWARDED[asked.merits[0]]}”更高，请{_cure(best)}此人{day.year}年较低的一项"
        f"（{_told(best)}），再录入这一项；已发的在发放时抵扣，只补差额。"
    )


def write_counted(grant: Grant, asked: Asked) -> None:
    """With the grant, in its transaction."""
    try:
        with transaction.atomic():
            GrantMerit.objects.bulk_create(
                GrantMerit(
                    grant=grant,
                    person_id=grant.person_id,
                    merit=one.merit,
                    first_on=one.first_on,
                    last_on=one.last_on,
                )
                for one in counted_by(asked)
            )
    except IntegrityError as error:
        raise Refused(TWICE) from error


def asked_before(grant: Grant) -> Asked:
    """What was filled in about merits when the grant was entered."""
    day = grant.inputs.get("awarded_on")
    return Asked(
        GrantKind(grant.kind),
        year=grant.year,
        merits=tuple(grant.inputs.get("merits", ())),
        awarded_on=date.fromisoformat(day) if day else None,
    )
