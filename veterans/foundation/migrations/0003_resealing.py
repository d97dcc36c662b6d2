"""How a guard tells that a sealed value is only sealed anew.

A guard cannot open a value, so it cannot see that the text is the same. It can see that whoever
writes has said so, that the key's number has changed, and that the length has not.
"""

from django.db import migrations

RESEALED = """
CREATE FUNCTION foundation_resealing() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(current_setting('portal.resealing', true) = 'on', false)
$$;
CREATE FUNCTION foundation_resealed(old bytea, new bytea) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT foundation_resealing() AND length(old) = length(new)
           AND get_byte(old, 0) <> get_byte(new, 0)
$$;
"""
BACK = """
DROP FUNCTION foundation_resealed(bytea, bytea);
DROP FUNCTION foundation_resealing();
"""


class Migration(migrations.Migration):
    dependencies = [("foundation", "0002_sealedfile_sealedpiece")]

    operations = [migrations.RunSQL(RESEALED, BACK)]
