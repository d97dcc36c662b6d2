"""The self-assessment: the own station scores, the level above checks, nobody else does."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from support_services.stations.models import (
    Assessment,
    AssessmentItem,
    AssessmentScore,
    FiveItem,
    StationPaper,
)
from support_services.stations.network_today import due
from support_services.stations.selectors.network import ranking
from support_services.stations.services import assessing, five, papers, templates
from support_services.stations.services.assessing import Checked
from support_services.stations.today import Urgency
from tests.people import EAST_ONE, NOW
from tests.pictures import jpeg, pdf, png
from tests.stations.assessing import TODAY, Office
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry, SealedFile

pytestmark = pytest.mark.django_db


def told(user):
    return [(one.urgency, one.title) for one in due(user, TODAY)]


def write_sum(made, total):
    with transaction.atomic(), connection.cursor() as cursor:
        Assessment.objects.filter(pk=made.pk).update(self_total=total)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_cycle_by_the_right_hands_only():
    office = Office()
    draft = office.template(enforce=False)
    with pytest.raises(Refused, match="还没有启用"):
        assessing.begin(station_code=EAST_ONE, template_id=draft.pk, by=office.village, at=NOW)
    with pytest.raises(PermissionRefused):
        templates.decide_template(template_id=draft.pk, verb="enforce", by=office.preparer, at=NOW)
    templates.decide_template(template_id=draft.pk, verb="enforce", by=office.reviewer, at=NOW)
    with pytest.raises(Refused, match="已启用"):
        templates.decide_template(template_id=draft.pk, verb="withdraw", by=office.preparer, at=NOW)
    with pytest.raises(Refused, match="不能再改"):
        templates.drop_item(
            template_id=draft.pk, item_id=draft.items.first().pk, by=office.preparer, at=NOW
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        AssessmentItem.objects.filter(template=draft).update(most=1)

    # The own station, and nobody on its behalf: not the town, the neighbour, the stranger.
    first, second = draft.items.all()
    given = {"template_id": draft.pk, "at": NOW}
    with pytest.raises(PermissionRefused, match="本站自己"):
        assessing.begin(station_code=EAST_ONE, by=office.town, **given)
    for other in (office.neighbour, office.stranger):
        with pytest.raises(NotFound):
            assessing.begin(station_code=EAST_ONE, by=other, **given)
    made = assessing.begin(station_code=EAST_ONE, by=office.village, **given)
    assert assessing.begin(station_code=EAST_ONE, by=office.village, **given).pk == made.pk
    assert told(office.village) == []  # A month and more is left.

    score = {"assessment_id": made.pk, "by": office.village, "at": NOW}
    for points in ("10.5", "-1", "3.2"):
        with pytest.raises(Refused, match="0 到 10 分"):
            assessing.score_item(item_id=first.pk, points=Decimal(points), told="有", **score)
    assessing.score_item(
        item_id=first.pk, points=Decimal(9), told="有专人", files=[png(), png()], **score
    )
    assert StationPaper.objects.count() == 1  # The same photo chosen twice is one.
    with pytest.raises(Refused, match="还有 1 项"):
        assessing.submit(assessment_id=made.pk, by=office.village, at=NOW)
    assessing.score_item(item_id=second.pk, points=Decimal(7), told="有记录", **score)
    assessing.submit(assessment_id=made.pk, by=office.village, at=NOW)
    with pytest.raises(Refused, match="待上级核定"):
        assessing.submit(assessment_id=made.pk, by=office.village, at=NOW)
    with pytest.raises(Refused, match="不能再改"):
        assessing.score_item(item_id=second.pk, points=Decimal(1), told="改", **score)
    assert (Urgency.TODAY, "1 份村居自评待核定") in told(office.town)
    assert told(office.stranger) == told(office.neighbour) == []

    # Checked by the town alone; the bureau checks towns.
    for other, error in (
        (office.village, PermissionRefused),
        (office.preparer, PermissionRefused),
        (office.neighbour, PermissionRefused),
        (office.stranger, NotFound),
    ):
        with pytest.raises(error):
            assessing.send_back(assessment_id=made.pk, why="缺照片", by=other, at=NOW)
    assessing.send_back(assessment_id=made.pk, why="缺走访照片", by=office.town, at=NOW)
    assert told(office.village) == [(Urgency.BACK, "2026年全年自评被退回")]
    stale = Assessment.objects.get(pk=made.pk).submitted_at
    assessing.score_item(item_id=second.pk, points=Decimal("6.5"), told="补了照片", **score)
    again = assessing.submit(assessment_id=made.pk, by=office.village, at=NOW.replace(hour=3))
    check = {"assessment_id": made.pk, "by": office.town, "at": NOW}
    both = {first.pk: Checked(Decimal(9)), second.pk: Checked(Decimal(5))}
    with pytest.raises(Refused, match="又改过"):
        assessing.close(checked=both, submitted_at=stale, **check)
    with pytest.raises(Refused, match="第 2 项的分数与自评不同"):
        assessing.close(checked=both, submitted_at=again.submitted_at, **check)
    with pytest.raises(Refused, match="第 2 项没有核定"):
        assessing.close(
            checked={first.pk: both[first.pk]}, submitted_at=again.submitted_at, **check
        )
    both[second.pk] = Checked(Decimal(5), "照片只有一户")
    done = assessing.close(checked=both, submitted_at=again.submitted_at, **check)
    assert (done.self_total, done.checked_total, done.maximum) == (
        Decimal("15.5"),
        Decimal(14),
        Decimal("17.5"),
    )
    with pytest.raises(Refused, match="已核定"):
        assessing.close(checked=both, submitted_at=again.submitted_at, **check)
    assert AuditEntry.objects.latest("serial").action == "assessment.closed"

    # What is closed stays, and no sum can be written that is not one.
    for change in (
        lambda: AssessmentScore.objects.filter(assessment=made).update(told="别的"),
        lambda: Assessment.objects.filter(pk=made.pk).update(checked_total=1),
        lambda: StationPaper.objects.update(added_at=NOW),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    other = office.submitted(draft, office.neighbour)
    with pytest.raises(IntegrityError, match="sums of assessment"):
        write_sum(other, 17)
    with pytest.raises(IntegrityError, match="within_its_maximum"), transaction.atomic():
        Assessment.objects.filter(pk=other.pk).update(self_total=18)
    with pytest.raises(IntegrityError, match="within_its_item"), transaction.atomic():
        AssessmentScore.objects.filter(assessment=other).update(points=8)
    assert audit.verify() == []


def test_the_bureau_checks_towns_and_periods_are_compared(client):
    office = Office()
    office.template("village", enforce=False)
    client.force_login(office.reviewer)
    assert "2026年village自评：启用" in client.get("/bureau/").content.decode()
    before, now = office.template("town", 2025), office.template("town", 2026)
    for template, points in ((before, (10, "4")), (now, (10, "7.5"))):
        made = office.submitted(template, office.town)
        with pytest.raises(PermissionRefused):
            office.closed(made, office.town, *points)
        office.closed(made, office.reviewer, *points)
    last = office.submitted(now, office.stranger)
    assert "西镇退役军人服务站自评：核定" in client.get("/bureau/").content.decode()
    office.closed(last, office.preparer, 1, 1)
    assert "西镇退役军人服务站" not in client.get("/bureau/").content.decode()
    rows = ranking(office.preparer, template=now)
    assert [(row.place, row.name, row.hundred, row.change) for row in rows] == [
        (1, "东街道", Decimal("100.0"), Decimal("20.0")),
        (2, "西镇", Decimal("11.4"), None),
    ]
    assert [row.name for row in ranking(office.town, template=now)] == ["东街道"]
    villages = office.template("village", 2025)
    assert {row.name for row in ranking(office.town, template=villages)} == {"东一村", "东二村"}


def test_evidence_is_known_by_its_bytes_and_seen_by_the_area_alone():
    office = Office()
    given = {
        "station_code": EAST_ONE,
        "kind": "organ",
        "is_met": True,
        "since_on": TODAY,
        "note": "挂牌",
        "at": NOW,
        "today": TODAY,
    }
    for wrong in (b"MZ\x90", b"", pdf(b"/OpenAction 1 0 R"), png()[:-20]):
        with pytest.raises(Refused):
            five.set_five(files=[wrong], by=office.village, **given)
    assert not FiveItem.objects.exists()
    assert not SealedFile.objects.exists()
    five.set_five(files=[jpeg(tail=b"film"), pdf()], by=office.village, **given)
    row = FiveItem.objects.get()
    paper = row.papers.first()
    shown = papers.open_paper(paper_id=paper.pk, by=office.town, at=NOW)
    assert (shown.content_type, b"".join(shown.content)) == ("image/jpeg", jpeg())
    assert AuditEntry.objects.latest("serial").action == "station_paper.viewed"
    for other in (office.neighbour, office.stranger):
        with pytest.raises(NotFound):
            papers.open_paper(paper_id=paper.pk, by=other, at=NOW)
    see = {"station_code": EAST_ONE, "kind": "organ", "at": NOW}
    with pytest.raises(PermissionRefused):
        five.see_five(by=office.village, **see)
    with pytest.raises(PermissionRefused):
        five.see_five(by=office.preparer, **see)
    assert five.see_five(by=office.town, **see).seen_by == office.town
    # The same again leaves it seen; another paper has to be seen anew.
    assert five.set_five(by=office.village, **given).seen_at is not None
    assert five.set_five(by=office.village, files=[png()], **given).seen_at is None


@pytest.mark.django_db(transaction=True)
def test_two_at_once_close_it_once():
    office = Office()
    made = office.submitted(office.template(), office.village)

    def close() -> bool:
        try:
            office.closed(made, office.town, 8, 5)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    def begin() -> int:
        try:
            return assessing.begin(
                station_code=office.neighbour.region.code,
                template_id=made.template_id,
                by=office.neighbour,
                at=NOW,
            ).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(one.result() for one in [pool.submit(close), pool.submit(close)]) == [
            False,
            True,
        ]
        assert len({one.result() for one in [pool.submit(begin), pool.submit(begin)]}) == 1
    assert AuditEntry.objects.filter(action="assessment.closed").count() == 1
