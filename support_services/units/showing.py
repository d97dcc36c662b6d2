"""Units and links in the shapes their templates take."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from support_services.notices.models import Notice
from support_services.notices.states import NOTICE_LABELS, NoticeState
from support_services.units import answering
from support_services.units.models import Link, LinkAct, Reply, ReplyCheck, Unit
from support_services.units.states import (
    CHECK_LABELS,
    CHECK_WHY_LABELS,
    DEED_LABELS,
    ROAD_LABELS,
    CheckState,
    CheckWhy,
    LinkDeed,
    Road,
)
from veterans.foundation.masking import mask_name, mask_phone
from veterans.regions.selectors import place_name


def unit_row(unit: Unit) -> dict[str, Any]:
    """A line of the list; nothing personal."""
    return {
        "id": unit.pk,
        "name": unit.name,
        "short_name": unit.short_name,
        "kind": unit.get_kind_display(),
        "place": place_name(unit.region) if unit.region is not None else "全区",
        "phone": unit.phone,
        "has_contact": unit.contact_phone is not None,
        "is_closed": unit.closed_at is not None,
    }


def unit_facts(unit: Unit) -> list[tuple[str, str]]:
    """What is known of a unit, label by label; the contact covered."""
    facts = (
        ("类别", unit.get_kind_display()),
        ("名称", unit.name),
        ("简称", unit.short_name),
        ("统一社会信用代码", unit.code),
        ("所在地", place_name(unit.region) if unit.region is not None else "全区"),
        ("地址", unit.address),
        ("办公电话", unit.phone),
        ("联系人", masked_contact(unit) or "没有登记"),
        ("联系人核对", _checked(unit)),
        ("说明", unit.note),
        ("登记", f"{unit.entered_by} {_day(unit.entered_at)}"),
        ("停用", f"{unit.closed_by} {_day(unit.closed_at)}：{unit.closed_why}")
        if unit.closed_at is not None
        else ("停用", ""),
    )
    return [(label, value) for label, value in facts if value]


def masked_contact(unit: Unit) -> str:
    """The contact, covered; "" for none."""
    parts = (mask_name(str(unit.contact_name or "")), mask_phone(str(unit.contact_phone or "")))
    return " ".join(part for part in parts if part)


def _checked(unit: Unit) -> str:
    if unit.contact_phone is None:
        return ""
    if unit.contact_checked_by is None:
        return "还没有另一人打办公电话核对"
    return f"{unit.contact_checked_by} {_day(unit.contact_checked_at)} 核对过"


def last_day(link: Link) -> date:
    """The last day on which it opens."""
    return timezone.localtime(link.expires_at - timedelta(seconds=1)).date()


def link_row(link: Any, at: datetime) -> dict[str, Any]:
    """A link, never its secret. ``link``: of ``links_visible_to``."""
    known = answering.known(link.about)
    return {
        "id": link.pk,
        "unit": link.unit.name,
        "kind": known[0].label if known else "",
        "title": link.title,
        "purpose": link.purpose,
        "made": f"{link.made_by} {_day(link.made_at)} 发出",
        "last_day": last_day(link),
        "answered": link.answered,
        "is_live": link.is_live(at),
        **_state(link, at),
    }


def _state(link: Any, at: datetime) -> dict[str, str]:
    told = ""
    if link.revoked_at is not None:
        label, tone = "已收回", "idle"
        told = f"{link.revoked_by or '单位'} {_day(link.revoked_at)}：{link.revoked_why}"
    elif link.unit.closed_at is not None:
        label, tone = "单位已停用", "idle"
    elif at >= link.expires_at:
        label, tone = "已过期", "idle"
    else:
        label, tone = ("已答复", "ok") if link.answered else ("等答复", "info")
    return {"state_label": label, "state_tone": tone, "revoked": told}


def reply_row(reply: Reply) -> dict[str, Any]:
    """An answer that was sent, never what it says; whether it was looked into."""
    check: ReplyCheck | None = getattr(reply, "check_of", None)
    state = CHECK_LABELS[CheckState(check.state)] if check is not None else ("", "idle")
    return {
        "id": reply.pk,
        "label": reply.label,
        "receipt": reply.receipt,
        "sent_at": reply.sent_at,
        "said": reply.said,
        "alone": reply.alone,
        "check_label": state[0],
        "check_tone": state[1],
    }


def check_row(check: ReplyCheck) -> dict[str, Any]:
    """A line of the list of what is to be found out."""
    reply = check.reply
    label, tone = CHECK_LABELS[CheckState(check.state)]
    return {
        "receipt": reply.receipt,
        "unit": reply.link.unit.name,
        "title": reply.link.title,
        "label": reply.label,
        "sent_at": reply.sent_at,
        "why": CHECK_WHY_LABELS[CheckWhy(check.why)],
        "state_label": label,
        "state_tone": tone,
    }


def check_facts(check: ReplyCheck) -> list[tuple[str, str]]:
    """What is known so far of whose the answer was."""
    denied = ""
    if check.denied_at is not None:
        road = ROAD_LABELS[Road(check.denied_road)]
        hand = f"，{check.denied_by}记录" if check.denied_by is not None else ""
        denied = f"{timezone.localtime(check.denied_at):%Y-%m-%d %H:%M}（{road}{hand}）"
    settled = ""
    if check.settled_at is not None:
        day = f"{timezone.localtime(check.settled_at):%Y-%m-%d %H:%M}"
        settled = f"{check.settled_by} {day}：{check.settled_how}"
    facts = (
        ("核实", check.get_state_display()),
        ("缘由", CHECK_WHY_LABELS[CheckWhy(check.why)]),
        ("单位否认", denied),
        ("单位怎样说", check.note),
        ("事项怎样处理", check.did),
        ("核实结果", settled),
    )
    return [(label, value) for label, value in facts if value]


def receipt_told(notice: Notice | None) -> dict[str, str]:
    """What became of the receipt to the contact."""
    if notice is None:
        return {
            "label": "没有发",
            "tone": "warn",
            "told": "短信没有开通，或者没有登记联系人手机；请打印回执送达，或者打电话核实",
        }
    label, tone = NOTICE_LABELS[NoticeState(notice.state)]
    return {"label": label, "tone": tone, "told": _day(notice.sent_at or notice.written_at)}


def act_entry(act: LinkAct) -> dict[str, Any]:
    """A line of the story of a link, for the time line."""
    label, tone = DEED_LABELS[LinkDeed(act.deed)]
    who = str(act.by) if act.by is not None else "拿着链接的人"
    by_machine = act.deed in (LinkDeed.UNSENT, LinkDeed.TOLD)
    return {
        "at": act.at,
        "what": label,
        "who": "系统" if by_machine else who,
        "note": act.note,
        "tone": tone,
    }


def _day(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d}" if at is not None else ""
