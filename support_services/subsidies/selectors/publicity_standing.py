"""How far the 公示 is of what one person draws or has been granted.

Whether something needs it at all is asked in the words of the calculation (``publicity_sql``).
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from support_services.subsidies import publicity_sql
from support_services.subsidies.grant_states import GrantState
from support_services.subsidies.models import (
    Entitlement,
    Grant,
    PublicityEntry,
    PublicityHanging,
    PublicityNotice,
    PublicityObjection,
    PublicityWaiver,
)
from support_services.subsidies.publicity_rules import standing
from support_services.subsidies.publicity_states import ObjectionState, Standing
from support_services.subsidies.selectors.publicity import phase_on
from veterans.registry.models import Person


@dataclass(frozen=True)
class Followed:
    """A right or a grant that needs 公示 and how far it is; exactly one of the two is set.
    ``notice``: on which it stands, if on any; ``is_hung``: somebody said where that hangs."""

    entitlement: Entitlement | None
    grant: Grant | None
    standing: Standing
    notice: PublicityNotice | None
    is_hung: bool

    @property
    def subject(self) -> Entitlement | Grant:
        found = self.entitlement or self.grant
        assert found is not None
        return found


def followed(person: Person, *, today: date) -> list[Followed]:
    """What somebody draws or has been granted that needs 公示, of whoever was found in the area.

    One query where nothing needs it, five at most where something does. What was annulled or
    cancelled is left out, unless an objection did it.
    """
    needing = _needing(person)
    if not needing["right"] and not needing["grant"]:
        return []
    rights = Entitlement.objects.filter(pk__in=needing["right"])
    grants = Grant.objects.filter(pk__in=needing["grant"])
    subjects: list[tuple[Entitlement | None, Grant | None]] = [
        (one, None) for one in _told(rights).order_by("scheme__position", "-start_month", "pk")
    ]
    subjects += [(None, one) for one in _told(grants).order_by("-year", "-pk")]
    lines, waivers = _lines(needing), _waivers(needing)
    found = []
    for right, grant in subjects:
        key = (right.pk if right else None, grant.pk if grant else None)
        line, waiver = lines.get(key), waivers.get(key)
        said = getattr(line, "is_upheld", False)
        if _is_void(right, grant) and not said:
            continue
        found.append(
            Followed(
                entitlement=right,
                grant=grant,
                standing=standing(
                    phase_on(line.notice, today) if line else None,
                    is_waived=waiver is not None and waiver.confirmed_at is not None,
                    is_asked=waiver is not None,
                    is_open=getattr(line, "is_open", False),
                    is_upheld=said,
                ),
                notice=line.notice if line else None,
                is_hung=getattr(line, "is_hung", False),
            )
        )
    return found


def _needing(person: Person) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {"right": [], "grant": []}
    with connection.cursor() as cursor:
        cursor.execute(publicity_sql.NEEDED_BY, {"person": person.pk})
        for kind, key in cursor.fetchall():
            found[kind].append(key)
    return found


def _told(rows: QuerySet) -> QuerySet:
    return rows.select_related("scheme", "person__region")


def _is_void(right: Entitlement | None, grant: Grant | None) -> bool:
    if right is not None:
        return right.end_month is not None and right.end_month < right.start_month
    return grant is not None and grant.state == GrantState.CANCELLED


Key = tuple[int | None, int | None]


def _lines(needing: dict[str, list[int]]) -> dict[Key, PublicityEntry]:
    """The line of each that counts; there is one at most."""
    against = PublicityObjection.objects.filter(entry=OuterRef("pk"))
    rows = (
        PublicityEntry.objects.filter(_of(needing), is_live=True)
        .select_related("notice__region")
        .annotate(
            is_open=Exists(against.filter(state=ObjectionState.OPEN)),
            is_upheld=Exists(against.filter(state=ObjectionState.UPHELD)),
            is_hung=Exists(PublicityHanging.objects.filter(notice=OuterRef("notice"))),
        )
    )
    return {(one.entitlement_id, one.grant_id): one for one in rows}


def _waivers(needing: dict[str, list[int]]) -> dict[Key, PublicityWaiver]:
    rows = PublicityWaiver.objects.filter(_of(needing), is_withdrawn=False)
    return {(one.entitlement_id, one.grant_id): one for one in rows}


def _of(needing: dict[str, list[int]]) -> Q:
    return Q(entitlement__in=needing["right"]) | Q(grant__in=needing["grant"])
