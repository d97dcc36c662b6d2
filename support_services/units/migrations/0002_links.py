"""Links by which units answer, and what was changed of a unit."""

import django.db.models.deletion
import uuid
import veterans.foundation.fields
from django.conf import settings
from django.db import migrations, models

from veterans.foundation.history import tracked


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0005_chain_checks"),
        ("units", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("about", models.CharField(max_length=50, verbose_name="事项")),
                ("title", models.CharField(max_length=120, verbose_name="事项名称")),
                (
                    "purpose",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="请他们做什么"
                    ),
                ),
                ("digest", models.BinaryField(unique=True, verbose_name="摘要")),
                ("made_at", models.DateTimeField(verbose_name="发出时间")),
                ("expires_at", models.DateTimeField(verbose_name="有效期到")),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="收回时间"),
                ),
                (
                    "revoked_why",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="收回原因"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发出人",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收回人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="units.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "答复链接",
                "verbose_name_plural": "答复链接",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="LinkAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("made", "发出链接"),
                            ("texted", "短信发链接"),
                            ("read", "电话读出验证码"),
                            ("revoked", "收回链接"),
                            ("replaced", "由新的链接代替"),
                            ("opened", "打开链接"),
                            ("coded", "要了短信验证码"),
                            ("unsent", "短信没有送到"),
                            ("wrong", "验证码不对"),
                            ("proved", "验证码对了"),
                            ("seen", "看了事项"),
                            ("written", "填了还没有交"),
                            ("answered", "交了答复"),
                            ("left", "看完退出"),
                        ],
                        max_length=8,
                        verbose_name="动作",
                    ),
                ),
                (
                    "note",
                    models.CharField(blank=True, default="", max_length=60, verbose_name="说明"),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="acts",
                        to="units.link",
                        verbose_name="链接",
                    ),
                ),
            ],
            options={
                "verbose_name": "答复链接的记录",
                "verbose_name_plural": "答复链接的记录",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="LinkCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.BinaryField(verbose_name="摘要")),
                ("made_at", models.DateTimeField(verbose_name="时间")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="填错次数")),
                (
                    "link",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="code",
                        to="units.link",
                        verbose_name="链接",
                    ),
                ),
                (
                    "read_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="读出人",
                    ),
                ),
            ],
            options={
                "verbose_name": "答复验证码",
                "verbose_name_plural": "答复验证码",
            },
        ),
        migrations.CreateModel(
            name="LinkMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="短信标识"
                    ),
                ),
                ("phone", veterans.foundation.fields.SealedTextField(verbose_name="手机号")),
                ("text", veterans.foundation.fields.SealedTextField(verbose_name="短信内容")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="发送次数")),
                ("next_try_at", models.DateTimeField(verbose_name="下次发送")),
                (
                    "brings",
                    models.CharField(
                        choices=[("code", "验证码"), ("link", "答复链接")],
                        max_length=4,
                        verbose_name="内容",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="时间")),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="units.link",
                        verbose_name="链接",
                    ),
                ),
            ],
            options={
                "verbose_name": "答复短信",
                "verbose_name_plural": "答复短信",
            },
        ),
        migrations.CreateModel(
            name="LinkPass",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.BinaryField(unique=True, verbose_name="摘要")),
                ("given_at", models.DateTimeField(verbose_name="时间")),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passes",
                        to="units.link",
                        verbose_name="链接",
                    ),
                ),
            ],
            options={
                "verbose_name": "答复凭证",
                "verbose_name_plural": "答复凭证",
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.CharField(max_length=32, verbose_name="表单标识")),
                ("verb", models.CharField(max_length=20, verbose_name="动作")),
                ("label", models.CharField(max_length=20, verbose_name="答复")),
                (
                    "words",
                    veterans.foundation.fields.SealedTextField(
                        blank=True, null=True, verbose_name="填写内容"
                    ),
                ),
                ("written_at", models.DateTimeField(verbose_name="填写时间")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="提交时间")),
                (
                    "said",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="回执"),
                ),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="units.link",
                        verbose_name="链接",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位的答复",
                "verbose_name_plural": "单位的答复",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ReplyFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="foundation.sealedfile",
                        verbose_name="文件",
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="units.reply",
                        verbose_name="答复",
                    ),
                ),
            ],
            options={
                "verbose_name": "答复附件",
                "verbose_name_plural": "答复附件",
                "ordering": ["pk"],
            },
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(fields=["about"], name="units_link_about"),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(fields=["expires_at"], name="units_link_expires"),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=("unit", "about"),
                name="units_one_link_of_a_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("made_at"))), name="units_link_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.CheckConstraint(
                condition=models.Q(("about__regex", "^[a-z_]{2,20}:[0-9A-Za-z_-]{1,24}$")),
                name="units_link_about_shape",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("revoked_why", ""), _negated=True),
                        ("revoked_at__isnull", False),
                        ("revoked_by__isnull", False),
                    ),
                    models.Q(
                        ("revoked_why", ""),
                        ("revoked_at__isnull", True),
                        ("revoked_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="units_link_revoked_signed",
            ),
        ),
        migrations.AddIndex(
            model_name="linkact",
            index=models.Index(fields=["deed", "at"], name="units_act_by_deed"),
        ),
        migrations.AddIndex(
            model_name="linkmessage",
            index=models.Index(fields=["next_try_at"], name="units_message_due"),
        ),
        migrations.AddConstraint(
            model_name="linkmessage",
            constraint=models.UniqueConstraint(
                fields=("link", "brings"), name="units_message_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.UniqueConstraint(fields=("link", "form"), name="units_reply_once"),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("said", ""), ("sent_at__isnull", True), ("words__isnull", False)),
                    models.Q(
                        ("sent_at__isnull", False),
                        ("words__isnull", True),
                        models.Q(("said", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="units_reply_sent_is_emptied",
            ),
        ),
        tracked(
            "units_unit",
            columns=(
                *("kind", "name", "short_name", "code", "region_id", "address", "phone", "note"),
                *("closed_at", "closed_why"),
            ),
            sealed={"contact_name": "", "contact_phone": ""},
            person="",
            added=False,
        ),
    ]
