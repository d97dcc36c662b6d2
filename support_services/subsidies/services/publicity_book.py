"""Rules of 公示 and what is excepted from them: one person enters, another brings into force."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from support_services.subsidies.models import PublicityRule, PublicityWaiver, Scheme
from support_services.subsidies.publicity_rules import MOST_DAYS, check_public_name
from support_services.subsidies.publicity_states import RULE_LABELS, RuleState
from support_services.subsidies.selectors import publicity as selectors
from support_services.subsidies.services.facts import needed
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.confidence import Confidence
from veterans.foundation.errors import NotFound, Refused


@transaction.atomic
def enter_rule(
    *,
    scheme: str,
    first_on: date,
    is_needed: bool = True,
    days: int,
    public_name: str,
    shows_amount: bool = False,
    source: str,
    confidence: str,
    by: User,
    at: datetime,
    today: date,
) -> PublicityRule:
    """A draft: what is approved from ``first_on`` on is made public (or is not any more).

    ``scheme`` is its code. Refuses a first day that is not after ``today``, a number of days nobody
    waits, a public name that tells of illness, disability, missions or families, and a rule without
    its source. Nothing follows from a draft.
    """
    require(by, "rates.enter")
    of = Scheme.objects.filter(code=scheme).first()
    if of is None:
        raise Refused(f"没有“{scheme}”这个补助项目。")
    _refuse_begun(first_on, today)
    if not 1 <= days <= MOST_DAYS:
        raise Refused(f"公示工作日应在 1 至 {MOST_DAYS} 天之间。")
    if confidence not in Confidence.values:
        raise Refused(f"可信程度应为 {'、'.join(Confidence.values)} 之一。")
    made = PublicityRule.objects.create(
        scheme=of,
        first_on=first_on,
        is_needed=is_needed,
        days=days,
        public_name=check_public_name(public_name),
        shows_amount=shows_amount,
        source=needed(source, "依据"),
        confidence=confidence,
        entered_by=by,
        entered_at=at,
    )
    _record("entered", made, by, at)
    return made


@transaction.atomic
def enforce_rule(*, rule_id: int, by: User, at: datetime, today: date) -> PublicityRule:
    """Bring a draft into force; whoever entered it may not. It begins after today at the earliest,
    so that nothing that was granted before can fall under it."""
    require(by, "rates.enforce")
    rule = _locked_draft(rule_id)
    if rule.entered_by_id == by.pk:
        raise Refused("录入人不能自己启用，请由另一人启用。")
    _refuse_begun(rule.first_on, today)
    rule.state = RuleState.IN_FORCE
    rule.enforced_by, rule.enforced_at = by, at
    try:
        with transaction.atomic():
            rule.save(update_fields=["state", "enforced_by", "enforced_at"])
    except IntegrityError as error:
        raise Refused(
            "这一项目在同一天已有启用的公示规则。启用的不能改，请录入从另一天起的规则。"
        ) from error
    _record("enforced", rule, by, at)
    return rule


@transaction.atomic
def withdraw_rule(*, rule_id: int, by: User, at: datetime) -> PublicityRule:
    """Take back a draft."""
    require(by, "rates.enter")
    rule = _locked_draft(rule_id)
    rule.state = RuleState.WITHDRAWN
    rule.save(update_fields=["state"])
    _record("withdrawn", rule, by, at)
    return rule


def _refuse_begun(first_on: date, today: date) -> None:
    if first_on <= today:
        raise Refused("公示规则最早从明天起执行：以前批准的待遇不受影响，也不能停发。")


def _locked_draft(rule_id: int) -> PublicityRule:
    rows = PublicityRule.objects.select_for_update(of=("self",)).select_related("scheme")
    rule = rows.filter(pk=rule_id).first()
    if rule is None:
        raise NotFound("没有找到这条公示规则。")
    if rule.state != RuleState.DRAFT:
        now = RULE_LABELS[RuleState(rule.state)]
        raise Refused(f"这条公示规则{now}，只有待启用的可以启用或撤回。")
    return rule


def _record(action: str, rule: PublicityRule, by: User, at: datetime) -> None:
    audit.record(
        actor=by,
        action=f"publicity_rule.{action}",
        subject="publicity_rule",
        subject_id=rule.pk,
        detail={"scheme": rule.scheme.code, "needed": rule.is_needed, "days": rule.days},
        at=at,
    )


@transaction.atomic
def propose_waiver(
    *,
    entitlement_id: int = 0,
    grant_id: int = 0,
    reason: str,
    document_no: str = "",
    by: User,
    at: datetime,
) -> PublicityWaiver:
    """免于公示 for one right or grant: moved in, made public where it was approved, and the like.

    Counts once another has confirmed. Refuses what waits for no publicity.
    """
    require(by, "publicity.draft")
    one = selectors.due_visible_to(by, entitlement_id=entitlement_id, grant_id=grant_id)
    made = PublicityWaiver(
        entitlement=one.entitlement,
        grant=one.grant,
        reason=needed(reason, "理由"),
        document_no=document_no.strip()[:80],
        proposed_by=by,
        proposed_at=at,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("这一项已经提出过免于公示。") from error
    _record_waiver("proposed", made, by, at)
    return made


@transaction.atomic
def confirm_waiver(*, waiver_id: int, by: User, at: datetime) -> PublicityWaiver:
    """Another person agrees: it may be paid without. There is no way back."""
    require(by, "publicity.publish")
    waiver = _locked_waiver(waiver_id)
    if waiver.proposed_by_id == by.pk:
        raise Refused("提出人不能自己确认，请由另一人确认。")
    waiver.confirmed_by, waiver.confirmed_at = by, at
    waiver.save(update_fields=["confirmed_by", "confirmed_at"])
    _record_waiver("confirmed", waiver, by, at)
    return waiver


@transaction.atomic
def withdraw_waiver(*, waiver_id: int, by: User, at: datetime) -> PublicityWaiver:
    """Take a proposal back, or refuse it: it waits for a roster again."""
    require(by, "publicity.withdraw")
    waiver = _locked_waiver(waiver_id)
    waiver.is_withdrawn = True
    waiver.save(update_fields=["is_withdrawn"])
    _record_waiver("withdrawn", waiver, by, at)
    return waiver


def _locked_waiver(waiver_id: int) -> PublicityWaiver:
    waiver = PublicityWaiver.objects.select_for_update().filter(pk=waiver_id).first()
    if waiver is None:
        raise NotFound("没有找到这份免于公示。")
    if waiver.is_withdrawn or waiver.confirmed_at is not None:
        raise Refused("这份免于公示已经办理，请刷新页面查看。")
    return waiver


def _record_waiver(action: str, waiver: PublicityWaiver, by: User, at: datetime) -> None:
    audit.record(
        actor=by,
        action=f"waiver.{action}",
        subject="waiver",
        subject_id=waiver.pk,
        detail={"entitlement": waiver.entitlement_id, "grant": waiver.grant_id},
        at=at,
    )
