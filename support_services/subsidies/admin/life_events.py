"""人员变动 at the bureau: proposed, completed, looked at with the money it moves, decided."""

import json
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.subsidies import selectors
from support_services.subsidies.admin.showing import moved_rows
from support_services.subsidies.services import previews
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, done, filled_in
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.foundation.form_fields import text_field
from veterans.foundation.masking import mask_id_number
from veterans.regions.selectors import region_by_code
from veterans.registry import services
from veterans.registry.event_fields import LONGEST_FILE_NUMBER, fields_of
from veterans.registry.event_kinds import ABOUT_THE_DEAD, DAY_LABELS, EVENT_LABELS, EventKind
from veterans.registry.forms import EventForm
from veterans.registry.life_events import standing_now
from veterans.registry.selectors import person_visible_to
from veterans.registry.selectors.file import (
    event_visible_to,
    events_visible_to,
    events_waiting,
    papers_visible_to,
)
from veterans.registry.states import EVENT_STATE_LABELS, EVENT_TONES, EventState

A_PAGE = 30


class DecideForm(forms.Form):
    note = text_field("意见", 200, required=False)


class RefuseForm(forms.Form):
    note = text_field("退回的原因", 200, hint="提出的人会看到，例如：死亡证明照片不清楚，请重拍。")


def event_row(event: Any) -> dict[str, Any]:
    """An event in a list."""
    state = EventState(event.state)
    name = event.person.name if event.person else _entered(event).get("name", "")
    return {
        "kind": event.get_kind_display(),
        "name": name,
        "region": event.region.name,
        "happened_on": event.happened_on,
        "proposed_by": event.proposed_by,
        "proposed_at": event.proposed_at,
        "state_label": EVENT_STATE_LABELS[state],
        "state_tone": EVENT_TONES[state],
        "url": address("life_event", event.pk),
    }


def _entered(event: Any) -> dict[str, str]:
    found: dict[str, str] = json.loads(event.entered)
    return found


def events(request: HttpRequest) -> HttpResponse:
    """What waits, oldest first; or all of it, newest first."""
    user = actor(request)
    show = request.GET.get("show", "")
    rows = (
        events_visible_to(user).order_by("-proposed_at", "-pk")
        if show == "all"
        else events_waiting(user)
    )
    shown: Any = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    shown.object_list = [event_row(one) for one in shown.object_list]
    return page(
        request,
        "bureau/life_events.html",
        title="人员变动",
        page_obj=shown,
        show=show,
        new_url=address("life_event_new", EventKind.REPORT_IN.value)
        if user.may("events.propose")
        else "",
    )


def choose(request: HttpRequest, person_id: int) -> HttpResponse:
    """Which event it is."""
    person = person_visible_to(actor(request), person_id)
    kinds = ABOUT_THE_DEAD if person.died_on is not None else set(EVENT_LABELS)
    return page(
        request,
        "bureau/life_event_choose.html",
        title="办理变动",
        crumbs=(crumb("人员", "people"), crumb(person.name, "person", person.pk)),
        name=person.name,
        kinds=[
            {
                "label": label,
                "told": TOLD[kind],
                "url": address("life_event_of", person.pk, kind),
            }
            for kind, label in EVENT_LABELS.items()
            if kind in kinds
        ],
        back_url=address("person", person.pk),
    )


TOLD: dict[str, str] = {
    EventKind.REPORT_IN: "退役回来报到：登记服役经历、安置方式和身份",
    EventKind.RECOGNISED: "认定参战、带病回乡等身份，可以同时批准待遇",
    EventKind.CATEGORY_ENDED: "不再具有某一身份，可以同时停发对应待遇",
    EventKind.DISABILITY: "新评残疾等级或调整等级，抚恤金随之核定",
    EventKind.MERIT: "立功、荣誉称号、地方表彰",
    EventKind.MARRIAGE: "结婚、离婚、丧偶，登记或终止配偶",
    EventKind.HOUSEHOLD: "另立一户、加入一户、换户主",
    EventKind.MOVED_WITHIN: "搬到本区另一个村居，由新的服务站联系",
    EventKind.MOVED_IN: "从外地迁入抚恤优待关系",
    EventKind.MOVED_OUT: "迁往外地，本区发到迁出规则说的月份",
    EventKind.DEATH: "登记去世，待遇停发，续发部分由系统计入",
    EventKind.SUSPENDED: "服刑等情形，按上级批准中止全部待遇",
    EventKind.RESUMED: "中止的原因消除，恢复发放",
    EventKind.DUPLICATE: "同一个人有两份档案，这一份并入另一份，重复的待遇停发",
    EventKind.SEPARATED: "并错了，把并入这份档案的那一份分出来",
}


def propose(request: HttpRequest, kind: str, person_id: int | None = None) -> HttpResponse:
    """Fill one in; nothing changes until somebody else has decided."""
    user = actor(request)
    if kind not in EVENT_LABELS or (person_id is None and kind != EventKind.REPORT_IN):
        raise Http404
    person = None if person_id is None else person_visible_to(user, person_id)
    form = EventForm(
        request.POST or None,
        request.FILES or None,
        kind=kind,
        user=user,
        newcomer=person is None,
        initial={"kept": request.GET.get("kept", "")[:LONGEST_FILE_NUMBER]},
    )

    def deed(data: Data) -> tuple[str, str]:
        made = services.propose_event(
            kind=kind,
            person=person,
            happened_on=data["happened_on"],
            entered=form.entered(),
            **form.proof(),
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return "已提出，由另一人核对后办理。", address("life_event", made.pk)

    crumbs: tuple[Any, ...] = (crumb("人员变动", "life_events"),)
    if person is not None:
        crumbs = (crumb("人员", "people"), crumb(person.name, "person", person.pk))
    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title=EVENT_LABELS[kind],
        crumbs=crumbs,
        form=form,
        about=[("姓名", person.name), ("身份证号", mask_id_number(str(person.id_number)))]
        if person is not None
        else [],
        intro=f"{TOLD[kind]}。提出以后由另一人核对材料再办理，办理以前什么都不变。",
        submit_label="提出",
        cancel_url=address("person", person.pk) if person is not None else address("life_events"),
    )


def event_page(request: HttpRequest, event_id: int) -> HttpResponse:
    """Both sides of it, its papers, the money it would move; and the decision."""
    user = actor(request)
    event = event_visible_to(user, event_id)
    state = EventState(event.state)
    waits = state is EventState.PROPOSED
    moved: list[previews.MonthMoved] = []
    follows: list[str] = []
    refusal = ""
    if waits and user.may("events.decide"):
        moved, follows, refusal = _look_ahead(event, user)
    own = user.pk in (event.proposed_by_id, event.completed_by_id)
    row = event_row(event)
    return page(
        request,
        "bureau/life_event.html",
        title=f"{row['kind']}：{row['name']}",
        crumbs=(crumb("人员变动", "life_events"),),
        event=event,
        **{key: row[key] for key in ("state_label", "state_tone", "name")},
        day_label=DAY_LABELS[event.kind],
        sides=_sides(event),
        person_url=address("person", event.person_id) if event.person_id else "",
        papers=[
            {
                "label": str(one),
                "kind": one.get_kind_display(),
                "url": address("paper", one.pk),
                "is_picture": one.stored.content_type.startswith("image/"),
            }
            for one in papers_visible_to(user).filter(event=event).order_by("pk")
        ],
        waits=waits,
        own=own and waits,
        follows=follows,
        refusal=refusal,
        **moved_rows(moved),
        decide_url=address("life_event_do", event.pk, "accept")
        if waits and not own and user.may("events.decide")
        else "",
        refuse_url=address("life_event_do", event.pk, "refuse")
        if waits and not own and user.may("events.decide")
        else "",
        withdraw_url=address("life_event_do", event.pk, "withdraw")
        if waits and event.proposed_by_id == user.pk
        else "",
        complete_url=address("life_event_complete", event.pk)
        if waits and user.may("people.edit")
        else "",
    )


def _look_ahead(event: Any, user: User) -> tuple[list[previews.MonthMoved], list[str], str]:
    """What accepting it would do and move; done, looked at, rolled back."""
    follows: list[str] = []

    def change() -> None:
        follows.extend(
            services.try_event(
                event_id=event.pk, by=user, at=timezone.now(), today=timezone.localdate()
            )
        )

    def rights() -> list[int]:
        if event.person_id is None:
            return []
        return [right.pk for right in selectors.entitlements_of(user, event.person_id)]

    try:
        return previews.months_moved(change, rights=rights), follows, ""
    except Refused as refusal:
        return [], [], str(refusal)


def _sides(event: Any) -> list[dict[str, str]]:
    """Field by field: what stands there, and what is to stand there."""
    entered = _entered(event)
    if event.before:
        now = json.loads(event.before)
    elif event.person is not None:
        now = standing_now(event.kind, event.person)
    else:
        now = {}
    rows = []
    asked = {one.name for one in fields_of(event.kind)}
    if now.get("scheme") and "scheme" not in asked:
        rows.append({"label": "享受的待遇", "before": now["scheme"], "after": ""})
    for one in fields_of(event.kind, newcomer=event.person is None or "id_number" in entered):
        text = entered.get(one.name, "")
        if not text and one.name not in now:
            continue
        told = one.told(text)
        if one.shape == "region" and text:
            region = region_by_code(text)
            told = region.name if region is not None else text
        rows.append({"label": one.label, "before": now.get(one.name, ""), "after": told})
    return rows


def complete(request: HttpRequest, event_id: int) -> HttpResponse:
    """Put right or add to what came in; then somebody else decides."""
    user = actor(request)
    event = event_visible_to(user, event_id)
    form = EventForm(
        request.POST or None,
        kind=event.kind,
        user=user,
        newcomer=event.person is None,
        kept=_entered(event),
        initial={"happened_on": event.happened_on, "document_no": event.document_no},
    )

    def deed(data: Data) -> tuple[str, str]:
        services.complete_event(
            event_id=event.pk,
            happened_on=data["happened_on"],
            entered=form.entered(),
            document_no=data["document_no"],
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return "已补充，由另一人办理。", address("life_event", event.pk)

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title=f"补充{event.get_kind_display()}",
        crumbs=(crumb("人员变动", "life_events"),),
        form=form,
        intro="更正填报的内容，补上文号和待遇。补充过的人不再办理，由另一人核对。",
        submit_label="保存补充",
        cancel_url=address("life_event", event.pk),
    )


def decide(request: HttpRequest, event_id: int, verb: str) -> HttpResponse:
    """Ask, then accept, refuse or withdraw."""
    user = actor(request)
    event = event_visible_to(user, event_id)
    back = address("life_event", event.pk)
    if verb not in ("accept", "refuse", "withdraw"):
        raise Http404
    if verb != "withdraw" and not user.may("events.decide"):
        raise PermissionDenied("人员变动由经办、复核岗位办理。")
    if event.state != EventState.PROPOSED:
        return HttpResponseRedirect(back)
    form: forms.Form = (
        RefuseForm(request.POST or None) if verb == "refuse" else DecideForm(request.POST or None)
    )
    if verb == "withdraw":
        del form.fields["note"]

    def deed(data: Data) -> str:
        common: dict[str, Any] = {"event_id": event.pk, "by": user, "at": timezone.now()}
        if verb == "withdraw":
            services.withdraw_event(**common)
            return "已撤回，什么都没有变。"
        if verb == "refuse":
            services.refuse_event(note=data["note"], **common)
            return "已退回，提出的人会看到原因。"
        _, told = services.accept_event(note=data["note"], today=timezone.localdate(), **common)
        return "已办理。" + "".join(told)

    words = {
        "accept": ("办理", "核对过材料，办理这件变动？"),
        "refuse": ("退回", "退回这件变动？"),
        "withdraw": ("撤回", "撤回您提出的这件变动？"),
    }[verb]
    return done(request, deed, back=back, form=form) or page(
        request,
        "bureau/fact_form.html",
        title=words[0],
        crumbs=(
            crumb("人员变动", "life_events"),
            crumb(event.get_kind_display(), "life_event", event.pk),
        ),
        form=form,
        intro=words[1],
        about=[
            ("事项", event.get_kind_display()),
            ("姓名", event_row(event)["name"]),
            (DAY_LABELS[event.kind], f"{event.happened_on:%Y-%m-%d}"),
            *((row["label"], row["after"]) for row in _sides(event) if row["after"]),
        ],
        danger=verb == "accept" and event.kind in (EventKind.DEATH, EventKind.DUPLICATE),
        submit_label=f"确认{words[0]}",
        cancel_url=back,
    )
