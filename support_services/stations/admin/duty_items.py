"""职责清单 at the bureau's door: the lists of the three levels, and one item with its past."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from support_services.stations.network_desk import BUREAU_DESK
from support_services.stations.network_forms import DutyItemForm
from support_services.stations.network_views import TITLE as NETWORK
from support_services.stations.reference import LEVEL_LABELS
from support_services.stations.selectors import duties as selectors
from support_services.stations.services.duties import put_duty_item
from veterans.accounts.bureau_pages import actor
from veterans.accounts.deeds import Data
from veterans.accounts.selectors import names_of
from veterans.foundation.confidence import Confidence

TITLE = "职责清单"
FIELD_LABELS = {
    "level": "级别",
    "number": "序号",
    "title": "名称",
    "text": "居民看到的说法",
    "source": "依据",
    "confidence": "可靠程度",
    "valid_from": "自",
    "valid_to": "至",
}
_WORDS = {**LEVEL_LABELS, **{one.value: str(one.label) for one in Confidence}}


def duty_items(request: HttpRequest) -> HttpResponse:
    """The three lists, what holds first."""
    user = actor(request)
    edits = user.may("network.duties")
    today = timezone.localdate()
    lists: dict[str, list[dict[str, Any]]] = {level: [] for level in LEVEL_LABELS}
    for one in selectors.duty_items():
        holds = one.valid_from <= today and (one.valid_to is None or one.valid_to >= today)
        lists[one.level].append(
            {
                "shown": one,
                "holds": holds,
                "is_sure": one.confidence == Confidence.VERIFIED,
                "url": reverse("admin:network_duty", args=[one.pk]) if edits else "",
            }
        )
    return BUREAU_DESK.page(
        request,
        "network/duties.html",
        title=TITLE,
        crumbs=((NETWORK, BUREAU_DESK.url("home")),),
        lists=[{"title": LEVEL_LABELS[level], "rows": rows} for level, rows in lists.items()],
        new_url=reverse("admin:network_duty_new") if edits else "",
    )


def new_duty_item(request: HttpRequest) -> HttpResponse:
    return _put(request, None)


def duty_item(request: HttpRequest, item_id: int) -> HttpResponse:
    return _put(request, item_id)


def _put(request: HttpRequest, item_id: int | None) -> HttpResponse:
    user = actor(request)
    row = selectors.duty_item(item_id) if item_id is not None else None
    back = reverse("admin:network_duties")
    initial: Data = {"valid_from": timezone.localdate()}
    if row is not None:
        initial = {name: getattr(row, name) for name in FIELD_LABELS}
    form = DutyItemForm(request.POST or None, initial=initial)

    def deed(data: Data) -> tuple[str, str]:
        made = put_duty_item(item_id=item_id, **data, by=user, at=timezone.now())
        return f"“{made.title}”已保存。", back

    return BUREAU_DESK.form(
        request,
        form,
        deed,
        title="修改职责事项" if row is not None else "录入职责事项",
        submit="保存",
        back=back,
        crumbs=((NETWORK, BUREAU_DESK.url("home")), (TITLE, back)),
        intro="换了新清单的，给旧的一项填上“至”，再录入新的；只是改个说法的，直接改。改动前的内容留存。",
        template="network/duty.html",
        changes=_changes(row) if row is not None else [],
    )


def _changes(row: Any) -> list[dict[str, Any]]:
    rows = list(selectors.changes_of(row)[:60])
    names = names_of(one.actor_id for one in rows)
    return [
        {
            "at": one.at,
            "field": FIELD_LABELS.get(one.field, ""),
            "before": _WORDS.get(one.before or "", one.before or "—"),
            "after": _WORDS.get(one.after or "", one.after or "—"),
            "who": names.get(one.actor_id or 0, "系统"),
            "why": one.why,
        }
        for one in rows
        if one.deed == "U"
    ]
