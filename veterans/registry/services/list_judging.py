"""What each line of a list would do to the register, and why; nothing is written here.

The same judge speaks when a list is staged and again, under the lock, when it is applied: what was
previewed is what happens, or nothing does.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from veterans.foundation import idcard
from veterans.foundation.csv_reading import looks_like_formula
from veterans.foundation.errors import Refused
from veterans.foundation.line_problems import LineReader
from veterans.foundation.masking import STAR, mask_id_number, mask_phone
from veterans.regions.models import Level
from veterans.regions.selectors import regions_visible_to
from veterans.registry import list_cells, rules
from veterans.registry.list_cells import Place, Places
from veterans.registry.list_columns import PARTS, Sheet
from veterans.registry.models import REASON_LENGTH, Circumstance, ServicePeriod
from veterans.registry.selectors import id_index, phone_index
from veterans.registry.services.namesakes import (
    Namesake,
    Pair,
    decisions,
    namesakes,
    pair,
    verdict_on,
)
from veterans.registry.services.people_rows import (
    CUT,
    DEAD,
    ELSEWHERE,
    MERGED,
    NATION,
    OTHER_NAME,
    Known,
    Row,
    Service,
    current_accounts,
    known_people,
    read_account,
)
from veterans.registry.states import Verdict

HOMELESS = "新登记的人要写明村居：请填写镇街和村居，或 12 位区划代码。"


@dataclass(frozen=True)
class Area:
    """Where a list may reach; ``area_path`` as of whoever brought it."""

    area_path: str


@dataclass(frozen=True)
class Judged:
    """One line: what it would do, to whom, and what that rests on (``facts``)."""

    line: int
    verdict: Verdict
    reason: str
    shown: str
    facts: str
    row: Row | None = None
    index: bytes | None = None
    person_id: int | None = None
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Draft:
    """A line by itself, before anybody has looked into the register."""

    line: int
    shown: str
    complaint: str
    row: Row | None
    place: Place | None
    lost: str  # why there is no place


class Judge:
    """Judges the lines of one sheet in their order; it remembers the numbers it has met."""

    def __init__(
        self, *, sheet: Sheet, parts: Iterable[str], status: str, area: Area, today: date
    ) -> None:
        """``parts``: what of the known may change; ``status``: of a service without one."""
        self._sheet = sheet
        self._parts = frozenset(parts)
        self._status = status
        self._area = area
        self._today = today
        regions = list(regions_visible_to(area).exclude(level=Level.COUNTY))
        self._places = Places(
            Place(
                id=one.pk,
                code=one.code,
                name=one.name,
                town=f"{one.path[:9]}000",
                is_village=one.level == Level.VILLAGE,
            )
            for one in regions
        )
        self._region_ids = frozenset(regions_visible_to(area).values_list("pk", flat=True))
        self._met: dict[bytes, int] = {}
        self._newcomers: dict[tuple[str, str], int] = {}
        # Cells of parts that nobody asked for are not even looked at.
        self._used = tuple(
            key
            for part, (_, keys) in PARTS.items()
            if part in self._parts or part == "region"
            for key in keys
        )

    def judge(self, lines: Sequence[tuple[int, tuple[str, ...]]]) -> list[Judged]:
        """The next lines; a handful of queries, however many they are."""
        drafts = [self._draft(line, cells) for line, cells in lines]
        rows = [draft.row for draft in drafts if draft.row is not None]
        known = known_people([row.index for row in rows])
        ids = [person.id for person in known.values()]
        accounts = current_accounts(ids) if "account" in self._parts else {}
        nations = self._nations(ids)
        services = self._services(ids)
        strangers = [row for row in rows if row.index not in known]
        alike = namesakes(
            ((row.name, idcard.birth_date(row.number)) for row in strangers), self._area
        )
        decided = decisions(
            pair(row.index, one.index)
            for row in strangers
            for one in alike.get((row.name, idcard.birth_date(row.number)), ())
        )
        judged = []
        for draft in drafts:
            row = draft.row
            if row is None:
                judged.append(self._refused(draft, draft.complaint))
            elif row.index in self._met:
                first = self._met[row.index]
                judged.append(
                    self._refused(draft, f"与第 {first} 行是同一个身份证号，请只保留一行。")
                )
            elif person := known.get(row.index):
                held = (
                    accounts.get(person.id),
                    nations.get(person.id),
                    services.get(person.id),
                )
                judged.append(self._of_known(draft, row, person, held))
            else:
                born = idcard.birth_date(row.number)
                judged.append(self._of_new(draft, row, alike.get((row.name, born), []), decided))
            if row is not None and judged[-1].verdict is not Verdict.REFUSED:
                self._met.setdefault(row.index, draft.line)
        return judged

    def _refused(self, draft: _Draft, reason: str, person_id: int | None = None) -> Judged:
        return Judged(
            draft.line,
            Verdict.REFUSED,
            reason[:REASON_LENGTH],
            draft.shown,
            repr((draft.line, reason)),
            index=draft.row.index if draft.row else None,
            person_id=person_id,
        )

    def _of_new(
        self,
        draft: _Draft,
        row: Row,
        alike: Sequence[Namesake],
        decided: dict[Pair, bool],
    ) -> Judged:
        if draft.place is None:
            return self._refused(draft, draft.lost or HOMELESS)
        verdict, reason, one = verdict_on(row.index, alike, decided)
        if not reason and idcard.maybe_ruined(row.number):
            reason = CUT
        # Nobody of the two is registered, so there is nobody to decide about: it is only said.
        first = self._newcomers.setdefault((row.name, row.number[6:14]), draft.line)
        if not reason and first != draft.line:
            reason = f"与第 {first} 行同名、同出生日期，号码不同，请核对是不是两个人。"
        return Judged(
            draft.line,
            verdict,
            reason,
            draft.shown,
            repr((draft.line, "new", draft.place.id, [other.id for other in alike])),
            row=replace(row, region_id=draft.place.id),
            index=row.index,
            person_id=one.id if one else None,
        )

    def _of_known(
        self,
        draft: _Draft,
        row: Row,
        person: Known,
        held: tuple[tuple[bytes, str, str] | None, str | None, list[date] | None],
    ) -> Judged:
        if person.is_merged:
            return self._refused(draft, MERGED)
        if person.name != row.name:
            return self._refused(draft, OTHER_NAME)
        if person.region_id not in self._region_ids:
            return self._refused(draft, ELSEWHERE)
        if person.is_dead:
            # Last year's list does not know it yet; what is theirs is nobody's to change.
            return self._of_the_dead(draft, row, person)
        moves = "region" in self._parts
        if moves and draft.lost:
            return self._refused(draft, draft.lost, person.id)
        region_id = draft.place.id if moves and draft.place else 0
        account, nation, services = held
        changes, notes = [], []
        if region_id and region_id != person.region_id:
            changes.append("region")
        if row.phone and row.phone_index != person.phone_index:
            changes.append("phone")
        if row.account and row.account.facts != account:
            changes.append("account")
        if row.nation and nation is None:
            changes.append("nation")
        elif row.nation and row.nation != nation:
            notes.append("档案里的民族与名单不同，没有改。")
        if row.service and not services:
            changes.append("service")
        elif row.service and services and row.service.enlisted_on not in services:
            notes.append("档案里的服役经历与名单不同，没有改。")
        words = "、".join(PARTS[part][0].partition("（")[0] for part in changes)
        return Judged(
            draft.line,
            Verdict.CHANGED if changes else Verdict.UNCHANGED,
            "".join([f"更新{words}。" if changes else "", *notes]),
            draft.shown,
            repr((draft.line, person, region_id, changes, held)),
            row=replace(row, region_id=region_id),
            index=row.index,
            person_id=person.id,
            changes=tuple(changes),
        )

    @staticmethod
    def _of_the_dead(draft: _Draft, row: Row, person: Known) -> Judged:
        return Judged(
            draft.line,
            Verdict.UNCHANGED,
            DEAD,
            draft.shown,
            repr((draft.line, person)),
            index=row.index,
            person_id=person.id,
        )

    def _draft(self, line: int, cells: tuple[str, ...]) -> _Draft:
        values = self._sheet.values(cells)
        reader = LineReader()
        if any(
            looks_like_formula(values.get(key, "")) for key in ("name", "id_number", *self._used)
        ):
            reader.complain("有一格以等号或 @ 开头，像表格公式，请改成文字（选择性粘贴 → 值）。")
        name = reader.take(rules.clean_name, values["name"])
        number = reader.take(idcard.check, values["id_number"], today=self._today)
        phone = self._phone(values, reader)
        account = None
        if "account" in self._parts:
            account = read_account(
                bank=values.get("bank", ""),
                number=values.get("account_number", ""),
                holder=values.get("account_name", ""),
                name=name or "",
                reader=reader,
            )
        nation = ""
        if "nation" in self._parts:
            nation = reader.take(list_cells.read_nation, values.get("nation", "")) or ""
        service = None
        if "service" in self._parts:
            service = self._service(values, number, reader)
        place, lost = self._place(values)
        row = None
        if name is not None and number is not None and not reader.complaints:
            row = Row(
                line=line,
                name=name,
                number=number,
                index=id_index(number),
                region_id=0,
                phone=phone,
                phone_index=phone_index(phone) if phone else None,
                account=account,
                nation=nation,
                service=service,
            )
        elif lost:
            reader.complain(lost)
        shown = _shown(name, values["id_number"], place, phone)
        return _Draft(line, shown, "".join(reader.complaints), row, place, lost)

    def _phone(self, values: dict[str, str], reader: LineReader) -> str:
        if "phone" not in self._parts:
            return ""
        return reader.take(rules.clean_phone, values.get("phone", "")) or ""

    def _place(self, values: dict[str, str]) -> tuple[Place | None, str]:
        asked = (values.get(key, "") for key in ("region_code", "town", "village"))
        try:
            return self._places.find(*asked), ""
        except Refused as refusal:
            return None, str(refusal)

    def _service(
        self, values: dict[str, str], number: str | None, reader: LineReader
    ) -> Service | None:
        first = reader.take(
            list_cells.read_day,
            values.get("enlisted_on", ""),
            what="入伍时间",
            today=self._today,
        )
        last = reader.take(
            list_cells.read_day,
            values.get("discharged_on", ""),
            what="退役时间",
            today=self._today,
        )
        given = reader.take(list_cells.read_status, values.get("service_status", ""))
        if first is None:
            if last is not None and not values.get("enlisted_on", "").strip():
                reader.complain("只写了退役时间，请补上入伍时间，或两项都清空。")
            return None
        status = given or self._status
        if number is not None and first <= idcard.birth_date(number):
            reader.complain("入伍时间早于出生日期，请核对。")
        if last is not None and last <= first:
            reader.complain("退役时间要晚于入伍时间，请核对。")
        if not status:
            reader.complain("没有写服役身份，请补上“服役身份”一列，或在页面上选定一种。")
        return Service(first, last, status)

    def _nations(self, ids: Sequence[int]) -> dict[int, str]:
        if "nation" not in self._parts:
            return {}
        found = Circumstance.objects.filter(person_id__in=ids, kind=NATION).order_by("pk")
        return dict(found.values_list("person_id", "value"))

    def _services(self, ids: Sequence[int]) -> dict[int, list[date]]:
        if "service" not in self._parts:
            return {}
        held: dict[int, list[date]] = {}
        found = ServicePeriod.objects.filter(person_id__in=ids).order_by("pk")
        for person_id, day in found.values_list("person_id", "enlisted_on"):
            held.setdefault(person_id, []).append(day)
        return held


def stamp(judged: Iterable[Judged]) -> str:
    """A digest of what all verdicts rest on, whatever was decided about namesakes since."""
    digest = hashlib.sha256()
    for one in judged:
        digest.update(one.facts.encode())
    return digest.hexdigest()


def _shown(name: str | None, number: str, place: Place | None, phone: str) -> str:
    """Name, covered number, place and covered telephone; a name that is none may be the number of
    the next column."""
    plain = name if name and not any(char.isdigit() for char in name) else STAR
    covered = mask_id_number(idcard.normalise(number)[:18])
    return "\t".join((plain, covered, place.name if place else "", mask_phone(phone)))
