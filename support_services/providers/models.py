"""Providers, what was agreed with them, what they grant, and what they asked.

An agreement that was published is never changed: what is different stands in the next one. The
provider itself has nothing but its number, which hangs on the wall.
"""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from support_services.catalogue.models import Edition, Item
from support_services.providers.states import (
    AGREEMENT_LABELS,
    KIND_LABELS,
    UNFINISHED,
    AgreementState,
)
from veterans.foundation.hands import hand, signed, signed_where, two_people, unsigned
from veterans.foundation.uscc import CODE_LENGTH
from veterans.regions.models import Region
from veterans.registry.models import Person

NAME_LENGTH = 60
_UNFINISHED = [state.value for state in UNFINISHED]


class Provider(models.Model):
    """承办单位: whoever grants something by an agreement. Who he is says the agreement."""

    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "承办单位"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"承办单位 {self.pk}"


class AgreementRows(models.QuerySet["Agreement"]):
    """Agreements, to be narrowed."""

    def in_force(self, today: date) -> "AgreementRows":
        """What is published and holds on that day."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=today),
            valid_from__lte=today,
            state=AgreementState.PUBLISHED.value,
        )


class Agreement(models.Model):
    """协议, as one edition of what a provider grants: who, where, from when to when.

    ``valid_to``: its last day; null: until it is ended. ``channel``: the green channel in words:
    which window, which way. ``badge_text``: what the plaque at the door says.
    """

    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="agreements", verbose_name="承办单位"
    )
    number = models.PositiveSmallIntegerField("版次")
    kind = models.CharField(
        "类别", max_length=10, choices=[(k.value, label) for k, label in KIND_LABELS.items()]
    )
    name = models.CharField("名称", max_length=NAME_LENGTH)
    code = models.CharField("统一社会信用代码", max_length=CODE_LENGTH, blank=True, default="")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, verbose_name="所在地")
    address = models.CharField("地址", max_length=120)
    phone = models.CharField("电话", max_length=40, blank=True, default="")
    hours = models.CharField("开放时间", max_length=120, blank=True, default="")
    channel = models.CharField("绿色通道", max_length=300, blank=True, default="")
    badge_text = models.CharField("挂牌名称", max_length=30, blank=True, default="")
    badge_number = models.CharField("挂牌编号", max_length=30, blank=True, default="")
    badge_on = models.DateField("挂牌日期", null=True, blank=True)
    document_no = models.CharField("协议编号", max_length=60, blank=True, default="")
    signed_on = models.DateField("签订日期")
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)
    note = models.CharField("给工作人员的说明", max_length=200, blank=True, default="")
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, label) for s, (label, _) in AGREEMENT_LABELS.items()],
        default=AgreementState.DRAFT.value,
    )
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")
    reviewed_by = hand("审核人")
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    published_by = hand("公布人")
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    ended_by = hand("终止人")
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)
    ended_why = models.CharField("退回、终止原因", max_length=200, blank=True, default="")

    objects = AgreementRows.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "承办协议"
        ordering = ["provider", "-number"]
        indexes = [models.Index(fields=["region", "kind"], name="providers_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "number"], name="providers_agreement_number"
            ),
            models.UniqueConstraint(
                fields=["provider"],
                condition=Q(state="published"),
                name="providers_one_published",
            ),
            models.UniqueConstraint(
                fields=["provider"],
                condition=Q(state__in=_UNFINISHED),
                name="providers_one_unfinished",
                violation_error_message="这家单位已有一份没有公布的新协议，请先公布或放弃。",
            ),
            two_people(
                "entered",
                "reviewed",
                "providers_two_people",
                "录入人不能自己审核，请由另一人审核。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"]) | signed("reviewed"),
                name="providers_reviewed_first",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["published", "replaced", "ended"]) & signed("published")
                | Q(state__in=["draft", "reviewed", "dropped"]) & unsigned("published"),
                name="providers_published_signed",
            ),
            models.CheckConstraint(
                condition=signed_where("ended", Q(state__in=["replaced", "ended", "dropped"])),
                name="providers_ended_signed",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="providers_agreement_order",
                violation_error_message="“至”不能早于“自”。",
            ),
            models.CheckConstraint(
                condition=Q(badge_text="", badge_number="", badge_on__isnull=True)
                | ~Q(badge_text=""),
                name="providers_badge_has_text",
                violation_error_message="填了挂牌编号或日期的，挂牌名称也要填。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（第 {self.number} 版）"

    def holds_on(self, today: date) -> bool:
        """Whether it is published and in its time; as ``in_force`` asks the database."""
        return (
            self.state == AgreementState.PUBLISHED
            and self.valid_from <= today
            and (self.valid_to is None or self.valid_to >= today)
        )


class OfferRows(models.QuerySet["Offer"]):
    """Offers, to be narrowed."""

    def in_force(self, today: date) -> "OfferRows":
        """Of agreements that are in force, and in their own time too."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=today),
            Q(valid_to__isnull=True) | Q(valid_to__gte=today),
            agreement__in=Agreement.objects.in_force(today),
        )


class Offer(models.Model):
    """An item of the catalogue that a provider grants, and how.

    ``words``: what this one grants, in words for residents (``免挂号费，优先就诊``). ``may_ask``:
    the provider may ask whether an item means somebody. ``told``: labels of what a "yes" tells
    beyond what the person shows himself (``rules.telling``), as two people have accepted it for
    the reason in ``ask_why``; anything more that the item asks later is not answered.
    """

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="offers", verbose_name="协议"
    )
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="offers", verbose_name="优待项目"
    )
    words = models.CharField("怎么优待", max_length=200, blank=True, default="")
    valid_from = models.DateField("自", null=True, blank=True)
    valid_to = models.DateField("至", null=True, blank=True)
    may_ask = models.BooleanField("可以在线核验", default=False)
    told = models.JSONField("核验会透露", default=list, blank=True)
    ask_why = models.CharField("为什么可以核验", max_length=200, blank=True, default="")

    objects = OfferRows.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "承办的优待"
        ordering = ["item__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "item"],
                name="providers_offer_once",
                violation_error_message="这个项目已经在协议里。",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="providers_offer_order",
                violation_error_message="“至”不能早于“自”。",
            ),
            models.CheckConstraint(
                condition=Q(may_ask=False) | Q(told=[]) | ~Q(ask_why=""),
                name="providers_telling_says_why",
                violation_error_message="核验会透露敏感情况的，请写明为什么可以核验。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}：{self.item}"

    def holds_on(self, today: date) -> bool:
        """Whether its own time is; the agreement's is asked apart."""
        begun = self.valid_from is None or self.valid_from <= today
        return begun and (self.valid_to is None or self.valid_to >= today)


class ProviderToken(models.Model):
    """核验凭证: the secret by which a provider's till asks. Only a keyed digest of it is stored.

    ``items``: codes of the items it may ask about, fewer than those agreed or all of them.
    ``tail``: its last four signs, to tell it from another. ``per_minute``, ``per_day``: null: what
    the settings say.
    """

    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="tokens", verbose_name="承办单位"
    )
    label = models.CharField("用在哪里", max_length=40)
    digest = models.BinaryField("摘要", unique=True, editable=False)
    tail = models.CharField("末四位", max_length=4, editable=False)
    items = ArrayField(models.SlugField(max_length=20), verbose_name="可以核验的项目")
    valid_from = models.DateField("自")
    valid_to = models.DateField("至")
    per_minute = models.PositiveIntegerField(
        "每分钟最多", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    per_day = models.PositiveIntegerField(
        "每天最多", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    issued_by = hand("发放人", needed=True)
    issued_at = models.DateTimeField("发放时间")
    revoked_by = hand("停用人")
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    revoked_why = models.CharField("停用原因", max_length=200, blank=True, default="")
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "核验凭证"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="providers_token_order",
                violation_error_message="“至”不能早于“自”。",
            ),
            models.CheckConstraint(
                condition=signed_where("revoked", ~Q(revoked_why="")),
                name="providers_revoked_signed",
            ),
            models.CheckConstraint(
                condition=~Q(items=[]),
                name="providers_token_has_items",
                violation_error_message="请至少选一个可以核验的项目。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}（末四位 {self.tail}）"


class Verification(models.Model):
    """核验: one question of a provider and its answer. Nothing that was typed is kept.

    ``person``: whom the number belongs to; null where it belongs to nobody. ``on``: the day of
    ``at`` at the bureau.
    """

    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="verifications", verbose_name="承办单位"
    )
    token = models.ForeignKey(
        ProviderToken,
        on_delete=models.PROTECT,
        related_name="verifications",
        verbose_name="凭证",
        db_index=False,
    )
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, verbose_name="优待项目的版次")
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="verifications",
        verbose_name="人员",
    )
    is_meant = models.BooleanField("答复")
    on = models.DateField("日期")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "优待身份核验"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["token", "on"], name="providers_asked_by_day"),
            models.Index(fields=["provider", "-on"], name="providers_asked_of_one"),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {'是' if self.is_meant else '否'}"
