"""Rules for reminders: entered by one person, brought into force or left by another."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from support_services.notices.models import TITLE_LENGTH, Notice, ReminderRule
from support_services.notices.occasions import occasion
from support_services.notices.rules import FURTHEST_OFFSET, template_fault
from support_services.notices.selectors.planned import allowed_words, rule_visible_to
from support_services.notices.states import (
    CHANNELS_OF,
    RULE_AUDIENCES,
    RULE_LABELS,
    RULE_MOVES,
    RULE_VERB_LABELS,
    Audience,
    Channel,
    NoticeState,
    RuleState,
)
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.personal_data import kind_in

# Not handed to anybody yet: what a rule that is stopped does not say any more.
_UNSAID = (NoticeState.WAITING, NoticeState.FAILED)


@transaction.atomic
def enter(
    *,
    code: str,
    title: str,
    occasion_key: str,
    offsets: Sequence[int],
    working_days: bool,
    audience: Audience,
    channels: Sequence[Channel],
    template: str,
    on_rest_days: bool,
    town_after: int | None,
    bureau_after: int | None,
    active_from: date,
    note: str,
    by: User,
    at: datetime,
) -> ReminderRule:
    """Write down a rule, or the next version of one; it says nothing before another enforces it.

    Refuses whoever does not enter rules, an occasion that no floor knows, or that has no units to
    tell, a road by which that hearer cannot be reached, a template with words that are not to be
    had, escalation of what nobody sees end, and a second draft of the same rule.
    """
    roles.require(by, "notices.rules")
    known = occasion(occasion_key)
    if known is None:
        raise Refused("没有这个提醒事项，请重新选择。")
    if audience not in RULE_AUDIENCES:
        raise Refused("请选择提醒谁。")
    title, template, note = title.strip(), template.strip(), note.strip()
    if not title or len(title) > TITLE_LENGTH:
        raise Refused(f"请填写名称，最多 {TITLE_LENGTH} 个字。")
    numbers = sorted(set(offsets))
    if not numbers or any(abs(one) > FURTHEST_OFFSET for one in numbers):
        raise Refused(f"请填写何时提醒，前后最多 {FURTHEST_OFFSET} 天。")
    roads = list(dict.fromkeys(channels))
    if not roads or any(one not in CHANNELS_OF[audience] for one in roads):
        raise Refused("提醒本人的用短信或书面通知，提醒单位的用短信，提醒站点和区局的用站内通知。")
    if audience == Audience.UNIT and not known.hears:
        raise Refused("这个事项不知道是哪个单位的，不能提醒单位，请提醒区局。")
    if fault := template_fault(template, allowed_words(known, audience)):
        raise Refused(fault)
    if kind_in(template) or kind_in(note):
        raise Refused("通知内容和说明里不要写手机号、身份证号或账号；局电话用 {局电话}。")
    _check_escalation(known.ends, audience, town_after, bureau_after)
    if ReminderRule.objects.filter(code=code, state=RuleState.DRAFT).exists():
        raise Refused("这条规则已有一份待启用，请先启用或撤回。")
    rule = ReminderRule.objects.create(
        code=code,
        title=title,
        occasion=occasion_key,
        offsets=numbers,
        working_days=working_days,
        audience=audience.value,
        channels=[one.value for one in roads],
        template=template,
        on_rest_days=on_rest_days,
        town_after=town_after,
        bureau_after=bureau_after,
        active_from=active_from,
        note=note,
        entered_by=by,
        entered_at=at,
    )
    _record("notices.rule_entered", rule, by, at)
    return rule


def _check_escalation(
    ends: bool, audience: Audience, town_after: int | None, bureau_after: int | None
) -> None:
    afters = [one for one in (town_after, bureau_after) if one is not None]
    if not afters:
        return
    if not ends:
        raise Refused(
            "这个事项办没办完，系统看不到，不能设逐级上报；可以另录一条提醒镇街站或区局的规则。"
        )
    if any(not 0 < one <= FURTHEST_OFFSET for one in afters):
        raise Refused(f"逐级上报写过后 1 至 {FURTHEST_OFFSET} 天。")
    if audience in (Audience.PERSON, Audience.UNIT):
        raise Refused("提醒本人和单位的不能设逐级上报，请另录一条提醒站点或区局的规则。")
    if audience == Audience.BUREAU or (audience == Audience.TOWN and town_after is not None):
        raise Refused("只能报给比原来更高的一级。")
    if town_after is not None and bureau_after is not None and bureau_after <= town_after:
        raise Refused("报区局要晚于报镇街站。")


@transaction.atomic
def enforce(*, rule_id: int, by: User, at: datetime) -> ReminderRule:
    """Bring a draft into force; the version before it is replaced. Refuses who entered it."""
    rule = _moved("enforce", rule_id, by)
    if rule.entered_by_id == by.pk:
        raise Refused("录入人不能自己启用，请由另一人启用。")
    if occasion(rule.occasion) is None:
        raise Refused("这个提醒事项已经没有了，不能启用，请撤回。")
    before = (
        ReminderRule.objects.select_for_update()
        .filter(code=rule.code, state=RuleState.IN_FORCE)
        .first()
    )
    if before is not None:
        _end(before, RuleState.REPLACED, by, at)
    rule.state, rule.enforced_by, rule.enforced_at = RuleState.IN_FORCE.value, by, at
    rule.save(update_fields=["state", "enforced_by", "enforced_at"])
    _record("notices.rule_enforce", rule, by, at)
    return rule


@transaction.atomic
def withdraw(*, rule_id: int, by: User, at: datetime) -> ReminderRule:
    """Take a draft back."""
    rule = _moved("withdraw", rule_id, by)
    _end(rule, RuleState.WITHDRAWN, by, at)
    _record("notices.rule_withdraw", rule, by, at)
    return rule


@transaction.atomic
def stop(*, rule_id: int, by: User, at: datetime) -> ReminderRule:
    """Stop a rule: nothing more is written, and what waits is cancelled. One person is enough:
    saying less harms nobody as saying too much does."""
    rule = _moved("stop", rule_id, by)
    _end(rule, RuleState.STOPPED, by, at)
    cancelled = Notice.objects.filter(about=rule.code, state__in=_UNSAID).update(
        state=NoticeState.CANCELLED, answer="rule_stopped", handled_by=by, handled_at=at
    )
    _record("notices.rule_stop", rule, by, at, cancelled=cancelled)
    return rule


def _moved(verb: str, rule_id: int, by: User) -> ReminderRule:
    starts, _, duty = RULE_MOVES[verb]
    roles.require(by, duty)
    rule_visible_to(by, rule_id)
    rule = ReminderRule.objects.select_for_update().filter(pk=rule_id).first()
    if rule is None:
        raise NotFound("没有这条提醒规则。")
    if rule.state not in starts:
        now = RULE_LABELS[RuleState(rule.state)][0]
        raise Refused(f"这条规则{now}，不能再{RULE_VERB_LABELS[verb]}。")
    return rule


def _end(rule: ReminderRule, state: RuleState, by: User, at: datetime) -> None:
    rule.state, rule.ended_by, rule.ended_at = state.value, by, at
    rule.save(update_fields=["state", "ended_by", "ended_at"])


def _record(action: str, rule: ReminderRule, by: User, at: datetime, **more: int) -> None:
    audit.record(
        actor=by,
        action=action,
        subject="reminder_rule",
        subject_id=rule.pk,
        detail={"code": rule.code, **more},
        at=at,
    )
