"""Yearly and one-off money at the bureau's door: the list, entering a grant, deciding on it."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.subsidies.admin import batch_parts
from support_services.subsidies.admin.forms import MonthField, chosen
from support_services.subsidies.admin.grant_forms import FORMS, GrantFilter, GrantForm, KindForm
from support_services.subsidies.admin.showing import grant_state, home
from support_services.subsidies.grant_explanations import told_steps
from support_services.subsidies.grant_rules import hardship_left
from support_services.subsidies.grant_states import (
    GRANT_MOVES,
    GRANT_VERB_LABELS,
    GrantKind,
    GrantState,
)
from support_services.subsidies.selectors import grants as selectors
from support_services.subsidies.services import grants as service
from veterans.accounts.bureau_pages import actor, address, button, crumb, page, paged
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.foundation.masking import mask_id_number
from veterans.foundation.money import yuan_text
from veterans.foundation.months import month_cn, parse_month
from veterans.foundation.table_files import XLSX_TYPE, xlsx_bytes
from veterans.regions.selectors import towns_visible_to
from veterans.registry.selectors import person_visible_to
from veterans.registry.selectors.finding import person_with_id

LIST = "年度、一次性核发"
EXPORTED_AT_MOST = 20_000


def asked_for(request: HttpRequest) -> tuple[GrantFilter, dict[str, str]]:
    """The filter, and what it asks for."""
    user = actor(request)
    form = GrantFilter(
        request.GET, years=selectors.grant_years(user), towns=list(towns_visible_to(user))
    )
    return form, chosen(form)


def grants(request: HttpRequest) -> HttpResponse:
    """Every grant, the latest first."""
    user = actor(request)
    form, asked = asked_for(request)
    rows = selectors.grants_matching(user, **asked)
    count, amount = selectors.sum_of_grants(rows)
    waiting = selectors.grants_matching(user, **{**asked, "state": GrantState.DRAFT.value})
    may_approve = user.may("grants.approve")
    return page(
        request,
        "bureau/grants.html",
        title=LIST,
        filter_form=form,
        filtered=any(asked.values()),
        page_obj=paged(request, rows, grant_row),
        shown={"count": count, "amount": amount},
        waiting=waiting.count(),
        approve_url=address("grants_approve", **asked) if may_approve else "",
        people_url=address("people") if user.may("grants.enter") else "",
        list_url=address("grants_new") if user.may("grants.enter") else "",
        figures_url=address("grant_figures"),
        export_url=address("grants_export", **asked),
    )


def grant_row(grant: Any) -> dict[str, Any]:
    """A grant in a table."""
    return {
        "name": grant.person.name,
        "masked_id": mask_id_number(str(grant.person.id_number)),
        "village": home(grant.person.region),
        "scheme": grant.scheme.short_name,
        "occasion": grant.occasion,
        "amount": grant.amount,
        "document_no": grant.document_no,
        "url": address("grant", grant.pk),
        **grant_state(grant.state),
    }


def grants_export(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook; identity numbers are covered."""
    user = actor(request)
    _, asked = asked_for(request)
    rows = selectors.grants_matching(user, **asked)
    if rows.count() > EXPORTED_AT_MOST:
        raise Refused(f"超过一次导出的 {EXPORTED_AT_MOST:,} 行，请按种类或年度筛选后再导出。")
    heads = ["姓名", "身份证号", "镇街村居", "项目", "年度或事由", "金额（元）", "状态", "文号"]
    content = xlsx_bytes(
        LIST,
        [f"共 {rows.count():,} 项；按导出时的登记。"],
        heads,
        (
            [
                row["name"],
                row["masked_id"],
                row["village"],
                row["scheme"],
                row["occasion"],
                row["amount"],
                row["state_label"],
                row["document_no"],
            ]
            for row in map(grant_row, rows)
        ),
    )
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="grants.xlsx"'
    return response


def grant_page(request: HttpRequest, grant_id: int) -> HttpResponse:
    """One grant: what was decided, how it was reckoned, what falls due, what may be done."""
    user = actor(request)
    grant = selectors.grant_visible_to(user, grant_id)
    is_draft = grant.state == GrantState.DRAFT
    may_decide = user.may("grants.approve")
    return page(
        request,
        "bureau/grant.html",
        title=f"{grant.person.name}：{grant.scheme.name}",
        crumbs=(crumb(LIST, "grants"),),
        grant=grant,
        badge=grant_state(grant.state),
        person={
            "masked_id": mask_id_number(str(grant.person.id_number)),
            "village": home(grant.person.region),
            "url": address("person", grant.person_id),
        },
        steps=told_steps(grant.steps),
        shares=_shares(grant),
        reason=grant.inputs.get("reason", ""),
        actions=grant_actions(grant, user),
        must_be_another=is_draft and may_decide and grant.entered_by_id == user.pk,
        waits=is_draft and not may_decide,
        history=batch_parts.history(selectors.record_of_grant(grant)),
    )


def _shares(grant: Any) -> list[dict[str, Any]]:
    """Payees; before the decision with the months that were planned."""
    planned = "、".join(month_cn(parse_month(text)) for text in grant.inputs.get("months", ()))
    return [
        {
            "name": share.payee.name,
            "masked_id": mask_id_number(str(share.payee.id_number)),
            "village": home(share.payee.region),
            "url": address("person", share.payee_id),
            "amount": share.amount,
            "planned": planned,
            "dues": [
                {"month": due.month, "amount": due.amount, "withdrawn": due.withdrawn_at}
                for due in share.dues.all()
            ],
        }
        for share in selectors.shares_of(grant)
    ]


def grant_actions(grant: Any, user: User) -> list[dict[str, str]]:
    """The steps this person may take now."""
    kinds = {"approve": "primary", "withdraw": "plain"}
    found = []
    for verb, (starts, _, duty) in GRANT_MOVES.items():
        if grant.state not in starts or not user.may(duty):
            continue
        if verb in ("approve", "refuse") and grant.entered_by_id == user.pk:
            continue
        if verb == "stop" and len(grant.inputs.get("months", ())) < 2:
            continue
        kind = kinds.get(verb, "danger")
        found.append(button(GRANT_VERB_LABELS[verb], kind, "grant_step", grant.pk, verb))
    return found


def new_grant(request: HttpRequest, person_id: int) -> HttpResponse:
    """Choose the kind (GET), fill in (GET with it), look at the sum (POST), confirm (POST)."""
    user = actor(request)
    if not user.may("grants.enter"):
        raise PermissionDenied("核发由经办岗位录入。")
    person = person_visible_to(user, person_id)
    crumbs = (crumb("人员", "people"), crumb(person.name, "person", person.pk))
    back = address("person", person.pk)
    kind = _kind(request)
    if kind is None:
        asked = KindForm(
            request.GET if "kind" in request.GET else None, is_dead=person.died_on is not None
        )
        return page(
            request,
            "bureau/fact_form.html",
            title="核发年度、一次性款项",
            crumbs=crumbs,
            form=asked,
            method="get",
            intro="先选种类，下一页填写这一种需要的内容。",
            submit_label="下一步",
            cancel_url=back,
        )
    form = FORMS[kind](
        request.POST or None,
        initial={"year": timezone.localdate().year, "month": timezone.localdate()},
    )
    checked: dict[str, Any] | None = None
    if request.method == "POST" and "again" not in request.POST and form.is_valid():
        try:
            if request.POST.get("confirmed"):
                made = _enter(request, person, form)
                messages.success(request, "已录入，等待另一人审批。批准以后才会发放。")
                return HttpResponseRedirect(address("grant", made.pk))
            checked = _checked(request, person, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(
        request,
        "bureau/grant_form.html",
        title=f"核发{dict(selectors.grant_kinds())[kind.value]}",
        crumbs=crumbs,
        form=form,
        about=[("对象", person.name), *_about(kind, person)],
        checked=checked,
        cancel_url=back,
    )


def _kind(request: HttpRequest) -> GrantKind | None:
    text = request.GET.get("kind", "")
    return GrantKind(text) if text in list(GrantKind) else None


def _about(kind: GrantKind, person: Any) -> list[tuple[str, str]]:
    """What is settled before anything is filled in."""
    if kind in (GrantKind.DEATH, GrantKind.HONOUR):
        return [("去世日期", f"{person.died_on:%Y-%m-%d}" if person.died_on else "没有登记")]
    if kind != GrantKind.HARDSHIP:
        return []
    year = timezone.localdate().year
    used = selectors.hardship_used(person, year)
    found = [
        ("家庭", person.household.number if person.household else "没有登记，只按本人计算"),
        (f"{year} 年已核发和待审批", f"{yuan_text(used)} 元"),
    ]
    for is_special, word in ((False, "普通"), (True, "特殊困难")):
        cap = selectors.hardship_cap(year, is_special=is_special)
        left = f"{yuan_text(hardship_left(used=used, cap=cap))} 元" if cap else "上限还没有启用"
        found.append((f"{year} 年剩余（{word}）", left))
    return found


def _enter(request: HttpRequest, person: Any, form: GrantForm) -> Any:
    user = actor(request)
    number = form.payee_number()
    return service.enter_grant(
        asked=form.asked(),
        person=person,
        months=form.months(),
        payee=_by_number(user, number) if number else None,
        shares=[(_by_number(user, one).pk, amount) for one, amount in form.shares()],
        document_no=form.cleaned_data["document_no"],
        by=user,
        at=timezone.now(),
        today=timezone.localdate(),
    )


def _by_number(user: User, number: str) -> Any:
    found = person_with_id(user, number)
    if found is None:
        raise Refused("人员库中没有领取人的身份证号。请核对号码；没有登记的，请先在“查人”里登记。")
    return found


def _checked(request: HttpRequest, person: Any, form: GrantForm) -> dict[str, Any]:
    """The sum as it would be: entered and rolled back, so that nothing is refused later."""
    with transaction.atomic():
        made = _enter(request, person, form)
        steps, amount, occasion = told_steps(made.steps), made.amount, made.occasion
        shares = _shares(made)
        transaction.set_rollback(True)
    entered = [
        (bound.label, _shown(bound, form.cleaned_data[bound.name]))
        for bound in form
        if form.cleaned_data.get(bound.name) not in (None, "", [], False)
    ]
    return {
        "entered": [("事由", occasion), *entered],
        "steps": steps,
        "amount": amount,
        "shares": shares,
        "consequences": [
            "录入后等待另一人审批，批准以前不会发放。",
            "金额和算式就此固定；要改的，撤回后重新录入。",
        ],
    }


def _shown(bound: Any, value: Any) -> str:
    if isinstance(value, bool):
        return "是"
    if isinstance(value, Decimal):
        return f"{yuan_text(value)} 元"
    choices = dict(getattr(bound.field, "choices", ()))
    if choices:
        picked = value if isinstance(value, list) else [value]
        return "、".join(str(choices.get(str(one), one)) for one in picked)
    if isinstance(bound.field, MonthField):
        return month_cn(value)
    if bound.name.startswith("payee_"):
        return mask_id_number(value)
    return str(value)
