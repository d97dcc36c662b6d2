"""网上来件 in the shapes that pages take, the same at both doors. Nothing here writes."""

from datetime import date
from typing import Any

from django.utils import timezone

from support_services.casework.selectors import cases_visible_to
from support_services.casework.services.incoming import OpenedLetter
from support_services.casework.states import (
    ANONYMOUS,
    INCOMING_LABELS,
    INCOMING_TONES,
    OBJECTION,
    IncomingState,
)
from support_services.casework.telling import Link, about_told, place_told
from veterans.accounts.bureau_pages import address
from veterans.accounts.models import User
from veterans.accounts.selectors import names_of
from veterans.foundation.masking import mask_phone


def row(incoming: Any, link: Link, *, today: date) -> dict[str, Any]:
    """One of them in a list."""
    state = IncomingState(incoming.state)
    waits = state is IncomingState.WAITING
    return {
        "number": incoming.number,
        "kind": incoming.get_kind_display(),
        "who": str(incoming.name or ANONYMOUS),
        "for_other": bool(incoming.meant_relation),
        "place": place_told(incoming.region),
        "sent_at": incoming.sent_at,
        "take_by": incoming.take_by if waits else None,
        "is_late": waits and incoming.take_by < today,
        "state_label": INCOMING_LABELS[state],
        "state_tone": INCOMING_TONES[state],
        "note": _came_of(incoming),
        "url": link("incoming", incoming.pk),
    }


def _came_of(incoming: Any) -> str:
    if incoming.case is not None:
        return f"受理编号 {incoming.case.number}"
    if incoming.objection is not None:
        return f"公示异议：{incoming.objection.get_state_display()}"
    return str(incoming.get_reason_display()) if incoming.reason else ""


def decided_told(incoming: Any) -> str:
    """Who was quicker, in a sentence."""
    who = names_of([incoming.decided_by_id]).get(incoming.decided_by_id or 0, "别人")
    deed = "接收了" if incoming.state == IncomingState.ACCEPTED else "处理了，没有接收"
    return f"这件来件已经由{who}{deed}，不用再办。"


def context(
    user: User, opened: OpenedLetter, link: Link, *, today: date, refuses: bool
) -> dict[str, Any]:
    """Everything about one of them, for its own page. ``refuses``: at this door one can."""
    incoming = opened.incoming
    waits = incoming.state == IncomingState.WAITING
    case = incoming.case
    objects = incoming.kind == OBJECTION
    sees_case = case is not None and cases_visible_to(user).filter(pk=case.pk).exists()
    facts = [
        ("来件编号", incoming.number),
        ("类别", incoming.get_kind_display()),
        ("姓名", opened.name),
        *((("替谁反映", f"{opened.meant_name}（{incoming.meant_relation}）"),)
          if opened.meant_name else ()),
        ("哪里", place_told(incoming.region)),
        ("发来时间", f"{timezone.localtime(incoming.sent_at):%Y-%m-%d %H:%M}"),
    ]  # fmt: skip
    if not waits:
        facts.append(("办理", decided_told(incoming).removesuffix("，不用再办。")))
    if incoming.reason:
        facts += [("原因", incoming.get_reason_display()), ("说明", opened.reason_text)]
    if incoming.same_as:
        facts.append(("和哪件重复", incoming.same_as))
    return {
        "incoming": row(incoming, link, today=today),
        "content": opened.content,
        "about": about_told(user, incoming.about, incoming.kind),
        "facts": facts,
        "masked_phone": mask_phone(opened.phone) if opened.phone else "",
        "phone_url": link("incoming_phone", incoming.pk),
        "accept_url": link("incoming_accept", incoming.pk) if waits and not objects else "",
        "object_url": link("incoming_object", incoming.pk)
        if waits and objects and user.may("publicity.object")
        else "",
        "objection_url": address("objection", incoming.objection_id)
        if incoming.objection_id and user.may("ledger.read")
        else "",
        "refuse_url": link("incoming_refuse", incoming.pk) if waits and refuses else "",
        "case": {"number": case.number, "url": link("case", case.pk)}
        if case is not None and sees_case
        else None,
        "back_url": link("incoming_list"),
    }
