"""A file that was merged into another of the same person says which one, and never in a chain;
rows that go over from file to file stand in the history of both."""

import django.db.models.deletion
from django.db import migrations, models

_ROWS = (
    "personcategory",
    "circumstance",
    "residence",
    "relative",
    "serviceperiod",
    "merit",
    "placement",
    "certificate",
    "employment",
    "sensitiverecord",
    "filenote",
)

_GUARD = """
CREATE FUNCTION registry_person_merged_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM registry_person
               WHERE id = NEW.merged_into_id AND merged_into_id IS NOT NULL)
       OR EXISTS (SELECT FROM registry_person WHERE merged_into_id = NEW.id) THEN
        RAISE EXCEPTION 'a file is merged into one that stays, never in a chain'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER registry_person_merged_once BEFORE INSERT OR UPDATE OF merged_into_id
    ON registry_person FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL)
    EXECUTE FUNCTION registry_person_merged_once();

-- TG_ARGV: the column that changed; the files in whose history it stands are the row's own
-- person, and for a row of a file the one it left as well.
CREATE FUNCTION registry_file_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was text := to_jsonb(OLD) ->> TG_ARGV[0];
    becomes text := to_jsonb(NEW) ->> TG_ARGV[0];
BEGIN
    INSERT INTO foundation_change (table_name, row_key, person_id, deed, field, before, after,
                                   at, actor_id, why, act)
    SELECT TG_TABLE_NAME, NEW.id, file, 'U', TG_ARGV[0], was, becomes,
        COALESCE(NULLIF(current_setting('portal.at', true), '')::timestamptz, clock_timestamp()),
        NULLIF(current_setting('portal.actor', true), '')::bigint,
        COALESCE(current_setting('portal.why', true), ''), pg_current_xact_id()::text::bigint
    FROM unnest(CASE TG_TABLE_NAME WHEN 'registry_person' THEN ARRAY[NEW.id]
                ELSE ARRAY[was::bigint, becomes::bigint] END) AS file;
    RETURN NULL;
END $$;
CREATE TRIGGER registry_person_merged AFTER UPDATE OF merged_into_id ON registry_person
    FOR EACH ROW WHEN (OLD.merged_into_id IS DISTINCT FROM NEW.merged_into_id)
    EXECUTE FUNCTION registry_file_changed('merged_into_id');
""" + "".join(
    f"""
CREATE TRIGGER registry_{table}_moved AFTER UPDATE OF person_id ON registry_{table}
    FOR EACH ROW WHEN (OLD.person_id IS DISTINCT FROM NEW.person_id)
    EXECUTE FUNCTION registry_file_changed('person_id');
"""
    for table in _ROWS
)
_UNGUARD = """
DROP TRIGGER registry_person_merged_once ON registry_person;
DROP FUNCTION registry_person_merged_once();
DROP FUNCTION registry_file_changed() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0008_lists_of_people")]

    operations = [
        migrations.AddField(
            "person",
            "merged_into",
            models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="registry.person",
                verbose_name="已并入",
            ),
        ),
        migrations.AddIndex(
            "person",
            models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="person_merged",
            ),
        ),
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(
                condition=models.Q(("merged_into__isnull", True))
                | models.Q(
                    models.Q(("merged_into", models.F("id")), _negated=True),
                    ("household__isnull", True),
                ),
                name="person_merged_into_another",
            ),
        ),
        migrations.RunSQL(_GUARD, _UNGUARD),
        migrations.AlterField(
            "lifeevent",
            "kind",
            models.CharField(
                choices=[
                    ("report_in", "报到登记"),
                    ("recognised", "身份认定"),
                    ("category_ended", "身份终止"),
                    ("disability", "评残、调残"),
                    ("merit", "立功受奖"),
                    ("marriage", "婚姻变动"),
                    ("household", "立户、换户主"),
                    ("moved_within", "区内搬迁"),
                    ("moved_in", "关系迁入"),
                    ("moved_out", "关系迁出"),
                    ("death", "去世"),
                    ("suspended", "中止"),
                    ("resumed", "恢复"),
                    ("duplicate", "重复建档合并"),
                    ("separated", "撤销合并"),
                ],
                max_length=16,
                verbose_name="事项",
            ),
        ),
    ]
