"""One item compared with everybody by one statement: who is meant and does not have it, whom one
paper is missing, who has it and is not meant; gaps opened, changed and closed in one breath."""

from datetime import date
from typing import Any

from support_services.catalogue.models import Edition
from support_services.catalogue.selectors import tree_of
from support_services.finder.states import PEACE, Closed, GapKind
from veterans.registry.criteria.compiling import LIVING, Statement, compiled
from veterans.registry.criteria.editing import granted
from veterans.registry.criteria.judging import papers
from veterans.registry.criteria.tree import Any_

_ALL, _NOBODY = Statement("TRUE"), Statement("FALSE")


def comparison(edition: Edition, today: date, people: list[int] | None) -> Statement | None:
    """The statement, which gives how many gaps it opened and closed; None for an edition that
    cannot be compared. ``people``: only these; None: everybody."""
    tree = tree_of(edition)
    if tree is None or not edition.seeks:
        return None
    enjoyed = tree_of(edition, "enjoyed")
    meant = compiled(tree, today)
    has = compiled(enjoyed, today) if enjoyed is not None else _NOBODY
    sets = {"meant": meant, "has": has}
    brought = [granted(tree, leaf) for leaf in papers(tree)]
    if brought:
        left = [one for one in brought if one is not None]
        # A paper that is the only condition makes everybody short of it.
        sets["with_one"] = compiled(Any_(tuple(left)), today) if len(left) == len(brought) else _ALL
    # Each set is asked for once, then the sets are held against one another.
    where, given = _where(edition, today, people)
    asked, params = [], []
    for name, test in sets.items():
        asked.append(
            f"{name} AS MATERIALIZED (SELECT p.id FROM registry_person p"
            f" WHERE {LIVING}{where} AND {test.sql})"
        )
        params += [*given, *test.params]
    parts = [_part(GapKind.ENTITLED, "meant", "has")]
    if brought:
        parts.append(_part(GapKind.PAPER, "with_one", "meant", "has"))
    if enjoyed is not None:
        parts.append(_part(GapKind.EXCESS, "has", "meant"))
    still, still_params = _limited("g.person_id", people)
    sql = f"""
WITH {", ".join(asked)},
found AS MATERIALIZED ({" UNION ALL ".join(parts)}),
opened AS (
    INSERT INTO finder_gap (item_id, edition_id, person_id, kind, found_on, closed_why, outcome,
                            outcome_note)
    SELECT %s, %s, f.id, f.kind, %s, '', '', ''
      FROM found f
     WHERE NOT EXISTS (
           SELECT FROM finder_gap g WHERE g.item_id = %s AND g.person_id = f.id
              AND (g.closed_on IS NULL
                   OR (g.outcome IN ('declined', 'not_so') AND g.kind = f.kind
                       AND g.outcome_at > %s)))
    ON CONFLICT (item_id, person_id) WHERE closed_on IS NULL DO NOTHING
    RETURNING 1
),
changed AS (
    UPDATE finder_gap g SET kind = f.kind, edition_id = %s
      FROM found f
     WHERE g.item_id = %s AND g.person_id = f.id AND g.closed_on IS NULL
       AND (g.kind <> f.kind OR g.edition_id <> %s)
    RETURNING 1
),
closed AS (
    UPDATE finder_gap g SET closed_on = %s, closed_why = CASE
           WHEN p.died_on IS NOT NULL OR p.merged_into_id IS NOT NULL THEN '{Closed.GONE.value}'
           WHEN {has.sql} THEN '{Closed.HAS_IT.value}'
           ELSE '{Closed.NOT_MEANT.value}' END
      FROM registry_person p
     WHERE g.item_id = %s AND g.closed_on IS NULL AND p.id = g.person_id{still}
       AND g.person_id IN (
           SELECT person_id FROM finder_gap WHERE item_id = %s AND closed_on IS NULL
           EXCEPT SELECT id FROM found)
    RETURNING 1
)
SELECT (SELECT count(*) FROM opened), (SELECT count(*) FROM closed),
       (SELECT count(*) FROM changed)
"""
    item = edition.item_id
    own: list[Any] = [item, edition.pk, today, item, today - PEACE, edition.pk, item, edition.pk]
    own.append(today)
    return Statement(sql, (*params, *own, *has.params, item, *still_params, item))


def _part(kind: GapKind, of: str, *without: str) -> str:
    """Those of a set who are in none of the others, as gaps of a kind.

    By EXCEPT, which hashes whatever it is given: how large such a set is the server guesses badly,
    and a join by a wrong guess goes through one set for every row of the other.
    """
    rest = "".join(f" EXCEPT SELECT id FROM {one}" for one in without)
    return f"SELECT id, '{kind.value}' AS kind FROM (SELECT id FROM {of}{rest}) of_{kind.value}"


def _where(edition: Edition, today: date, people: list[int] | None) -> tuple[str, list[Any]]:
    """Where the item holds, and of whom alone it is asked."""
    sql, params = _limited("p.id", people)
    place = edition.within()
    if place is not None:
        lives = compiled(place, today)
        sql, params = f"{sql} AND {lives.sql}", [*params, *lives.params]
    return sql, params


def _limited(column: str, people: list[int] | None) -> tuple[str, list[Any]]:
    return (f" AND {column} = ANY(%s)", [people]) if people is not None else ("", [])
