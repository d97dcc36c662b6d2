"""Titles, honours, what is told of them, and their revocation.

What was published is never changed: what is corrected stands in the next edition. The honour itself
has nothing but its number, which stands on paper and in addresses.
"""

from django.db import models
from django.db.models import Q

from honors.roll.rules import CITATION_LENGTH, NAME_LENGTH
from honors.roll.states import (
    CONSENT_LABELS,
    EDITION_LABELS,
    KIND_LABELS,
    LEVEL_LABELS,
    PAST,
    REVOCATION_LABELS,
    UNFINISHED,
    EditionState,
    RevocationState,
)
from veterans.foundation.confidence import Confidence
from veterans.foundation.hands import hand, signed, signed_where, two_people, unsigned
from veterans.foundation.models import SealedFile
from veterans.foundation.publishing import Publication, publication_constraints
from veterans.regions.models import Region
from veterans.registry.models import Person

_UNFINISHED = [state.value for state in UNFINISHED]
_PAST = [state.value for state in PAST]


class Title(models.Model):
    """荣誉称号. ``body``: who confers it, "" where nobody has written it down. ``entered_by`` null:
    it came with the portal. ``confidence``: how sure it is that it is called so and conferred so.
    """

    name = models.CharField("名称", max_length=40)
    level = models.CharField(
        "级别", max_length=8, choices=[(one.value, label) for one, label in LEVEL_LABELS.items()]
    )
    body = models.CharField("授予单位", max_length=80, blank=True, default="")
    note = models.CharField("给工作人员的说明", max_length=200, blank=True, default="")
    confidence = models.CharField("把握", max_length=15, choices=Confidence)
    entered_by = hand("录入人")
    entered_at = models.DateTimeField("录入时间")
    retired_by = hand("停用人")
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "荣誉称号"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "level"],
                name="roll_title_once",
                violation_error_message="这一级已有同名的荣誉称号。",
            ),
            models.CheckConstraint(
                condition=signed("retired") | unsigned("retired"), name="roll_title_retired_signed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_level_display()}）"


class Honour(models.Model):
    """荣誉: one title of one year for one honouree. Who that is says its edition."""

    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "荣誉"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"荣誉 {self.pk}"


class Edition(Publication):
    """What is told of an honour.

    ``person``: of the register, or null for a name only. ``name``: as it is published. ``region``:
    where from, to the village at most. ``consent``: "" while nobody has it yet; ``consent_on``:
    the day on the paper; ``consent_note``: its number or where it lies.
    """

    honour = models.ForeignKey(
        Honour, on_delete=models.PROTECT, related_name="editions", verbose_name="荣誉"
    )
    number = models.PositiveSmallIntegerField("版次")
    title = models.ForeignKey(
        Title, on_delete=models.PROTECT, related_name="editions", verbose_name="荣誉称号"
    )
    year = models.PositiveSmallIntegerField("年度")
    conferred_on = models.DateField("表彰日期", null=True, blank=True)
    document_no = models.CharField("表彰文号", max_length=60, blank=True, default="")
    kind = models.CharField(
        "对象", max_length=12, choices=[(one.value, label) for one, label in KIND_LABELS.items()]
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="honours",
        verbose_name="档案",
    )
    name = models.CharField("公布的姓名、名称", max_length=NAME_LENGTH)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, verbose_name="来自")
    citation = models.CharField("事迹简介", max_length=CITATION_LENGTH)
    story = models.TextField("事迹", blank=True, default="")
    consent = models.CharField(
        "同意公布",
        max_length=12,
        blank=True,
        default="",
        choices=[(one.value, label) for one, label in CONSENT_LABELS.items()],
    )
    consent_on = models.DateField("同意日期", null=True, blank=True)
    consent_note = models.CharField("同意书编号、存放", max_length=80, blank=True, default="")
    consent_file = models.ForeignKey(
        SealedFile,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="同意书",
    )
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(one.value, label) for one, (label, _) in EDITION_LABELS.items()],
        default=EditionState.DRAFT.value,
    )

    class Meta:
        verbose_name = verbose_name_plural = "荣誉的版次"
        ordering = ["honour", "-number"]
        indexes = [
            models.Index(
                fields=["-year", "title"], condition=Q(state="published"), name="roll_by_year"
            ),
        ]
        constraints = [
            *publication_constraints("roll", past=_PAST),
            models.UniqueConstraint(fields=["honour", "number"], name="roll_edition_number"),
            models.UniqueConstraint(
                fields=["honour"], condition=Q(state="published"), name="roll_one_published"
            ),
            models.UniqueConstraint(
                fields=["honour"],
                condition=Q(state__in=_UNFINISHED),
                name="roll_one_unfinished",
                violation_error_message="这项荣誉已有一份没有公布的，请先公布或放弃。",
            ),
            models.UniqueConstraint(
                fields=["title", "year", "name", "region"],
                condition=Q(state="published"),
                name="roll_published_once",
                violation_error_message="名录里已有同一称号、同一年度、同一地方、同一姓名的荣誉。"
                "确是另一个人的，请在名字后面加以区别。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"])
                | Q(consent__in=["self", "kin", "unit"], consent_on__isnull=False)
                | Q(consent="not_a_person", kind__in=["group", "organisation"]),
                name="roll_published_by_consent",
                violation_error_message="没有登记同意的，不能公布。",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(citation=""),
                name="roll_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}：{self.year} 年度 {self.title.name}"


class Revocation(models.Model):
    """撤销荣誉: asked for by one by a decision of whoever conferred it, confirmed by another.

    ``is_told``: residents read that it was revoked, since they could read of it until then.
    """

    honour = models.ForeignKey(
        Honour, on_delete=models.PROTECT, related_name="revocations", verbose_name="荣誉"
    )
    document_no = models.CharField("决定文号", max_length=60)
    decided_on = models.DateField("决定日期")
    why = models.CharField("撤销原因", max_length=200)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(one.value, label) for one, (label, _) in REVOCATION_LABELS.items()],
        default=RevocationState.ASKED.value,
    )
    asked_by = hand("提出人", needed=True)
    asked_at = models.DateTimeField("提出时间")
    settled_by = hand("确认人")
    settled_at = models.DateTimeField("确认时间", null=True, blank=True)
    settled_why = models.CharField("不予撤销的原因", max_length=200, blank=True, default="")
    is_told = models.BooleanField("公开说明", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "撤销荣誉"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["honour"],
                condition=Q(state__in=["asked", "confirmed"]),
                name="roll_one_revocation",
                violation_error_message="这项荣誉已经提出撤销。",
            ),
            two_people(
                "asked", "settled", "roll_revoked_by_two", "提出人不能自己确认，请由另一人确认。"
            ),
            models.CheckConstraint(
                condition=signed_where("settled", ~Q(state="asked")),
                name="roll_revocation_signed",
            ),
            models.CheckConstraint(
                condition=Q(is_told=False) | Q(state="confirmed"), name="roll_told_when_confirmed"
            ),
        ]

    def __str__(self) -> str:
        return f"撤销荣誉 {self.honour_id}"
