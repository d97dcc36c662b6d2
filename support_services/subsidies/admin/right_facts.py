"""The buttons of a right: hold, release, determine anew, suspend, resume, end, move away."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.subsidies import selectors
from support_services.subsidies.admin import fact_forms
from support_services.subsidies.admin.facts import Fact, of_form, rights_of_person, take
from support_services.subsidies.rules import EndReason
from support_services.subsidies.services import components, entitlements, interruptions
from veterans.accounts.bureau_pages import actor, address, button, crumb
from veterans.accounts.deeds import Data, does
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.foundation.months import month_cn
from veterans.registry.selectors.finding import person_with_id


def _kept_apart(user: User, right: Any) -> list[str]:
    return [one.sentence for one in selectors.collisions_with([right.pk])]


def _end(request: HttpRequest, right: Any, data: Data) -> str:
    ended = entitlements.end(
        entitlement_id=right.pk,
        reason=EndReason(data["reason"]),
        ended_on=data["ended_on"],
        by=actor(request),
        at=timezone.now(),
        today=timezone.localdate(),
    )
    return f"已停发，最后发放月为{month_cn(ended.end_month)}。" if ended.end_month else "已停发。"


def _payee(request: HttpRequest, right: Any, data: Data) -> str:
    found = person_with_id(actor(request), data["id_number"])
    if found is None:
        raise Refused("人员库中没有这个身份证号。请核对号码；没有登记的，请先在“查人”里登记。")
    entitlements.set_payee(
        entitlement_id=right.pk, payee=found, by=actor(request), at=timezone.now()
    )
    return f"已登记由 {found.name} 领取。请确认其账户已核验。"


RIGHT: dict[str, Fact] = {
    "hold": Fact(
        label="暂缓发放",
        intro="情况不清楚时先暂缓：照常核定，暂不付款。",
        form=of_form(fact_forms.HoldForm),
        follows=lambda right, data: [
            "从下一次核算起不付款，列入名单外；解除以后一次补发。",
            "已经送银行的付款不受影响，还没有送出的不再送出。",
        ],
        run=does(entitlements.place_hold, "entitlement_id", "已暂缓发放，解除之前不再付款。"),
    ),
    "release": Fact(
        label="解除暂缓",
        intro="核实清楚以后解除，没有发的月份会自动补发。",
        form=of_form(fact_forms.ReleaseForm),
        follows=lambda right, data: ["没有发的月份在下一批一次补发。"],
        run=does(
            entitlements.release_hold,
            "entitlement_id",
            "已解除暂缓，没有发的月份会在下一批补发。",
        ),
        kind="primary",
    ),
    "payee": Fact(
        label="登记遗属领取人",
        intro="本人去世以后，应发的款项发给登记的遗属，付到遗属本人已核验的账户。",
        form=of_form(fact_forms.PayeeForm),
        follows=lambda right, data: ["去世以前应发未发的和续发的款项，以后都付给这位领取人。"],
        run=_payee,
        kind="primary",
    ),
    "regrade": Fact(
        label="重新核定",
        intro="调级、补评或更正服役年限。从哪个月起执行，由项目的起发月规则决定。",
        form=lambda request, right: fact_forms.RegradeForm(
            request.POST or None, scheme=right.scheme
        ),
        follows=lambda right, data: ["已经入账的月份按新核定重算，差额在下一批补发或冲减。"],
        run=does(
            entitlements.regrade,
            "entitlement_id",
            lambda made, data: f"新的核定自{month_cn(made.first_month)}起执行。",
            dated=True,
        ),
        moves=rights_of_person,
        warns=_kept_apart,
    ),
    "supplement": Fact(
        label="核定增发",
        intro="护理费、孤老增发等逐人核定的部分。金额按已启用的标准，随待遇按月发放。",
        form=lambda request, right: fact_forms.SupplementForm(
            request.POST or None, choices=selectors.named_components(right)
        ),
        follows=lambda right, data: [
            f"自{month_cn(data['first_month'])}起随待遇按月发放；已经核算过的月份在下一批补发。",
            "调级以后自动按新的等级计发；待遇终止时一并停发。",
        ],
        run=does(
            components.add_supplement,
            "entitlement_id",
            lambda made, data: f"{made.component.name}自{month_cn(made.first_month)}起发放。",
            dated=True,
        ),
        moves=rights_of_person,
    ),
    "supplement_end": Fact(
        label="停止增发",
        intro="不再符合条件（如集中供养、家庭情况变化）时停止。",
        form=lambda request, right: fact_forms.EndSupplementForm(
            request.POST or None, choices=selectors.named_components(right, running=True)
        ),
        follows=lambda right, data: [
            f"发至{month_cn(data['last_month'])}，以后不再发放；多发的从以后应发中抵扣。"
        ],
        run=does(
            components.end_supplement,
            "entitlement_id",
            lambda made, data: f"{made.component.name}发至{month_cn(data['last_month'])}。",
        ),
        moves=rights_of_person,
    ),
    "suspend": Fact(
        label="中止",
        intro="服刑等情形依规定中止：中止的月份不发，以后也不补。",
        form=of_form(fact_forms.SuspendForm),
        follows=lambda right, data: [
            f"自{month_cn(interruptions.suspended_from(right, data['fact_on']))}起中止；"
            "中止的月份不发，也不补；已经发出的从以后应发中抵扣。"
        ],
        run=does(
            entitlements.suspend,
            "entitlement_id",
            lambda made, data: f"自{month_cn(made.first_month)}起中止。",
            dated=True,
        ),
        moves=rights_of_person,
    ),
    "resume": Fact(
        label="恢复",
        intro="中止的原因消除以后恢复发放，中止期间不补。",
        form=of_form(fact_forms.ResumeForm),
        follows=lambda right, data: ["从所填的月份起恢复发放，中止期间不补。"],
        run=does(
            entitlements.resume,
            "entitlement_id",
            lambda made, data: f"自{month_cn(data['from_month'])}起恢复发放，中止期间不补。",
        ),
        moves=rights_of_person,
        kind="primary",
    ),
    "end": Fact(
        label="停发",
        intro="不再符合条件、取消待遇的办理停发。去世请在人员页面办理“登记去世”。",
        form=of_form(fact_forms.EndForm),
        follows=lambda right, data: [
            f"最后发放月为{month_cn(data['ended_on'].replace(day=1))}，以后不再发放。",
            "多发的月份从以后应发中抵扣；没有后续发放的，需要办理追缴。",
        ],
        run=_end,
        moves=rights_of_person,
        kind="danger",
    ),
    "transfer": Fact(
        label="关系迁出",
        intro="抚恤关系迁到外地：本区发到迁出规则说的那个月，以后由迁入地发放。",
        form=of_form(fact_forms.TransferForm),
        follows=lambda right, data: [
            f"本区发放到{month_cn(entitlements.transfer_end_of(right, data['moved_on']))}，"
            "以后由迁入地发放。"
        ],
        run=does(
            entitlements.transfer_out,
            "entitlement_id",
            lambda made, data: f"已登记迁出，本区发放到{month_cn(made.end_month)}。",
            dated=True,
        ),
        moves=rights_of_person,
    ),
}


def entitlement_actions(standing: selectors.Standing, user: User) -> list[dict[str, str]]:
    """What this person may do with a right as it stands."""
    if not user.may("people.edit"):
        return []
    right, dead = standing.entitlement, standing.entitlement.person.died_on is not None
    # What is granted yearly or once is stopped where it was granted.
    running = right.end_month is None and selectors.is_monthly(right)
    wanted = {
        "release": standing.hold is not None and standing.hold.is_by_hand,
        "payee": dead,
        "resume": standing.suspension is not None and standing.suspension.last_month is None,
        "regrade": running and not dead,
        "supplement": running and not dead and bool(selectors.named_components(right)),
        "supplement_end": bool(selectors.named_components(right, running=True)),
        "hold": standing.hold is None and standing.state != "ended",
        "suspend": running and not dead and standing.suspension is None,
        "transfer": running and not dead,
        "end": running and not dead,
    }
    return [
        button(RIGHT[verb].label, RIGHT[verb].kind, "entitlement_fact", right.pk, verb)
        for verb, is_wanted in wanted.items()
        if is_wanted
    ]


def take_right(request: HttpRequest, entitlement_id: int, verb: str) -> HttpResponse:
    """Change a fact of a right."""
    right = selectors.entitlement_visible_to(actor(request), entitlement_id)
    back = address("entitlement", right.pk)
    crumbs = (
        crumb("人员", "people"),
        crumb(right.person.name, "person", right.person_id),
        crumb(right.scheme.short_name, "entitlement", right.pk),
    )
    return take(request, RIGHT.get(verb), right, crumbs=crumbs, back=back)
