"""Reading units, what was changed of them, and their links."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from support_services.notices.models import Notice
from support_services.notices.states import Audience
from support_services.units.hearing import KIND
from support_services.units.models import Link, LinkAct, Reply, ReplyCheck, Unit
from support_services.units.states import CHECKS_WAITING, TRIES, LinkDeed
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.foundation.history import Change
from veterans.registry.selectors.changes import ChangeTold, told

# Within so many days a link that nobody has answered is said to end soon.
SOON = timedelta(days=3)
CHANGES_SHOWN, ACTS_SHOWN, LINKS_SHOWN = 60, 100, 50


def units_visible_to(user: User) -> QuerySet[Unit]:
    """All units, for the bureau; a station sees none of the register itself."""
    rows = Unit.objects.select_related("region__parent")
    return rows if not user.is_station and user.may("units.read") else rows.none()


def unit_visible_to(user: User, unit_id: int) -> Unit:
    rows = units_visible_to(user).select_related(
        *("entered_by", "closed_by", "contact_by", "contact_checked_by")
    )
    found = rows.filter(pk=unit_id).first()
    if found is None:
        raise NotFound("没有找到这个单位。")
    return found


def units_found(
    user: User, *, kind: str = "", town: str = "", state: str = "", typed: str = ""
) -> QuerySet[Unit]:
    """Narrowed. ``town``: a path. ``state``: ``closed``, ``all``, or "" for those that are open."""
    rows = units_visible_to(user)
    if kind:
        rows = rows.filter(kind=kind)
    if town:
        rows = rows.filter(region__path__startswith=town)
    if state != "all":
        rows = rows.filter(closed_at__isnull=state != "closed")
    for word in typed.split():
        rows = rows.filter(
            Q(name__icontains=word) | Q(short_name__icontains=word) | Q(code__icontains=word)
        )
    return rows


def choosable_units(*, kinds: Collection[str] = ()) -> list[tuple[int, str]]:
    """Number and name of every open unit, for a form's list; of these kinds, where some are named.
    One query."""
    rows = Unit.objects.open()
    if kinds:
        rows = rows.filter(kind__in=list(kinds))
    return list(rows.values_list("pk", "name"))


def named_units() -> dict[str, int]:
    """Keys of open units by their whole and by their short names; a whole name wins over another's
    short one. One query."""
    rows = list(Unit.objects.open().values_list("pk", "name", "short_name"))
    short = {short: pk for pk, _, short in rows if short}
    return {**short, **{name: pk for pk, name, _ in rows}}


def alike(*, name: str, code: str, but: int | None = None) -> Unit | None:
    """The open unit that has this name, or this code where there is one."""
    same = Q(name=name) | (Q(code=code) if code else Q(pk__in=[]))
    rows = Unit.objects.open().filter(same)
    return (rows.exclude(pk=but) if but is not None else rows).first()


def changes_of(unit: Unit) -> list[ChangeTold]:
    """What was changed of a unit, newest first."""
    rows = Change.objects.filter(table_name=Unit._meta.db_table, row_key=unit.pk)
    return told(rows.order_by("-pk")[:CHANGES_SHOWN])


def links_visible_to(user: User) -> QuerySet[Link]:
    """Every link with its unit, for whoever reads units; ``answered``: how often an answer came by
    it."""
    rows = Link.objects.select_related("unit", "made_by", "revoked_by").annotate(
        answered=Count("replies", filter=Q(replies__sent_at__isnull=False))
    )
    return rows if not user.is_station and user.may("units.read") else rows.none()


def links_about(user: User, about: str) -> QuerySet[Link]:
    """Links by which this thing (``kind:key``) is answered, the newest first: for its own page."""
    return links_visible_to(user).filter(about=about).order_by("-pk")


def link_visible_to(user: User, link_id: int) -> Link:
    found = links_visible_to(user).filter(pk=link_id).first()
    if found is None:
        raise NotFound("没有找到这个答复链接。")
    return found


def links_found(user: User, *, state: str, at: datetime) -> QuerySet[Link]:
    """Narrowed. ``state``: ``live``, ``soon`` (live, unanswered, ends soon), ``tried`` (codes were
    wrong today), ``answered``, ``over``; "" for all."""
    rows = links_visible_to(user).order_by("-pk")
    if state == "live":
        return rows.live(at)  # type: ignore[attr-defined, no-any-return]
    if state == "soon":
        return rows.filter(pk__in=ending_soon(at))
    if state == "tried":
        return rows.filter(pk__in=tried(at))
    if state == "answered":
        return rows.filter(Exists(_sent()))
    if state == "over":
        return rows.exclude(pk__in=Link.objects.live(at).values("pk"))
    return rows


def ending_soon(at: datetime) -> QuerySet[Link, int]:
    """Numbers of links that open, end soon, and by which nothing was answered."""
    rows = Link.objects.live(at).filter(~Exists(_sent()), expires_at__lte=at + SOON)
    return rows.values_list("pk", flat=True)


def _sent() -> QuerySet[Reply]:
    return Reply.objects.filter(link=OuterRef("pk"), sent_at__isnull=False)


def tried(at: datetime) -> QuerySet[LinkAct, int]:
    """Numbers of links at which so many codes were wrong within a day that somebody may be
    guessing."""
    rows = LinkAct.objects.filter(deed=LinkDeed.WRONG.value, at__gt=at - timedelta(days=1))
    return (
        rows.order_by()
        .values("link")
        .annotate(wrong=Count("pk"))
        .filter(wrong__gte=TRIES)
        .values_list("link", flat=True)
    )


def acts_of(link: Link) -> list[LinkAct]:
    """What happened to a link, newest first."""
    return list(link.acts.select_related("by").order_by("-pk")[:ACTS_SHOWN])


def replies_of(link: Link) -> list[Reply]:
    """What was sent by a link, newest first; what it says the answered thing tells."""
    rows = link.replies.filter(sent_at__isnull=False).defer("words").order_by("-pk")
    return list(rows.select_related("check_of"))


def reply_visible_to(user: User, reply_id: int) -> Reply:
    """An answer that was sent, with its link, its unit and what is being found out about it."""
    may = not user.is_station and user.may("units.read")
    found = (
        Reply.objects.filter(sent_at__isnull=False, pk=reply_id if may else 0)
        .select_related(
            *("link__unit", "link__made_by", "check_of__settled_by", "check_of__denied_by")
        )
        .defer("words")
        .first()
    )
    if found is None:
        raise NotFound("没有找到这份答复。")
    return found


def checks_visible_to(user: User, *, every: bool = False) -> QuerySet[ReplyCheck]:
    """Answers that somebody has to find out about, those first that the unit denies; ``every``:
    those that were settled as well, the newest first."""
    rows = ReplyCheck.objects.select_related("reply__link__unit", "settled_by")
    if user.is_station or not user.may("units.read"):
        return rows.none()
    if every:
        return rows.order_by("-pk")
    return rows.filter(state__in=[one.value for one in CHECKS_WAITING]).order_by("state", "pk")


def checks_for(user: User) -> int:
    """How many wait for this person: not those of links that he made himself."""
    rows = checks_visible_to(user).order_by()
    return rows.exclude(reply__link__made_by=user).count()


def told_of_reply(reply: Reply) -> Notice | None:
    """The receipt that went to the contact, as the outbox has it."""
    rows = Notice.objects.filter(subject_kind="unit_reply", subject_id=reply.pk)
    return rows.filter(audience=Audience.UNIT.value).first()


def told_to_units(unit_ids: Collection[int]) -> QuerySet[Notice]:
    """What went, or was to go, to contacts of these units by message, the newest first."""
    rows = Notice.objects.filter(
        audience=Audience.UNIT.value, hearer_kind=KIND, hearer_id__in=list(unit_ids)
    )
    return rows.order_by("-pk")


def code_minutes() -> int:
    """For how long a code counts."""
    return int(settings.PORTAL_LINK_CODE_MINUTES)
