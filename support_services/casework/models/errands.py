"""代办: what a station carries through for somebody, step by step.

The steps of a kind are data of the bureau's. An errand copies them when it begins: what is changed
afterwards holds for the next one.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from support_services.casework.models.cases import Case
from support_services.casework.states import ERRAND_LABELS, ErrandState
from veterans.foundation.confidence import Confidence
from veterans.foundation.hands import hand, signed_where
from veterans.regions.models import Region
from veterans.registry.models import LifeEvent, Paper, Person


def _papers(label: str) -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=60), verbose_name=label, default=list, blank=True)


class ErrandKind(models.Model):
    """What can be carried through; no longer offered where ``is_offered`` is off."""

    code = models.SlugField("代码", max_length=20, unique=True)
    title = models.CharField("事项", max_length=40)
    position = models.PositiveSmallIntegerField("次序", default=0)
    is_offered = models.BooleanField("受理", default=True)
    # 参战参核: that it is asked for says something that not everybody may know.
    is_sensitive = models.BooleanField("限制查看", default=False)
    source = models.CharField("依据", max_length=200)
    confidence = models.CharField("可信程度", max_length=20, choices=Confidence)

    class Meta:
        verbose_name = verbose_name_plural = "代办事项"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class _Step(models.Model):
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("步骤", max_length=60)
    who = models.CharField("由谁办", max_length=30)
    papers = _papers("材料")

    class Meta:
        abstract = True
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class ErrandStep(_Step):
    """One step of a kind, as the next errand will have it."""

    kind = models.ForeignKey(ErrandKind, on_delete=models.CASCADE, related_name="steps")
    source = models.CharField("依据", max_length=200)
    confidence = models.CharField("可信程度", max_length=20, choices=Confidence)

    class Meta(_Step.Meta):
        verbose_name = verbose_name_plural = "代办步骤"
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="errand_step_once"),
        ]


class Errand(models.Model):
    """One of them, of one person. ``owner``: the station that runs it, or the county."""

    number = models.CharField("代办编号", max_length=12, unique=True, db_collation="C")
    kind = models.ForeignKey(ErrandKind, on_delete=models.PROTECT, verbose_name="事项")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="errands", verbose_name="人员"
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="属地"
    )
    owner = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="代办"
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, verbose_name="由哪件诉求来"
    )
    event = models.ForeignKey(
        LifeEvent, on_delete=models.PROTECT, null=True, blank=True, verbose_name="人员变动"
    )
    state = models.CharField(
        "状态",
        max_length=8,
        choices=[(one.value, text) for one, text in ERRAND_LABELS.items()],
        default=ErrandState.OPEN.value,
    )
    result = models.CharField("结果", max_length=200, blank=True)
    moved_on = models.DateField("最近进展")
    started_by = hand("受理人", needed=True)
    started_at = models.DateTimeField("受理时间")
    finished_by = hand("办结人")
    finished_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "代办"
        indexes = [
            models.Index(
                fields=["owner", "moved_on"], condition=Q(state="open"), name="errand_of_owner"
            ),
            models.Index(fields=["region", "-started_at"], name="errand_of_region"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(state="open"),
                name="errand_one_at_a_time",
                violation_error_message="此人的这件事已在代办，请接着办。",
            ),
            models.CheckConstraint(
                condition=signed_where("finished", ~Q(state="open")), name="errand_finished_whole"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | ~Q(result=""), name="errand_says_its_result"
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class ErrandItem(_Step):
    """One step of an errand: ticked with the day, by whom, which papers came and the scan."""

    errand = models.ForeignKey(Errand, on_delete=models.PROTECT, related_name="items")
    papers_in = _papers("已收材料")
    paper = models.ForeignKey(
        Paper, on_delete=models.PROTECT, null=True, blank=True, verbose_name="扫描件"
    )
    note = models.CharField("说明", max_length=200, blank=True)
    done_on = models.DateField("办理日期", null=True, blank=True)
    done_by = hand("办理人")
    done_at = models.DateTimeField("登记时间", null=True, blank=True)

    class Meta(_Step.Meta):
        verbose_name = verbose_name_plural = "代办进展"
        constraints = [
            models.UniqueConstraint(fields=["errand", "number"], name="errand_item_once"),
            models.CheckConstraint(
                condition=signed_where("done", Q(done_on__isnull=False)), name="errand_item_done"
            ),
        ]
