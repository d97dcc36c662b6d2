"""What happens in a life, proposed by one and decided by another; and the papers that prove it."""

from django.db import models
from django.db.models import F, Q

from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand, signed, unsigned
from veterans.foundation.models import SealedFile
from veterans.regions.models import Region
from veterans.registry.event_kinds import EVENT_LABELS
from veterans.registry.models.people import Person
from veterans.registry.states import EVENT_STATE_LABELS, EventState

_DECIDED = ["accepted", "refused", "withdrawn"]


class LifeEvent(models.Model):
    """人员变动: no effect until somebody else has decided; then all of it in one transaction.

    ``entered`` is what was filled in and ``before`` what stood in the file when it was decided,
    both as sealed JSON. ``completed_by`` at the bureau may add to what a station sent in, and then
    does not decide either. ``person`` is empty for somebody who is not registered yet. A person
    has one event of a kind that waits.
    """

    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name="人员",
    )
    region = models.ForeignKey(Region, on_delete=models.PROTECT, verbose_name="村居")
    kind = models.CharField("事项", max_length=16, choices=list(EVENT_LABELS.items()))
    happened_on = models.DateField("发生日期")
    entered = SealedTextField("填报内容")
    before = SealedTextField("办理前", null=True, blank=True)
    document_no = models.CharField("文号或证明编号", max_length=80, blank=True)
    reason = models.CharField("说明", max_length=200, blank=True)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(state.value, label) for state, label in EVENT_STATE_LABELS.items()],
        default=EventState.PROPOSED.value,
    )
    proposed_by = hand("提出人", needed=True)
    proposed_at = models.DateTimeField("提出时间")
    completed_by = hand("补充人")
    completed_at = models.DateTimeField("补充时间", null=True, blank=True)
    decided_by = hand("办理人")
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)
    decision_note = models.CharField("办理意见", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "人员变动"
        indexes = [
            models.Index(
                fields=["proposed_at"], condition=Q(state="proposed"), name="event_waiting"
            ),
            models.Index(fields=["person", "happened_on"], name="event_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(state="proposed"),
                name="event_one_waiting",
                violation_error_message="此人已有一件同样的变动在办，请等结果或先撤回。",
            ),
            models.CheckConstraint(
                condition=(Q(state="proposed") & unsigned("decided"))
                | (Q(state__in=_DECIDED) & signed("decided")),
                name="event_signed",
            ),
            models.CheckConstraint(
                condition=signed("completed") | unsigned("completed"), name="event_completed_whole"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "withdrawn"])
                | (
                    ~Q(decided_by=F("proposed_by"))
                    & (Q(completed_by__isnull=True) | ~Q(decided_by=F("completed_by")))
                ),
                name="event_two_people",
                violation_error_message="自己提出或补充的变动，须由另一人办理。",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(person__isnull=False, before__isnull=False),
                name="event_accepted_about_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(decision_note=""), name="event_refused_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on:%Y-%m-%d}"


class PaperKind(models.TextChoices):
    IDENTITY = "identity", "身份证"
    HUKOU = "hukou", "户口簿"
    SERVICE = "service", "退役、入伍证件"
    MERIT = "merit", "立功受奖证书"
    DISABILITY = "disability", "评残材料、残疾证"
    DEATH = "death", "死亡证明"
    MARRIAGE = "marriage", "婚姻证明"
    DECISION = "decision", "批准或决定文件"
    PHOTO = "photo", "照片"
    OTHER = "other", "其他"


# What belongs to the sensitive part of a file is shown like it.
SENSITIVE_PAPERS = frozenset({PaperKind.DISABILITY.value})


class Paper(models.Model):
    """材料: a sealed photo or scan in somebody's file. Never changed and never removed; one that
    was put in by mistake is voided, with a reason, and no longer shown."""

    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="papers",
        verbose_name="人员",
    )
    event = models.ForeignKey(
        LifeEvent,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="papers",
        verbose_name="人员变动",
    )
    kind = models.CharField("种类", max_length=10, choices=PaperKind)
    title = models.CharField("说明", max_length=80, blank=True)
    stored = models.OneToOneField(SealedFile, on_delete=models.PROTECT, verbose_name="文件")
    added_by = hand("提交人", needed=True)
    added_at = models.DateTimeField("提交时间")
    voided_by = hand("作废人")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_why = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "材料"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(event__isnull=False),
                name="paper_of_something",
            ),
            models.CheckConstraint(
                condition=(signed("voided") & ~Q(voided_why=""))
                | (unsigned("voided") & Q(voided_why="")),
                name="paper_voided_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()
