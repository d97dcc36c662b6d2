"""Figures for grants at the bureau's door: in force and before, entered by one, enforced by two."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.subsidies.admin.figure_forms import FigureForm
from support_services.subsidies.admin.grants import LIST
from support_services.subsidies.admin.rates import CONFIDENCE_TONES
from support_services.subsidies.admin.showing import FIGURE_TONES
from support_services.subsidies.grant_states import FigureState
from support_services.subsidies.selectors import grant_figures as selectors
from support_services.subsidies.services import grant_figures as service
from veterans.accounts.bureau_pages import actor, address, button, crumb, page
from veterans.accounts.deeds import Data, doer, done, filled_in, turned_back
from veterans.accounts.models import User

TITLE = "核发基数"
VERBS = {
    "enforce": ("启用", "rates.enforce", "primary"),
    "withdraw": ("撤回", "rates.enter", "plain"),
}


def figures(request: HttpRequest) -> HttpResponse:
    """What waits, what is in force, and what was: figure by figure, the latest first."""
    user = actor(request)
    rows = [_row(row, user) for row in selectors.figures_visible_to(user)]
    return page(
        request,
        "bureau/grant_figures.html",
        title=TITLE,
        crumbs=(crumb(LIST, "grants"),),
        drafts=[row for row in rows if row["state"] == FigureState.DRAFT],
        in_force=[row for row in rows if row["state"] == FigureState.IN_FORCE],
        past=[row for row in rows if row["state"] in (FigureState.REPLACED, FigureState.WITHDRAWN)],
        new_url=address("grant_figure_new") if user.may("rates.enter") else "",
    )


def _row(figure: Any, user: User) -> dict[str, Any]:
    shown = selectors.shown_figure(figure)
    is_draft = shown.state == FigureState.DRAFT
    mine = shown.entered_by_id == user.pk
    return {
        "label": shown.label,
        "value": shown.value,
        "since": shown.since,
        "document_no": shown.document_no,
        "source": shown.source,
        "confidence": shown.confidence,
        "confidence_tone": CONFIDENCE_TONES[shown.confidence_code],
        "state": shown.state,
        "state_label": shown.state_label,
        "state_tone": FIGURE_TONES[FigureState(shown.state)],
        "entered_by": shown.entered_by,
        "enforced_by": shown.enforced_by,
        "waits": is_draft and (mine or not user.may("rates.enforce")),
        "actions": [
            button(label, kind, "grant_figure_step", shown.pk, verb)
            for verb, (label, duty, kind) in VERBS.items()
            if is_draft and user.may(duty) and not (verb == "enforce" and mine)
        ],
    }


def new_figure(request: HttpRequest) -> HttpResponse:
    """A draft."""
    form = FigureForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        code, _, variant = data.pop("what").partition(":")
        service.enter_figure(
            code=code, variant=variant, by=actor(request), at=timezone.now(), **data
        )
        return "基数已录入，由另一人启用以后才用于核算。", address("grant_figures")

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="录入核发基数",
        crumbs=(crumb(LIST, "grants"), crumb(TITLE, "grant_figures")),
        form=form,
        intro="收入、标准、比例和上限都以本局执行的文件为准。已经录入的核发不受以后启用的基数影响。",
        submit_label="录入",
        cancel_url=address("grant_figures"),
    )


def take(request: HttpRequest, figure_id: int, verb: str) -> HttpResponse:
    """Bring a draft into force, or take it back: asked first, then done."""
    if verb not in VERBS:
        raise Http404
    label, duty, _ = VERBS[verb]
    user = doer(request, duty, label)
    figure = selectors.figure_visible_to(user, figure_id)
    back = address("grant_figures")

    def deed(data: Data) -> str:
        move = service.enforce_figure if verb == "enforce" else service.withdraw_figure
        move(figure_id=figure.pk, by=user, at=timezone.now())
        return f"{figure.label}已{label}。"

    if answer := done(request, deed, back=back):
        return answer
    row = _row(figure, user)
    if row["state"] != FigureState.DRAFT:
        return turned_back(request, f"这项基数{row['state_label']}，不能再{label}。", back)
    return page(
        request,
        "bureau/grant_figure_confirm.html",
        title=f"{label}基数",
        crumbs=(crumb(LIST, "grants"), crumb(TITLE, "grant_figures")),
        row=row,
        question=f"{label}“{row['label']} {row['value']}”？",
        consequences=[
            "以后录入的核发按它计算；同一天执行的原数值由它接替。",
            "已经录入的核发不变。启用后不能修改，有错的再录入正确的数值接替。",
        ]
        if verb == "enforce"
        else ["不再等待启用，保留可查。"],
        danger=verb == "withdraw",
        confirm_label=f"确认{label}",
        cancel_url=back,
    )
