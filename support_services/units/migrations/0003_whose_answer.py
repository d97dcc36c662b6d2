"""Receipts of answers, and finding out whose an answer was."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0001_initial"),
        ("units", "0002_links"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReplyCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("unreached", "联系人没有能收回执短信的手机"),
                            ("one_hand", "发链接的人也知道验证码"),
                            ("denied", "单位说不是它答的"),
                        ],
                        max_length=9,
                        verbose_name="缘由",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待核实"),
                            ("denied", "单位否认，待核实"),
                            ("theirs", "核实过，是本单位答的"),
                            ("not_theirs", "不是本单位答的"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="开始时间")),
                ("denied_at", models.DateTimeField(blank=True, null=True, verbose_name="否认时间")),
                (
                    "denied_road",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("link", "本单位在网上"),
                            ("phone", "电话"),
                            ("paper", "来函"),
                            ("face", "当面"),
                        ],
                        default="",
                        max_length=5,
                        verbose_name="怎样否认的",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="单位怎样说"
                    ),
                ),
                (
                    "did",
                    models.CharField(
                        blank=True, default="", max_length=300, verbose_name="事项怎样处理"
                    ),
                ),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="核实时间"),
                ),
                (
                    "settled_how",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="怎样核实的"
                    ),
                ),
            ],
            options={
                "verbose_name": "答复核实",
                "verbose_name_plural": "答复核实",
                "ordering": ["-pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="link",
            name="units_link_revoked_signed",
        ),
        migrations.AddField(
            model_name="linkcode",
            name="alone",
            field=models.BooleanField(default=False, verbose_name="一人经手"),
        ),
        migrations.AddField(
            model_name="linkpass",
            name="alone",
            field=models.BooleanField(default=False, verbose_name="一人经手"),
        ),
        migrations.AddField(
            model_name="reply",
            name="alone",
            field=models.BooleanField(default=False, verbose_name="一人经手"),
        ),
        migrations.AddField(
            model_name="reply",
            name="denial",
            field=models.BinaryField(null=True, unique=True, verbose_name="否认摘要"),
        ),
        migrations.AddField(
            model_name="unit",
            name="contact_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="联系人录入时间"),
        ),
        migrations.AddField(
            model_name="unit",
            name="contact_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="联系人录入人",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="contact_checked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="联系人核对时间"),
        ),
        migrations.AddField(
            model_name="unit",
            name="contact_checked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="联系人核对人",
            ),
        ),
        migrations.AlterField(
            model_name="linkact",
            name="deed",
            field=models.CharField(
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
                    ("told", "给联系人发回执短信"),
                    ("denied", "单位说不是它答的"),
                    ("checked", "核实了答复"),
                ],
                max_length=8,
                verbose_name="动作",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("revoked_at__isnull", True),
                        ("revoked_by__isnull", True),
                        ("revoked_why", ""),
                    ),
                    models.Q(
                        ("revoked_at__isnull", False), models.Q(("revoked_why", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="units_link_revoked_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("contact_at__isnull", False), ("contact_by__isnull", False)),
                    models.Q(("contact_at__isnull", True), ("contact_by__isnull", True)),
                    _connector="OR",
                ),
                name="units_contact_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("contact_checked_at__isnull", True), ("contact_checked_by__isnull", True)
                    ),
                    models.Q(
                        ("contact_checked_at__isnull", False),
                        ("contact_checked_by__isnull", False),
                        models.Q(("contact_checked_by", models.F("contact_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="units_contact_by_two",
                violation_error_message="联系人是您录入的，请另一位同事核对。",
            ),
        ),
        migrations.AddField(
            model_name="replycheck",
            name="denied_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="否认记录人",
            ),
        ),
        migrations.AddField(
            model_name="replycheck",
            name="reply",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="check_of",
                to="units.reply",
                verbose_name="答复",
            ),
        ),
        migrations.AddField(
            model_name="replycheck",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="核实人",
            ),
        ),
        migrations.AddIndex(
            model_name="replycheck",
            index=models.Index(
                condition=models.Q(("state__in", ["open", "denied"])),
                fields=["id"],
                name="units_checks_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="replycheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ["theirs", "not_theirs"]),
                        ("settled_at__isnull", False),
                        ("settled_by__isnull", False),
                    ),
                    models.Q(
                        models.Q(("state__in", ["theirs", "not_theirs"]), _negated=True),
                        ("settled_at__isnull", True),
                        ("settled_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="units_check_settled",
            ),
        ),
        migrations.AddConstraint(
            model_name="replycheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "denied"), _negated=True),
                    ("denied_at__isnull", False),
                    _connector="OR",
                ),
                name="units_check_denied",
            ),
        ),
        migrations.AddConstraint(
            model_name="replycheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("denied_at__isnull", True),
                        ("denied_by__isnull", True),
                        ("denied_road", ""),
                    ),
                    models.Q(
                        ("denied_at__isnull", False),
                        ("denied_by__isnull", True),
                        ("denied_road", "link"),
                    ),
                    models.Q(
                        ("denied_at__isnull", False),
                        ("denied_by__isnull", False),
                        models.Q(("denied_road__in", ["", "link"]), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="units_check_denied_how",
            ),
        ),
    ]
