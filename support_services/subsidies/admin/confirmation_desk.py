"""What the yearly confirmation puts on the desk, and on the pages of people and batches."""

from typing import Any

from django.utils import timezone

from support_services.subsidies.admin import confirmation
from support_services.subsidies.selectors import confirmation as reading
from veterans.accounts.bureau_pages import address
from veterans.accounts.models import User


def of_person(user: User, person_id: int) -> list[dict[str, Any]]:
    """For the person's page: where he stands in the rounds in force."""
    return [
        {
            "title": due.round.title,
            "url": address("confirmation_person", due.pk),
            "due_on": due.due_on,
            "done": due.confirmation,
            "way": due.confirmation.get_way_display() if due.confirmation else "",
            **confirmation.due_state(due),
        }
        for due in reading.dues_of_person(user, person_id)
    ]


def attention(user: User) -> list[dict[str, Any]]:
    """For the desk: how far each round has come, and what waits in it with its age."""
    today = timezone.localdate()
    found: list[dict[str, Any]] = []
    for one in reading.rounds_on_desk(user, today=today):
        sums, of = one.progress, one.round
        parts = [f"已确认 {sums.confirmed:,} 人（{sums.percent}%），还有 {sums.waiting:,} 人"]
        if sums.overdue:
            parts.append(f"过了截止日 {sums.overdue:,} 人")
        if sums.held and one.oldest:
            days = (today - one.oldest).days
            parts.append(f"已暂缓 {sums.held:,} 人，最早的已过截止日 {days} 天")
        found.append(
            {
                "title": of.title,
                "url": address("confirmation", of.pk),
                "detail": "；".join(parts),
                "tone": "bad" if sums.held else "warn" if sums.overdue else "info",
            }
        )
    reports = reading.reports_waiting(user)
    if reports.oldest is not None:
        days = (today - timezone.localdate(reports.oldest)).days
        found.append(
            {
                "title": f"{reports.count:,} 条年度确认的站点报告待处理",
                "url": _reports_url(user),
                "detail": f"没有见到本人；最早的一条已等了 {days} 天"
                if days
                else "没有见到本人；今天报来的",
                "tone": "warn",
            }
        )
    return found


def _reports_url(user: User) -> str:
    first = reading.open_findings(user).first()
    return address("confirmation_people", first.due.round_id, state="reported") if first else ""


def waiting(user: User) -> list[dict[str, Any]]:
    """For the desk: what this person is to decide."""
    found: list[dict[str, Any]] = []
    if not user.may("confirmation.open"):
        return found
    for draft in reading.drafts_to_open(user):
        found.append(
            {
                "title": f"{draft.title}：启用",
                "url": address("confirmation", draft.pk),
                "note": f"{draft.entered_by} 录入，须由另一人启用",
                "since": draft.entered_at,
                "state_label": "待启用",
                "state_tone": "info",
            }
        )
    for one in reading.forfeits_waiting(user).exclude(proposed_by=user):
        found.append(
            {
                "title": f"{one.due.person.name}：是否不补发",
                "url": address("confirmation_person", one.due_id),
                "note": f"{one.proposed_by} 提出，须由另一人决定",
                "since": one.proposed_at,
                "state_label": "待决定",
                "state_tone": "warn",
            }
        )
    return found


def of_batch(batch: Any) -> dict[str, Any] | None:
    """For the batch's page: how many a missing confirmation keeps off its list."""
    count = reading.held_in_batch(batch)
    if not count:
        return None
    return {"count": count, "url": address("confirmations")}
