"""Cross-checks at the bureau's door: bring a list in, see what it hits, decide each hit."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.subsidies import selectors
from support_services.subsidies.admin import facts
from support_services.subsidies.admin.crosscheck_forms import (
    ConfirmForm,
    HitFilter,
    ListForm,
    RefuteForm,
)
from support_services.subsidies.admin.facts import Fact, of_form, rights_of_person
from support_services.subsidies.admin.forms import chosen
from support_services.subsidies.admin.showing import hit_state, home
from support_services.subsidies.services import crosscheck_hits, crosscheck_lists
from support_services.subsidies.states import CHECK_LABELS, CheckKind, HitState
from veterans.accounts.bureau_pages import actor, address, button, crumb, page, paged
from veterans.accounts.deeds import does
from veterans.foundation import waiting_uploads
from veterans.foundation.errors import Refused
from veterans.foundation.masking import mask_id_number

NAMED = 50
DAYS = {
    CheckKind.DEATH: "去世日期",
    CheckKind.SENTENCE: "事实确定日期",
    CheckKind.MOVE: "迁出日期",
}
FOLLOWS = {
    CheckKind.DEATH: (
        "登记去世，享受的待遇全部停发，去世当月是最后发放月。",
        "去世以前没有发的月份和续发的款项，登记遗属领取人以后发放。",
        "去世以后多发的月份冲回，先从续发中抵扣。",
    ),
    CheckKind.SENTENCE: (
        "从中止规则说的那个月起中止（一般是次月），中止的月份不发，以后也不补。",
        "中止以前没有发的月份，在下一批补发。",
    ),
    CheckKind.MOVE: (
        "本区发到迁出规则说的那个月（一般是当年 12 月），以后由迁入地发放。",
        "没有发的月份，在下一批补发。",
    ),
}

PURPOSE = "crosscheck"


def hits(request: HttpRequest) -> HttpResponse:
    """Every hit, the open ones first."""
    user = actor(request)
    form = HitFilter(request.GET)
    asked = chosen(form)
    shown = paged(request, selectors.hits_matching(user, **asked), _row)
    waiting = selectors.open_hits(user)
    return page(
        request,
        "bureau/crosschecks.html",
        title="数据比对",
        filter_form=form,
        filtered=any(asked.values()),
        new_url=address("crosscheck_new") if user.may("checks.upload") else "",
        open_count=waiting.count,
        oldest=waiting.oldest,
        page_obj=shown,
        lists=[
            {
                "kind": one.get_kind_display(),
                "source": one.source,
                "document_no": one.document_no,
                "rows": one.line_count,
                "hits": one.hit_count,
                "known": one.known_count,
                "idle": one.idle_count,
                "unknown": one.unknown_count,
                "uploaded_by": one.uploaded_by,
                "uploaded_at": one.uploaded_at,
            }
            for one in selectors.lists_applied(user)
        ],
    )


def _row(hit: Any) -> dict[str, Any]:
    return {
        "name": hit.person.name,
        "masked_id": mask_id_number(hit.person.id_number),
        "village": home(hit.person.region),
        "kind": hit.get_kind_display(),
        "happened_on": hit.happened_on,
        "source": hit.source,
        "raised_at": hit.raised_at,
        "visits": hit.visit_count,
        "url": address("crosscheck", hit.pk),
        **hit_state(hit.state),
    }


def upload(request: HttpRequest) -> HttpResponse:
    """Take a list in, without applying it, and go on to what it would do."""
    user = actor(request)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, kind = form.cleaned_data["file"], CheckKind(form.cleaned_data["kind"])
        source = form.cleaned_data["source"]
        content = file.read()
        try:
            # Refused now rather than after it was sealed away.
            crosscheck_lists.preview_list(
                content=content, kind=kind, source=source, by=user, today=timezone.localdate()
            )
            token = waiting_uploads.keep(
                purpose=PURPOSE,
                content=content,
                filename=file.name,
                said=(kind.value, source, form.cleaned_data["document_no"]),
                user_id=user.pk,
                at=timezone.now(),
            )
        except Refused as refusal:
            for line in str(refusal).split("\n"):
                form.add_error("file", line)
        else:
            return HttpResponseRedirect(address("crosscheck_preview", token))
    return page(
        request,
        "bureau/list_upload.html",
        title="导入比对名单",
        intro="先预览，再确认。名单里不在本系统的人只计数，不留身份证号；有一行写错，整份不导入。",
        crumbs=(crumb("数据比对", "crosschecks"),),
        form=form,
        cancel_url=address("crosschecks"),
    )


def preview(request: HttpRequest, token: str) -> HttpResponse:
    """What the list would do (GET); apply it (POST)."""
    user = actor(request)
    if not user.may("checks.upload"):
        raise PermissionDenied("比对名单由经办岗位导入。")
    today = timezone.localdate()
    try:
        waiting = waiting_uploads.find(purpose=PURPOSE, token=token, user_id=user.pk)
        code, source, document_no = waiting.said
        given: dict[str, Any] = {
            "content": waiting.content,
            "kind": CheckKind(code),
            "source": source,
            "by": user,
            "today": today,
        }
        if request.method == "POST":
            done = crosscheck_lists.apply_list(**given, document_no=document_no, at=timezone.now())
            waiting_uploads.discard(waiting)
            messages.success(request, _said(done))
            return HttpResponseRedirect(address("crosschecks", state=HitState.OPEN.value))
        outcome = crosscheck_lists.preview_list(**given)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(address("crosscheck_new"))
    return page(
        request,
        "bureau/crosscheck_preview.html",
        title="比对预览",
        crumbs=(crumb("数据比对", "crosschecks"), crumb("导入比对名单", "crosscheck_new")),
        upload={
            "file_name": waiting.stored.name,
            "kind": CHECK_LABELS[given["kind"]],
            "source": source,
            "document_no": document_no,
        },
        repeat=outcome.already,
        counts=[
            ("正在领取，将暂缓并请站点核实", "warn", len(outcome.hits)),
            ("已经登记或已经比对过，没有变化", "ok", outcome.known),
            ("在库，但没有在领取的待遇", "idle", outcome.idle),
            ("不在本系统，只计数，不留身份证号", "idle", outcome.unknown),
        ],
        rows=outcome.rows,
        hits=[
            {
                "line": hit.line,
                "name": hit.person.name,
                "masked_id": mask_id_number(hit.person.id_number),
                "village": home(hit.person.region),
                "happened_on": hit.happened_on,
                "source": hit.source,
                "schemes": "、".join(right.scheme.short_name for right in hit.rights),
                "url": address("person", hit.person.pk),
            }
            for hit in outcome.hits[:NAMED]
        ],
        back_url=address("crosschecks"),
        confirm=None
        if outcome.already
        else {
            "question": "导入这份名单？",
            "consequences": [
                f"{len(outcome.hits):,} 人的 {outcome.holds:,} 项待遇暂缓发放，"
                "列入名单外；不会自动停发。",
                "他们所在的服务站会看到“请上门核实”。",
                "结论须由您以外的另一人作出；不属实的解除暂缓，没有发的月份一次补发。",
            ],
            "confirm_label": "确认导入",
            "cancel_url": address("crosscheck_new"),
        },
    )


def _said(done: crosscheck_lists.CheckOutcome) -> str:
    if done.already is not None:
        return "这份名单以前已经导入，本次没有任何变动。"
    return (
        f"名单已导入：{done.rows:,} 行中命中 {len(done.hits):,} 人，{done.holds:,} 项待遇已暂缓。"
    )


def hit(request: HttpRequest, hit_id: int) -> HttpResponse:
    """One hit: what the list says, what the station found, what was decided."""
    user = actor(request)
    found = selectors.hit_visible_to(user, hit_id)
    is_open = found.state == HitState.OPEN
    mine = found.raised_by_id == user.pk
    may = is_open and user.may("checks.decide") and not mine
    return page(
        request,
        "bureau/crosscheck.html",
        title=f"{found.person.name}：{found.get_kind_display()}",
        crumbs=(crumb("数据比对", "crosschecks"),),
        hit=found,
        badge=hit_state(found.state),
        masked_id=mask_id_number(found.person.id_number),
        village=home(found.person.region),
        person_url=address("person", found.person_id),
        visits=selectors.visits_of(found),
        rights=[
            {
                "scheme": hold.entitlement.scheme.name,
                "url": address("entitlement", hold.entitlement_id),
                "is_held": hold.released_at is None,
            }
            for hold in selectors.holds_of_hit(found)
        ],
        is_open=is_open,
        # Said only to whoever would be asked otherwise.
        must_be_another=is_open and mine and user.may("checks.decide"),
        actions=[
            button(label, VERDICTS[verb].kind, "crosscheck_decide", found.pk, verb)
            for verb, label in (("refute", "不属实"), ("confirm", "属实"))
        ]
        if may
        else [],
    )


def _confirm_form(request: HttpRequest, found: Any) -> forms.Form:
    return ConfirmForm(
        request.POST or None,
        day_label=DAYS[CheckKind(found.kind)],
        initial={"confirmed_on": found.happened_on},
    )


VERDICTS: dict[str, Fact] = {
    "confirm": Fact(
        label="结论：属实",
        intro="核对证明材料，确认名单所说的是本人、事情确有其事。",
        form=_confirm_form,
        follows=lambda found, data: FOLLOWS[CheckKind(found.kind)],
        run=does(crosscheck_hits.confirm, "hit_id", "已作出结论：属实，并已登记。", dated=True),
        moves=rights_of_person,
        kind="danger",
        duty="checks.decide",
        hands="经办或复核",
    ),
    "refute": Fact(
        label="结论：不属实",
        intro="名单说的是另一个人，或者本人健在、没有这回事。",
        form=of_form(RefuteForm),
        follows=lambda found, data: [
            "这条比对的暂缓解除；另有暂缓的，仍按那一条处理。",
            "暂缓期间没有发的月份，下一批一次补发。",
        ],
        run=does(
            crosscheck_hits.refute,
            "hit_id",
            "已作出结论：不属实。暂缓已解除，没有发的月份会在下一批补发。",
        ),
        moves=rights_of_person,
        kind="primary",
        duty="checks.decide",
        hands="经办或复核",
    ),
}


def decide(request: HttpRequest, hit_id: int, verb: str) -> HttpResponse:
    """Fill in, look at what it moves, confirm."""
    found = selectors.hit_visible_to(actor(request), hit_id)
    back = address("crosscheck", found.pk)
    crumbs = (
        crumb("数据比对", "crosschecks"),
        crumb(f"{found.person.name}：{found.get_kind_display()}", "crosscheck", found.pk),
    )
    return facts.take(request, VERDICTS.get(verb), found, crumbs=crumbs, back=back)
