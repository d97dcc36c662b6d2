"""The memorials as the pages of both staff doors take them: words only."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from honors.memorials import selectors
from honors.memorials.models import (
    Ceremony,
    Entry,
    Facility,
    Finding,
    Guest,
    Remains,
    Repair,
    Survivor,
    Trip,
)
from honors.memorials.models.days import closures
from honors.memorials.states import STATE_LABELS, EntryState, What
from veterans.accounts.models import User
from veterans.foundation.money import yuan_text
from veterans.regions.selectors import place_name

Facts = list[tuple[str, str]]
Section = dict[str, Any]


def state_of(what: What, row: Any) -> tuple[str, str]:
    if what is What.MARTYR:
        return STATE_LABELS[what][EntryState(row.state)]
    words: tuple[str, str] = row.state_words
    return words


def when(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def native(entry: Entry) -> str:
    return place_name(entry.region) if entry.region is not None else entry.native_place


def day_of(on: date | None, about: str) -> str:
    return f"{on:%Y-%m-%d}" if on else about


def buried(entry: Entry) -> str:
    if entry.burial == "here":
        grave = f" {entry.grave.number} 号墓" if entry.grave is not None else ""
        return f"{entry.facility}{grave}"
    return entry.burial_place if entry.burial == "elsewhere" else "不详"


def line(what: What, row: Any, *, today: date) -> tuple[str, str]:
    """A row of a list: what it is called, and a line below."""
    match row:
        case Entry():
            life = "—".join(
                (day_of(row.born_on, row.born) or "？", day_of(row.died_on, row.died) or "？")
            )
            return row.name, " · ".join(filter(None, (life, native(row), buried(row))))
        case Facility():
            return row.name, " · ".join(
                (row.get_level_display(), row.get_kind_display(), place_name(row.region))
            )
        case Repair():
            late = "，已过期限" if row.state == "checked" and row.until < today else ""
            return (
                row.title,
                f"{row.facility} · 预算 {yuan_text(row.budget)} 元 · {row.until} 前完工{late}",
            )
        case Remains():
            late = "，已超时" if row.state == "asked" and row.due_at < timezone.now() else ""
            return row.place, f"{when(row.found_at)} 发现 · 最晚 {when(row.due_at)} 接报{late}"
        case Ceremony():
            last = f"{timezone.localtime(row.ends):%H:%M}"
            who = row.unit or row.get_organiser_display()
            return (
                row.title,
                f"{when(row.starts)}–{last} · {row.facility} · {who} · {row.people} 人",
            )
        case Trip():
            return str(row), f"{row.from_on} 至 {row.until_on} · {row.people} 人"
        case Guest():
            return row.come_from, f"{row.on} · {row.facility} · {row.people} 人"
    raise TypeError(what)


def facts(row: Any, *, today: date) -> Facts:
    """What stands at the top of a page; what nobody has written is left out."""
    match row:
        case Entry():
            found = [
                ("姓名", row.name),
                ("性别", row.get_sex_display()),
                ("出生", day_of(row.born_on, row.born)),
                ("牺牲", day_of(row.died_on, row.died)),
                ("籍贯", native(row)),
                ("生前军兵种、组织", row.force),
                ("生前职务", row.rank),
                ("事迹", row.deeds),
                ("烈士证明书", row.certificate_no),
                ("批准机关", row.approved_by_whom),
                ("安葬地", buried(row)),
            ]
        case Facility():
            found = [
                ("保护级别", row.get_level_display()),
                ("种类", row.get_kind_display()),
                ("所在地", place_name(row.region)),
                ("位置", row.address),
                ("保护单位", row.keeper),
                ("联系电话", row.phone),
                ("保护范围", row.range_told),
                ("保护标志", row.sign),
                ("开放时间", f"每天 {row.opens_at:%H:%M}–{row.closes_at:%H:%M}，免费"),
                ("同时最多", f"{row.capacity} 人"),
                ("给来祭扫的人的话", row.notice),
            ]
        case Repair():
            found = [
                ("设施", str(row.facility)),
                ("检查发现的问题", str(row.finding or "")),
                ("修什么、怎么修", row.told),
                ("预算", f"{yuan_text(row.budget)} 元"),
                ("完工期限", f"{row.until}"),
                ("结算", f"{yuan_text(row.cost)} 元" if row.cost is not None else ""),
            ]
        case Remains():
            found = [
                ("在哪里", place_name(row.region)),
                ("具体位置", row.place),
                ("发现时间", when(row.found_at)),
                ("最晚接报", when(row.due_at)),
                ("情况", row.told),
            ]
        case Ceremony():
            found = [
                ("编号", row.number),
                ("到哪里", str(row.facility)),
                ("时间", f"{when(row.starts)} 至 {timezone.localtime(row.ends):%H:%M}"),
                ("谁来办", row.unit or row.get_organiser_display()),
                ("联系人", row.contact),
                ("电话", row.phone),
                ("预计人数", f"{row.people}"),
                ("实到人数", "" if row.came is None else f"{row.came}"),
                ("做了什么", row.report),
            ]
        case Trip():
            state = row.grant.get_state_display() if row.grant is not None else ""
            found = [
                ("申请人", f"{row.person}（烈士的{row.survivor.relation}）"),
                ("去哪里", row.to_place),
                ("当地部门", row.to_bureau),
                ("日期", f"{row.from_on} 至 {row.until_on}"),
                ("同行人数", f"{row.people}"),
                ("说明", row.told),
                (
                    "补助",
                    f"{yuan_text(row.grant.amount)} 元（核发{state}）"
                    if row.grant is not None
                    else "",
                ),
                ("结果", row.outcome),
            ]
        case Guest():
            found = [
                ("到哪里", str(row.facility)),
                ("从哪里来", row.come_from),
                ("来人", row.contact),
                ("电话", row.phone or ""),
                ("来看哪位烈士", row.martyr_name),
                ("日期", f"{row.on}"),
                ("人数", f"{row.people}"),
                ("接送", row.transport),
                ("食宿", row.lodging),
                ("接待情况", row.report),
            ]
        case _:
            raise TypeError(row)
    if getattr(row, "why", ""):
        found.append(("原因、处置结果", row.why))
    return [(label, value) for label, value in found if value]


def hands(what: What, row: Any) -> list[tuple[str, str, str]]:
    """Who did what, when."""
    names = (
        (("录入", "entered"), ("审核", "reviewed"), ("公布", "published"), ("终止", "ended"))
        if what is What.MARTYR
        else (
            ("登记", "entered"),
            (_CHECKED.get(what, "确认"), "checked"),
            ("验收" if what is What.REPAIR else "批准", "decided"),
            ("办结", "done"),
            ("终止", "ended"),
        )
    )
    found = []
    for label, stem in names:
        at = getattr(row, f"{stem}_at")
        who = getattr(row, f"{stem}_by")
        if at is not None:
            found.append((label, str(who) if who is not None else "居民网上预约", when(at)))
    return found


_CHECKED = {
    What.FACILITY: "核准",
    What.REPAIR: "立项",
    What.REMAINS: "接报",
    What.CEREMONY: "确认",
    What.TRIP: "初审",
}


def sections(what: What, row: Any, user: User, *, today: date, photo_url: Any) -> list[Section]:
    """What hangs on it: heading, rows {title, note, photos}, words where there are none."""
    match row:
        case Entry():
            found = [
                _section(
                    "出处",
                    "还没有登记出处；登记了才能审核。",
                    (
                        (
                            one.title,
                            f"{one.get_kind_display()}，{one.get_trust_display()}；{one.says}"
                            if one.says
                            else f"{one.get_kind_display()}，{one.get_trust_display()}",
                        )
                        for one in row.martyr.sources.all()
                    ),
                ),
                _section(
                    "遗属（不公布）",
                    "没有登记遗属。",
                    (
                        (one.person.name, _survivor_note(one))
                        for one in selectors.survivors_of(user, row.martyr_id)
                    ),
                ),
                _section(
                    "版次",
                    "",
                    (
                        (f"第 {one.number} 版：{one.name}", _edition_note(one))
                        for one in selectors.entries_of(row.martyr_id)
                    ),
                ),
            ]
        case Facility():
            found = _of_facility(row, photo_url)
        case Repair():
            found = [
                _section(
                    "报价",
                    "还没有报价。",
                    ((one.firm, f"{yuan_text(one.amount)} 元") for one in row.quotes.all()),
                ),
                _section(
                    "进度",
                    "还没有进度。",
                    ((f"{one.percent}%", f"{one.on} · {one.told}") for one in row.steps.all()),
                ),
                _photos(row.photos.all(), photo_url),
            ]
        case Remains():
            found = [_photos(row.photos.all(), photo_url)]
        case _:
            found = []
    return [one for one in found if one["rows"] or one["none"] or one["photos"]]


def _survivor_note(one: Survivor) -> str:
    where = f"{one.relation} · {place_name(one.person.region)}"
    if one.ended_at is None:
        return where
    return f"{where} · 已解除：{one.ended_why}（{one.ended_by}，{when(one.ended_at)}）"


def finding_line(one: Finding) -> str:
    """A finding, how grave, since when, and how its repair stands. Reads ``repairs``."""
    words = [one.told, one.get_grade_display(), f"{one.inspection.done_on} 发现"]
    for repair in one.repairs.all():
        if repair.state != "ended":
            words.append(f"修缮“{repair.title}”{repair.state_words[0]}")
    return "，".join(words)


def _edition_note(one: Entry) -> str:
    label = STATE_LABELS[What.MARTYR][EntryState(one.state)][0]
    return f"{label}：{one.ended_why}" if one.ended_why else label


def _of_facility(row: Facility, photo_url: Any) -> list[Section]:
    visits = list(row.inspections.prefetch_related("findings", "photos", "remedies__finding")[:10])
    checks = _section(
        "检查记录",
        "还没有检查记录。",
        (
            (
                f"{one.done_on}",
                one.told
                + "".join(
                    f"；{found.get_grade_display()}：{found.told}" for found in one.findings.all()
                )
                + "".join(f"；已修好：{remedy.finding}" for remedy in one.remedies.all()),
            )
            for one in visits
        ),
    )
    checks["photos"] = [
        {"title": f"{one.done_on} 照片 {number}", "url": photo_url(photo.pk)}
        for one in visits
        for number, photo in enumerate(one.photos.all(), start=1)
    ]
    return [
        checks,
        _section(
            "没有修好的问题",
            "",
            (
                (one.told, finding_line(one).partition("，")[2])
                for one in selectors.open_findings(row.pk)
                .select_related("inspection")
                .prefetch_related("repairs")
                .order_by("-pk")
            ),
        ),
        _section(
            "不开放的日子",
            "",
            ((str(one), "居民不能预约") for one in closures(row.pk, since=timezone.localdate())),
        ),
        _section(
            "墓位",
            "没有登记墓位。",
            ((str(one), one.inscription) for one in row.graves.all()[:200]),
        ),
        _section(
            "名称变更",
            "",
            (
                (str(one), f"{one.authority} {one.document_no}，{one.decided_on}")
                for one in row.names.all()
            ),
        ),
    ]


def _section(title: str, none: str, rows: Iterable[tuple[str, str]]) -> Section:
    return {
        "title": title,
        "none": none,
        "rows": [{"title": name, "note": note} for name, note in rows],
        "photos": [],
    }


def _photos(rows: Any, photo_url: Any) -> Section:
    found = _section("照片", "没有照片。", ())
    found["photos"] = [
        {"title": f"{when(one.entered_at)} 照片 {number}", "url": photo_url(one.pk)}
        for number, one in enumerate(rows, start=1)
    ]
    return found
