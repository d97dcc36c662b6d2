"""A telephone is found by its index, a home by its plaque; changes of files are kept."""

from django.db import migrations, models

from veterans.foundation.history import tracked
from veterans.foundation.crypto import blind_index

_LOT = 5_000


def index_phones(apps, schema_editor):
    """The telephones that are there already, a lot at a time."""
    Person = apps.get_model("registry", "Person")
    last = 0
    while True:
        rows = list(
            Person.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "phone")[:_LOT]
        )
        if not rows:
            return
        last = rows[-1][0]
        found = [(pk, blind_index(phone, purpose="phone")) for pk, phone in rows if phone]
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE registry_person p SET phone_index = n.found"
                " FROM unnest(%s::bigint[], %s::bytea[]) AS n (id, found) WHERE p.id = n.id",
                [[pk for pk, _ in found], [index for _, index in found]],
            )


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0001_initial"),
        ("registry", "0004_resealing"),
        ("foundation", "0004_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="household",
            name="plaque_hung_on",
            field=models.DateField(blank=True, null=True, verbose_name="光荣牌悬挂日期"),
        ),
        migrations.AddField(
            model_name="household",
            name="plaque_number",
            field=models.CharField(
                blank=True, db_default="", max_length=30, verbose_name="光荣牌编号"
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="phone_index",
            field=models.BinaryField(null=True, verbose_name="电话索引"),
        ),
        migrations.RunPython(index_phones, migrations.RunPython.noop),
        # What the update above queued is settled before the table is altered.
        migrations.RunSQL(
            "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED", migrations.RunSQL.noop
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("phone_index__isnull", False)),
                fields=["phone_index"],
                name="person_phone",
            ),
        ),
        migrations.AddConstraint(
            model_name="household",
            constraint=models.UniqueConstraint(
                condition=models.Q(("plaque_number", ""), _negated=True),
                fields=("plaque_number",),
                name="household_plaque_once",
                violation_error_message="这个光荣牌编号已登记在另一户。",
            ),
        ),
        migrations.AddConstraint(
            model_name="household",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("plaque_hung_on__isnull", True),
                    models.Q(("plaque_number", ""), _negated=True),
                    _connector="OR",
                ),
                name="household_plaque_has_number",
                violation_error_message="填了悬挂日期的，光荣牌编号也要填。",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("phone__isnull", True), ("phone_index__isnull", True)),
                    models.Q(("phone__isnull", False), ("phone_index__isnull", False)),
                    _connector="OR",
                ),
                name="person_phone_is_indexed",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(("household__isnull", False), ("relation", "户主")),
                fields=("household",),
                name="household_one_head",
                violation_error_message="这一户已有户主。",
            ),
        ),
        tracked(
            "registry_person",
            columns=("name", "sex", "born_on", "died_on", "region_id", "household_id", "relation"),
            sealed={"id_number": "id_index", "phone": "phone_index"},
            person="id",
            added=False,
        ),
        tracked(
            "registry_household",
            columns=("number", "region_id", "plaque_number", "plaque_hung_on"),
            sealed={"address": ""},
            person="",
            added=False,
        ),
        tracked(
            "registry_personcategory",
            columns=("category", "valid_from", "valid_to", "document_no"),
            added=False,
        ),
    ]
