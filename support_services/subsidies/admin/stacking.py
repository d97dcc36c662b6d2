"""叠加 at the bureau's door: who may not draw two together, the rules behind it, 特批."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from support_services.subsidies import selectors
from support_services.subsidies.admin import facts
from support_services.subsidies.admin.facts import Fact, of_form, rights_of_person
from support_services.subsidies.admin.forms import chosen
from support_services.subsidies.admin.rates import CONFIDENCE_TONES
from support_services.subsidies.admin.showing import home, override_state
from support_services.subsidies.admin.stacking_forms import (
    CollisionFilter,
    EndOverrideForm,
    OverrideForm,
)
from support_services.subsidies.services import overrides, stacking_export
from support_services.subsidies.stacking import EFFECT_LABELS, OVERRIDE_MOVES, Effect
from veterans.accounts.bureau_pages import actor, address, button, crumb, page, paged
from veterans.accounts.deeds import Data, does
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.foundation.masking import mask_id_number
from veterans.foundation.months import month_cn
from veterans.foundation.table_files import XLSX_TYPE
from veterans.regions.selectors import towns_visible_to
from veterans.registry.selectors import person_visible_to

OVERRIDES_SHOWN = 20


def collisions(request: HttpRequest) -> HttpResponse:
    """Everybody who holds two that cannot be drawn together."""
    user = actor(request)
    form = _filter(request)
    asked = chosen(form)
    rows = selectors.collisions_matching(user, today=timezone.localdate(), **asked)
    shown = paged(request, rows, lambda row: row)
    shown.object_list = [collision_row(one) for one in selectors.told_collisions(list(shown))]
    return page(
        request,
        "bureau/stacking.html",
        title="叠加冲突",
        filter_form=form,
        filtered=any(asked.values()),
        page_obj=shown,
        rules_url=address("stacking_rules"),
        export_url=address("stacking_export", **asked) if shown.paginator.count else "",
        overrides=[
            _override_row(one) for one in selectors.overrides_visible_to(user)[:OVERRIDES_SHOWN]
        ],
    )


def _filter(request: HttpRequest) -> CollisionFilter:
    return CollisionFilter(
        request.GET,
        towns=list(towns_visible_to(actor(request))),
        schemes=[scheme for scheme, _ in selectors.schemes_to_pay()],
    )


def collision_row(one: selectors.Collision) -> dict[str, Any]:
    """A collision in a table."""
    person = one.row.entitlement.person
    return {
        "name": person.name,
        "masked_id": mask_id_number(str(person.id_number)),
        "village": home(person.region),
        "url": address("person", person.pk),
        "scheme": one.scheme.short_name,
        "scheme_url": address("entitlement", one.row.entitlement_id),
        "kept": one.kept.short_name,
        "kept_url": address("entitlement", one.row.because_id),
        "first_month": one.row.first_month,
        "last_month": one.row.last_month,
        "why": one.why,
        "source": one.source,
    }


def collisions_file(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook; that it was taken is on record."""
    asked = chosen(_filter(request))
    try:
        content = stacking_export.export_collisions(
            **asked, by=actor(request), at=timezone.now(), today=timezone.localdate()
        )
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return HttpResponseRedirect(address("stacking", **asked))
    response = HttpResponse(content, content_type=XLSX_TYPE)
    name = f"stacking-{timezone.localdate():%Y-%m-%d}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def rules(request: HttpRequest) -> HttpResponse:
    """Which schemes may be drawn together; the source of each rule and how sure it is."""
    may_enter = actor(request).may("rates.enter")
    return page(
        request,
        "bureau/stacking_rules.html",
        title="叠加规则",
        crumbs=(crumb("叠加冲突", "stacking"),),
        default=selectors.default_effect(),
        rows=[
            {
                "schemes": f"{rule.low.short_name}、{rule.high.short_name}",
                "effect": f"不能同时享受，只发{rule.kept.short_name}"
                if rule.kept
                else EFFECT_LABELS[Effect(rule.effect)],
                "first_month": rule.first_month,
                "last_month": rule.last_month,
                "source": rule.source,
                "confidence": rule.get_confidence_display(),
                "confidence_tone": CONFIDENCE_TONES[rule.confidence],
                "document_no": rule.change.document_no if rule.change else "",
                "url": address("rule_change", rule.change_id) if rule.change else "",
                "change_url": address(
                    "rule_change_new", "stacking", scheme=rule.low.code, other=rule.high.code
                )
                if may_enter
                else "",
            }
            for rule in selectors.stacking_rules()
        ],
        new_url=address("rule_change_new", "stacking") if may_enter else "",
    )


# --- 特批 -----------------------------------------------------------------------------------------


def _override_row(one: Any) -> dict[str, Any]:
    until = f"至{month_cn(one.last_month)}" if one.last_month else "起"
    return {
        "name": one.person.name,
        "masked_id": mask_id_number(str(one.person.id_number)),
        "village": home(one.person.region),
        "pair": f"{one.low.short_name}和{one.high.short_name}",
        "months": f"{month_cn(one.first_month)}{until}",
        "document_no": one.document_no,
        "url": address("override", one.pk),
        **override_state(one),
    }


def override_page(request: HttpRequest, override_id: int) -> HttpResponse:
    """One 特批: what it allows, who asked, who confirmed."""
    user = actor(request)
    found = selectors.override_visible_to(user, override_id)
    proposed, mine = found.state == "proposed", found.proposed_by_id == user.pk
    return page(
        request,
        "bureau/override.html",
        title=f"{found.person.name}：特批同时享受",
        crumbs=(crumb("叠加冲突", "stacking"),),
        override=found,
        row=_override_row(found),
        person_url=address("person", found.person_id),
        must_be_another=proposed and mine,
        actions=[
            button(ACTIONS[verb].label, ACTIONS[verb].kind, "override_step", found.pk, verb)
            for verb in _open_to(found, user)
        ],
    )


def _open_to(found: Any, user: User) -> list[str]:
    """What this person may do with it as it stands."""
    wanted = {
        "withdraw": True,
        "confirm": found.proposed_by_id != user.pk,
        "end": found.last_month is None,
    }
    return [
        verb
        for verb in (one for one, is_wanted in wanted.items() if is_wanted)
        if found.state in OVERRIDE_MOVES[verb][0] and user.may(OVERRIDE_MOVES[verb][2])
    ]


def _propose(request: HttpRequest, person: Any, data: Data) -> str:
    one, other = data["pair"].split()
    overrides.propose(
        person=person,
        schemes=(one, other),
        from_month=data["from_month"],
        document_no=data["document_no"],
        reason=data["reason"],
        by=actor(request),
        at=timezone.now(),
        today=timezone.localdate(),
    )
    return "特批已提出，请由复核或审批岗位确认；确认以前仍只发一项。"


PROPOSE = Fact(
    label="特批同时享受",
    intro="按规定不能同时享受的两项待遇，经上级批准都发的，凭批复提出特批，由另一人确认。",
    form=lambda request, person: OverrideForm(
        request.POST or None, schemes=selectors.schemes_held(person.pk)
    ),
    follows=lambda person, data: [
        "由复核或审批岗位的另一人确认；确认以前仍只发一项。",
        "确认以后，从所填的月份起两项都发，没有发的月份在下一批补发。",
    ],
    run=_propose,
    kind="primary",
    duty="override.propose",
)
ACTIONS: dict[str, Fact] = {
    "confirm": Fact(
        label="同意特批",
        intro="核对批复原件：人、两项待遇、起始月、文号都与批复一致。",
        form=of_form(forms.Form),
        follows=lambda found, data: [
            f"{found.low.name}和{found.high.name}自{month_cn(found.first_month)}起都发。",
            "没有发的月份在下一批一次补发。",
        ],
        run=does(
            overrides.confirm,
            "override_id",
            "特批已确认，两项从起始月起都发，没有发的月份在下一批补发。",
        ),
        moves=rights_of_person,
        kind="primary",
        duty="override.confirm",
        hands="复核或审批",
    ),
    "withdraw": Fact(
        label="不批准",
        intro="批复不符、填写有误或不再需要的，不批准；需要时可以重新提出。",
        form=of_form(forms.Form),
        follows=lambda found, data: ["仍按叠加规则只发一项，账目没有变化。"],
        run=does(overrides.withdraw, "override_id", "这份特批没有批准，仍按叠加规则办理。"),
        duty="override.withdraw",
        hands="经办、复核或审批",
    ),
    "end": Fact(
        label="终止特批",
        intro="批复撤销或到期的，终止特批，从下一个月起按叠加规则办理。",
        form=of_form(EndOverrideForm),
        follows=lambda found, data: [
            f"两项同时发放到{month_cn(data['last_month'])}，以后只发一项。",
            "以后的月份已经发出的，从以后应发中抵扣。",
        ],
        run=does(
            overrides.end,
            "override_id",
            lambda made, data: f"特批已终止，两项同时发放到{month_cn(made.last_month)}。",
        ),
        moves=rights_of_person,
        kind="danger",
        duty="override.propose",
    ),
}


def propose(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask for a 特批."""
    person = person_visible_to(actor(request), person_id)
    if len(selectors.schemes_held(person.pk)) < 2:
        messages.warning(request, "此人没有两项待遇，不需要特批。")
        return HttpResponseRedirect(address("person", person.pk))
    crumbs = (crumb("人员", "people"), crumb(person.name, "person", person.pk))
    return facts.take(request, PROPOSE, person, crumbs=crumbs, back=address("person", person.pk))


def step(request: HttpRequest, override_id: int, verb: str) -> HttpResponse:
    """Confirm, decline or end a 特批."""
    found = selectors.override_visible_to(actor(request), override_id)
    crumbs = (
        crumb("叠加冲突", "stacking"),
        crumb(f"{found.person.name}：特批同时享受", "override", found.pk),
    )
    back = address("override", found.pk)
    return facts.take(request, ACTIONS.get(verb), found, crumbs=crumbs, back=back)
