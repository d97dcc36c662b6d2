"""Lists that were brought in from a spreadsheet, and what each wrote, so that it can be undone."""

from django.db import models
from django.db.models import Q

from support_services.supporters.models.dealt import choices
from support_services.supporters.models.register import Job, Supporter
from support_services.supporters.states import LIST_LABELS
from support_services.units.models import Unit
from veterans.foundation.hands import hand, signed, unsigned


class ListTaken(models.Model):
    """名单导入: one file, taken in once. ``digest``: of its bytes and of what was asked with them;
    the same may come again only after it was undone. ``stayed``: lines that undoing left, because
    something rested on them by then."""

    kind = models.CharField("种类", max_length=10, choices=choices(LIST_LABELS))
    digest = models.CharField("SHA-256", max_length=64)
    filename = models.CharField("文件名", max_length=120)
    lines = models.PositiveIntegerField("行数")
    made = models.PositiveIntegerField("新登记")
    changed = models.PositiveIntegerField("有变化")
    by = hand("导入人", needed=True)
    at = models.DateTimeField("导入时间")
    undone_by = hand("撤回人")
    undone_at = models.DateTimeField("撤回时间", null=True, blank=True)
    stayed = models.PositiveIntegerField("留下的行", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "名单导入"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["digest"],
                condition=Q(undone_at__isnull=True),
                name="supporters_list_once",
                violation_error_message="这份文件已经导入过。",
            ),
            models.CheckConstraint(
                condition=signed("undone") | unsigned("undone") & Q(stayed=0),
                name="supporters_list_undone",
            ),
        ]

    def __str__(self) -> str:
        return self.filename


class LineTaken(models.Model):
    """What one line wrote. ``unit``, ``supporter``, ``job``: what it made, or changed; a row that
    was undone is gone and leaves its ``title``. ``made``: which of them it made. ``was``,
    ``became``: by field, for what it changed; never anything of a person."""

    taken = models.ForeignKey(
        ListTaken, on_delete=models.CASCADE, related_name="wrote", verbose_name="名单"
    )
    number = models.PositiveIntegerField("行")
    title = models.CharField("名称", max_length=80)
    made_unit = models.BooleanField("登记了单位", default=False)
    made_row = models.BooleanField("登记了一条", default=False)
    unit = models.ForeignKey(
        Unit, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="单位"
    )
    supporter = models.ForeignKey(
        Supporter, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="拥军力量"
    )
    job = models.ForeignKey(
        Job, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="岗位"
    )
    was = models.JSONField("原来", default=dict)
    became = models.JSONField("改成", default=dict)
    stayed = models.CharField("没有撤回的原因", max_length=120, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "名单导入的行"
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return f"第 {self.number} 行 {self.title}"
