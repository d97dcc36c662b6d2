"""督办 at the bureau: rules by two people, 督办单 and their paper."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.double_list import sheet_files
from support_services.double_list.admin.giving import given
from support_services.double_list.admin.steps import TITLE
from support_services.double_list.forms import RuleForm
from support_services.double_list.models import SupervisionRule
from support_services.double_list.rules import Figures
from support_services.double_list.selectors import figures as selectors
from support_services.double_list.selectors.circulars import note_visible_to, notes_visible_to
from support_services.double_list.services import supervision_rules as services
from support_services.double_list.sheets import OFFICE_NAME, day_text, note_sheet
from support_services.double_list.states import DECIDE, ENTER, RULE_LABELS, RuleState
from veterans.accounts.bureau_pages import Crumb, actor, address, crumb, page, paged
from veterans.accounts.deeds import Data, doer, filled_in, turned_back
from veterans.foundation.confidence import Confidence
from veterans.foundation.paper import PDF_TYPE, Cell
from veterans.foundation.table_files import XLSX_TYPE

_RULES = "督办规则"


def _crumbs() -> tuple[Crumb, ...]:
    return (crumb(TITLE, "dlist"), crumb(_RULES, "dlist_rules"))


def rules(request: HttpRequest) -> HttpResponse:
    """Every rule with its numbers, the one of today marked."""
    user = actor(request)
    in_force = selectors.rule_on(timezone.localdate())
    rows = list(selectors.rules_visible_to(user))
    return page(
        request,
        "bureau/double_list_rules.html",
        title=_RULES,
        crumbs=(crumb(TITLE, "dlist"),),
        rows=[_rule_row(one, in_force, user) for one in rows],
        new_url=address("dlist_rule_new")
        if user.may(ENTER) and not any(one.state == RuleState.DRAFT for one in rows)
        else "",
    )


def _rule_row(one: SupervisionRule, in_force: SupervisionRule | None, user: Any) -> dict[str, Any]:
    label, tone = RULE_LABELS[RuleState(one.state)]
    is_draft = one.state == RuleState.DRAFT
    hands = [
        f"{what} {who}"
        for what, who in (
            ("录入", one.entered_by),
            ("启用", one.enforced_by),
            ("撤回", one.withdrawn_by),
        )
        if who is not None
    ]
    return {
        "valid_from": one.valid_from,
        "state_label": label,
        "state_tone": tone,
        "today": in_force is not None and in_force.pk == one.pk,
        "numbers": numbers_of(one),
        "source": one.source,
        "confidence": Confidence(one.confidence).label,
        "hands": "，".join(hands) or "系统自带",
        "enforce_url": address("dlist_rule_do", one.pk, "enforce")
        if is_draft and user.may(DECIDE) and one.entered_by_id != user.pk
        else "",
        "withdraw_url": address("dlist_rule_do", one.pk, "withdraw")
        if is_draft and user.may(ENTER)
        else "",
    }


def numbers_of(one: SupervisionRule) -> list[tuple[str, str]]:
    """Each number with its label."""
    told = []
    for name in selectors.COLUMNS:
        field: Any = SupervisionRule._meta.get_field(name)
        value = getattr(one, name)
        shown = ("是" if value else "否") if isinstance(value, bool) else str(value)
        told.append((str(field.verbose_name), shown))
    return told


def new_rule(request: HttpRequest) -> HttpResponse:
    """The numbers from a day on; they begin as those of today."""
    user = actor(request)
    today = timezone.localdate()
    initial = {**asdict(selectors.figures_on(today)), "confidence": "unconfirmed"}
    form = RuleForm(request.POST or None, initial=initial)

    def deed(data: Data) -> tuple[str, str]:
        services.enter_rule(
            valid_from=data["valid_from"],
            figures={name: data[name] for name in asdict(Figures())},
            source=data["source"],
            confidence=data["confidence"],
            by=user,
            at=timezone.now(),
            today=today,
        )
        return "已录入，由另一人启用。", address("dlist_rules")

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="录入督办规则",
        crumbs=_crumbs(),
        form=form,
        intro="从起始那天起，灯、退回和报方案的期限、拟通报都按新的数算；以前的日子不变。由另一人启用。",
        about=[],
        submit_label="录入",
        cancel_url=address("dlist_rules"),
    )


def rule_step(request: HttpRequest, rule_id: int, verb: str) -> HttpResponse:
    """Enforce or withdraw a draft."""
    known = {
        "enforce": ("启用", DECIDE, "从起始那天起生效，启用以后不能再改。"),
        "withdraw": ("撤回", ENTER, "这份草稿不再启用。"),
    }
    if verb not in known:
        raise Http404
    label, duty, follows = known[verb]
    user = doer(request, duty, label)
    found = selectors.rule_visible_to(user, rule_id)
    back = address("dlist_rules")
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        at = timezone.now()
        if verb == "enforce":
            services.enforce_rule(rule_id=found.pk, by=user, at=at, today=timezone.localdate())
        else:
            services.withdraw_rule(rule_id=found.pk, by=user, at=at)
        return f"已{label}。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state != RuleState.DRAFT:
        return turned_back(request, "这份规则已经办过。", back)
    return page(
        request,
        "bureau/fact_form.html",
        title=f"{label}督办规则",
        crumbs=_crumbs(),
        form=form,
        intro=follows,
        about=[("自何日起", f"{found.valid_from:%Y-%m-%d}"), *numbers_of(found)],
        danger=verb == "withdraw",
        submit_label=f"确认{label}",
        cancel_url=back,
    )


def notes(request: HttpRequest) -> HttpResponse:
    """督办单, the newest first."""
    user = actor(request)
    return page(
        request,
        "bureau/double_list_notes.html",
        title="督办单",
        crumbs=(crumb(TITLE, "dlist"),),
        export_url=address("dlist_notes_export"),
        page_obj=paged(
            request,
            notes_visible_to(user),
            lambda one: {
                "code": one.code,
                "url": address("dlist_note", one.pk),
                "item": f"{one.item.code} {one.item.title}",
                "item_url": address("dlist_item", one.item_id),
                "unit": one.unit.name,
                "why": one.get_why_display(),
                "on": one.issued_on,
                "by": str(one.by) if one.by else "系统",
            },
        ),
    )


def note(request: HttpRequest, note_id: int) -> HttpResponse:
    """One 督办单 for paper, as it was issued."""
    found = note_visible_to(actor(request), note_id)
    return page(
        request,
        "bureau/double_list_note.html",
        title="督办单",
        crumbs=(crumb(TITLE, "dlist"), crumb("督办单", "dlist_notes")),
        sheet=note_sheet(found),
        office=OFFICE_NAME,
        pdf_url=address("dlist_note_pdf", found.pk),
        back_url=address("dlist_item", found.item_id),
    )


def note_file(request: HttpRequest, note_id: int) -> HttpResponse:
    """The same as a PDF."""
    found = note_visible_to(actor(request), note_id)
    sheet = note_sheet(found)
    return given(
        request,
        lambda: sheet_files.note_pdf(sheet),
        PDF_TYPE,
        f"double-list-note-{found.year}-{found.number}.pdf",
        back=address("dlist_note", found.pk),
    )


def notes_export(request: HttpRequest) -> HttpResponse:
    """督办单台账 as a workbook."""
    rows: list[list[Cell]] = []
    for one in notes_visible_to(actor(request)):
        sheet = note_sheet(one)
        rows.append(
            [
                *(sheet.code, sheet.item, sheet.unit, sheet.why),
                *(day_text(one.deadline), day_text(one.said_on), one.demand),
                *(day_text(one.issued_on), sheet.issued_by or "系统"),
            ]
        )
    return given(
        request,
        lambda: sheet_files.notes_xlsx(rows, title="双清单督办单台账"),
        XLSX_TYPE,
        "double-list-notes.xlsx",
        back=address("dlist_notes"),
    )
