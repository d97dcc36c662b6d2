"""The verbs of a campaign: drafted, copied, opened by a second person, put off, closed, ended,
cancelled. Judging, proposing and deciding have rooms of their own."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction

from honors.campaigns.models import Campaign, Candidate, Department, Field, JuryCriterion
from honors.campaigns.models.campaigns import (
    MOST_CRITERIA,
    MOST_DEPARTMENTS,
    MOST_FIELDS,
    NAME_LENGTH,
)
from honors.campaigns.selectors.campaigns import campaign_visible_to, tree_of, weights_of
from honors.campaigns.services.recording import checked, of_campaign
from honors.campaigns.services.telling import tell_all
from honors.campaigns.states import (
    CAMPAIGN_LABELS,
    CAMPAIGN_MOVES,
    CHECK,
    ENTER,
    OUT,
    CampaignState,
    News,
    Source,
)
from honors.campaigns.written_rows import FieldRow, OfficeRow
from honors.roll.models import Title
from honors.roll.states import HonoureeKind
from support_services.projects.texts import line, paragraphs
from support_services.units.models import Unit
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import NotFound, Refused
from veterans.registry.criteria.tree import Node, dump

FIELDS = (
    *("title", "name", "year", "told", "kind", "quota", "sources"),
    *("opens_on", "closes_on", "check_by", "review_by", "decide_by", "excludes_winners"),
    *("per_entry", "least_ballots", "combination", "tie_rule", "is_anonymous", "is_levelled"),
    *("vote_share", "votes_a_day", "publicity_days", "reward", "recommends_to"),
    *("tells_shortlist", "votes_live", "shows_others"),
)
HUNDRED = Decimal(100)


def locked_campaign(user: User, campaign_id: int) -> Campaign:
    """The row every step of a campaign and of its candidates takes first."""
    campaign_visible_to(user, campaign_id)
    return Campaign.objects.select_for_update().get(pk=campaign_id)


@transaction.atomic
def enter_campaign(*, fields: Mapping[str, Any], by: User, at: datetime) -> Campaign:
    """A draft. ``fields``: by name, those of ``FIELDS``, ``title`` as its number.

    Refuses what is missing or too long, days out of order, a title that is no longer given.
    """
    require(by, ENTER)
    campaign = Campaign(entered_by=by, entered_at=at, **_clean(fields))
    checked(campaign)
    of_campaign("entered", campaign, by, at)
    return campaign


@transaction.atomic
def change_campaign(
    *, campaign_id: int, fields: Mapping[str, Any], by: User, at: datetime
) -> Campaign:
    """Other words in a draft, by whoever entered it."""
    campaign = _own_draft(campaign_id, by)
    for name, value in _clean(fields).items():
        setattr(campaign, name, value)
    checked(campaign)
    of_campaign("changed", campaign, by, at)
    return campaign


@transaction.atomic
def set_parts(
    *,
    campaign_id: int,
    fields: Sequence[FieldRow],
    criteria: Sequence[Mapping[str, Any]],
    departments: Sequence[OfficeRow],
    by: User,
    at: datetime,
) -> Campaign:
    """The whole form, all criteria and all offices of a draft, in order. An office of the register
    (by its name or short name) may answer by a link. Refuses weights that do not add up to 100,
    what is named twice, and a form of which the jury would read nothing."""
    campaign = _own_draft(campaign_id, by)
    if not 1 <= len(fields) <= MOST_FIELDS:
        raise Refused(f"推荐表写 1 到 {MOST_FIELDS} 项。")
    if not any(one.is_judged for one in fields):
        raise Refused("推荐表里至少有一项要交评委看，请在那一行后面写“评审”。")
    if not 1 <= len(criteria) <= MOST_CRITERIA:
        raise Refused(f"评分指标写 1 到 {MOST_CRITERIA} 项。")
    if len(departments) > MOST_DEPARTMENTS:
        raise Refused(f"联审单位最多 {MOST_DEPARTMENTS} 个。")
    weights = sum((Decimal(one["weight"]) for one in criteria), Decimal(0))
    if weights != HUNDRED:
        raise Refused(f"权重合计要正好 100，现在是 {weights.normalize():f}。")
    for rows in (campaign.fields, campaign.criteria, campaign.departments):
        rows.all().delete()
    units = {name: unit for unit in Unit.objects.open() for name in (unit.name, unit.short_name)}
    for number, row in enumerate(fields, start=1):
        checked(
            Field(
                campaign=campaign,
                number=number,
                label=line(row.label, "推荐表项目", 20),
                kind=row.kind.value,
                least=row.least,
                most=row.most,
                is_needed=row.is_needed,
                is_judged=row.is_judged,
            )
        )
    for number, one in enumerate(criteria, start=1):
        checked(
            JuryCriterion(
                campaign=campaign,
                number=number,
                label=line(one["label"], "指标", 20),
                hint=line(one.get("hint", ""), "怎样评", 120, needed=False),
                weight=one["weight"],
            )
        )
    for number, office in enumerate(departments, start=1):
        checked(
            Department(
                campaign=campaign,
                number=number,
                name=line(office.name, "联审单位", 40),
                asks=line(office.asks, "查什么", 120),
                unit=units.get(office.name),
            )
        )
    of_campaign("changed", campaign, by, at, fields=len(fields), criteria=len(criteria))
    return campaign


@transaction.atomic
def set_conditions(
    *, campaign_id: int, tree: Node | None, known: Any, by: User, at: datetime
) -> Campaign:
    """Other conditions of a draft; ``known``: what the step was made from. Refuses where somebody
    else's step came between, and conditions on what is no person."""
    campaign = _own_draft(campaign_id, by)
    if campaign.conditions != known:
        raise Refused("条件刚才在另一个页面改过，请刷新以后再改。")
    if tree is not None and campaign.kind not in (HonoureeKind.PERSON, HonoureeKind.FAMILY):
        raise Refused("评选对象不是个人、家庭的，没有档案可以核对，条件写在公告里。")
    campaign.conditions = None if tree is None else dump(tree)
    campaign.save(update_fields=["conditions"])
    of_campaign("changed", campaign, by, at, conditions=True)
    return campaign


@transaction.atomic
def copy_campaign(*, campaign_id: int, by: User, at: datetime) -> Campaign:
    """Next year's draft with everything of this one; every day a year later."""
    require(by, ENTER)
    known = campaign_visible_to(by, campaign_id)
    copy = Campaign.objects.get(pk=campaign_id)
    made = Campaign(
        **{name: getattr(copy, name) for name in FIELDS},
        conditions=copy.conditions,
        entered_by=by,
        entered_at=at,
    )
    made.name = copy.name.replace(str(copy.year), str(copy.year + 1))[:NAME_LENGTH]
    made.year = copy.year + 1
    for name in ("opens_on", "closes_on", "check_by", "review_by", "decide_by"):
        setattr(made, name, _next_year(getattr(copy, name)))
    checked(made)
    parts: tuple[Any, ...] = (copy.fields, copy.criteria, copy.departments)
    for rows in parts:
        for one in list(rows.all()):
            one.pk, one._state.adding = None, True
            one.campaign = made
            one.save(force_insert=True)
    of_campaign("copied", made, by, at, of=known.pk)
    return made


def _next_year(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day + timedelta(days=365)


@transaction.atomic
def extend_campaign(
    *, campaign_id: int, closes_on: date, why: str, by: User, at: datetime, today: date
) -> Campaign:
    """A later last day of nominating, while it is open. Refuses an earlier one, and one after the
    joint check should be over."""
    require(by, CHECK)
    campaign = locked_campaign(by, campaign_id)
    if campaign.state != CampaignState.OPEN:
        raise Refused("只有推荐中的才能延长截止日期。")
    if closes_on <= campaign.closes_on or closes_on < today:
        raise Refused(f"新的截止日期要晚于 {campaign.closes_on:%Y-%m-%d}，也不能早于今天。")
    if closes_on > campaign.check_by:
        raise Refused(f"不能晚于联审完成的 {campaign.check_by:%Y-%m-%d}。")
    campaign.closes_on = closes_on
    campaign.sent_back_why = line(why, "延长原因", 200)
    campaign.save(update_fields=["closes_on", "sent_back_why"])
    of_campaign("extended", campaign, by, at, closes_on=closes_on)
    return campaign


_HERE = frozenset({"open", "close", "end", "drop", "cancel"})


@transaction.atomic
def move_campaign(
    *, campaign_id: int, verb: str, by: User, at: datetime, today: date, why: str = ""
) -> Campaign:
    """Open, close, end, drop a draft, cancel.

    Refuses: to open what one has entered oneself, what lacks form or criteria or is over; to close
    before the last day is past; to end while awards lack their honour on the roll; to drop
    somebody else's draft; to cancel without a reason.
    """
    if verb not in _HERE:
        raise ValueError("other services have these")
    move = CAMPAIGN_MOVES[verb]
    require(by, move.duty)
    campaign = locked_campaign(by, campaign_id)
    refuse_wrong_state(campaign, verb)
    told = line(why, "原因", 200, needed=move.why)
    if verb == "open":
        _may_open(campaign, by, today)
        campaign.opened_by, campaign.opened_at = by, at
    if verb == "close":
        if today <= campaign.closes_on:
            raise Refused(f"还没有过截止日期 {campaign.closes_on:%Y-%m-%d}，过了这一天才能截止。")
        campaign.closed_by, campaign.closed_at = by, at
    if verb == "drop" and campaign.entered_by_id != by.pk:
        raise Refused("请由录入人放弃自己的草稿。")
    if verb in ("end", "drop", "cancel"):
        campaign.ended_by, campaign.ended_at = by, at
    if told:
        campaign.sent_back_why = told
    campaign.state = move.target
    campaign.save()
    of_campaign(verb, campaign, by, at)
    if verb == "cancel":
        alive = campaign.candidates.exclude(state__in=[one.value for one in OUT])
        tell_all(_with(campaign, alive), News.CANCELLED, at=at, today=today)
    return campaign


def _with(campaign: Campaign, rows: Iterable[Candidate]) -> list[Candidate]:
    found = list(rows)
    for one in found:
        one.campaign = campaign
    return found


def refuse_wrong_state(campaign: Campaign, verb: str) -> None:
    """A move that does not begin where the locked campaign stands."""
    move = CAMPAIGN_MOVES[verb]
    if campaign.state not in move.starts:
        now = CAMPAIGN_LABELS[CampaignState(campaign.state)][0]
        raise Refused(f"这次评选{now}，不能{move.label}。")


def _may_open(campaign: Campaign, by: User, today: date) -> None:
    if campaign.entered_by_id == by.pk:
        raise Refused("录入人不能自己开始推荐，请由另一人办理。")
    if not campaign.fields.exists() or weights_of(campaign) != HUNDRED:
        raise Refused("推荐表和评分指标还没有填好（权重合计 100），请录入人先填。")
    if campaign.closes_on < today:
        raise Refused("推荐截止日期已经过去，请录入人改好日期。")
    if campaign.title.retired_at is not None:
        raise Refused("这个荣誉称号已经停用。")
    tree_of(campaign)


def _own_draft(campaign_id: int, by: User) -> Campaign:
    require(by, ENTER)
    campaign = locked_campaign(by, campaign_id)
    if campaign.state != CampaignState.DRAFT:
        raise Refused("评选已经开始，公告、条件、推荐表和评分指标都不能再改。")
    if campaign.entered_by_id != by.pk:
        raise Refused("这份草稿由另一人录入，请由录入人修改。")
    return campaign


def _clean(fields: Mapping[str, Any]) -> dict[str, Any]:
    try:
        clean = {name: fields[name] for name in FIELDS}
    except KeyError as error:
        raise NotFound("缺少内容。") from error
    clean["name"] = line(clean["name"], "名称", NAME_LENGTH)
    clean["told"] = paragraphs(clean["told"], "评选公告", 1500)
    clean["recommends_to"] = line(clean["recommends_to"], "向谁推荐", 60, needed=False)
    clean["sources"] = sorted(set(clean["sources"]))
    if not clean["sources"] or not set(clean["sources"]) <= {one.value for one in Source}:
        raise Refused("请至少选一种推荐方式。")
    if Source.SELF.value in clean["sources"] and clean["kind"] != HonoureeKind.PERSON:
        raise Refused("只有个人才能自荐，请去掉“本人自荐”。")
    most = settings.PORTAL_VOTE_SHARE_MOST
    if clean["vote_share"] > most:
        raise Refused(f"群众投票最多占 {most}%。")
    title = Title.objects.filter(pk=clean["title"], retired_at__isnull=True).first()
    if title is None:
        raise Refused("请从列表中选择荣誉称号。")
    return {**clean, "title": title}
