"""The register of martyrs: what is told of each, from where it is known, and who survives him.

A martyr is a number that stands in addresses and on paper; what is told stands in editions, as
with an honour (ADR 44). Whoever survives him is linked to his file and never made public.
"""

from django.db import models
from django.db.models import Q

from honors.memorials.models.facilities import Facility, Grave
from honors.memorials.models.walked import choices
from honors.memorials.states import (
    BURIAL_LABELS,
    SEX_LABELS,
    SOURCE_LABELS,
    STATE_LABELS,
    TRUST_LABELS,
    EntryState,
    What,
)
from veterans.foundation.hands import hand, signed, unsigned
from veterans.foundation.publishing import Publication, publication_constraints
from veterans.regions.models import Region
from veterans.registry.models import Person

PAST = ("replaced", "withdrawn")


class Martyr(models.Model):
    """烈士. Who that is says the entry."""

    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "烈士"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"烈士 {self.pk}"


class Entry(Publication):
    """What is told of a martyr. ``born``, ``died``: as known, such as ``1921 年``, where the day is
    not. ``region``: of this county; else ``native_place`` in words. ``unit``: the force only, since
    no designation is kept. ``grave`` is of ``facility``."""

    martyr = models.ForeignKey(
        Martyr, on_delete=models.PROTECT, related_name="entries", verbose_name="烈士"
    )
    number = models.PositiveSmallIntegerField("版次")
    name = models.CharField("姓名", max_length=40)
    sex = models.CharField("性别", max_length=8, choices=choices(SEX_LABELS), default="unknown")
    born_on = models.DateField("出生日期", null=True, blank=True)
    born = models.CharField("出生（只知大概）", max_length=20, blank=True, default="")
    died_on = models.DateField("牺牲日期", null=True, blank=True)
    died = models.CharField("牺牲（只知大概）", max_length=20, blank=True, default="")
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name="籍贯（本区）"
    )
    native_place = models.CharField("籍贯（文字）", max_length=60, blank=True, default="")
    force = models.CharField("生前军兵种、组织", max_length=40, blank=True, default="")
    rank = models.CharField("生前职务", max_length=30, blank=True, default="")
    deeds = models.TextField("事迹", blank=True, default="")
    certificate_no = models.CharField("烈士证明书编号", max_length=40, blank=True, default="")
    approved_by_whom = models.CharField("批准机关", max_length=60, blank=True, default="")
    burial = models.CharField(
        "安葬地", max_length=10, choices=choices(BURIAL_LABELS), default="unknown"
    )
    facility = models.ForeignKey(
        Facility,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name="安葬设施",
    )
    grave = models.ForeignKey(
        Grave,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name="墓位",
    )
    burial_place = models.CharField("外地安葬地", max_length=80, blank=True, default="")
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(str(one), label) for one, (label, _) in STATE_LABELS[What.MARTYR].items()],
        default=EntryState.DRAFT.value,
    )

    class Meta:
        verbose_name = verbose_name_plural = "英名录的版次"
        ordering = ["martyr", "-number"]
        indexes = [
            models.Index(fields=["name"], condition=Q(state="published"), name="memorial_by_name")
        ]
        constraints = [
            *publication_constraints("memorial_entry", past=PAST),
            models.UniqueConstraint(fields=["martyr", "number"], name="memorial_entry_number"),
            models.UniqueConstraint(
                fields=["martyr"], condition=Q(state="published"), name="memorial_one_published"
            ),
            models.UniqueConstraint(
                fields=["martyr"],
                condition=Q(state__in=["draft", "reviewed"]),
                name="memorial_one_unfinished",
                violation_error_message="这位烈士已有一份没有公布的，请先公布或放弃。",
            ),
            models.CheckConstraint(
                condition=Q(burial="here", facility__isnull=False, burial_place="")
                | Q(burial="elsewhere", facility__isnull=True, grave__isnull=True)
                | Q(burial="unknown", facility__isnull=True, grave__isnull=True, burial_place=""),
                name="memorial_burial_fits",
                violation_error_message="安葬地与填写的设施、墓位、地点不一致，请核对。",
            ),
            models.CheckConstraint(
                condition=Q(grave__isnull=True) | Q(facility__isnull=False),
                name="memorial_grave_in_facility",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="memorial_entry_named"),
        ]

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    """From where something is known, and how sure."""

    martyr = models.ForeignKey(Martyr, on_delete=models.PROTECT, related_name="sources")
    kind = models.CharField("种类", max_length=12, choices=choices(SOURCE_LABELS))
    title = models.CharField("出处", max_length=120)
    says = models.CharField("说明什么", max_length=200, blank=True, default="")
    trust = models.CharField("把握", max_length=10, choices=choices(TRUST_LABELS))
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "出处"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class Survivor(models.Model):
    """烈士遗属: a file of the register, for the bureau and the station of his area alone. What was
    ended stays; whoever is linked again gets another row."""

    martyr = models.ForeignKey(Martyr, on_delete=models.PROTECT, related_name="survivors")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="martyrs", verbose_name="档案"
    )
    relation = models.CharField("是烈士的", max_length=20)
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")
    ended_by = hand("解除人")
    ended_at = models.DateTimeField("解除时间", null=True, blank=True)
    ended_why = models.CharField("解除原因", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "烈士遗属"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["martyr", "person"],
                condition=Q(ended_at__isnull=True),
                name="memorial_survivor_once",
                violation_error_message="此人已经登记为这位烈士的遗属。",
            ),
            models.CheckConstraint(
                condition=signed("ended") | unsigned("ended"), name="memorial_survivor_ended"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.relation} {self.person}"
