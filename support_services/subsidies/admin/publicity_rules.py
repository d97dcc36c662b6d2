"""Rules of 公示 at the bureau's door: scheme by scheme, entered by one, enforced by another."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.subsidies.admin.publicity import TITLE
from support_services.subsidies.admin.publicity_forms import RuleForm
from support_services.subsidies.admin.rates import CONFIDENCE_TONES
from support_services.subsidies.publicity_rules import LEAST_NAME, day_cn
from support_services.subsidies.publicity_states import RULE_LABELS, RuleState
from support_services.subsidies.selectors import publicity as selectors
from support_services.subsidies.services import publicity_book as service
from veterans.accounts.bureau_pages import actor, address, button, crumb, page
from veterans.accounts.deeds import Data, doer, done, filled_in, turned_back
from veterans.accounts.models import User

RULES = "公示规则"
VERBS = {
    "enforce": ("启用", "rates.enforce", "primary"),
    "withdraw": ("撤回", "rates.enter", "plain"),
}
TONES = {RuleState.DRAFT: "warn", RuleState.IN_FORCE: "ok", RuleState.WITHDRAWN: "idle"}


def rules(request: HttpRequest) -> HttpResponse:
    """Every scheme: what holds today, what waits, what comes."""
    user = actor(request)
    today = timezone.localdate()
    schemes = []
    for scheme, rows in selectors.rules_of_schemes():
        live = [row for row in rows if row.state == RuleState.IN_FORCE]
        now = next((row for row in live if row.first_on <= today), None)
        label, tone = "不公示", "idle"
        if now is not None and now.is_needed:
            label, tone = f"公示 {now.days} 个工作日", "ok"
        schemes.append(
            {
                "name": scheme.name,
                "state_label": label,
                "state_tone": tone,
                "rules": [rule_row(row, user) for row in rows if row.state != RuleState.WITHDRAWN],
                "new_url": address("publicity_rule_new", scheme.code)
                if user.may("rates.enter")
                else "",
            }
        )
    return page(
        request,
        "bureau/publicity_rules.html",
        title=RULES,
        crumbs=(crumb(TITLE, "publicity"),),
        schemes=schemes,
    )


def rule_row(rule: Any, user: User) -> dict[str, Any]:
    """A rule in a list."""
    is_draft = rule.state == RuleState.DRAFT
    mine = rule.entered_by_id == user.pk
    told = (
        f"须公示 {rule.days} 个工作日，公示为“{rule.public_name}”，"
        f"{'公示' if rule.shows_amount else '不公示'}金额"
        if rule.is_needed
        else "不公示"
    )
    return {
        "since": rule.first_on,
        "told": told,
        "source": rule.source,
        "confidence": rule.get_confidence_display(),
        "confidence_tone": CONFIDENCE_TONES[rule.confidence],
        "entered_by": str(rule.entered_by),
        "enforced_by": str(rule.enforced_by) if rule.enforced_by else "",
        "state_label": RULE_LABELS[RuleState(rule.state)],
        "state_tone": TONES[RuleState(rule.state)],
        "waits": is_draft and (mine or not user.may("rates.enforce")),
        "actions": [
            button(label, kind, "publicity_rule_step", rule.pk, verb)
            for verb, (label, duty, kind) in VERBS.items()
            if is_draft and user.may(duty) and not (verb == "enforce" and mine)
        ],
    }


def new_rule(request: HttpRequest, scheme: str) -> HttpResponse:
    """A draft for one scheme."""
    user = actor(request)
    today = timezone.localdate()
    of = next((one for one, _ in selectors.rules_of_schemes() if one.code == scheme), None)
    if of is None:
        raise Http404
    form = RuleForm(
        request.POST or None,
        initial={"first_on": today + timedelta(days=1), "public_name": LEAST_NAME},
    )

    def deed(data: Data) -> tuple[str, str]:
        service.enter_rule(scheme=of.code, by=user, at=timezone.now(), today=today, **data)
        return "公示规则已录入，由另一人启用以后才执行。", address("publicity_rules")

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="录入公示规则",
        crumbs=(crumb(TITLE, "publicity"), crumb(RULES, "publicity_rules")),
        form=form,
        about=[("项目", of.name)],
        intro="规则从这一天批准的待遇和核发起执行，以前的照发，不会因此停发。启用以后不能改，"
        "要变的录入新的一条接替。",
        submit_label="录入",
        cancel_url=address("publicity_rules"),
    )


def take(request: HttpRequest, rule_id: int, verb: str) -> HttpResponse:
    """Bring a draft into force, or take it back."""
    if verb not in VERBS:
        raise Http404
    label, duty, _ = VERBS[verb]
    user = doer(request, duty, label)
    back = address("publicity_rules")
    pairs = [(one, row) for one, rows in selectors.rules_of_schemes() for row in rows]
    scheme, rule = next(((one, row) for one, row in pairs if row.pk == rule_id), (None, None))
    if scheme is None or rule is None:
        raise Http404
    if rule.state != RuleState.DRAFT:
        state = RULE_LABELS[RuleState(rule.state)]
        return turned_back(request, f"这条规则{state}，不能再{label}。", back)

    def deed(data: Data) -> str:
        given: Data = {"rule_id": rule.pk, "by": user, "at": timezone.now()}
        if verb == "enforce":
            service.enforce_rule(today=timezone.localdate(), **given)
        else:
            service.withdraw_rule(**given)
        return f"公示规则已{label}。"

    if answer := done(request, deed, back=back):
        return answer
    told = rule_row(rule, user)["told"]
    return page(
        request,
        "bureau/publicity_confirm.html",
        title=f"{label}公示规则",
        crumbs=(crumb(TITLE, "publicity"), crumb(RULES, "publicity_rules")),
        rows=[],
        question=f"{label}：{scheme.name}，自{day_cn(rule.first_on)}批准的起{told}？",
        consequences=[
            "这一天起新批准的，公示期满没有异议才发放；没有公示的列入名单外，写明原因。"
            if rule.is_needed
            else "这一天起新批准的不再需要公示；以前须公示的仍要公示。",
            "以前批准的不受影响。",
            "启用以后不能修改，要变的录入新的一条接替。",
        ]
        if verb == "enforce"
        else ["不再等待启用，保留可查。"],
        form=None,
        danger=verb == "withdraw",
        confirm_label=f"确认{label}",
        cancel_url=back,
    )
