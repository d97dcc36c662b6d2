"""The steps of 公示: a question (GET), then the deed (POST). Each calls one service."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.subsidies.admin.publicity import TITLE, notice_row
from support_services.subsidies.admin.publicity_forms import (
    HangForm,
    ObjectForm,
    PublishForm,
    WaiverForm,
    WhyForm,
)
from support_services.subsidies.publicity_rules import day_cn
from support_services.subsidies.publicity_states import (
    NOTICE_MOVES,
    NOTICE_VERB_LABELS,
    PHASE_LABELS,
    NoticeState,
)
from support_services.subsidies.selectors import publicity as selectors
from support_services.subsidies.services import publicity as service
from support_services.subsidies.services import publicity_book as book
from support_services.subsidies.services import publicity_objections
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, doer, done, filled_in, turned_back
from veterans.foundation.errors import NotFound, Refused

AT_ONCE = 500


def take(request: HttpRequest, notice_id: int, verb: str) -> HttpResponse:
    """Publish or withdraw one notice."""
    today = timezone.localdate()
    notice = selectors.notice_visible_to(actor(request), notice_id)
    if verb not in NOTICE_MOVES:
        raise Http404
    starts, _, duty = NOTICE_MOVES[verb]
    label = NOTICE_VERB_LABELS[verb]
    user = doer(request, duty, label)
    back = address("publicity_notice", notice.pk)
    if request.method != "POST" and notice.state not in starts:
        now = PHASE_LABELS[selectors.phase_on(notice, today)]
        return turned_back(request, f"这份公示现在是“{now}”，不能{label}。", back)
    publishes = verb == "publish"
    form: PublishForm | WhyForm = (
        PublishForm(request.POST or None, initial={"first_on": today})
        if publishes
        else WhyForm(request.POST or None)
    )

    def deed(data: Data) -> str | None:
        move = service.publish if publishes else service.withdraw
        made = move(notice_id=notice.pk, by=user, at=timezone.now(), today=today, **data)
        if not publishes:
            return "已撤回。名单上的人重新等待公示。"
        _said(request, [made])
        return None

    if answer := done(request, deed, back=back, form=form):
        return answer
    last_on, note = service.period(today, notice.days)
    return page(
        request,
        "bureau/publicity_confirm.html",
        title=f"{label}公示",
        crumbs=(crumb(TITLE, "publicity"), crumb(notice.title, "publicity_notice", notice.pk)),
        rows=[],
        question=f"{label}“{notice.title}”？",
        consequences=[
            f"公示 {notice.days} 个工作日；今天开始的，到{day_cn(last_on)}。{note}",
            "居民可以在网上看到名单（姓名已隐去中间的字），服务站可以打印张贴。",
            "期满自动从网上撤下；没有异议的，下一批自动发放。",
            "发布以后名单和日期不能改，只能在期满以前撤回。",
        ]
        if publishes
        else ["这份公示不算数，网上随即撤下。", "名单上的人重新等待公示，没有公示以前不发放。"],
        form=form,
        danger=not publishes,
        confirm_label=f"确认{label}",
        cancel_url=back,
    )


def _said(request: HttpRequest, done: list[Any]) -> None:
    ends = sorted({notice.last_on for notice in done})
    until = "、".join(day_cn(day) for day in ends)
    messages.success(request, f"已发布 {len(done):,} 份，公示到{until}。")
    for note in sorted({notice.calendar_note for notice in done} - {""}):
        messages.warning(request, f"{note}。请核对末日；不对的，撤回后补录工作日历再发布。")


def publish_all(request: HttpRequest) -> HttpResponse:
    """Every draft of colleagues in one go; what came or went since is said and not done."""
    user = actor(request)
    today = timezone.localdate()
    back = address("publicity")
    drafts = selectors.notices_matching(user, today=today, when=NoticeState.DRAFT.value)
    rows = list(drafts.exclude(drafted_by=user)[: AT_ONCE + 1])
    if not rows:
        return turned_back(request, "没有待您发布的公示。", back)
    if len(rows) > AT_ONCE:
        return turned_back(request, f"一次最多发布 {AT_ONCE} 份，请逐份办理。", back)
    token = f"{len(rows)}-{max(row.pk for row in rows)}"
    form = PublishForm(request.POST or None, initial={"first_on": today})

    def deed(data: Data) -> None:
        if request.POST.get("token") != token:
            raise Refused("您确认期间名单有变动，没有发布，请核对后再办。")
        keys = [row.pk for row in rows]
        try:
            made = service.publish_all(
                notice_ids=keys, by=user, at=timezone.now(), today=today, **data
            )
        except Refused as refusal:
            raise Refused(f"没有发布：{refusal}") from refusal
        _said(request, made)

    if answer := done(request, deed, back=back, form=form):
        return answer
    people = sum(row.people for row in rows)  # type: ignore[attr-defined]
    return page(
        request,
        "bureau/publicity_confirm.html",
        title="发布全部公示",
        crumbs=(crumb(TITLE, "publicity"),),
        rows=[notice_row(row, today) for row in rows],
        question=f"发布以下 {len(rows):,} 份公示，共 {people:,} 人？",
        consequences=[
            "居民可以在网上看到名单，服务站可以打印张贴；期满自动撤下。",
            "期满没有异议的，下一批自动发放。",
            "发布以后名单和日期不能改，只能在期满以前撤回。",
        ],
        form=form,
        danger=False,
        confirm_label="确认发布",
        cancel_url=back,
        token=token,
    )


def _form_page(
    request: HttpRequest, form: Any, *, title: str, notice: Any, **more: Any
) -> HttpResponse:
    return page(
        request,
        "bureau/fact_form.html",
        title=title,
        crumbs=(crumb(TITLE, "publicity"), crumb(notice.title, "publicity_notice", notice.pk)),
        form=form,
        cancel_url=address("publicity_notice", notice.pk),
        **more,
    )


def take_off(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Take one line off a notice that is not over."""
    user = actor(request)
    entry = selectors.entry_visible_to(user, entry_id)
    form = WhyForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        today = timezone.localdate()
        service.take_off(entry_id=entry.pk, by=user, at=timezone.now(), today=today, **data)
        back = address("publicity_notice", entry.notice_id)
        return "已移出名单，重新等待公示。", back

    return filled_in(request, form, deed) or _form_page(
        request,
        form,
        title="移出公示名单",
        notice=entry.notice,
        about=[("公示的姓名", entry.public_person), ("公示的项目", entry.public_name)],
        intro="移出以后网上不再显示这一行，此人重新等待公示，没有公示以前不发放。",
        submit_label="确认移出",
    )


def hang(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Say where the paper hangs, for a station that told it by telephone."""
    user = actor(request)
    notice = selectors.notice_visible_to(user, notice_id)
    today = timezone.localdate()
    form = HangForm(request.POST or None, initial={"hung_on": today})

    def deed(data: Data) -> tuple[str, str]:
        service.note_hanging(notice_id=notice.pk, by=user, at=timezone.now(), today=today, **data)
        return "已登记张贴。", address("publicity_notice", notice.pk)

    return filled_in(request, form, deed) or _form_page(
        request,
        form,
        title="登记张贴",
        notice=notice,
        intro="一般由服务站登记；站里打电话来报的，在这里代为登记。",
        submit_label="登记",
    )


def object_to(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Register what somebody said to the bureau."""
    user = actor(request)
    entry = selectors.entry_visible_to(user, entry_id)
    today = timezone.localdate()
    form = ObjectForm(request.POST or None, initial={"raised_on": today})

    def deed(data: Data) -> tuple[str, str]:
        made = publicity_objections.raise_objection(
            entry_id=entry.pk, by=user, at=timezone.now(), today=today, **data
        )
        late = "，已注明是期满以后提出的" if publicity_objections.is_late(made) else ""
        back = address("publicity_notice", entry.notice_id)
        return f"已登记异议{late}。核查清楚以前暂缓发放，由另一人下结论。", back

    if answer := filled_in(request, form, deed):
        return answer
    subject = entry.entitlement or entry.grant
    assert subject is not None
    last = entry.notice.last_on
    late = (
        f"公示期已满（{day_cn(last)}），现在提出的仍然登记并注明。" if last and today > last else ""
    )
    return _form_page(
        request,
        form,
        title="登记异议",
        notice=entry.notice,
        about=[("对象", subject.person.name), ("项目", subject.scheme.name)],
        intro=f"{late}登记以后这一项暂缓发放；核查清楚，由登记人以外的复核或审批岗位下结论。",
        submit_label="登记异议",
    )


def waive(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """Propose that one right or grant be paid without."""
    user = actor(request)
    if kind not in ("right", "grant"):
        raise Http404
    which: Data = {"entitlement_id": key} if kind == "right" else {"grant_id": key}
    one = selectors.due_visible_to(user, **which)
    form = WaiverForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        book.propose_waiver(**which, **data, by=user, at=timezone.now())
        return "已提出免于公示，由另一人确认以后才发放。", address("publicity_due")

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="免于公示",
        crumbs=(crumb(TITLE, "publicity"), crumb("等待公示", "publicity_due")),
        form=form,
        about=[("对象", one.subject.person.name), ("项目", one.subject.scheme.name)],
        intro="用于抚恤关系迁入、原发放地已经公示等情况。确认以后不能收回：款项可能已经发放。",
        submit_label="提出",
        cancel_url=address("publicity_due"),
    )


WAIVER_STEPS = {
    "confirm": ("确认免于公示", "publicity.publish", book.confirm_waiver),
    "withdraw": ("撤回免于公示", "publicity.withdraw", book.withdraw_waiver),
}


def waiver_step(request: HttpRequest, waiver_id: int, verb: str) -> HttpResponse:
    """Confirm a proposal, or take it back."""
    if verb not in WAIVER_STEPS:
        raise Http404
    label, duty, move = WAIVER_STEPS[verb]
    user = doer(request, duty, label)
    back = address("publicity_due")
    found = next((one for one in selectors.waivers_waiting(user) if one.pk == waiver_id), None)
    if found is None:
        raise NotFound("没有找到等待办理的免于公示，可能已经办理。")

    def deed(data: Data) -> str:
        move(waiver_id=waiver_id, by=user, at=timezone.now())
        return f"已{label}。"

    if answer := done(request, deed, back=back):
        return answer
    subject = found.entitlement or found.grant
    assert subject is not None
    return page(
        request,
        "bureau/publicity_confirm.html",
        title=label,
        crumbs=(crumb(TITLE, "publicity"), crumb("等待公示", "publicity_due")),
        rows=[],
        question=f"{label}：{subject.person.name}的{subject.scheme.name}（{found.reason}）？",
        consequences=["不经公示，由下一批发放。", "确认以后不能收回。"]
        if verb == "confirm"
        else ["重新等待公示。"],
        form=None,
        danger=False,
        irreversible=verb == "confirm",
        confirm_label=f"确认{label.removeprefix('确认')}",
        cancel_url=back,
    )
