"""Loading many new rows at once, with PostgreSQL's COPY.

For imports only: model ``save``, defaults and validation are passed by, so the caller gives every
column that must not be empty. Constraints and triggers of the database hold as always; statement
triggers see the whole load as one statement.
"""

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Model

from veterans.foundation.crypto import seal
from veterans.foundation.fields import SealedTextField

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
    buffer = io.StringIO()
    count = 0
    for row in rows:
        texts = (_text(value, hide) for value, hide in zip(row, sealed, strict=True))
        buffer.write("\t".join(texts) + "\n")
        count += 1
    if count:
        buffer.seek(0)
        quote = connection.ops.quote_name
        listed = ", ".join(quote(column) for column in columns)
        with connection.cursor() as cursor, connection.wrap_database_errors:
            cursor.copy_expert(f"COPY {quote(model._meta.db_table)} ({listed}) FROM STDIN", buffer)
    return count


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
