"""Units: whoever asks, answers for something, helps or supports, under one name everywhere; and
the links by which they answer one thing without an account.

Troops stand here by a name that was agreed for this portal (``驻地部队甲``), never by a
designation: the portal is not classified. What is personal of a contact is sealed.
"""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from support_services.notices.channels.waiting import WaitingMessage
from support_services.units.answering import SHAPE
from support_services.units.states import (
    CHECK_LABELS,
    CHECK_WHY_LABELS,
    DEED_LABELS,
    KIND_LABELS,
    MESSAGE_LABELS,
    ROAD_LABELS,
    WITHOUT_CODE,
    CheckState,
)
from veterans.foundation.fields import SealedTextField
from veterans.foundation.hands import hand, signed, signed_where, two_people, unsigned
from veterans.foundation.sealed_files import SealedFile
from veterans.foundation.uscc import CODE_LENGTH
from veterans.regions.models import Region

NAME_LENGTH, TITLE_LENGTH = 60, 120


class UnitRows(models.QuerySet["Unit"]):
    """Units, to be narrowed."""

    def open(self) -> "UnitRows":
        """Those that may be given something new."""
        return self.filter(closed_at__isnull=True)


class Unit(models.Model):
    """参与单位.

    ``code``: 统一社会信用代码; "" for none. ``region``: where it is at home; null: of the whole
    county. ``phone``: of the office, open; ``contact_name``, ``contact_phone``: a person's, sealed;
    ``contact_by``: who wrote them down last; ``contact_checked_by``: who else has called the unit
    and found them right.
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
    contact_by = hand("联系人录入人")
    contact_at = models.DateTimeField("联系人录入时间", null=True, blank=True)
    contact_checked_by = hand("联系人核对人")
    contact_checked_at = models.DateTimeField("联系人核对时间", null=True, blank=True)
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
            models.CheckConstraint(
                condition=signed("contact") | unsigned("contact"), name="units_contact_signed"
            ),
            two_people(
                "contact",
                "contact_checked",
                "units_contact_by_two",
                "联系人是您录入的，请另一位同事核对。",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


class LinkRows(models.QuerySet["Link"]):
    """Links, to be narrowed."""

    def live(self, at: datetime) -> "LinkRows":
        """Those that open; as ``Link.is_live`` says of one."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at, unit__closed_at__isnull=True)


class Link(models.Model):
    """答复链接: by it one unit answers one thing. Only a keyed digest of its secret is stored.

    ``about``: ``kind:key`` (``answering``), called ``title`` when it was made.
    ``purpose``: what the bureau asks for, shown after the code. ``expires_at``: from then on it
    opens nothing.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="links", verbose_name="单位"
    )
    about = models.CharField("事项", max_length=50)
    title = models.CharField("事项名称", max_length=TITLE_LENGTH)
    purpose = models.CharField("请他们做什么", max_length=200, blank=True, default="")
    digest = models.BinaryField("摘要", unique=True, editable=False)
    made_by = hand("发出人", needed=True)
    made_at = models.DateTimeField("发出时间")
    expires_at = models.DateTimeField("有效期到")
    revoked_by = hand("收回人")
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True)
    revoked_why = models.CharField("收回原因", max_length=200, blank=True, default="")

    objects = LinkRows.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "答复链接"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["about"], name="units_link_about"),
            models.Index(fields=["expires_at"], name="units_link_expires"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "about"],
                condition=Q(revoked_at__isnull=True),
                name="units_one_link_of_a_thing",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="units_link_order"
            ),
            models.CheckConstraint(condition=Q(about__regex=SHAPE), name="units_link_about_shape"),
            # Without a hand where the unit said that an answer by it was not its own.
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True, revoked_why="")
                | Q(revoked_at__isnull=False) & ~Q(revoked_why=""),
                name="units_link_revoked_why",
            ),
        ]

    def __str__(self) -> str:
        return f"答复链接 {self.pk}"

    def is_live(self, at: datetime) -> bool:
        """Whether it opens at that time."""
        return self.revoked_at is None and at < self.expires_at and self.unit.closed_at is None


class LinkCode(models.Model):
    """验证码 of a link: one at a time, gone when it was used or another one is made.

    ``read_by``: who read it out on the telephone; nobody where it went by message. ``alone``: who
    made the link may know it too (he read it, or wrote down the mobile it goes to); the database
    wants it so where he read it.
    """

    link = models.OneToOneField(
        Link, on_delete=models.CASCADE, related_name="code", verbose_name="链接"
    )
    digest = models.BinaryField("摘要", editable=False)
    made_at = models.DateTimeField("时间")
    tries = models.PositiveSmallIntegerField("填错次数", default=0)
    read_by = hand("读出人")
    alone = models.BooleanField("一人经手", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "答复验证码"

    def __str__(self) -> str:
        return f"答复验证码 {self.pk}"


class LinkMessage(WaitingMessage):
    """A message to the contact of a unit that the gateway has not answered for yet."""

    link = models.ForeignKey(
        Link, on_delete=models.CASCADE, related_name="messages", verbose_name="链接"
    )
    brings = models.CharField(
        "内容", max_length=4, choices=[(one.value, text) for one, text in MESSAGE_LABELS.items()]
    )
    made_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "答复短信"
        indexes = [models.Index(fields=["next_try_at"], name="units_message_due")]
        constraints = [
            models.UniqueConstraint(fields=["link", "brings"], name="units_message_once"),
        ]


class LinkPass(models.Model):
    """Whoever has given a code back: for half an hour the browser has a pass. ``alone``: as it was
    with the code."""

    link = models.ForeignKey(
        Link, on_delete=models.CASCADE, related_name="passes", verbose_name="链接"
    )
    digest = models.BinaryField("摘要", unique=True, editable=False)
    given_at = models.DateTimeField("时间")
    alone = models.BooleanField("一人经手", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "答复凭证"

    def __str__(self) -> str:
        return f"答复凭证 {self.pk}"


class LinkAct(models.Model):
    """What happened to a link, and by whom of the bureau; nobody: whoever had the link."""

    link = models.ForeignKey(
        Link, on_delete=models.CASCADE, related_name="acts", verbose_name="链接"
    )
    deed = models.CharField(
        "动作",
        max_length=8,
        choices=[(one.value, text) for one, (text, _) in DEED_LABELS.items()],
    )
    note = models.CharField("说明", max_length=60, blank=True, default="")
    by = hand("操作人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "答复链接的记录"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["deed", "at"], name="units_act_by_deed")]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} {self.at:%Y-%m-%d}"


class Reply(models.Model):
    """答复: one form that was filled in by a link, looked at, and sent once.

    ``form``: the token of the form that was shown, by which a second sending is known. ``words``:
    what was typed, as JSON {name: [values]}, until it is sent; afterwards the thing that was
    answered has it. ``said``: what the unit was told then. ``alone``: of the code that opened it.
    ``denial``: a keyed digest of the secret on the receipt, by which the unit says that it was not
    its answer; none where no message went out.
    """

    link = models.ForeignKey(
        Link, on_delete=models.CASCADE, related_name="replies", verbose_name="链接"
    )
    form = models.CharField("表单标识", max_length=32)
    verb = models.CharField("动作", max_length=20)
    label = models.CharField("答复", max_length=20)
    words = SealedTextField("填写内容", null=True, blank=True)
    written_at = models.DateTimeField("填写时间")
    sent_at = models.DateTimeField("提交时间", null=True, blank=True)
    said = models.CharField("回执", max_length=300, blank=True, default="")
    alone = models.BooleanField("一人经手", default=False)
    denial = models.BinaryField("否认摘要", null=True, unique=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "单位的答复"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["link", "form"], name="units_reply_once"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, words__isnull=False, said="")
                | (Q(sent_at__isnull=False, words__isnull=True) & ~Q(said="")),
                name="units_reply_sent_is_emptied",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.written_at:%Y-%m-%d}"

    @property
    def receipt(self) -> str:
        """回执编号, as the unit has it."""
        return f"{self.link_id}-{self.pk}"


class ReplyFile(models.Model):
    """Evidence beside an answer that is not sent yet; then whoever takes it has the file."""

    reply = models.ForeignKey(
        Reply, on_delete=models.CASCADE, related_name="files", verbose_name="答复"
    )
    file = models.OneToOneField(SealedFile, on_delete=models.PROTECT, verbose_name="文件")

    class Meta:
        verbose_name = verbose_name_plural = "答复附件"
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file)


class ReplyCheck(models.Model):
    """答复核实: one answer of which somebody else than who made the link finds out whether it was
    the unit's own.

    ``denied_at``, ``denied_road``: when and how the unit said that it was not; ``denied_by``: who
    wrote that down, nobody where the unit said it itself. ``did``: what followed for the thing that
    was answered, in one sentence. ``settled_how``: how it was found out.
    """

    reply = models.OneToOneField(
        Reply, on_delete=models.CASCADE, related_name="check_of", verbose_name="答复"
    )
    why = models.CharField(
        "缘由",
        max_length=9,
        choices=[(one.value, label) for one, label in CHECK_WHY_LABELS.items()],
    )
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(one.value, label) for one, (label, _) in CHECK_LABELS.items()],
        default=CheckState.OPEN.value,
    )
    opened_at = models.DateTimeField("开始时间")
    denied_at = models.DateTimeField("否认时间", null=True, blank=True)
    denied_road = models.CharField(
        "怎样否认的",
        max_length=5,
        choices=[(one.value, label) for one, label in ROAD_LABELS.items()],
        blank=True,
        default="",
    )
    denied_by = hand("否认记录人")
    note = models.CharField("单位怎样说", max_length=200, blank=True, default="")
    did = models.CharField("事项怎样处理", max_length=300, blank=True, default="")
    settled_by = hand("核实人")
    settled_at = models.DateTimeField("核实时间", null=True, blank=True)
    settled_how = models.CharField("怎样核实的", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "答复核实"
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(state__in=["open", "denied"]),
                name="units_checks_waiting",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=signed_where("settled", Q(state__in=["theirs", "not_theirs"])),
                name="units_check_settled",
            ),
            models.CheckConstraint(
                condition=~Q(state="denied") | Q(denied_at__isnull=False),
                name="units_check_denied",
            ),
            # Nobody of ours signs where the unit said it itself.
            models.CheckConstraint(
                condition=Q(denied_at__isnull=True, denied_by__isnull=True, denied_road="")
                | Q(denied_at__isnull=False, denied_by__isnull=True, denied_road="link")
                | Q(denied_at__isnull=False, denied_by__isnull=False)
                & ~Q(denied_road__in=["", "link"]),
                name="units_check_denied_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reply} {self.get_state_display()}"
