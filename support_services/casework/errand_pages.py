"""The pages of errands, the same at both doors; and, at the bureau, the data they go by."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.casework import selectors, telling
from support_services.casework.forms import (
    ErrandForm,
    FinishForm,
    ItemForm,
    RuleForm,
    StepsForm,
    TextForm,
    steps_as_text,
)
from support_services.casework.page_frames import BUREAU, DoorFrame
from support_services.casework.selectors import errands as selected
from support_services.casework.services import clock_rules, errand_kinds
from support_services.casework.services import errands as services
from support_services.casework.states import ErrandState
from veterans.accounts.deeds import Data, done, filled_in
from veterans.foundation.errors import NotFound
from veterans.foundation.masking import mask_id_number
from veterans.registry.selectors import person_visible_to
from veterans.registry.selectors.file import events_of

A_PAGE = 30
ERRANDS, RULES, KINDS = (
    ("代办", "errands"),
    ("办理时限", "case_rules"),
    ("代办事项", "errand_kinds"),
)


def errands(door: DoorFrame, request: HttpRequest) -> HttpResponse:
    """Errands under way, the one nothing moved longest first; or those that are over."""
    user, today = door.user(request), timezone.localdate()
    show = request.GET.get("show", "open")
    if show not in ("open", "over"):
        raise NotFound("没有这个页面。")
    return door.page(
        request,
        "errands",
        title="代办",
        crumbs=(("诉求", "cases"),),
        tabs=[
            {"title": title, "url": door.query("errands", show=key), "current": key == show}
            for key, title in (("open", "代办中"), ("over", "已结束"))
        ],
        page_obj=door.paged(
            request,
            selected.errands_matching(user, show),
            lambda one: telling.errand_row(one, door.url, today=today),
            A_PAGE,
        ),
        new_url=door.url("errand_find") if user.may("errands.handle") else "",
        cases_url=door.url("cases"),
        kinds_url=door.url("errand_kinds") if not door.is_station else "",
    )


def new(door: DoorFrame, request: HttpRequest, person_id: int) -> HttpResponse:
    """What is to be carried through for him; a receipt comes of it."""
    user = door.user(request)
    person = person_visible_to(user, person_id)
    form = ErrandForm(
        request.POST or None,
        kinds=selected.kinds_offered(),
        initial={"case_id": request.GET.get("case", "")[:12]},
    )

    def deed(data: Data) -> tuple[str, str]:
        made = services.start_errand(
            person=person,
            **data,
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return f"已受理，代办编号 {made.number}。请打印回执。", door.url("errand", made.pk)

    return filled_in(request, form, deed) or door.ask(
        request,
        title="受理代办",
        crumbs=(ERRANDS,),
        intro="受理以后按步骤代办，每办一步登记一次，本人凭回执可以问到办到哪一步。",
        about=[("姓名", person.name), ("身份证号", mask_id_number(str(person.id_number)))],
        form=form,
        submit_label="确认受理",
        back_url=door.url("errand_find"),
    )


def errand(door: DoorFrame, request: HttpRequest, errand_id: int) -> HttpResponse:
    """One of them: its steps, where it stands."""
    user = door.user(request)
    found = selected.errand_visible_to(user, errand_id)
    return door.page(
        request,
        "errand",
        title=f"{found.person.name}：{found.kind.title}",
        crumbs=(ERRANDS,),
        person_url=door.person_url(found.person_id),
        **telling.errand_context(user, found, door.url, today=timezone.localdate()),
    )


def item(door: DoorFrame, request: HttpRequest, errand_id: int, number: int) -> HttpResponse:
    """Tick papers off, and the step; or, where it is ticked, take that back with a reason."""
    user, today = door.user(request), timezone.localdate()
    found = selected.errand_visible_to(user, errand_id)
    one = selected.item_of(found, number)
    common: dict[str, Any] = {"errand_id": found.pk, "number": number, "by": user, "today": today}
    back = door.url("errand", found.pk)
    is_done = one.done_on is not None
    form: forms.Form = (
        TextForm(request.POST or None, label="为什么撤销", needed=True)
        if is_done
        else ItemForm(request.POST or None, request.FILES or None, item=one)
    )

    def deed(data: Data) -> tuple[str, str]:
        if is_done:
            services.undo_step(why=data["text"], at=timezone.now(), **common)
            return "已撤销这一步。", back
        services.do_step(at=timezone.now(), **data, **common)
        return ("这一步已登记办完。" if data["on"] else "已登记收到的材料。"), back

    return filled_in(request, form, deed) or door.ask(
        request,
        title=f"撤销第 {number} 步" if is_done else f"第 {number} 步：{one.title}",
        crumbs=(ERRANDS, (found.number, "errand", found.pk)),
        intro="登记错了的才撤销，收到的材料不变。" if is_done else f"由{one.who}办理。",
        about=[("姓名", found.person.name), ("事项", found.kind.title)],
        form=form,
        submit_label="确认撤销" if is_done else "保存",
        back_url=back,
    )


def step(door: DoorFrame, request: HttpRequest, errand_id: int, verb: str) -> HttpResponse:
    """The end of it, with the result."""
    user = door.user(request)
    found = selected.errand_visible_to(user, errand_id)
    labels = {"done": "办成了", "refused": "没有获批", "stopped": "本人不办了"}
    if verb not in labels:
        raise Http404
    back = door.url("errand", found.pk)
    if found.state != ErrandState.OPEN:
        return HttpResponseRedirect(back)
    events = [(one.pk, str(one)) for one in events_of(user, found.person)]
    form = FinishForm(request.POST or None, events=events)

    def deed(data: Data) -> str:
        services.finish_errand(
            errand_id=found.pk,
            verb=verb,
            **data,
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return "已登记结果。"

    return done(request, deed, back=back, form=form) or door.ask(
        request,
        title=labels[verb],
        crumbs=(ERRANDS, (found.number, "errand", found.pk)),
        intro="登记以后这件代办就结束了，不能再登记进展。",
        about=[("姓名", found.person.name), ("事项", found.kind.title)],
        form=form,
        submit_label=f"确认{labels[verb]}",
        danger=verb == "stopped",
        back_url=back,
    )


def slip(door: DoorFrame, request: HttpRequest, errand_id: int) -> HttpResponse:
    """The receipt, with the steps that are to come."""
    found = selected.errand_visible_to(door.user(request), errand_id)
    return door.page(
        request,
        "case_slip",
        crumbs=(ERRANDS, (found.number, "errand", found.pk)),
        station=door.station_name(request),
        printed_on=timezone.localdate(),
        back_url=door.url("errand", found.pk),
        **telling.errand_slip(found),
    )


# --- the bureau's own data ----------------------------------------------------------------


def rules(request: HttpRequest) -> HttpResponse:
    """The clocks of every kind, with where they come from."""
    today, user = timezone.localdate(), BUREAU.user(request)
    rows, seen = [], set()
    for one in selectors.clock_rules():
        is_now = one.valid_from <= today and one.kind not in seen
        if is_now:
            seen.add(one.kind)
        rows.append({"rule": one, "told": telling.rule_told(one), "is_now": is_now})
    return BUREAU.page(
        request,
        "case_rules",
        title="办理时限",
        crumbs=(("诉求", "cases"),),
        rows=rows,
        new_url=BUREAU.url("case_rule_new") if user.may("cases.rules") else "",
    )


def new_rule(request: HttpRequest) -> HttpResponse:
    """Another one, for what is registered from a day on."""
    form = RuleForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        clock_rules.enter_rule(
            **data, by=BUREAU.user(request), at=timezone.now(), today=timezone.localdate()
        )
        return "已录入，从那一天登记的诉求起按新的时限。", BUREAU.url("case_rules")

    return filled_in(request, form, deed) or BUREAU.ask(
        request,
        title="录入办理时限",
        crumbs=(("诉求", "cases"), RULES),
        intro="录入以后不能修改，已经登记的诉求按原来的时限。录错了的，从第二天起再录一条。",
        about=[],
        form=form,
        submit_label="录入",
        back_url=BUREAU.url("case_rules"),
    )


def kinds(request: HttpRequest) -> HttpResponse:
    """What can be carried through, with its steps and where they come from."""
    changes = BUREAU.user(request).may("errands.kinds")
    return BUREAU.page(
        request,
        "errand_kinds",
        title="代办事项",
        crumbs=(("诉求", "cases"), ERRANDS),
        kinds=[
            {
                "kind": one,
                "steps": list(one.steps.all()),
                "url": BUREAU.url("errand_kind", one.code) if changes else "",
            }
            for one in selected.all_kinds()
        ],
    )


def change_kind(request: HttpRequest, code: str) -> HttpResponse:
    """Other steps in the place of these; what is under way keeps its own."""
    kind = selected.kind_by_code(code)
    form = StepsForm(
        request.POST or None,
        initial={
            "steps": steps_as_text(kind.steps.all()),
            "source": kind.source,
            "confidence": kind.confidence,
            "is_offered": kind.is_offered,
        },
    )

    def deed(data: Data) -> tuple[str, str]:
        errand_kinds.change_kind(
            code=kind.code,
            steps=form.entered(),
            source=data["source"],
            confidence=data["confidence"],
            is_offered=data["is_offered"],
            by=BUREAU.user(request),
            at=timezone.now(),
        )
        return "已修改，以后受理的按新的步骤。", BUREAU.url("errand_kinds")

    return filled_in(request, form, deed) or BUREAU.ask(
        request,
        title=f"修改步骤：{kind.title}",
        crumbs=(("诉求", "cases"), KINDS),
        intro="按省、市现行规定核对。正在代办的按受理时的步骤办完。",
        about=[("事项", kind.title)],
        form=form,
        submit_label="保存",
        back_url=BUREAU.url("errand_kinds"),
    )
