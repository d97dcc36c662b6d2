"""Where a person's money goes, who says so, and what proves it.

Account numbers are sealed; accounts are found again by blind index.
"""

from django.db import models
from django.db.models import F, Q

from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand, signed, two_people, unsigned
from veterans.foundation.models import SealedFile
from veterans.registry.models.people import Person
from veterans.registry.states import PROPOSAL_LABELS, ProposalState


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
    entered_by = hand("登记人")
    verified_by = hand("核验人")
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
    refused_by = hand("退回人")
    refused_at = models.DateTimeField("退回时间", null=True, blank=True)
    refusal = models.CharField("退回原因", max_length=200, blank=True, db_default="")

    class Meta:
        verbose_name = verbose_name_plural = "银行账户"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(is_current=True), name="account_one_current"
            ),
            two_people(
                "entered",
                "verified",
                "account_two_people",
                "账户不能由登记人自己核验，请由另一人核验。",
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
                    signed("refused")
                    & Q(state="refused")
                    & ~Q(refusal="")
                    & ~Q(refused_by=F("entered_by"))
                )
                | (~Q(state="refused") & unsigned("refused")),
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
    # Where the person did not come himself: who did, and by what consent.
    speaks = SealedTextField("代办人", null=True, blank=True)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, label) for s, label in PROPOSAL_LABELS.items()],
        default=ProposalState.PENDING.value,
    )
    proposed_by = hand("报送人", needed=True)
    proposed_at = models.DateTimeField("报送时间")
    decided_by = hand("办理人")
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
                condition=Q(account__isnull=True) & unsigned("decided") & Q(state="pending")
                | Q(account__isnull=False) & signed("decided") & Q(state="accepted")
                | Q(account__isnull=True)
                & signed("decided")
                & Q(state__in=["refused", "withdrawn"]),
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
    added_by = hand("提交人", needed=True)
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
