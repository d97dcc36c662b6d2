"""Who was tried in vain, and what was entered last, each by an index of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0002_hand_overs")]

    operations = [
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                fields=["person", "visited_on"],
                condition=models.Q(("met", "nobody"), ("voided_at__isnull", True)),
                name="visit_tried",
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["-entered_at"], name="visit_newest"),
        ),
    ]
