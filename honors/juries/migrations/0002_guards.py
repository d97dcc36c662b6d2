"""What of juries the database refuses, whoever asks.

What is judged and by which rules stands from the first moment; jurors are asked and stand aside
until the panel is closed, tasks and ballots come while the review lasts; after that nothing does.
"""

from django.db import migrations

from veterans.foundation.append_only import append_only

GUARDS = """
CREATE FUNCTION juries_panel_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('closed', 'dropped') THEN
        RAISE EXCEPTION 'panel %: it is settled', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (OLD.of, OLD.title, OLD.anonymous, OLD.shows_others, OLD.per_entry, OLD.least,
        OLD.combination, OLD.tie, OLD.levelled, OLD.barred_by, OLD.seed, OLD.opens_at,
        OLD.made_by_id, OLD.made_at)
       IS DISTINCT FROM
       (NEW.of, NEW.title, NEW.anonymous, NEW.shows_others, NEW.per_entry, NEW.least,
        NEW.combination, NEW.tie, NEW.levelled, NEW.barred_by, NEW.seed, NEW.opens_at,
        NEW.made_by_id, NEW.made_at)
       OR NEW.closes_at < OLD.closes_at
       OR (OLD.state = 'reviewing' AND (OLD.begun_by_id, OLD.begun_at)
           IS DISTINCT FROM (NEW.begun_by_id, NEW.begun_at))
       OR (OLD.state = 'forming' AND NEW.state = 'closed')
       OR (OLD.state = 'reviewing' AND NEW.state = 'forming') THEN
        RAISE EXCEPTION 'panel %: what was set up does not change', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER juries_panel_stands BEFORE UPDATE ON juries_panel
    FOR EACH ROW EXECUTE FUNCTION juries_panel_stands();
CREATE TRIGGER juries_panel_keep BEFORE DELETE ON juries_panel
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();

-- What is judged comes with the panel and not after anybody was asked.
CREATE FUNCTION juries_set_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    key bigint;
BEGIN
    IF TG_TABLE_NAME IN ('juries_criterion', 'juries_entry') THEN
        key := NEW.panel_id;
    ELSE
        SELECT panel_id INTO key FROM juries_entry WHERE id = NEW.entry_id;
    END IF;
    PERFORM 1 FROM juries_panel p WHERE p.id = key AND p.state = 'forming'
        AND NOT EXISTS (SELECT FROM juries_seat s WHERE s.panel_id = p.id) FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'table %: what is judged is settled', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER juries_criterion_set_up BEFORE INSERT ON juries_criterion
    FOR EACH ROW EXECUTE FUNCTION juries_set_up();
CREATE TRIGGER juries_entry_set_up BEFORE INSERT ON juries_entry
    FOR EACH ROW EXECUTE FUNCTION juries_set_up();
CREATE TRIGGER juries_section_set_up BEFORE INSERT ON juries_section
    FOR EACH ROW EXECUTE FUNCTION juries_set_up();
CREATE TRIGGER juries_mark_set_up BEFORE INSERT ON juries_entrymark
    FOR EACH ROW EXECUTE FUNCTION juries_set_up();

CREATE FUNCTION juries_seat_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM juries_panel WHERE id = NEW.panel_id AND state IN ('forming', 'reviewing')
        FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'jurors are settled' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.left_at IS NOT NULL
        OR (OLD.panel_id, OLD.user_id, OLD.number, OLD.appointed_by_id, OLD.appointed_at)
           IS DISTINCT FROM
           (NEW.panel_id, NEW.user_id, NEW.number, NEW.appointed_by_id, NEW.appointed_at)) THEN
        RAISE EXCEPTION 'seat %: it may be left, once', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER juries_seat_stands BEFORE INSERT OR UPDATE ON juries_seat
    FOR EACH ROW EXECUTE FUNCTION juries_seat_stands();
CREATE TRIGGER juries_seat_keep BEFORE DELETE ON juries_seat
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();

-- A recusal and a task are of one panel, which is not settled; a task is for who may judge.
CREATE FUNCTION juries_pair_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM juries_panel p
        JOIN juries_entry e ON e.panel_id = p.id
        JOIN juries_seat s ON s.panel_id = p.id
        WHERE e.id = NEW.entry_id AND s.id = NEW.seat_id
          AND (p.state = 'reviewing'
               OR (p.state = 'forming' AND TG_TABLE_NAME = 'juries_recusal'))
          AND (TG_TABLE_NAME = 'juries_recusal' OR (s.left_at IS NULL AND NOT EXISTS (
               SELECT FROM juries_recusal r WHERE r.entry_id = e.id AND r.seat_id = s.id)))
        FOR SHARE OF p;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'table %: not of a review under way', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER juries_recusal_in_time BEFORE INSERT ON juries_recusal
    FOR EACH ROW EXECUTE FUNCTION juries_pair_in_time();
CREATE TRIGGER juries_task_in_time BEFORE INSERT ON juries_assignment
    FOR EACH ROW EXECUTE FUNCTION juries_pair_in_time();

CREATE FUNCTION juries_ballot_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    task bigint;
    cast_at timestamptz;
BEGIN
    IF TG_TABLE_NAME = 'juries_ballot' THEN
        task := NEW.assignment_id;
        cast_at := NEW.submitted_at;
    ELSE
        SELECT b.assignment_id, b.submitted_at INTO task, cast_at FROM juries_ballot b
            JOIN juries_assignment t ON t.id = b.assignment_id
            JOIN juries_entry e ON e.id = t.entry_id
            JOIN juries_criterion c ON c.id = NEW.criterion_id AND c.panel_id = e.panel_id
            WHERE b.id = NEW.ballot_id AND NOT b.is_abstention;
    END IF;
    PERFORM 1 FROM juries_assignment t
        JOIN juries_entry e ON e.id = t.entry_id
        JOIN juries_panel p ON p.id = e.panel_id
        JOIN juries_seat s ON s.id = t.seat_id
        WHERE t.id = task AND p.state = 'reviewing' AND s.left_at IS NULL
          AND cast_at >= p.opens_at AND cast_at < p.closes_at
          AND NOT EXISTS (SELECT FROM juries_recusal r
                          WHERE r.entry_id = t.entry_id AND r.seat_id = t.seat_id)
        FOR SHARE OF t, p;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'table %: not under review by this juror', TG_TABLE_NAME
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER juries_ballot_in_time BEFORE INSERT ON juries_ballot
    FOR EACH ROW EXECUTE FUNCTION juries_ballot_in_time();
CREATE TRIGGER juries_score_in_time BEFORE INSERT ON juries_score
    FOR EACH ROW EXECUTE FUNCTION juries_ballot_in_time();

CREATE FUNCTION juries_place_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM juries_entry e JOIN juries_panel p ON p.id = e.panel_id
        WHERE e.id = NEW.entry_id AND p.state = 'reviewing' FOR SHARE OF p;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'places are kept when a review is closed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER juries_place_in_time BEFORE INSERT ON juries_place
    FOR EACH ROW EXECUTE FUNCTION juries_place_in_time();
"""
BACK = """
DROP FUNCTION juries_panel_stands() CASCADE;
DROP FUNCTION juries_set_up() CASCADE;
DROP FUNCTION juries_seat_stands() CASCADE;
DROP FUNCTION juries_pair_in_time() CASCADE;
DROP FUNCTION juries_ballot_in_time() CASCADE;
DROP FUNCTION juries_place_in_time() CASCADE;
DROP TRIGGER juries_panel_keep ON juries_panel;
DROP TRIGGER juries_seat_keep ON juries_seat;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0001_initial"),
        ("juries", "0001_initial"),
    ]

    operations = [
        *(
            append_only(f"juries_{table}")
            for table in (
                "criterion",
                "entry",
                "section",
                "entrymark",
                "recusal",
                "assignment",
                "ballot",
                "score",
                "place",
            )
        ),
        migrations.RunSQL(GUARDS, BACK),
    ]
