"""How long what is only of use for a while is kept, and what is kept for good.

A floor registers its kinds in ``AppConfig.ready``: a rule for what may go, or a word why it stays.
What stays can have no rule, whichever came first; the guards in the database would refuse it
anyway. Nothing goes by itself until a setting switches its rule on.

Rows go a few at a time, each lot in one transaction with its entry in the audit log. What is left
to do stands in the rows themselves, so a run that was killed goes on when it is called again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction

from veterans.foundation import audit
from veterans.foundation.confidence import Confidence
from veterans.foundation.errors import Refused

LOT = 1_000


def delete(rows: models.QuerySet[Any]) -> None:
    """What most kinds need; a kind with something below its rows has a way of its own."""
    rows.delete()


@dataclass(frozen=True)
class Rule:
    """One kind that may go. ``due`` gives the rows that were of use last before a time, and that
    nothing rests on; ``since`` is the column that says when that was. ``least``: the shortest time
    that a setting may ask for. ``source`` says whose rule it is, in Chinese, as on the screen."""

    code: str
    title: str
    keep: timedelta
    least: timedelta
    source: str
    confidence: Confidence
    model: type[models.Model]
    due: Callable[[datetime], models.QuerySet[Any]]
    since: str
    remove: Callable[[models.QuerySet[Any]], None] = delete
    lot: int = LOT


@dataclass(frozen=True)
class Kept:
    """A kind that stays, and why, in Chinese."""

    title: str
    tables: frozenset[type[models.Model]]
    why: str
    confidence: Confidence


@dataclass(frozen=True)
class Due:
    """How many rows of a kind are over their time, and since when the oldest is."""

    rule: Rule
    keep: timedelta
    count: int
    oldest: datetime | None


RULES: dict[str, Rule] = {}
KEPT: dict[str, Kept] = {}


def register(rule: Rule) -> None:
    """A kind that may go; refuses (raises) a code that is taken, and what is kept for good."""
    if rule.code in RULES:
        raise ValueError(f"there are two retention rules called {rule.code}")
    _stays_out(rule, KEPT.values())
    RULES[rule.code] = rule


def keep(kept: Kept) -> None:
    """A kind that stays; refuses (raises) one that has a rule to go."""
    for rule in RULES.values():
        _stays_out(rule, [kept])
    KEPT[kept.title] = kept


def _stays_out(rule: Rule, kept: Iterable[Kept]) -> None:
    for one in kept:
        if rule.model in one.tables:
            raise ValueError(f"{rule.model.__name__} is kept for good: {one.why}")


def switched_on() -> dict[str, timedelta]:
    """The rules that the setting lets go by themselves, with their time. Refuses one that is not
    there, and a time shorter than the rule allows."""
    chosen: dict[str, int | None] = settings.PORTAL_RETENTION
    found = {}
    for code, days in chosen.items():
        rule = _rule(code)
        found[code] = rule.keep if days is None else timedelta(days=days)
        if found[code] < rule.least:
            raise Refused(
                f"PORTAL_RETENTION：{rule.title}最短保存 {rule.least.days} 天，不能写 {days} 天。"
            )
    return found


def overview(*, at: datetime) -> list[Due]:
    """What of each kind is over its time now."""
    chosen = switched_on()
    found = []
    for rule in RULES.values():
        time = chosen.get(rule.code, rule.keep)
        told = rule.due(at - time).aggregate(
            count=models.Count("pk"), oldest=models.Min(rule.since)
        )
        found.append(Due(rule, time, told["count"], told["oldest"]))
    return found


def apply(
    codes: Iterable[str], *, at: datetime, progress: Callable[[str], None] = lambda text: None
) -> dict[str, int]:
    """Let go what is over its time, of these kinds; how many rows of each. Twice does it once."""
    chosen = switched_on()
    rules = [_rule(code) for code in codes]
    return {
        rule.code: _apply(rule, at - chosen.get(rule.code, rule.keep), at, progress)
        for rule in rules
    }


def apply_switched_on(*, at: datetime) -> dict[str, int]:
    """The nightly run: those rules that the setting names, and no other."""
    return apply(switched_on(), at=at)


def _apply(rule: Rule, before: datetime, at: datetime, progress: Callable[[str], None]) -> int:
    total = 0
    while True:
        with transaction.atomic(durable=True):
            # Whoever is at a row keeps it; the next run comes by again.
            locked = (
                rule.due(before).select_for_update(skip_locked=True, of=("self",)).order_by("pk")
            )
            keys = list(locked.values_list("pk", flat=True)[: rule.lot])
            if not keys:
                return total
            rule.remove(rule.model._default_manager.filter(pk__in=keys))
            audit.record(
                actor=None,
                action="retention.applied",
                subject="retention",
                subject_id=rule.code,
                detail={"rows": len(keys), "before": before},
                at=at,
            )
        total += len(keys)
        progress(f"{rule.title}：已清理 {total:,}")


def _rule(code: str) -> Rule:
    if code not in RULES:
        raise Refused(f"没有“{code}”这一类，可写：{'、'.join(RULES)}。")
    return RULES[code]
