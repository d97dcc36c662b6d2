"""What takes a second person: applications, withdrawal, restoring; the paper of a withdrawal."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from honors.plaques import rule_book, selectors
from honors.plaques.admin.coverage import TITLE
from honors.plaques.forms import DecideForm, PleaForm, WithdrawForm, WordsForm
from honors.plaques.services import asking, withdrawing
from honors.plaques.showing import head_of, home_title, plea_row, withdrawal_row, withdrawal_rows
from honors.plaques.states import IN_FORCE, WITHDRAWAL_MOVES, PleaState, WithdrawalState
from veterans.accounts.bureau_pages import actor, address, button, crumb, page
from veterans.accounts.deeds import Data, doer, filled_in, turned_back
from veterans.registry.selectors import person_visible_to

MOST = 200
_WORDS = {
    "decide": ("决定文号", "例如：×退役军人〔2026〕收1号。"),
    "ask_back": ("改正情况", "怎样改正的，改正多久了。"),
}
_FOLLOWS = {
    "decide": "决定以后，这一户列为“已决定收回”，由村居服务站上门收回；"
    "收回以前牌子还登记在这一户。",
    "reject": "不予收回，这一户不变。",
    "ask_back": "由另一人批准以后恢复。",
    "restore": "恢复以后，符合悬挂条件的，这一户重新列为待挂。",
    "keep_withdrawn": "不批准恢复，收回的决定照旧。",
}


def waiting(request: HttpRequest) -> HttpResponse:
    """Applications and withdrawals that somebody has to decide, and what was decided lately."""
    user = actor(request)
    pleas = selectors.pleas_visible_to(user).order_by("-pk")[:MOST]
    rows = selectors.withdrawals_visible_to(user).order_by("-pk")[:MOST]
    may = user.may("plaques.decide")
    return page(
        request,
        "bureau/plaque_waiting.html",
        title="申请和收回",
        crumbs=(crumb(TITLE, "plaques"),),
        pleas=[
            {
                **plea_row(one),
                "url": address("plaque_plea", one.pk)
                if may and one.state == PleaState.ASKED
                else address("plaque_home", one.home_id),
            }
            for one in pleas
        ],
        withdrawals=[
            {**row, "url": address("plaque_withdrawal", row["pk"])} for row in withdrawal_rows(rows)
        ],
    )


def ask(request: HttpRequest, person_id: int) -> HttpResponse:
    """An application is taken down at the bureau."""
    user = actor(request)
    person = person_visible_to(user, person_id)
    form = PleaForm(request.POST or None, request.FILES or None)

    def deed(data: Data) -> tuple[str, str]:
        made = asking.ask(
            person_id=person.pk, **data, by=user, at=timezone.now(), today=timezone.localdate()
        )
        return "已受理，等另一人审批。", address("plaque_home", made.home_id)

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="光荣牌申请",
        crumbs=(crumb(TITLE, "plaques"),),
        form=form,
        intro="档案上已经符合条件的不用申请，系统会自己列为待挂。",
        about=[("申请人", person.name)],
        submit_label="受理",
        cancel_url=address("person", person.pk),
    )


def decide(request: HttpRequest, plea_id: int) -> HttpResponse:
    """Another person decides about an application."""
    user = actor(request)
    found = selectors.plea_visible_to(user, plea_id)
    back = address("plaque_home", found.home_id)
    form = DecideForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        granted = data["granted"] == "yes"
        asking.decide(
            plea_id=found.pk, granted=granted, why=data["why"], by=user, at=timezone.now()
        )
        return ("已同意，这一户列入待办。" if granted else "已登记为不同意。"), back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state != PleaState.ASKED:
        return turned_back(request, "这项申请已经审批过。", back)
    row = plea_row(found, selectors.papers_of_pleas(user, [found]).get(found.pk, ()))
    return page(
        request,
        "bureau/plaque_plea.html",
        title=f"审批光荣牌申请：{found.person.name}",
        crumbs=(crumb(TITLE, "plaques"), crumb("申请和收回", "plaques_waiting")),
        form=form,
        intro="同意以后，这一户列为待挂或者待更换，由服务站上门。",
        about=[
            ("申请", row["kind"]),
            ("所在地", row["place"]),
            ("情况和证明", row["told"]),
            *([("现役军人", row["soldier"])] if row["soldier"] else []),
            ("受理", f"{row['asked_by']}，{row['asked_on']:%Y-%m-%d}"),
        ],
        papers=row["papers"],
        submit_label="登记意见",
        cancel_url=back,
    )


def withdraw(request: HttpRequest, home_id: int) -> HttpResponse:
    """收回 is asked for."""
    user = actor(request)
    found = selectors.home_visible_to(user, home_id)
    back = address("plaque_home", found.pk)
    today = timezone.localdate()
    form = WithdrawForm(
        request.POST or None,
        people=[(one.pk, one.name) for one in selectors.people_of(found)],
        reasons=[
            (one.code, f"{one.label}（{one.confidence.label}）") for one in rule_book.reasons(today)
        ],
    )

    def deed(data: Data) -> tuple[str, str]:
        made = withdrawing.ask_withdrawal(
            home_id=found.pk,
            **{**data, "person_id": int(data["person_id"])},
            by=user,
            at=timezone.now(),
            today=today,
        )
        return "已提出收回，等另一人决定。", address("plaque_withdrawal", made.pk)

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="提出收回光荣牌",
        crumbs=(crumb(TITLE, "plaques"), crumb(home_title(found), "plaque_home", found.pk)),
        form=form,
        intro="收回要有文书作依据，由另一人决定。标着“未经证实”的原因，先核对现行规定原文。",
        about=[("这一户", head_of(found)), ("光荣牌", found.plaque_number or "没有登记")],
        danger=True,
        submit_label="提出收回",
        cancel_url=back,
    )


def step(request: HttpRequest, withdrawal_id: int, verb: str) -> HttpResponse:
    """Decide, reject, ask back, restore: asked first, then done."""
    if verb not in WITHDRAWAL_MOVES:
        raise Http404
    starts, _, duty, label = WITHDRAWAL_MOVES[verb]
    user = doer(request, duty, label)
    found = selectors.withdrawal_visible_to(user, withdrawal_id)
    back = address("plaque_withdrawal", found.pk)
    form: forms.Form = (WordsForm if verb in _WORDS else forms.Form)(request.POST or None)
    if verb in _WORDS:
        form.fields["text"].label, form.fields["text"].help_text = _WORDS[verb]

    def deed(data: Data) -> tuple[str, str]:
        withdrawing.move_withdrawal(
            withdrawal_id=found.pk,
            verb=verb,
            text=data.get("text", ""),
            by=user,
            at=timezone.now(),
        )
        return f"{label}，已登记。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state != starts:
        return turned_back(request, f"已经办过，不能再{label}。", back)
    row = withdrawal_row(found)
    return page(
        request,
        "bureau/fact_form.html",
        title=f"{label}：{found.person.name}",
        crumbs=(crumb(TITLE, "plaques"), crumb("申请和收回", "plaques_waiting")),
        form=form,
        intro=_FOLLOWS[verb],
        about=[
            ("所在地", row["place"]),
            ("原因", row["reason"]),
            ("依据文书", row["document_no"]),
            ("情况", row["note"] or "没有写"),
            *([("改正情况", row["back_why"])] if row["back_why"] else []),
        ],
        danger=verb == "decide",
        submit_label=f"确认{label}",
        cancel_url=back,
    )


def paper(request: HttpRequest, withdrawal_id: int) -> HttpResponse:
    """One withdrawal with its hands and steps; printed, the certificate that goes to the home."""
    user = actor(request)
    found = selectors.withdrawal_visible_to(user, withdrawal_id)
    row: dict[str, Any] = withdrawal_row(found)
    return page(
        request,
        "bureau/plaque_withdrawal.html",
        title=f"收回光荣牌：{found.person.name}",
        crumbs=(
            crumb(TITLE, "plaques"),
            crumb(home_title(found.home), "plaque_home", found.home_id),
        ),
        one=row,
        is_decided=found.state in [state.value for state in IN_FORCE],
        is_restored=found.state == WithdrawalState.RESTORED,
        actions=[
            button(label, "danger" if verb == "decide" else "plain", "plaque_withdrawal_step",
                   found.pk, verb)
            for verb, (starts, _, duty, label) in WITHDRAWAL_MOVES.items()
            if found.state == starts and user.may(duty) and not _own(found, verb, user.pk)
        ],
        printed_on=timezone.localdate(),
    )  # fmt: skip


def _own(found: Any, verb: str, user_id: int) -> bool:
    """Whether it would be the second step of the same hand."""
    first = found.asked_by_id if verb in ("decide", "reject") else found.back_asked_by_id
    return verb != "ask_back" and first == user_id
