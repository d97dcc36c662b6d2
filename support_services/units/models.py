"""Units: whoever asks, answers for something, helps or supports, under one name everywhere.

Troops stand here by a name that was agreed for this portal (``驻地部队甲``), never by a
designation: the portal is not classified. What is personal of a contact is sealed.
"""

from django.db import models
from django.db.models import Q

from support_services.units.states import KIND_LABELS, WITHOUT_CODE
from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand, signed_where
from veterans.foundation.uscc import CODE_LENGTH
from veterans.regions.models import Region

NAME_LENGTH = 60


class UnitRows(models.QuerySet["Unit"]):
    """Units, to be narrowed."""

    def open(self) -> "UnitRows":
        """Those that may be given something new."""
        return self.filter(closed_at__isnull=True)


class Unit(models.Model):
    """参与单位.

    ``code``: 统一社会信用代码; "" for none. ``region``: where it is at home; null: of the whole
    county. ``phone``: of the office, open; ``contact_name``, ``contact_phone``: a person's, sealed.
    """

    kind = models.CharField(
        "类别", max_length=12, choices=[(k.value, label) for k, label in KIND_LABELS.items()]
    )
    name = models.CharField("名称", max_length=NAME_LENGTH)
    short_name = models.CharField("简称", max_length=20, blank=True, default="")
    code = models.CharField("统一社会信用代码", max_length=CODE_LENGTH, blank=True, default="")
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name="所在地"
    )
    address = models.CharField("地址", max_length=120, blank=True, default="")
    phone = models.CharField("办公电话", max_length=40, blank=True, default="")
    contact_name = SealedTextField("联系人", null=True, blank=True)
    contact_phone = SealedTextField("联系人手机", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True, default="")
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")
    closed_by = hand("停用人")
    closed_at = models.DateTimeField("停用时间", null=True, blank=True)
    closed_why = models.CharField("停用原因", max_length=200, blank=True, default="")

    objects = UnitRows.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "参与单位"
        ordering = ["kind", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(closed_at__isnull=True),
                name="units_one_of_a_name",
                violation_error_message="已有一个同名的单位，请用原来的一个。",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(closed_at__isnull=True) & ~Q(code=""),
                name="units_one_of_a_code",
                violation_error_message="这个统一社会信用代码已经登记在另一个单位名下。",
            ),
            models.CheckConstraint(
                condition=Q(code="") | ~Q(kind__in=sorted(WITHOUT_CODE)),
                name="units_code_of_an_organisation",
                violation_error_message="部队、镇街村居和个人没有统一社会信用代码，请留空。",
            ),
            models.CheckConstraint(
                condition=signed_where("closed", ~Q(closed_why="")),
                name="units_closed_signed",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name
