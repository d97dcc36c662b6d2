"""A wish may be taken up by one of the register of supporters."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("aid", "0001_initial"),
        ("registry", "0011_who_speaks"),
        ("supporters", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="wish",
            name="by_supporter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="wishes",
                to="supporters.supporter",
                verbose_name="认领的拥军力量",
            ),
        ),
        migrations.AddConstraint(
            model_name="wish",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("by_supporter__isnull", True),
                    models.Q(("supporter", ""), _negated=True),
                    _connector="OR",
                ),
                name="wish_supporter_named",
            ),
        ),
    ]
