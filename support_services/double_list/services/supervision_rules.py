"""督办规则: entered by one, brought into force by another; the one before holds until its day."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from support_services.double_list.models import SupervisionRule
from support_services.double_list.rules import Figures
from support_services.double_list.selectors.figures import COLUMNS, rule_visible_to
from support_services.double_list.services.writing import said
from support_services.double_list.states import DECIDE, ENTER, RULE_LABELS, RuleState
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.confidence import Confidence
from veterans.foundation.errors import Refused


@transaction.atomic
def enter_rule(
    *,
    valid_from: date,
    figures: Mapping[str, Any],
    source: str,
    confidence: str,
    by: User,
    at: datetime,
    today: date,
) -> SupervisionRule:
    """A draft of the numbers from a day on. ``figures``: by the names of ``rules.Figures``. Refuses
    a day that is past, since lights of days gone by were shown by what held then."""
    require(by, ENTER)
    if valid_from <= today:
        raise Refused("新的规则最早从明天起；已经过去的日子按原来的规则。")
    if SupervisionRule.objects.filter(state=RuleState.DRAFT.value).exists():
        raise Refused("已有一份待启用的督办规则，请先启用或撤回。")
    if confidence not in Confidence.values:
        raise Refused("请选择可信程度。")
    rule = SupervisionRule(
        valid_from=valid_from,
        source=said(source, "依据", longest=200),
        confidence=confidence,
        entered_by=by,
        entered_at=at,
        **{name: figures.get(name, asdict(Figures())[name]) for name in COLUMNS},
    )
    try:
        rule.full_clean(
            exclude=["entered_by", "enforced_by", "withdrawn_by"], validate_constraints=False
        )
        with transaction.atomic():
            rule.save()
    except ValidationError as error:
        raise Refused("".join(dict.fromkeys(error.messages))) from error
    except IntegrityError as error:
        raise Refused("已有一份待启用的督办规则，请先启用或撤回。") from error
    _record("rule_entered", rule, by, at)
    return rule


@transaction.atomic
def enforce_rule(*, rule_id: int, by: User, at: datetime, today: date) -> SupervisionRule:
    """Into force from its day on. Refuses who entered it, and one whose day has come meanwhile."""
    require(by, DECIDE)
    rule = _draft(rule_id, by)
    if rule.entered_by_id == by.pk:
        raise Refused("录入人不能自己启用，请由另一人启用。")
    if rule.valid_from <= today:
        raise Refused("这份规则的起始日期已到，请撤回，换一个日期重新录入。")
    rule.state = RuleState.IN_FORCE.value
    rule.enforced_by, rule.enforced_at = by, at
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError as error:
        raise Refused("这一天起已有一份督办规则，请换一个日期。") from error
    _record("rule_enforced", rule, by, at)
    return rule


@transaction.atomic
def withdraw_rule(*, rule_id: int, by: User, at: datetime) -> SupervisionRule:
    """A draft taken back."""
    require(by, ENTER)
    rule = _draft(rule_id, by)
    rule.state = RuleState.WITHDRAWN.value
    rule.withdrawn_by, rule.withdrawn_at = by, at
    rule.save()
    _record("rule_withdrawn", rule, by, at)
    return rule


def _draft(rule_id: int, by: User) -> SupervisionRule:
    rule_visible_to(by, rule_id)
    rule = SupervisionRule.objects.select_for_update().get(pk=rule_id)
    if rule.state != RuleState.DRAFT:
        raise Refused(f"这份规则{RULE_LABELS[RuleState(rule.state)][0]}，不能再改。")
    return rule


def _record(deed: str, rule: SupervisionRule, by: User, at: datetime) -> None:
    audit.record(
        actor=by,
        action=f"dlist.{deed}",
        subject="dlist_rule",
        subject_id=rule.pk,
        detail={"valid_from": rule.valid_from},
        at=at,
    )
