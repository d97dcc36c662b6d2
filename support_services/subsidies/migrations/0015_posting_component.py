"""The choices of a posting's component named three codes and left out all that the bureau makes.

Only what Django knows of the column changes: no statement reaches the database.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0014_recheck_marks")]

    operations = [
        migrations.AlterField(
            model_name="posting",
            name="component",
            field=models.CharField("组成", max_length=12, db_collation="C"),
        ),
    ]
