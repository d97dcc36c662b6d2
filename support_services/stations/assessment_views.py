"""站点自评 at both staff doors: the list and ranking, one assessment, its steps, its items."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.http import content_disposition_header

from support_services.stations.models import AssessmentTemplate
from support_services.stations.network_desk import Crumb, Desk
from support_services.stations.network_forms import BackForm, CheckForm, ScoreForm
from support_services.stations.network_views import TITLE as NETWORK
from support_services.stations.selectors import assessment as selectors
from support_services.stations.selectors import network
from support_services.stations.services import assessing as service
from support_services.stations.services.ranking_file import export_ranking
from support_services.stations.states import (
    ASSESSMENT_LABELS,
    ASSESSMENT_MOVES,
    ASSESSMENT_TONES,
    AssessmentState,
)
from veterans.accounts.deeds import Data, turned_back
from veterans.foundation.errors import NotFound, Refused
from veterans.regions.selectors import towns_visible_to

TITLE = "自评和排名"
VERBS = tuple(ASSESSMENT_MOVES)
LEVELS = {"town": "镇街站", "village": "村居站"}


def assessments(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The own assessment, what waits to be checked, and the ranking of a period."""
    user: Any = request.user
    today = timezone.localdate()
    periods = [one for level in _levels(user, desk) for one in selectors.in_force(level)]
    chosen = _chosen(request, periods, selectors.current(today=today))
    towns = list(towns_visible_to(user)) if chosen and chosen.level == "village" else []
    town = request.GET.get("town", "")
    town = town if any(one.code == town for one in towns) else ""
    ranked = network.ranking(user, template=chosen, town_code=town) if chosen else []
    rows = [row for row in ranked if row.assessment_id]
    return desk.page(
        request,
        "network/assessments.html",
        title=TITLE,
        crumbs=((NETWORK, desk.url("home")),),
        own=_own(user, desk) if user.is_station else None,
        waiting=[
            {
                "name": one.station.name,
                "period": one.template.period,
                "submitted_at": one.submitted_at,
                "url": desk.url("assessment", one.pk),
            }
            for one in selectors.to_check(user)[:100]
        ],
        periods=[
            {
                "label": f"{one.period} {LEVELS[one.level]}",
                "url": desk.url("assessments", template=str(one.pk)),
                "current": one == chosen,
            }
            for one in periods[:8]
        ],
        chosen=chosen,
        towns=[{"code": one.code, "name": one.name, "selected": one.code == town} for one in towns]
        if len(towns) > 1
        else [],
        rows=[
            {
                "shown": row,
                "label": _label(row.state),
                "tone": _tone(row.state),
                "url": desk.url("assessment", row.assessment_id) if row.assessment_id else "",
            }
            for row in rows
        ],
        others=len(ranked) - len(rows),
        file_url=desk.url("ranking_file", template=str(chosen.pk), town=town)
        if chosen and ranked
        else "",
    )


def ranking_file(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The ranking as a workbook."""
    user: Any = request.user
    periods = [one for level in _levels(user, desk) for one in selectors.in_force(level)]
    chosen = _chosen(request, periods, {})
    if chosen is None:
        raise NotFound("没有这个时段的自评。")
    made = export_ranking(
        template=chosen, town_code=request.GET.get("town", ""), by=user, at=timezone.now()
    )
    response = HttpResponse(made.content, content_type=made.content_type)
    disposition = content_disposition_header(True, made.name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _levels(user: Any, desk: Desk) -> tuple[str, ...]:
    if desk.is_bureau:
        return ("town", "village")
    return ("village",) if user.region.level == "town" else ()


def _chosen(
    request: HttpRequest, periods: list[AssessmentTemplate], now: dict[str, AssessmentTemplate]
) -> AssessmentTemplate | None:
    """The period asked for, or else the one that is assessed now."""
    asked = request.GET.get("template", "")
    found = next((one for one in periods if str(one.pk) == asked), None)
    if found is None:
        found = next((one for one in periods if one in now.values()), None)
    return found or (periods[0] if periods else None)


def _own(user: Any, desk: Desk) -> dict[str, Any]:
    """Every period of the own level, begun or not."""
    made = {
        one.template_id: one
        for one in selectors.assessments_visible_to(user).filter(station__region_id=user.region_id)
    }
    rows = []
    for template in selectors.in_force(user.region.level):
        one = made.get(template.pk)
        state = one.state if one else ""
        rows.append(
            {
                "title": template.title,
                "period": template.period,
                "due_on": template.due_on,
                "label": _label(state),
                "tone": _tone(state),
                "why": one.sent_back_why if one and state == AssessmentState.RETURNED else "",
                "url": desk.url("assessment", one.pk) if one else "",
                "begin_url": "" if one else desk.url("begin", user.region.code, template.pk),
            }
        )
    return {"rows": rows}


def _label(state: str) -> str:
    return ASSESSMENT_LABELS[AssessmentState(state)] if state else "未自评"


def _tone(state: str) -> str:
    return ASSESSMENT_TONES[AssessmentState(state)] if state else "idle"


def begin(request: HttpRequest, desk: Desk, code: str, template_id: int) -> HttpResponse:
    """Ask, then begin the own assessment; one that was begun is gone on with."""
    user: Any = request.user
    back = desk.url("assessments")
    if request.method == "POST":
        try:
            made = service.begin(
                station_code=code, template_id=template_id, by=user, at=timezone.now()
            )
        except NotFound:
            raise
        except Refused:
            return HttpResponseRedirect(back)
        return HttpResponseRedirect(desk.url("assessment", made.pk))
    found = selectors.template_by_id(template_id)
    return desk.ask(
        request,
        lambda data: "",
        title="开始自评",
        question=f"开始{found.period}自评？",
        follows=["逐项填写得分和说明，可以随时停下，以后接着填。", "填完提交，由上一级核定。"],
        back=back,
        crumbs=((NETWORK, desk.url("home")), (TITLE, back)),
    )


def _frame(
    request: HttpRequest, desk: Desk, assessment_id: int
) -> tuple[Any, Any, str, tuple[Crumb, ...]]:
    user: Any = request.user
    found = selectors.assessment_visible_to(user, assessment_id)
    back = desk.url("assessment", found.pk)
    crumbs = (
        (NETWORK, desk.url("home")),
        (TITLE, desk.url("assessments")),
        (f"{found.station.name}{found.template.period}", back),
    )
    return user, found, back, crumbs


def assessment(request: HttpRequest, desk: Desk, assessment_id: int) -> HttpResponse:
    """One assessment: what is asked, what the station says, what was made of it."""
    user, found, _, crumbs = _frame(request, desk, assessment_id)
    items = selectors.items_of(found)
    fills, checks = service.may_fill(user, found), service.may_check(user, found)
    blocks: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        blocks.setdefault(item.block, []).append(
            {
                "shown": item,
                "papers": [desk.url("paper", key) for key in item.papers],
                "url": desk.url("assessment_item", found.pk, item.item_id) if fills else "",
            }
        )
    actions = []
    if fills:
        actions = [("提交", "primary", "submit")]
    if checks:
        actions = [("逐项核定", "primary", "close"), ("退回", "danger", "send_back")]
    return desk.page(
        request,
        "network/assessment.html",
        title=f"{found.station.name}自评",
        crumbs=crumbs[:-1],
        made=found,
        label=_label(found.state),
        tone=_tone(found.state),
        station_url=desk.url("station", found.station.region.code),
        done=sum(1 for item in items if item.is_scored),
        total=len(items),
        blocks=[{"title": title, "rows": rows} for title, rows in blocks.items()],
        fills=fills,
        actions=[
            {"label": label, "kind": kind, "url": desk.url("assessment_do", found.pk, verb)}
            for label, kind, verb in actions
        ],
    )


def item(request: HttpRequest, desk: Desk, assessment_id: int, item_id: int) -> HttpResponse:
    """One item, scored; on to the next that is not."""
    user, found, back, crumbs = _frame(request, desk, assessment_id)
    items = selectors.items_of(found)
    here = next((one for one in items if one.item_id == item_id), None)
    if here is None or not service.may_fill(user, found):
        raise NotFound("没有找到可以填报的这一项。")
    form = ScoreForm(
        request.POST or None,
        request.FILES or None,
        most=here.most,
        initial={"points": here.points, "told": here.told},
    )

    def deed(data: Data) -> tuple[str, str]:
        files = data.pop("papers")
        service.score_item(
            assessment_id=found.pk,
            item_id=item_id,
            **data,
            files=files,
            by=user,
            at=timezone.now(),
        )
        left = [one for one in items if not one.is_scored and one.item_id != item_id]
        following = next(
            (one for one in left if one.number > here.number), left[0] if left else None
        )
        onward = desk.url("assessment_item", found.pk, following.item_id) if following else back
        return f"第 {here.number} 项已保存。", onward

    about = [
        ("板块", here.block),
        ("要求", here.text),
        ("分值", f"{here.most.normalize():f} 分"),
        ("要什么佐证", here.proof or "不作要求"),
    ]
    if here.papers:
        about.append(("已有佐证", f"{len(here.papers)} 份"))
    return desk.form(
        request,
        form,
        deed,
        title=f"第 {here.number} 项",
        submit="保存，下一项",
        back=back,
        crumbs=crumbs,
        about=about,
    )


def assessment_do(request: HttpRequest, desk: Desk, assessment_id: int, verb: str) -> HttpResponse:
    """Submit, send back, or check and close."""
    if verb not in VERBS:
        raise Http404
    user, found, back, crumbs = _frame(request, desk, assessment_id)
    if not user.may(ASSESSMENT_MOVES[verb][2]):
        raise PermissionDenied("您的岗位没有这项权限。")
    able = service.may_fill if verb == "submit" else service.may_check
    if request.method != "POST" and not able(user, found):
        return turned_back(request, "这份自评现在不由您办这一步，请看当前状态。", back)
    if verb == "submit":

        def hand_in(data: Data) -> str:
            service.submit(assessment_id=found.pk, by=user, at=timezone.now())
            return "已提交，由上一级核定。"

        return desk.ask(
            request,
            hand_in,
            title="提交自评",
            question=f"提交{found.template.period}自评，{found.self_total} / {found.maximum}？",
            follows=["提交以后不能再改；上级退回的，补正以后再交。", "由上一级核定得分。"],
            back=back,
            crumbs=crumbs,
        )
    if verb == "send_back":

        def return_it(data: Data) -> str:
            service.send_back(assessment_id=found.pk, **data, by=user, at=timezone.now())
            return "已退回，站里补正以后再交。"

        return desk.ask(
            request,
            return_it,
            title="退回自评",
            question=f"退回{found.station.name}的{found.template.period}自评？",
            follows=["站里可以修改各项，再提交一次。", "退回的原因站里会看到。"],
            back=back,
            crumbs=crumbs,
            form=BackForm(request.POST or None),
            danger=True,
        )
    return _close(request, desk, user, found, back, crumbs)


def _close(
    request: HttpRequest,
    desk: Desk,
    user: Any,
    found: Any,
    back: str,
    crumbs: tuple[Crumb, ...],
) -> HttpResponse:
    items = selectors.items_of(found)
    form = CheckForm(request.POST or None, items=items)
    token = found.submitted_at.isoformat() if found.submitted_at else ""

    def deed(data: Data) -> tuple[str, str]:
        if request.POST.get("token") != token:
            raise Refused("您打开以后，站里又改过这份自评。请重新看一遍再核定。")
        service.close(
            assessment_id=found.pk,
            checked={
                one.item_id: service.Checked(
                    data[f"points_{one.item_id}"], data[f"note_{one.item_id}"]
                )
                for one in items
            },
            submitted_at=found.submitted_at,
            by=user,
            at=timezone.now(),
        )
        return "已核定。", back

    return desk.form(
        request,
        form,
        deed,
        title="核定自评",
        submit="核定，办结",
        back=back,
        crumbs=crumbs,
        template="network/check.html",
        made=found,
        token=token,
        rows=[
            {
                "shown": one,
                "points": points,
                "note": note,
                "papers": [desk.url("paper", key) for key in one.papers],
            }
            for one, points, note in form.rows()
        ],
    )
