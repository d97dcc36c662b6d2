"""Who people are, where they live, and to which categories they belong, when.

Identity numbers, phones and addresses are sealed; people are found again by blind index. Category
intervals of one person may not overlap within one category.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Collate, Substr

from veterans.foundation.fields import SealedTextField
from veterans.regions.models import Region


class NameGrams(Func):
    """Every character of a name and every two that stand together; the index of "contains".

    The ordinary trigram index has nothing to offer for names of two or three characters.
    """

    function = "registry_name_grams"
    arity = 1
    output_field = ArrayField(models.TextField())


class PlaqueKey(Func):
    """``rules.plaque_key`` as the database reckons it."""

    function = "registry_plaque_key"
    arity = 1
    output_field = models.TextField()


class Sex(models.TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


class Household(models.Model):
    """A home; the unit that a glory plaque hangs on."""

    number = models.CharField("户编号", max_length=20, unique=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, verbose_name="村居")
    address = SealedTextField("住址", null=True, blank=True)
    # Which plaque hangs there; how it came there is the business of the plaques.
    plaque_number = models.CharField("光荣牌编号", max_length=30, blank=True, db_default="")
    plaque_hung_on = models.DateField("光荣牌悬挂日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "家庭"
        indexes = [
            models.Index(
                PlaqueKey("plaque_number"), condition=~Q(plaque_number=""), name="household_plaque"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["plaque_number"],
                condition=~Q(plaque_number=""),
                name="household_plaque_once",
                violation_error_message="这个光荣牌编号已登记在另一户。",
            ),
            models.CheckConstraint(
                condition=Q(plaque_hung_on__isnull=True) | ~Q(plaque_number=""),
                name="household_plaque_has_number",
                violation_error_message="填了悬挂日期的，光荣牌编号也要填。",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Person(models.Model):
    """One human being; everything else in the portal hangs on a person or a household."""

    name = models.CharField("姓名", max_length=50)
    name_pinyin = models.CharField("姓名全拼", max_length=200, db_collation="C", editable=False)
    name_initials = models.CharField("姓名简拼", max_length=50, db_collation="C", editable=False)
    id_number = SealedTextField("身份证号")
    id_index = models.BinaryField("身份证号索引", unique=True, editable=False)
    sex = models.CharField("性别", max_length=6, choices=Sex)
    born_on = models.DateField("出生日期")
    died_on = models.DateField("去世日期", null=True, blank=True)
    phone = SealedTextField("联系电话", null=True, blank=True)
    phone_index = models.BinaryField("电话索引", null=True, editable=False)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, verbose_name="村居")
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, blank=True, verbose_name="家庭"
    )
    relation = models.CharField("与户主关系", max_length=10, blank=True)
    # The registration that stays of two that were one person's. Nothing new hangs on this one.
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="merged",
        verbose_name="已并入",
    )

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        indexes = [
            # "C", so that the beginning of a name is found whatever the database's own order is.
            models.Index(Collate("name", "C"), name="person_plain_name"),
            models.Index(Collate(Substr("name", 2), "C"), name="person_given_name"),
            GinIndex(NameGrams("name"), name="person_name_grams", fastupdate=False),
            models.Index(fields=["name_initials", "name_pinyin"], name="person_initials"),
            models.Index(fields=["name_pinyin"], name="person_pinyin"),
            # For whoever looks among few people only: a village, a town.
            models.Index(fields=["region", "name_initials", "name_pinyin"], name="person_area"),
            # With all that a branch looks at: one village is read through in the index alone.
            models.Index(
                fields=["region", "name"], include=["died_on", "id"], name="person_area_name"
            ),
            models.Index(
                fields=["phone_index"],
                condition=Q(phone_index__isnull=False),
                name="person_phone",
            ),
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="person_merged",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True)
                | (~Q(merged_into=F("id")) & Q(household__isnull=True)),
                name="person_merged_into_another",
            ),
            models.CheckConstraint(
                condition=Q(phone__isnull=True, phone_index__isnull=True)
                | Q(phone__isnull=False, phone_index__isnull=False),
                name="person_phone_is_indexed",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(relation="户主", household__isnull=False),
                name="household_one_head",
                violation_error_message="这一户已有户主。",
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True) | Q(died_on__gte=F("born_on")),
                name="person_dies_after_birth",
                violation_error_message="去世日期不能早于出生日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Category(models.TextChoices):
    """Classes of people the law knows; money hangs on entitlements, not on these."""

    DISABLED = "DIS", "残疾军人"
    MARTYR_FAMILY = "SS-L", "烈士遗属"
    DUTY_FAMILY = "SS-G", "因公牺牲军人遗属"
    ILLNESS_FAMILY = "SS-B", "病故军人遗属"
    OLD_DEMOBILISED = "FY", "在乡老复员军人"
    ILL_RETURNED = "DB", "带病回乡退役军人"
    COMBAT = "CZ", "参战退役军人"
    TEST = "CS", "参试退役军人"
    RURAL_60 = "NC60", "年满60周岁农村籍退役士兵"
    MARTYR_CHILD = "LSZN", "部分烈士老年子女"
    RED = "SH", "三红人员"
    CONSCRIPT_FAMILY = "YWB", "义务兵家庭"
    VETERAN = "TY", "其他退役军人"
    SOLDIER_FAMILY = "JS", "现役军人家属"


class PersonCategory(models.Model):
    """A category held over an interval; ``valid_to`` is the first day it no longer holds."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="categories", verbose_name="人员"
    )
    category = models.CharField("类别", max_length=5, choices=Category)
    valid_from = models.DateField("起始日期")
    valid_to = models.DateField("终止日期", null=True, blank=True)
    document_no = models.CharField("认定文号", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "人员类别"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="category_ends_after_start",
                violation_error_message="终止日期要晚于起始日期。",
            ),
            ExclusionConstraint(
                name="category_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("category", RangeOperators.EQUAL),
                    (
                        Func(F("valid_from"), F("valid_to"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="同一类别的时间段重叠了。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_category_display()
