"""Cases: what somebody asked, whose hands it is in, by when what is due, and all that was done.

What was said is sealed. ``due_by`` is the first of the clocks that run, kept by the database;
which days they are, ``services.clocks`` reckons whenever something moves, and every night.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Least

from support_services.casework import rules, subjects
from support_services.casework.states import (
    AT_WORK,
    CASE_LABELS,
    CHANNEL_LABELS,
    HOW_LABELS,
    KIND_LABELS,
    OPEN,
    OUTCOME_LABELS,
    OVER,
    PAUSE_LABELS,
    VERB_LABELS,
    CaseState,
)
from veterans.foundation.confidence import Confidence
from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand, signed, two_people, unsigned
from veterans.foundation.models import SealedFile
from veterans.regions.models import Region
from veterans.registry.models import Person

MOST_REPRESENTATIVES = 5
_OPEN = sorted(one.value for one in OPEN)


def _days(label: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label)


def _unit(label: str) -> models.CharField:
    return models.CharField(
        label, max_length=7, choices=[(one.value, text) for one, text in rules.UNIT_LABELS.items()]
    )


def about_field() -> models.CharField:
    """What it is about, as ``subjects`` knows it: ``kind:key``, or "" for nothing named."""
    return models.CharField("事由对象", max_length=40, blank=True, default="", db_collation="C")


def about_shaped(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(about="") | Q(about__regex=subjects.SHAPE), name=name)


class ClockRule(models.Model):
    """办理时限: the clocks of a kind of case registered from a day on. Only ever added to: a case
    keeps the rule it was registered under. To say "not mine" is counted in working days always."""

    kind = models.CharField(
        "类别", max_length=12, choices=[(one.value, text) for one, text in KIND_LABELS.items()]
    )
    valid_from = models.DateField("自何日登记的起")
    inform_days = _days("告知受理")
    inform_unit = _unit("告知受理按")
    object_days = _days("提出退回（工作日）")
    finish_days = _days("办结")
    finish_unit = _unit("办结按")
    extension_days = _days("最多延期")
    is_restricted = models.BooleanField("登记时即限制查看", default=False)
    source = models.CharField("依据", max_length=200)
    confidence = models.CharField("可信程度", max_length=20, choices=Confidence)
    entered_by = hand("录入人")
    entered_at = models.DateTimeField("录入时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理时限"
        ordering = ["kind", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "valid_from"], name="clock_rule_once_a_day"),
            models.CheckConstraint(
                condition=Q(inform_days__gte=1, object_days__gte=1, finish_days__gte=1),
                name="clock_rule_has_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.valid_from:%Y-%m-%d}"


class Case(models.Model):
    """One thing that somebody brought. ``region``: where it belongs; ``owner``: the station that
    has it, or the county for the bureau. ``offered_from`` is set while the owner has not yet said
    whether it is his; then it goes back there.

    Of a person of the register, or of somebody who left a name.
    """

    number = models.CharField("受理编号", max_length=12, unique=True, db_collation="C")
    kind = models.CharField(
        "类别", max_length=12, choices=[(one.value, text) for one, text in KIND_LABELS.items()]
    )
    channel = models.CharField(
        "来源", max_length=15, choices=[(one.value, text) for one, text in CHANNEL_LABELS.items()]
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name="当事人",
    )
    caller_name = SealedTextField("来访人姓名", null=True, blank=True)
    caller_phone = SealedTextField("来访人电话", null=True, blank=True)
    people_count = models.PositiveIntegerField("人数", default=1)
    representatives = SealedTextField("代表", null=True, blank=True)
    representative_count = models.PositiveSmallIntegerField("代表人数", default=0)
    proxy_name = SealedTextField("代为反映的人", null=True, blank=True)
    proxy_relation = models.CharField("与当事人关系", max_length=20, blank=True)
    consent = models.ForeignKey(
        SealedFile, on_delete=models.PROTECT, null=True, blank=True, verbose_name="委托书"
    )
    consent_no = models.CharField("委托说明", max_length=80, blank=True)
    subject = models.CharField("事由", max_length=60)
    about = about_field()
    content = SealedTextField("内容")
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="属地"
    )
    owner = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="承办"
    )
    offered_from = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="转自",
    )
    offered_on = models.DateField("转办日期", null=True, blank=True)
    is_sensitive = models.BooleanField("限制查看", default=False)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(one.value, text) for one, text in CASE_LABELS.items()],
        default=CaseState.REGISTERED.value,
    )
    outcome = models.CharField(
        "本人评价",
        max_length=11,
        choices=[(one.value, text) for one, text in OUTCOME_LABELS.items()],
        blank=True,
    )
    came_back = models.PositiveSmallIntegerField("退回重办次数", default=0)
    rule = models.ForeignKey(
        ClockRule, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name="时限"
    )
    received_on = models.DateField("收到日期")
    answered_on = models.DateField("答复日期", null=True, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    inform_by = models.DateField("应告知", null=True, blank=True)
    object_by = models.DateField("应接收或退回", null=True, blank=True)
    finish_by = models.DateField("应办结", null=True, blank=True)
    # Of the bureau's own, faster targets; none unless a setting says so.
    target_by = models.DateField("内部时限", null=True, blank=True)
    due_by = models.GeneratedField(
        expression=Least("inform_by", "object_by", "finish_by"),
        output_field=models.DateField("最近期限"),
        db_persist=True,
    )
    # Empty where somebody brought it himself, at the residents' door.
    registered_by = hand("登记人")
    registered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "诉求"
        indexes = [
            models.Index(
                fields=["owner", "due_by"], condition=Q(state__in=_OPEN), name="case_of_owner"
            ),
            models.Index(fields=["due_by"], condition=Q(state__in=_OPEN), name="case_due"),
            models.Index(
                fields=["answered_on"], condition=Q(state="answered"), name="case_unanswered"
            ),
            models.Index(fields=["region", "-received_on"], name="case_of_region"),
            models.Index(fields=["owner", "-received_on"], name="case_by_owner"),
            models.Index(fields=["-received_on", "-id"], name="case_newest"),
            models.Index(
                fields=["about", "-received_on"], condition=~Q(about=""), name="case_about"
            ),
        ]
        constraints = [
            about_shaped("case_about_shaped"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in CASE_LABELS]), name="case_state_known"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(caller_name__isnull=False),
                name="case_of_somebody",
            ),
            # 信访工作条例: more than five choose at most five to speak for them.
            models.CheckConstraint(
                condition=Q(people_count__gte=1, representative_count__lte=MOST_REPRESENTATIVES)
                & (Q(people_count__lte=5) | Q(representative_count__gte=1)),
                name="case_representatives",
                violation_error_message="超过五人反映同一件事的，推选一至五名代表。",
            ),
            models.CheckConstraint(
                condition=Q(proxy_name__isnull=True, proxy_relation="", consent__isnull=True)
                | (
                    Q(proxy_name__isnull=False)
                    & ~Q(proxy_relation="")
                    & (Q(consent__isnull=False) | ~Q(consent_no=""))
                ),
                name="case_proxy_with_consent",
            ),
            models.CheckConstraint(
                condition=Q(offered_from__isnull=True, offered_on__isnull=True)
                | Q(
                    offered_from__isnull=False,
                    offered_on__isnull=False,
                    object_by__isnull=False,
                    state__in=sorted(one.value for one in AT_WORK),
                ),
                name="case_offered_whole",
            ),
            models.CheckConstraint(
                condition=Q(inform_by__isnull=True) | Q(state="registered"),
                name="case_inform_while_registered",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_OPEN, closed_on__isnull=True, outcome="")
                | Q(
                    state__in=sorted(one.value for one in OVER),
                    closed_on__isnull=False,
                    inform_by__isnull=True,
                    object_by__isnull=True,
                    finish_by__isnull=True,
                ),
                name="case_over_or_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(outcome=""), name="case_closed_with_outcome"
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class CaseEntry(models.Model):
    """One thing that was done with a case: its story. Append-only; ``state`` and ``owner`` are
    those after it, ``due_on`` the day it was due by, if it was. ``is_confidential``: for the bureau
    alone."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    verb = models.CharField("办理", max_length=18, choices=list(VERB_LABELS.items()))
    at = models.DateTimeField("时间")
    on = models.DateField("日期")
    by = hand("办理人")
    place = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="单位"
    )
    state = models.CharField(
        "状态", max_length=10, choices=[(one.value, text) for one, text in CASE_LABELS.items()]
    )
    owner = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="承办"
    )
    how = models.CharField(
        "方式",
        max_length=6,
        choices=[(one.value, text) for one, text in HOW_LABELS.items()],
        blank=True,
    )
    text = SealedTextField("内容")
    due_on = models.DateField("期限", null=True, blank=True)
    is_confidential = models.BooleanField("内部情况", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "办理经过"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case} {self.get_verb_display()}"

    @property
    def was_late(self) -> bool:
        return self.due_on is not None and self.on > self.due_on


class CasePause(models.Model):
    """Days on which the clock stands, both included; ``last_on`` empty: until further notice."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(
        "原因", max_length=9, choices=[(one.value, text) for one, text in PAUSE_LABELS.items()]
    )
    first_on = models.DateField("自")
    last_on = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "暂停计时"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(last_on__isnull=True), name="case_one_pause"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.get_reason_display()}"


class ExtensionState(models.TextChoices):
    PROPOSED = "proposed", "待批准"
    GRANTED = "granted", "已批准，待告知本人"
    IN_FORCE = "in_force", "已告知本人"
    REFUSED = "refused", "未批准"


class CaseExtension(models.Model):
    """延期: asked for by one, granted by another, and in force from when the person was told."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extensions")
    days = _days("延长")
    state = models.CharField(
        "状态", max_length=8, choices=ExtensionState, default=ExtensionState.PROPOSED
    )
    proposed_by = hand("申请人", needed=True)
    proposed_at = models.DateTimeField("申请时间")
    decided_by = hand("批准人")
    decided_at = models.DateTimeField("批准时间", null=True, blank=True)
    told_on = models.DateField("告知日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "延期"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=["proposed", "granted"]),
                name="case_one_extension",
            ),
            two_people(
                "proposed",
                "decided",
                "case_extension_two_people",
                "自己申请的延期，须由另一人批准。",
            ),
            models.CheckConstraint(
                condition=(Q(state="proposed") & unsigned("decided"))
                | (~Q(state="proposed") & signed("decided")),
                name="case_extension_signed",
            ),
            models.CheckConstraint(
                condition=Q(state="in_force", told_on__isnull=False)
                | (~Q(state="in_force") & Q(told_on__isnull=True)),
                name="case_extension_told",
            ),
            models.CheckConstraint(condition=Q(days__gte=1), name="case_extension_has_days"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | Q(decided_at__gte=F("proposed_at")),
                name="case_extension_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} 延期 {self.days} 日"
