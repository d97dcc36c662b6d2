"""The register of people: who they are, where they live, where their money goes.

Identity numbers, phones, addresses and account numbers are sealed; people and accounts are found
again by blind index. Category intervals of one person may not overlap within one category.
"""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q

from veterans.foundation.fields import SealedTextField
from veterans.foundation.models import SealedFile
from veterans.regions.models import Region
from veterans.registry.states import PROPOSAL_LABELS, ProposalState


class NameGrams(Func):
    """Every character of a name and every two that stand together; the index of "contains".

    The ordinary trigram index has nothing to offer for names of two or three characters.
    """

    function = "registry_name_grams"
    arity = 1
    output_field = ArrayField(models.TextField())


class Sex(models.TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


class Household(models.Model):
    """A home; the unit that a glory plaque hangs on."""

    number = models.CharField("户编号", max_length=20, unique=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, verbose_name="村居")
    address = SealedTextField("住址", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "家庭"

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
    region = models.ForeignKey(Region, on_delete=models.PROTECT, verbose_name="村居")
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, blank=True, verbose_name="家庭"
    )
    relation = models.CharField("与户主关系", max_length=10, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        indexes = [
            models.Index(fields=["name"], name="person_name"),
            GinIndex(NameGrams("name"), name="person_name_grams", fastupdate=False),
            models.Index(fields=["name_initials"], name="person_initials"),
            models.Index(fields=["name_pinyin"], name="person_pinyin"),
        ]
        constraints = [
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


class AccountState(models.TextChoices):
    """What the bureau knows of an account. Money only ever goes to a verified one."""

    VERIFIED = "verified", "已核验"
    UNVERIFIED = "unverified", "待核验"
    REJECTED = "rejected", "银行退回"
    REFUSED = "refused", "核验未通过"
    WITHDRAWN = "withdrawn", "已撤回"


class BankAccount(models.Model):
    """Where a person's money goes. At most one account of a person is current.

    What a clerk entered is verified by a second person; what came with an imported list, by the
    account's name being the person's. Another number is another row: a row's number never changes.
    A correction (``evidence_needed``) is verified only with evidence: the database refuses it
    otherwise. What is refused or withdrawn has no effect: the account it ``replaces`` is current
    again.
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="accounts", verbose_name="人员"
    )
    bank_name = models.CharField("开户行", max_length=60)
    account_name = models.CharField("户名", max_length=50)
    number = SealedTextField("账号")
    number_index = models.BinaryField("账号索引", editable=False, db_index=True)
    state = models.CharField("核验状态", max_length=10, choices=AccountState)
    is_current = models.BooleanField("当前使用", default=True)
    matched_by_name = models.BooleanField("导入时户名与姓名一致", default=False)
    created_at = models.DateTimeField("登记时间")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="登记人",
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="核验人",
    )
    verified_at = models.DateTimeField("核验时间", null=True, blank=True)
    # Defaults in the database too: imports load rows by COPY and name only their own columns.
    reason = models.CharField("登记或更正原因", max_length=200, blank=True, db_default="")
    evidence_needed = models.BooleanField("须有佐证", default=False, db_default=False)
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="replaced_by",
        null=True,
        blank=True,
        verbose_name="所更换的账户",
    )
    replaced_at = models.DateTimeField("停用时间", null=True, blank=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="退回人",
    )
    refused_at = models.DateTimeField("退回时间", null=True, blank=True)
    refusal = models.CharField("退回原因", max_length=200, blank=True, db_default="")

    class Meta:
        verbose_name = verbose_name_plural = "银行账户"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(is_current=True), name="account_one_current"
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True, verified_at__isnull=True)
                | (
                    Q(verified_by__isnull=False, verified_at__isnull=False)
                    & ~Q(verified_by=F("entered_by"))
                ),
                name="account_two_people",
                violation_error_message="账户不能由登记人自己核验，请由另一人核验。",
            ),
            models.CheckConstraint(
                condition=~Q(state="verified")
                | Q(entered_by__isnull=True)
                | Q(matched_by_name=True)
                | Q(verified_by__isnull=False),
                name="account_verified_by_somebody",
                violation_error_message="账户须由另一人核验，或导入时户名与姓名一致。",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="refused", refused_by__isnull=False, refused_at__isnull=False)
                    & ~Q(refusal="")
                    & ~Q(refused_by=F("entered_by"))
                )
                | (~Q(state="refused") & Q(refused_by__isnull=True, refused_at__isnull=True)),
                name="account_refused_by_another",
                violation_error_message="账户不能由登记人自己退回，请由另一人核验。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "withdrawn"]) | Q(is_current=False),
                name="account_refused_is_not_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank_name} {self.get_state_display()}"


class AccountProposal(models.Model):
    """更正申请: an account that a station worker took down at the door, for the bureau to verify.

    No effect until somebody at the bureau has compared it with its evidence; then an account is
    made of it. A person has at most one that waits.
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="account_proposals", verbose_name="人员"
    )
    bank_name = models.CharField("开户行", max_length=60)
    account_name = models.CharField("户名", max_length=50)
    number = SealedTextField("账号")
    number_index = models.BinaryField("账号索引", editable=False)
    reason = models.CharField("更正原因", max_length=200)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, label) for s, label in PROPOSAL_LABELS.items()],
        default=ProposalState.PENDING.value,
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="报送人"
    )
    proposed_at = models.DateTimeField("报送时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="办理人",
    )
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)
    decision_note = models.CharField("退回原因", max_length=200, blank=True)
    account = models.OneToOneField(
        BankAccount,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposal",
        verbose_name="核验后的账户",
    )

    class Meta:
        verbose_name = verbose_name_plural = "账户更正申请"
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state="pending"),
                name="account_proposal_one_pending",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="pending",
                    decided_by__isnull=True,
                    decided_at__isnull=True,
                    account__isnull=True,
                )
                | Q(
                    state="accepted",
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    account__isnull=False,
                )
                | Q(
                    state__in=["refused", "withdrawn"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    account__isnull=True,
                ),
                name="account_proposal_signed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "withdrawn"]) | ~Q(decided_by=F("proposed_by")),
                name="account_proposal_two_people",
                violation_error_message="报送的人不能自己核验。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank_name} {self.get_state_display()}"


class AccountEvidence(models.Model):
    """佐证: what an account was compared with; a sealed photo or scan, or a written reason.

    Never changed and never removed. It belongs to an account, or to a proposal and then to the
    account that came of it.
    """

    class Kind(models.TextChoices):
        FILE = "file", "照片或扫描件"
        STATEMENT = "statement", "书面说明"

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="account_evidence", verbose_name="人员"
    )
    account = models.ForeignKey(
        BankAccount,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name="账户",
    )
    proposal = models.ForeignKey(
        AccountProposal,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name="更正申请",
    )
    kind = models.CharField("种类", max_length=10, choices=Kind)
    stored = models.OneToOneField(
        SealedFile, on_delete=models.PROTECT, null=True, blank=True, verbose_name="文件"
    )
    statement = models.CharField("说明", max_length=300, blank=True)
    document_no = models.CharField("文号或编号", max_length=80, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="提交人"
    )
    added_at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = verbose_name_plural = "账户佐证"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(proposal__isnull=False),
                name="account_evidence_of_something",
            ),
            models.CheckConstraint(
                condition=Q(kind="file", stored__isnull=False)
                | (
                    Q(kind="statement", stored__isnull=True) & ~Q(statement="") & ~Q(document_no="")
                ),
                name="account_evidence_says_something",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
