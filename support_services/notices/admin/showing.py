"""How rules and notices are shown at the bureau: rows of tables, tabs, words."""

from typing import Any

from django.utils import timezone

from support_services.notices.models import Notice, ReminderRule
from support_services.notices.occasions import occasion
from support_services.notices.rules import offsets_cn
from support_services.notices.states import (
    AUDIENCE_LABELS,
    CHANNEL_LABELS,
    NOTICE_LABELS,
    RULE_LABELS,
    RULE_MOVES,
    RULE_VERB_LABELS,
    UNDELIVERED_LABELS,
    Audience,
    Channel,
    NoticeState,
    RuleState,
)
from support_services.notices.texts import text_of
from veterans.accounts.bureau_pages import address, crumb
from veterans.accounts.models import User
from veterans.foundation.masking import mask_name, mask_phone
from veterans.regions.selectors import place_name

REMINDERS = "通知提醒"
# What stands in ``answer``, in words; other codes are the gateway's.
ANSWERS: dict[str, str] = {
    "": "",
    "no_phone": "没有登记电话",
    "sms_off": "短信没有开通",
    "person_gone": "本人已去世或档案已合并",
    "hearer_gone": "单位已停用",
    "stale": "过了一周还没有发出",
    "rule_stopped": "规则已停用",
    "console": "演示：只写日志",
    "no_answer": "短信网关没有答复",
    "no_connection": "连不上短信网关",
    "refused_connection": "短信网关拒绝连接",
    **{code.value: f"没有送到：{label}" for code, label in UNDELIVERED_LABELS.items()},
}


def crumbs(*more: dict[str, str]) -> tuple[dict[str, str], ...]:
    return (crumb(REMINDERS, "reminders"), *more)


def tabs(here: str, user: User) -> list[dict[str, Any]]:
    """The pages of the reminders, side by side."""
    return [
        {"title": title, "url": address(name), "current": name == here}
        for name, title in (
            ("reminders", "规则"),
            ("reminder_preview", "未来 30 天"),
            ("outbox", "发件箱"),
            ("dead_letters", "发不出去"),
            ("letters", "书面通知"),
            ("bureau_inbox", "我的通知"),
        )
        if name != "bureau_inbox" or user.may("notices.inbox")
    ]


def rule_row(rule: ReminderRule, user: User) -> dict[str, Any]:
    """A rule in a table, and what this person may do to it."""
    label, tone = RULE_LABELS[RuleState(rule.state)]
    known = occasion(rule.occasion)
    own = rule.entered_by_id == user.pk
    return {
        "key": rule.pk,
        "title": rule.title,
        "url": address("reminder", rule.pk),
        "occasion": known.label if known else "（事项已取消）",
        "when": when_of(rule),
        "audience": audience_of(rule),
        "channels": "、".join(CHANNEL_LABELS[Channel(one)] for one in rule.channels),
        "template": rule.template,
        "active_from": rule.active_from,
        "note": rule.note,
        "state": rule.state,
        "state_label": label,
        "state_tone": tone,
        "entered_by": str(rule.entered_by),
        "entered_at": rule.entered_at,
        "enforced_by": str(rule.enforced_by) if rule.enforced_by else "",
        "enforced_at": rule.enforced_at,
        "ended_by": str(rule.ended_by) if rule.ended_by else "",
        "ended_at": rule.ended_at,
        "waits": rule.state == RuleState.DRAFT and own and user.may("notices.enforce"),
        "actions": [
            {
                "label": RULE_VERB_LABELS[verb],
                "url": address("reminder_step", rule.pk, verb),
                "kind": "primary" if verb == "enforce" else "plain",
            }
            for verb, (starts, _, duty) in RULE_MOVES.items()
            if rule.state in starts and user.may(duty) and not (verb == "enforce" and own)
        ],
    }


def when_of(rule: ReminderRule) -> str:
    told = offsets_cn(rule.offsets, working=rule.working_days)
    if rule.town_after is not None:
        told += f"；过后 {rule.town_after} 天没有办的报镇街站"
    if rule.bureau_after is not None:
        told += f"；过后 {rule.bureau_after} 天没有办的报区局"
    return told


def audience_of(rule: ReminderRule) -> str:
    return AUDIENCE_LABELS[Audience(rule.audience)]


def hearer(notice: Notice) -> str:
    """Who hears, in a table."""
    if notice.audience == Audience.PERSON:
        return notice.person.name if notice.person else ""
    if notice.audience == Audience.UNIT:
        return f"{notice.hearer_name}（{AUDIENCE_LABELS[Audience.UNIT]}）"
    if notice.audience == Audience.USER:
        return str(notice.user)
    if notice.region is not None:
        return f"{place_name(notice.region)} {AUDIENCE_LABELS[Audience(notice.audience)]}"
    return f"区局（{notice.get_role_display()}）"


def notice_row(notice: Notice) -> dict[str, Any]:
    """A notice in the outbox; what it says stands on its own page only, and the number covered."""
    label, tone = NOTICE_LABELS[NoticeState(notice.state)]
    return {
        "key": notice.pk,
        "title": notice.title,
        "url": address("notice", notice.pk),
        "hearer": hearer(notice),
        "place": place_name(notice.region) if notice.region else "全区",
        "channel": CHANNEL_LABELS[Channel(notice.channel)],
        "due_on": notice.due_on,
        "say_on": notice.say_on,
        "state_label": label,
        "state_tone": tone,
        "attempts": notice.attempts,
        "next_try_at": notice.next_try_at
        if notice.state in (NoticeState.FAILED, NoticeState.UNKNOWN)
        else None,
        "sent_at": notice.sent_at,
        "why": ANSWERS.get(notice.answer, f"短信网关答复 {notice.answer}"),
        # Who it was that did not find him, and when: that is whom to ask.
        "came_back": f"{notice.handled_by} {timezone.localtime(notice.handled_at):%-m月%-d日}"
        if notice.state == NoticeState.DEAD
        and notice.answer in UNDELIVERED_LABELS
        and notice.handled_at
        else "",
        "phone": mask_phone(str(notice.phone)) if notice.phone else "",
    }


def covered_text(notice: Notice) -> str:
    """What it says, without the name of the person."""
    text = text_of(notice)
    if notice.person is not None:
        text = text.replace(notice.person.name, mask_name(notice.person.name))
    return text
