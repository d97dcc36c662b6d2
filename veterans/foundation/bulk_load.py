"""Loading many new rows at once, with PostgreSQL's COPY.

For imports only: model ``save``, defaults and validation are passed by, so the caller gives every
column that must not be empty. Constraints and triggers of the database hold as always; statement
triggers see the whole load as one statement.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Model

from veterans.foundation.crypto import seal
from veterans.foundation.fields import SealedTextField

_AT_ONCE = 100
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def next_ids(model: type[Model], count: int) -> list[int]:
    """As many new primary keys, taken from the table's own sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return [row[0] for row in cursor.fetchall()]


def load_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert the rows; values stand in the order of ``columns`` (database column names).

    Text for a sealed field is sealed on the way. Refuses (raises) a type it does not know rather
    than write something else. Returns how many rows there were.
    """
    fields = {field.column: field for field in model._meta.concrete_fields}
    sealed = [isinstance(fields[column], SealedTextField) for column in columns]
    feed = _Feed(rows, sealed)
    if not feed.count:
        return 0
    quote = connection.ops.quote_name
    listed = ", ".join(quote(column) for column in columns)
    try:
        with connection.cursor() as cursor, connection.wrap_database_errors:
            cursor.copy_expert(f"COPY {quote(model._meta.db_table)} ({listed}) FROM STDIN", feed)
    except DatabaseError:
        # A load that we broke off ourselves comes back as the server's complaint about it.
        if feed.fault is not None:
            raise feed.fault from None
        raise
    return feed.count


class _Feed:
    """A file written while it is read: the server inserts while the next rows are being sealed.

    So whatever yields the rows cannot ask this connection for anything.
    """

    def __init__(self, rows: Iterable[Sequence[Any]], sealed: Sequence[bool]) -> None:
        self.count = 0
        self.fault: Exception | None = None
        self._rows = iter(rows)
        self._sealed = sealed
        self._next = self._some()

    def read(self, size: int = -1) -> str:
        """The next lines, "" after the last; as many as we like, which the driver allows."""
        now, self._next = self._next, ""
        try:
            self._next = self._some()
        except Exception as fault:
            self.fault = fault
            raise
        return now

    def _some(self) -> str:
        lines = []
        for row in islice(self._rows, _AT_ONCE):
            texts = (_text(value, hide) for value, hide in zip(row, self._sealed, strict=True))
            lines.append("\t".join(texts) + "\n")
        self.count += len(lines)
        return "".join(lines)


def _escaped(value: str) -> str:
    return value.translate(_ESCAPES)


def _hex(value: bytes) -> str:
    return r"\\x" + value.hex()


_TEXTS: dict[type, Callable[[Any], str]] = {
    str: _escaped,
    bool: lambda value: "t" if value else "f",
    bytes: _hex,
    int: str,
    Decimal: str,
    datetime: datetime.isoformat,
    date: date.isoformat,
}


def _text(value: Any, hide: bool) -> str:
    if value is None:
        return r"\N"
    if hide:
        return _hex(seal(value.encode()))
    write = _TEXTS.get(type(value))
    if write is not None:
        return write(value)
    if isinstance(value, str):
        # A member of a choices enumeration: str() turns it into its value.
        return _escaped(str(value))
    raise TypeError(f"cannot load a value of type {type(value).__name__}")
