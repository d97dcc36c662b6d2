"""What a station sent in is decided, never changed; its number may be sealed with another key."""

from django.db import migrations

DECIDED = """
DROP TRIGGER registry_proposal_decided ON registry_accountproposal;
CREATE TRIGGER registry_proposal_decided BEFORE UPDATE ON registry_accountproposal
    FOR EACH ROW WHEN (OLD.state <> 'pending' AND NOT (
        to_jsonb(NEW) - 'number' = to_jsonb(OLD) - 'number'
        AND foundation_resealed(OLD.number, NEW.number)
    )) EXECUTE FUNCTION registry_proposal_frozen();
"""
BACK = """
DROP TRIGGER registry_proposal_decided ON registry_accountproposal;
CREATE TRIGGER registry_proposal_decided BEFORE UPDATE ON registry_accountproposal
    FOR EACH ROW WHEN (OLD.state <> 'pending') EXECUTE FUNCTION registry_proposal_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("foundation", "0003_resealing"), ("registry", "0003_account_evidence")]

    operations = [migrations.RunSQL(DECIDED, BACK)]
