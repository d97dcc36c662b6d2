"""What of the subsidies one may be reminded of: 年度确认, money that came, money that did not.

Amounts and accounts are in none of it: what a message says, others may read on the telephone.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from support_services.notices.occasions import Occasion, Proposal, Query, propose, register

_CONFIRMATION = """
    SELECT d.id AS subject_id, d.person_id, NULL::bigint AS region_id, d.{day} AS due_on,
           jsonb_build_object('年度', r.year::text) AS words
    FROM subsidies_confirmationdue d
    JOIN subsidies_confirmationround r ON r.id = d.round_id AND r.state = 'open'
    WHERE d.{day} = ANY(%(days)s::date[]) AND d.state IN ('due', 'held')
"""
_MONTH = "extract(year FROM b.through)::text || '年' || extract(month FROM b.through)::text || '月'"
_ANSWERED = """
    FROM subsidies_returnfile f
    JOIN subsidies_fileline l ON l.answered_by_id = f.id AND l.state = ANY(%(answers)s)
    JOIN subsidies_payment p ON p.id = l.payment_id AND p.state = l.state
    JOIN subsidies_batch b ON b.id = p.batch_id
    WHERE f.received_at >= %(begin)s AND f.received_at < %(end)s
      AND (f.received_at AT TIME ZONE %(zone)s)::date = ANY(%(days)s::date[])
"""
_PAID = f"""
    SELECT p.payee_id AS subject_id, p.payee_id AS person_id, NULL::bigint AS region_id,
           (f.received_at AT TIME ZONE %(zone)s)::date AS due_on,
           jsonb_build_object('月份', min({_MONTH})) AS words
    {_ANSWERED}
    GROUP BY p.payee_id, 4
"""
_FAILED = f"""
    SELECT p.id AS subject_id, p.payee_id AS person_id, NULL::bigint AS region_id,
           (f.received_at AT TIME ZONE %(zone)s)::date AS due_on,
           jsonb_build_object('月份', {_MONTH}) AS words
    {_ANSWERED}
"""


def _until(days: Sequence[date]) -> Query:
    return Query(_CONFIRMATION.format(day="due_on"), {"days": list(days)})


def _held(days: Sequence[date]) -> Query:
    return Query(_CONFIRMATION.format(day="hold_on"), {"days": list(days)})


def _answered(days: Sequence[date], answers: list[str]) -> dict[str, Any]:
    return {
        "days": list(days),
        "answers": answers,
        "zone": settings.TIME_ZONE,
        "begin": timezone.make_aware(datetime.combine(days[0], time.min)),
        "end": timezone.make_aware(datetime.combine(days[-1] + timedelta(days=1), time.min)),
    }


def _paid(days: Sequence[date]) -> Query:
    return Query(_PAID, _answered(days, ["paid"]))


def _failed(days: Sequence[date]) -> Query:
    return Query(_FAILED, _answered(days, ["failed", "returned"]))


def register_reminders() -> None:
    """Called once by the app's ``ready``."""
    year, month = {"年度": "哪一年的确认"}, {"月份": "哪个月的补助"}
    register(
        Occasion(
            "confirmation_due",
            "年度确认截止（还没有确认的）",
            _until,
            subject="confirmation_due",
            words=year,
            shared=frozenset(year),
            ends=True,
        ),
        Occasion(
            "confirmation_hold",
            "年度确认宽限期满（还没有确认的）",
            _held,
            subject="confirmation_due",
            words=year,
            shared=frozenset(year),
            ends=True,
        ),
        Occasion("paid", "补助到账", _paid, words=month),
        Occasion(
            "payment_failed",
            "补助没有到账（还没有重新发放的）",
            _failed,
            subject="payment",
            words=month,
            ends=True,
        ),
    )
    propose(
        Proposal(
            "confirmation-due",
            "年度确认提醒本人",
            "confirmation_due",
            (-30, -15, -3),
            "person",
            "{姓名}您好：{年度}年度确认{日期}截止，请带身份证到村居退役军人服务站确认。"
            "行动不便的请打{局电话}，我们上门。",
            channels=("sms", "letter"),
        ),
        Proposal(
            "confirmation-station",
            "年度确认提醒站点",
            "confirmation_due",
            (-30, -15, -3, 0),
            "village",
            "{地方}还有 {人数} 人没有办{年度}年度确认，{日期}截止，请联系本人或上门。",
            town_after=5,
            bureau_after=10,
        ),
        Proposal(
            "confirmation-hold",
            "宽限期满前再联系",
            "confirmation_hold",
            (-7, -1),
            "village",
            "{地方}还有 {人数} 人没有确认，{日期}起暂缓发放，请尽快上门。",
        ),
        Proposal(
            "paid",
            "补助到账告知本人",
            "paid",
            (0,),
            "person",
            "{姓名}您好：您{月份}的补助已发到登记的账户，请查收。有疑问请打{局电话}。",
            channels=("sms",),
        ),
        Proposal(
            "payment-failed",
            "没有到账提醒站点",
            "payment_failed",
            (0, 7),
            "village",
            "{地方}有 {人数} 人的补助没有到账（{日期}银行答复），请联系本人核对账户，报送更正。",
            town_after=15,
            bureau_after=30,
        ),
    )
