"""What of campaigns the database refuses, whoever asks.

What was called for stands once it is open, and the criteria add up to 100 then. Nominations come
while it is open, and stand when they are handed in. Nobody is cleared over an office that has said
no or nothing. Places stand once they are settled. Nothing is decided while a day of the publicity or
an objection is open, and nothing is objected to what is no longer public. Nobody is honoured but by
the decision.
"""

from django.db import migrations

from veterans.foundation.append_only import append_only

GUARDS = """
CREATE FUNCTION campaigns_call_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    weights numeric;
BEGIN
    IF OLD.state <> 'draft' AND (
        (OLD.title_id, OLD.name, OLD.year, OLD.told, OLD.kind, OLD.quota, OLD.sources,
         OLD.conditions, OLD.opens_on, OLD.check_by, OLD.review_by, OLD.decide_by,
         OLD.excludes_winners, OLD.per_entry, OLD.least_ballots, OLD.combination, OLD.tie_rule,
         OLD.is_anonymous, OLD.is_levelled, OLD.vote_share, OLD.votes_a_day, OLD.publicity_days,
         OLD.reward, OLD.recommends_to)
        IS DISTINCT FROM
        (NEW.title_id, NEW.name, NEW.year, NEW.told, NEW.kind, NEW.quota, NEW.sources,
         NEW.conditions, NEW.opens_on, NEW.check_by, NEW.review_by, NEW.decide_by,
         NEW.excludes_winners, NEW.per_entry, NEW.least_ballots, NEW.combination, NEW.tie_rule,
         NEW.is_anonymous, NEW.is_levelled, NEW.vote_share, NEW.votes_a_day, NEW.publicity_days,
         NEW.reward, NEW.recommends_to)
        OR NEW.closes_on < OLD.closes_on
        OR (NEW.closes_on <> OLD.closes_on AND OLD.state <> 'open')) THEN
        RAISE EXCEPTION 'campaign %: what was called for does not change', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state = 'draft' AND NEW.state = 'open' THEN
        SELECT COALESCE(sum(weight), 0) INTO weights
            FROM campaigns_jurycriterion WHERE campaign_id = NEW.id;
        IF weights <> 100 THEN
            RAISE EXCEPTION 'campaign %: its weights do not add up to 100', OLD.id
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER campaigns_call_stands BEFORE UPDATE ON campaigns_campaign
    FOR EACH ROW EXECUTE FUNCTION campaigns_call_stands();
CREATE TRIGGER campaigns_call_keep BEFORE DELETE ON campaigns_campaign
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();

CREATE FUNCTION campaigns_part_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM campaigns_campaign
        WHERE id = COALESCE(NEW.campaign_id, OLD.campaign_id) AND state = 'draft' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'table %: it stands once the campaign is open', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;
CREATE TRIGGER campaigns_field_stands BEFORE INSERT OR UPDATE OR DELETE ON campaigns_field
    FOR EACH ROW EXECUTE FUNCTION campaigns_part_stands();
CREATE TRIGGER campaigns_criterion_stands BEFORE INSERT OR UPDATE OR DELETE
    ON campaigns_jurycriterion FOR EACH ROW EXECUTE FUNCTION campaigns_part_stands();
CREATE TRIGGER campaigns_department_stands BEFORE INSERT OR DELETE OR UPDATE
    ON campaigns_department FOR EACH ROW EXECUTE FUNCTION campaigns_part_stands();

CREATE FUNCTION campaigns_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    called campaigns_campaign%ROWTYPE;
    returned boolean := TG_OP = 'UPDATE' AND OLD.state = 'returned';
BEGIN
    SELECT * INTO called FROM campaigns_campaign WHERE id = NEW.campaign_id FOR SHARE;
    IF NOT ((called.state = 'open' AND NEW.handed_on BETWEEN called.opens_on AND called.closes_on)
            OR (returned AND called.state IN ('open', 'checking')
                AND NEW.handed_on <= OLD.complete_by)) THEN
        RAISE EXCEPTION 'nomination %: too late or too early', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER campaigns_in_time_new BEFORE INSERT ON campaigns_nomination
    FOR EACH ROW WHEN (NEW.state <> 'draft') EXECUTE FUNCTION campaigns_in_time();
CREATE TRIGGER campaigns_in_time BEFORE UPDATE OF state ON campaigns_nomination
    FOR EACH ROW WHEN (NEW.state = 'handed_in' AND OLD.state <> 'handed_in')
    EXECUTE FUNCTION campaigns_in_time();
CREATE TRIGGER campaigns_nomination_stands
    BEFORE UPDATE OF campaign_id, source, by_unit_id, by_region_id, by_person_id, name, told
    ON campaigns_nomination
    FOR EACH ROW WHEN (OLD.state NOT IN ('draft', 'returned') AND
        (OLD.campaign_id, OLD.source, OLD.by_unit_id, OLD.by_region_id, OLD.by_person_id,
         OLD.name, OLD.told)
        IS DISTINCT FROM
        (NEW.campaign_id, NEW.source, NEW.by_unit_id, NEW.by_region_id, NEW.by_person_id,
         NEW.name, NEW.told))
    EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER campaigns_nomination_keep BEFORE DELETE ON campaigns_nomination
    FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION portal_append_only();

CREATE FUNCTION campaigns_candidate_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    called campaigns_campaign%ROWTYPE;
    missing integer;
BEGIN
    SELECT * INTO called FROM campaigns_campaign WHERE id = NEW.campaign_id FOR SHARE;
    IF NEW.state = 'cleared' AND OLD.state <> 'cleared' THEN
        SELECT count(*) INTO missing FROM campaigns_department d
            WHERE d.campaign_id = NEW.campaign_id
              AND (SELECT a.is_clear FROM campaigns_checkanswer a
                    WHERE a.candidate_id = NEW.id AND a.department_id = d.id
                    ORDER BY a.number DESC LIMIT 1) IS DISTINCT FROM TRUE;
        IF missing > 0 OR called.state NOT IN ('open', 'checking') THEN
            RAISE EXCEPTION 'candidate %: not every office has cleared him', NEW.id
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF NEW.state IN ('winner', 'not_chosen') AND OLD.state <> NEW.state THEN
        IF called.state <> 'decided' OR OLD.state <> 'cleared'
           OR (NEW.state = 'winner') <> NEW.is_proposed THEN
            RAISE EXCEPTION 'candidate %: honoured by the decision alone', NEW.id
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF OLD.state IN ('winner', 'not_chosen') AND NEW.state <> OLD.state THEN
        RAISE EXCEPTION 'candidate %: what was decided stands', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.is_proposed <> OLD.is_proposed AND NEW.is_proposed AND called.state <> 'ranked' THEN
        RAISE EXCEPTION 'candidate %: proposed when places are settled', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    IF (OLD.jury_score, OLD.vote_score, OLD.score, OLD.place, OLD.place_why) IS DISTINCT FROM
       (NEW.jury_score, NEW.vote_score, NEW.score, NEW.place, NEW.place_why)
       AND called.state <> 'reviewing' THEN
        RAISE EXCEPTION 'candidate %: places are settled once', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (OLD.told, OLD.covered) IS DISTINCT FROM (NEW.told, NEW.covered)
       AND called.state NOT IN ('open', 'checking') THEN
        RAISE EXCEPTION 'candidate %: what is judged stands', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER campaigns_candidate_in_order BEFORE UPDATE ON campaigns_candidate
    FOR EACH ROW EXECUTE FUNCTION campaigns_candidate_in_order();
CREATE TRIGGER campaigns_candidate_born BEFORE INSERT ON campaigns_candidate
    FOR EACH ROW WHEN (NEW.state <> 'waiting' OR NEW.is_proposed OR NEW.place IS NOT NULL)
    EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER campaigns_candidate_keep BEFORE DELETE ON campaigns_candidate
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();

CREATE FUNCTION campaigns_answer_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM campaigns_candidate k
        JOIN campaigns_department d ON d.id = NEW.department_id AND d.campaign_id = k.campaign_id
        JOIN campaigns_campaign c ON c.id = k.campaign_id
        WHERE k.id = NEW.candidate_id AND c.state IN ('open', 'checking') FOR SHARE OF c;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'answer of an office: too late, or of another campaign'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER campaigns_answer_in_time BEFORE INSERT ON campaigns_checkanswer
    FOR EACH ROW EXECUTE FUNCTION campaigns_answer_in_time();
CREATE TRIGGER campaigns_answer_no_update BEFORE UPDATE ON campaigns_checkanswer
    FOR EACH ROW WHEN (NOT (
        to_jsonb(NEW) - 'why' = to_jsonb(OLD) - 'why'
        AND COALESCE(foundation_resealed(OLD.why, NEW.why), false)
    )) EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER campaigns_answer_no_delete BEFORE DELETE ON campaigns_checkanswer
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER campaigns_answer_no_truncate BEFORE TRUNCATE ON campaigns_checkanswer
    FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only();

-- The gate. Whoever objects shares the row of the campaign, whoever decides has it alone: of the two
-- that come at once one sees the other.
CREATE FUNCTION campaigns_gate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    waiting integer;
BEGIN
    IF OLD.state = NEW.state THEN
        IF OLD.state IN ('publicity', 'decided', 'ended') AND
           (OLD.last_on, OLD.decided_on, OLD.document_no, OLD.decided_at) IS DISTINCT FROM
           (NEW.last_on, NEW.decided_on, NEW.document_no, NEW.decided_at) THEN
            RAISE EXCEPTION 'campaign %: its publicity and decision stand', OLD.id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.state = 'publicity' AND (OLD.state <> 'proposed'
        OR NEW.last_on <= (NEW.shown_at AT TIME ZONE 'Asia/Shanghai')::date) THEN
        RAISE EXCEPTION 'campaign %: made public after it was proposed, for whole days', OLD.id
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'decided' THEN
        SELECT count(*) INTO waiting FROM campaigns_objection
            WHERE campaign_id = OLD.id AND state = 'open';
        IF OLD.state <> 'publicity' OR waiting > 0
           OR (NEW.decided_at AT TIME ZONE 'Asia/Shanghai')::date <= OLD.last_on
           OR NEW.decided_on <= OLD.last_on THEN
            RAISE EXCEPTION 'campaign %: a day of its publicity or an objection is open', OLD.id
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF OLD.state IN ('ended', 'dropped') OR (OLD.state = 'decided' AND NEW.state <> 'ended') THEN
        RAISE EXCEPTION 'campaign %: it is over', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER campaigns_gate BEFORE UPDATE ON campaigns_campaign
    FOR EACH ROW EXECUTE FUNCTION campaigns_gate();

CREATE FUNCTION campaigns_objection_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM campaigns_campaign WHERE id = NEW.campaign_id AND state = 'publicity' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'objection: the campaign is not made public (any more)'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER campaigns_objection_in_time BEFORE INSERT ON campaigns_objection
    FOR EACH ROW EXECUTE FUNCTION campaigns_objection_in_time();
-- What is sealed may be sealed with another key.
CREATE TRIGGER campaigns_objection_answered BEFORE UPDATE ON campaigns_objection
    FOR EACH ROW WHEN (OLD.state <> 'open' AND NOT (
        to_jsonb(NEW) - '{objector,phone,text}'::text[]
            = to_jsonb(OLD) - '{objector,phone,text}'::text[]
        AND (OLD.objector IS NOT DISTINCT FROM NEW.objector
             OR COALESCE(foundation_resealed(OLD.objector, NEW.objector), false))
        AND (OLD.phone IS NOT DISTINCT FROM NEW.phone
             OR COALESCE(foundation_resealed(OLD.phone, NEW.phone), false))
        AND (OLD.text = NEW.text OR foundation_resealed(OLD.text, NEW.text))
    )) EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER campaigns_objection_said BEFORE UPDATE OF campaign_id, candidate_id, raised_on, text
    ON campaigns_objection
    FOR EACH ROW WHEN ((OLD.campaign_id, OLD.candidate_id, OLD.raised_on)
        IS DISTINCT FROM (NEW.campaign_id, NEW.candidate_id, NEW.raised_on)
        OR (OLD.text <> NEW.text AND NOT foundation_resealed(OLD.text, NEW.text)))
    EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER campaigns_objection_keep BEFORE DELETE ON campaigns_objection
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();

CREATE FUNCTION campaigns_award_of_a_winner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM campaigns_candidate WHERE id = NEW.candidate_id AND state = 'winner';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'award: not a winner' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER campaigns_award_of_a_winner BEFORE INSERT ON campaigns_award
    FOR EACH ROW EXECUTE FUNCTION campaigns_award_of_a_winner();
CREATE TRIGGER campaigns_award_stands BEFORE UPDATE OF candidate_id, certificate_no, decided_at
    ON campaigns_award
    FOR EACH ROW WHEN ((OLD.candidate_id, OLD.certificate_no, OLD.decided_at)
        IS DISTINCT FROM (NEW.candidate_id, NEW.certificate_no, NEW.decided_at))
    EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER campaigns_award_keep BEFORE DELETE ON campaigns_award
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
"""
BACK = """
DROP FUNCTION campaigns_call_stands() CASCADE;
DROP FUNCTION campaigns_part_stands() CASCADE;
DROP FUNCTION campaigns_in_time() CASCADE;
DROP FUNCTION campaigns_candidate_in_order() CASCADE;
DROP FUNCTION campaigns_answer_in_time() CASCADE;
DROP FUNCTION campaigns_gate() CASCADE;
DROP FUNCTION campaigns_objection_in_time() CASCADE;
DROP FUNCTION campaigns_award_of_a_winner() CASCADE;
DROP TRIGGER campaigns_call_keep ON campaigns_campaign;
DROP TRIGGER campaigns_nomination_stands ON campaigns_nomination;
DROP TRIGGER campaigns_nomination_keep ON campaigns_nomination;
DROP TRIGGER campaigns_candidate_born ON campaigns_candidate;
DROP TRIGGER campaigns_candidate_keep ON campaigns_candidate;
DROP TRIGGER campaigns_answer_no_update ON campaigns_checkanswer;
DROP TRIGGER campaigns_answer_no_delete ON campaigns_checkanswer;
DROP TRIGGER campaigns_answer_no_truncate ON campaigns_checkanswer;
DROP TRIGGER campaigns_objection_answered ON campaigns_objection;
DROP TRIGGER campaigns_objection_said ON campaigns_objection;
DROP TRIGGER campaigns_objection_keep ON campaigns_objection;
DROP TRIGGER campaigns_award_stands ON campaigns_award;
DROP TRIGGER campaigns_award_keep ON campaigns_award;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0003_resealing"),
        ("campaigns", "0001_initial"),
    ]

    operations = [
        append_only("campaigns_nominationpaper"),
        append_only("campaigns_objectionpaper"),
        migrations.RunSQL(GUARDS, BACK),
    ]
