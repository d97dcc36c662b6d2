"""What of projects the database refuses, whoever asks.

What was called for stands once the call is open, and its criteria add up to 100 then. A book is
handed in while the call is open, or until the day that was set for its completion; it stands from
then on. A ballot comes while the review lasts, and stays. What was granted adds up, and is never
less than what was spent.
"""

from django.db import migrations

from veterans.foundation.append_only import append_only

GUARDS = """
CREATE FUNCTION projects_call_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    weights numeric;
BEGIN
    IF OLD.state <> 'draft' AND (
        (OLD.title, OLD.year, OLD.told, OLD.opens_on, OLD.budget, OLD.most_each, OLD.unit_kinds,
         OLD.least_reviewers, OLD.combination, OLD.tie_rule)
        IS DISTINCT FROM
        (NEW.title, NEW.year, NEW.told, NEW.opens_on, NEW.budget, NEW.most_each, NEW.unit_kinds,
         NEW.least_reviewers, NEW.combination, NEW.tie_rule)
        OR NEW.closes_on < OLD.closes_on
        OR (NEW.closes_on <> OLD.closes_on AND OLD.state <> 'open')) THEN
        RAISE EXCEPTION 'call %: what was called for does not change', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state = 'draft' AND NEW.state = 'open' THEN
        SELECT COALESCE(sum(weight), 0) INTO weights
            FROM projects_criterion WHERE call_id = NEW.id;
        IF weights <> 100 THEN
            RAISE EXCEPTION 'call %: its weights do not add up to 100', OLD.id
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER projects_call_stands BEFORE UPDATE ON projects_call
    FOR EACH ROW EXECUTE FUNCTION projects_call_stands();
CREATE TRIGGER projects_call_keep BEFORE DELETE ON projects_call
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();

CREATE FUNCTION projects_criterion_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM projects_call
        WHERE id = COALESCE(NEW.call_id, OLD.call_id) AND state = 'draft' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'criteria stand once the call is open'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;
CREATE TRIGGER projects_criterion_stands BEFORE INSERT OR UPDATE OR DELETE ON projects_criterion
    FOR EACH ROW EXECUTE FUNCTION projects_criterion_stands();

CREATE FUNCTION projects_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    called projects_call%ROWTYPE;
    returned boolean := TG_OP = 'UPDATE' AND OLD.state = 'returned';
BEGIN
    SELECT * INTO called FROM projects_call WHERE id = NEW.call_id FOR SHARE;
    IF NOT ((called.state = 'open' AND NEW.handed_on BETWEEN called.opens_on AND called.closes_on)
            OR (returned AND called.state IN ('open', 'closed')
                AND NEW.handed_on <= OLD.complete_by)) THEN
        RAISE EXCEPTION 'application %: too late or too early', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER projects_in_time_new BEFORE INSERT ON projects_application
    FOR EACH ROW WHEN (NEW.state <> 'draft') EXECUTE FUNCTION projects_in_time();
CREATE TRIGGER projects_in_time BEFORE UPDATE OF state ON projects_application
    FOR EACH ROW WHEN (NEW.state = 'handed_in' AND OLD.state <> 'handed_in')
    EXECUTE FUNCTION projects_in_time();

-- The book itself, its budget and what it promises.
CREATE TRIGGER projects_book_stands
    BEFORE UPDATE OF call_id, unit_id, title, team, brief, background, aim, content, steps,
        expected, asked ON projects_application
    FOR EACH ROW WHEN (OLD.state NOT IN ('draft', 'returned') AND
        (OLD.call_id, OLD.unit_id, OLD.title, OLD.team, OLD.brief, OLD.background, OLD.aim,
         OLD.content, OLD.steps, OLD.expected, OLD.asked)
        IS DISTINCT FROM
        (NEW.call_id, NEW.unit_id, NEW.title, NEW.team, NEW.brief, NEW.background, NEW.aim,
         NEW.content, NEW.steps, NEW.expected, NEW.asked))
    EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER projects_application_keep BEFORE DELETE ON projects_application
    FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION portal_append_only();
-- A score, a place and what was granted stand once the call is decided.
CREATE TRIGGER projects_place_stands BEFORE UPDATE OF place, score, place_why
    ON projects_application
    FOR EACH ROW WHEN (OLD.state <> 'checked' AND
        (OLD.place, OLD.score, OLD.place_why) IS DISTINCT FROM
        (NEW.place, NEW.score, NEW.place_why))
    EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER projects_granted_stands BEFORE UPDATE OF granted ON projects_application
    FOR EACH ROW WHEN (OLD.state <> 'checked' AND OLD.granted <> NEW.granted)
    EXECUTE FUNCTION portal_append_only();

CREATE FUNCTION projects_part_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM projects_application
        WHERE id = COALESCE(NEW.application_id, OLD.application_id)
          AND state IN ('draft', 'returned') FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'table %: what was handed in stands', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;
CREATE TRIGGER projects_line_stands BEFORE INSERT OR UPDATE OR DELETE ON projects_budgetline
    FOR EACH ROW EXECUTE FUNCTION projects_part_stands();
CREATE TRIGGER projects_promise_made BEFORE INSERT OR DELETE ON projects_milestone
    FOR EACH ROW EXECUTE FUNCTION projects_part_stands();
CREATE TRIGGER projects_promise_stands
    BEFORE UPDATE OF application_id, number, what, due_on, measure, promised, unit
    ON projects_milestone
    FOR EACH ROW WHEN (
        (OLD.application_id, OLD.number, OLD.what, OLD.due_on, OLD.measure, OLD.promised, OLD.unit)
        IS DISTINCT FROM
        (NEW.application_id, NEW.number, NEW.what, NEW.due_on, NEW.measure, NEW.promised, NEW.unit))
    EXECUTE FUNCTION projects_part_stands();

CREATE FUNCTION projects_ballot_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    task bigint;
BEGIN
    IF TG_TABLE_NAME = 'projects_ballot' THEN
        task := NEW.assignment_id;
    ELSE
        SELECT b.assignment_id INTO task FROM projects_ballot b
            JOIN projects_assignment t ON t.id = b.assignment_id
            JOIN projects_application a ON a.id = t.application_id
            JOIN projects_criterion c ON c.id = NEW.criterion_id AND c.call_id = a.call_id
            WHERE b.id = NEW.ballot_id AND NOT b.is_abstention;
    END IF;
    PERFORM 1 FROM projects_assignment t
        JOIN projects_application a ON a.id = t.application_id
        JOIN projects_call c ON c.id = a.call_id
        WHERE t.id = task AND t.recused_at IS NULL AND a.state = 'checked'
          AND c.state = 'reviewing'
        FOR SHARE OF t, c;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'table %: not under review by this judge', TG_TABLE_NAME
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER projects_ballot_in_time BEFORE INSERT ON projects_ballot
    FOR EACH ROW EXECUTE FUNCTION projects_ballot_in_time();
CREATE TRIGGER projects_score_in_time BEFORE INSERT ON projects_score
    FOR EACH ROW EXECUTE FUNCTION projects_ballot_in_time();

-- Who reviews, and who does not, is settled when the review ends.
CREATE FUNCTION projects_panel_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM projects_application a JOIN projects_call c ON c.id = a.call_id
        WHERE a.id = COALESCE(NEW.application_id, OLD.application_id)
          AND c.state = 'reviewing' FOR SHARE OF c;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'reviewers are settled' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;
CREATE TRIGGER projects_panel_stands BEFORE INSERT OR UPDATE OR DELETE ON projects_assignment
    FOR EACH ROW EXECUTE FUNCTION projects_panel_stands();

CREATE FUNCTION projects_granted_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    key bigint;
    said numeric;
    summed numeric;
BEGIN
    IF TG_TABLE_NAME = 'projects_call' THEN
        key := NEW.id;
    ELSE
        key := NEW.call_id;
    END IF;
    SELECT granted INTO said FROM projects_call WHERE id = key;
    SELECT COALESCE(sum(granted), 0) INTO summed FROM projects_application WHERE call_id = key;
    IF said <> summed THEN
        RAISE EXCEPTION 'call %: % granted, % in its projects', key, said, summed
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER projects_granted_adds_up
    AFTER INSERT OR UPDATE OF granted ON projects_call
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION projects_granted_adds_up();
CREATE CONSTRAINT TRIGGER projects_granted_adds_up_too
    AFTER INSERT OR UPDATE OF granted ON projects_application
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION projects_granted_adds_up();

CREATE FUNCTION projects_spent_within() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    most numeric;
    summed numeric;
    back projects_spending%ROWTYPE;
BEGIN
    -- Locked first, so that of two at once the second sees the first.
    SELECT granted INTO most FROM projects_application
        WHERE id = NEW.application_id AND state IN ('chosen', 'stopped') FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'nothing is spent on a project that is not carried out'
            USING ERRCODE = 'check_violation';
    END IF;
    SELECT COALESCE(sum(amount), 0) INTO summed
        FROM projects_spending WHERE application_id = NEW.application_id;
    IF summed + NEW.amount > most THEN
        RAISE EXCEPTION 'project %: more spent than granted', NEW.application_id
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.reverses_id IS NOT NULL THEN
        SELECT * INTO back FROM projects_spending WHERE id = NEW.reverses_id;
        IF back.application_id <> NEW.application_id OR back.amount <> -NEW.amount
           OR back.reverses_id IS NOT NULL THEN
            RAISE EXCEPTION 'spending % takes back another entry, whole', NEW.reverses_id
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER projects_spent_within BEFORE INSERT ON projects_spending
    FOR EACH ROW EXECUTE FUNCTION projects_spent_within();

CREATE TRIGGER projects_result_stands BEFORE UPDATE OR DELETE ON projects_result
    FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION portal_append_only();
"""
BACK = """
DROP FUNCTION projects_call_stands() CASCADE;
DROP FUNCTION projects_criterion_stands() CASCADE;
DROP FUNCTION projects_in_time() CASCADE;
DROP FUNCTION projects_part_stands() CASCADE;
DROP FUNCTION projects_ballot_in_time() CASCADE;
DROP FUNCTION projects_panel_stands() CASCADE;
DROP FUNCTION projects_granted_adds_up() CASCADE;
DROP FUNCTION projects_spent_within() CASCADE;
DROP TRIGGER projects_call_keep ON projects_call;
DROP TRIGGER projects_book_stands ON projects_application;
DROP TRIGGER projects_application_keep ON projects_application;
DROP TRIGGER projects_place_stands ON projects_application;
DROP TRIGGER projects_granted_stands ON projects_application;
DROP TRIGGER projects_result_stands ON projects_result;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0001_initial"),
        ("projects", "0001_initial"),
    ]

    operations = [
        append_only("projects_ballot"),
        append_only("projects_score"),
        append_only("projects_spending"),
        append_only("projects_extension"),
        append_only("projects_projectpaper"),
        migrations.RunSQL(GUARDS, BACK),
    ]
