import django.contrib.postgres.constraints
import django.db.models.deletion
from django.db import migrations, models

# What a grant counts never changes and stands as long as the grant does: a trigger lets go of it
# when the grant is refused, withdrawn or cancelled, and no hand does. At the end of a transaction a
# grant that rewards a merit has said which.
GUARDS = """
CREATE FUNCTION subsidies_grantmerit_sound() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whose bigint;
    stands text;
BEGIN
    SELECT person_id, state INTO whose, stands FROM subsidies_grant WHERE id = NEW.grant_id;
    IF whose IS DISTINCT FROM NEW.person_id
        OR NEW.is_live IS DISTINCT FROM (stands IN ('draft', 'approved', 'stopped'))
    THEN
        RAISE EXCEPTION 'a merit counts for the soldier of its grant, as long as that stands'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER subsidies_grantmerit_sound BEFORE INSERT OR UPDATE OF is_live ON subsidies_grantmerit
    FOR EACH ROW EXECUTE FUNCTION subsidies_grantmerit_sound();
CREATE TRIGGER subsidies_grantmerit_frozen
    BEFORE UPDATE OF grant_id, person_id, merit, first_on, last_on ON subsidies_grantmerit
    FOR EACH ROW EXECUTE FUNCTION subsidies_grant_frozen();
CREATE TRIGGER subsidies_grantmerit_keep BEFORE DELETE ON subsidies_grantmerit
    FOR EACH ROW EXECUTE FUNCTION subsidies_keep();

CREATE FUNCTION subsidies_grant_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE subsidies_grantmerit SET is_live = NEW.state IN ('draft', 'approved', 'stopped')
    WHERE grant_id = NEW.id AND is_live <> (NEW.state IN ('draft', 'approved', 'stopped'));
    RETURN NULL;
END
$$;
CREATE TRIGGER subsidies_grant_counts AFTER UPDATE OF state ON subsidies_grant
    FOR EACH ROW WHEN (NEW.kind IN ('conscript', 'merit'))
    EXECUTE FUNCTION subsidies_grant_counts();

CREATE FUNCTION subsidies_grant_says_which() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM subsidies_grantmerit WHERE grant_id = NEW.id) THEN
        RAISE EXCEPTION 'grant % rewards a merit and does not say which', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER subsidies_grant_says_which AFTER INSERT ON subsidies_grant
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.kind = 'merit' OR (NEW.kind = 'conscript'
        AND COALESCE(NEW.inputs -> 'merits', '[]'::jsonb) <> '[]'::jsonb))
    EXECUTE FUNCTION subsidies_grant_says_which();
"""
GUARDS_BACK = """
DROP TRIGGER subsidies_grant_says_which ON subsidies_grant;
DROP FUNCTION subsidies_grant_says_which();
DROP TRIGGER subsidies_grant_counts ON subsidies_grant;
DROP FUNCTION subsidies_grant_counts();
DROP TRIGGER subsidies_grantmerit_keep ON subsidies_grantmerit;
DROP TRIGGER subsidies_grantmerit_frozen ON subsidies_grantmerit;
DROP TRIGGER subsidies_grantmerit_sound ON subsidies_grantmerit;
DROP FUNCTION subsidies_grantmerit_sound();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0011_who_speaks"),
        ("subsidies", "0020_grave_visits"),
    ]

    operations = [
        migrations.AlterField(
            model_name="grant",
            name="kind",
            field=models.CharField(
                choices=[
                    ("conscript", "conscript"),
                    ("self_employment", "self_employment"),
                    ("death", "death"),
                    ("honour", "honour"),
                    ("hardship", "hardship"),
                    ("festival", "festival"),
                    ("award", "award"),
                    ("grave_visit", "grave_visit"),
                    ("merit", "merit"),
                ],
                max_length=16,
                verbose_name="种类",
            ),
        ),
        migrations.AlterField(
            model_name="grantfigure",
            name="code",
            field=models.CharField(
                choices=[
                    ("national_urban_income", "national_urban_income"),
                    ("local_urban_income", "local_urban_income"),
                    ("conscript_fixed", "conscript_fixed"),
                    ("conscript_percent", "conscript_percent"),
                    ("conscript_plateau_factor", "conscript_plateau_factor"),
                    ("conscript_merit_share", "conscript_merit_share"),
                    ("conscript_rounding", "conscript_rounding"),
                    ("self_employment_year_standard", "self_employment_year_standard"),
                    ("self_employment_merit_share", "self_employment_merit_share"),
                    ("second_lieutenant_pay", "second_lieutenant_pay"),
                    ("death_merit_share", "death_merit_share"),
                    ("hardship_cap", "hardship_cap"),
                    ("festival_amount", "festival_amount"),
                    ("grave_visit_amount", "grave_visit_amount"),
                    ("grave_visit_every", "grave_visit_every"),
                    ("merit_reward_amount", "merit_reward_amount"),
                    ("merit_reward_several", "merit_reward_several"),
                ],
                max_length=40,
                verbose_name="基数",
            ),
        ),
        migrations.CreateModel(
            name="GrantMerit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("merit", models.CharField(max_length=16, verbose_name="等次")),
                ("first_on", models.DateField(verbose_name="授予日期自")),
                ("last_on", models.DateField(verbose_name="授予日期至")),
                ("is_live", models.BooleanField(default=True, verbose_name="有效")),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counted",
                        to="subsidies.grant",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.person",
                        verbose_name="立功军人",
                    ),
                ),
            ],
            options={
                "verbose_name": "计入核发的立功",
                "verbose_name_plural": "计入核发的立功",
                "ordering": ["first_on", "pk"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("is_live", True)),
                        expressions=[
                            ("person", "="),
                            ("merit", "="),
                            (
                                models.Func(
                                    models.F("first_on"),
                                    models.F("last_on"),
                                    models.Value("[]"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="grant_merit_once",
                        violation_error_message="这项立功已经计入另一项核发。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))),
                        name="grant_merit_days_in_order",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARDS, GUARDS_BACK),
    ]
