"""Reminders, the outbox, letters and inboxes, with made-up data."""

from datetime import date
from typing import Any

from django import forms

from support_services.notices.admin.forms import LetterFilter, OutboxFilter, RuleForm
from tests.design.samples import BUREAU, STATION, moment, page

TABS = [
    {"title": title, "url": "/x/", "current": title == "规则"}
    for title in ("规则", "未来 30 天", "发件箱", "发不出去", "书面通知", "我的通知")
]
CRUMBS = [{"title": "通知提醒", "url": "/x/"}]
RULE: dict[str, Any] = {
    "title": "年度确认提醒站点",
    "url": "/x/",
    "occasion": "年度确认截止（还没有确认的）",
    "when": "提前 30、15、3 天，当天；过后 5 天没有办的报镇街站；过后 10 天没有办的报区局",
    "audience": "村居站",
    "channels": "站内通知",
    "template": "{地方}还有 {人数} 人没有办{年度}年度确认，{日期}截止，请联系本人或上门。",
    "active_from": date(2026, 11, 1),
    "note": "区局通知",
    "state": "in_force",
    "state_label": "已启用",
    "state_tone": "ok",
    "entered_by": "周敏",
    "entered_at": moment(1, 9),
    "enforced_by": "李秀芹",
    "enforced_at": moment(2, 9),
    "ended_by": "",
    "ended_at": None,
    "waits": False,
    "actions": [{"label": "停用", "url": "/x/", "kind": "plain"}],
}
DRAFT: dict[str, Any] = {
    **RULE,
    "title": "证件到期换证",
    "occasion": "证件到期",
    "when": "提前 60、15 天",
    "audience": "本人",
    "channels": "短信、书面通知",
    "template": "{姓名}您好：您的{证件}将在{日期}到期，请带旧证到村居退役军人服务站办理换证。",
    "state": "draft",
    "state_label": "待启用",
    "state_tone": "warn",
    "enforced_by": "",
    "enforced_at": None,
    "actions": [
        {"label": "启用", "url": "/x/", "kind": "primary"},
        {"label": "撤回", "url": "/x/", "kind": "plain"},
    ],
}
DAYS = [
    {
        "say_on": date(2026, 11, 28),
        "audience": "村居站",
        "channel": "站内通知",
        "count": 238,
        "nobody": False,
        "url": "/x/",
    },
    {
        "say_on": date(2026, 12, 1),
        "audience": "本人",
        "channel": "没有电话，发不到",
        "count": 12,
        "nobody": True,
        "url": "/x/",
    },
]
NOTICE: dict[str, Any] = {
    "key": 7,
    "title": "证件到期换证",
    "url": "/x/",
    "hearer": "欧阳建国",
    "place": "南定镇 › 南定村",
    "channel": "短信",
    "due_on": date(2026, 12, 26),
    "say_on": date(2026, 11, 26),
    "state_label": "没有答复，将再问",
    "state_tone": "warn",
    "attempts": 2,
    "next_try_at": moment(26, 10, 30),
    "sent_at": moment(26, 10),
    "why": "短信网关没有答复",
    "phone": "138****5678",
    "actions": [
        {"label": "重新发送", "url": "/x/", "kind": "primary"},
        {"label": "改为书面通知", "url": "/x/", "kind": "plain"},
        {"label": "取消", "url": "/x/", "kind": "danger"},
    ],
}
DEAD = {
    **NOTICE,
    "state_label": "发不出去",
    "state_tone": "bad",
    "next_try_at": None,
    "attempts": 6,
}
LETTER = {
    **NOTICE,
    "channel": "书面通知",
    "state_label": "待发",
    "state_tone": "info",
    "phone": "",
    "attempts": 0,
    "next_try_at": None,
    "why": "没有登记电话",
}
BROUGHT_BACK = {
    **LETTER,
    "state_label": "发不出去",
    "state_tone": "bad",
    "why": "没有送到：地址不对",
    "came_back": "孙丽（村居站工作人员） 11月24日",
    "actions": [
        {"label": "再送一次", "url": "/x/", "kind": "plain"},
        {"label": "取消", "url": "/x/", "kind": "danger"},
    ],
}
PERSON = {
    "key": 1,
    "name": "欧阳建国",
    "masked_id": "370***********3035",
    "phone": "138****5678",
    "place": "南定村",
    "born_on": date(1946, 12, 26),
    "due_on": date(2026, 12, 26),
    "url": "/x/",
}
INBOX = {
    "key": 9,
    "title": "满 80 周岁走访",
    "text": "南定镇 › 南定村有 3 人将在12月26日满 80 周岁，请上门看望，核对生活情况。",
    "due_on": date(2026, 12, 26),
    "say_on": date(2026, 11, 26),
    "unread": True,
    "label": "未读",
    "tone": "warn",
    "read_by": "",
    "read_at": None,
    "link": "/x/",
    "url": "/x/",
}
READ = {
    **INBOX,
    "unread": False,
    "label": "已阅",
    "tone": "ok",
    "read_by": "孙丽",
    "read_at": moment(26, 9),
    "link": "",
}
CONFIRM = {
    "question": "启用“证件到期换证”？",
    "consequences": ["今天就会写入 24 条通知。", "同一条规则的旧版由它接替。"],
    "confirm_label": "确认启用",
    "danger": False,
    "cancel_url": "/x/",
}


def _rule_form() -> forms.Form:
    return RuleForm({"offsets": "很快", "audience": "person", "title": "证件到期换证"})


NOTICE_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "reminders": (
        "bureau/reminders.html",
        {
            **BUREAU,
            "title": "通知提醒",
            "tabs": TABS,
            "drafts": [DRAFT],
            "in_force": [RULE],
            "past": [{**RULE, "state_label": "已停用", "state_tone": "idle"}],
            "proposals": [{**DRAFT, "title": "补助到账告知本人"}],
            "new_url": "/x/",
            "sms_off": True,
        },
    ),
    "reminders-none": (
        "bureau/reminders.html",
        {
            **BUREAU,
            "title": "通知提醒",
            "tabs": TABS,
            "drafts": [],
            "in_force": [],
            "past": [],
            "proposals": [],
            "new_url": "",
            "sms_off": False,
        },
    ),
    "reminder": (
        "bureau/reminder.html",
        {
            **BUREAU,
            "title": RULE["title"],
            "crumbs": CRUMBS,
            "row": RULE,
            "now": DAYS,
            "now_total": 238,
            "ahead": DAYS,
            "versions": [DRAFT],
            "change_url": "/x/",
            "known": False,
        },
    ),
    "reminder-form": (
        "bureau/reminder_form.html",
        {
            **BUREAU,
            "title": "录入提醒规则",
            "crumbs": CRUMBS,
            "form": _rule_form(),
            "cancel_url": "/x/",
        },
    ),
    "reminder-confirm": (
        "bureau/reminder_confirm.html",
        {**BUREAU, "title": "启用提醒规则", "crumbs": CRUMBS, "row": DRAFT, **CONFIRM},
    ),
    "reminder-preview": (
        "bureau/reminder_preview.html",
        {
            **BUREAU,
            "title": "未来 30 天的提醒",
            "crumbs": CRUMBS,
            "tabs": TABS,
            "has_rules": True,
            "sections": [
                {**RULE, "is_draft": False, "total": 238, "rows": DAYS},
                {**DRAFT, "is_draft": True, "total": 24, "rows": DAYS},
            ],
            "silent": [{**RULE, "title": "满 80 周岁走访", "is_draft": False}],
        },
    ),
    "reminder-people": (
        "bureau/reminder_people.html",
        {
            **BUREAU,
            "title": "证件到期换证：11月28日的提醒",
            "crumbs": CRUMBS,
            "page_obj": page([PERSON, {**PERSON, "phone": ""}]),
        },
    ),
    "outbox": (
        "bureau/outbox.html",
        {
            **BUREAU,
            "title": "发件箱",
            "crumbs": CRUMBS,
            "tabs": TABS,
            "filter_form": OutboxFilter({}, towns=[], rules=[("a", "证件到期换证")]),
            "filtered": False,
            "waiting": 120,
            "trouble": 3,
            "dead": 1,
            "sent": 18230,
            "sms_off": False,
            "quiet": True,
            "page_obj": page([NOTICE, DEAD, LETTER]),
        },
    ),
    "dead-letters": (
        "bureau/dead_letters.html",
        {
            **BUREAU,
            "title": "发不出去的通知",
            "crumbs": CRUMBS,
            "tabs": TABS,
            "page_obj": page([DEAD, BROUGHT_BACK]),
        },
    ),
    "notice": (
        "bureau/notice.html",
        {
            **BUREAU,
            "title": "通知：证件到期换证",
            "crumbs": CRUMBS,
            "row": NOTICE,
            "text": "欧**国您好：您的残疾军人证将在12月26日到期，"
            "请带旧证到村居退役军人服务站办理换证。",
            "person_url": "/x/",
            "rule_url": "/x/",
            "written_at": moment(26, 6, 5),
            "handled_by": "周敏",
            "handled_at": moment(26, 11),
            "actions": NOTICE["actions"],
        },
    ),
    "notice-brought-back": (
        "bureau/notice.html",
        {
            **BUREAU,
            "title": "通知：证件到期换证",
            "crumbs": CRUMBS,
            "row": BROUGHT_BACK,
            "text": "欧**国您好：您的残疾军人证将在12月26日到期。",
            "person_url": "/x/",
            "rule_url": "",
            "written_at": moment(10, 6, 5),
            "handled_by": "孙丽",
            "handled_at": moment(24, 11),
            "actions": BROUGHT_BACK["actions"],
        },
    ),
    "notice-confirm": (
        "bureau/notice_confirm.html",
        {**BUREAU, "title": "取消", "crumbs": CRUMBS, "row": DEAD, **CONFIRM, "danger": True},
    ),
    "letters": (
        "bureau/letters.html",
        {
            **BUREAU,
            "title": "书面通知",
            "crumbs": CRUMBS,
            "tabs": TABS,
            "stands": [
                {"title": "待打印", "url": "/x/", "current": True, "count": 2},
                {"title": "已打印，待送达", "url": "/x/", "current": False, "count": 0},
            ],
            "filter_form": LetterFilter({}, towns=[]),
            "filtered": False,
            "stand": "waiting",
            "page_obj": page([LETTER, {**LETTER, "key": 8, "hearer": "刘桂兰"}]),
            "mark_url": "/x/",
            "mark_label": "标记已打印",
            "print_url": "/x/",
            "export_url": "/x/",
        },
    ),
    "letters-print": (
        "bureau/letters_print.html",
        {
            **BUREAU,
            "title": "书面通知",
            "crumbs": CRUMBS,
            "rows": [
                {
                    "name": "欧阳建国",
                    "place": "南定镇 › 南定村",
                    "title": "证件到期换证",
                    "text": "欧阳建国您好：您的残疾军人证将在12月26日到期，"
                    "请带旧证到村居退役军人服务站办理换证。",
                }
            ]
            * 2,
            "cut_off": 12,
            "back_url": "/x/",
            "printed_at": moment(26, 10),
        },
    ),
    "letters-mark": (
        "bureau/letters_mark.html",
        {
            **BUREAU,
            "title": "标记已打印",
            "crumbs": CRUMBS,
            **CONFIRM,
            "question": "把 2 份书面通知标记已打印？",
            "ids": [7, 8],
            "rows": [LETTER],
            "more": 1,
        },
    ),
    "bureau-inbox": (
        "bureau/inbox.html",
        {**BUREAU, "title": "我的通知", "tabs": TABS, "page_obj": page([INBOX, READ])},
    ),
    "bureau-inbox-notice": (
        "bureau/inbox_notice.html",
        {
            **BUREAU,
            "title": INBOX["title"],
            "crumbs": CRUMBS,
            "notice": INBOX,
            "has_people": True,
            "people": [PERSON],
            "people_count": 60,
            "all_url": "/x/",
        },
    ),
    "station-inbox": (
        "station/inbox.html",
        {
            **STATION,
            "station_head": [
                *STATION["station_head"],
                {"title": "通知", "url": "/x/", "icon": "info", "current": True, "count": 12},
            ],
            "only_unread": False,
            "tabs": [
                {"title": "全部通知", "url": "/x/", "current": True},
                {"title": "未读的", "url": "/x/", "current": False},
            ],
            "page_obj": page([INBOX, READ]),
        },
    ),
    "station-inbox-notice": (
        "station/inbox_notice.html",
        {
            **STATION,
            "notice": INBOX,
            "has_people": True,
            "people": [PERSON, {**PERSON, "phone": "没有登记电话"}],
            "people_count": 52,
            "page_number": 1,
            "more": True,
            "back_url": "/x/",
        },
    ),
}
