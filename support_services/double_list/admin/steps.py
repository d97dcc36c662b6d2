"""The steps of an item at the bureau's door: each asks what it needs, says what follows, and calls
one service."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.double_list import forms as ask
from support_services.double_list.models import Item
from support_services.double_list.selectors import items as selectors
from support_services.double_list.selectors.items import open_extension
from support_services.double_list.services import (
    agreeing,
    assigning,
    entering,
    papers,
    publishing,
    supervising,
    timing,
    working,
)
from support_services.double_list.services.writing import Voice
from support_services.double_list.states import (
    DECIDE,
    ENTER,
    ITEM_LABELS,
    MOVES,
    OWN_STEPS,
    Direction,
    ItemState,
    Side,
)
from support_services.units.selectors import choosable_units
from support_services.units.states import UnitKind
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, doer, filled_in, turned_back
from veterans.accounts.models import User
from veterans.registry.forms import FilesField

TITLE = "双清单"
PAPERS = "照片或扫描件（PDF），可以一次选几个，最多六个。不要拍到部队标识、营门和装备。"


@dataclass(frozen=True)
class Step:
    """How a verb is asked. ``run``: with the item, what was filled in, and who and when as every
    service takes them. ``form``: made anew for each item."""

    form: Callable[[Item, Any, Any], forms.Form]
    run: Callable[[Item, Data, Data], Any]
    follows: str
    kind: str = "plain"
    takes_files: bool = False


def _plain(form: type[forms.Form]) -> Callable[[Item, Any, Any], forms.Form]:
    return lambda item, data, files: form(data, files)


def _told(service: Callable[..., Any], **fixed: Any) -> Callable[[Item, Data, Data], Any]:
    """A step of a side, as the office was told."""

    def run(item: Item, data: Data, who: Data) -> Any:
        voice = Voice(by=who.pop("by"), how=data.pop("how"))
        return service(item_id=item.pk, voice=voice, **data, **fixed, **who)

    return run


def _own(service: Callable[..., Any], **fixed: Any) -> Callable[[Item, Data, Data], Any]:
    """A step of the office itself."""
    return lambda item, data, who: service(item_id=item.pk, **data, **fixed, **who)


def _merge_form(item: Item, data: Any, files: Any) -> forms.Form:
    rows = Item.objects.filter(
        year=item.year, direction=item.direction, state__in=["collected", "sorted"]
    ).exclude(pk=item.pk)
    return ask.MergeForm(data, others=[(one.pk, str(one)) for one in rows])


def _assign_form(item: Item, data: Any, files: Any) -> forms.Form:
    return ask.AssignForm(data, initial={"deadline": item.deadline, "quality": item.quality})


def _plan_form(item: Item, data: Any, files: Any) -> forms.Form:
    known = {
        "measures": item.measures,
        "start_on": item.start_on,
        "funds_planned": item.funds_planned,
    }
    return ask.PlanForm(data, files, initial=known)


def _report_form(item: Item, data: Any, files: Any) -> forms.Form:
    known = {"progress": item.progress, "funds_spent": item.funds_spent}
    return ask.ReportForm(data, files, initial=known)


def _claim_form(item: Item, data: Any, files: Any) -> forms.Form:
    return ask.ClaimForm(data, files, initial={"funds_spent": item.funds_spent})


def _help_form(item: Item, data: Any, files: Any) -> forms.Form:
    helpers = list(item.helpers.values_list("pk", "name"))
    return ask.HelpForm(data, files, helpers=helpers)


def _hand_on_form(item: Item, data: Any, files: Any) -> forms.Form:
    troops = item.direction == Direction.LOCALITY
    kinds = [one for one in UnitKind if (one is UnitKind.TROOPS) is troops]
    taken = {item.lead_id, item.requester_id}
    units = [one for one in choosable_units(kinds=kinds) if one[0] not in taken]
    return ask.HandOnForm(data, units=units)


_WHY = _plain(ask.WhyForm)
STEPS: dict[str, Step] = {
    "sort": Step(
        _plain(forms.Form), _own(entering.sort), "接着请提出单位和承办单位分别确认。", "primary"
    ),
    "merge": Step(
        _merge_form,
        _own(entering.merge),
        "这一项到此为止，编号和经过都留着，写明并入了哪一项；以后只办那一项。",
    ),
    "drop": Step(_WHY, _own(entering.drop), "这一项不再办，编号和经过都留着。", "danger"),
    "agree_asker": Step(
        _plain(ask.WordForm),
        _told(agreeing.agree, side=Side.ASKER),
        "记下提出单位的确认。双方都确认了，就等领导小组审定。",
        "primary",
    ),
    "agree_answerer": Step(
        _plain(ask.WordForm),
        _told(agreeing.agree, side=Side.ANSWERER),
        "记下承办单位的确认。双方都确认了，就等领导小组审定。",
        "primary",
    ),
    "differ_asker": Step(
        _plain(ask.ToldWhyForm),
        _told(agreeing.differ, side=Side.ASKER),
        "退回梳理，双方的确认都取消；改好以后重新请双方确认。",
    ),
    "differ_answerer": Step(
        _plain(ask.ToldWhyForm),
        _told(agreeing.differ, side=Side.ANSWERER),
        "退回梳理，双方的确认都取消；改好以后重新请双方确认。",
    ),
    "decide": Step(
        _plain(ask.DecideForm), _own(agreeing.decide), "照会议纪要记。接着由复核交办。", "primary"
    ),
    "refuse": Step(
        _plain(ask.RefuseForm), _own(agreeing.refuse), "这一项不列入，经过留着。", "danger"
    ),
    "assign": Step(
        _assign_form,
        _own(assigning.assign),
        "责任单位、实事内容、完成时限、质量要求从现在起都明确了；承办单位有几个工作日可以说明不归它办。",
        "primary",
    ),
    "accept": Step(_plain(ask.WordForm), _told(assigning.accept), "接办以后不能再退回。"),
    "object": Step(
        _plain(ask.ToldWhyForm),
        _told(assigning.object_to),
        "等双拥办决定维持交办还是转给别的单位；完成时限照算。",
    ),
    "keep": Step(_WHY, _own(assigning.keep), "还由原来的单位办，不能再退回。", "primary"),
    "hand_on": Step(
        _hand_on_form,
        _own(assigning.hand_on),
        "原来的单位到此为止；新的单位重新接办、重新报方案。经手过的单位都留着。",
    ),
    "plan": Step(
        _plan_form,
        _told(working.plan),
        "报了方案就是接办。以前的方案留在办理经过里。",
        "primary",
        takes_files=True,
    ),
    "report": Step(
        _report_form, _told(working.report), "从这一天起重新计多久没有报告。", takes_files=True
    ),
    "help_report": Step(
        _help_form,
        _told(working.help_report),
        "只记协办单位做了什么；承办单位多久没有报告照算。",
        takes_files=True,
    ),
    "claim": Step(
        _claim_form,
        _told(working.claim),
        "等另一人核验；核验通过以后请提出单位评价。要有佐证。",
        "primary",
        takes_files=True,
    ),
    "verify": Step(_plain(ask.VerifyForm), _own(working.verify), "接着请提出单位评价。", "primary"),
    "send_back": Step(_WHY, _own(working.send_back), "退回继续办理，次数记在事项上。", "danger"),
    "confirm": Step(
        _plain(ask.ConfirmForm), _told(working.confirm), "评价以后由复核销号。", "primary"
    ),
    "unsatisfied": Step(
        _plain(ask.ToldWhyForm),
        _told(working.unsatisfied),
        "退回继续办理，次数记在事项上；办好以后重新申请办结。",
    ),
    "close": Step(_plain(ask.TextForm), _own(working.close), "销号以后不能再改。", "primary"),
    "ask_extension": Step(
        _plain(ask.ExtendForm),
        _told(timing.ask_extension),
        "由另一人批准；批准以前还按原来的时限。",
    ),
    "grant_extension": Step(
        _plain(ask.TextForm),
        _own(timing.grant_extension),
        "时限改到申请的那天，原来的时限留着。",
        "primary",
    ),
    "refuse_extension": Step(_WHY, _own(timing.refuse_extension), "还按原来的时限。"),
    "pause": Step(_WHY, _own(timing.pause), "暂缓期间不计时；恢复时，完成时限按暂缓的天数顺延。"),
    "resume": Step(
        _plain(ask.TextForm), _own(timing.resume), "接着办，时限按暂缓的天数顺延。", "primary"
    ),
    "long_term": Step(_WHY, _own(timing.long_term), "不再按完成时限计时，还可以报进展、申请办结。"),
    "carry": Step(
        _plain(ask.CarryForm),
        _own(timing.carry),
        "这一项到此为止，在下一年的清单里另编一个号接着办；双方的确认和领导小组的审定带过去。",
    ),
    "note": Step(_plain(ask.NoteTextForm), _own(working.note), "只记下来，什么时限都不变。"),
    "ask_public": Step(
        _plain(ask.PublicForm),
        _own(publishing.ask_public),
        "由另一人做保密审查，通过以后居民才看得到。",
    ),
    "open_public": Step(
        _plain(ask.TextForm),
        _own(publishing.check_secrecy, verb="open_public"),
        "居民马上能在网上看到下面这一句。看清楚：没有部队番号、驻地、人数、装备和正在进行的任务。",
        "primary",
    ),
    "refuse_public": Step(
        _WHY, _own(publishing.check_secrecy, verb="refuse_public"), "不公开；改过标题可以再申请。"
    ),
    "close_public": Step(_WHY, _own(publishing.close_public), "居民马上看不到。", "danger"),
    "supervise": Step(
        _plain(ask.DemandForm),
        _own(supervising.issue_note),
        "编号发出，可以打印送达；发出以后不能改。",
    ),
}
# A service's word where the form has another.
_WORDS: dict[str, dict[str, str]] = {
    "open_public": {"text": "why"},
    "grant_extension": {"text": "why"},
}


def label_of(verb: str) -> str:
    return MOVES[verb].label if verb in MOVES else OWN_STEPS[verb][1]


def duty_of(verb: str) -> str:
    """What the bureau's hand needs for it."""
    if verb in MOVES:
        return MOVES[verb].duty
    return ENTER if verb in ("ask_public", "close_public") else DECIDE


def buttons_for(user: User, item: Item) -> list[dict[str, str]]:
    """Only what this person may do now, in the order of the road."""
    today = timezone.localdate()
    verbs = selectors.verbs_for(user, item, open_extension(item), today)
    if "help_report" in verbs and not item.helpers.all():
        verbs.remove("help_report")
    if item.state in ("assigned", "in_hand", "returned") and user.may(DECIDE):
        verbs.append("supervise")
    return [_button(verb, item) for verb in verbs]


def publicity_buttons(user: User, item: Item) -> list[dict[str, str]]:
    return [_button(verb, item) for verb in selectors.publicity_verbs(user, item)]


def _button(verb: str, item: Item) -> dict[str, str]:
    return {
        "label": label_of(verb),
        "kind": STEPS[verb].kind,
        "url": address("dlist_step", item.pk, verb),
    }


def step(request: HttpRequest, item_id: int, verb: str) -> HttpResponse:
    """One step: asked first, then done."""
    known = STEPS.get(verb)
    if known is None:
        raise Http404
    if verb == "close_public":
        user = actor(request)
        found = selectors.item_visible_to(user, item_id)
    else:
        user = doer(request, duty_of(verb), label_of(verb))
        found = selectors.item_visible_to(user, item_id)
    back = address("dlist_item", found.pk)
    form = known.form(found, request.POST or None, request.FILES or None)
    if known.takes_files:
        form.fields["files"] = FilesField(label="佐证", required=False, help_text=PAPERS)

    def deed(data: Data) -> tuple[str, str]:
        at = timezone.now()
        for ours, theirs in _WORDS.get(verb, {}).items():
            data[theirs] = data.pop(ours)
        with transaction.atomic():
            if known.takes_files:
                data["files"] = papers.stored_files(data.pop("files", []), at=at)
            known.run(found, data, {"by": user, "at": at, "today": timezone.localdate()})
        return f"{found.code}：{label_of(verb)}，已记录。", back

    if answer := filled_in(request, form, deed):
        return answer
    if refusal := _too_late(verb, found, user):
        return turned_back(request, refusal, back)
    return page(
        request,
        "bureau/fact_form.html",
        title=label_of(verb),
        crumbs=(crumb(TITLE, "dlist"), crumb(found.code, "dlist_item", found.pk)),
        form=form,
        intro=known.follows,
        about=_about(verb, found),
        danger=known.kind == "danger",
        submit_label=f"确认{label_of(verb)}",
        cancel_url=back,
    )


def _too_late(verb: str, found: Item, user: User) -> str:
    if verb not in MOVES:
        return ""
    if found.state not in MOVES[verb].starts:
        return f"这个事项现在是“{ITEM_LABELS[ItemState(found.state)]}”，不能{label_of(verb)}。"
    return selectors.why_not(verb, found, open_extension(found), timezone.localdate(), hand=user.pk)


def _about(verb: str, found: Item) -> list[tuple[str, str]]:
    """What has to be seen before the step is taken."""
    rows = [
        ("事项", f"{found.code} {found.title}"),
        ("提出单位", found.requester.name),
        ("承办单位", found.lead.name if found.lead else "还没有定"),
        ("状态", ITEM_LABELS[ItemState(found.state)]),
    ]
    if found.deadline:
        rows.append(("完成时限", f"{found.deadline:%Y-%m-%d}"))
    extension = open_extension(found)
    if verb in ("grant_extension", "refuse_extension") and extension is not None:
        rows += [("申请延到", f"{extension.to_on:%Y-%m-%d}"), ("理由", extension.why)]
    if verb in ("verify", "send_back", "confirm", "unsatisfied"):
        rows += [("办理结果", found.result)]
    if verb in ("open_public", "refuse_public"):
        rows += [("公开的标题", found.public_title)]
    if verb == "object" and found.object_by:
        rows += [("可以退回到", f"{found.object_by:%Y-%m-%d}")]
    return rows
