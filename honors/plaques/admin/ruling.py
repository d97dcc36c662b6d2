"""The rules at the bureau's door: what holds, what waits, what was; entered by one, tried, brought
into force by another."""

from datetime import date
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from honors.plaques import rule_book
from honors.plaques.admin.coverage import TITLE
from honors.plaques.models import RuleLine
from honors.plaques.rule_forms import RuleForm, WhichForm, latest, named
from honors.plaques.rule_lines import Line, told_of
from honors.plaques.services import ruling
from honors.plaques.showing import moves_told
from honors.plaques.states import (
    GROUND_LABELS,
    LINE_LABELS,
    LINE_MOVES,
    RULE_KINDS,
    Ground,
    LineState,
    RuleKind,
)
from honors.plaques.tasks import sweep
from veterans.accounts.bureau_pages import actor, address, button, crumb, page
from veterans.accounts.deeds import Data, doer, done, filled_in, turned_back
from veterans.accounts.models import User
from veterans.foundation.confidence import Confidence

RULES = "光荣牌的规则"
TONES = {
    Confidence.VERIFIED: "ok",
    Confidence.REPORTED: "info",
    Confidence.INFERRED_DATE: "warn",
    Confidence.UNCONFIRMED: "warn",
}
SHIPPED = "随系统提供"


def rules(request: HttpRequest) -> HttpResponse:
    """What the reckoning goes by today, what is to come, what waits, and what held before."""
    user = actor(request)
    today = timezone.localdate()
    may = user.may("plaques.keep")
    lines = sorted(rule_book.lines(), key=lambda one: (list(RULE_KINDS).index(RuleKind(one.what)),))
    own = list(rule_book.own_lines(user))
    hands = {one.pk: _hands(one) for one in own}
    return page(
        request,
        "bureau/plaque_rules.html",
        title=RULES,
        crumbs=(crumb(TITLE, "plaques"),),
        grounds="、".join(GROUND_LABELS[one] for one in Ground),
        new_url=address("plaque_rule_new") if may else "",
        waiting=[_own(one, user) for one in own if one.state == LineState.DRAFT],
        groups=[
            {
                "title": title,
                "ident": kind.value,
                "rows": [
                    {**_line(one, hands), "change_url": _change(one) if may else ""}
                    for one in lines
                    if one.what == kind and one.holds(today)
                ],
            }
            for kind, title in RULE_KINDS.items()
        ],
        coming=[_line(one, hands) for one in lines if one.valid_from > today],
        past=[
            *(
                _line(one, hands)
                for one in lines
                if one.valid_from <= today and not one.holds(today)
            ),
            *(
                {**_own(one, user), "valid_to": None}
                for one in own
                if one.state in (LineState.REPLACED, LineState.DROPPED)
            ),
        ],
    )


def _line(one: Line, hands: dict[int, str]) -> dict[str, Any]:
    return {
        "what": RULE_KINDS[RuleKind(one.what)],
        "label": one.label,
        "value": told_of(one),
        "more": _more(one),
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        "source": "，".join(text for text in (one.source, one.document_no) if text),
        "confidence": one.confidence.label,
        "confidence_tone": TONES[one.confidence],
        "by": hands.get(one.own or 0, SHIPPED),
        "state_label": "",
        "state_tone": "",
    }


def _more(one: Line) -> str:
    if not one.stays:
        return ""
    return "可以恢复" if one.what == RuleKind.REASON else "资格终止后牌子保留"


def _hands(one: RuleLine) -> str:
    return f"{one.entered_by}、{one.enforced_by}" if one.enforced_by else str(one.entered_by)


def _own(one: RuleLine, user: User) -> dict[str, Any]:
    label, tone = LINE_LABELS[LineState(one.state)]
    mine = one.entered_by_id == user.pk
    is_draft = one.state == LineState.DRAFT
    return {
        **_line(rule_book.as_line(one), {one.pk: _hands(one)}),
        "state_label": label,
        "state_tone": tone,
        "waits": is_draft and (mine or not user.may("plaques.decide")),
        "trial_url": address("plaque_rule", one.pk),
        "actions": [
            button(name, "primary" if verb == "enforce" else "plain", "plaque_rule_step",
                   one.pk, verb)
            for verb, (duty, name) in LINE_MOVES.items()
            if is_draft and user.may(duty) and not (verb == "enforce" and mine)
        ],
    }  # fmt: skip


def _change(one: Line) -> str:
    return address("plaque_rule_new", rule=f"{one.what}:{one.code}")


def new(request: HttpRequest) -> HttpResponse:
    """A draft: which rule first, then what that one asks, filled in as it holds now."""
    user = actor(request)
    today = timezone.localdate()
    known = latest(rule_book.lines(), today)
    which = WhichForm(request.GET if "rule" in request.GET else None, known=known)
    frame: dict[str, Any] = {
        "title": "录入规则",
        "crumbs": (crumb(TITLE, "plaques"), crumb(RULES, "plaque_rules")),
        "cancel_url": address("plaque_rules"),
    }
    if not which.is_valid():
        return page(
            request,
            "bureau/fact_form.html",
            form=which,
            intro="先选哪一条，下一步填从哪天起怎样规定。",
            about=[],
            method="get",
            submit_label="下一步",
            **frame,
        )
    what, _, code = which.cleaned_data["rule"].partition(":")
    now = known.get((what, code))
    form = RuleForm(request.POST or None, kind=RuleKind(what), now=now)

    def deed(data: Data) -> tuple[str, str]:
        made = ruling.enter_line(
            what=what, code=code, **data, by=user, at=timezone.now(), today=today
        )
        return "已录入。下面是试算；由另一人启用以后才按它算。", address("plaque_rule", made.pk)

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        form=form,
        intro="从执行日期起接替原来的规定，以前的日子不变。录入以后先试算，再由另一人启用。",
        about=[
            (RULE_KINDS[RuleKind(what)], named(known)[what, code]),
            (
                "今天",
                f"{told_of(now)}{_more_told(now)}" if now and now.holds(today) else "没有规定",
            ),
        ],
        submit_label="录入并试算",
        **frame,
    )


def _more_told(one: Line) -> str:
    told = "，".join(text for text in (_more(one), one.confidence.label) if text)
    return f"（{told}）"


def trial(request: HttpRequest, line_id: int) -> HttpResponse:
    """A line, and what it would change if it held today; nothing is written."""
    user = actor(request)
    row = rule_book.own_line(user, line_id)
    shown = _own(row, user)
    tried = None
    if row.state == LineState.DRAFT:
        tried = ruling.try_line(line_id=row.pk, by=user, today=timezone.localdate())
    return page(
        request,
        "bureau/plaque_rule.html",
        title=f"{shown['what']}：{row.label}",
        crumbs=(crumb(TITLE, "plaques"), crumb(RULES, "plaque_rules")),
        row=shown,
        trial=None
        if tried is None
        else {
            "more": tried.more,
            "fewer": tried.fewer,
            "homes": tried.homes,
            "moves": moves_told(tried.moves),
        },
        is_of_reasons=row.what == RuleKind.REASON,
    )


def step(request: HttpRequest, line_id: int, verb: str) -> HttpResponse:
    """Bring a draft into force, or take it back: asked first, then done."""
    if verb not in LINE_MOVES:
        raise Http404
    duty, label = LINE_MOVES[verb]
    user = doer(request, duty, label)
    row = rule_book.own_line(user, line_id)
    back = address("plaque_rules")
    today = timezone.localdate()

    def deed(data: Data) -> str:
        given: dict[str, Any] = {"line_id": row.pk, "by": user, "at": timezone.now()}
        if verb == "drop":
            ruling.drop_line(**given)
        else:
            ruling.enforce_line(**given, today=today)
            transaction.on_commit(sweep.delay)
        return f"“{row.label}”已{label}。"

    if answer := done(request, deed, back=back):
        return answer
    shown = _own(row, user)
    if row.state != LineState.DRAFT:
        return turned_back(request, f"这条规则{shown['state_label']}，不能再{label}。", back)
    return page(
        request,
        "bureau/plaque_rule_confirm.html",
        title=f"{label}规则",
        crumbs=(crumb(TITLE, "plaques"), crumb(RULES, "plaque_rules")),
        row=shown,
        question=f"{label}“{row.label}：{shown['value']}”？",
        consequences=_follows(row, user, verb, today),
        danger=verb == "drop",
        confirm_label=f"确认{label}",
        cancel_url=back,
    )


def _follows(row: RuleLine, user: User, verb: str, today: date) -> list[str]:
    if verb == "drop":
        return ["不再等待启用，保留可查。"]
    tried = ruling.try_line(line_id=row.pk, by=user, today=today)
    when = (
        "启用以后马上全部比对一次。"
        if row.first_on <= today
        else f"从 {row.first_on:%Y-%m-%d} 夜里的比对起按它算，以前照旧。"
    )
    return [
        f"按今天的档案试算：多 {tried.more} 户应挂，少 {tried.fewer} 户应挂，"
        f"共 {tried.homes} 户情况有变。",
        when,
        "启用后不能修改、删除；有错的，再录入一条接替。",
    ]
