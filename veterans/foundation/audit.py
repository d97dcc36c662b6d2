"""The audit log: who did what, when, to what; in a chain that shows any change.

Every entry holds the SM3 digest of the one before it and of itself, over canonical JSON. Serials
have no gaps. ``verify`` finds an entry changed, taken out or put in between by someone who can
switch the database's triggers off. What it cannot find alone is the *end* of the chain cut off:
for that the head (serial and digest) is noted elsewhere and given back as ``expected_head``.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, transaction

from veterans.foundation import request_number
from veterans.foundation.crypto import sm3
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry
from veterans.foundation.personal_data import kind_in

GENESIS = sm3(b"veterans-affairs-portal audit log")
# Any fixed number does, as long as nothing else in the portal takes the same advisory lock.
_LOCK = 0x61756469
SYSTEM = "系统"
_CHUNK = 2000


class PersonalDataInAudit(Exception):
    """Code tried to log what looks like personal data. Our fault, not the user's."""


class Actor(Protocol):
    """What the log needs to know of a user."""

    pk: Any
    username: str


@dataclass(frozen=True)
class Problem:
    """One break of the chain: at which serial, and what is wrong in Chinese."""

    serial: int
    what: str


@dataclass(frozen=True)
class Head:
    """The last entry: what to note elsewhere so that a cut-off end is found."""

    serial: int
    entry_hash: str

    def __str__(self) -> str:
        return f"{self.serial}:{self.entry_hash}"


NO_HEAD = Head(0, GENESIS.hex())


def parse_head(text: str) -> Head:
    """Read what ``str(head)`` wrote; refuses anything else."""
    serial, _, digest = text.strip().partition(":")
    if not (serial.isascii() and serial.isdigit() and re.fullmatch(r"[0-9a-f]{64}", digest)):
        raise Refused("链尾应写成“序号:摘要”，摘要为 64 位十六进制，即上次核验输出的 head。")
    return Head(int(serial), digest)


@dataclass(frozen=True)
class Report:
    """Outcome of a verification. ``problems`` is cut at the limit asked for, ``count`` is not."""

    entries: int
    head: Head
    count: int
    problems: list[Problem]


Carried = Callable[[Actor | None, datetime], Mapping[str, Any]]
_carried: list[Carried] = []


def carry(source: Carried) -> None:
    """Let an app above say of whoever acts what every entry of that moment must tell."""
    _carried.append(source)


def record(
    *,
    actor: Actor | None,
    action: str,
    subject: str = "",
    subject_id: str | int = "",
    detail: Mapping[str, Any] | None = None,
    at: datetime,
) -> AuditEntry:
    """Write one entry; call it as the last write of the transaction.

    It holds a lock until the transaction ends, which is what keeps serials without gaps; whoever
    writes much after it makes everybody wait. Refuses (raises) to run outside a transaction that
    can roll it back with the deed, a naive ``at``, floats, and anything that looks like personal
    data. ``actor`` None means the system itself.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("audit.record needs the deed's transaction")
    if at.tzinfo is None:
        raise ValueError("at is an aware datetime")
    if not action:
        raise ValueError("an entry says what was done")
    told = dict(detail or {})
    for source in _carried:
        told |= source(actor, at)
    plain = _plain(told)
    for text in (action, subject, str(subject_id)):
        _refuse_personal(text)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(
            "SELECT serial, entry_hash FROM foundation_auditentry ORDER BY serial DESC LIMIT 1"
        )
        last = cursor.fetchone()
    entry = AuditEntry(
        serial=last[0] + 1 if last else 1,
        at=at,
        actor_id=actor.pk if actor is not None else None,
        actor_name=actor.username if actor is not None else SYSTEM,
        action=action,
        subject=subject,
        subject_id=str(subject_id),
        detail=plain,
        request=request_number.current(),
        previous_hash=bytes(last[1]) if last else GENESIS,
    )
    entry.entry_hash = entry_digest(entry)
    entry.save(force_insert=True)
    return entry


def entry_digest(entry: AuditEntry) -> bytes:
    """SM3 over the entry as canonical JSON, the digest before it included."""
    fields = {
        "action": entry.action,
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "detail": entry.detail,
        "previous": bytes(entry.previous_hash).hex(),
        "request": entry.request,
        "serial": entry.serial,
        "subject": entry.subject,
        "subject_id": entry.subject_id,
    }
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sm3(text.encode())


def verify(*, expected_head: Head | None = None, limit: int = 100) -> list[Problem]:
    """Every break of the chain, at most ``limit`` of them; empty when it is whole."""
    return report(expected_head=expected_head, limit=limit).problems


def report(*, expected_head: Head | None = None, limit: int = 100) -> Report:
    """Walk the whole chain in bounded memory and say what was found."""
    problems: list[Problem] = []
    count = entries = last_serial = 0
    last_hash = GENESIS
    met_head = expected_head is None or expected_head.serial == 0
    for entry in _stream():
        entries += 1
        for what in _breaks(entry, last_serial, last_hash):
            count += 1
            if len(problems) < limit:
                problems.append(Problem(entry.serial, what))
        last_serial, last_hash = entry.serial, bytes(entry.entry_hash)
        if expected_head is not None and entry.serial == expected_head.serial:
            met_head = last_hash.hex() == expected_head.entry_hash
    if not met_head and expected_head is not None:
        count += 1
        what = "与此前留存的链尾不符：末尾记录被删除，或整条链被重写"
        problems.append(Problem(expected_head.serial, what))
    return Report(entries, Head(last_serial, last_hash.hex()), count, problems)


def _breaks(entry: AuditEntry, last_serial: int, last_hash: bytes) -> Iterator[str]:
    if entry.serial != last_serial + 1:
        yield f"序号不连续：上一条是 {last_serial}，其间的记录被删除"
    if bytes(entry.previous_hash) != last_hash:
        yield "与前一条的摘要不衔接：前一条被删除、替换，或本条是插入的"
    if bytes(entry.entry_hash) != entry_digest(entry):
        yield "内容与摘要不符：本条被改动"


def _stream() -> Iterator[AuditEntry]:
    """By serial, a chunk at a time; not a server-side cursor, which a pooler may forbid."""
    after = 0
    while True:
        chunk = list(AuditEntry.objects.filter(serial__gt=after).order_by("serial")[:_CHUNK])
        yield from chunk
        if len(chunk) < _CHUNK:
            return
        after = chunk[-1].serial


def _plain(value: Any) -> Any:
    """JSON values only, so that what is hashed is what comes back out of the database."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        _refuse_personal(str(value))
        return value
    if isinstance(value, str):
        _refuse_personal(value)
        # A plain str: labels of choices are lazy or enum members.
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, Mapping):
        out: dict[str, Any] = {}
        for key, inner in value.items():
            _refuse_personal(str(key))
            out[str(key)] = _plain(inner)
        return out
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value) if isinstance(value, set | frozenset) else value
        return [_plain(item) for item in items]
    raise TypeError(f"audit detail takes JSON values, not {type(value).__name__}")


def _refuse_personal(text: str) -> None:
    kind = kind_in(text)
    if kind:
        # The text itself must not be repeated here: this message reaches the log.
        raise PersonalDataInAudit(f"audit entry holds what looks like an {kind}; mask it")
    if "\x00" in text:
        raise ValueError("audit entry holds a NUL character")
