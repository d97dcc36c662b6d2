"""What of votes the database refuses, whoever asks.

What may be chosen stands from the first moment. A vote is of a poll that is open on that day, in one
of the places that a telephone has; it stays. What is left out is asked for and settled between the
end of the poll and the first signature; after the second nothing changes.
"""

from django.db import migrations

from veterans.foundation.append_only import append_only

GUARDS = """
CREATE FUNCTION votes_poll_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('signed', 'dropped') THEN
        RAISE EXCEPTION 'poll %: it is settled', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (OLD.of, OLD.title, OLD.opens_on, OLD.closes_on, OLD.per_phone_per_day, OLD.share,
        OLD.live, OLD.salt, OLD.made_by_id, OLD.made_at)
       IS DISTINCT FROM
       (NEW.of, NEW.title, NEW.opens_on, NEW.closes_on, NEW.per_phone_per_day, NEW.share,
        NEW.live, NEW.salt, NEW.made_by_id, NEW.made_at)
       OR (OLD.state <> 'set_up' AND (OLD.released_by_id, OLD.released_at)
           IS DISTINCT FROM (NEW.released_by_id, NEW.released_at))
       OR (OLD.state, NEW.state) NOT IN (('set_up', 'set_up'), ('set_up', 'open'),
           ('set_up', 'dropped'), ('open', 'open'), ('open', 'closed'), ('open', 'dropped'),
           ('closed', 'closed'), ('closed', 'signed')) THEN
        RAISE EXCEPTION 'poll %: what was set up does not change', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER votes_poll_stands BEFORE UPDATE ON votes_poll
    FOR EACH ROW EXECUTE FUNCTION votes_poll_stands();
CREATE TRIGGER votes_poll_keep BEFORE DELETE ON votes_poll
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();

CREATE FUNCTION votes_option_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM votes_poll WHERE id = NEW.poll_id AND state = 'set_up' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'what may be chosen is settled'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER votes_option_in_time BEFORE INSERT ON votes_option
    FOR EACH ROW EXECUTE FUNCTION votes_option_in_time();

CREATE FUNCTION votes_vote_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM votes_poll p JOIN votes_option o ON o.poll_id = p.id
        WHERE p.id = NEW.poll_id AND o.id = NEW.option_id AND p.state = 'open'
          AND NEW.day BETWEEN p.opens_on AND p.closes_on
          AND NEW.day = (NEW.cast_at AT TIME ZONE 'Asia/Shanghai')::date
          AND NEW.slot <= p.per_phone_per_day
        FOR SHARE OF p;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'poll %: no such vote today', NEW.poll_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER votes_vote_in_time BEFORE INSERT ON votes_vote
    FOR EACH ROW EXECUTE FUNCTION votes_vote_in_time();

CREATE FUNCTION votes_rule_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM votes_poll WHERE id = NEW.poll_id AND state = 'closed' AND first_by_id IS NULL
        FOR SHARE;
    IF NOT FOUND OR (TG_OP = 'UPDATE' AND (OLD.state <> 'asked'
        OR (OLD.poll_id, OLD.kind, OLD.key, OLD.votes, OLD.why, OLD.asked_by_id, OLD.asked_at)
           IS DISTINCT FROM
           (NEW.poll_id, NEW.kind, NEW.key, NEW.votes, NEW.why, NEW.asked_by_id, NEW.asked_at)))
    THEN
        RAISE EXCEPTION 'what is left out is settled'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER votes_rule_in_time BEFORE INSERT OR UPDATE ON votes_exclusion
    FOR EACH ROW EXECUTE FUNCTION votes_rule_in_time();
CREATE TRIGGER votes_rule_keep BEFORE DELETE ON votes_exclusion
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();

CREATE FUNCTION votes_tally_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM votes_option o JOIN votes_poll p ON p.id = o.poll_id
        WHERE o.id = NEW.option_id AND p.state = 'closed' AND p.first_by_id IS NOT NULL
        FOR SHARE OF p;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'what a poll came to is kept when two have signed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER votes_tally_in_time BEFORE INSERT ON votes_tally
    FOR EACH ROW EXECUTE FUNCTION votes_tally_in_time();
"""
BACK = """
DROP FUNCTION votes_poll_stands() CASCADE;
DROP FUNCTION votes_option_in_time() CASCADE;
DROP FUNCTION votes_vote_in_time() CASCADE;
DROP FUNCTION votes_rule_in_time() CASCADE;
DROP FUNCTION votes_tally_in_time() CASCADE;
DROP TRIGGER votes_poll_keep ON votes_poll;
DROP TRIGGER votes_rule_keep ON votes_exclusion;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0001_initial"),
        ("votes", "0001_initial"),
    ]

    operations = [
        append_only("votes_option"),
        append_only("votes_vote"),
        append_only("votes_tally"),
        migrations.RunSQL(GUARDS, BACK),
    ]
