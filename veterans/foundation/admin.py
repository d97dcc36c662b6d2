"""The audit log for auditors: read, filter, search; nothing else."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from veterans.foundation import audit_words
from veterans.foundation.admin_base import ReadOnlyAdmin
from veterans.foundation.models import AuditEntry, ChainCheck


class _CodeFilter(admin.SimpleListFilter):
    """Offers every code that has a name, without asking the table for those that occur."""

    words: Mapping[str, str]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted(self.words.items(), key=lambda item: item[0])

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry]
    ) -> QuerySet[AuditEntry]:
        value = self.value()
        return queryset.filter(**{str(self.parameter_name): value}) if value else queryset


class ActionFilter(_CodeFilter):
    title = "操作"
    parameter_name = "action"
    words = audit_words.ACTIONS


class SubjectFilter(_CodeFilter):
    title = "对象类别"
    parameter_name = "subject"
    words = audit_words.SUBJECTS


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Holds no personal data; ``audit.record`` sees to that."""

    view_duty = "audit.read"
    list_display = ("serial", "at", "actor_name", "done", "about", "subject_id", "request")
    list_filter = (ActionFilter, SubjectFilter, "at")
    search_fields = ("=actor_name", "=subject_id", "=request")
    search_help_text = "按操作人账号、对象编号或请求号查找（须完全一致）"
    ordering = ("-serial",)
    fields = (
        "serial",
        "at",
        "actor_name",
        "done",
        "about",
        "subject_id",
        "detail",
        "request",
        "previous",
        "own",
    )

    @admin.display(description="操作", ordering="action")
    def done(self, entry: AuditEntry) -> str:
        return audit_words.action_word(entry.action)

    @admin.display(description="对象类别", ordering="subject")
    def about(self, entry: AuditEntry) -> str:
        return audit_words.subject_word(entry.subject)

    @admin.display(description="前一条摘要（SM3）")
    def previous(self, entry: AuditEntry) -> str:
        return bytes(entry.previous_hash).hex()

    @admin.display(description="本条摘要（SM3）")
    def own(self, entry: AuditEntry) -> str:
        return bytes(entry.entry_hash).hex()

    def get_readonly_fields(
        self, request: HttpRequest, obj: AuditEntry | None = None
    ) -> tuple[str, ...]:
        return self.fields


@admin.register(ChainCheck)
class ChainCheckAdmin(ReadOnlyAdmin):
    """Every night's walk of the log, kept."""

    view_duty = "audit.read"
    list_display = ("at", "entry_count", "result", "head")
    ordering = ("-pk",)
    fields = readonly_fields = ("at", "entry_count", "result", "found", "head")

    @admin.display(description="结果")
    def result(self, walk: ChainCheck) -> str:
        return f"{walk.problem_count} 处问题" if walk.problem_count else "没有问题"

    @admin.display(description="问题")
    def found(self, walk: ChainCheck) -> str:
        return "\n".join(walk.problems) or "—"
