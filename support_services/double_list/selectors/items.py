"""One item with its story, and what may be done with it by whom."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, QuerySet

from support_services.double_list.models import (
    Extension,
    Helper,
    Item,
    ItemClass,
    ItemPaper,
    ItemStep,
)
from support_services.double_list.rules import Facts
from support_services.double_list.states import (
    DECIDE,
    ENTER,
    MOVES,
    ExtensionState,
    ItemState,
    Publicity,
    Rhythm,
)
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound

_NONE_FOUND = "没有找到这个事项。"


def items_visible_to(user: User) -> QuerySet[Item]:
    """Every item for whoever reads them; nothing for anybody else."""
    rows = Item.objects.select_related("of_class", "requester", "lead")
    return rows if not user.is_station and user.may("dlist.read") else rows.none()


def item_visible_to(user: User, item_id: int) -> Item:
    found = (
        items_visible_to(user)
        .select_related(
            *("merged_into", "carried_from", "entered_by", "decided_by", "assigned_by"),
            *("asker_agreed_by", "answerer_agreed_by", "claimed_by", "verified_by"),
            *("confirmed_by", "closed_by", "publicity_asked_by", "secrecy_checked_by"),
        )
        .filter(pk=item_id)
        .first()
    )
    if found is None:
        raise NotFound(_NONE_FOUND)
    return found


def steps_of(item: Item) -> QuerySet[ItemStep]:
    """Its story, the newest first, with the papers that each step brought."""
    return (
        item.steps.select_related("by", "unit", "disowned")
        .prefetch_related("papers__stored")
        .order_by("-pk")
    )


def open_extension(item: Item) -> Extension | None:
    """What was asked for and nobody has decided yet."""
    return item.extensions.filter(state=ExtensionState.ASKED.value).first()


def paper_visible_to(user: User, paper_id: int) -> ItemPaper:
    found = ItemPaper.objects.select_related("step__item", "stored").filter(pk=paper_id).first()
    if found is None or not user.may("dlist.read") or user.is_station:
        raise NotFound("没有找到这份佐证。")
    return found


def classes() -> QuerySet[ItemClass]:
    """Those that may be given to something new."""
    return ItemClass.objects.filter(closed_at__isnull=True)


@dataclass(frozen=True)
class HelperWord:
    """A helping unit, and when it last told of its part, or was asked to."""

    unit_id: int
    name: str
    on: date


def helper_words(items: Collection[Item]) -> dict[int, list[HelperWord]]:
    """By item that was assigned; two queries, whatever their number."""
    keys = [one.pk for one in items if one.assigned_on is not None]
    told: dict[tuple[int, int], date] = {
        (row["item"], row["unit"]): row["last"]
        for row in ItemStep.objects.filter(item__in=keys, verb="help_report", disowned__isnull=True)
        .order_by()
        .values("item", "unit")
        .annotate(last=Max("on"))
    }
    assigned = {one.pk: one.assigned_on for one in items}
    found: dict[int, list[HelperWord]] = {}
    for row in Helper.objects.filter(item__in=keys).select_related("unit").order_by("unit__name"):
        days = (assigned[row.item_id], row.since, told.get((row.item_id, row.unit_id)))
        last = max(day for day in days if day is not None)
        found.setdefault(row.item_id, []).append(HelperWord(row.unit_id, row.unit.name, last))
    return found


def facts_of(item: Item, helping: Iterable[HelperWord] = ()) -> Facts:
    """What its lights are reckoned from; ``helping``: of ``helper_words``, for the second."""
    return Facts(
        state=ItemState(item.state),
        assigned_on=item.assigned_on,
        deadline=item.deadline,
        said_on=item.said_on,
        done_on=item.claimed_on,
        rhythm=Rhythm(item.rhythm),
        moved_on=item.moved_on,
        helped_on=tuple(one.on for one in helping),
    )


def verbs_for(user: User, item: Item, extension: Extension | None, today: date) -> list[str]:
    """Which moves this person may make with it as it stands, in the order of the road."""
    return [
        verb
        for verb, move in MOVES.items()
        if item.state in move.starts
        and user.may(move.duty)
        and not why_not(verb, item, extension, today, hand=user.pk)
    ]


def why_not(
    verb: str, item: Item, extension: Extension | None, today: date, *, hand: int | None
) -> str:
    """Why a move that starts where the item stands is not to be made all the same; "" where it
    is. ``hand``: whose at the bureau; None: the unit's own."""
    if verb == "agree_asker" and item.asker_agreed_at is not None:
        return "提出单位已经确认过。"
    if verb == "agree_answerer" and item.answerer_agreed_at is not None:
        return "承办单位已经确认过。"
    if verb in ("agree_answerer", "differ_answerer") and item.lead_id is None:
        return "还没有写拟由哪个单位承办，请先修改补上。"
    if verb == "accept" and item.accepted_on is not None:
        return "承办单位已经接办。"
    if verb == "object":
        if item.accepted_on is not None:
            return "承办单位已经接办，不能再退回；确需转办的，由双拥办办理。"
        if item.object_by is not None and today > item.object_by:
            return (
                f"退回的期限（{item.object_by:%Y-%m-%d}）已过，请接办；确需转办的，由双拥办办理。"
            )
    if verb == "verify" and hand is not None and item.claimed_by_id == hand:
        return "记录办结申请的人不能自己核验，请由另一人核验。"
    if verb == "ask_extension" and extension is not None:
        return "已有一份延期申请待批准。"
    if verb in ("grant_extension", "refuse_extension"):
        if extension is None:
            return "没有待批准的延期申请。"
        if hand is not None and extension.asked_by_id == hand:
            return "记录延期申请的人不能自己批准，请由另一人批准。"
    return ""


def publicity_verbs(user: User, item: Item) -> list[str]:
    """What this person may do with what residents see of it."""
    state, verbs = Publicity(item.publicity), []
    if state in (Publicity.NONE, Publicity.REFUSED) and user.may(ENTER):
        verbs.append("ask_public")
    if state is Publicity.ASKED and user.may(DECIDE) and item.publicity_asked_by_id != user.pk:
        verbs += ["open_public", "refuse_public"]
    if state is Publicity.OPEN and (user.may(ENTER) or user.may(DECIDE)):
        verbs.append("close_public")
    return verbs
