"""Lists of people on their way into the register, and namesakes that somebody has looked at.

No cell of a file stands here in the open: the file is sealed as a whole, what a line is shown by
is sealed too, and reasons name no value.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand, signed_where
from veterans.foundation.models import SealedFile
from veterans.registry.models.file import ServiceStatus
from veterans.registry.models.people import Person
from veterans.registry.states import LIST_LABELS, VERDICT_LABELS, ListState

REASON_LENGTH = 600


class PeopleList(models.Model):
    """名单: one upload. Its state is the queue of the work on it.

    ``area``: path of the area of whoever brought it; it is read, and seen, within that area.
    ``parts``: what of the known it may bring up to date; ``offered``: what its columns allow.
    ``run`` counts the readings: a worker whose run is over writes nothing any more. ``stamp``:
    what the verdicts rest on, of file and register together.
    """

    name = models.CharField("文件名", max_length=120)
    stored = models.ForeignKey(
        SealedFile, on_delete=models.PROTECT, null=True, blank=True, verbose_name="存档文件"
    )
    area = models.CharField("区域", max_length=12, blank=True)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(state.value, label) for state, label in LIST_LABELS.items()],
        default=ListState.RECEIVED.value,
    )
    offered = ArrayField(models.CharField(max_length=10), verbose_name="可更新", default=list)
    parts = ArrayField(models.CharField(max_length=10), verbose_name="更新", null=True, blank=True)
    service_status = models.CharField(
        "没有写服役身份的按", max_length=10, choices=ServiceStatus, blank=True
    )
    ignored = ArrayField(models.CharField(max_length=200), verbose_name="未用的列", default=list)
    run = models.PositiveIntegerField("第几次核对", default=0)
    rows_total = models.PositiveIntegerField("行数", default=0)
    rows_done = models.PositiveIntegerField("已核对", default=0)
    new_count = models.PositiveIntegerField("新登记", default=0)
    changed_count = models.PositiveIntegerField("有更新", default=0)
    unchanged_count = models.PositiveIntegerField("没有变化", default=0)
    doubtful_count = models.PositiveIntegerField("疑似重复", default=0)
    refused_count = models.PositiveIntegerField("不合格", default=0)
    stamp = models.CharField("核对依据", max_length=64, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    leaves_out = models.BooleanField("不合格和未认定的行先不导入", default=False)
    uploaded_by = hand("上传人", needed=True)
    uploaded_at = models.DateTimeField("上传时间")
    touched_at = models.DateTimeField("最近处理时间")
    read_at = models.DateTimeField("核对完时间", null=True, blank=True)
    confirmed_by = hand("确认人")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    applied_at = models.DateTimeField("写入时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "人员名单"
        constraints = [
            models.CheckConstraint(
                condition=signed_where("confirmed", Q(state__in=["confirmed", "applied"])),
                name="people_list_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="applied", applied_at__isnull=False)
                | ~Q(state="applied") & Q(applied_at__isnull=True),
                name="people_list_applied_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(stored__isnull=False) | Q(state__in=["applied", "withdrawn"]),
                name="people_list_has_its_file",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ListVerdict(models.Model):
    """What one line would do, and why. ``shown``: name, covered number, place and covered
    telephone, sealed.

    ``person``: who is registered under its number, or the first namesake of a doubtful line.
    """

    people_list = models.ForeignKey(PeopleList, on_delete=models.CASCADE, related_name="verdicts")
    line = models.PositiveIntegerField("行号")
    verdict = models.CharField(
        "结论", max_length=9, choices=[(one.value, label) for one, label in VERDICT_LABELS.items()]
    )
    reason = models.CharField("原因", max_length=REASON_LENGTH, blank=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    id_index = models.BinaryField("身份证号索引", null=True, editable=False)
    shown = SealedTextField("显示")

    class Meta:
        verbose_name = verbose_name_plural = "名单行"
        constraints = [
            models.UniqueConstraint(fields=["people_list", "line"], name="list_line_once"),
            models.CheckConstraint(
                condition=~Q(verdict="doubtful") | Q(person__isnull=False, id_index__isnull=False),
                name="list_doubt_names_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["people_list", "verdict", "line"], name="list_lines_by_verdict"),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.get_verdict_display()}"


class Namesakes(models.Model):
    """Two identity numbers with one name and one day of birth, and whether they are one person's.

    Remembered for ever, whichever list or person they come from; the last decision holds. The
    numbers stand here as blind indexes, the smaller one first.
    """

    first_index = models.BinaryField("索引一", editable=False)
    second_index = models.BinaryField("索引二", editable=False)
    are_same = models.BooleanField("是同一人")
    decided_by = hand("认定人", needed=True)
    decided_at = models.DateTimeField("认定时间")

    class Meta:
        verbose_name = verbose_name_plural = "疑似重复的认定"
        constraints = [
            models.UniqueConstraint(fields=["first_index", "second_index"], name="namesakes_once"),
            models.CheckConstraint(
                condition=Q(first_index__lt=F("second_index")), name="namesakes_in_order"
            ),
        ]
        indexes = [models.Index(fields=["second_index"], name="namesakes_second")]

    def __str__(self) -> str:
        return "是同一人" if self.are_same else "不是同一人"
