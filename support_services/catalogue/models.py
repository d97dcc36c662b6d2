"""Items of the catalogue, and their editions. An edition that was published is never changed: what
is different stands in the next one, and both can be shown side by side."""

from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from support_services.catalogue.states import (
    EDITION_LABELS,
    FIELD_LABELS,
    ISSUER_LABELS,
    UNFINISHED,
    EditionState,
)
from veterans.foundation.confidence import Confidence
from veterans.foundation.errors import Refused
from veterans.foundation.hands import hand, signed, signed_where, two_people, unsigned
from veterans.regions.models import Region
from veterans.registry.criteria.kinds import kind_of
from veterans.registry.criteria.tree import Leaf, Node, parse

TITLE_LENGTH = 40
_UNFINISHED = [state.value for state in UNFINISHED]


class Item(models.Model):
    """优待项目: one thing the law or a place grants, through its editions.

    ``verified_on``: when somebody last looked whether it is still so; ``check_months``: after how
    many months somebody has to look again.
    """

    code = models.SlugField("编号", max_length=20, unique=True)
    verified_on = models.DateField("最近核对", null=True, blank=True)
    verified_by = hand("核对人")
    verified_note = models.CharField("核对情况", max_length=200, blank=True, default="")
    check_months = models.PositiveSmallIntegerField(
        "几个月核对一次", default=12, validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = verbose_name_plural = "优待项目"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(check_months__gte=1, check_months__lte=60),
                name="catalogue_item_check_months",
                violation_error_message="核对间隔填 1 至 60 个月。",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class EditionRows(models.QuerySet["Edition"]):
    """Editions, to be narrowed."""

    def published_on(self, today: date) -> "EditionRows":
        """What is published and holds on that day, by the code of its item."""
        return (
            self.select_related("item")
            .filter(
                Q(valid_from__isnull=True) | Q(valid_from__lte=today),
                Q(valid_to__isnull=True) | Q(valid_to__gte=today),
                state=EditionState.PUBLISHED.value,
            )
            .order_by("item__code")
        )

    def for_residents(self, today: date) -> "EditionRows":
        """Those of them that residents are told of."""
        return self.published_on(today).filter(staff_only=False)


class Edition(models.Model):
    """One edition of an item.

    ``criteria``: a tree of ``registry.criteria``, or null where the files cannot say who is meant;
    ``enjoyed``: a tree that holds of whoever has it already. ``seeks``: stations are sent to
    whoever is meant and does not have it. ``staff_only``: held against the files and told to staff
    alone, as a subsidy scheme is. ``areas``: paths of the regions it holds in; [] for the whole
    county. ``entered_by`` null: it came with the portal. ``confidence``: how sure its source is.
    """

    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="editions", verbose_name="项目"
    )
    number = models.PositiveSmallIntegerField("版次")
    field = models.CharField(
        "领域", max_length=20, choices=[(f.value, label) for f, label in FIELD_LABELS.items()]
    )
    title = models.CharField("名称", max_length=TITLE_LENGTH)
    content = models.CharField("优待内容", max_length=500, blank=True, default="")
    beneficiaries = models.CharField("优待对象", max_length=200)
    papers = models.CharField("凭什么", max_length=200, blank=True, default="")
    provider = models.CharField("承办单位", max_length=120)
    contact = models.CharField("咨询电话", max_length=120, blank=True, default="")
    channel = models.CharField("怎么办", max_length=300, blank=True, default="")
    legal_basis = models.CharField("依据", max_length=300)
    level = models.CharField(
        "层级", max_length=8, choices=[(i.value, label) for i, label in ISSUER_LABELS.items()]
    )
    areas = models.JSONField("适用地区", default=list, blank=True)
    valid_from = models.DateField("自", null=True, blank=True)
    valid_to = models.DateField("至", null=True, blank=True)
    confidence = models.CharField("把握", max_length=15, choices=Confidence)
    note = models.CharField("给工作人员的说明", max_length=200, blank=True, default="")
    criteria = models.JSONField("条件", null=True, blank=True)
    enjoyed = models.JSONField("怎样算已经享受", null=True, blank=True)
    seeks = models.BooleanField("主动找人", default=False)
    staff_only = models.BooleanField("只供比对", default=False)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, label) for s, (label, _) in EDITION_LABELS.items()],
        default=EditionState.DRAFT.value,
    )
    entered_by = hand("录入人")
    entered_at = models.DateTimeField("录入时间")
    reviewed_by = hand("审核人")
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    published_by = hand("公布人")
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    ended_by = hand("停用人")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)
    ended_why = models.CharField("退回、停用原因", max_length=200, blank=True, default="")

    objects = EditionRows.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "优待项目的版次"
        ordering = ["item__code", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="catalogue_edition_number"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(state="published"), name="catalogue_one_published"
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(state__in=_UNFINISHED),
                name="catalogue_one_unfinished",
                violation_error_message="这个项目已有一份没有公布的新版，请先公布或放弃。",
            ),
            two_people(
                "entered",
                "reviewed",
                "catalogue_two_people",
                "录入人不能自己审核，请由另一人审核。",
            ),
            # What people of the bureau wrote is read by another before residents read it.
            models.CheckConstraint(
                condition=~Q(state__in=["reviewed", "published", "replaced", "withdrawn"])
                | signed("reviewed")
                | Q(entered_by__isnull=True),
                name="catalogue_reviewed_first",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["published", "replaced", "withdrawn"])
                & (signed("published") | Q(entered_by__isnull=True))
                | Q(state__in=["draft", "reviewed", "dropped"]) & unsigned("published"),
                name="catalogue_published_signed",
            ),
            models.CheckConstraint(
                condition=signed_where("ended", Q(state__in=["replaced", "withdrawn", "dropped"])),
                name="catalogue_ended_signed",
            ),
            models.CheckConstraint(
                condition=Q(seeks=False) | Q(criteria__isnull=False),
                name="catalogue_seeks_by_criteria",
                violation_error_message="没有写条件的项目不能主动找人。",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="catalogue_edition_order",
                violation_error_message="“至”不能早于“自”。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第 {self.number} 版）"

    @property
    def place_names(self) -> str:
        """Where it holds: ``全区``, or the names of the places; a query for those."""
        if not self.areas:
            return "全区"
        places = Region.objects.filter(path__in=self.areas).order_by("path")
        return "、".join(places.values_list("name", flat=True))

    def within(self) -> Leaf | None:
        """The condition of living where it holds; None where that is the whole county."""
        kind = kind_of("area")
        return Leaf(kind, values=tuple(self.areas)) if self.areas and kind is not None else None

    def holds_in(self, path: str) -> bool:
        """Whether it holds in the place with that path."""
        return not self.areas or any(path.startswith(area) for area in self.areas)

    def conditions(self, of: str = "criteria") -> Node | None:
        """The tree of its conditions, or of whoever has it already (``enjoyed``); None where there
        are none, or where some floor is gone that knew one of them."""
        data = getattr(self, of)
        if data is None:
            return None
        try:
            return parse(data)
        except Refused:
            return None
