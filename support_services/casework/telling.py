"""Cases and errands in the shapes that pages take, the same at both doors. Nothing here writes."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from support_services.casework import selectors, subjects
from support_services.casework.rules import (
    CLOCK_LABELS,
    LATENESS_LABELS,
    LATENESS_TONES,
    Lateness,
    Term,
    Unit,
)
from support_services.casework.selectors import errands as errand_selectors
from support_services.casework.selectors.incoming import incoming_of, phone_of
from support_services.casework.services.looking import Opened
from support_services.casework.states import (
    CASE_LABELS,
    CASE_TONES,
    ERRAND_LABELS,
    ERRAND_TONES,
    MOVES,
    ROAD,
    CaseKind,
    CaseState,
    ErrandState,
)
from support_services.casework.steps import STEPS
from veterans.accounts.models import User
from veterans.foundation.masking import mask_phone
from veterans.regions.models import Level
from veterans.regions.selectors import place_name

Link = Callable[..., str]
BUREAU_NAME = "区局"
SYSTEM_VERBS = frozenset({"lapse", "taken_as_accepted"})


def place_told(region: Any) -> str:
    """A station by its place, the county as the bureau."""
    return BUREAU_NAME if region.level == Level.COUNTY else place_name(region)


def who_of(case: Any) -> str:
    return str(case.person.name if case.person is not None else case.caller_name)


def about_told(user: User, about: str, kind: str = "") -> dict[str, Any]:
    """What something is about, for its page; nothing where it is about nothing named. The law is
    told where somebody complains."""
    found = subjects.find(about)
    if found is None:
        return {}
    return {
        "what": found.what,
        "title": found.title,
        "facts": list(found.facts),
        "url": subjects.url_of(user, about),
        "law": found.law if kind == CaseKind.COMPLAINT else "",
    }


def case_row(case: Any, link: Link, *, today: date) -> dict[str, Any]:
    """A case in a list."""
    state = CaseState(case.state)
    stands = selectors.standing_of(case, today=today)
    return {
        "number": case.number,
        "kind": case.get_kind_display(),
        "subject": case.subject,
        "who": who_of(case),
        "place": place_told(case.region),
        "owner": place_told(case.owner),
        "offered": case.offered_from is not None,
        "received_on": case.received_on,
        "state_label": CASE_LABELS[state],
        "state_tone": CASE_TONES[state],
        "outcome": case.get_outcome_display(),
        "came_back": case.came_back,
        "is_sensitive": case.is_sensitive,
        "stands_label": LATENESS_LABELS[stands.lateness],
        "stands_tone": LATENESS_TONES[stands.lateness],
        "is_counted": stands.lateness is not Lateness.STILL,
        "told": stands.told,
        "due_on": stands.due_on,
        "url": link("case", case.pk),
    }


def case_context(user: User, opened: Opened, link: Link, *, today: date) -> dict[str, Any]:
    """Everything about one case, for its own page."""
    case = opened.case
    verbs = selectors.verbs_for(user, case)
    sent = incoming_of(case)
    phone = phone_of(case, sent)
    return {
        "case": case_row(case, link, today=today),
        "content": opened.content,
        "about": about_told(user, case.about, case.kind),
        "facts": [*_facts(opened), *((("来件编号", sent.number),) if sent is not None else ())],
        "dues": [
            {"label": CLOCK_LABELS[clock], "on": day, "is_late": day < today}
            for clock, day in selectors.dues_of(case).items()
            if day is not None
        ],
        "target_by": case.target_by,
        "rule": rule_told(case.rule),
        "steps": _road(CaseState(case.state)),
        "masked_phone": mask_phone(phone) if phone else "",
        "phone_url": link("case_phone", case.pk) if phone else "",
        "consent_url": link("case_consent", case.pk) if case.consent_id else "",
        "slip_url": link("case_slip", case.pk),
        "actions": [
            {
                "label": MOVES[verb].label,
                "url": link("case_step", case.pk, verb),
                "kind": STEPS[verb].kind,
            }
            for verb in verbs
        ],
        "story": [_entry(one) for one in selectors.story_of(user, case)],
    }


def _facts(opened: Opened) -> list[tuple[str, str]]:
    case = opened.case
    told = [
        ("受理编号", case.number),
        ("当事人", who_of(case)),
        ("来源", case.get_channel_display()),
        ("收到日期", f"{case.received_on:%Y-%m-%d}"),
        ("属地", place_told(case.region)),
        ("承办", place_told(case.owner)),
    ]
    if case.offered_from is not None:
        told.append(("转自", f"{place_told(case.offered_from)}，等接收"))
    if case.proxy_name:
        consent = case.consent_no or "有委托书照片"
        told.append(("代为反映", f"{case.proxy_name}（{case.proxy_relation}），{consent}"))
    if case.people_count > 1:
        told.append(("人数", f"{case.people_count} 人"))
    if opened.representatives:
        told.append(("代表", "、".join(opened.representatives)))
    if case.came_back:
        told.append(("退回重办", f"{case.came_back} 次"))
    if case.outcome:
        told.append(("本人评价", case.get_outcome_display()))
    return told


def rule_told(rule: Any) -> str:
    """The clocks of a kind in a sentence."""
    inform = Term(rule.inform_days, Unit(rule.inform_unit))
    finish = Term(rule.finish_days, Unit(rule.finish_unit))
    more = f"，最多延长 {rule.extension_days} 日" if rule.extension_days else ""
    return f"{inform}内告知受理，{rule.object_days}个工作日内接收或退回，{finish}内办结{more}"


def _road(state: CaseState) -> list[dict[str, str]]:
    if state in (CaseState.DECLINED, CaseState.WITHDRAWN):
        return []
    at_work = (CaseState.PAUSED, CaseState.CAME_BACK)
    here = ROAD.index(CaseState.IN_HAND if state in at_work else state)
    is_over = state is CaseState.CLOSED
    return [
        {
            "label": CASE_LABELS[one],
            "status": "done"
            if place < here or is_over
            else ("current" if place == here else "todo"),
        }
        for place, one in enumerate(ROAD)
    ]


def _entry(told: selectors.EntryTold) -> dict[str, Any]:
    entry = told.entry
    label = entry.get_verb_display()
    if entry.verb == "hand_over":
        label = f"转办给{place_told(entry.owner)}"
    notes = [part for part in (entry.get_how_display(), str(entry.text)) if part]
    if entry.on != timezone.localdate(entry.at):
        notes.append(f"实际日期 {entry.on:%Y-%m-%d}")
    if entry.was_late:
        notes.append(f"应在 {entry.due_on:%Y-%m-%d} 以前，已超期")
    who = "系统" if entry.verb in SYSTEM_VERBS else f"{place_told(entry.place)} {told.who}"
    tone = "bad" if entry.was_late else CASE_TONES[CaseState(entry.state)]
    return {
        "at": entry.at,
        "what": f"{label}{'（内部情况，站点看不到）' if entry.is_confidential else ''}",
        "who": who,
        "note": "；".join(notes),
        "tone": "warn" if entry.is_confidential else tone,
    }


def slip_context(case: Any) -> dict[str, Any]:
    """What is printed for the person to take home."""
    number, of_what = "", ""
    if case.person is not None:
        number, of_what = str(case.person.id_number), "身份证号"
    elif case.caller_phone:
        number, of_what = str(case.caller_phone), "登记电话"
    return {
        "title": "诉求受理回执",
        "rows": [
            ("受理编号", case.number),
            ("类别", case.get_kind_display()),
            ("事由", case.subject),
            ("收到日期", f"{case.received_on:%Y年%m月%d日}"),
            ("承办", place_told(case.owner)),
            *((("应办结", f"{case.finish_by:%Y年%m月%d日}"),) if case.finish_by else ()),
        ],
        "tail": number[-4:],
        "of_what": of_what,
        "phone": settings.PORTAL_BUREAU_PHONE,
    }


# --- 代办 ---------------------------------------------------------------------------------


def errand_row(errand: Any, link: Link, *, today: date) -> dict[str, Any]:
    """An errand in a list; needs the counts of ``errands_visible_to``."""
    state = ErrandState(errand.state)
    idle = (today - errand.moved_on).days
    is_open = state is ErrandState.OPEN
    return {
        "number": errand.number,
        "title": errand.kind.title,
        "who": errand.person.name,
        "place": place_told(errand.region),
        "owner": place_told(errand.owner),
        "done": errand.steps_done,
        "steps": errand.steps,
        "moved_on": errand.moved_on,
        "is_stale": is_open and idle >= errand_selectors.STALE.days,
        "idle": idle,
        "state_label": ERRAND_LABELS[state],
        "state_tone": ERRAND_TONES[state],
        "url": link("errand", errand.pk),
    }


def errand_context(user: User, errand: Any, link: Link, *, today: date) -> dict[str, Any]:
    """One errand with its steps, and what can be done with it."""
    items = errand_selectors.items_of(errand)
    here = errand_selectors.next_item(items)
    is_open = errand.state == ErrandState.OPEN
    handles = is_open and errand_selectors.may_handle(user, errand)
    return {
        "errand": errand_row(errand, link, today=today),
        "result": errand.result,
        "started_at": errand.started_at,
        "started_by": errand.started_by,
        "event_told": str(errand.event) if errand.event is not None else "",
        "case": {"number": errand.case.number, "url": link("case", errand.case_id)}
        if errand.case is not None
        and selectors.cases_visible_to(user).filter(pk=errand.case_id).exists()
        else None,
        "items": [
            {
                "number": one.number,
                "title": one.title,
                "who": one.who,
                "papers": [
                    {"title": paper, "is_in": paper in one.papers_in} for paper in one.papers
                ],
                "note": one.note,
                "done_on": one.done_on,
                "done_by": one.done_by,
                "is_here": here is not None and one.pk == here.pk,
                "url": link("errand_item", errand.pk, one.number) if handles else "",
            }
            for one in items
        ],
        "slip_url": link("errand_slip", errand.pk),
        "actions": [
            {
                "label": label,
                "url": link("errand_step", errand.pk, verb),
                "kind": kind,
            }
            for verb, label, kind in (
                ("done", "办成了", "primary"),
                ("refused", "没有获批", "plain"),
                ("stopped", "本人不办了", "danger"),
            )
            if handles and (verb != "done" or here is None)
        ],
    }


def errand_slip(errand: Any) -> dict[str, Any]:
    """What the person takes home: what is needed, who does what."""
    return {
        "title": "代办受理回执",
        "rows": [
            ("代办编号", errand.number),
            ("事项", errand.kind.title),
            ("受理日期", f"{errand.started_at:%Y年%m月%d日}"),
            ("代办单位", place_told(errand.owner)),
            *(
                (
                    f"第 {one.number} 步",
                    f"{one.title}（{one.who}）"
                    + (f"，要：{'、'.join(one.papers)}" if one.papers else ""),
                )
                for one in errand_selectors.items_of(errand)
            ),
        ],
        "tail": str(errand.person.id_number)[-4:],
        "of_what": "身份证号",
        "phone": settings.PORTAL_BUREAU_PHONE,
    }
