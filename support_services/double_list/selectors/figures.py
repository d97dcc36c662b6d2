"""The rules of 督办 as they stand."""

from dataclasses import fields
from datetime import date

from django.db.models import QuerySet

from support_services.double_list.models import SupervisionRule
from support_services.double_list.rules import Figures
from support_services.double_list.states import RuleState
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound

COLUMNS = tuple(one.name for one in fields(Figures))


def rule_on(day: date) -> SupervisionRule | None:
    """The one in force on a day: the last that has begun."""
    rows = SupervisionRule.objects.filter(state=RuleState.IN_FORCE.value, valid_from__lte=day)
    return rows.order_by("-valid_from").first()


def figures_of(rule: SupervisionRule | None) -> Figures:
    """A rule as the reckoning takes it; what is shipped where there is none."""
    if rule is None:
        return Figures()
    return Figures(**{name: getattr(rule, name) for name in COLUMNS})


def figures_on(day: date) -> Figures:
    """The numbers that hold on a day. One query."""
    return figures_of(rule_on(day))


def rules_visible_to(user: User) -> QuerySet[SupervisionRule]:
    rows = SupervisionRule.objects.select_related("entered_by", "enforced_by", "withdrawn_by")
    return rows if not user.is_station and user.may("dlist.read") else rows.none()


def rule_visible_to(user: User, rule_id: int) -> SupervisionRule:
    found = rules_visible_to(user).filter(pk=rule_id).first()
    if found is None:
        raise NotFound("没有这条督办规则。")
    return found
