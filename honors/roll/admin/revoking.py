"""撤销荣誉 at the bureau: asked for by one, settled by another."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from honors.roll import selectors
from honors.roll.admin.lists import TITLE
from honors.roll.forms import RevocationForm, WhyForm
from honors.roll.services.revoking import ask_revocation, settle_revocation
from honors.roll.states import REVOCATION_MOVES, EditionState, RevocationState
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, doer, filled_in, turned_back


def ask(request: HttpRequest, honour_id: int) -> HttpResponse:
    """By which decision, and why."""
    user = actor(request)
    stands = selectors.standing(selectors.editions_of(user, honour_id))
    back = address("honour", honour_id)
    form = RevocationForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        ask_revocation(
            honour_id=honour_id, **data, by=user, at=timezone.now(), today=timezone.localdate()
        )
        return "已提出撤销，由另一人确认。", back

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="撤销荣誉",
        crumbs=(crumb(TITLE, "honours"), crumb(str(stands), "honour", honour_id)),
        form=form,
        intro="授予单位作出撤销决定以后才办。另一人确认以后，网上只说这项荣誉已撤销，不再出现姓名和事迹；"
        "撤销以后不能恢复。确认以前居民还看得到，要马上不让看的，先撤下。",
        about=[("荣誉", str(stands))],
        danger=True,
        submit_label="提出撤销",
        cancel_url=back,
    )


def settle(request: HttpRequest, revocation_id: int, verb: str) -> HttpResponse:
    """Confirm, or turn down."""
    if verb not in REVOCATION_MOVES:
        raise Http404
    move = REVOCATION_MOVES[verb]
    user = doer(request, move.duty, move.label)
    found = selectors.revocation_visible_to(user, revocation_id)
    stands = selectors.standing(selectors.editions_of(user, found.honour_id))
    back = address("honour", found.honour_id)
    form: forms.Form = (WhyForm if verb == "reject" else forms.Form)(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        settle_revocation(revocation_id=found.pk, verb=verb, **data, by=user, at=timezone.now())
        return f"“{stands}”：{move.label}。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state != RevocationState.ASKED:
        return turned_back(request, "这次撤销已经办过。", back)
    shown = stands.state == EditionState.PUBLISHED
    return page(
        request,
        "bureau/fact_form.html",
        title=f"{move.label}：{stands.name}",
        crumbs=(crumb(TITLE, "honours"), crumb(str(stands), "honour", found.honour_id)),
        form=form,
        intro=(
            "居民马上看不到姓名和事迹，只看到这项荣誉已撤销、决定的文号和日期。不能恢复。"
            if shown
            else "这项荣誉已经撤下，网上什么也不说。不能恢复。"
        )
        if verb == "confirm"
        else "荣誉不变；原因留在经过里。",
        about=[
            ("荣誉", str(stands)),
            ("撤销决定", f"{found.document_no}，{found.decided_on:%Y-%m-%d}"),
            ("原因", found.why),
        ],
        danger=verb == "confirm",
        submit_label=move.label,
        cancel_url=back,
    )
