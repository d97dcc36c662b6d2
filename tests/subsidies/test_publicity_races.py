"""Two colleagues at once: one effect, and the other is told so."""

from datetime import date
from typing import Any

import pytest

from support_services.subsidies.models import (
    Hold,
    Payment,
    PublicityEntry,
    PublicityNotice,
    PublicityObjection,
)
from support_services.subsidies.services import batches, ledger_audit
from support_services.subsidies.services import publicity as service
from support_services.subsidies.services import publicity_objections as objections
from tests.subsidies.factories import user
from tests.subsidies.publicity import SEPTEMBER, Hall, noon
from tests.subsidies.test_grant_races import at_once
from veterans.accounts.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)

HANDS = 4
DAY = date(2026, 9, 7)


@pytest.fixture
def hall() -> Hall:
    return Hall.of()


def test_what_several_draft_at_once_stands_on_one_roster(hall: Hall) -> None:
    hall.granted(date(2026, 9, 3))
    hands = [user(Role.PREPARER) for _ in range(HANDS)]
    done, refused = at_once(
        *(lambda by=by: service.draft_notices(by=by, at=noon(DAY), today=DAY) for by in hands)
    )
    assert done == 1
    assert all("没有等待公示" in text for text in refused)
    assert (PublicityNotice.objects.count(), PublicityEntry.objects.count()) == (1, 1)


def test_a_notice_is_published_once_or_withdrawn(hall: Hall) -> None:
    hall.granted(date(2026, 9, 3))
    (notice,) = hall.draft(DAY)
    hands = [user(Role.REVIEWER) for _ in range(HANDS)]
    done, refused = at_once(*(lambda by=by: hall.publish(notice, DAY, by=by) for by in hands))
    assert done == 1
    assert all("现在是“公示中”" in text for text in refused)


def test_an_objection_is_decided_once_whichever_way(hall: Hall) -> None:
    right = hall.granted(date(2026, 9, 3))
    hall.published(DAY)
    made = hall.object_to(PublicityEntry.objects.get(), DAY)
    hands = [user(Role.REVIEWER) for _ in range(HANDS)]
    given: dict[str, Any] = {"objection_id": made.pk, "decision": "查过", "at": noon(DAY)}
    done, refused = at_once(
        *(lambda by=by: objections.uphold(by=by, today=DAY, **given) for by in hands[:2]),
        *(lambda by=by: objections.dismiss(by=by, **given) for by in hands[2:]),
    )
    assert done == 1
    assert all("已有结论" in text for text in refused)
    made.refresh_from_db()
    right.refresh_from_db()
    assert (made.state == "upheld") == (right.end_month is not None)
    assert Hold.objects.filter(released_at__isnull=True).count() == 0


def test_the_same_objection_by_a_double_click_is_registered_once(hall: Hall) -> None:
    hall.granted(date(2026, 9, 3))
    hall.published(DAY)
    entry = PublicityEntry.objects.get()
    done, refused = at_once(*(lambda: hall.object_to(entry, DAY) for _ in range(HANDS)))
    assert done == 1
    assert all("不用重复登记" in text for text in refused)
    assert (PublicityObjection.objects.count(), Hold.objects.count()) == (1, 1)


def test_an_objection_beside_the_approval_never_lets_money_pass_unseen(hall: Hall) -> None:
    """Either the approval sees it and refuses, or the payment was made and is held."""
    right = hall.granted(date(2026, 9, 3))
    hall.published(DAY)
    day = date(2026, 9, 20)
    batch = hall.calculated(SEPTEMBER, day)
    batches.review(batch_id=batch.pk, by=hall.lab.reviewer, at=noon(day))
    entry = PublicityEntry.objects.get()
    done, refused = at_once(
        lambda: hall.object_to(entry, day),
        lambda: batches.approve(batch_id=batch.pk, by=hall.lab.approver, at=noon(day)),
    )
    assert Hold.objects.filter(entitlement=right, released_at__isnull=True).exists()
    if done == 1:
        assert "人员信息变动" in refused[0]
        assert not Payment.objects.exists()
    else:
        assert Payment.objects.get().entitlement == right
    assert ledger_audit.audit_ledger(at=noon(day), snapshot=False) == []


def test_a_notice_that_ends_while_it_is_withdrawn_stays_or_goes_whole(hall: Hall) -> None:
    hall.granted(date(2026, 9, 3))
    notice = hall.published(DAY)
    hands = [user(Role.REVIEWER) for _ in range(HANDS)]
    done, _ = at_once(
        *(
            lambda by=by: service.withdraw(
                notice_id=notice.pk, reason="有误", by=by, at=noon(DAY), today=DAY
            )
            for by in hands
        )
    )
    assert done == 1
    assert not PublicityEntry.objects.filter(is_live=True).exists()
