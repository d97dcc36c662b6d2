"""Polls, what may be chosen, votes, and rules that leave votes out.

A telephone number is nowhere but sealed in a message that waits for the gateway: what is kept of it
is a digest under a key of that poll, and so of the network and of the series of the number. Votes
are added and never changed; whether one counts is what the rules say, not what stands in its row.
"""

from django.db import models
from django.db.models import F, Q

from honors.votes.states import (
    ATTEMPT_LABELS,
    ODD_LABELS,
    POLL_LABELS,
    RULE_LABELS,
    AttemptState,
    PollState,
    RuleState,
)
from support_services.notices.channels.waiting import WaitingMessage
from veterans.foundation.hands import hand, signed_where, two_people, unsigned

TITLE_LENGTH, LABEL_LENGTH, TEXT_LENGTH, REF_LENGTH = 80, 40, 2000, 80


class Poll(models.Model):
    """一次投票. ``of``: what asked for it. ``share``: per cent of the whole result that it makes.
    ``live``: numbers are shown while it lasts. ``salt``: by which digests differ from
    those of any other poll."""

    of = models.CharField("为什么投票", max_length=REF_LENGTH)
    title = models.CharField("名称", max_length=TITLE_LENGTH)
    state = models.CharField(
        "状态",
        max_length=7,
        choices=[(one.value, label) for one, (label, _) in POLL_LABELS.items()],
        default=PollState.SET_UP.value,
    )
    opens_on = models.DateField("从哪天起")
    closes_on = models.DateField("到哪天为止")
    per_phone_per_day = models.PositiveSmallIntegerField("每个手机号每天几票")
    share = models.DecimalField("占总成绩的比例（%）", max_digits=5, decimal_places=2)
    live = models.BooleanField("投票期间公布票数")
    salt = models.CharField("标识", max_length=32, editable=False)
    made_by = hand("设立人", needed=True)
    made_at = models.DateTimeField("设立时间")
    released_by = hand("开放人")
    released_at = models.DateTimeField("开放时间", null=True, blank=True)
    closed_by = hand("结束人")
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    first_by = hand("第一签认人")
    first_at = models.DateTimeField("第一签认时间", null=True, blank=True)
    second_by = hand("第二签认人")
    second_at = models.DateTimeField("第二签认时间", null=True, blank=True)
    dropped_by = hand("取消人")
    dropped_at = models.DateTimeField("取消时间", null=True, blank=True)
    dropped_why = models.CharField("取消原因", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "投票"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["of"],
                condition=~Q(state="dropped"),
                name="votes_one_poll",
                violation_error_message="已经为它设立了投票。",
            ),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("closes_on")),
                name="votes_opens_before_it_closes",
                violation_error_message="截止日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(per_phone_per_day__gte=1, per_phone_per_day__lte=10),
                name="votes_per_day",
                violation_error_message="每个手机号每天 1 到 10 票。",
            ),
            models.CheckConstraint(
                condition=Q(share__gte=0, share__lte=100), name="votes_share_range"
            ),
            two_people(
                "made",
                "released",
                "votes_released_by_another",
                "设立人不能自己开放，请由另一人开放。",
            ),
            two_people("first", "second", "votes_signed_by_two", "两次签认要由两个人办理。"),
            models.CheckConstraint(
                condition=signed_where("second", Q(state="signed")), name="votes_second_signed"
            ),
            models.CheckConstraint(
                condition=signed_where("closed", Q(state__in=["closed", "signed"])),
                name="votes_closed_signed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "signed"]) | unsigned("first"),
                name="votes_first_signed_when_closed",
            ),
            models.CheckConstraint(
                condition=signed_where("dropped", Q(state="dropped")), name="votes_dropped_signed"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Option(models.Model):
    """候选项. ``ref``: what it is to whoever asked. What is told of it is public."""

    poll = models.ForeignKey(
        Poll, on_delete=models.PROTECT, related_name="options", verbose_name="投票"
    )
    number = models.PositiveSmallIntegerField("序号")
    ref = models.CharField("来处", max_length=REF_LENGTH)
    label = models.CharField("名称", max_length=LABEL_LENGTH)
    text = models.TextField("介绍", max_length=TEXT_LENGTH, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "候选项"
        ordering = ["poll", "number"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "ref"], name="votes_option_once"),
            models.UniqueConstraint(fields=["poll", "number"], name="votes_option_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number} 号 {self.label}"


class Attempt(models.Model):
    """Somebody chose, and asked for a code. ``phone_digest`` as in ``Vote``."""

    ticket_digest = models.BinaryField("标识摘要", unique=True, editable=False)
    option = models.ForeignKey(
        Option, on_delete=models.PROTECT, related_name="+", verbose_name="候选项"
    )
    phone_digest = models.BinaryField("手机号摘要", editable=False)
    network_digest = models.BinaryField("网络摘要", editable=False)
    series_digest = models.BinaryField("号段摘要", editable=False)
    code_digest = models.BinaryField("验证码摘要", editable=False)
    asked_at = models.DateTimeField("要验证码的时间")
    state = models.CharField(
        "状态",
        max_length=6,
        choices=[(one.value, label) for one, label in ATTEMPT_LABELS.items()],
        default=AttemptState.ASKED.value,
    )
    tries = models.PositiveSmallIntegerField("验证码填错次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "投票验证"
        indexes = [
            models.Index(fields=["phone_digest", "asked_at"], name="votes_attempt_of_phone"),
            models.Index(fields=["asked_at"], name="votes_attempt_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.asked_at:%Y-%m-%d}"


class VoteMessage(WaitingMessage):
    """A message with a code that a gateway has not answered for yet; gone when it is answered, or
    when the code would be too old."""

    asked = models.OneToOneField(
        Attempt, on_delete=models.CASCADE, related_name="message", verbose_name="投票验证"
    )

    class Meta:
        verbose_name = verbose_name_plural = "投票验证码短信"
        indexes = [models.Index(fields=["next_try_at"], name="votes_message_due")]


class Vote(models.Model):
    """一票. ``slot``: which of the votes of that telephone on that day: so the database counts, and
    of two at once one is refused."""

    poll = models.ForeignKey(
        Poll, on_delete=models.PROTECT, related_name="votes", verbose_name="投票"
    )
    option = models.ForeignKey(
        Option, on_delete=models.PROTECT, related_name="votes", verbose_name="候选项"
    )
    phone_digest = models.BinaryField("手机号摘要", editable=False)
    network_digest = models.BinaryField("网络摘要", editable=False)
    series_digest = models.BinaryField("号段摘要", editable=False)
    day = models.DateField("哪天")
    slot = models.PositiveSmallIntegerField("当天第几票")
    cast_at = models.DateTimeField("投票时间")

    class Meta:
        verbose_name = verbose_name_plural = "票"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "phone_digest", "day", "slot"], name="votes_slot_once"
            ),
            models.UniqueConstraint(
                fields=["poll", "phone_digest", "day", "option"], name="votes_option_once_a_day"
            ),
            models.CheckConstraint(condition=Q(slot__gte=1), name="votes_slot_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.option} {self.day:%Y-%m-%d}"


class Exclusion(models.Model):
    """剔除规则: votes that have ``key`` in common do not count, whomever they are for. Asked for by
    one with a reason, settled by another."""

    poll = models.ForeignKey(
        Poll, on_delete=models.PROTECT, related_name="exclusions", verbose_name="投票"
    )
    kind = models.CharField(
        "种类", max_length=7, choices=[(one.value, label) for one, label in ODD_LABELS.items()]
    )
    key = models.CharField("标识", max_length=64)
    votes = models.PositiveIntegerField("提出时的票数")
    why = models.CharField("原因", max_length=200)
    state = models.CharField(
        "状态",
        max_length=9,
        choices=[(one.value, label) for one, (label, _) in RULE_LABELS.items()],
        default=RuleState.ASKED.value,
    )
    asked_by = hand("提出人", needed=True)
    asked_at = models.DateTimeField("提出时间")
    settled_by = hand("确认人")
    settled_at = models.DateTimeField("确认时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "剔除规则"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "kind", "key"],
                condition=~Q(state="refused"),
                name="votes_one_rule",
                violation_error_message="已经提出过这条规则。",
            ),
            two_people(
                "asked", "settled", "votes_rule_by_two", "提出人不能自己确认，请由另一人确认。"
            ),
            models.CheckConstraint(
                condition=signed_where("settled", ~Q(state="asked")), name="votes_rule_signed"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="votes_rule_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.why}"


class Tally(models.Model):
    """得票, as it was when the second of two signed; the votes and rules give it again."""

    option = models.OneToOneField(
        Option, on_delete=models.PROTECT, related_name="tally", verbose_name="候选项"
    )
    votes = models.PositiveIntegerField("有效票")
    left_out = models.PositiveIntegerField("剔除票")
    score = models.DecimalField("得分", max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "得票"
        ordering = ["option"]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=100), name="votes_score_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.option}：{self.votes} 票"
