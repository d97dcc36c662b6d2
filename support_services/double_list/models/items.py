"""Items of the double list, the books that number them, and their classes.

An item carries where it stands; how it came there stands in its story. What two sides, a group and
a second person have to say is two columns each (who, when), and constraints say in which states
they must be there. Names of officials are sealed, though they are in office: a list of who is
responsible for what the troops need does not belong into a dump.
"""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from support_services.double_list.states import (
    ASSIGNED,
    BOTH_AGREED,
    DIRECTION_LABELS,
    DIRECTION_SIGNS,
    DONE,
    GROUP_DECIDED,
    HOW_LABELS,
    ITEM_LABELS,
    LEAST_CONTENT,
    PUBLICITY_LABELS,
    RHYTHM_LABELS,
    SOURCE_LABELS,
    Direction,
    How,
    ItemState,
    Publicity,
    Rhythm,
    choices_of,
)
from support_services.units.models import Unit
from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand, signed, signed_where, two_people, unsigned

TITLE_LENGTH = 60
CONTENT_LENGTH = 500
_BOTH = sorted(one.value for one in BOTH_AGREED)
_DECIDED = sorted(one.value for one in GROUP_DECIDED)
_ASSIGNED = sorted(one.value for one in ASSIGNED)
_CLAIMED = sorted(one.value for one in DONE | {ItemState.CLOSED})
_VERIFIED = sorted(one.value for one in (DONE | {ItemState.CLOSED}) - {ItemState.CLAIMED})
_CONFIRMED = ["closed", "confirmed"]
_HOW = choices_of(HOW_LABELS)


class ItemClass(models.Model):
    """类别 of items, as the bureau keeps them; one that is closed is given to nothing new."""

    name = models.CharField("类别", max_length=20, unique=True)
    position = models.PositiveSmallIntegerField("次序", default=0)
    closed_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "双清单类别"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Book(models.Model):
    """The list of a year and a direction: it gives the numbers, and is locked while it does."""

    year = models.PositiveSmallIntegerField("年度")
    direction = models.CharField("方向", max_length=8, choices=choices_of(DIRECTION_LABELS))
    last_number = models.PositiveIntegerField("最后的编号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "清单"
        constraints = [
            models.UniqueConstraint(fields=["year", "direction"], name="dlist_one_book"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.get_direction_display()}"


def _how(label: str) -> models.CharField:
    return models.CharField(label, max_length=7, choices=_HOW, blank=True, default="")


def _spoken(stem: str, where: Q, name: str) -> models.CheckConstraint:
    """Somebody's word is whole, and is there where it must be: when and how; whose hand wrote it
    down, unless the side gave it by its link."""
    at, by, how = f"{stem}_at", f"{stem}_by", f"{stem}_how"
    missing = Q(**{f"{at}__isnull": True, f"{by}__isnull": True, how: ""})
    by_link = Q(**{f"{at}__isnull": False, f"{by}__isnull": True, how: How.LINK.value})
    by_hand = Q(**{f"{at}__isnull": False, f"{by}__isnull": False}) & ~Q(
        **{f"{how}__in": ["", How.LINK.value]}
    )
    return models.CheckConstraint(condition=by_link | by_hand | (missing & ~where), name=name)


def _money(label: str) -> models.DecimalField:
    return models.DecimalField(
        label,
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )


class Item(models.Model):
    """清单事项: one thing that one side asks of the other.

    ``requester``: who asks; ``lead``: who answers for it, proposed until it is assigned.
    ``quality``: what "done" means. ``said_on``: when the lead last gave a plan or a report, or had
    the item given; silence counts from it. ``object_by``: the last day on which the lead may say
    "not ours".
    ``moved_on``: when it came into its state. ``before_pause``: the state to come back to.
    """

    year = models.PositiveSmallIntegerField("年度")
    direction = models.CharField("方向", max_length=8, choices=choices_of(DIRECTION_LABELS))
    number = models.PositiveIntegerField("编号")
    of_class = models.ForeignKey(ItemClass, on_delete=models.PROTECT, verbose_name="类别")
    title = models.CharField("事项", max_length=TITLE_LENGTH)
    content = models.CharField("内容", max_length=CONTENT_LENGTH, blank=True, default="")
    source = models.CharField("来源", max_length=9, choices=choices_of(SOURCE_LABELS))
    requester = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="items_asked", verbose_name="提出单位"
    )
    lead = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="items_led",
        verbose_name="承办单位",
    )
    helpers: Any = models.ManyToManyField(
        Unit,
        blank=True,
        through="Helper",
        related_name="items_helped",
        verbose_name="协办单位",
    )
    leader_name = SealedTextField("责任领导", null=True, blank=True)
    person_name = SealedTextField("责任人", null=True, blank=True)
    person_phone = SealedTextField("责任人办公电话", null=True, blank=True)
    measures = models.CharField("推进措施", max_length=CONTENT_LENGTH, blank=True, default="")
    quality = models.CharField("质量要求", max_length=200, blank=True, default="")
    difficulty = models.CharField("存在困难", max_length=200, blank=True, default="")
    result = models.CharField("办理结果", max_length=CONTENT_LENGTH, blank=True, default="")
    funds_planned = _money("计划资金（元）")
    funds_spent = _money("已用资金（元）")
    start_on = models.DateField("开始日期", null=True, blank=True)
    deadline = models.DateField("完成时限", null=True, blank=True)
    rhythm = models.CharField(
        "多久报一次进展",
        max_length=7,
        choices=choices_of(RHYTHM_LABELS),
        default=Rhythm.MONTHLY.value,
    )
    progress = models.PositiveSmallIntegerField(
        "进度（%）", default=0, validators=[MaxValueValidator(100)]
    )
    state = models.CharField(
        "状态",
        max_length=9,
        choices=choices_of(ITEM_LABELS),
        default=ItemState.COLLECTED.value,
    )
    moved_on = models.DateField("进入现状态的日期")
    before_pause = models.CharField("暂缓前的状态", max_length=9, blank=True, default="")
    came_back = models.PositiveSmallIntegerField("退回重办次数", default=0)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name="并入",
    )
    carried_from = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_to",
        verbose_name="结转自",
    )
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")
    asker_agreed_by = hand("提出单位确认记录人")
    asker_agreed_at = models.DateTimeField("提出单位确认时间", null=True, blank=True)
    asker_agreed_how = _how("提出单位怎样确认")
    answerer_agreed_by = hand("承办单位确认记录人")
    answerer_agreed_at = models.DateTimeField("承办单位确认时间", null=True, blank=True)
    answerer_agreed_how = _how("承办单位怎样确认")
    decided_by = hand("审定记录人")
    decided_at = models.DateTimeField("审定记录时间", null=True, blank=True)
    decided_on = models.DateField("审定日期", null=True, blank=True)
    meeting = models.CharField("审定会议", max_length=60, blank=True, default="")
    document_no = models.CharField("文号", max_length=60, blank=True, default="")
    assigned_by = hand("交办人")
    assigned_at = models.DateTimeField("交办时间", null=True, blank=True)
    assigned_on = models.DateField("交办日期", null=True, blank=True)
    accepted_on = models.DateField("接办日期", null=True, blank=True)
    object_by = models.DateField("可以退回到", null=True, blank=True)
    said_on = models.DateField("最近报告", null=True, blank=True)
    claimed_by = hand("办结申请记录人")
    claimed_at = models.DateTimeField("办结申请时间", null=True, blank=True)
    claimed_on = models.DateField("办结申请日期", null=True, blank=True)
    claimed_how = _how("怎样申请办结")
    verified_by = hand("核验人")
    verified_at = models.DateTimeField("核验时间", null=True, blank=True)
    confirmed_by = hand("评价记录人")
    confirmed_at = models.DateTimeField("评价时间", null=True, blank=True)
    confirmed_how = _how("怎样评价")
    satisfaction = models.PositiveSmallIntegerField("满意度", null=True, blank=True)
    closed_by = hand("销号人")
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    closed_on = models.DateField("销号日期", null=True, blank=True)
    publicity = models.CharField(
        "公开",
        max_length=7,
        choices=choices_of(PUBLICITY_LABELS),
        default=Publicity.NONE.value,
    )
    public_title = models.CharField("公开的标题", max_length=TITLE_LENGTH, blank=True, default="")
    publicity_asked_by = hand("公开申请人")
    publicity_asked_at = models.DateTimeField("公开申请时间", null=True, blank=True)
    secrecy_checked_by = hand("保密审查人")
    secrecy_checked_at = models.DateTimeField("保密审查时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "双清单事项"
        ordering = ["-year", "direction", "number"]
        indexes = [
            models.Index(fields=["year", "state"], name="dlist_of_year"),
            models.Index(fields=["lead", "state"], name="dlist_of_lead"),
            models.Index(fields=["requester", "state"], name="dlist_of_requester"),
            models.Index(
                fields=["-decided_on", "id"], condition=Q(publicity="open"), name="dlist_public"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "direction", "number"], name="dlist_item_number"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in ItemState]), name="dlist_state_known"
            ),
            models.CheckConstraint(
                condition=Q(lead__isnull=True) | ~Q(lead=F("requester")),
                name="dlist_two_sides",
                violation_error_message="提出单位和承办单位不能是同一个单位。",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) & ~Q(merged_into=F("pk"))
                | ~Q(state="merged") & Q(merged_into__isnull=True),
                name="dlist_merged_somewhere",
            ),
            # 四个明确.
            models.CheckConstraint(
                condition=~Q(state__in=_ASSIGNED)
                | (
                    Q(lead__isnull=False, deadline__isnull=False, assigned_on__isnull=False)
                    & Q(object_by__isnull=False, said_on__isnull=False)
                    & ~Q(content="")
                    & ~Q(quality="")
                ),
                name="dlist_four_clear",
                violation_error_message="责任单位、实事内容、完成时限、质量要求四项明确了才能交办。",
            ),
            models.CheckConstraint(
                condition=Q(start_on__isnull=True)
                | Q(deadline__isnull=True)
                | Q(deadline__gte=F("start_on")),
                name="dlist_days_in_order",
                violation_error_message="完成时限不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=100),
                name="dlist_progress_of_hundred",
                violation_error_message="进度是 0 至 100。",
            ),
            models.CheckConstraint(
                condition=(Q(funds_planned__isnull=True) | Q(funds_planned__gte=0))
                & (Q(funds_spent__isnull=True) | Q(funds_spent__gte=0)),
                name="dlist_funds_not_negative",
                violation_error_message="资金不能是负数。",
            ),
            _spoken("asker_agreed", Q(state__in=_BOTH), "dlist_asker_agreed"),
            _spoken("answerer_agreed", Q(state__in=_BOTH), "dlist_answerer_agreed"),
            models.CheckConstraint(
                condition=Q(state__in=_DECIDED, decided_on__isnull=False)
                & signed("decided")
                & ~Q(meeting="")
                | ~Q(state__in=_DECIDED) & unsigned("decided") & Q(decided_on__isnull=True),
                name="dlist_decided_where_it_stands",
            ),
            models.CheckConstraint(
                condition=signed_where("assigned", Q(state__in=_ASSIGNED)),
                name="dlist_assigned_signed",
            ),
            _spoken("claimed", Q(state__in=_CLAIMED), "dlist_claimed"),
            models.CheckConstraint(
                condition=Q(state__in=_CLAIMED, claimed_on__isnull=False) & ~Q(result="")
                | ~Q(state__in=_CLAIMED) & Q(claimed_on__isnull=True, claimed_at__isnull=True),
                name="dlist_claimed_where_it_is",
            ),
            models.CheckConstraint(
                condition=signed_where("verified", Q(state__in=_VERIFIED)),
                name="dlist_verified_signed",
            ),
            two_people(
                "claimed",
                "verified",
                "dlist_verified_by_another",
                "记录办结申请的人不能自己核验，请由另一人核验。",
            ),
            _spoken("confirmed", Q(state__in=_CONFIRMED), "dlist_confirmed"),
            models.CheckConstraint(
                condition=Q(
                    state__in=_CONFIRMED,
                    satisfaction__gte=LEAST_CONTENT,
                    satisfaction__lte=5,
                )
                | ~Q(state__in=_CONFIRMED)
                & Q(satisfaction__isnull=True, confirmed_at__isnull=True),
                name="dlist_content_before_closed",
            ),
            models.CheckConstraint(
                condition=signed_where("closed", Q(state="closed")), name="dlist_closed_signed"
            ),
            models.CheckConstraint(
                condition=Q(state="paused") & ~Q(before_pause="")
                | ~Q(state="paused") & Q(before_pause=""),
                name="dlist_paused_from_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(publicity="none", public_title="")
                & unsigned("publicity_asked")
                & unsigned("secrecy_checked")
                | Q(publicity="asked") & signed("publicity_asked") & unsigned("secrecy_checked")
                | Q(publicity__in=["open", "refused"])
                & signed("publicity_asked")
                & signed("secrecy_checked"),
                name="dlist_public_after_a_check",
            ),
            models.CheckConstraint(
                condition=Q(publicity="none") | ~Q(public_title=""), name="dlist_public_title"
            ),
            two_people(
                "publicity_asked",
                "secrecy_checked",
                "dlist_secrecy_by_another",
                "申请公开的人不能自己做保密审查，请由另一人审查。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        """Its number as it is written: ``军2026-003``."""
        return f"{DIRECTION_SIGNS[Direction(self.direction)]}{self.year}-{self.number:03d}"


class Helper(models.Model):
    """协办单位 of an item. ``since``: the day it was asked to help; empty: when the item was
    assigned, or before this was kept."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, verbose_name="双清单事项")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, verbose_name="参与单位")
    since = models.DateField("自何日起", null=True, blank=True)

    class Meta:
        db_table = "double_list_item_helpers"
        verbose_name = verbose_name_plural = "协办单位"
        unique_together = [("item", "unit")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.unit_id}"
