"""异常报告: what is odd about the votes of a poll that is over, what is left out by a rule of two
people, and the two signatures."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from honors.votes import selectors
from honors.votes.admin.lists import TITLE
from honors.votes.forms import WhyForm
from honors.votes.models import Poll
from honors.votes.rules import (
    BURST_LEAST,
    BURST_TIMES,
    NETWORK_LEAST,
    NETWORK_SHARE,
    SERIES_LEAST,
    SERIES_SHARE,
)
from honors.votes.services import settling
from honors.votes.showing import (
    day_bars,
    hour_bars,
    odd_rows,
    poll_row,
    result_rows,
    rule_row,
)
from honors.votes.states import ODD_LABELS, RULE_MOVES, OddKind, PollState
from veterans.accounts.bureau_pages import Crumb, actor, address, crumb, page
from veterans.accounts.deeds import Data, doer, filled_in, turned_back
from veterans.foundation.table_files import XLSX_TYPE, Cell, xlsx_bytes

EARLY = "投票结束以后才有异常报告。"
LIMITS = (
    f"一分钟里有 {BURST_LEAST} 票以上、又是平常的 {BURST_TIMES} 倍以上；"
    f"同一网络有 {NETWORK_LEAST} 票以上、又超过全部的 {NETWORK_SHARE}%；"
    f"同一号段（手机号前 8 位相同）有 {SERIES_LEAST} 票以上、又超过全部的 {SERIES_SHARE}%。"
)


def _over(request: HttpRequest, poll_id: int) -> tuple[Poll, HttpResponse | None]:
    found = selectors.poll_visible_to(actor(request), poll_id)
    if found.state not in (PollState.CLOSED, PollState.SIGNED):
        return found, turned_back(request, EARLY, address("vote_poll", found.pk))
    return found, None


def report(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Votes by day and hour, what is odd, the rules, the result, and who has signed."""
    user = actor(request)
    found, early = _over(request, poll_id)
    if early:
        return early
    rules = selectors.exclusions_of(found)
    open_ = found.state == PollState.CLOSED and found.first_by_id is None
    asks = open_ and user.may("votes.enter")
    odd = odd_rows(selectors.odd_of(found), {one.pk: one for one in found.options.all()}, rules)
    return page(
        request,
        "bureau/vote_report.html",
        title=f"异常报告：{found.title}",
        crumbs=_crumbs(found),
        row=poll_row(found),
        limits=LIMITS,
        odd=[
            {
                **one,
                "ask_url": address("vote_leave_out", found.pk, one["kind"], key=one["key"])
                if asks and not one["rule_label"]
                else "",
            }
            for one in odd
        ],
        rules=[
            {
                **rule_row(one),
                "confirm_url": _settle_url(one.pk, "confirm")
                if user.may("votes.sign") and one.asked_by_id != user.pk
                else "",
                "refuse_url": _settle_url(one.pk, "refuse")
                if user.may("votes.sign") and one.asked_by_id != user.pk
                else "",
            }
            for one in rules
        ],
        results=result_rows(selectors.result_of(found)),
        days=day_bars(selectors.by_day(found)),
        hours=hour_bars(selectors.by_hour(found)),
        first_by=str(found.first_by) if found.first_by else "",
        second_by=str(found.second_by) if found.second_by else "",
        sign_url=address("vote_sign", found.pk) if _may_sign(found, request) else "",
        back_url=address("vote_unsign", found.pk)
        if found.state == PollState.CLOSED and found.first_by_id == user.pk
        else "",
        export_url=address("vote_report_xlsx", found.pk),
    )


def _settle_url(rule_id: int, verb: str) -> str:
    return address("vote_rule", rule_id, verb)


def _may_sign(found: Poll, request: HttpRequest) -> bool:
    user = actor(request)
    if found.state != PollState.CLOSED or found.first_by_id == user.pk:
        return False
    return user.may("votes.sign") or (found.first_by_id is None and user.may("votes.enter"))


def leave_out(request: HttpRequest, poll_id: int, kind: str) -> HttpResponse:
    """All votes that have this in common are to be left out."""
    user = actor(request)
    found, early = _over(request, poll_id)
    if early:
        return early
    if kind not in list(OddKind):
        raise Http404
    key = request.GET.get("key", "")[:64]
    back = address("vote_report", found.pk)
    rows = odd_rows(selectors.odd_of(found), {one.pk: one for one in found.options.all()}, [])
    one = next((row for row in rows if row["kind"] == kind and row["key"] == key), None)
    if one is None:
        raise Http404
    form = WhyForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        settling.ask_to_leave_out(
            poll_id=found.pk, kind=kind, key=key, why=data["why"], by=user, at=timezone.now()
        )
        return "已提出，请另一人确认。", back

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="提出剔除",
        crumbs=(*_crumbs(found), crumb("异常报告", "vote_report", found.pk)),
        form=form,
        intro="剔除按规则、不按人：凡是这一组的票都不算，不管投给谁。要另一人确认才生效。",
        about=[
            ("哪些票", f"{ODD_LABELS[OddKind(kind)]}：{one['name']}"),
            ("票数", f"{one['votes']} 票，占全部 {one['share']}%"),
            ("投给", one["most"]),
        ],
        submit_label="提出剔除",
        cancel_url=back,
    )


def settle(request: HttpRequest, rule_id: int, verb: str) -> HttpResponse:
    """Another person's word on a rule."""
    if verb not in RULE_MOVES:
        raise Http404
    move = RULE_MOVES[verb]
    user = doer(request, move.duty, move.label)
    rule = selectors.exclusion_visible_to(user, rule_id)
    back = address("vote_report", rule.poll_id)
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        settling.settle_exclusion(exclusion_id=rule.pk, verb=verb, by=user, at=timezone.now())
        return f"已办：{move.label}。", back

    if answer := filled_in(request, form, deed):
        return answer
    if rule.state not in move.starts:
        return turned_back(request, "这条规则已经办过了。", back)
    told = rule_row(rule)
    return page(
        request,
        "bureau/fact_form.html",
        title=move.label,
        crumbs=(*_crumbs(rule.poll), crumb("异常报告", "vote_report", rule.poll_id)),
        form=form,
        intro="确认以后这些票都不算，不管投给谁。"
        if verb == "confirm"
        else "这些票照样算数，记录留着。",
        about=[
            ("哪些票", told["name"]),
            ("票数", f"{told['votes']} 票"),
            ("原因", told["why"]),
            ("提出人", told["asked_by"]),
        ],
        submit_label=move.label,
        cancel_url=back,
    )


def sign(request: HttpRequest, poll_id: int) -> HttpResponse:
    """I have read the report, and it is right."""
    user = actor(request)
    found, early = _over(request, poll_id)
    if early:
        return early
    back = address("vote_report", found.pk)
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        made = settling.sign(poll_id=found.pk, by=user, at=timezone.now())
        done = made.state == PollState.SIGNED
        return ("两人都已签认，结果定下来了。" if done else "已签认，请另一人再签认。"), back

    if answer := filled_in(request, form, deed):
        return answer
    if not _may_sign(found, request):
        return turned_back(request, "已经签认过，或者要由另一人签认。", back)
    rows = result_rows(selectors.result_of(found))
    return page(
        request,
        "bureau/fact_form.html",
        title="签认投票结果",
        crumbs=(*_crumbs(found), crumb("异常报告", "vote_report", found.pk)),
        form=form,
        intro="第二个人签认以后，结果存档，剔除和签认都不能再改。"
        if found.first_by_id
        else "看过异常报告、剔除也办完了，再签认。还要另一人签认才生效。",
        about=[
            (f"{one['number']} 号 {one['label']}", f"{one['votes']} 票，得分 {one['score']}")
            for one in rows
        ],
        submit_label="签认",
        cancel_url=back,
    )


def unsign(request: HttpRequest, poll_id: int) -> HttpResponse:
    """I look again."""
    user = actor(request)
    found, early = _over(request, poll_id)
    if early:
        return early
    back = address("vote_report", found.pk)
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        settling.take_signature_back(poll_id=found.pk, by=user, at=timezone.now())
        return "签认已撤回。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state != PollState.CLOSED or found.first_by_id != user.pk:
        return turned_back(request, "没有可以撤回的签认：签认由本人撤回。", back)
    return page(
        request,
        "bureau/fact_form.html",
        title="撤回签认",
        crumbs=(*_crumbs(found), crumb("异常报告", "vote_report", found.pk)),
        form=form,
        intro="撤回以后可以再看、再提出剔除；另一人签认以后就不能撤回了。",
        about=[("投票", found.title)],
        submit_label="撤回签认",
        cancel_url=back,
    )


def workbook(request: HttpRequest, poll_id: int) -> HttpResponse:
    """The result and what is odd, as a workbook."""
    found, early = _over(request, poll_id)
    if early:
        return early
    options = {one.pk: one for one in found.options.all()}
    rows: list[list[Cell]] = [
        ["得票", f"{one['number']} 号 {one['label']}", one["votes"], one["left_out"], one["score"]]
        for one in result_rows(selectors.result_of(found))
    ]
    rules = selectors.exclusions_of(found)
    rows += [
        [one["kind_label"], one["name"], one["votes"], one["rule_label"], one["most"]]
        for one in odd_rows(selectors.odd_of(found), options, rules)
    ]
    heads = ["项目", "哪个", "有效票、票数", "剔除票、处理", "得分、投给"]
    notes = [f"{timezone.localdate():%Y-%m-%d} 导出", LIMITS]
    response = HttpResponse(xlsx_bytes(found.title, notes, heads, rows), content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="votes-{found.pk}.xlsx"'
    return response


def _crumbs(found: Poll) -> tuple[Crumb, ...]:
    return (crumb(TITLE, "vote_polls"), crumb(found.title, "vote_poll", found.pk))
