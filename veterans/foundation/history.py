"""What stood in the file before: every changed value of the tables that are tracked, by trigger.

Statement triggers with transition tables, so that one row and thirty thousand in bulk are noted
alike and no road into the database passes them by. Who changed it and why is said once per
transaction by ``sign``; a change that nobody signed is kept all the same, without a name.
Sealed values stay sealed: the bytes are copied, never opened.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.migrations.operations import RunSQL

from veterans.foundation.errors import Refused
from veterans.foundation.fields import SealedTextField
from veterans.foundation.personal_data import kind_in

WHY_LENGTH = 200


class Change(models.Model):
    """One value that was changed, or one row that was added or taken away.

    ``deed`` is ``I``, ``U`` or ``D``; an added row has no values, a removed one all it had in
    ``before``. ``act`` tells what was changed in one transaction apart from the rest of that time.
    """

    table_name = models.CharField("表", max_length=60)
    row_key = models.BigIntegerField("行")
    person_id = models.BigIntegerField("人员", null=True, blank=True)
    deed = models.CharField("动作", max_length=1)
    field = models.CharField("字段", max_length=60, blank=True)
    before = models.TextField("改前", null=True, blank=True)  # noqa: DJ001
    after = models.TextField("改后", null=True, blank=True)  # noqa: DJ001
    sealed_before = SealedTextField("改前（密）", null=True, blank=True)
    sealed_after = SealedTextField("改后（密）", null=True, blank=True)
    at = models.DateTimeField("时间")
    actor_id = models.BigIntegerField("操作人编号", null=True, blank=True)
    why = models.CharField("原因", max_length=WHY_LENGTH, blank=True)
    act = models.BigIntegerField("事务")

    class Meta:
        app_label = "foundation"
        verbose_name = verbose_name_plural = "改动记录"
        indexes = [
            models.Index(fields=["person_id", "id"], name="change_of_person"),
            models.Index(fields=["table_name", "row_key", "id"], name="change_of_row"),
        ]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_key} {self.field}"


def sign(*, by: Any, why: str, at: datetime) -> str:
    """Say whose hand makes the changes of this transaction, and why; gives ``why``, trimmed.

    ``by`` is the account, or None for the system. Refuses a missing reason, a long one and one
    that holds what looks like an identity, telephone or account number: it is kept in the open.
    """
    told = " ".join(why.split())
    if not told:
        raise Refused("请写明修改的原因。")
    if len(told) > WHY_LENGTH:
        raise Refused(f"修改的原因最多 {WHY_LENGTH} 个字。")
    if kind_in(told):
        raise Refused("修改的原因里不要写身份证号、电话或账号。")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('portal.actor', %s, true), set_config('portal.why', %s, true),"
            " set_config('portal.at', %s, true)",
            [str(by.pk) if by is not None else "", told, at.isoformat()],
        )
    return told


_INTO = """INSERT INTO foundation_change (table_name, row_key, person_id, deed, field, before,
            after, sealed_before, sealed_after, at, actor_id, why, act)"""
_SIGNED = """COALESCE(NULLIF(current_setting('portal.at', true), '')::timestamptz,
                     clock_timestamp()),
            NULLIF(current_setting('portal.actor', true), '')::bigint,
            COALESCE(current_setting('portal.why', true), ''),
            pg_current_xact_id()::text::bigint"""

_TRACK = """
CREATE FUNCTION {table}_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        {into}
        SELECT '{table}', n.id, {new_person}, 'U', v.field, v.before, v.after, v.sealed_before,
            v.sealed_after, {signed}
        FROM old_rows o JOIN new_rows n ON n.id = o.id
        CROSS JOIN LATERAL (VALUES
            {pairs}
        ) AS v (field, before, after, sealed_before, sealed_after, changed)
        WHERE v.changed;
    ELSIF TG_OP = 'DELETE' THEN
        {into}
        SELECT '{table}', o.id, {old_person}, 'D', v.field, v.before, NULL, v.sealed_before,
            NULL, {signed}
        FROM old_rows o
        CROSS JOIN LATERAL (VALUES
            {olds}
        ) AS v (field, before, sealed_before)
        WHERE v.before IS NOT NULL OR v.sealed_before IS NOT NULL;
    ELSE
        {into}
        SELECT '{table}', n.id, {new_person}, 'I', '', NULL, NULL, NULL, NULL, {signed}
        FROM new_rows n;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER {table}_changed AFTER UPDATE ON {table}
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_changes();
CREATE TRIGGER {table}_removed AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_changes();
"""
_ADDED = """
CREATE TRIGGER {table}_added AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_changes();
"""
_UNTRACK = "DROP FUNCTION {table}_changes() CASCADE;"


def tracked(
    table: str,
    *,
    columns: Sequence[str],
    sealed: Mapping[str, str] | None = None,
    person: str = "person_id",
    added: bool = True,
) -> RunSQL:
    """Migration operation: note every change of these columns from here on.

    ``sealed``: sealed columns, each with the blind index that says whether it really changed;
    "" where there is none, then any new value counts unless it is only sealed anew. ``person``:
    the column that says whose file it is, "" for none. ``added``: note new rows too (not where a
    list loads them by the thousand and the log says so once).
    """
    names = (table, *columns, *(sealed or {}), *(sealed or {}).values(), person)
    if not all(name.replace("_", "").isalnum() for name in names if name):
        raise ValueError("tables and columns are plain identifiers")
    pairs = [
        f"('{c}', o.{c}::text, n.{c}::text, NULL::bytea, NULL::bytea, o.{c} IS DISTINCT FROM n.{c})"
        for c in columns
    ]
    for column, index in (sealed or {}).items():
        changed = (
            f"o.{index} IS DISTINCT FROM n.{index}"
            if index
            else f"o.{column} IS DISTINCT FROM n.{column}"
            f" AND NOT COALESCE(foundation_resealed(o.{column}, n.{column}), false)"
        )
        pairs.append(f"('{column}', NULL, NULL, o.{column}, n.{column}, {changed})")
    olds = [f"('{c}', o.{c}::text, NULL::bytea)" for c in columns]
    olds += [f"('{c}', NULL, o.{c})" for c in sealed or {}]
    text = (_TRACK + (_ADDED if added else "")).format(
        table=table,
        into=_INTO,
        signed=_SIGNED,
        new_person=f"n.{person}" if person else "NULL::bigint",
        old_person=f"o.{person}" if person else "NULL::bigint",
        pairs=",\n            ".join(pairs),
        olds=",\n            ".join(olds),
    )
    return RunSQL(text, _UNTRACK.format(table=table))
