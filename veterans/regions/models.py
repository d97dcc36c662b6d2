"""Regions: the county, its towns and villages."""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Left, RPad

from veterans.regions import rules


class Level(models.TextChoices):
    COUNTY = rules.COUNTY, "县区"
    TOWN = rules.TOWN, "镇街"
    VILLAGE = rules.VILLAGE, "村居"


class Region(models.Model):
    """One place in the tree. ``path`` is the significant part of ``code``: the area scope is
    ``path`` beginning with the path of the worker's region."""

    code = models.CharField("区划代码", max_length=12, unique=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=8, choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    path = models.CharField("路径", max_length=12, unique=True, db_collation="C")

    class Meta:
        verbose_name = "区划"
        verbose_name_plural = "区划"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{12}$"), name="region_code_12_digits"
            ),
            models.CheckConstraint(
                condition=(
                    Q(level="county", path=Left("code", 6), parent__isnull=True)
                    | Q(level="town", path=Left("code", 9), parent__isnull=False)
                    | Q(level="village", path=F("code"), parent__isnull=False)
                ),
                name="region_path_fits_level",
            ),
            # The digits the path leaves out are zeros: a code has one meaning only.
            models.CheckConstraint(
                condition=Q(code=RPad("path", 12, Value("0"))), name="region_code_is_padded_path"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="region_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
