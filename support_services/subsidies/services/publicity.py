"""公示: rosters are drafted by one person, published by another, hung up by the station.

What is made public is written into the lines when they are drafted, masked, and never changes.
A notice that is over stays over: nothing may be taken off it or withdrawn then, because money may
have gone out by it. Who objects to it holds the money (``publicity_objections``).

Every verb locks the notice first. Drafting locks the rules, so that two who draft at once come one
after the other.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from support_services.stations.rules import spoken_name
from support_services.subsidies import publicity_rules as rules
from support_services.subsidies.grant_states import GrantState
from support_services.subsidies.models import (
    Determination,
    PublicityEntry,
    PublicityHanging,
    PublicityNotice,
    PublicityRule,
    RateRow,
)
from support_services.subsidies.publicity_states import (
    NOTICE_MOVES,
    NOTICE_VERB_LABELS,
    PHASE_LABELS,
    Level,
    NoticeState,
    Phase,
    RuleState,
)
from support_services.subsidies.rules import Basis
from support_services.subsidies.selectors import publicity as selectors
from support_services.subsidies.services.facts import needed
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.money import half_up, yuan_text
from veterans.foundation.months import month_cn
from veterans.regions.models import Region
from veterans.workdays.rules import last_working_day, unknown_years
from veterans.workdays.selectors import calendar

TWO_PEOPLE = "拟稿人不能自己发布，请由另一人发布。"
# How far ahead the first day may lie.
LATEST_START = timedelta(days=60)


@transaction.atomic
def draft_notices(
    *,
    until: date | None = None,
    level: Level = Level.VILLAGE,
    town: str = "",
    by: User,
    at: datetime,
    today: date,
) -> list[PublicityNotice]:
    """Rosters of everything that waits: one for each village, or for each town.

    ``until``: approved by that day; ``town``: a region's path. Where schemes of one roster ask for
    different numbers of days, the longest counts. Refuses where nothing waits.
    """
    require(by, "publicity.draft")
    list(PublicityRule.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    waiting = selectors.due(by, until=until, town=town)
    if not waiting:
        raise Refused("没有等待公示的待遇或核发。")
    book = _Book(waiting)
    by_place: dict[int, tuple[Region, list[selectors.Due]]] = {}
    for one in waiting:
        region = one.subject.person.region
        if level == Level.TOWN and region.parent is not None and region.level == "village":
            region = region.parent
        by_place.setdefault(region.pk, (region, []))[1].append(one)
    made = []
    for region, mine in by_place.values():
        notice = PublicityNotice.objects.create(
            region=region,
            title=rules.title(place_of(region)),
            days=max(book.rule(one).days for one in mine),
            drafted_by=by,
            drafted_at=at,
        )
        try:
            with transaction.atomic():
                PublicityEntry.objects.bulk_create(book.line(notice, one, today) for one in mine)
        except IntegrityError as error:
            raise Refused("同事刚刚拟了同样的公示，请刷新页面查看。") from error
        made.append(notice)
    for notice in made:
        _record("drafted", notice, by, at)
    return made


def place_of(region: Region) -> str:
    """``南定镇南定村``, as people call it; needs ``region__parent`` at hand."""
    if region.level == "village" and region.parent is not None:
        return f"{spoken_name(region.parent.name)}{spoken_name(region.name)}"
    return spoken_name(region.name)


class _Book:
    """Rules, determinations and standards for what is drafted: three queries, however much."""

    def __init__(self, waiting: Sequence[selectors.Due]) -> None:
        self._rules: dict[int, list[PublicityRule]] = {}
        rows = PublicityRule.objects.filter(state=RuleState.IN_FORCE).order_by("-first_on")
        for rule in rows:
            self._rules.setdefault(rule.scheme_id, []).append(rule)
        rights = [one.entitlement.pk for one in waiting if one.entitlement is not None]
        self._terms: dict[int, Determination] = {}
        determined = Determination.objects.filter(entitlement__in=rights)
        for term in determined.order_by("entitlement", "-first_month"):
            self._terms[term.entitlement_id] = term
        schemes = {one.entitlement.scheme_id for one in waiting if one.entitlement is not None}
        self._rates = list(
            RateRow.objects.filter(scheme__in=schemes, component="standard", is_live=True)
        )

    def rule(self, one: selectors.Due) -> PublicityRule:
        """The rule by which it waits."""
        mine = self._rules[one.subject.scheme_id]
        return next(rule for rule in mine if rule.first_on <= one.since)

    def line(self, notice: PublicityNotice, one: selectors.Due, today: date) -> PublicityEntry:
        rule, person = self.rule(one), one.subject.person
        return PublicityEntry(
            notice=notice,
            entitlement=one.entitlement,
            grant=one.grant,
            public_person=rules.public_person(person.name, born_on=person.born_on, on=today),
            public_place=place_of(person.region),
            public_name=rule.public_name,
            public_money=self._money(one) if rule.shows_amount else "",
        )

    def _money(self, one: selectors.Due) -> str:
        if one.grant is not None:
            return f"{yuan_text(one.grant.amount)} 元"
        assert one.entitlement is not None
        since = f"自{month_cn(one.entitlement.start_month)}起"
        amount = self._standard(one.entitlement.pk, one.entitlement.scheme_id)
        return f"{amount}，{since}" if amount else since

    def _standard(self, key: int, scheme: int) -> str:
        term = self._terms.get(key)
        if term is None:
            return ""
        for rate in self._rates:
            if (rate.scheme_id, rate.grade, rate.rate_class) != (
                scheme, term.grade, term.rate_class,
            ):  # fmt: skip
                continue
            if rate.first_month <= term.first_month and (
                rate.last_month is None or rate.last_month >= term.first_month
            ):
                word = "每年" if rate.basis == Basis.YEAR else "每月"
                return f"{word} {yuan_text(_of_term(rate, term))} 元"
        return ""


def _of_term(rate: RateRow, term: Determination) -> Decimal:
    if rate.basis == Basis.MONTH_PER_SERVICE_YEAR:
        return half_up(rate.amount * term.service_factor)
    return rate.amount


@transaction.atomic
def publish(
    *, notice_id: int, first_on: date, by: User, at: datetime, today: date
) -> PublicityNotice:
    """Another person makes it public from ``first_on`` on; the last day follows by working days.

    Refuses whoever drafted it, a day before ``today`` or far ahead, and a roster on which somebody
    stands who is no longer to be paid.
    """
    notice = _move(notice_id, "publish", by, today)
    _publish(notice, first_on, by, at, today)
    _record("published", notice, by, at)
    return notice


@transaction.atomic
def publish_all(
    *, notice_ids: Sequence[int], first_on: date, by: User, at: datetime, today: date
) -> list[PublicityNotice]:
    """Several at once, all of them or none."""
    done = []
    for key in sorted(set(notice_ids)):
        notice = _move(key, "publish", by, today)
        try:
            _publish(notice, first_on, by, at, today)
        except Refused as refusal:
            raise Refused(f"{notice.title}：{refusal}") from refusal
        done.append(notice)
    for notice in done:
        _record("published", notice, by, at)
    return done


def _publish(notice: PublicityNotice, first_on: date, by: User, at: datetime, today: date) -> None:
    if notice.drafted_by_id == by.pk:
        raise Refused(TWO_PEOPLE)
    if first_on < today:
        raise Refused("公示首日不能早于今天。")
    if first_on > today + LATEST_START:
        raise Refused("公示首日太晚，请核对日期。")
    gone = _no_longer_due(notice)
    if gone:
        raise Refused(f"名单里有 {gone} 人的待遇已终止或核发已取消，请先移出再发布。")
    if not notice.entries.filter(is_live=True).exists():
        raise Refused("名单里没有人，请撤回这份公示。")
    notice.first_on = first_on
    notice.last_on, notice.calendar_note = period(first_on, notice.days)
    notice.state = NoticeState.PUBLISHED
    notice.published_by, notice.published_at = by, at
    notice.save()


def period(first_on: date, days: int) -> tuple[date, str]:
    """The last day, and what has to be said of the calendar it was reckoned with."""
    known = calendar(since=first_on)
    last_on = last_working_day(first_on, days, known)
    missing = "、".join(f"{year}年" for year in unknown_years(first_on, last_on, known))
    note = f"{missing}的放假安排还没有录入，只扣除了周六、周日" if missing else ""
    return last_on, note


def _no_longer_due(notice: PublicityNotice) -> int:
    live = notice.entries.filter(is_live=True).select_related("entitlement", "grant")
    found = 0
    for entry in live:
        right, grant = entry.entitlement, entry.grant
        if right is not None and right.end_month is not None:
            found += right.end_month < right.start_month
        if grant is not None:
            found += grant.state not in (GrantState.APPROVED, GrantState.STOPPED)
    return found


@transaction.atomic
def withdraw(
    *, notice_id: int, reason: str, by: User, at: datetime, today: date
) -> PublicityNotice:
    """撤回 a draft, or a notice that is not over: it counts for nothing, and everybody on it waits
    for another. Refuses one that is over."""
    notice = _move(notice_id, "withdraw", by, today)
    notice.note = needed(reason, "撤回原因")
    notice.state = NoticeState.WITHDRAWN
    notice.withdrawn_by, notice.withdrawn_at = by, at
    notice.save(update_fields=["note", "state", "withdrawn_by", "withdrawn_at"])
    notice.entries.filter(is_live=True).update(is_live=False)
    _record("withdrawn", notice, by, at)
    return notice


@transaction.atomic
def take_off(*, entry_id: int, reason: str, by: User, at: datetime, today: date) -> PublicityEntry:
    """移出: one line does not count and is no longer shown. The right waits for another notice.

    Refuses a notice that is over or withdrawn, and the last line: that is to withdraw the notice.
    """
    require(by, "publicity.withdraw")
    entry = selectors.entry_visible_to(by, entry_id)
    notice = _locked(entry.notice_id, by)
    _refuse_over(notice, today, "移出名单")
    live = notice.entries.filter(is_live=True)
    row = live.filter(pk=entry.pk).first()
    if row is None:
        raise Refused("这一项已经不在名单里，请刷新页面查看。")
    if live.count() == 1:
        raise Refused("名单里只剩这一人，请撤回整份公示。")
    row.is_live, row.note = False, needed(reason, "移出原因")
    row.taken_off_by, row.taken_off_at = by, at
    row.save(update_fields=["is_live", "note", "taken_off_by", "taken_off_at"])
    _record("taken_off", notice, by, at, entry=row.pk)
    return row


@transaction.atomic
def note_hanging(
    *,
    notice_id: int,
    place: str,
    hung_on: date,
    hung_by: str,
    by: User,
    at: datetime,
    today: date,
) -> PublicityHanging:
    """Where the paper hangs, since when, and who hung it: the evidence of the station.

    Refuses a notice that was not published, a day outside of what can be, and the same twice.
    """
    require(by, "publicity.hang")
    notice = _locked(notice_id, by)
    if notice.state != NoticeState.PUBLISHED or notice.published_at is None:
        raise Refused("这份公示没有发布，不能登记张贴。")
    if hung_on > today:
        raise Refused("张贴日期不能晚于今天。")
    assert notice.last_on is not None
    if not timezone.localdate(notice.published_at) <= hung_on <= notice.last_on:
        raise Refused("张贴日期应在发布以后、公示末日以前，请核对。")
    made = PublicityHanging(
        notice=notice,
        place=needed(place, "张贴地点")[:60],
        hung_on=hung_on,
        hung_by=needed(hung_by, "张贴人")[:20],
        noted_by=by,
        noted_at=at,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("同一地点、同一天已经登记过，不用重复登记。") from error
    _record("hung", notice, by, at, hanging=made.pk)
    return made


def _locked(notice_id: int, by: User) -> PublicityNotice:
    rows = selectors.notices_visible_to(by).select_for_update(of=("self",))
    notice = rows.filter(pk=notice_id).first()
    if notice is None:
        raise NotFound("没有找到这份公示。")
    return notice


def _move(notice_id: int, verb: str, by: User, today: date) -> PublicityNotice:
    """The notice, locked, if the verb may start from its state."""
    starts, _, duty = NOTICE_MOVES[verb]
    require(by, duty)
    notice = _locked(notice_id, by)
    if notice.state not in starts:
        now = PHASE_LABELS[selectors.phase_on(notice, today)]
        raise Refused(f"这份公示现在是“{now}”，不能{NOTICE_VERB_LABELS[verb]}。请刷新页面查看。")
    _refuse_over(notice, today, NOTICE_VERB_LABELS[verb])
    return notice


def _refuse_over(notice: PublicityNotice, today: date, what: str) -> None:
    now = selectors.phase_on(notice, today)
    if now == Phase.ENDED:
        raise Refused(f"公示期已满，不能{what}：款项可能已经据此发放。有不同意见的，请登记异议。")
    if now == Phase.WITHDRAWN:
        raise Refused(f"这份公示已撤回，不能{what}。")


def _record(action: str, notice: PublicityNotice, by: User, at: datetime, **more: int) -> None:
    audit.record(
        actor=by,
        action=f"publicity.{action}",
        subject="publicity",
        subject_id=notice.pk,
        detail={"people": notice.entries.filter(is_live=True).count(), **more},
        at=at,
    )
