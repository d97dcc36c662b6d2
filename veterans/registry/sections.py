"""The sections of a file as data: what stands in each, who reads it, who writes it, how it is told.

One service writes all of them and one page shows all of them; a new section is a row here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from veterans.foundation.masking import mask_address, mask_certificate, mask_phone
from veterans.foundation.money import yuan_text
from veterans.registry.codes import CIRCUMSTANCES, IDENTITY, SECURITY, WORK, label_of
from veterans.registry.models import (
    Certificate,
    Circumstance,
    Employment,
    FileNote,
    Merit,
    Placement,
    Relative,
    Residence,
    SensitiveRecord,
    ServicePeriod,
)

Told = tuple[str, list[str]]


@dataclass(frozen=True)
class Section:
    """One section.

    ``fields`` are filled in, in this order. ``told`` makes of a row its line and what stands
    below. ``read`` is the duty at the bureau, ``at_station`` whether the own station reads it as
    well, ``write`` the duty that adds, corrects and removes. ``past``: days that have been;
    ``later``: days that may lie ahead; none lies before the birth. ``kinds``: of a table that
    several sections share. ``follows``: a new row closes the one before it of the same
    ``kind``.
    """

    key: str
    title: str
    model: Any  # a kind of ``FileRow``
    fields: tuple[str, ...]
    told: Callable[[Any], Told]
    empty: str
    read: str = "people.read"
    at_station: bool = True
    write: str = "people.edit"
    past: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    follows: bool = False
    hint: str = ""


def span(first: date | None, last: date | None) -> str:
    """``自 2010-03-01 至 2012-11-30``; "" where nothing is known."""
    parts = [f"自 {first:%Y-%m-%d}" if first else "", f"至 {last:%Y-%m-%d}" if last else ""]
    return " ".join(part for part in parts if part)


def _notes(*parts: str) -> list[str]:
    return [part for part in parts if part]


def _circumstance(row: Circumstance) -> Told:
    return (
        f"{row.get_kind_display()}：{label_of(row.kind, row.value)}",
        _notes(span(row.valid_from, row.valid_to), row.document_no),
    )


def _residence(row: Residence) -> Told:
    region = row.region
    where = "" if region is None else str(region.name)
    if region is not None and region.level == "village" and region.parent is not None:
        where = f"{region.parent.name}{region.name}"
    address = mask_address(str(row.address or ""))
    return (
        f"{row.get_kind_display()}：{where or '本区以外'}",
        _notes(address, span(row.valid_from, row.valid_to), row.document_no),
    )


def _relative(row: Relative) -> Told:
    more = ["由其供养"] if row.is_dependant else []
    more += ["紧急联系人"] if row.is_contact else []
    return (
        f"{row.get_relation_display()} {row.name}",
        _notes(mask_phone(str(row.phone or "")), *more, span(row.valid_from, row.valid_to)),
    )


def _service(row: ServicePeriod) -> Told:
    ended = f"{row.discharged_on:%Y-%m-%d} 退役" if row.discharged_on else "现役"
    return (
        f"{row.enlisted_on:%Y-%m-%d} 入伍，{ended}",
        _notes(
            row.get_status_display(),
            row.get_force_display(),
            f"入伍地 {row.enlisted_from}" if row.enlisted_from else "",
            {True: "入伍时农村户籍", False: "入伍时城镇户籍"}.get(row.was_rural, ""),  # type: ignore[arg-type]
            "艰苦边远地区" if row.in_hardship_area else "",
            "有海外任务经历" if row.was_abroad else "",
            row.rank,
            "特殊岗位" if row.had_special_post else "",
            "参加过重大任务" if row.had_major_task else "",
            row.document_no,
        ),
    )


def _merit(row: Merit) -> Told:
    return (
        f"{row.get_kind_display()}{'（战时）' if row.in_war else ''} {row.title}".strip(),
        _notes(f"{row.awarded_on:%Y-%m-%d} 授予", row.document_no),
    )


def _placement(row: Placement) -> Told:
    return (
        row.get_mode_display(),
        _notes(
            f"{row.placed_on:%Y-%m-%d}" if row.placed_on else "",
            row.batch,
            f"接收单位 {row.employer}" if row.employer else "",
            f"档案在 {row.archive}" if row.archive else "",
            f"一次性 {yuan_text(row.lump_sum)} 元" if row.lump_sum is not None else "",
            f"逐月 {yuan_text(row.monthly)} 元" if row.monthly is not None else "",
            row.document_no,
        ),
    )


def _certificate(row: Certificate) -> Told:
    return (
        f"{row.get_kind_display()} {mask_certificate(str(row.number))}",
        _notes(
            row.issuer,
            f"{row.issued_on:%Y-%m-%d} 发证" if row.issued_on else "",
            f"有效期至 {row.valid_to:%Y-%m-%d}" if row.valid_to else "",
            "已注销或换发" if row.is_void else "",
        ),
    )


def _employment(row: Employment) -> Told:
    return (
        f"{row.get_kind_display()}：{row.title}",
        _notes(row.organisation, span(row.starts_on, row.ends_on), row.result, row.document_no),
    )


def _sensitive(row: SensitiveRecord) -> Told:
    return row.get_kind_display(), _notes("内容已加密，查看要写明原因", row.document_no)


def _note(row: FileNote) -> Told:
    return str(row.text), ["服务站可见"] if row.for_station else []


def _of(group: str) -> frozenset[str]:
    return frozenset(key for key, kind in CIRCUMSTANCES.items() if kind.section == group)


_DATED = ("valid_from", "valid_to")
_CIRCUMSTANCE = ("kind", "value", *_DATED, "document_no")

SECTIONS: tuple[Section, ...] = (
    Section(
        "identity",
        "身份情况",
        Circumstance,
        _CIRCUMSTANCE,
        _circumstance,
        "民族、政治面貌、婚姻、文化程度还没有登记",
        past=_DATED,
        kinds=_of(IDENTITY),
        follows=True,
    ),
    Section(
        "residence",
        "户籍和住址",
        Residence,
        ("kind", "region", "address", *_DATED, "document_no"),
        _residence,
        "没有登记户籍地和详细住址",
        past=_DATED,
        follows=True,
        hint="现住村居改变的，请办理“区内搬迁”，由新村居的服务站看到此人。",
    ),
    Section(
        "relatives",
        "亲属和联系人",
        Relative,
        ("relation", "name", "phone", "is_dependant", "is_contact", *_DATED, "document_no"),
        _relative,
        "没有登记亲属和紧急联系人",
        write="people.contact",
        past=_DATED,
    ),
    Section(
        "service",
        "服役经历",
        ServicePeriod,
        (
            "enlisted_on",
            "discharged_on",
            "status",
            "force",
            "enlisted_from",
            "was_rural",
            "in_hardship_area",
            "was_abroad",
            "rank",
            "had_special_post",
            "had_major_task",
            "document_no",
        ),
        _service,
        "没有登记服役经历",
        past=("enlisted_on", "discharged_on"),
        hint="只写军兵种，不写部队番号、代号。",
    ),
    Section(
        "merits",
        "立功和荣誉",
        Merit,
        ("kind", "title", "in_war", "awarded_on", "document_no"),
        _merit,
        "没有登记立功受奖和荣誉",
        past=("awarded_on",),
    ),
    Section(
        "placement",
        "退役安置",
        Placement,
        (
            "mode",
            "placed_on",
            "batch",
            "employer",
            "archive",
            "lump_sum",
            "monthly",
            "document_no",
        ),
        _placement,
        "没有登记安置情况",
        at_station=False,
        past=("placed_on",),
    ),
    Section(
        "certificates",
        "证件",
        Certificate,
        ("kind", "number", "issuer", "issued_on", "valid_to", "is_void"),
        _certificate,
        "没有登记证件",
        past=("issued_on",),
        later=("valid_to",),
    ),
    Section(
        "work",
        "就业情况",
        Circumstance,
        _CIRCUMSTANCE,
        _circumstance,
        "没有登记就业状况和意愿",
        write="people.contact",
        past=_DATED,
        kinds=_of(WORK),
        follows=True,
    ),
    Section(
        "employment",
        "工作和培训经历",
        Employment,
        ("kind", "title", "organisation", "starts_on", "ends_on", "result", "document_no"),
        _employment,
        "没有登记工作和培训经历",
        past=("starts_on",),
        later=("ends_on",),
    ),
    Section(
        "security",
        "社会保障和生活",
        Circumstance,
        _CIRCUMSTANCE,
        _circumstance,
        "没有登记医保、养老、救助和居住情形",
        write="people.contact",
        past=_DATED,
        kinds=_of(SECURITY),
        follows=True,
    ),
    Section(
        "sensitive",
        "敏感信息",
        SensitiveRecord,
        ("kind", "text", "document_no"),
        _sensitive,
        "没有登记",
        read="people.sensitive",
        at_station=False,
        write="people.sensitive",
        hint="参战参试、病情、残情、处分的具体内容只写在这里，加密保存。同样不写部队番号、代号。",
    ),
    Section(
        "notes",
        "备注",
        FileNote,
        ("text", "for_station"),
        _note,
        "没有备注",
        write="people.contact",
    ),
)
BY_KEY = {section.key: section for section in SECTIONS}
