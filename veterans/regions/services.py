"""Loading the list of regions."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from veterans.foundation import audit
from veterans.foundation.errors import PermissionRefused, Refused
from veterans.regions.models import Region
from veterans.regions.rules import LEVELS, RegionRow, check_row

_SHOWN = 10


@dataclass(frozen=True)
class LoadOutcome:
    """How many regions were new, got another name, or were known already."""

    inserted: int
    renamed: int
    unchanged: int


@transaction.atomic
def load_regions(
    rows: Iterable[RegionRow], *, at: datetime, actor: Any | None = None
) -> LoadOutcome:
    """Bring the tree up to a list: add what is new, rename what has another name.

    Idempotent, and never deletes: people may live in a region that a new list has dropped. All or
    nothing. Refuses codes that do not fit their level, regions whose parent is neither in the list
    nor loaded, and a code listed twice. ``actor`` None is the operator at the command line;
    anybody else needs the duty ``accounts.manage``. GB/T 2260, GB/T 10114.
    """
    if actor is not None and not actor.may("accounts.manage"):
        raise PermissionRefused("区划由系统管理员维护，您的账号没有这项权限。")
    given = list(rows)
    with connection.cursor() as cursor:
        # Two loads at once would each miss what the other adds.
        cursor.execute("LOCK TABLE regions_region IN SHARE ROW EXCLUSIVE MODE")
    known = {region.code: region for region in Region.objects.all()}
    _refuse_wrong(given, known)

    inserted = renamed = 0
    for level in LEVELS:
        new, changed = [], []
        for row in (row for row in given if row.level == level):
            region = known.get(row.code)
            if region is None:
                new.append(
                    Region(
                        code=row.code,
                        name=row.name,
                        level=row.level,
                        path=check_row(row),
                        parent=known[row.parent_code] if row.parent_code else None,
                    )
                )
            elif region.name != row.name:
                region.name = row.name
                changed.append(region)
        # A level at a time: the next one needs the keys of its parents.
        known.update((region.code, region) for region in Region.objects.bulk_create(new))
        Region.objects.bulk_update(changed, ["name"], batch_size=500)
        inserted, renamed = inserted + len(new), renamed + len(changed)

    outcome = LoadOutcome(inserted, renamed, len(given) - inserted - renamed)
    if inserted or renamed:
        audit.record(
            actor=actor, action="regions.loaded", subject="region", detail=asdict(outcome), at=at
        )
    return outcome


def _refuse_wrong(rows: list[RegionRow], known: dict[str, Region]) -> None:
    """Every wrong row at once, so that a list is corrected in one go."""
    if not rows:
        raise Refused("区划清单是空的。")
    problems: list[str] = []
    listed = {row.code for row in rows}
    seen: set[str] = set()
    for row in rows:
        try:
            check_row(row)
        except Refused as error:
            problems.append(str(error))
            continue
        if row.code in seen:
            problems.append(f"{row.where}区划代码 {row.code} 重复出现。")
        seen.add(row.code)
        if row.parent_code and row.parent_code not in listed and row.parent_code not in known:
            problems.append(
                f"{row.where}区划 {row.code} 的上级 {row.parent_code} 既不在清单里，也没有登记过。"
            )
    if problems:
        more = f"\n……共 {len(problems)} 处问题" if len(problems) > _SHOWN else ""
        raise Refused("\n".join(problems[:_SHOWN]) + more)
