"""A register and entitlements of any size, straight into the tables, all ordinary and payable."""

from django.db import connection

from veterans.foundation.crypto import seal

HANDS = """
INSERT INTO accounts_user (id, password, username, display_name, role, is_active,
                           must_change_password, created_at, password_set_at, past_passwords)
VALUES (1, '', 'p', '', 'preparer', true, false, now(), now(), '{}'),
       (2, '', 'r', '', 'reviewer', true, false, now(), now(), '{}'),
       (3, '', 'a', '', 'approver', true, false, now(), now(), '{}');
"""
_PEOPLE = """
INSERT INTO regions_region (id, code, name, level, path, parent_id)
VALUES (1, '370399000000', '试验区', 'county', '370399', NULL);
INSERT INTO regions_region (id, code, name, level, path, parent_id)
SELECT 1 + t, '370399' || lpad(t::text, 3, '0') || '000', '镇' || t, 'town',
       '370399' || lpad(t::text, 3, '0'), 1
FROM generate_series(1, 12) t;
INSERT INTO regions_region (id, code, name, level, path, parent_id)
SELECT 13 + (t - 1) * 20 + v, '370399' || lpad(t::text, 3, '0') || lpad(v::text, 3, '0'),
       '村' || v, 'village', '370399' || lpad(t::text, 3, '0') || lpad(v::text, 3, '0'), 1 + t
FROM generate_series(1, 12) t, generate_series(1, 20) v;
INSERT INTO registry_person (id, name, name_pinyin, name_initials, id_number, id_index, sex,
                             born_on, region_id, relation)
SELECT n, '甲' || n, 'jia', 'j', s.sealed, sha256(n::text::bytea), 'male', DATE '1950-01-01',
       14 + n % 240, ''
FROM bench_sealed s;
"""
# What everybody of ``bench_sealed`` (n, sealed) draws, and by which rates.
MONEY = """
INSERT INTO registry_bankaccount (id, person_id, bank_name, account_name, number, number_index,
                                  state, is_current, matched_by_name, created_at)
SELECT n, n, '试验银行', '甲' || n, s.sealed, sha256(n::text::bytea), 'verified', true, true, now()
FROM bench_sealed s;
INSERT INTO subsidies_ratetable (id, title, document_no, effective_from, state, entered_by_id,
                                 entered_at, enforced_by_id, enforced_at)
VALUES (1, '试验', '试验', DATE '2022-08-01', 'in_force', 1, now(), 2, now());
INSERT INTO subsidies_raterow (table_id, scheme_id, component, grade, rate_class, amount, basis,
                               first_month, is_live, confidence, source)
SELECT 1, s.id, 'standard', g, c, 12000 + g * 1370 + length(c) * 11, 'year',
       DATE '2022-08-01', true, 'verified', ''
FROM subsidies_scheme s, generate_series(1, 10) g, unnest(ARRAY['combat', 'duty', 'illness']) c
WHERE s.code = 'disability_pension';
INSERT INTO subsidies_raterow (table_id, scheme_id, component, grade, rate_class, amount, basis,
                               first_month, is_live, confidence, source)
SELECT 1, id, 'standard', 0, '', 50, 'month_per_service_year', DATE '2022-08-01', true,
       'verified', ''
FROM subsidies_scheme WHERE code = 'rural_60_allowance';
INSERT INTO subsidies_entitlement (id, person_id, scheme_id, approved_on, start_month, ledger_from,
                                   end_reason, document_no, created_at)
SELECT n, n, s.id, DATE '2020-01-01', DATE '2020-01-01', DATE '2026-02-01', '', '', now()
FROM bench_sealed b
JOIN subsidies_scheme s
  ON s.code = CASE WHEN n % 2 = 0 THEN 'disability_pension' ELSE 'rural_60_allowance' END;
INSERT INTO subsidies_determination (id, entitlement_id, first_month, grade, rate_class,
                                     service_years, service_months, service_factor, approved_on,
                                     document_no)
SELECT n, n, DATE '2020-01-01', CASE WHEN n % 2 = 0 THEN 1 + n % 10 ELSE 0 END,
       CASE WHEN n % 2 = 0 THEN (ARRAY['combat', 'duty', 'illness'])[1 + n % 3] ELSE '' END,
       3, 0, 3.0, DATE '2020-01-01', ''
FROM bench_sealed;
-- Every rule on: a component for all of a scheme, one by name for one in fifty, somebody suspended
-- in every two thousand.
INSERT INTO subsidies_paycomponent (scheme_id, code, name, is_named, in_tail, source, confidence,
                                    position)
SELECT s.id, c.code, c.code, c.is_named, false, '', 'verified', 5
FROM subsidies_scheme s, (VALUES ('growth', false), ('lonely', true)) c (code, is_named)
WHERE s.code = 'disability_pension';
INSERT INTO subsidies_raterow (table_id, scheme_id, component, grade, rate_class, amount, basis,
                               first_month, is_live, confidence, source)
SELECT 1, c.scheme_id, c.code, 0, '', 30, 'month', DATE '2022-08-01', true, 'verified', ''
FROM subsidies_paycomponent c WHERE c.code IN ('growth', 'lonely');
INSERT INTO subsidies_supplement (entitlement_id, component_id, first_month, approved_on,
                                  document_no, note)
SELECT n, c.id, DATE '2026-01-01', DATE '2026-01-01', '', ''
FROM bench_sealed b JOIN subsidies_paycomponent c ON c.code = 'lonely' WHERE n % 50 = 0;
INSERT INTO subsidies_suspension (entitlement_id, first_month, reason, document_no)
SELECT n, DATE '2026-01-01', '', '' FROM bench_sealed WHERE n % 2000 = 1;
UPDATE subsidies_scheme SET posted_through = DATE '2026-01-01';
"""
SCHEMES = ["disability_pension", "rural_60_allowance"]
TABLES = (
    "subsidies_posting, subsidies_recoveryentry, subsidies_fileline, subsidies_returnfile,"
    " subsidies_bankfile, foundation_sealedpiece, foundation_sealedfile, subsidies_payment,"
    " subsidies_batchchange, subsidies_batchexception, subsidies_batchtotal, subsidies_batchchunk,"
    " subsidies_batchscheme, subsidies_batch, subsidies_determination, subsidies_suspension,"
    " subsidies_supplement, subsidies_paycomponent,"
    " subsidies_hold, subsidies_recheckmark, subsidies_entitlement, subsidies_raterow,"
    " subsidies_ratetable,"
    " registry_bankaccount, registry_personcategory, registry_person, registry_household,"
    " regions_region, accounts_user"
)


def empty() -> None:
    """Throw everything away, guards or not: these tables are the bench's own."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"TRUNCATE {TABLES} RESTART IDENTITY CASCADE")
        cursor.execute("SET session_replication_role = origin")


def fill(size: int) -> None:
    """``size`` people, each with one account and one entitlement of two schemes in turn."""
    # One sealed value serves everybody: opening it costs the same whatever it holds.
    sealed = seal(b"6217000012345678")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_sealed")
        cursor.execute(
            "CREATE TABLE bench_sealed AS"
            " SELECT n::int, %s::bytea AS sealed FROM generate_series(1, %s) n",
            [sealed, size],
        )
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(HANDS + _PEOPLE + MONEY)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("DROP TABLE bench_sealed")
        cursor.execute("VACUUM ANALYZE")
