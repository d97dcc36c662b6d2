"""Sealing anew with the current key everything that an older key has sealed.

While the portal runs: a few rows at a time are locked, opened, sealed and written, each lot one
transaction. What is left to do stands in the values themselves, which name their key, so whoever
begins again after a kill goes on from there, and running twice does nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from veterans.foundation import audit
from veterans.foundation.crypto import seal, unseal
from veterans.foundation.fields import SealedTextField
from veterans.foundation.sealed_files import SealedPiece

# A lot takes well under a second, so nobody waits long for a row of it.
LOT = 1_000
LOT_OF_PIECES = 8  # up to a mebibyte each


@dataclass(frozen=True)
class Column:
    """A column of sealed values."""

    table: str
    key: str
    name: str
    lot: int = LOT

    def __str__(self) -> str:
        return f"{self.table}.{self.name}"


def sealed_columns() -> list[Column]:
    """Every column of sealed values that the models have."""
    found = [
        Column(model._meta.db_table, str(model._meta.pk.column), str(field.column))
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if model._meta.managed and isinstance(field, SealedTextField)
    ]
    pieces: type[models.Model] = SealedPiece
    found.append(Column(pieces._meta.db_table, "id", "sealed", LOT_OF_PIECES))
    return sorted(found, key=str)


def counts() -> dict[str, dict[int, int]]:
    """How many values of each column each key has sealed, by the key's number."""
    told = {}
    with connection.cursor() as cursor:
        for column in sealed_columns():
            cursor.execute(
                f"SELECT get_byte({column.name}, 0), count(*) FROM {column.table}"
                f" WHERE {column.name} IS NOT NULL GROUP BY 1 ORDER BY 1"
            )
            told[str(column)] = dict(cursor.fetchall())
    return told


def rotate(*, at: datetime, progress: Callable[[str], None] = lambda text: None) -> int:
    """Seal anew whatever another key than ``PORTAL_SEAL_KEY_ID`` has sealed; how many values.

    Raises ``UnknownKey`` where a value's key is no longer listed and ``Tampered`` where a value
    does not open; what was done until then stays done.
    """
    waiting = sum(
        count
        for keys in counts().values()
        for key, count in keys.items()
        if key != settings.PORTAL_SEAL_KEY_ID
    )
    if not waiting:
        return 0
    # Before the first lot: what a kill leaves half done is on record.
    _record("begun", waiting, at)
    total = 0
    for column in sealed_columns():
        done = 0
        for lot in _lots(column):
            done += lot
            progress(f"{column}：已换 {done}")
        total += done
    _record("rotated", total, at)
    return total


def _record(what: str, values: int, at: datetime) -> None:
    with transaction.atomic():
        audit.record(
            actor=None,
            action=f"keys.{what}",
            subject="key",
            subject_id=settings.PORTAL_SEAL_KEY_ID,
            detail={"values": values},
            at=at,
        )


def _lots(column: Column) -> Iterator[int]:
    last = None
    while True:
        # Durable: what this transaction may do ends with it.
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            # Triggers that keep sealed values from being changed let this pass, and only where the
            # key's number changes with them (see the migrations).
            cursor.execute("SET LOCAL portal.resealing = 'on'")
            cursor.execute(
                f"SELECT {column.key}, {column.name} FROM {column.table}"
                f" WHERE get_byte({column.name}, 0) <> %(key)s"
                f" AND (%(last)s::bigint IS NULL OR {column.key} > %(last)s)"
                f" ORDER BY {column.key} LIMIT %(lot)s FOR NO KEY UPDATE",
                {"key": settings.PORTAL_SEAL_KEY_ID, "last": last, "lot": column.lot},
            )
            rows = cursor.fetchall()
            if not rows:
                return
            cursor.execute(
                f"UPDATE {column.table} t SET {column.name} = n.sealed"
                " FROM unnest(%s::bigint[], %s::bytea[]) AS n (key, sealed)"
                f" WHERE t.{column.key} = n.key",
                [[key for key, _ in rows], [seal(unseal(sealed)) for _, sealed in rows]],
            )
            last = rows[-1][0]
        yield len(rows)
