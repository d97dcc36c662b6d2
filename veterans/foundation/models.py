"""The audit log's tables. Only ever added to; the database refuses anything else."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone

from veterans.foundation.history import Change
from veterans.foundation.sealed_files import SealedFile, SealedPiece

__all__ = ["AuditEntry", "ChainCheck", "Change", "SealedFile", "SealedPiece"]


class AuditEntry(models.Model):
    """One thing that was done, chained to the one before it. Written only by ``audit.record``.

    Append-only: a trigger refuses UPDATE, DELETE and TRUNCATE. There is no foreign key to the
    user: an entry outlives whatever it speaks of. It holds no personal data.
    """

    serial = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    actor_id = models.BigIntegerField("操作人编号", null=True, blank=True)
    actor_name = models.CharField("操作人", max_length=150)
    action = models.CharField("操作", max_length=64)
    subject = models.CharField("对象类别", max_length=64, blank=True)
    subject_id = models.CharField("对象编号", max_length=64, blank=True)
    detail = models.JSONField("内容", default=dict)
    request = models.CharField("请求号", max_length=16, blank=True)
    previous_hash = models.BinaryField("前一条摘要", max_length=32)
    entry_hash = models.BinaryField("本条摘要", max_length=32)

    class Meta:
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        ordering = ["-serial"]
        indexes = [
            models.Index(fields=["subject", "subject_id", "serial"], name="audit_by_subject"),
            models.Index(fields=["actor_id", "serial"], name="audit_by_actor"),
            models.Index(fields=["at"], name="audit_by_time"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(serial__gte=1), name="audit_serial_from_one"),
            models.CheckConstraint(
                condition=Q(Exact(Length("previous_hash"), 32))
                & Q(Exact(Length("entry_hash"), 32)),
                name="audit_hash_is_sm3",
            ),
            # Two entries can never claim the same predecessor: the chain cannot fork.
            models.UniqueConstraint(fields=["previous_hash"], name="audit_chain_no_fork"),
        ]

    def __str__(self) -> str:
        return f"第 {self.serial} 条"


class ChainCheck(models.Model):
    """One walk of the whole log, and where it ended. Append-only; see ``chain_checks``."""

    at = models.DateTimeField("核验时间")
    entry_count = models.BigIntegerField("核验条数")
    problem_count = models.BigIntegerField("问题数")
    problems = models.JSONField("问题", default=list)
    head = models.CharField("链尾", max_length=90)

    class Meta:
        verbose_name = verbose_name_plural = "审计记录核验"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M} 的核验"
