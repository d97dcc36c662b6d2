"""One box: a name by its beginning, initials in the order of the reading, a plaque by its key."""

import django.db.models.functions
from django.db import migrations, models

import veterans.registry.models

# Twin of rules.plaque_key.
PLAQUE_KEY = r"""
CREATE FUNCTION registry_plaque_key(number text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN upper(regexp_replace(normalize(number, NFKC), '[\s\u2010-\u2015\u2212-]+', '', 'g'));
-- To take names apart row by row is never to be preferred to their index, and no second process
-- is worth its start for the few rows that are read.
ALTER FUNCTION registry_name_grams(text) COST 1000 PARALLEL RESTRICTED;
"""
PLAQUE_KEY_BACK = """
DROP FUNCTION registry_plaque_key(text);
ALTER FUNCTION registry_name_grams(text) COST 100 PARALLEL SAFE;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_the_file")]

    operations = [
        migrations.RunSQL(PLAQUE_KEY, PLAQUE_KEY_BACK),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(
                veterans.registry.models.PlaqueKey("plaque_number"),
                condition=models.Q(("plaque_number", ""), _negated=True),
                name="household_plaque",
            ),
        ),
        migrations.RemoveIndex(model_name="person", name="person_name"),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                django.db.models.functions.Collate("name", "C"), name="person_plain_name"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                django.db.models.functions.Collate(
                    django.db.models.functions.Substr("name", 2), "C"
                ),
                name="person_given_name",
            ),
        ),
        migrations.RemoveIndex(model_name="person", name="person_initials"),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["name_initials", "name_pinyin"], name="person_initials"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                fields=["region", "name_initials", "name_pinyin"], name="person_area"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                fields=["region", "name"], include=["died_on", "id"], name="person_area_name"
            ),
        ),
    ]
