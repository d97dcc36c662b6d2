"""One objection at the bureau's door: what was said, and what a second person decides."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.subsidies.admin.publicity import TITLE, objection_row
from support_services.subsidies.admin.publicity_forms import DecisionForm
from support_services.subsidies.publicity_states import (
    OBJECTION_LABELS,
    OBJECTION_MOVES,
    OBJECTION_VERB_LABELS,
    ObjectionState,
)
from support_services.subsidies.selectors import publicity as selectors
from support_services.subsidies.services import publicity_objections as service
from veterans.accounts.bureau_pages import actor, address, button, crumb, page
from veterans.accounts.deeds import Data, doer, done, turned_back

KINDS = {"uphold": "danger", "dismiss": "primary"}
FOLLOWS = {
    "uphold": (
        "待遇自始不发；核发的予以取消。",
        "已经发放的，在下一批核算时转为待追缴。",
        "结论作出后不能更改；符合条件的以后可以重新批准。",
    ),
    "dismiss": (
        "解除暂缓；公示期满的，没有发的月份在下一批补发。",
        "结论作出后不能更改；另有新的情况，可以再登记异议。",
    ),
}


def objection(request: HttpRequest, objection_id: int) -> HttpResponse:
    """What somebody said in confidence. That somebody looked is on record."""
    user = actor(request)
    found = service.read_objection(objection_id=objection_id, by=user, at=timezone.now())
    is_open = found.state == ObjectionState.OPEN
    mine = found.registered_by_id == user.pk
    entry = found.entry
    subject = entry.entitlement or entry.grant
    assert subject is not None
    return page(
        request,
        "bureau/publicity_objection.html",
        title=f"公示异议：{subject.person.name}",
        crumbs=(
            crumb(TITLE, "publicity"),
            crumb(entry.notice.title, "publicity_notice", entry.notice_id),
        ),
        objection=found,
        row=objection_row(found),
        notice=entry.notice,
        subject_url=address("entitlement" if entry.entitlement_id else "grant", subject.pk),
        is_open=is_open,
        must_be_another=is_open and mine and user.may("publicity.decide"),
        waits=is_open and not user.may("publicity.decide"),
        actions=[
            button(label, KINDS[verb], "objection_decide", found.pk, verb)
            for verb, label in OBJECTION_VERB_LABELS.items()
        ]
        if is_open and not mine and user.may("publicity.decide")
        else [],
    )


def decide(request: HttpRequest, objection_id: int, verb: str) -> HttpResponse:
    """Ask (GET) or decide (POST)."""
    if verb not in OBJECTION_MOVES:
        raise Http404
    starts, _, duty = OBJECTION_MOVES[verb]
    label = OBJECTION_VERB_LABELS[verb]
    user = doer(request, duty, label)
    found = selectors.objection_visible_to(user, objection_id)
    back = address("objection", found.pk)
    if request.method != "POST" and found.state not in starts:
        now = OBJECTION_LABELS[ObjectionState(found.state)]
        return turned_back(request, f"这条异议已有结论：{now}。", back)
    form = DecisionForm(request.POST or None)

    def deed(data: Data) -> str:
        given: Data = {"objection_id": found.pk, "by": user, "at": timezone.now(), **data}
        if verb == "uphold":
            service.uphold(**given, today=timezone.localdate())
        else:
            service.dismiss(**given)
        return f"已作出结论：{label}。"

    if answer := done(request, deed, back=back, form=form):
        return answer
    row = objection_row(found)
    return page(
        request,
        "bureau/publicity_confirm.html",
        title=label,
        crumbs=(
            crumb(TITLE, "publicity"),
            crumb(f"公示异议：{row['name']}", "objection", found.pk),
        ),
        rows=[],
        question=f"{row['name']}的{row['scheme']}：{label}？",
        consequences=FOLLOWS[verb],
        form=form,
        danger=KINDS[verb] == "danger",
        irreversible=True,
        confirm_label=f"确认{label}",
        cancel_url=back,
    )
