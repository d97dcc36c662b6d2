"""Single lines of a list: namesakes told apart, the corrected file taken."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.sheets import read_grid
from veterans.foundation.table_files import xlsx_bytes
from veterans.registry.list_columns import RESULT, find_table
from veterans.registry.models import ListVerdict, PeopleList, Person
from veterans.registry.selectors import people_visible_to
from veterans.registry.selectors.lists import line_of, list_visible_to, lists_visible_to
from veterans.registry.services.list_judging import Area
from veterans.registry.services.namesakes import (
    IS_ANOTHER,
    IS_SAME,
    Namesake,
    decisions,
    namesakes,
    pair,
    remember,
    verdict_on,
)
from veterans.registry.states import VERDICT_LABELS, ListState, Verdict


@dataclass(frozen=True)
class Alike:
    """Somebody registered who may be the one a line means; ``same``: what was decided, or None."""

    person: Person
    same: bool | None


def who_is_alike(verdict: ListVerdict, by: User) -> list[Alike]:
    """Everybody registered, within the reader's area, with the name and birthday of that line."""
    if verdict.person is None or verdict.id_index is None or not _hangs_on_others(verdict):
        return []
    found = _namesakes(verdict)
    decided = decisions(pair(bytes(verdict.id_index), one.index) for one in found)
    people = people_visible_to(by).select_related("region__parent").in_bulk([o.id for o in found])
    return [
        Alike(people[one.id], decided.get(pair(bytes(verdict.id_index), one.index)))
        for one in found
        if one.id in people
    ]


@transaction.atomic
def tell_apart(
    *, list_id: int, line: int, person_id: int, are_same: bool, by: User, at: datetime
) -> ListVerdict:
    """Say whether a doubtful line means somebody who is registered. Remembered for ever.

    The same: the number of the line is wrong, and it is not let in. Another: nobody is asked about
    these two numbers again. May be decided otherwise while the list waits.
    """
    require(by, "people.edit")
    made = lists_visible_to(by).select_for_update(of=("self",)).filter(pk=list_id).first()
    if made is None:
        raise NotFound("没有找到这份名单。")
    if made.state != ListState.READ:
        raise Refused("这份名单现在不能认定，请刷新页面看最新状态。")
    verdict = line_of(made, line)
    mine = bytes(verdict.id_index or b"")
    alike = _namesakes(verdict) if mine and _hangs_on_others(verdict) else []
    other = next((one for one in alike if one.id == person_id), None)
    if other is None:
        raise NotFound("这一行没有要认定的这个人。")
    remember(mine, other.index, are_same=are_same, by=by, at=at)
    before = Verdict(verdict.verdict)
    decided = decisions(pair(mine, one.index) for one in alike)
    after, verdict.reason, hangs_on = verdict_on(mine, alike, decided)
    verdict.verdict = after.value
    verdict.person_id = (hangs_on or other).id
    verdict.save(update_fields=["verdict", "reason", "person_id"])
    for kind, by_one in ((before, -1), (after, 1)):
        name = f"{kind.value}_count"
        setattr(made, name, getattr(made, name) + by_one)
    made.touched_at = at
    made.save()
    audit.record(
        actor=by,
        action="people_list.told_apart",
        subject="person",
        subject_id=person_id,
        detail={"list": made.pk, "line": line, "same": are_same},
        at=at,
    )
    return verdict


@transaction.atomic
def corrected_file(*, list_id: int, only_open: bool, by: User, at: datetime) -> tuple[str, bytes]:
    """The uploaded table with a column that says what is wrong, to be mended and brought again.

    ``only_open``: only lines that were refused or are undecided. Its name and its bytes; that it
    was taken is on record.
    """
    require(by, "people.edit")
    made = list_visible_to(by, list_id)
    if made.stored is None or not made.stamp:
        raise Refused("这份名单没有可下载的内容，请重新上传。")
    sheet = find_table(read_grid(b"".join(made.stored.read())))
    told = {line: (verdict, reason) for line, verdict, reason in _told(made)}
    wide = max([len(sheet.heads), *(len(cells) for _, cells in sheet.lines)])
    heads = [*sheet.heads, *[""] * (wide - len(sheet.heads))]
    # A list that came back with the column gets it anew, in its old place.
    place = heads.index(RESULT) if RESULT in heads else wide
    if place == wide:
        heads.append(RESULT)
    rows = []
    for line, cells in sheet.lines:
        verdict, reason = told.get(line, ("", ""))
        if only_open and verdict not in (Verdict.REFUSED, Verdict.DOUBTFUL):
            continue
        row = [*cells, *[""] * (len(heads) - len(cells))]
        row[place] = f"{VERDICT_LABELS[Verdict(verdict)]}：{reason}" if verdict else ""
        rows.append(row)
    taken = timezone.localtime(at)
    content = xlsx_bytes(
        "人员名单校验结果",
        [f"{by} {taken:%Y-%m-%d %H:%M} 下载。含个人信息，只用于改正名单，用后删除。"],
        heads,
        rows,
    )
    audit.record(
        actor=by,
        action="people_list.downloaded",
        subject="people_list",
        subject_id=made.pk,
        detail={"rows": len(rows)},
        at=at,
    )
    return f"名单校验结果-{made.pk}.xlsx", content


def _told(made: PeopleList) -> list[tuple[int, str, str]]:
    return list(made.verdicts.values_list("line", "verdict", "reason"))


def _hangs_on_others(verdict: ListVerdict) -> bool:
    """Whether the line is doubtful, or was until somebody decided."""
    return verdict.verdict == Verdict.DOUBTFUL or verdict.reason in (IS_SAME, IS_ANOTHER)


def _namesakes(verdict: ListVerdict) -> list[Namesake]:
    one = verdict.person
    if one is None:
        return []
    key = (one.name, one.born_on)
    return namesakes([key], Area(verdict.people_list.area)).get(key, [])
