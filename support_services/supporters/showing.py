"""Supporters as the pages of both staff doors take them: words only."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from support_services.stations.published import tel_of
from support_services.supporters.models import (
    Activity,
    Badge,
    Contribution,
    Dealt,
    Job,
    Measured,
    Pact,
    Party,
    Supporter,
)
from support_services.supporters.rules import pay_words
from support_services.supporters.selectors.register import SOON, DutyRow
from support_services.supporters.states import (
    ACTIVITY_LABELS,
    FIELD_LABELS,
    FIGURES,
    STAGE_LABELS,
    STAGE_TONES,
    ActivityKind,
    ActivityState,
    Field,
    Stage,
)
from support_services.units.states import KIND_LABELS, UnitKind
from veterans.regions.models import Level, Region
from veterans.regions.selectors import place_name


def place_of(region: Region | None) -> str:
    """Where something is; the county itself, or no place, is everywhere."""
    if region is None or region.level == Level.COUNTY:
        return "全区"
    return place_name(region)


def stage_of(row: Dealt) -> dict[str, Any]:
    stage = Stage(row.stage)
    return {
        "state_label": STAGE_LABELS[row.subject][stage],
        "state_tone": STAGE_TONES[stage],
        "why": row.ended_why,
    }


def hands_of(row: Dealt) -> list[tuple[str, str, Any]]:
    return [
        (label, str(who), at)
        for label, who, at in (
            ("录入", row.entered_by, row.entered_at),
            ("审核", row.decided_by, row.decided_at),
            (row.stage_label, row.ended_by, row.ended_at),
        )
        if who and at
    ]


def number(value: Decimal | None, unit: str = "") -> str:
    """``20 份``; without a point where there is nothing behind it."""
    if value is None:
        return ""
    told = f"{value:,.1f}".removesuffix(".0").replace("-", "−")
    return f"{told} {unit}".strip()


def supporter_row(row: Supporter, badges: Iterable[Badge]) -> dict[str, Any]:
    """A supporter in a list."""
    return {
        **stage_of(row),
        "name": row.unit.name,
        "kind": KIND_LABELS[UnitKind(row.unit.kind)],
        "place": place_of(row.unit.region),
        "fields": "、".join(FIELD_LABELS[Field(code)] for code in row.fields),
        "tier": row.get_tier_display(),
        "phone": row.unit.phone,
        "tel": tel_of(row.unit.phone),
        "badges": "、".join(one.name for one in badges),
    }


def supporter_facts(row: Supporter) -> list[tuple[str, str]]:
    unit = row.unit
    return [
        (label, value)
        for label, value in (
            ("类别", KIND_LABELS[UnitKind(unit.kind)]),
            ("统一社会信用代码", unit.code),
            ("所在地", place_of(unit.region)),
            ("地址", unit.address),
            ("电话", unit.phone),
            ("支持领域", "、".join(FIELD_LABELS[Field(code)] for code in row.fields)),
            ("能提供什么", row.offer),
            ("层级", row.get_tier_display()),
            ("从哪天起", f"{row.since:%Y-%m-%d}"),
            ("退回、退出原因", row.ended_why),
        )
        if value
    ]


def badge_row(row: Badge, today: date) -> dict[str, Any]:
    over = row.stage == Stage.IN_FORCE and row.valid_to is not None and row.valid_to < today
    soon = row.stage == Stage.IN_FORCE and row.valid_to is not None and row.valid_to <= today + SOON
    return {
        **stage_of(row),
        "kind": row.get_kind_display(),
        "name": row.name,
        "number": row.number,
        "place": place_of(row.region),
        "address": row.address,
        "phone": row.phone,
        "tel": tel_of(row.phone),
        "hours": row.hours,
        "services": row.services,
        "given_on": row.given_on,
        "valid_to": row.valid_to,
        "over": over,
        "soon": soon and not over,
        "is_valid": row.is_valid_on(today),
    }


def pact_row(row: Pact, duties: Iterable[DutyRow], today: date) -> dict[str, Any]:
    running = row.stage == Stage.IN_FORCE
    return {
        **stage_of(row),
        "title": row.title,
        "kind": row.get_kind_display(),
        "partner": str(row.partner) if row.partner else "",
        "paper": row.document_no,
        "signed_on": row.signed_on,
        "span": f"{row.valid_from:%Y-%m-%d} 至 {row.valid_to:%Y-%m-%d}",
        "over": running and row.valid_to < today,
        "soon": running and today <= row.valid_to <= today + SOON,
        "duties": [duty_line(one, running=running) for one in duties],
    }


def duty_line(row: DutyRow, *, running: bool) -> dict[str, Any]:
    """How a duty stands, in words."""
    stands = row.standing
    if not running:
        label, tone = "未生效或已终止", "idle"
    elif stands.missed:
        label, tone = f"欠 {stands.missed} 期", "bad"
    elif stands.done:
        label, tone = "本期已履行", "ok"
    elif stands.due_on is None:
        label, tone = "没有到期的", "idle"
    else:
        label, tone = "本期待履行", "info"
    return {
        "id": row.duty.pk,
        "words": row.duty.words,
        "rhythm": row.duty.get_rhythm_display(),
        "due_on": stands.due_on if running and not stands.done else None,
        "last_on": stands.last_on,
        "label": label,
        "tone": tone,
    }


def job_row(row: Job, filled: int, today: date) -> dict[str, Any]:
    over = row.stage == Stage.IN_FORCE and row.until < today
    return {
        **stage_of(row),
        "title": row.title,
        "unit": row.supporter.unit.name,
        "count": row.count,
        "filled": filled,
        "meant_for": row.get_meant_for_display(),
        "place": place_of(row.region),
        "pay": pay_words(row.pay_from, row.pay_to),
        "words": row.words,
        "phone": row.phone,
        "tel": tel_of(row.phone),
        "until": row.until,
        "over": over,
    }


def contribution_row(row: Contribution, gone: frozenset[int] = frozenset()) -> dict[str, Any]:
    """``gone``: numbers of rows that were taken back."""
    return {
        **stage_of(row),
        "id": row.pk,
        "unit": row.supporter.unit.name,
        "kind": row.get_kind_display(),
        "what": row.what,
        "much": number(row.quantity, row.unit),
        "amount": row.amount,
        "given_on": row.given_on,
        "for_whom": row.get_for_whom_display(),
        "receiver": str(row.receiver) if row.receiver else "",
        "evidence": row.evidence,
        "is_reverse": row.reverses_id is not None,
        "is_reversed": row.pk in gone,
    }


def activity_row(row: Activity, organisers: Iterable[str] = ()) -> dict[str, Any]:
    label, tone = ACTIVITY_LABELS[ActivityState(row.state)]
    return {
        "title": row.title,
        "kind": row.get_kind_display(),
        "on": row.on,
        "time": time_of(row),
        "place": place_of(row.region),
        "venue": row.venue,
        "organisers": "、".join(organisers),
        "is_open": row.is_open,
        "state_label": label,
        "state_tone": tone,
    }


def time_of(row: Activity) -> str:
    """``9:00–11:30``; "" for all day."""
    if row.starts_at is None:
        return ""
    began = f"{row.starts_at:%-H:%M}"
    return f"{began}–{row.ends_at:%-H:%M}" if row.ends_at else f"{began} 开始"


def activity_facts(row: Activity) -> list[tuple[str, str]]:
    duty = row.duty
    return [
        (label, value)
        for label, value in (
            ("种类", row.get_kind_display()),
            ("时间", f"{row.on:%Y-%m-%d} {time_of(row)}".strip()),
            ("地点", f"{place_of(row.region)}，{row.venue}"),
            ("内容", row.about),
            ("对居民", f"公布，咨询电话 {row.phone}" if row.is_open else ""),
            ("履行的义务", f"{duty.pact.supporter}：{duty.words}" if duty else ""),
            ("结果", row.told),
            ("取消、退回原因", row.why),
        )
        if value
    ]


def activity_hands(row: Activity) -> list[tuple[str, str, Any]]:
    return [
        (label, str(who), at)
        for label, who, at in (
            ("录入", row.entered_by, row.entered_at),
            ("确认预约", row.confirmed_by, row.confirmed_at),
            ("上报", row.reported_by, row.reported_at),
            ("取消", row.cancelled_by, row.cancelled_at),
        )
        if who and at
    ]


def figure_lines(row: Activity, figures: Mapping[str, Measured]) -> list[dict[str, Any]]:
    """Every figure of its kind, planned and reported; None for what nobody wrote."""
    lines = []
    for one in FIGURES[ActivityKind(row.kind)]:
        known = figures.get(one.code)
        lines.append(
            {
                "label": one.label,
                "unit": one.unit,
                "planned": known.planned if known else None,
                "reported": known.reported if known else None,
            }
        )
    return lines


def party_line(row: Party) -> dict[str, Any]:
    return {
        "name": str(row.unit),
        "role": row.get_role_display(),
        "people": row.people,
        "is_troops": row.unit.kind == UnitKind.TROOPS,
    }
