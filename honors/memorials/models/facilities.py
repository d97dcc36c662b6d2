"""Facilities, their names and graves; inspections and what they found; repairs; remains."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from honors.memorials.models.walked import Walked, choices, level_choices, walked
from honors.memorials.states import (
    GRADE_LABELS,
    GRAVE_LABELS,
    KIND_LABELS,
    LEVEL_LABELS,
    What,
)
from veterans.foundation.hands import hand, two_people
from veterans.foundation.models import SealedFile
from veterans.regions.models import Region

_LEVELS: Any = LEVEL_LABELS


class Facility(Walked):
    """烈士纪念设施. ``capacity``: people at once. It is in the register by another's word, and its
    name changes only by the province's."""

    what = What.FACILITY

    name = models.CharField("名称", max_length=60)
    level = models.CharField("保护级别", max_length=8, choices=level_choices(_LEVELS))
    kind = models.CharField("种类", max_length=10, choices=choices(KIND_LABELS))
    region = models.ForeignKey(Region, on_delete=models.PROTECT, verbose_name="所在地")
    address = models.CharField("位置", max_length=120)
    keeper = models.CharField("保护单位", max_length=60)
    phone = models.CharField("联系电话", max_length=30, blank=True, default="")
    range_told = models.CharField("保护范围", max_length=200, blank=True, default="")
    sign = models.CharField("保护标志", max_length=120, blank=True, default="")
    opens_at = models.TimeField("开放自")
    closes_at = models.TimeField("开放至")
    capacity = models.PositiveIntegerField("同时最多人数")
    notice = models.CharField("给来祭扫的人的话", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "纪念设施"
        ordering = ["pk"]
        constraints = [
            *walked("facility", {"ended": ["ended"]}),
            two_people(
                "entered",
                "checked",
                "memorial_facility_two",
                "登记人不能自己核准，请由另一人核准。",
            ),
            models.CheckConstraint(
                condition=~Q(state="checked") | Q(checked_by__isnull=False),
                name="memorial_facility_checked",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="memorial_facility_hours",
                violation_error_message="开放时间的“至”要晚于“自”。",
            ),
            models.CheckConstraint(
                condition=Q(capacity__gt=0),
                name="memorial_facility_capacity",
                violation_error_message="同时最多人数要大于零。",
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=~Q(state="ended"),
                name="memorial_facility_name",
                violation_error_message="已有同名的纪念设施。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FacilityName(models.Model):
    """A name that was, and by whose word it changed: the province's."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="names")
    old = models.CharField("原名", max_length=60)
    new = models.CharField("新名", max_length=60)
    authority = models.CharField("批准机关", max_length=60)
    document_no = models.CharField("批准文号", max_length=60)
    decided_on = models.DateField("批准日期")
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "名称变更"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(authority__contains="省") & ~Q(document_no=""),
                name="memorial_renamed_by_province",
            )
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class Grave(models.Model):
    """墓位. Its kinds are all martyrs': nobody else lies inside."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="graves")
    number = models.CharField("编号", max_length=20)
    kind = models.CharField("种类", max_length=8, choices=choices(GRAVE_LABELS))
    inscription = models.CharField("碑文", max_length=200, blank=True, default="")
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "墓位"
        ordering = ["facility", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "number"],
                name="memorial_grave_number",
                violation_error_message="这处设施里已有这个编号的墓。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(GRAVE_LABELS)), name="memorial_martyrs_only"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}（{self.get_kind_display()}）"


class Inspection(models.Model):
    """检查记录."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="inspections")
    done_on = models.DateField("检查日期")
    told = models.CharField("检查情况", max_length=500)
    entered_by = hand("检查人", needed=True)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "检查记录"
        ordering = ["-done_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.done_on:%Y-%m-%d}"


class Finding(models.Model):
    """What an inspection found. It is settled by a repair that was accepted; what is minor also by
    a later inspection that found it mended (``Remedy``)."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings")
    told = models.CharField("问题", max_length=300)
    grade = models.CharField("程度", max_length=8, choices=choices(GRADE_LABELS))

    class Meta:
        verbose_name = verbose_name_plural = "检查发现的问题"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.told


class Remedy(models.Model):
    """A minor finding that a later inspection saw mended, without a repair of its own."""

    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="remedy")
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="remedies")

    class Meta:
        verbose_name = verbose_name_plural = "检查看到已经修好的问题"
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.finding)


class Repair(Walked):
    """修缮: proposed by one, approved by another; finished by one, accepted by another."""

    what = What.REPAIR

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="repairs")
    finding = models.ForeignKey(
        Finding,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="repairs",
        verbose_name="检查发现的问题",
    )
    title = models.CharField("项目", max_length=80)
    told = models.CharField("修什么、怎么修", max_length=500)
    budget = models.DecimalField("预算（元）", max_digits=12, decimal_places=2)
    until = models.DateField("完工期限")
    cost = models.DecimalField("结算（元）", max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "修缮"
        ordering = ["-pk"]
        constraints = [
            *walked(
                "repair",
                {
                    "checked": ["checked", "done", "decided"],
                    "done": ["done", "decided"],
                    "decided": ["decided"],
                    "ended": ["ended"],
                },
            ),
            two_people("entered", "checked", "memorial_repair_two", "登记人不能自己立项。"),
            two_people("done", "decided", "memorial_accepted_by_two", "报完工的人不能自己验收。"),
            # One that was turned down leaves its finding to another.
            models.UniqueConstraint(
                fields=["finding"],
                condition=~Q(state="ended"),
                name="memorial_finding_once",
                violation_error_message="这个问题已经登记过修缮。",
            ),
            models.CheckConstraint(
                condition=Q(budget__gt=0),
                name="memorial_repair_budget",
                violation_error_message="预算要大于零。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Quote(models.Model):
    """报价."""

    repair = models.ForeignKey(Repair, on_delete=models.PROTECT, related_name="quotes")
    firm = models.CharField("报价单位", max_length=60)
    amount = models.DecimalField("报价（元）", max_digits=12, decimal_places=2)
    entered_by = hand("登记人", needed=True)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "报价"
        ordering = ["amount", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["repair", "firm"],
                name="memorial_quote_once",
                violation_error_message="这家的报价已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="memorial_quote_positive",
                violation_error_message="报价要大于零。",
            ),
        ]

    def __str__(self) -> str:
        return self.firm


class Progress(models.Model):
    """进度."""

    repair = models.ForeignKey(Repair, on_delete=models.PROTECT, related_name="steps")
    on = models.DateField("日期")
    percent = models.PositiveSmallIntegerField("完成（%）")
    told = models.CharField("进展", max_length=300)
    entered_by = hand("登记人", needed=True)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "修缮进度"
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__lte=100),
                name="memorial_progress_percent",
                violation_error_message="完成比例是 0 到 100。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.percent}%"


class Remains(Walked):
    """发现烈士遗骸、遗物的线索: told to the county at once; ``due_at`` is its clock."""

    what = What.REMAINS

    region = models.ForeignKey(Region, on_delete=models.PROTECT, verbose_name="在哪里")
    place = models.CharField("具体位置", max_length=120)
    found_at = models.DateTimeField("发现时间")
    due_at = models.DateTimeField("最晚接报")
    told = models.CharField("情况", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "遗骸线索"
        ordering = ["-pk"]
        constraints = walked("remains", {"checked": ["checked", "done"], "done": ["done"]})

    def __str__(self) -> str:
        return self.place


class Photo(models.Model):
    """A sealed photo of an inspection, a repair or a find; never public."""

    file = models.ForeignKey(SealedFile, on_delete=models.PROTECT, related_name="+")
    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, null=True, blank=True, related_name="photos"
    )
    repair = models.ForeignKey(
        Repair, on_delete=models.PROTECT, null=True, blank=True, related_name="photos"
    )
    remains = models.ForeignKey(
        Remains, on_delete=models.PROTECT, null=True, blank=True, related_name="photos"
    )
    entered_by = hand("上传人", needed=True)
    entered_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "照片"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(inspection__isnull=False, repair__isnull=True, remains__isnull=True)
                | Q(inspection__isnull=True, repair__isnull=False, remains__isnull=True)
                | Q(inspection__isnull=True, repair__isnull=True, remains__isnull=False),
                name="memorial_photo_of_one",
            )
        ]

    def __str__(self) -> str:
        return str(self.file)
