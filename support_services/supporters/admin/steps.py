"""Accept, drop, end, take up again: one page for whatever goes the road of two people."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.supporters import showing
from support_services.supporters.admin.frames import asked
from support_services.supporters.forms import WhyForm
from support_services.supporters.rules import pay_words
from support_services.supporters.selectors import register as selectors
from support_services.supporters.services.moving import move, writing_of
from support_services.supporters.states import MOVES, Stage, Subject
from veterans.accounts.bureau_pages import address, crumb
from veterans.accounts.deeds import Data, doer, filled_in, turned_back


def step(request: HttpRequest, subject: str, key: int, verb: str) -> HttpResponse:
    """Asks what follows, then does it."""
    if subject not in MOVES or verb not in MOVES[Subject(subject)]:
        raise Http404
    of = Subject(subject)
    taken = MOVES[of][verb]
    user = doer(request, taken.duty, taken.label)
    found = selectors.row_visible_to(user, of, key)
    holder = found if of is Subject.SUPPORTER else found.supporter
    back = address("supporter", holder.pk)
    form: forms.Form = (WhyForm if taken.why else forms.Form)(
        request.POST if request.method == "POST" else None
    )
    # What is decided on is what was looked at.
    form.fields["seen"] = forms.CharField(
        required=False, widget=forms.HiddenInput, initial=writing_of(found)
    )

    def deed(data: Data) -> tuple[str, str]:
        done = move(
            subject=of,
            key=found.pk,
            verb=verb,
            why=data.get("why", ""),
            seen=data.get("seen", ""),
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        number = f"，编号 {done.number}" if of is Subject.BADGE and verb == "accept" else ""
        return f"“{_called(done)}”：已{taken.label}{number}。", back

    if answer := filled_in(request, form, deed):
        return answer
    if Stage(found.stage) not in taken.starts:
        return turned_back(request, f"这条记录已经办过，不能再{taken.label}。", back)
    return asked(
        request,
        form,
        title=f"{taken.label}：{_called(found)}",
        intro=taken.follows,
        about=_about(of, found, holder),
        submit=f"确认{taken.label}",
        back=back,
        danger=verb in ("drop", "end"),
        crumbs=(crumb(holder.unit.name, "supporter", holder.pk),),
    )


def _called(row: Any) -> str:
    return str(getattr(row, "name", "") or getattr(row, "title", "") or row)


def _about(of: Subject, row: Any, holder: Any) -> list[tuple[str, str]]:
    """What the second person has to have seen."""
    today = timezone.localdate()
    lines: list[tuple[str, Any]] = [("单位", holder.unit.name), ("录入人", str(row.entered_by))]
    match of:
        case Subject.SUPPORTER:
            lines = [*showing.supporter_facts(row), *lines[1:]]
        case Subject.BADGE:
            shown = showing.badge_row(row, today)
            lines += [
                ("种类", shown["kind"]),
                ("地址", shown["address"]),
                ("电话", shown["phone"]),
                ("开放时间", shown["hours"]),
                ("授予依据", row.document_no),
            ]
        case Subject.PACT:
            lines += [
                ("结对单位", str(row.partner or "")),
                ("有效期", f"{row.valid_from:%Y-%m-%d} 至 {row.valid_to:%Y-%m-%d}"),
                ("义务", "；".join(str(one) for one in row.duties.all())),
            ]
        case Subject.JOB:
            lines += [
                ("人数", f"{row.count} 人，面向{row.get_meant_for_display()}"),
                ("待遇", pay_words(row.pay_from, row.pay_to) or "面议"),
                ("说明", row.words),
                ("电话", row.phone),
                ("招到", f"{row.until:%Y-%m-%d}"),
            ]
        case Subject.CONTRIBUTION:
            shown = showing.contribution_row(row)
            lines += [
                ("种类", shown["kind"]),
                ("数量", shown["much"]),
                ("价值（元）", "" if row.amount is None else f"{row.amount:,.2f}"),
                ("日期", f"{row.given_on:%Y-%m-%d}"),
                ("给谁", f"{shown['for_whom']} {shown['receiver']}".strip()),
                ("凭据", row.evidence),
            ]
    return [(label, value) for label, value in lines if value]
