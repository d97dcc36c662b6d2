"""公示: which new rights are made public before the first payment, the rosters, and objections.

A rule says from which day of approval on a scheme's rights need it. A right whose need is not met
is an obstacle of the calculation like a missing account (``publicity_sql``); an objection places a
hold. Nothing on a roster can tell more than its columns: they keep what was made public, masked.
"""

from django.db import models
from django.db.models import F, Q

from support_services.subsidies.models.enforcing import Enforced, by_another
from support_services.subsidies.models.entitlements import Entitlement
from support_services.subsidies.models.grants import Grant
from support_services.subsidies.models.schemes import Scheme
from support_services.subsidies.publicity_states import (
    NOTICE_LABELS,
    OBJECTION_LABELS,
    RULE_LABELS,
    NoticeState,
    ObjectionState,
    RuleState,
)
from veterans.foundation.confidence import Confidence
from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand, signed, two_people, unsigned
from veterans.regions.models import Region


class PublicityRule(Enforced):
    """What holds for a scheme's rights approved from ``first_on`` on, until a later rule.

    ``is_needed`` False ends the need. In force it never changes; it begins after the day on
    which it was brought into force, so that no right that exists can fall under it.
    """

    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="publicity_rules", verbose_name="项目"
    )
    first_on = models.DateField("批准日期自")
    is_needed = models.BooleanField("须公示", default=True)
    days = models.PositiveSmallIntegerField("公示工作日")
    public_name = models.CharField("公示用的名称", max_length=20)
    shows_amount = models.BooleanField("公示金额和期间", default=False)
    source = models.CharField("依据", max_length=200)
    confidence = models.CharField("可信程度", max_length=20, choices=Confidence)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, label) for s, label in RULE_LABELS.items()],
        default=RuleState.DRAFT.value,
    )

    class Meta:
        verbose_name = verbose_name_plural = "公示规则"
        ordering = ["scheme__position", "-first_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "first_on"],
                condition=Q(state=RuleState.IN_FORCE.value),
                name="publicity_rule_one_in_force",
                violation_error_message="这一项目在这一天已有启用的公示规则。",
            ),
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=30), name="publicity_rule_days"
            ),
            *by_another("publicity_rule", Q(state=RuleState.IN_FORCE.value)),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}：{'须公示' if self.is_needed else '不公示'}"


class PublicityNotice(models.Model):
    """One roster of one village or town. Its days are settled when it is published."""

    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", verbose_name="村居或镇街"
    )
    title = models.CharField("标题", max_length=100)
    days = models.PositiveSmallIntegerField("公示工作日")
    first_on = models.DateField("首日", null=True, blank=True)
    last_on = models.DateField("末日", null=True, blank=True)
    # Where the calendar lacked the notice of a year and only weekends were counted.
    calendar_note = models.CharField("推算说明", max_length=100, blank=True)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, label) for s, label in NOTICE_LABELS.items()],
        default=NoticeState.DRAFT.value,
    )
    drafted_by = hand("拟稿人", needed=True)
    drafted_at = models.DateTimeField("拟稿时间")
    published_by = hand("发布人")
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    withdrawn_by = hand("撤回人")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    note = models.CharField("撤回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公示"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "last_on"], name="publicity_by_day")]
        constraints = [
            two_people(
                "drafted",
                "published",
                "publicity_notice_two_people",
                "拟稿人不能自己发布，请由另一人发布。",
            ),
            models.CheckConstraint(
                condition=Q(first_on__isnull=True, last_on__isnull=True, published_by__isnull=True)
                | Q(
                    first_on__isnull=False,
                    last_on__isnull=False,
                    published_by__isnull=False,
                    last_on__gte=F("first_on"),
                ),
                name="publicity_notice_days",
            ),
            models.CheckConstraint(
                condition=~Q(state=NoticeState.PUBLISHED.value) | Q(published_by__isnull=False),
                name="publicity_notice_signed",
            ),
            models.CheckConstraint(
                condition=(Q(state=NoticeState.WITHDRAWN.value) & signed("withdrawn") & ~Q(note=""))
                | (~Q(state=NoticeState.WITHDRAWN.value) & unsigned("withdrawn")),
                name="publicity_notice_withdrawal_signed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        """As people call it."""
        return f"公示第 {self.pk} 号"


class PublicityEntry(models.Model):
    """One line of a roster: a right or a grant, and exactly what is made public of it."""

    notice = models.ForeignKey(
        PublicityNotice, on_delete=models.PROTECT, related_name="entries", verbose_name="公示"
    )
    entitlement = models.ForeignKey(
        Entitlement,
        on_delete=models.PROTECT,
        related_name="publicity_entries",
        null=True,
        blank=True,
        verbose_name="待遇",
    )
    grant = models.ForeignKey(
        Grant,
        on_delete=models.PROTECT,
        related_name="publicity_entries",
        null=True,
        blank=True,
        verbose_name="核发",
    )
    public_person = models.CharField("公示的姓名", max_length=50)
    public_place = models.CharField("公示的村居", max_length=60)
    public_name = models.CharField("公示的项目", max_length=20)
    public_money = models.CharField("公示的金额和期间", max_length=60, blank=True)
    # False once the notice was withdrawn or the line taken off: the right may be drafted again.
    is_live = models.BooleanField("有效", default=True)
    taken_off_by = hand("移出人")
    taken_off_at = models.DateTimeField("移出时间", null=True, blank=True)
    note = models.CharField("移出原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公示名单"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(entitlement__isnull=False, grant__isnull=True)
                | Q(entitlement__isnull=True, grant__isnull=False),
                name="publicity_entry_of_one",
            ),
            models.UniqueConstraint(
                fields=["entitlement"],
                condition=Q(is_live=True),
                name="publicity_right_once",
                violation_error_message="这项待遇已经在一份公示里。",
            ),
            models.UniqueConstraint(
                fields=["grant"],
                condition=Q(is_live=True),
                name="publicity_grant_once",
                violation_error_message="这项核发已经在一份公示里。",
            ),
            models.CheckConstraint(
                condition=(Q(note="") & unsigned("taken_off"))
                | (Q(is_live=False) & signed("taken_off") & ~Q(note="")),
                name="publicity_entry_taken_off_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_place} {self.public_person}"


class PublicityHanging(models.Model):
    """Where and when the paper was hung up, and who says so."""

    notice = models.ForeignKey(
        PublicityNotice, on_delete=models.PROTECT, related_name="hangings", verbose_name="公示"
    )
    place = models.CharField("张贴地点", max_length=60)
    hung_on = models.DateField("张贴日期")
    hung_by = models.CharField("张贴人", max_length=20)
    noted_by = hand("登记人", needed=True)
    noted_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "张贴记录"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "place", "hung_on"],
                name="publicity_hanging_once",
                violation_error_message="同一地点、同一天已经登记过。",
            ),
        ]

    def __str__(self) -> str:
        return self.place


class PublicityObjection(models.Model):
    """异议: who says what against whom. Words and people are sealed; while it is open a hold is on.

    ``raised_on`` after the last day of the notice is a late one; it is taken all the same.
    """

    entry = models.ForeignKey(
        PublicityEntry, on_delete=models.PROTECT, related_name="objections", verbose_name="对象"
    )
    raised_on = models.DateField("提出日期")
    objector = SealedTextField("提出人")
    contact = SealedTextField("联系方式")
    text = SealedTextField("异议内容")
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, label) for s, label in OBJECTION_LABELS.items()],
        default=ObjectionState.OPEN.value,
    )
    registered_by = hand("登记人", needed=True)
    registered_at = models.DateTimeField("登记时间")
    decided_by = hand("作出结论的人")
    decided_at = models.DateTimeField("结论时间", null=True, blank=True)
    decision = SealedTextField("核查结论", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公示异议"
        ordering = ["-pk"]
        constraints = [
            two_people(
                "registered",
                "decided",
                "publicity_objection_two_people",
                "登记人不能自己作结论，请由另一人办理。",
            ),
            models.CheckConstraint(
                condition=Q(state=ObjectionState.OPEN.value, decided_by__isnull=True)
                | (~Q(state=ObjectionState.OPEN.value) & Q(decided_by__isnull=False)),
                name="publicity_objection_decided_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}：{self.get_state_display()}"


class PublicityWaiver(models.Model):
    """免于公示: one right or grant needs none (moved in and made public where it was approved, …).

    Counts once a second person has confirmed; nothing is taken back after that, because money may
    have gone out by it.
    """

    entitlement = models.ForeignKey(
        Entitlement, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reason = models.CharField("理由", max_length=200)
    document_no = models.CharField("文号", max_length=80, blank=True)
    is_withdrawn = models.BooleanField("已撤回", default=False)
    proposed_by = hand("提出人", needed=True)
    proposed_at = models.DateTimeField("提出时间")
    confirmed_by = hand("确认人")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "免于公示"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(entitlement__isnull=False, grant__isnull=True)
                | Q(entitlement__isnull=True, grant__isnull=False),
                name="publicity_waiver_of_one",
            ),
            models.UniqueConstraint(
                fields=["entitlement"],
                condition=Q(is_withdrawn=False),
                name="publicity_waived_right",
            ),
            models.UniqueConstraint(
                fields=["grant"], condition=Q(is_withdrawn=False), name="publicity_waived_grant"
            ),
            two_people(
                "proposed",
                "confirmed",
                "publicity_waiver_two_people",
                "提出人不能自己确认，请由另一人确认。",
            ),
            models.CheckConstraint(
                condition=Q(is_withdrawn=False) | Q(confirmed_by__isnull=True),
                name="publicity_waiver_confirmed_stays",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="publicity_waiver_has_reason"),
        ]

    def __str__(self) -> str:
        return self.reason
