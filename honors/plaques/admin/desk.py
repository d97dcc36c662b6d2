"""What the plaques put on the bureau's desk: whatever waits for the second person."""

from typing import Any

from django.http import HttpRequest

from honors.plaques import rule_book, selectors
from honors.plaques.states import WITHDRAWAL_LABELS, LineState, PleaState, WithdrawalState
from veterans.accounts.bureau_pages import actor, address
from veterans.regions.selectors import place_name

FIRST = 5


def desk(request: HttpRequest) -> dict[str, Any]:
    """For whoever decides; three queries."""
    user = actor(request)
    if not user.may("plaques.decide"):
        return {}
    pleas = (
        selectors.pleas_visible_to(user)
        .filter(state=PleaState.ASKED.value)
        .exclude(asked_by=user)
        .order_by("asked_at")
    )
    asked = [WithdrawalState.ASKED.value, WithdrawalState.RESTORE_ASKED.value]
    rows = selectors.withdrawals_visible_to(user).filter(state__in=asked).order_by("asked_at")
    waiting = (
        [
            {
                "title": f"收回光荣牌：{one.person.name}",
                "url": address("plaque_withdrawal", one.pk),
                "note": place_name(one.home.region),
                "since": one.back_asked_at or one.asked_at,
                "state_label": WITHDRAWAL_LABELS[WithdrawalState(one.state)][0],
                "state_tone": "warn",
            }
            for one in rows[:FIRST]
        ]
        + [
            {
                "title": f"光荣牌申请：{one.person.name}",
                "url": address("plaque_plea", one.pk),
                "note": one.get_kind_display(),
                "since": one.asked_at,
                "state_label": "等审批",
                "state_tone": "info",
            }
            for one in pleas[:FIRST]
        ]
        + [
            {
                "title": f"光荣牌规则：{one.label}",
                "url": address("plaque_rule", one.pk),
                "note": f"自 {one.first_on:%Y-%m-%d} 起",
                "since": one.entered_at,
                "state_label": "等启用",
                "state_tone": "warn",
            }
            for one in rule_book.own_lines(user)
            .filter(state=LineState.DRAFT.value)
            .exclude(entered_by=user)[:FIRST]
        ]
    )
    return {"waiting": waiting or None}
