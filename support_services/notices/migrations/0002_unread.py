"""What nobody has read yet, by place, however much there was before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                fields=["region", "id"],
                condition=models.Q(("channel", "inbox"), ("state", "sent")),
                name="notice_unread",
            ),
        ),
    ]
