"""A register of any size for conditions to be asked of: categories, papers, circumstances, service,
merits, placements, rights and grades.

The shares are invented, and so is everybody. Who gets what follows from a hash of his number, so
that every run fills the same, whatever the database does at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from bench import seed
from bench.finding_seed import PLACES
from veterans.foundation.crypto import seal

# Three live under one roof.
ROOF = 3
_TABLES = (
    "registry_household",
    "registry_person",
    "registry_personcategory",
    "registry_certificate",
    "registry_circumstance",
    "registry_serviceperiod",
    "registry_merit",
    "registry_placement",
    "subsidies_entitlement",
    "subsidies_determination",
)

# Between nought and one, the same for the same number and salt.
_CHANCE = """
CREATE OR REPLACE FUNCTION bench_chance(n bigint, salt bigint) RETURNS double precision
IMMUTABLE PARALLEL SAFE LANGUAGE sql
AS 'SELECT (hashint8extended(n, salt) & 1073741823) / 1073741824.0'
"""
_PEOPLE = """
INSERT INTO registry_household (id, number, region_id, plaque_number)
SELECT n, 'H' || n, 14 + n %% 240, CASE WHEN n %% 3 > 0 THEN 'P' || n ELSE '' END
FROM generate_series(0, %(homes)s) n;
INSERT INTO registry_person (id, name, name_pinyin, name_initials, id_number, id_index, sex,
                             born_on, died_on, region_id, household_id, merged_into_id, relation)
SELECT n, '甲' || n, 'jia', 'j', %(sealed)s, sha256(n::text::bytea),
       CASE WHEN bench_chance(n, 1) < 0.85 THEN 'male' ELSE 'female' END,
       DATE '1930-01-01' + (bench_chance(n, 2) * 27000)::int,
       CASE WHEN bench_chance(n, 3) < 0.1 THEN DATE '2020-01-01' END,
       14 + (n / %(roof)s) %% 240,
       CASE WHEN n %% 400 > 0 THEN n / %(roof)s END,
       CASE WHEN n %% 400 = 0 THEN n - 1 END, ''
FROM generate_series(1, %(size)s) n;
"""
# Of a thousand people: who holds what. The rest, about three in ten, hold nothing.
_SHARES = """
CREATE TABLE bench_shares AS
SELECT code, sum(share) OVER w - share AS low, sum(share) OVER w AS high
FROM (VALUES (1, 'TY', 0.33), (2, 'NC60', 0.1), (3, 'DIS', 0.08), (4, 'CZ', 0.05), (5, 'JS', 0.03),
             (6, 'SS-L', 0.02), (7, 'SS-G', 0.01), (8, 'SS-B', 0.01), (9, 'FY', 0.02),
             (10, 'DB', 0.02), (11, 'CS', 0.01), (12, 'LSZN', 0.01), (13, 'YWB', 0.02),
             (14, 'SH', 0.001)) AS v (place, code, share)
WINDOW w AS (ORDER BY place);
INSERT INTO registry_personcategory (person_id, category, valid_from, valid_to, document_no)
SELECT n, s.code, DATE '2010-01-01',
       CASE WHEN bench_chance(n, 5) < 0.05 THEN DATE '2024-01-01' END, ''
FROM generate_series(1, %(size)s) n
JOIN bench_shares s ON bench_chance(n, 4) >= s.low AND bench_chance(n, 4) < s.high;
-- One in twelve holds a second one.
INSERT INTO registry_personcategory (person_id, category, valid_from, document_no)
SELECT n, CASE WHEN n %% 2 = 0 THEN 'CZ' ELSE 'DIS' END, DATE '2012-01-01', ''
FROM generate_series(1, %(size)s) n
WHERE bench_chance(n, 6) < 0.08 AND NOT EXISTS (
    SELECT FROM registry_personcategory c
    WHERE c.person_id = n AND c.category = CASE WHEN n %% 2 = 0 THEN 'CZ' ELSE 'DIS' END);
"""
_PAPERS = """
INSERT INTO registry_certificate (person_id, kind, number, valid_to, is_void, document_no,
                                  issuer, entered_at)
SELECT n, k.kind, %(sealed)s,
       CASE WHEN bench_chance(n, k.salt + 1) < 0.5 THEN
            CASE WHEN bench_chance(n, k.salt + 2) < 0.1 THEN DATE '2025-01-01'
                 ELSE DATE '2030-01-01' END END,
       bench_chance(n, k.salt + 3) < 0.03, '', '', now()
FROM generate_series(1, %(size)s) n,
     (VALUES ('preferential', 10, 0.45), ('discharge', 20, 0.5)) AS k (kind, salt, share)
WHERE bench_chance(n, k.salt) < k.share;
INSERT INTO registry_certificate (person_id, kind, number, is_void, document_no, issuer, entered_at)
SELECT DISTINCT person_id, 'disabled', %(sealed)s, false, '', '', now()
FROM registry_personcategory WHERE category = 'DIS' AND bench_chance(person_id, 30) < 0.85;
"""
_CIRCUMSTANCES = """
INSERT INTO registry_circumstance (person_id, kind, value, valid_from, document_no, entered_at)
SELECT n, k.kind, k.value, CASE WHEN n %% 3 = 0 THEN DATE '2015-01-01' END, '', now()
FROM generate_series(1, %(size)s) n,
     (VALUES ('aid', 40, 'none', 0, 0.65), ('aid', 40, 'dibao', 0.65, 0.69),
             ('aid', 40, 'margin', 0.69, 0.71), ('aid', 40, 'tekun', 0.71, 0.715),
             ('hukou', 41, 'rural', 0, 0.5), ('hukou', 41, 'urban', 0.5, 0.85),
             ('living', 42, 'family', 0, 0.4), ('living', 42, 'alone', 0.4, 0.46),
             ('living', 42, 'childless', 0.46, 0.48), ('self_care', 43, 'unable', 0, 0.02),
             ('medical', 44, 'resident', 0, 0.6), ('medical', 44, 'employee', 0.6, 0.85),
             ('medical', 44, 'none', 0.85, 0.87), ('work', 45, 'employed', 0, 0.2),
             ('work', 45, 'farming', 0.2, 0.5), ('work', 45, 'business', 0.5, 0.55),
             ('work', 45, 'seeking', 0.55, 0.58), ('work', 45, 'retired', 0.58, 0.8),
             ('education', 46, '70', 0, 0.4), ('education', 46, '20', 0.4, 0.5),
             ('education', 46, '30', 0.5, 0.6), ('education', 46, '10', 0.6, 0.61),
             ('support', 47, 'home', 0, 0.05), ('support', 47, 'institution', 0.05, 0.055),
             ('equipment', 48, 'needed', 0, 0.01)) AS k (kind, salt, value, low, high)
WHERE bench_chance(n, k.salt) >= k.low AND bench_chance(n, k.salt) < k.high;
"""
_SERVICE = """
INSERT INTO registry_serviceperiod (person_id, enlisted_on, discharged_on, status,
                                    in_hardship_area, was_abroad, document_no, entered_at)
SELECT n, joined, joined + (365 * (1 + (bench_chance(n, 52) ^ 3 * 20)::int)) + n %% 200,
       (ARRAY['conscript', 'sergeant', 'officer'])[1 + n %% 3], bench_chance(n, 53) < 0.05, false,
       '', now()
FROM (SELECT n, DATE '1950-01-01' + (bench_chance(n, 51) * 23000)::int AS joined
      FROM generate_series(1, %(size)s) n WHERE bench_chance(n, 50) < 0.6) s;
INSERT INTO registry_merit (person_id, kind, in_war, awarded_on, document_no, entered_at)
SELECT n, CASE WHEN bench_chance(n, 55) < 0.9 THEN 'third' WHEN bench_chance(n, 55) < 0.98
               THEN 'second' ELSE 'first' END, n %% 9 = 0, DATE '1980-01-01', '', now()
FROM generate_series(1, %(size)s) n WHERE bench_chance(n, 54) < 0.06;
INSERT INTO registry_placement (person_id, mode, document_no, entered_at)
SELECT n, CASE WHEN bench_chance(n, 57) < 0.6 THEN 'home' WHEN bench_chance(n, 57) < 0.8
               THEN 'self' ELSE 'assigned' END, '', now()
FROM generate_series(1, %(size)s) n WHERE bench_chance(n, 56) < 0.5;
"""
_RIGHTS = """
INSERT INTO subsidies_entitlement (person_id, scheme_id, approved_on, start_month, ledger_from,
                                   end_reason, document_no, created_at)
SELECT DISTINCT c.person_id, s.id, DATE '2015-01-01', DATE '2015-01-01', DATE '2026-02-01', '', '',
       now()
FROM registry_personcategory c
JOIN subsidies_scheme s ON s.code = CASE c.category WHEN 'DIS' THEN 'disability_pension'
                                                    WHEN 'NC60' THEN 'rural_60_allowance' END
WHERE bench_chance(c.person_id, 60) < 0.9;
INSERT INTO subsidies_determination (entitlement_id, first_month, grade, rate_class, service_years,
                                     service_months, service_factor, approved_on, document_no)
SELECT e.id, DATE '2015-01-01', 1 + (bench_chance(e.person_id, 61) ^ 0.5 * 9.999)::int %% 10,
       (ARRAY['combat', 'duty', 'illness'])[1 + e.person_id %% 3], 0, 0, 0,
       DATE '2015-01-01', ''
FROM subsidies_entitlement e JOIN subsidies_scheme s ON s.id = e.scheme_id
WHERE s.code = 'disability_pension';
"""


def fill(size: int) -> None:
    """``size`` people in 240 villages of 12 towns."""
    seed.empty()
    values = {
        "size": size,
        "homes": size // ROOF + 1,
        "roof": ROOF,
        "sealed": seal(b"370399195001011234"),
    }
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(_CHANCE)
        cursor.execute(PLACES)
        cursor.execute("DROP TABLE IF EXISTS bench_shares")
        with _indexes_afterwards():
            for part in (_PEOPLE, _SHARES, _PAPERS, _CIRCUMSTANCES, _SERVICE, _RIGHTS):
                cursor.execute(part, values)
        cursor.execute("DROP TABLE bench_shares")
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def _indexes_afterwards() -> Iterator[None]:
    """The tables without exclusions and plain indexes meanwhile: built once they take a fraction of
    what they take row by row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass, quote_ident(conname), pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE contype = 'x' AND conrelid = ANY(%s::regclass[])",
            [list(_TABLES)],
        )
        exclusions = cursor.fetchall()
        cursor.execute(
            "SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index i"
            " WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS"
            " (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
            [list(_TABLES)],
        )
        indexes = cursor.fetchall()
        for table, name, _ in exclusions:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for index, _ in indexes:
            cursor.execute(f"DROP INDEX {index}")
        yield
        for _, made in indexes:
            cursor.execute(made)
        for table, name, made in exclusions:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {made}")
