"""Rules by which reminders are made, and the outbox.

A notice is written in the transaction of what it tells of; its state is the queue. Nobody hears a
thing twice: ``notice_once`` refuses a second row about the same subject, day and saying, whoever
plans. Number and text are fixed and sealed before the first attempt, so that every attempt says the
same under the same key.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from support_services.notices import rules
from support_services.notices.states import (
    AUDIENCE_LABELS,
    CHANNEL_LABELS,
    NOTICE_LABELS,
    RULE_AUDIENCES,
    RULE_LABELS,
    Audience,
    NoticeState,
    RuleState,
)
from veterans.accounts.roles import Role
from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand, signed_where, two_people
from veterans.regions.models import Region
from veterans.registry.models import Person

TITLE_LENGTH = 60
BY_ANOTHER = "录入人不能自己启用，请由另一人启用。"


class ReminderRule(models.Model):
    """One version of a rule. ``code`` is the rule through its versions: what the one before has
    said, the next does not say again. ``channels``: in order, the first that reaches the person.
    """

    code = models.SlugField("代码", max_length=40)
    title = models.CharField("名称", max_length=TITLE_LENGTH)
    occasion = models.CharField("事项", max_length=40)
    offsets = ArrayField(models.SmallIntegerField(), verbose_name="何时提醒")
    working_days = models.BooleanField("按工作日计", default=False)
    audience = models.CharField(
        "提醒谁",
        max_length=8,
        choices=[(one.value, AUDIENCE_LABELS[one]) for one in RULE_AUDIENCES],
    )
    channels = ArrayField(models.CharField(max_length=8), verbose_name="方式")
    template = models.CharField("通知内容", max_length=rules.TEXT_LENGTH)
    on_rest_days = models.BooleanField("休息日也发", default=False)
    town_after = models.SmallIntegerField("过后几天报镇街站", null=True, blank=True)
    bureau_after = models.SmallIntegerField("过后几天报区局", null=True, blank=True)
    active_from = models.DateField("自哪天起")
    note = models.CharField("说明", max_length=200, blank=True)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, label) for s, (label, _) in RULE_LABELS.items()],
        default=RuleState.DRAFT.value,
    )
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")
    enforced_by = hand("启用人")
    enforced_at = models.DateTimeField("启用时间", null=True, blank=True)
    # Withdrawn, stopped, or replaced by the next version.
    ended_by = hand("停用人")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "提醒规则"
        ordering = ["code", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(state="in_force"), name="reminder_rule_one_in_force"
            ),
            two_people("entered", "enforced", "reminder_rule_two_people", BY_ANOTHER),
            models.CheckConstraint(
                condition=~Q(state="in_force") | Q(enforced_by__isnull=False),
                name="reminder_rule_in_force_signed",
            ),
            models.CheckConstraint(
                condition=signed_where("ended", Q(state__in=["withdrawn", "stopped", "replaced"])),
                name="reminder_rule_ended_signed",
            ),
            models.CheckConstraint(
                condition=Q(audience="person")
                | Q(audience="unit", channels=["sms"])
                | ~Q(audience="unit") & Q(channels=["inbox"]),
                name="reminder_rule_channels_fit",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def timing(self) -> rules.Timing:
        """When it speaks, as the reckoning takes it."""
        return rules.Timing(
            offsets=tuple(self.offsets),
            working_days=self.working_days,
            audience=Audience(self.audience),
            active_from=self.active_from,
            town_after=self.town_after,
            bureau_after=self.bureau_after,
        )


class Notice(models.Model):
    """One thing told to one hearer by one road.

    ``about``: the rule's code, or the event of whoever told (``services.telling``). ``subject``:
    what it is of; for a station or the bureau the place, because its people of a day are told in
    one. ``region``: whose inbox, or where the person lives. ``words``: what the template is filled
    with, without personal data. ``key``: goes with every attempt to the gateway.
    """

    about = models.CharField("依据", max_length=60, db_collation="C")
    rule = models.ForeignKey(
        ReminderRule, on_delete=models.PROTECT, null=True, blank=True, verbose_name="规则"
    )
    subject_kind = models.CharField("对象类别", max_length=30, db_collation="C")
    subject_id = models.BigIntegerField("对象编号")
    due_on = models.DateField("事项日期")
    offset_days = models.SmallIntegerField("提前或过后几天", default=0)
    say_on = models.DateField("通知日期")
    audience = models.CharField(
        "提醒谁", max_length=8, choices=[(a.value, label) for a, label in AUDIENCE_LABELS.items()]
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="人"
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="地"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="工作人员",
    )
    role = models.CharField("岗位", max_length=16, choices=Role.choices, blank=True, default="")
    # Outside the portal; the name as it was when this was written.
    hearer_kind = models.CharField("外部对象类别", max_length=20, blank=True, default="")
    hearer_id = models.BigIntegerField("外部对象编号", null=True, blank=True)
    hearer_name = models.CharField("外部对象", max_length=60, blank=True, default="")
    channel = models.CharField(
        "方式", max_length=8, choices=[(c.value, label) for c, label in CHANNEL_LABELS.items()]
    )
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, label) for s, (label, _) in NOTICE_LABELS.items()],
        default=NoticeState.WAITING.value,
    )
    title = models.CharField("标题", max_length=TITLE_LENGTH)
    link = models.CharField("去处", max_length=200, blank=True, default="")
    words = models.JSONField("填的词", default=dict)
    phone = SealedTextField("号码", null=True, blank=True)
    text = SealedTextField("内容", null=True, blank=True)
    key = models.UUIDField("幂等号", unique=True, default=uuid.uuid4, editable=False)
    attempts = models.PositiveSmallIntegerField("发送次数", default=0)
    next_try_at = models.DateTimeField("下次发送")
    answer = models.CharField("答复", max_length=60, blank=True, default="")
    written_at = models.DateTimeField("写入时间")
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    handled_by = hand("办理人")
    handled_at = models.DateTimeField("办理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                condition=Q(channel="sms", state__in=["waiting", "sending", "unknown", "failed"]),
                name="notice_queue",
            ),
            models.Index(
                fields=["region", "id"], condition=Q(channel="inbox"), name="notice_inbox"
            ),
            # Counted for the head of every page: only what nobody has read yet, however much there
            # was before.
            models.Index(
                fields=["region", "id"],
                condition=Q(channel="inbox", state="sent"),
                name="notice_unread",
            ),
            models.Index(
                fields=["say_on", "id"],
                condition=Q(channel="letter", state__in=["waiting", "printed"]),
                name="notice_letters",
            ),
            models.Index(
                fields=["person", "sent_at"],
                condition=Q(channel="sms", sent_at__isnull=False),
                name="notice_person_day",
            ),
            models.Index(fields=["state", "id"], name="notice_state"),
            models.Index(
                fields=["hearer_kind", "hearer_id", "id"],
                condition=Q(audience="unit"),
                name="notice_of_hearer",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    *("about", "subject_kind", "subject_id"),
                    *("due_on", "offset_days", "audience"),
                ],
                name="notice_once",
            ),
            models.CheckConstraint(
                condition=Q(channel="inbox")
                | Q(audience="person", person__isnull=False)
                | Q(audience="unit", channel="sms", hearer_id__isnull=False) & ~Q(hearer_kind=""),
                name="notice_goes_out_to_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(channel="sms")
                | ~Q(state__in=["sending", "unknown", "failed", "sent"])
                | Q(phone__isnull=False, text__isnull=False),
                name="notice_fixed_before_it_goes",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="notice_sent_when"
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.pk} 号通知"
