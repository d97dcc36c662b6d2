"""What a file holds beside who somebody is: dated rows, by section.

Every row says when it holds, on which paper, and who entered it. A row that was wrong is
corrected or taken out by a verb that asks why; what stood there before stays in the history.
There is no place for a unit's designation, and none is taken (``rules.clean_open_text``).
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand
from veterans.regions.models import Region
from veterans.registry.codes import CIRCUMSTANCES, label_of
from veterans.registry.models.people import Person


def days(first: str, last: str) -> Func:
    """``daterange(first, last)``: from that day on, up to the first day it no longer holds."""
    return Func(F(first), F(last), function="daterange")


def in_order(first: str, last: str, name: str, message: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{first}__isnull": True})
        | Q(**{f"{last}__isnull": True})
        | Q(**{f"{last}__gt": F(first)}),
        name=name,
        violation_error_message=message,
    )


class FileRow(models.Model):
    """What every row of a file carries."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, verbose_name="人员")
    document_no = models.CharField("依据", max_length=80, blank=True, db_default="")
    entered_by = hand("登记人")
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        abstract = True


class Circumstance(FileRow):
    """One side of a life (``codes.CIRCUMSTANCES``), with one value at a time."""

    kind = models.CharField(
        "项目", max_length=20, choices=[(key, kind.label) for key, kind in CIRCUMSTANCES.items()]
    )
    value = models.CharField("内容", max_length=20)
    valid_from = models.DateField("自", null=True, blank=True)
    valid_to = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "基本情况"
        constraints = [
            in_order("valid_from", "valid_to", "circumstance_order", "“至”要晚于“自”。"),
            ExclusionConstraint(
                name="circumstance_one_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (days("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="同一项目的时间段重叠了，请先给原来的一条填上“至”。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {label_of(self.kind, self.value)}"


class ResidenceKind(models.TextChoices):
    HUKOU = "hukou", "户籍地"
    LIVING = "living", "居住地"


class Residence(FileRow):
    """Where somebody is registered and where he lives. The open row of ``living`` lies in the
    village whose station serves him; ``region`` is empty for a place outside the deployment."""

    kind = models.CharField("种类", max_length=6, choices=ResidenceKind)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name="村居"
    )
    address = SealedTextField("详细地址", null=True, blank=True)
    valid_from = models.DateField("自", null=True, blank=True)
    valid_to = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "户籍和住址"
        constraints = [
            in_order("valid_from", "valid_to", "residence_order", "“至”要晚于“自”。"),
            models.CheckConstraint(
                condition=Q(region__isnull=False) | Q(address__isnull=False),
                name="residence_is_somewhere",
                violation_error_message="请选择村居；在本区以外的，写详细地址。",
            ),
            ExclusionConstraint(
                name="residence_one_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (days("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="时间段重叠了，请先给原来的住址填上“至”。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class RelativeKind(models.TextChoices):
    SPOUSE = "spouse", "配偶"
    FATHER = "father", "父亲"
    MOTHER = "mother", "母亲"
    SON = "son", "儿子"
    DAUGHTER = "daughter", "女儿"
    SIBLING = "sibling", "兄弟姐妹"
    GRANDPARENT = "grandparent", "祖父母"
    GRANDCHILD = "grandchild", "孙子女"
    GUARDIAN = "guardian", "抚养人"
    OTHER = "other", "其他亲属"
    NEIGHBOUR = "neighbour", "邻居或朋友"


class Relative(FileRow):
    """Somebody around him: family, and whom to telephone. ``other`` where that one has a file."""

    relation = models.CharField("关系", max_length=12, choices=RelativeKind)
    name = models.CharField("姓名", max_length=50)
    other = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="已建档的本人",
    )
    phone = SealedTextField("电话", null=True, blank=True)
    phone_index = models.BinaryField("电话索引", null=True, editable=False)
    is_dependant = models.BooleanField("由其供养", default=False)
    is_contact = models.BooleanField("紧急联系人", default=False)
    valid_from = models.DateField("自", null=True, blank=True)
    valid_to = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "亲属和联系人"
        indexes = [
            models.Index(
                fields=["phone_index"],
                condition=Q(phone_index__isnull=False),
                name="relative_phone",
            ),
        ]
        constraints = [
            in_order("valid_from", "valid_to", "relative_order", "“至”要晚于“自”。"),
            models.CheckConstraint(
                condition=Q(phone__isnull=True, phone_index__isnull=True)
                | Q(phone__isnull=False, phone_index__isnull=False),
                name="relative_phone_is_indexed",
            ),
            models.CheckConstraint(
                condition=~Q(other=F("person")),
                name="relative_is_another",
                violation_error_message="亲属不能是本人。",
            ),
            models.CheckConstraint(
                condition=Q(is_contact=False) | Q(phone__isnull=False),
                name="contact_has_phone",
                violation_error_message="紧急联系人要填电话。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()} {self.name}"


class ServiceStatus(models.TextChoices):
    CONSCRIPT = "conscript", "义务兵"
    SERGEANT = "sergeant", "军士（士官）"
    OFFICER = "officer", "军官"
    CIVILIAN = "civilian", "文职人员"
    MILITIA = "militia", "参战民兵民工"


class Force(models.TextChoices):
    """Kept this coarse on purpose: nothing here names a unit."""

    ARMY = "army", "陆军"
    NAVY = "navy", "海军"
    AIR = "air", "空军"
    ROCKET = "rocket", "火箭军（第二炮兵）"
    POLICE = "police", "武警部队"
    OTHER = "other", "其他"


class ServicePeriod(FileRow):
    """从何时到何时服役, and as what. ``discharged_on`` empty: still serving."""

    enlisted_on = models.DateField("入伍日期")
    discharged_on = models.DateField("退役日期", null=True, blank=True)
    status = models.CharField("服役身份", max_length=10, choices=ServiceStatus)
    force = models.CharField("军兵种", max_length=8, choices=Force, blank=True, db_default="")
    enlisted_from = models.CharField("入伍地", max_length=60, blank=True, db_default="")
    was_rural = models.BooleanField("入伍时为农村户籍", null=True, blank=True)
    in_hardship_area = models.BooleanField("在艰苦边远地区服役", default=False)
    was_abroad = models.BooleanField("有海外任务经历", default=False)
    rank = models.CharField("退役时军衔", max_length=10, blank=True, db_default="")
    had_special_post = models.BooleanField("在特殊岗位服役", default=False, db_default=False)
    had_major_task = models.BooleanField("参加过重大任务", default=False, db_default=False)

    class Meta:
        verbose_name = verbose_name_plural = "服役经历"
        ordering = ["-enlisted_on"]
        constraints = [
            in_order("enlisted_on", "discharged_on", "service_order", "退役日期要晚于入伍日期。"),
            ExclusionConstraint(
                name="service_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (days("enlisted_on", "discharged_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="与另一段服役经历的时间重叠了。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enlisted_on:%Y-%m} {self.get_status_display()}"


class MeritKind(models.TextChoices):
    TITLE = "title", "荣誉称号"
    FIRST = "first", "一等功"
    SECOND = "second", "二等功"
    THIRD = "third", "三等功"
    GOOD = "good", "四有优秀个人（优秀士兵）"
    PRAISE = "praise", "嘉奖"
    LOCAL = "local", "地方荣誉表彰"


class Merit(FileRow):
    """立功受奖 in service, and honours given by the locality."""

    kind = models.CharField("等次", max_length=8, choices=MeritKind)
    title = models.CharField("名称", max_length=80, blank=True, db_default="")
    in_war = models.BooleanField("战时", default=False)
    awarded_on = models.DateField("授予日期")

    class Meta:
        verbose_name = verbose_name_plural = "立功和荣誉"
        ordering = ["-awarded_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "awarded_on", "title"],
                name="merit_once",
                violation_error_message="这一项已经登记过了。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title}".strip()


class PlacementMode(models.TextChoices):
    """安置方式: 退役军人安置条例 and the labels of earlier years."""

    SELF = "self", "自主就业"
    ASSIGNED = "assigned", "安排工作"
    MONTHLY = "monthly", "逐月领取退役金"
    RETIRED = "retired", "退休安置"
    SUPPORTED = "supported", "国家供养"
    DEMOBILISED = "demobilised", "复员"
    TRANSFERRED = "transferred", "转业（计划分配）"
    OWN_CHOICE = "own_choice", "自主择业"
    HOME = "home", "回乡生产"
    OTHER = "other", "其他"


class Placement(FileRow):
    """退役安置: how, when and where; what was paid once and is paid by the month, in yuan."""

    mode = models.CharField("安置方式", max_length=12, choices=PlacementMode)
    placed_on = models.DateField("安置日期", null=True, blank=True)
    batch = models.CharField("批次", max_length=40, blank=True, db_default="")
    employer = models.CharField("接收单位", max_length=80, blank=True, db_default="")
    archive = models.CharField("档案保管单位", max_length=80, blank=True, db_default="")
    lump_sum = models.DecimalField(
        "一次性退役金（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    monthly = models.DecimalField(
        "逐月金额（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "退役安置"
        ordering = ["-placed_on"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(lump_sum__isnull=True) | Q(lump_sum__gte=0))
                & (Q(monthly__isnull=True) | Q(monthly__gte=0)),
                name="placement_not_negative",
                violation_error_message="金额不能是负数。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_mode_display()


class CertificateKind(models.TextChoices):
    DISCHARGE = "discharge", "退出现役证"
    DEMOBILISED = "demobilised", "复员（退伍）证"
    DISABLED = "disabled", "残疾军人证"
    PREFERENTIAL = "preferential", "优待证"
    MARTYR = "martyr", "烈士证明书"
    DUTY_DEATH = "duty_death", "因公牺牲证明书"
    ILLNESS_DEATH = "illness_death", "病故证明书"
    BEREAVED = "bereaved", "定期抚恤金领取证"
    ENLISTMENT = "enlistment", "入伍通知书"
    OTHER = "other", "其他证件"


class Certificate(FileRow):
    """A paper the state gave him. The number is sealed."""

    kind = models.CharField("证件", max_length=14, choices=CertificateKind)
    number = SealedTextField("证件号")
    issuer = models.CharField("发证机关", max_length=80, blank=True, db_default="")
    issued_on = models.DateField("发证日期", null=True, blank=True)
    valid_to = models.DateField("有效期至", null=True, blank=True)
    is_void = models.BooleanField("已注销或换发", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "证件"
        ordering = ["is_void", "-issued_on"]
        constraints = [
            in_order("issued_on", "valid_to", "certificate_order", "有效期要晚于发证日期。"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class EmploymentKind(models.TextChoices):
    JOB = "job", "工作"
    BUSINESS = "business", "创业"
    TRAINING = "training", "培训"


class Employment(FileRow):
    """Work, a business of his own, a training."""

    kind = models.CharField("种类", max_length=8, choices=EmploymentKind)
    title = models.CharField("岗位、项目或课程", max_length=80)
    organisation = models.CharField("单位或机构", max_length=80, blank=True, db_default="")
    starts_on = models.DateField("自", null=True, blank=True)
    ends_on = models.DateField("至", null=True, blank=True)
    result = models.CharField("结果", max_length=80, blank=True, db_default="")

    class Meta:
        verbose_name = verbose_name_plural = "就业和培训"
        ordering = ["-starts_on"]
        constraints = [
            in_order("starts_on", "ends_on", "employment_order", "“至”要晚于“自”。"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title}"


class SensitiveKind(models.TextChoices):
    COMBAT = "combat", "参战经历"
    TEST = "test", "参试（涉核）经历"
    ILLNESS = "illness", "病情"
    DISABILITY = "disability", "残情"
    PENALTY = "penalty", "处分"


class SensitiveRecord(FileRow):
    """参战参试, health, 处分: sealed, and opened only by those whose duty needs it, on record."""

    kind = models.CharField("种类", max_length=10, choices=SensitiveKind)
    text = SealedTextField("内容")

    class Meta:
        verbose_name = verbose_name_plural = "敏感信息"
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


class FileNote(FileRow):
    """A note to the file. ``for_station``: the person's own station reads it too."""

    text = SealedTextField("内容")
    for_station = models.BooleanField("服务站可见", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "备注"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.entered_at:%Y-%m-%d} 备注"
