"""One line of a list of supporters or jobs, entered by the same services as by hand. What a line
says of something that is there changes only what was asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from support_services.supporters.list_columns import (
    PARTS,
    read_count,
    read_fields,
    read_kind,
    read_meant_for,
    read_pay,
    read_tier,
)
from support_services.supporters.models import Job, Supporter
from support_services.supporters.rules import pay_words
from support_services.supporters.services.register import (
    change_supporter,
    enter_job,
    propose_supporter,
)
from support_services.supporters.states import (
    FIELD_LABELS,
    SUPPORTING,
    WITH_CODE,
    Field,
    ListKind,
    Stage,
)
from support_services.units.models import Unit
from support_services.units.services.register import Contact, change_unit, enter_unit
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.foundation.halfwidth import squeezed
from veterans.foundation.line_problems import LineReader
from veterans.foundation.list_tables import Verdict
from veterans.foundation.sheets import parse_date
from veterans.foundation.uscc import clean_code
from veterans.regions.models import Level, Region
from veterans.registry.list_cells import Place, Places

_UNIT_FIELDS = ("kind", "name", "short_name", "code", "address", "phone", "note")


@dataclass
class Outcome:
    """What a line came to. ``words`` for whoever looks at it; ``was`` and ``became``: what it
    changed, by field, as the services take it."""

    verdict: Verdict
    words: str
    title: str
    unit_id: int | None = None
    supporter_id: int | None = None
    job_id: int | None = None
    made_unit: bool = False
    made_row: bool = False
    was: dict[str, Any] = field(default_factory=dict)
    became: dict[str, Any] = field(default_factory=dict)


@dataclass
class Known:
    """What lines name: open units by code and by name, places, and what earlier lines named."""

    codes: dict[str, int]
    names: dict[str, int]
    places: Places
    county: str
    lines: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def unit(self, code: str, name: str) -> Unit | None:
        """The open unit of that code, else of that name."""
        key = self.codes.get(code) if code else None
        key = key or self.names.get(squeezed(name))
        if key is None:
            return None
        return Unit.objects.select_related("region", "supporter").get(pk=key)

    def refuse_twice(self, *key: Any) -> None:
        if key in self.lines:
            raise Refused(f"和第 {self.lines[key]} 行是同一个。")

    def seen(self, found: Outcome, number: int) -> None:
        """An earlier line from now on."""
        if found.job_id is not None:
            self.lines[("job", found.job_id)] = number
        elif found.unit_id is not None:
            self.lines[("unit", found.unit_id)] = number
            if found.made_unit:
                unit = Unit.objects.get(pk=found.unit_id)
                self.names[squeezed(unit.name)] = unit.pk
                if unit.code:
                    self.codes[unit.code] = unit.pk


def known_things(by: User) -> Known:
    """As it stands now; two queries."""
    codes: dict[str, int] = {}
    names: dict[str, int] = {}
    for pk, code, name in Unit.objects.open().values_list("pk", "code", "name"):
        names.setdefault(squeezed(name), pk)
        if code:
            codes[code] = pk
    regions = list(Region.objects.order_by("path"))
    places = Places(
        Place(
            id=one.pk,
            code=one.code,
            name=one.name,
            town=f"{one.path[:9]}000",
            is_village=one.level == Level.VILLAGE,
        )
        for one in regions
        if one.level != Level.COUNTY
    )
    county = next((one.code for one in regions if one.level == Level.COUNTY), "")
    return Known(codes, names, places, county)


def _stop(reader: LineReader) -> None:
    if reader.complaints:
        raise Refused(reader.complaints[-1])


# --- supporters -----------------------------------------------------------------------------------


def supporter_line(
    values: Mapping[str, str],
    *,
    known: Known,
    parts: Sequence[str],
    reader: LineReader,
    by: User,
    at: datetime,
    today: date,
) -> Outcome:
    """A unit and its role. Refuses a code that is none, a name with another code, what is missing
    of a new one, a unit of a kind that does not support."""
    name = " ".join(values["name"].split())
    if not name:
        raise Refused("没有写单位名称。")
    given = values.get
    code = reader.take(clean_code, given("code", "")) or ""
    fields = reader.take(read_fields, given("fields", "")) or []
    tier = reader.take(read_tier, given("tier", ""))
    told = given("since", "")
    since = reader.take(parse_date, told) if told else today
    place = reader.take(known.places.find, "", given("town", ""), given("village", ""))
    region = place.code if place else ""
    unit = known.unit(code, name)
    if unit is None:
        kind = reader.take(read_kind, given("kind", ""), name)
        if not fields:
            reader.complain("新登记的请写支持领域。")
        _stop(reader)
        assert kind is not None
        unit = enter_unit(
            fields={
                "kind": kind.value,
                "name": name,
                "code": code,
                "region": region,
                "address": given("address", ""),
                "phone": given("phone", ""),
            },
            contact=Contact(given("contact_name", ""), given("contact_phone", "")),
            by=by,
            at=at,
        )
        made = propose_supporter(
            unit_id=unit.pk,
            fields=fields,
            offer=given("offer", ""),
            tier=str(tier),
            since=since or today,
            by=by,
            at=at,
        )
        words = "新登记单位，申报拥军力量"
        if unit.kind in WITH_CODE and not unit.code:
            words += "；没有统一社会信用代码，补上才能接纳"
        return Outcome(Verdict.NEW, words, name, unit.pk, made.pk, made_unit=True, made_row=True)
    known.refuse_twice("unit", unit.pk)
    if unit.kind not in SUPPORTING:
        reader.complain(f"“{unit.name}”登记的是{unit.get_kind_display()}，不能作拥军力量。")
    if code and unit.code and code != unit.code:
        reader.complain(f"“{unit.name}”登记的代码是 {unit.code}，和表上的不同，请核对。")
    _stop(reader)
    found = Outcome(Verdict.SAME, "", unit.name, unit.pk)
    asked = {
        "code": "" if unit.code else code,
        "region": region,
        "address": given("address", ""),
        "phone": given("phone", ""),
    }
    left = _bring_unit_up(unit, asked, parts, found, by, at)
    row: Supporter | None = getattr(unit, "supporter", None)
    if row is None:
        if not fields:
            raise Refused("新申报的请写支持领域。")
        row = propose_supporter(
            unit_id=unit.pk,
            fields=fields,
            offer=given("offer", ""),
            tier=str(tier),
            since=since or today,
            by=by,
            at=at,
        )
        found.verdict, found.made_row = Verdict.NEW, True
        found.words = "单位已登记，申报拥军力量" + (
            f"；{_told(found, ListKind.SUPPORTERS)}" if found.was else ""
        )
    else:
        left += _bring_role_up(row, fields, given("offer", ""), parts, found, by, at)
        if found.was:
            found.verdict = Verdict.CHANGED
            found.words = _told(found, ListKind.SUPPORTERS)
        else:
            found.words = f"“{unit.name}”{row.stage_label}"
    found.supporter_id = row.pk
    if squeezed(unit.name) != squeezed(name):
        found.words += f"；名称不同，登记的是“{unit.name}”，没有改"
    if left:
        found.words += f"；不同而没有改的：{'、'.join(left)}"
    return found


def _bring_unit_up(
    unit: Unit,
    asked: Mapping[str, str],
    parts: Sequence[str],
    found: Outcome,
    by: User,
    at: datetime,
) -> list[str]:
    """Writes what differs and is asked for; words for what differs and is not. An empty cell asks
    for nothing."""
    stands = {name: getattr(unit, name) for name in _UNIT_FIELDS}
    stands["region"] = unit.region.code if unit.region else ""
    differs = {one: text for one, text in asked.items() if text and text != stands[one]}
    chosen = {one: text for one, text in differs.items() if one in parts}
    if chosen:
        # Its own copy is locked and changed; what was read here stays what was.
        change_unit(unit_id=unit.pk, fields={**stands, **chosen}, by=by, at=at)
        found.was |= {one: stands[one] for one in chosen}
        found.became |= chosen
    words = PARTS[ListKind.SUPPORTERS]
    return [words[one].split("（")[0] for one in differs if one not in chosen]


def _bring_role_up(
    row: Supporter,
    fields: Sequence[str],
    offer: str,
    parts: Sequence[str],
    found: Outcome,
    by: User,
    at: datetime,
) -> list[str]:
    asked: dict[str, Any] = {"fields": list(fields), "offer": offer}
    stands = {"fields": list(row.fields), "offer": row.offer}
    differs = {one: told for one, told in asked.items() if told and told != stands[one]}
    closed = row.stage in (Stage.ENDED, Stage.DROPPED)
    chosen = {} if closed else {one: told for one, told in differs.items() if one in parts}
    if chosen:
        now = {**stands, **chosen}
        change_supporter(
            supporter_id=row.pk,
            fields=now["fields"],
            offer=now["offer"],
            tier=row.tier,
            since=row.since,
            by=by,
            at=at,
        )
        found.was |= {one: stands[one] for one in chosen}
        found.became |= chosen
    words = PARTS[ListKind.SUPPORTERS]
    return [words[one] for one in differs if one not in chosen]


# --- jobs -----------------------------------------------------------------------------------------


def job_line(
    values: Mapping[str, str],
    *,
    known: Known,
    parts: Sequence[str],
    reader: LineReader,
    by: User,
    at: datetime,
    today: date,
    fair_id: int | None,
    until: date | None,
) -> Outcome:
    """Posts of a supporter that is accepted. Refuses one that is none, what is missing, and a last
    day that is past. Posts that are public are never changed."""
    given = values.get
    code = reader.take(clean_code, given("code", "")) or ""
    unit = known.unit(code, given("holder", ""))
    row: Supporter | None = getattr(unit, "supporter", None) if unit else None
    if row is None or row.stage != Stage.IN_FORCE:
        name = given("holder", "")[:20]
        reader.complain(f"“{name}”不是已接纳的拥军力量，请先申报、接纳，或者核对名称、代码。")
    count = reader.take(read_count, given("count", ""))
    meant_for = reader.take(read_meant_for, given("meant_for", ""))
    pay = reader.take(read_pay, given("pay", ""))
    told = given("until", "")
    last = reader.take(parse_date, told) if told else until
    if last is None and not told:
        reader.complain("没有写招到哪天，上传时也没有选。")
    place = reader.take(known.places.find, "", given("town", ""), given("village", ""))
    _stop(reader)
    assert unit is not None
    assert row is not None
    home = unit.region.code if unit.region else known.county
    region = place.code if place else home
    wanted: dict[str, Any] = {
        "count": count,
        "words": given("words", ""),
        "phone": given("phone", "") or unit.phone,
        "until": last,
        "pay_from": pay[0] if pay else None,
        "pay_to": pay[1] if pay else None,
    }
    title = f"{unit.name}：{given('title', '')}"
    there = _same_job(row, given("title", ""), region, today)
    told_of: dict[str, Any] = {"supporter_id": row.pk, "by": by, "at": at, "today": today}
    if there is None:
        made = enter_job(
            **told_of,
            **wanted,
            title=given("title", ""),
            meant_for=str(meant_for),
            region=region,
            fair_id=fair_id,
        )
        words = f"新岗位，{made.count} 人，{pay_words(made.pay_from, made.pay_to) or '面议'}"
        return Outcome(
            *(Verdict.NEW, words, title, unit.pk, row.pk, made.pk),
            made_row=True,
        )
    known.refuse_twice("job", there.pk)
    found = Outcome(Verdict.SAME, "", title, unit.pk, row.pk, there.pk)
    if not given("phone", ""):
        wanted["phone"] = ""
    if not told:
        wanted["until"] = None
    stands = {name: getattr(there, name) for name in wanted}
    differs = {one: told for one, told in wanted.items() if told and told != stands[one]}
    open_to_change = there.stage == Stage.DRAFT
    chosen = {
        one: told for one, told in differs.items() if open_to_change and _part_of(one) in parts
    }
    if chosen:
        enter_job(
            **told_of,
            **{**stands, **chosen},
            title=there.title,
            meant_for=there.meant_for,
            region=there.region.code,
            fair_id=there.fair_id,
            key=there.pk,
        )
        found.verdict = Verdict.CHANGED
        found.was = {one: _kept(stands[one]) for one in chosen}
        found.became = {one: _kept(told) for one, told in chosen.items()}
        found.words = _told(found, ListKind.JOBS)
    else:
        found.words = f"已登记，{there.stage_label}"
    left = dict.fromkeys(
        PARTS[ListKind.JOBS][_part_of(one)] for one in differs if one not in chosen
    )
    if left:
        found.words += f"；不同而没有改的：{'、'.join(left)}"
    return found


def _same_job(row: Supporter, title: str, region: str, today: date) -> Job | None:
    """Posts of that name at that place that wait or are open."""
    rows = row.jobs.filter(region__code=region, stage__in=[Stage.DRAFT, Stage.IN_FORCE])
    rows = rows.select_related("region").exclude(stage=Stage.IN_FORCE, until__lt=today)
    return next((one for one in rows if squeezed(one.title) == squeezed(title)), None)


def _part_of(name: str) -> str:
    return "pay" if name.startswith("pay_") else name


def _kept(value: Any) -> Any:
    """As JSON keeps it."""
    return value if isinstance(value, int) else str(value) if value is not None else None


def _told(found: Outcome, kind: ListKind) -> str:
    """``办公电话：0533-1 → 0533-2``, one after the other."""
    words = PARTS[kind]
    lines: dict[str, str] = {}
    for name, after in found.became.items():
        part = words[_part_of(name)].split("（")[0]
        change = f"{_said(name, found.was[name])} → {_said(name, after)}"
        lines[part] = f"{lines[part]}，{change}" if part in lines else f"{part}：{change}"
    return "；".join(lines.values())


def _said(name: str, value: Any) -> str:
    if name == "fields":
        return "、".join(FIELD_LABELS[Field(code)] for code in value) or "空"
    if name == "region" and value:
        place = Region.objects.filter(code=value).first()
        return place.name if place else str(value)
    return str(value) if value not in ("", None) else "空"
