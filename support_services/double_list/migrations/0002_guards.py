"""What is written of an item stays; it moves only as its states say, and its date and its owner
only with a row that says who moved them and why."""

from django.db import migrations

from veterans.foundation.append_only import append_only

# As ``states.steps_between`` has them; a test holds the two equal.
STEPS = (
    "agreed>collected agreed>decided agreed>dropped assigned>carried assigned>in_hand"
    " assigned>paused assigned>returned claimed>in_hand claimed>verified collected>dropped"
    " collected>merged collected>sorted confirmed>closed decided>assigned in_hand>assigned"
    " in_hand>carried in_hand>claimed in_hand>long_term in_hand>paused long_term>carried"
    " long_term>claimed long_term>paused paused>assigned paused>carried paused>in_hand"
    " paused>long_term returned>assigned returned>carried sorted>agreed sorted>collected"
    " sorted>dropped sorted>merged verified>confirmed verified>in_hand"
)
NOT_YET = "('collected', 'sorted', 'agreed', 'decided')"

GUARDS = f"""
CREATE FUNCTION double_list_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (OLD.state || '>' || NEW.state) = ANY (string_to_array('{STEPS}', ' ')) THEN
        RAISE EXCEPTION 'an item does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER double_list_item_moves BEFORE UPDATE OF state ON double_list_item
    FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION double_list_moves();

CREATE FUNCTION double_list_dated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM double_list_datechange d WHERE d.item_id = NEW.id AND d.to_on = NEW.deadline
           AND d.id = (SELECT max(l.id) FROM double_list_datechange l WHERE l.item_id = NEW.id)
    ) THEN
        RAISE EXCEPTION 'a deadline moves with a row that says why'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER double_list_item_dated BEFORE UPDATE OF deadline ON double_list_item
    FOR EACH ROW WHEN (OLD.deadline IS DISTINCT FROM NEW.deadline AND NEW.state NOT IN {NOT_YET})
    EXECUTE FUNCTION double_list_dated();

CREATE FUNCTION double_list_owned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM double_list_ownerchange o WHERE o.item_id = NEW.id AND o.to_unit_id = NEW.lead_id
           AND o.id = (SELECT max(l.id) FROM double_list_ownerchange l WHERE l.item_id = NEW.id)
    ) THEN
        RAISE EXCEPTION 'an item changes hands with a row that says why'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER double_list_item_owned BEFORE UPDATE OF lead_id ON double_list_item
    FOR EACH ROW WHEN (OLD.lead_id IS DISTINCT FROM NEW.lead_id AND NEW.state NOT IN {NOT_YET})
    EXECUTE FUNCTION double_list_owned();

CREATE FUNCTION double_list_own_word() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM double_list_item i WHERE i.id = NEW.item_id AND NEW.unit_id = CASE NEW.side
            WHEN 'asker' THEN i.requester_id
            WHEN 'answerer' THEN i.lead_id
            ELSE (SELECT h.unit_id FROM double_list_item_helpers h
                   WHERE h.item_id = i.id AND h.unit_id = NEW.unit_id)
            END
    ) THEN
        RAISE EXCEPTION 'a side speaks by its own unit'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER double_list_itemstep_own_word BEFORE INSERT ON double_list_itemstep
    FOR EACH ROW WHEN (NEW.side IN ('asker', 'answerer', 'helper'))
    EXECUTE FUNCTION double_list_own_word();

CREATE TRIGGER double_list_item_identity
    BEFORE UPDATE ON double_list_item FOR EACH ROW WHEN (
        (OLD.year, OLD.direction, OLD.number, OLD.entered_by_id, OLD.entered_at, OLD.carried_from_id)
        IS DISTINCT FROM
        (NEW.year, NEW.direction, NEW.number, NEW.entered_by_id, NEW.entered_at, NEW.carried_from_id)
    ) EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER double_list_item_asker BEFORE UPDATE OF requester_id ON double_list_item
    FOR EACH ROW WHEN (OLD.requester_id <> NEW.requester_id AND OLD.state NOT IN ('collected', 'sorted'))
    EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER double_list_item_no_delete BEFORE DELETE ON double_list_item
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER double_list_rule_settled BEFORE UPDATE ON double_list_supervisionrule
    FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER double_list_rule_no_delete BEFORE DELETE ON double_list_supervisionrule
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER double_list_circular_settled BEFORE UPDATE ON double_list_circular
    FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER double_list_circular_no_delete BEFORE DELETE ON double_list_circular
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER double_list_extension_settled BEFORE UPDATE ON double_list_extension
    FOR EACH ROW WHEN (OLD.state <> 'asked') EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER double_list_pause_settled BEFORE UPDATE ON double_list_pause
    FOR EACH ROW WHEN (OLD.last_on IS NOT NULL) EXECUTE FUNCTION portal_append_only();
"""
BACK = """
DROP TRIGGER double_list_pause_settled ON double_list_pause;
DROP TRIGGER double_list_extension_settled ON double_list_extension;
DROP TRIGGER double_list_circular_no_delete ON double_list_circular;
DROP TRIGGER double_list_circular_settled ON double_list_circular;
DROP TRIGGER double_list_rule_no_delete ON double_list_supervisionrule;
DROP TRIGGER double_list_rule_settled ON double_list_supervisionrule;
DROP TRIGGER double_list_item_no_delete ON double_list_item;
DROP TRIGGER double_list_item_asker ON double_list_item;
DROP TRIGGER double_list_item_identity ON double_list_item;
DROP TRIGGER double_list_itemstep_own_word ON double_list_itemstep;
DROP FUNCTION double_list_own_word();
DROP TRIGGER double_list_item_owned ON double_list_item;
DROP FUNCTION double_list_owned();
DROP TRIGGER double_list_item_dated ON double_list_item;
DROP FUNCTION double_list_dated();
DROP TRIGGER double_list_item_moves ON double_list_item;
DROP FUNCTION double_list_moves();
"""
ADDED_TO = (
    *("double_list_itemstep", "double_list_itempaper", "double_list_ownerchange"),
    *("double_list_datechange", "double_list_supervisionnote", "double_list_circularline"),
    "double_list_listimport",
)


class Migration(migrations.Migration):
    dependencies = [("double_list", "0001_initial")]

    operations = [
        migrations.RunSQL(GUARDS, BACK),
        *(append_only(table) for table in ADDED_TO),
    ]
