"""Finding people by a part of the name, and the second person who verifies an account."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

import veterans.registry.models

# Characters and neighbouring pairs: "contains 建国" is then one look-up, also for two characters,
# where trigrams have nothing to look up.
GRAMS = """
CREATE FUNCTION registry_name_grams(name text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    grams text[] := '{}';
BEGIN
    FOR i IN 1 .. length(name) LOOP
        grams := grams || substr(name, i, 1) || substr(name, i, 2);
    END LOOP;
    RETURN grams;
END
$$;
"""
GRAMS_BACK = "DROP FUNCTION registry_name_grams(text);"

# Another number or another holder is another account, to be verified anew. The sealed number
# itself may be sealed again with a new key.
FROZEN = """
CREATE FUNCTION registry_account_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an account is replaced by another one, never rewritten'
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER registry_account_frozen
    BEFORE UPDATE OF person_id, account_name, number_index ON registry_bankaccount
    FOR EACH ROW
    WHEN ((OLD.person_id, OLD.account_name, OLD.number_index)
          IS DISTINCT FROM (NEW.person_id, NEW.account_name, NEW.number_index))
    EXECUTE FUNCTION registry_account_frozen();
"""
FROZEN_BACK = """
DROP TRIGGER registry_account_frozen ON registry_bankaccount;
DROP FUNCTION registry_account_frozen();
"""


def _person(label):
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        verbose_name=label,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(GRAMS, GRAMS_BACK),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.GinIndex(
                veterans.registry.models.NameGrams("name"),
                fastupdate=False,
                name="person_name_grams",
            ),
        ),
        migrations.AddField("bankaccount", "entered_by", _person("登记人")),
        migrations.AddField(
            "bankaccount",
            "matched_by_name",
            models.BooleanField(default=False, verbose_name="导入时户名与姓名一致"),
        ),
        migrations.AddField("bankaccount", "verified_by", _person("核验人")),
        migrations.AddField(
            "bankaccount",
            "verified_at",
            models.DateTimeField(blank=True, null=True, verbose_name="核验时间"),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=Q(verified_at__isnull=True, verified_by__isnull=True)
                | (
                    Q(verified_at__isnull=False, verified_by__isnull=False)
                    & ~Q(verified_by=F("entered_by"))
                ),
                name="account_two_people",
                violation_error_message="账户不能由登记人自己核验，请由另一人核验。",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=~Q(state="verified")
                | Q(entered_by__isnull=True)
                | Q(matched_by_name=True)
                | Q(verified_by__isnull=False),
                name="account_verified_by_somebody",
                violation_error_message="账户须由另一人核验，或导入时户名与姓名一致。",
            ),
        ),
        migrations.RunSQL(FROZEN, FROZEN_BACK),
    ]
