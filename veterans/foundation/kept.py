"""What the cellar keeps, for how long: uploads, and files that nothing speaks of."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from veterans.foundation import retention, sealed_files, waiting_uploads
from veterans.foundation.confidence import Confidence
from veterans.foundation.models import AuditEntry, ChainCheck, Change, SealedFile, SealedPiece
from veterans.foundation.retention import Kept, Rule

_MONTH = timedelta(days=30)
_DAY = timedelta(days=1)


def unlinked_files(before: datetime) -> QuerySet[SealedFile]:
    """Stored before that time, and no row of any table speaks of them; uploads that wait are not
    meant, they have a rule of their own."""
    found = SealedFile.objects.filter(stored_at__lt=before).exclude(
        pk__in=waiting_uploads.waiting().values("pk")
    )
    for relation in SealedFile._meta.related_objects:
        if relation.related_model is not SealedPiece:
            speaks: type[Any] = relation.related_model
            found = found.exclude(
                Exists(speaks._base_manager.filter(**{relation.field.name: OuterRef("pk")}))
            )
    return found


def _remove_files(files: QuerySet[Any]) -> None:
    for stored in files:
        sealed_files.remove(stored)


def register() -> None:
    """Called once by the app's ``ready``."""
    retention.register(
        Rule(
            code="uploads",
            title="上传后没有确认的文件",
            keep=waiting_uploads.KEPT_FOR,
            least=waiting_uploads.KEPT_FOR,
            source="个人信息保护法：保存期限应为实现处理目的所必要的最短时间；一天是本系统的建议",
            confidence=Confidence.UNCONFIRMED,
            model=SealedFile,
            due=lambda before: waiting_uploads.waiting().filter(stored_at__lt=before),
            since="stored_at",
            remove=_remove_files,
            lot=20,
        )
    )
    retention.register(
        Rule(
            code="unlinked_files",
            title="没有任何记录引用的存档文件",
            keep=_MONTH,
            least=_DAY,
            source="个人信息保护法：保存期限应为实现处理目的所必要的最短时间；30 天是本系统的建议",
            confidence=Confidence.UNCONFIRMED,
            model=SealedFile,
            due=unlinked_files,
            since="stored_at",
            remove=_remove_files,
            lot=20,
        )
    )
    retention.keep(
        Kept(
            title="审计记录（含谁查看了谁）、核验结果、改动记录",
            tables=frozenset({AuditEntry, ChainCheck, Change}),
            why="只增不改，删去一条，链就断了；网络安全法要求的网络日志不少于六个月在其中",
            confidence=Confidence.UNCONFIRMED,
        )
    )
