"""公示 at the bureau's door: what waits for it, drafting, the list, one notice, its paper."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.stations.published import center
from support_services.subsidies import published, unread
from support_services.subsidies.admin import batch_parts
from support_services.subsidies.admin.forms import chosen
from support_services.subsidies.admin.publicity_forms import DraftForm, NoticeFilter
from support_services.subsidies.admin.showing import home
from support_services.subsidies.area_publicity import OBJECTION_TONES, PHASE_TONES, standing
from support_services.subsidies.publicity_states import (
    NOTICE_MOVES,
    NOTICE_VERB_LABELS,
    OBJECTION_LABELS,
    PHASE_LABELS,
    Level,
    NoticeState,
    ObjectionState,
    Phase,
)
from support_services.subsidies.selectors import publicity as selectors
from support_services.subsidies.selectors.publicity_unread import unread_of
from support_services.subsidies.services import publicity as service
from support_services.subsidies.services.publicity_export import export_notices
from veterans.accounts.bureau_pages import actor, address, button, crumb, page, paged
from veterans.accounts.deeds import Data, filled_in
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.foundation.masking import mask_id_number
from veterans.foundation.months import add_months
from veterans.foundation.table_files import XLSX_TYPE
from veterans.regions.selectors import towns_visible_to

TITLE = "公示"
NAMED = 30


def notices(request: HttpRequest) -> HttpResponse:
    """What waits, what runs, what is over."""
    user = actor(request)
    today = timezone.localdate()
    form = NoticeFilter(request.GET, towns=list(towns_visible_to(user)))
    asked = chosen(form)
    waiting = selectors.due(user)
    drafts = selectors.drafts_to_publish(user) if user.may("publicity.publish") else None
    return page(
        request,
        "bureau/publicity.html",
        title=TITLE,
        filter_form=form,
        filtered=any(asked.values()),
        due_count=len(waiting),
        due_url=address("publicity_due"),
        rules_url=address("publicity_rules"),
        calendar_url=address("workdays_calendarday_changelist"),
        export_url=address("publicity_export", **asked),
        may_publish=drafts.count if drafts else 0,
        publish_all_url=address("publicity_publish_all"),
        objections=[objection_row(row) for row in selectors.open_objections(user)],
        page_obj=paged(
            request,
            selectors.notices_matching(user, today=today, **asked),
            lambda row: notice_row(row, today),
        ),
    )


def notice_row(notice: Any, today: Any) -> dict[str, Any]:
    """A notice in a table."""
    now = selectors.phase_on(notice, today)
    return {
        "number": notice.number,
        "place": home(notice.region),
        "people": notice.people,
        "first_on": notice.first_on,
        "last_on": notice.last_on,
        "hung": notice.hung,
        "objections": notice.objections,
        "open_objections": notice.open_objections,
        "must_hang": now == Phase.RUNNING and not notice.hung,
        "drafted_by": str(notice.drafted_by),
        "url": address("publicity_notice", notice.pk),
        "state_label": PHASE_LABELS[now],
        "state_tone": PHASE_TONES[now],
    }


def objection_row(row: Any) -> dict[str, Any]:
    """An objection in a list, without what was said."""
    state = ObjectionState(row.state)
    entry = row.entry
    subject = entry.entitlement or entry.grant
    return {
        "name": subject.person.name,
        "scheme": subject.scheme.short_name,
        "place": entry.public_place,
        "raised_on": row.raised_on,
        "is_late": entry.notice.last_on is not None and row.raised_on > entry.notice.last_on,
        "registered_by": str(row.registered_by),
        "url": address("objection", row.pk),
        "state_label": OBJECTION_LABELS[state],
        "state_tone": OBJECTION_TONES[state],
    }


def due(request: HttpRequest) -> HttpResponse:
    """What waits for a roster, village by village; drafting (POST)."""
    user = actor(request)
    form = DraftForm(
        request.POST or None,
        towns=list(towns_visible_to(user)),
        initial={"level": Level.VILLAGE.value},
    )
    may_draft = user.may("publicity.draft")

    def deed(data: Data) -> tuple[str, str]:
        made = service.draft_notices(
            until=add_months(data["month"], 1) - timedelta(days=1) if data["month"] else None,
            level=Level(data["level"]),
            town=data["town"],
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        onward = address("publicity", when=Phase.DRAFT.value)
        return f"已拟好 {len(made):,} 份公示，由另一人核对后发布。", onward

    if may_draft and (answer := filled_in(request, form, deed)):
        return answer
    rows = selectors.due(user)
    return page(
        request,
        "bureau/publicity_due.html",
        title="等待公示",
        crumbs=(crumb(TITLE, "publicity"),),
        form=form if may_draft else None,
        count=len(rows),
        places=[
            {"place": home(one.region), "count": one.count, "since": one.since}
            for one in selectors.due_places(rows)
        ],
        rows=[due_row(one, user) for one in rows[:NAMED]],
        waivers=[waiver_row(one, user) for one in selectors.waivers_waiting(user)],
        rules_url=address("publicity_rules"),
    )


def due_row(one: selectors.Due, user: User) -> dict[str, Any]:
    """Somebody whose right or grant waits."""
    subject = one.subject
    kind = "right" if one.entitlement is not None else "grant"
    may = user.may("publicity.draft")
    return {
        "name": subject.person.name,
        "masked_id": mask_id_number(str(subject.person.id_number)),
        "village": home(subject.person.region),
        "scheme": subject.scheme.short_name,
        "since": one.since,
        "url": address("entitlement" if kind == "right" else "grant", subject.pk),
        "waive_url": address("publicity_waive", kind, subject.pk) if may else "",
    }


def waiver_row(waiver: Any, user: User) -> dict[str, Any]:
    """A proposal to do without."""
    subject = waiver.entitlement or waiver.grant
    mine = waiver.proposed_by_id == user.pk
    actions = []
    if user.may("publicity.publish") and not mine:
        actions.append(("确认", "confirm", "primary"))
    if user.may("publicity.withdraw"):
        actions.append(("撤回" if mine else "不同意", "withdraw", "plain"))
    return {
        "name": subject.person.name,
        "scheme": subject.scheme.short_name,
        "reason": waiver.reason,
        "document_no": waiver.document_no,
        "proposed_by": str(waiver.proposed_by),
        "actions": [
            button(label, kind, "waiver_step", waiver.pk, verb) for label, verb, kind in actions
        ],
    }


def notice_page(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One notice: who stands on it, exactly as it is made public, and what came of it."""
    user = actor(request)
    today = timezone.localdate()
    notice = selectors.notice_visible_to(user, notice_id)
    entries = selectors.entries_of(notice)
    now = selectors.phase_on(notice, today)
    is_draft = notice.state == NoticeState.DRAFT
    may_publish = user.may("publicity.publish")
    unseen = unread_of(notice)
    open_ = now in (Phase.DRAFT, Phase.COMING, Phase.RUNNING)
    return page(
        request,
        "bureau/publicity_notice.html",
        title=notice.title,
        crumbs=(crumb(TITLE, "publicity"),),
        notice=notice,
        **standing(notice, today),
        entries=[
            entry_row(entry, user, is_open=open_, is_published=notice.published_at is not None)
            for entry in entries
        ],
        shows_money=any(entry.public_money for entry in entries),
        hangings=list(notice.hangings.select_related("noted_by")),
        objections=[objection_row(row) for row in selectors.objections_of(user, notice)],
        unread={"count": len(unseen), "url": unread.url_for(user)} if unseen else None,
        actions=_actions(notice, user, now),
        must_be_another=is_draft and may_publish and notice.drafted_by_id == user.pk,
        waits=is_draft and not may_publish,
        print_url=address("publicity_print", notice.pk)
        if notice.state == NoticeState.PUBLISHED
        else "",
        hang_url=address("publicity_hang", notice.pk)
        if now in (Phase.COMING, Phase.RUNNING) and user.may("publicity.hang")
        else "",
        history=batch_parts.history(selectors.record_of_notice(notice)),
    )


def entry_row(entry: Any, user: User, *, is_open: bool, is_published: bool) -> dict[str, Any]:
    """A line as it is made public, beside whom it is about."""
    subject = entry.entitlement or entry.grant
    links = []
    if entry.is_live and is_published and user.may("publicity.object"):
        links.append(("登记异议", address("publicity_object", entry.pk)))
    if entry.is_live and is_open and user.may("publicity.withdraw"):
        links.append(("移出", address("publicity_take_off", entry.pk)))
    return {
        "name": subject.person.name,
        "scheme": subject.scheme.short_name,
        "url": address("entitlement" if entry.entitlement_id else "grant", subject.pk),
        "public_person": entry.public_person,
        "public_place": entry.public_place,
        "public_name": entry.public_name,
        "public_money": entry.public_money,
        "taken_off": entry.note if entry.taken_off_at is not None else "",
        "links": links,
    }


def _actions(notice: Any, user: User, now: Phase) -> list[dict[str, str]]:
    found = []
    for verb, (starts, _, duty) in NOTICE_MOVES.items():
        if notice.state not in starts or not user.may(duty) or now == Phase.ENDED:
            continue
        if verb == "publish" and notice.drafted_by_id == user.pk:
            continue
        kind = "primary" if verb == "publish" else "danger"
        found.append(button(NOTICE_VERB_LABELS[verb], kind, "publicity_step", notice.pk, verb))
    return found


def notice_print(request: HttpRequest, notice_id: int) -> HttpResponse:
    """The paper to hang up: what residents' pages would show, and nothing else."""
    notice = selectors.notice_visible_to(actor(request), notice_id)
    paper = published.paper(notice.pk, bureau=settings.PORTAL_BUREAU_NAME)
    if paper is None:
        raise Http404
    service_center = center()
    return page(
        request,
        "bureau/publicity_print.html",
        title=notice.title,
        crumbs=(crumb(TITLE, "publicity"), crumb(notice.title, "publicity_notice", notice.pk)),
        notice=paper,
        phone=settings.PORTAL_BUREAU_PHONE or (service_center.phone if service_center else ""),
    )


def notices_export(request: HttpRequest) -> HttpResponse:
    """The list as a workbook, line by line, as it was made public."""
    user = actor(request)
    form = NoticeFilter(request.GET, towns=list(towns_visible_to(user)))
    try:
        content = export_notices(
            **chosen(form), by=user, at=timezone.now(), today=timezone.localdate()
        )
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return HttpResponseRedirect(address("publicity"))
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="publicity.xlsx"'
    return response
