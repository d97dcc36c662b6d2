"""规则变更 at the bureau's door: proposed by one, looked at, brought into force by another."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.subsidies.admin import rule_parts
from support_services.subsidies.admin.forms import chosen
from support_services.subsidies.admin.rule_forms import ChangeFilter, RefuseForm, RuleChangeForm
from support_services.subsidies.rule_kinds import CHANGE_MOVES, KINDS, ChangeState, RuleKind
from support_services.subsidies.selectors import dated_rules as selectors
from support_services.subsidies.selectors import entitlements_visible_to
from support_services.subsidies.services import rule_changes as service
from support_services.subsidies.services import rule_export
from support_services.subsidies.services.rule_changes import Asked
from support_services.subsidies.services.rule_previews import Preview, preview
from veterans.accounts.bureau_pages import Crumb, actor, address, button, crumb, page, paged
from veterans.accounts.deeds import Data, doer, done, filled_in, turned_back
from veterans.foundation.errors import Refused
from veterans.foundation.months import month_cn
from veterans.foundation.table_files import XLSX_TYPE

TITLE = "规则变更"


def _crumbs(*more: Crumb) -> tuple[Crumb, ...]:
    return (crumb("补助标准", "rates"), crumb("项目与规则", "rules"), *more)


# What did not come into force can be put right and proposed anew.
_AGAIN = {ChangeState.REFUSED, ChangeState.WITHDRAWN}


def changes(request: HttpRequest) -> HttpResponse:
    """Who changed which rule, when, on what paper; the latest first."""
    user = actor(request)
    form = ChangeFilter(request.GET)
    asked = chosen(form)
    rows = selectors.changes_matching(user, **asked)
    return page(
        request,
        "bureau/rule_changes.html",
        title=TITLE,
        crumbs=_crumbs(),
        filter_form=form,
        filtered=any(asked.values()),
        page_obj=paged(request, rows, rule_parts.change_row),
        kinds=_kinds() if user.may("rates.enter") else [],
    )


def _kinds() -> list[dict[str, str]]:
    return [
        {"label": one.label, "url": address("rule_change_new", kind.value)}
        for kind, one in KINDS.items()
    ]


def _kind(code: str) -> RuleKind:
    if code not in list(RuleKind):
        raise Http404
    return RuleKind(code)


def new_change(request: HttpRequest, kind: str) -> HttpResponse:
    """A rule of one kind is proposed; what holds today stands beside the form."""
    of = _kind(kind)
    known = {name: request.GET.get(name, "") for name in ("scheme", "other")}
    like = request.GET.get("like", "")
    initial: dict[str, Any] = dict(known)
    if like.isascii() and like.isdigit() and len(like) < 10:
        initial |= _entered(selectors.change_visible_to(actor(request), int(like)))
    form = RuleChangeForm(
        request.POST if request.method == "POST" else None,
        kind=of,
        schemes=selectors.schemes_for(of),
        initial=initial,
    )

    def deed(data: Data) -> tuple[str, str]:
        made = service.propose(
            asked=_asked(of, data),
            by=actor(request),
            at=timezone.now(),
            today=timezone.localdate(),
        )
        onward = address("rule_change", made.pk)
        return "变更已提出，由复核或审批岗位的另一人启用；启用以前不起作用。", onward

    return filled_in(request, form, deed) or page(
        request,
        "bureau/rule_change_form.html",
        title=f"变更规则：{KINDS[of].label}",
        crumbs=_crumbs(),
        form=form,
        reaches_back=KINDS[of].reaches_back,
        rules=_held(of, set(known.values()) - {""}),
        none=KINDS[of].none,
        cancel_url=address("rules"),
    )


def _entered(change: Any) -> dict[str, Any]:
    """What somebody had filled in, to be proposed again with what was wrong put right."""
    schemes = {
        name: getattr(change, name).code
        for name in ("scheme", "other", "kept")
        if getattr(change, name) is not None
    }
    plain = ("value", "number", "document_no", "source", "confidence", "note")
    return {
        **schemes,
        **{name: getattr(change, name) for name in plain},
        "first": change.first_on,
        "last": change.last_on,
    }


def _held(kind: RuleKind, named: set[str]) -> list[dict[str, Any]]:
    """What is in force of the kind, of the schemes that are named (none: of all of them)."""
    rows = []
    for rule in selectors.in_force(kind):
        of = rule.schemes
        if not of or named <= {one.code for one in of}:
            about = "、".join(one.short_name for one in of) or "全部项目"
            rows.append({"about": about, **rule_parts.rule_row(rule)})
    return rows


def _asked(kind: RuleKind, data: dict[str, Any]) -> Asked:
    return Asked(
        kind=kind,
        schemes=tuple(data[name] for name in ("scheme", "other") if data.get(name)),
        first=data["first"],
        last=data["last"],
        value=data["value"],
        number=data.get("number"),
        kept=data.get("kept") or "",
        document_no=data["document_no"],
        source=data["source"],
        confidence=data["confidence"],
        note=data["note"],
    )


def change_page(request: HttpRequest, change_id: int) -> HttpResponse:
    """One change: what it says, what it takes the place of, whom it touches, and what became of
    it."""
    user = actor(request)
    change = selectors.change_visible_to(user, change_id)
    waits = change.state == ChangeState.PROPOSED
    verbs = rule_parts.open_to(change, user)
    return page(
        request,
        "bureau/rule_change.html",
        title=f"{KINDS[RuleKind(change.kind)].label}规则变更",
        crumbs=_crumbs(crumb(TITLE, "rule_changes")),
        row=rule_parts.change_row(change),
        note=change.note,
        decision_note=change.decision_note,
        is_cap=change.kind == RuleKind.CAP,
        waits=waits,
        must_be_another=waits and change.proposed_by_id == user.pk,
        reaches_back=KINDS[RuleKind(change.kind)].reaches_back,
        none=KINDS[RuleKind(change.kind)].none,
        again_url=address("rule_change_new", change.kind, like=f"{change.pk}")
        if change.state in _AGAIN and user.may("rates.enter")
        else "",
        before=[cut.words for cut in selectors.cuts(change)] if waits else change.before,
        changed=change.outcome.get("rights", 0),
        by_hand=_by_hand(user, change),
        actions=[
            button(
                CHANGE_MOVES[verb][3],
                "primary" if verb == "enforce" else "plain",
                "rule_change_step",
                change.pk,
                verb,
            )
            for verb in verbs
        ],
        **(_seen(preview(change), change) if waits else {"seen": None}),
    )


def _by_hand(user: Any, change: Any) -> list[dict[str, Any]]:
    """Of a change in force: rights that could not follow by themselves."""
    keys = change.outcome.get("by_hand", [])
    rights = entitlements_visible_to(user).filter(pk__in=keys) if keys else []
    return [
        {
            "name": one.person.name,
            "scheme": one.scheme.short_name,
            "url": address("entitlement", one.pk),
        }
        for one in rights
    ]


def _seen(found: Preview, change: Any) -> dict[str, Any]:
    return {
        "seen": found,
        "coming": "；".join(f"{name} {month_cn(month)}" for name, month in found.coming.items()),
        "examples": [rule_parts.example_row(one) for one in found.examples],
        "left": [rule_parts.example_row(one) for one in found.by_hand],
        "most_town": max((abs(one.net) for one in found.towns), default=0),
        "people_url": address("rule_change_people", change.pk) if found.examples else "",
    }


def people_file(request: HttpRequest, change_id: int) -> HttpResponse:
    """Everybody whose money the change would move, as a workbook to take away."""
    user = actor(request)
    change = selectors.change_visible_to(user, change_id)
    try:
        content = rule_export.export_people(change=change, by=user, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return HttpResponseRedirect(address("rule_change", change.pk))
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="rule-change-{change.pk}.xlsx"'
    return response


def step(request: HttpRequest, change_id: int, verb: str) -> HttpResponse:
    """Bring a change into force, refuse it or take it back: asked first, then done."""
    if verb not in CHANGE_MOVES:
        raise Http404
    _, _, duty, label = CHANGE_MOVES[verb]
    user = doer(request, duty, label)
    change = selectors.change_visible_to(user, change_id)
    back = address("rule_change", change.pk)
    form = None
    if verb == "refuse":
        form = RefuseForm(request.POST if request.method == "POST" else None)

    def deed(data: Data) -> str:
        _STEPS[verb](change_id=change.pk, by=user, at=timezone.now(), **data)
        return _DONE[verb]

    if answer := done(request, deed, back=back, form=form):
        return answer
    if verb not in rule_parts.open_to(change, user):
        return turned_back(request, _not_open(change, user, label), back)
    return page(
        request,
        "bureau/rule_change_confirm.html",
        title=f"{label}规则变更",
        crumbs=_crumbs(crumb(TITLE, "rule_changes")),
        row=rule_parts.change_row(change),
        question=_QUESTIONS[verb],
        consequences=_follows(verb, change),
        irreversible=verb == "enforce",
        form=form,
        danger=verb == "refuse",
        confirm_label=f"确认{label}",
        cancel_url=back,
    )


_STEPS: dict[str, Callable[..., Any]] = {
    "enforce": service.enforce,
    "refuse": service.refuse,
    "withdraw": service.withdraw,
}
_DONE = {
    "enforce": "变更已启用。差额在有关项目的下一批自动补发或冲减。",
    "refuse": "变更已退回，规则没有变化。",
    "withdraw": "变更已撤回，规则没有变化。",
}
_QUESTIONS = {
    "enforce": "启用这份规则变更？",
    "refuse": "退回这份规则变更？",
    "withdraw": "撤回这份规则变更？",
}


def _not_open(change: Any, user: Any, label: str) -> str:
    if change.state != ChangeState.PROPOSED:
        return f"这份变更{change.get_state_display()}，不能再{label}。"
    if change.proposed_by_id == user.pk:
        return service.TWO_PEOPLE
    return "只有提出人可以撤回；由别人提出的，请复核或审批岗位退回。"


def _follows(verb: str, change: Any) -> list[str]:
    """What the step leads to, in sentences; of bringing into force with the figures of now."""
    if verb == "refuse":
        return ["规则没有变化；提出人看得到退回原因，修改后可以重新提出。"]
    if verb == "withdraw":
        return ["不再等待启用，记录保留可查；需要时可以重新提出。"]
    found = preview(change)
    told = [cut.words + "。" for cut in selectors.cuts(change)]
    if change.kind == RuleKind.CAP:
        return [
            *told,
            f"现有 {found.concerned:,} 个没有约定的追缴案，待追缴 {found.balance:,.2f} 元，"
            "以后审批的批次按新的上限抵扣。",
        ]
    if found.total.months:
        told.append(
            f"{found.people:,} 人的金额有变化：已核算月份补发 {found.total.arrears:,.2f} 元，"
            f"冲减 {found.total.overpaid:,.2f} 元，在有关项目的下一批办理。"
        )
    else:
        told.append("已核算的月份没有变化，从以后的月份起生效。")
    if found.total.coming:
        told.append(f"以后每月约差 {found.total.coming:+,.2f} 元。")
    if found.by_hand:
        told.append(f"有 {len(found.by_hand):,} 项待遇不能自动跟着改，须人工核对。")
    told.append("启用后有错的，再提出一份变更接替。")
    return told
