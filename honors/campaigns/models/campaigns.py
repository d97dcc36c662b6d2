"""评选: a title's campaign of a year, all of it as data. What was opened stands (trigger)."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from honors.campaigns.rules import MOST_VOTE_SHARE
from honors.campaigns.states import (
    CAMPAIGN_LABELS,
    CAMPAIGN_ROAD,
    FIELD_LABELS,
    SOURCE_LABELS,
    CampaignState,
)
from honors.roll.models import Title
from honors.roll.states import KIND_LABELS
from support_services.units.models import Unit
from veterans.foundation.hands import hand, signed, two_people, unsigned
from veterans.foundation.ranking import COMBINATION_LABELS, TIE_LABELS, Combination, TieRule

NAME_LENGTH = 60
MOST_FIELDS, MOST_CRITERIA, MOST_DEPARTMENTS = 12, 8, 15


def _from(state: CampaignState) -> Q:
    """In that state or one further on."""
    return Q(state__in=[one.value for one in CAMPAIGN_ROAD[CAMPAIGN_ROAD.index(state) :]])


def _signed_from(who: str, state: CampaignState, name: str) -> models.CheckConstraint:
    """Signed from that state on, and not before; of what was dropped either."""
    return models.CheckConstraint(
        condition=(_from(state) & signed(who))
        | (~_from(state) & ~Q(state="dropped") & unsigned(who))
        | Q(state="dropped"),
        name=name,
    )


def _days(label: str, default: int, least: int, most: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MinValueValidator(least), MaxValueValidator(most)]
    )


class Campaign(models.Model):
    """A campaign.

    ``quota``: how many are honoured at most. ``sources``: who may nominate. ``conditions``: a tree
    of the criteria language, null for none. ``opens_on``, ``closes_on``: first and last day of
    nominating; ``check_by``, ``review_by``, ``decide_by``: planned ends of the later stages.
    ``per_entry``, ``least_ballots``: jurors on each entry, and with how few ballots it has no
    place. ``shows_others``: a juror sees what others gave once his own ballot is in, never who.
    ``vote_share``: per cent of the score, 0 for no vote; ``votes_live``: everybody
    reads before the end who has how many. ``publicity_days``: working days.
    ``reward``: yuan for each winner, null for none. ``recommends_to``: to whom the best are
    recommended, "" for nobody. ``tells_shortlist``: whoever nominated hears that his nominee is on
    the list when it is made public. ``last_on``: last day of the publicity as it was settled when
    it began.
    """

    title = models.ForeignKey(
        Title, on_delete=models.PROTECT, related_name="campaigns", verbose_name="荣誉称号"
    )
    name = models.CharField("名称", max_length=NAME_LENGTH)
    year = models.PositiveSmallIntegerField("年度")
    told = models.TextField("评选公告", max_length=1500)
    kind = models.CharField(
        "评选对象", max_length=12, choices=[(k.value, label) for k, label in KIND_LABELS.items()]
    )
    quota = _days("名额", 10, 1, 200)
    sources = ArrayField(
        models.CharField(
            max_length=8, choices=[(k.value, label) for k, label in SOURCE_LABELS.items()]
        ),
        verbose_name="谁可以推荐",
    )
    conditions = models.JSONField("评选条件", null=True, blank=True)
    opens_on = models.DateField("推荐开始")
    closes_on = models.DateField("推荐截止")
    check_by = models.DateField("联审完成")
    review_by = models.DateField("评审完成")
    decide_by = models.DateField("计划表彰")
    excludes_winners = models.BooleanField("往届同一称号的获得者不再参评", default=True)
    per_entry = _days("每份几位评委评", 5, 1, 50)
    least_ballots = _days("至少几份有效评分", 3, 1, 50)
    combination = models.CharField(
        "怎样合成得分",
        max_length=10,
        choices=[(k.value, label) for k, label in COMBINATION_LABELS.items()],
        default=Combination.TRIMMED.value,
    )
    tie_rule = models.CharField(
        "同分怎么排",
        max_length=10,
        choices=[(k.value, label) for k, label in TIE_LABELS.items()],
        default=TieRule.CRITERIA.value,
    )
    is_anonymous = models.BooleanField("匿名评审", default=True)
    is_levelled = models.BooleanField("评委打分尺度拉平", default=False)
    shows_others = models.BooleanField("评完可见他人评分", default=False)
    vote_share = models.PositiveSmallIntegerField(
        "群众投票占比", default=0, validators=[MaxValueValidator(MOST_VOTE_SHARE)]
    )
    votes_a_day = _days("每个手机每天几票", 1, 1, 10)
    votes_live = models.BooleanField("投票期间公布票数", default=False)
    publicity_days = _days("公示几个工作日", 5, 1, 30)
    reward = models.DecimalField(
        "奖励（元/人）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    recommends_to = models.CharField("择优向谁推荐", max_length=60, blank=True, default="")
    tells_shortlist = models.BooleanField("公示时告诉推荐人入围", default=False)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, label) for s, (label, _) in CAMPAIGN_LABELS.items()],
        default=CampaignState.DRAFT.value,
    )
    last_on = models.DateField("公示最后一天", null=True, blank=True)
    document_no = models.CharField("表彰文号", max_length=60, blank=True, default="")
    decided_on = models.DateField("表彰日期", null=True, blank=True)
    sent_back_why = models.CharField("退回、撤下、停办原因", max_length=200, blank=True, default="")
    entered_by = hand("录入人", needed=True)
    entered_at = models.DateTimeField("录入时间")
    opened_by = hand("开始推荐的人")
    opened_at = models.DateTimeField("开始推荐时间", null=True, blank=True)
    closed_by = hand("截止推荐的人")
    closed_at = models.DateTimeField("截止推荐时间", null=True, blank=True)
    begun_by = hand("交评审的人")
    begun_at = models.DateTimeField("交评审时间", null=True, blank=True)
    ranked_by = hand("定名次的人")
    ranked_at = models.DateTimeField("定名次时间", null=True, blank=True)
    proposed_by = hand("拟定人")
    proposed_at = models.DateTimeField("拟定时间", null=True, blank=True)
    shown_by = hand("开始公示的人")
    shown_at = models.DateTimeField("开始公示时间", null=True, blank=True)
    decided_by = hand("决定人")
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    ended_by = hand("结束人")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评选"
        ordering = ["-year", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on"))
                & Q(check_by__gte=F("closes_on"))
                & Q(review_by__gte=F("check_by"))
                & Q(decide_by__gte=F("review_by")),
                name="campaigns_stages_in_order",
                violation_error_message="各阶段的日期要按先后：推荐、联审、评审、表彰。",
            ),
            models.CheckConstraint(
                condition=~Q(sources=[]),
                name="campaigns_for_somebody",
                violation_error_message="请至少选一种推荐方式。",
            ),
            models.CheckConstraint(
                condition=Q(least_ballots__lte=F("per_entry")),
                name="campaigns_ballots_possible",
                violation_error_message="至少几份有效评分，不能多于每份的评委人数。",
            ),
            models.CheckConstraint(
                condition=Q(vote_share__lte=MOST_VOTE_SHARE),
                name="campaigns_vote_is_one_part",
                violation_error_message=f"群众投票最多占 {MOST_VOTE_SHARE}%。",
            ),
            models.CheckConstraint(
                condition=Q(reward__isnull=True) | Q(reward__gt=0),
                name="campaigns_reward_positive",
                violation_error_message="奖励要大于 0；没有奖励的不填。",
            ),
            two_people("entered", "opened", "campaigns_opened_by_two", "录入人不能自己开始推荐。"),
            two_people("proposed", "shown", "campaigns_shown_by_two", "拟定人不能自己开始公示。"),
            two_people("proposed", "decided", "campaigns_decided_by_two", "拟定人不能自己决定。"),
            _signed_from("opened", CampaignState.OPEN, "campaigns_opened_signed"),
            _signed_from("closed", CampaignState.CHECKING, "campaigns_closed_signed"),
            _signed_from("begun", CampaignState.REVIEWING, "campaigns_begun_signed"),
            _signed_from("ranked", CampaignState.RANKED, "campaigns_ranked_signed"),
            _signed_from("proposed", CampaignState.PROPOSED, "campaigns_proposed_signed"),
            _signed_from("shown", CampaignState.PUBLICITY, "campaigns_shown_signed"),
            _signed_from("decided", CampaignState.DECIDED, "campaigns_decided_signed"),
            models.CheckConstraint(
                condition=(Q(state__in=["ended", "dropped"]) & signed("ended"))
                | (~Q(state__in=["ended", "dropped"]) & unsigned("ended")),
                name="campaigns_ended_signed",
            ),
            models.CheckConstraint(
                condition=~_from(CampaignState.PUBLICITY) | Q(last_on__isnull=False),
                name="campaigns_publicity_has_an_end",
            ),
            models.CheckConstraint(
                condition=(
                    _from(CampaignState.DECIDED) & Q(decided_on__isnull=False) & ~Q(document_no="")
                )
                | (~_from(CampaignState.DECIDED) & Q(decided_on__isnull=True, document_no="")),
                name="campaigns_decision_on_paper",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Field(models.Model):
    """推荐表的一项. ``least``, ``most``: signs, for lines and texts. ``is_judged``: the jury reads
    it, with names and units covered where it is not to know them."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="fields", verbose_name="评选"
    )
    number = models.PositiveSmallIntegerField("序号")
    label = models.CharField("名称", max_length=20)
    kind = models.CharField(
        "种类", max_length=6, choices=[(k.value, label) for k, label in FIELD_LABELS.items()]
    )
    least = models.PositiveSmallIntegerField("最少字数", default=0)
    most = models.PositiveSmallIntegerField("最多字数", default=60)
    is_needed = models.BooleanField("必填", default=True)
    is_judged = models.BooleanField("交评委看", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "推荐表项目"
        ordering = ["campaign", "number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="campaigns_field_number"),
            models.UniqueConstraint(
                fields=["campaign", "label"],
                name="campaigns_field_once",
                violation_error_message="推荐表里同一项写了两次。",
            ),
            models.CheckConstraint(condition=Q(least__lte=F("most")), name="campaigns_field_words"),
        ]

    def __str__(self) -> str:
        return self.label


class Department(models.Model):
    """联审单位. ``unit``: of the register, which may answer by a link; null: by list alone."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="departments", verbose_name="评选"
    )
    number = models.PositiveSmallIntegerField("序号")
    name = models.CharField("单位", max_length=40)
    asks = models.CharField("查什么", max_length=120)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="award_checks",
        verbose_name="参与单位",
    )

    class Meta:
        verbose_name = verbose_name_plural = "联审单位"
        ordering = ["campaign", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "number"], name="campaigns_department_number"
            ),
            models.UniqueConstraint(
                fields=["campaign", "name"],
                name="campaigns_department_once",
                violation_error_message="同一个联审单位写了两次。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class JuryCriterion(models.Model):
    """评分指标. ``weight``: of 100; those of a campaign add up to 100 when it is opened."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="criteria", verbose_name="评选"
    )
    number = models.PositiveSmallIntegerField("序号")
    label = models.CharField("指标", max_length=20)
    hint = models.CharField("怎样评", max_length=120, blank=True, default="")
    weight = models.DecimalField("权重", max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "评分指标"
        ordering = ["campaign", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "number"], name="campaigns_criterion_number"
            ),
            models.UniqueConstraint(
                fields=["campaign", "label"],
                name="campaigns_criterion_once",
                violation_error_message="同一个指标写了两次。",
            ),
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lte=100), name="campaigns_criterion_weight"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.weight.normalize():f}%"
