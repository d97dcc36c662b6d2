"""推荐 and 人选: who nominated whom, and whoever was nominated, once.

A nomination is written as a draft or while it is returned, and stands otherwise (trigger). Of one
identity number there is one candidate in a campaign, however many nominate him.
"""

from django.db import models
from django.db.models import Q

from honors.campaigns.models.campaigns import Campaign
from honors.campaigns.states import (
    CANDIDATE_LABELS,
    NOMINATION_LABELS,
    SOURCE_LABELS,
    CandidateState,
    NominationState,
)
from honors.roll.rules import NAME_LENGTH
from honors.roll.states import CONSENT_LABELS
from support_services.units.models import Unit
from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand, signed, unsigned
from veterans.foundation.sealed_files import SealedFile
from veterans.regions.models import Region
from veterans.registry.models import Person

_CONSENTS = [(one.value, label) for one, label in CONSENT_LABELS.items()]
OUT_OF_IT = ["withdrawn", "joined"]


class Nominee(models.Model):
    """What is said of whoever is nominated. ``number``: the identity number, sealed; ``unit``: of a
    firm or group. ``work``: where he works, as it would be told of him. ``told``: number of a field
    to its text. ``consent``: to the nomination and to the publicity; of a serving soldier his
    unit's."""

    name = models.CharField("姓名、名称", max_length=NAME_LENGTH)
    number = SealedTextField("身份证号", null=True, blank=True)
    number_index = models.BinaryField("身份证号索引", null=True, editable=False)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="参评单位",
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name="来自"
    )
    work = models.CharField("所在单位", max_length=60, blank=True, default="")
    is_serving = models.BooleanField("现役军人", default=False)
    phone = SealedTextField("电话", null=True, blank=True)
    consent = models.CharField(
        "同意参评和公布", max_length=12, blank=True, default="", choices=_CONSENTS
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
    told = models.JSONField("推荐表", default=dict, blank=True)

    class Meta:
        abstract = True


class Candidate(Nominee):
    """人选.

    ``covered``: the texts as the jury reads them. ``brief``: a sentence for the publicity.
    ``judged``: what the conditions came out as when he was screened: [depth, text, found, holds].
    ``place``, ``score``, ``jury_score``, ``vote_score``: as they stood when places were settled.
    """

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="candidates", verbose_name="评选"
    )
    serial = models.PositiveSmallIntegerField("编号")
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="award_candidacies",
        verbose_name="档案",
    )
    covered = models.JSONField("匿名稿", default=dict, blank=True)
    brief = models.CharField("公示简介", max_length=120, blank=True, default="")
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, label) for s, (label, _) in CANDIDATE_LABELS.items()],
        default=CandidateState.WAITING.value,
    )
    entered_at = models.DateTimeField("第一次推荐时间")
    screened_by = hand("初审人")
    screened_at = models.DateTimeField("初审时间", null=True, blank=True)
    screened_why = models.CharField("初审意见", max_length=200, blank=True, default="")
    judged = models.JSONField("条件核对", null=True, blank=True)
    out_by = hand("退出经手人")
    out_at = models.DateTimeField("退出时间", null=True, blank=True)
    out_why = models.CharField("退出原因", max_length=200, blank=True, default="")
    joined_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="joined",
        verbose_name="并入",
    )
    # What the other one got of him when they were joined: nominations by number, names of columns.
    given_over = models.JSONField("并入时带过去的", null=True, blank=True)
    jury_score = models.DecimalField(
        "评委得分", max_digits=5, decimal_places=2, null=True, blank=True
    )
    vote_score = models.DecimalField(
        "投票得分", max_digits=5, decimal_places=2, null=True, blank=True
    )
    score = models.DecimalField("总分", max_digits=5, decimal_places=2, null=True, blank=True)
    place = models.PositiveSmallIntegerField("名次", null=True, blank=True)
    place_why = models.CharField("名次说明", max_length=300, blank=True, default="")
    is_proposed = models.BooleanField("拟表彰", default=False)
    proposed_why = models.CharField("列入、跳过原因", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "人选"
        ordering = ["campaign", "serial"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "serial"], name="campaigns_candidate_serial"
            ),
            models.UniqueConstraint(
                fields=["campaign", "number_index"],
                condition=~Q(state__in=OUT_OF_IT),
                name="campaigns_candidate_once",
                violation_error_message="这个人已经是这次评选的人选。",
            ),
            models.UniqueConstraint(
                fields=["campaign", "unit"],
                condition=~Q(state__in=OUT_OF_IT),
                name="campaigns_unit_once",
                violation_error_message="这个单位已经是这次评选的人选。",
            ),
            models.CheckConstraint(
                condition=(Q(state="joined") & Q(joined_into__isnull=False))
                | (~Q(state="joined") & Q(joined_into__isnull=True)),
                name="campaigns_joined_into_one",
            ),
            models.CheckConstraint(
                condition=(Q(state="waiting") & unsigned("screened"))
                | Q(state__in=["withdrawn", "joined"])
                | (~Q(state__in=["waiting", "withdrawn", "joined"]) & signed("screened")),
                name="campaigns_screened_signed",
            ),
            # Whoever is told of in public has agreed, in writing.
            models.CheckConstraint(
                condition=Q(is_proposed=False)
                | Q(consent__in=["self", "kin", "unit"], consent_on__isnull=False)
                | Q(consent="not_a_person"),
                name="campaigns_proposed_by_consent",
            ),
            models.CheckConstraint(
                condition=~Q(is_serving=True, is_proposed=True) | Q(consent="unit"),
                name="campaigns_serving_by_unit",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Nomination(Nominee):
    """推荐. One of ``by_unit`` (unit or troops), ``by_region`` (a station) and ``by_person`` (of
    the register, proved) says who; ``by_link``: the unit wrote it itself. ``form``: the token of a
    resident's form. ``moved_from``: the same in a campaign where it was by mistake."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="nominations", verbose_name="评选"
    )
    candidate = models.ForeignKey(
        Candidate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="nominations",
        verbose_name="人选",
    )
    source = models.CharField(
        "推荐方式", max_length=8, choices=[(k.value, label) for k, label in SOURCE_LABELS.items()]
    )
    by_unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="award_nominations",
        verbose_name="推荐单位",
    )
    by_region = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="推荐站",
    )
    by_person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="award_nominations",
        verbose_name="推荐人",
    )
    by_link = models.BooleanField("单位自己网上填报", default=False)
    moved_from = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="moved_to",
        verbose_name="转自",
    )
    form = models.CharField("表单标识", max_length=32, null=True, blank=True, unique=True)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, label) for s, (label, _) in NOMINATION_LABELS.items()],
        default=NominationState.DRAFT.value,
    )
    entered_by = hand("录入人")
    entered_at = models.DateTimeField("录入时间")
    handed_on = models.DateField("提交日期", null=True, blank=True)
    handed_at = models.DateTimeField("提交时间", null=True, blank=True)
    missing = models.CharField("要补正什么", max_length=300, blank=True, default="")
    complete_by = models.DateField("补正期限", null=True, blank=True)
    ended_at = models.DateTimeField("撤回时间", null=True, blank=True)
    ended_why = models.CharField("撤回原因", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "推荐"
        ordering = ["campaign", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    source__in=["unit", "troops"],
                    by_unit__isnull=False,
                    by_region__isnull=True,
                    by_person__isnull=True,
                )
                | Q(
                    source="station",
                    by_unit__isnull=True,
                    by_region__isnull=False,
                    by_person__isnull=True,
                )
                | Q(
                    source__in=["people", "self"],
                    by_unit__isnull=True,
                    by_region__isnull=True,
                    by_person__isnull=False,
                ),
                name="campaigns_nominated_by_one",
            ),
            models.CheckConstraint(
                condition=(Q(state="draft") & Q(handed_on__isnull=True))
                | Q(state="withdrawn")
                | (
                    Q(state__in=["handed_in", "returned"])
                    & Q(handed_on__isnull=False, candidate__isnull=False)
                ),
                name="campaigns_handed_in_is_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NominationPaper(models.Model):
    """佐证 beside a nomination: sealed, never for jurors or the public."""

    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, related_name="papers", verbose_name="推荐"
    )
    file = models.ForeignKey(SealedFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "推荐佐证"
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file)
