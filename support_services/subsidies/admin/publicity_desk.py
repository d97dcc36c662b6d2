"""What 公示 puts on the bureau's desk, and on the pages of people and rights."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from support_services.subsidies.area_publicity import PHASE_TONES
from support_services.subsidies.publicity_states import PHASE_LABELS, Phase
from support_services.subsidies.selectors import publicity as selectors
from veterans.accounts.bureau_pages import address
from veterans.accounts.models import User


def waiting(user: User) -> list[dict[str, Any]]:
    """What this person is to publish, decide or bring into force."""
    found: list[dict[str, Any]] = []
    if user.may("publicity.publish"):
        drafts = selectors.drafts_to_publish(user)
        if drafts.oldest is not None:
            found.append(
                _row(
                    f"{drafts.count:,} 份公示：发布",
                    address("publicity", when=Phase.DRAFT.value),
                    "拟稿人以外的人核对后发布",
                    drafts.oldest,
                    "待发布",
                )
            )
    if user.may("publicity.decide"):
        asked = selectors.objections_to_decide(user)
        if asked.oldest is not None:
            found.append(
                _row(
                    f"{asked.count:,} 条公示异议：下结论",
                    address("publicity") + "#objections",
                    "核查清楚以前暂缓发放",
                    asked.oldest,
                    "待核查",
                )
            )
    return found


def _row(title: str, url: str, note: str, since: datetime, label: str) -> dict[str, Any]:
    return {
        "title": title,
        "url": url,
        "note": note,
        "since": since,
        "state_label": label,
        "state_tone": "warn",
    }


def attention(user: User, at: datetime) -> list[dict[str, Any]]:
    """Who waits for a roster, and which papers nobody is said to have hung up."""
    found = []
    due = selectors.due(user)
    if due:
        oldest = min(one.since for one in due)
        days = (timezone.localdate(at) - oldest).days
        found.append(
            {
                "title": f"{len(due):,} 人新批，等待公示",
                "url": address("publicity_due"),
                "detail": f"最早的一人已批准 {days} 天，没有公示以前不发放",
                "tone": "warn",
            }
        )
    bare = selectors.not_hung(user, today=timezone.localdate(at))
    if bare:
        found.append(
            {
                "title": f"{bare:,} 份公示没有登记张贴",
                "url": address("publicity", when=Phase.RUNNING.value),
                "detail": "公示期内，请提醒服务站张贴并登记",
                "tone": "warn",
            }
        )
    if user.may("rates.enforce"):
        rules = selectors.rules_waiting(user)
        if rules:
            found.append(
                {
                    "title": f"{rules} 条公示规则等待启用",
                    "url": address("publicity_rules"),
                    "detail": "须由录入人以外的人启用",
                    "tone": "warn",
                }
            )
    return found


def of_person(user: User, person_id: int, today: date) -> list[dict[str, Any]]:
    """On which rosters somebody stands, for his page."""
    found = []
    for entry in selectors.publicity_of_person(user, person_id):
        subject = entry.entitlement or entry.grant
        assert subject is not None
        now = selectors.phase_on(entry.notice, today)
        found.append(
            {
                "title": entry.notice.title,
                "number": entry.notice.number,
                "scheme": subject.scheme.short_name,
                "first_on": entry.notice.first_on,
                "last_on": entry.notice.last_on,
                "url": address("publicity_notice", entry.notice_id),
                "state_label": "已移出" if entry.taken_off_at else PHASE_LABELS[now],
                "state_tone": "idle" if entry.taken_off_at else PHASE_TONES[now],
            }
        )
    return found
