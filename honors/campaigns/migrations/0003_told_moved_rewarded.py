"""Whether nominators hear of the list, whether votes and other jurors' scores are seen, where a
nomination was moved from, what a candidate gave over when he was joined, and how a unit's reward was
given; who hears and sees what is part of the call, and stands with it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


STANDS = """
CREATE OR REPLACE FUNCTION campaigns_call_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    weights numeric;
BEGIN
    IF OLD.state <> 'draft' AND (
        (OLD.title_id, OLD.name, OLD.year, OLD.told, OLD.kind, OLD.quota, OLD.sources,
         OLD.conditions, OLD.opens_on, OLD.check_by, OLD.review_by, OLD.decide_by,
         OLD.excludes_winners, OLD.per_entry, OLD.least_ballots, OLD.combination, OLD.tie_rule,
         OLD.is_anonymous, OLD.is_levelled, OLD.vote_share, OLD.votes_a_day, OLD.publicity_days,
         OLD.reward, OLD.recommends_to, OLD.tells_shortlist,
         OLD.votes_live, OLD.shows_others)
        IS DISTINCT FROM
        (NEW.title_id, NEW.name, NEW.year, NEW.told, NEW.kind, NEW.quota, NEW.sources,
         NEW.conditions, NEW.opens_on, NEW.check_by, NEW.review_by, NEW.decide_by,
         NEW.excludes_winners, NEW.per_entry, NEW.least_ballots, NEW.combination, NEW.tie_rule,
         NEW.is_anonymous, NEW.is_levelled, NEW.vote_share, NEW.votes_a_day, NEW.publicity_days,
         NEW.reward, NEW.recommends_to, NEW.tells_shortlist,
         NEW.votes_live, NEW.shows_others)
        OR NEW.closes_on < OLD.closes_on
        OR (NEW.closes_on <> OLD.closes_on AND OLD.state <> 'open')) THEN
        RAISE EXCEPTION 'campaign %: what was called for does not change', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state = 'draft' AND NEW.state = 'open' THEN
        SELECT COALESCE(sum(weight), 0) INTO weights
            FROM campaigns_jurycriterion WHERE campaign_id = NEW.id;
        IF weights <> 100 THEN
            RAISE EXCEPTION 'campaign %: its weights do not add up to 100', OLD.id
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
"""
BACK = """
CREATE OR REPLACE FUNCTION campaigns_call_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    weights numeric;
BEGIN
    IF OLD.state <> 'draft' AND (
        (OLD.title_id, OLD.name, OLD.year, OLD.told, OLD.kind, OLD.quota, OLD.sources,
         OLD.conditions, OLD.opens_on, OLD.check_by, OLD.review_by, OLD.decide_by,
         OLD.excludes_winners, OLD.per_entry, OLD.least_ballots, OLD.combination, OLD.tie_rule,
         OLD.is_anonymous, OLD.is_levelled, OLD.vote_share, OLD.votes_a_day, OLD.publicity_days,
         OLD.reward, OLD.recommends_to)
        IS DISTINCT FROM
        (NEW.title_id, NEW.name, NEW.year, NEW.told, NEW.kind, NEW.quota, NEW.sources,
         NEW.conditions, NEW.opens_on, NEW.check_by, NEW.review_by, NEW.decide_by,
         NEW.excludes_winners, NEW.per_entry, NEW.least_ballots, NEW.combination, NEW.tie_rule,
         NEW.is_anonymous, NEW.is_levelled, NEW.vote_share, NEW.votes_a_day, NEW.publicity_days,
         NEW.reward, NEW.recommends_to)
        OR NEW.closes_on < OLD.closes_on
        OR (NEW.closes_on <> OLD.closes_on AND OLD.state <> 'open')) THEN
        RAISE EXCEPTION 'campaign %: what was called for does not change', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state = 'draft' AND NEW.state = 'open' THEN
        SELECT COALESCE(sum(weight), 0) INTO weights
            FROM campaigns_jurycriterion WHERE campaign_id = NEW.id;
        IF weights <> 100 THEN
            RAISE EXCEPTION 'campaign %: its weights do not add up to 100', OLD.id
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0002_guards"),
        ("roll", "0001_initial"),
        ("subsidies", "0020_grave_visits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="award",
            name="rewarded_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="登记另行办理时间"),
        ),
        migrations.AddField(
            model_name="award",
            name="rewarded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记另行办理的人",
            ),
        ),
        migrations.AddField(
            model_name="award",
            name="rewarded_how",
            field=models.CharField(
                blank=True, default="", max_length=200, verbose_name="奖励另行办理"
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="votes_live",
            field=models.BooleanField(default=False, verbose_name="投票期间公布票数"),
        ),
        migrations.AddField(
            model_name="campaign",
            name="shows_others",
            field=models.BooleanField(default=False, verbose_name="评完可见他人评分"),
        ),
        migrations.AddField(
            model_name="campaign",
            name="tells_shortlist",
            field=models.BooleanField(default=False, verbose_name="公示时告诉推荐人入围"),
        ),
        migrations.AddField(
            model_name="candidate",
            name="given_over",
            field=models.JSONField(blank=True, null=True, verbose_name="并入时带过去的"),
        ),
        migrations.AddField(
            model_name="nomination",
            name="moved_from",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="moved_to",
                to="campaigns.nomination",
                verbose_name="转自",
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("rewarded_how", ""), _negated=True),
                        ("rewarded_at__isnull", False),
                        ("rewarded_by__isnull", False),
                    ),
                    models.Q(
                        ("rewarded_how", ""),
                        ("rewarded_at__isnull", True),
                        ("rewarded_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="campaigns_rewarded_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(("rewarded_how", ""), ("grant__isnull", True), _connector="OR"),
                name="campaigns_rewarded_once",
                violation_error_message="已经录入核发，不能再登记另行办理。",
            ),
        ),
        migrations.RunSQL(STANDS, BACK),
    ]
