"""What was done with an item, whose it was, how its date moved: only ever added to."""

from django.db import models
from django.db.models import Q

from support_services.double_list.models.items import Item
from support_services.double_list.states import (
    DATE_CAUSE_LABELS,
    EXTENSION_LABELS,
    HOW_LABELS,
    ITEM_LABELS,
    SIDE_LABELS,
    VERB_LABELS,
    VERB_SIDES,
    ExtensionState,
    How,
    Side,
    choices_of,
)
from support_services.units.models import Unit
from veterans.foundation.hands import hand, signed_where
from veterans.foundation.models import SealedFile

TEXT_LENGTH = 500
_HOW = choices_of(HOW_LABELS)
_OF_UNITS = [Side.ASKER.value, Side.ANSWERER.value, Side.HELPER.value]


def _own_side() -> Q:
    """Each verb is a step of its own side and of no other."""
    allowed = Q()
    for side in Side:
        verbs = sorted(verb for verb, of in VERB_SIDES.items() if of is side)
        allowed |= Q(side=side.value, verb__in=verbs)
    return allowed


class ItemStep(models.Model):
    """One step of an item. ``state``: the one after it. ``unit``: which unit spoke, for its side;
    ``by``: whose hand wrote it down, empty where the unit answered by its link. ``disowns``: the
    step of which the unit says that it was not its own."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField("步骤", max_length=16, choices=list(VERB_LABELS.items()))
    side = models.CharField("哪一方", max_length=8, choices=choices_of(SIDE_LABELS))
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    how = models.CharField("方式", max_length=7, choices=_HOW, blank=True, default="")
    by = hand("记录人")
    link_id = models.BigIntegerField("链接", null=True, blank=True)
    at = models.DateTimeField("时间")
    on = models.DateField("日期")
    state = models.CharField("状态", max_length=9, choices=choices_of(ITEM_LABELS))
    text = models.CharField("内容", max_length=TEXT_LENGTH, blank=True, default="")
    progress = models.PositiveSmallIntegerField("进度（%）", null=True, blank=True)
    disowns = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="disowned",
        verbose_name="否认哪一步",
    )

    class Meta:
        verbose_name = verbose_name_plural = "办理经过"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=_own_side(), name="dlist_step_of_its_side"),
            models.CheckConstraint(
                condition=Q(side__in=_OF_UNITS, unit__isnull=False)
                | ~Q(side__in=_OF_UNITS) & Q(unit__isnull=True),
                name="dlist_step_of_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(verb__startswith="disown_", disowns__isnull=False)
                | ~Q(verb__startswith="disown_") & Q(disowns__isnull=True),
                name="dlist_step_disowns",
            ),
            # Nobody signs for a unit that spoke itself, and the office says how it was told.
            models.CheckConstraint(
                condition=Q(how=How.LINK.value, by__isnull=True, link_id__isnull=False)
                & Q(side__in=_OF_UNITS)
                | Q(by__isnull=False, link_id__isnull=True)
                & Q(side__in=_OF_UNITS)
                & ~Q(how__in=["", How.LINK.value])
                | ~Q(side__in=_OF_UNITS) & Q(link_id__isnull=True, how=""),
                name="dlist_step_told_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.get_verb_display()}"


class ItemPaper(models.Model):
    """佐证: a scan or a photo that a step brought."""

    step = models.ForeignKey(ItemStep, on_delete=models.PROTECT, related_name="papers")
    stored = models.ForeignKey(SealedFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "事项佐证"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["step", "stored"], name="dlist_paper_once"),
        ]

    def __str__(self) -> str:
        return f"佐证 {self.pk}"


class OwnerChange(models.Model):
    """承办单位变更: whose it was and whose it became; the first is the assignment."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="owners")
    from_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="原"
    )
    to_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name="承办单位"
    )
    on = models.DateField("日期")
    why = models.CharField("原因", max_length=TEXT_LENGTH, blank=True, default="")
    by = hand("经手人", needed=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "承办单位变更"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.on:%Y-%m-%d}"


class DateChange(models.Model):
    """时限变更: every day that was ever the last one. The database refuses a new deadline of an
    assigned item for which there is no row here."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="dates")
    from_on = models.DateField("原时限", null=True, blank=True)
    to_on = models.DateField("时限")
    cause = models.CharField("缘由", max_length=9, choices=choices_of(DATE_CAUSE_LABELS))
    why = models.CharField("原因", max_length=TEXT_LENGTH, blank=True, default="")
    on = models.DateField("日期")
    by = hand("经手人", needed=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "时限变更"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.to_on:%Y-%m-%d}"


class Extension(models.Model):
    """延期申请: asked by the unit (or for it), decided by another hand than wrote it down."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="extensions")
    to_on = models.DateField("延到")
    why = models.CharField("原因", max_length=TEXT_LENGTH)
    state = models.CharField(
        "状态",
        max_length=8,
        choices=choices_of(EXTENSION_LABELS),
        default=ExtensionState.ASKED.value,
    )
    asked_on = models.DateField("申请日期")
    asked_by = hand("申请记录人")
    asked_at = models.DateTimeField("申请时间")
    decided_by = hand("批准人")
    decided_at = models.DateTimeField("批准时间", null=True, blank=True)
    decided_why = models.CharField("意见", max_length=TEXT_LENGTH, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "延期申请"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(state="asked"), name="dlist_one_extension_open"
            ),
            models.CheckConstraint(
                condition=signed_where("decided", ~Q(state="asked")),
                name="dlist_extension_decided",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(asked_by__isnull=True)
                | ~Q(decided_by=models.F("asked_by")),
                name="dlist_extension_by_another",
                violation_error_message="记录延期申请的人不能自己批准，请由另一人批准。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} 延到 {self.to_on:%Y-%m-%d}"


class Pause(models.Model):
    """暂缓: days on which no clock runs; ``last_on`` empty while it lasts."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="pauses")
    first_on = models.DateField("自")
    last_on = models.DateField("至", null=True, blank=True)
    why = models.CharField("原因", max_length=TEXT_LENGTH)

    class Meta:
        verbose_name = verbose_name_plural = "暂缓"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(last_on__isnull=True), name="dlist_one_pause"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} 自 {self.first_on:%Y-%m-%d}"
