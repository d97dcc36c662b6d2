"""What whoever nominated learns, by which road, and what nobody is told; jurors' messages."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from honors.campaigns.answering import CampaignChecks, Campaigns
from honors.campaigns.models import Candidate, Nomination
from honors.campaigns.services import arriving
from honors.campaigns.services.writing import Nominator
from honors.juries.models import JurorContact
from honors.juries.selectors.told import told_in
from honors.juries.services.contacting import agree_to_messages, end_messages
from support_services.notices.models import Notice
from support_services.notices.occasions import occasion
from support_services.notices.services.sending import phone_of
from support_services.units.answering import Disownable
from support_services.units.models import Unit
from tests.campaigns.makers import AFTER, AT, STORY, TODAY, Office, known
from tests.subsidies.factories import user, village
from veterans.accounts.roles import Role
from veterans.foundation.errors import PermissionRefused, Refused
from veterans.registry.selectors import phone_index

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rings(settings: Any) -> None:
    settings.PORTAL_SMS = "console"


def heard(**by: Any) -> list[str]:
    """News in the order in which they were written."""
    rows = Notice.objects.filter(about__startswith="nomination_", **by).order_by("pk")
    return [one.about.removeprefix("nomination_").partition("@")[0] for one in rows]


def words(**by: Any) -> str:
    return "".join(str(one.text) + one.title for one in Notice.objects.filter(**by))


def firm_of(office: Office, name: str = "示例果业公司（虚构）") -> Unit:
    return Unit.objects.create(
        kind="enterprise", name=name, contact_phone="13700000001",
        entered_by=office.preparer, entered_at=AT,
    )  # fmt: skip


def test_a_resident_hears_what_became_of_it_and_no_reason_that_is_not_his() -> None:
    office = Office().open()
    neighbour = known("李秀英")
    neighbour.phone, neighbour.phone_index = "13900000002", phone_index("13900000002")
    neighbour.save(update_fields=["phone", "phone_index"])
    given: dict[str, Any] = {
        "campaign_id": office.campaign.pk, "person_id": neighbour.pk, "is_self": False,
        "at": AT, "today": TODAY,
    }  # fmt: skip
    said = office.said("张建国", consent="")
    made = arriving.nominate_by_resident(said=said, form="a" * 32, **given)
    arriving.nominate_by_resident(said=said, form="a" * 32, **given)
    assert heard(person=neighbour) == ["received"]
    number = f"2026-{office.campaign.pk:04}-{made.pk:05}"
    assert number in words()
    assert "张*国" in words()
    assert "建国" not in words()
    office.step(made, "return", why="缺本人同意书", complete_by=AFTER)
    assert "以前补：缺本人同意书" in words(about="nomination_returned")
    assert made.candidate is not None
    office.screen(made.candidate, "refuse", why="受过处分（虚构）")
    assert heard(person=neighbour) == ["received", "returned", "ineligible"]
    assert "处分" not in words(), "he has not agreed that others hear of him"
    office.screen(made.candidate, "reopen", why="再看")
    office.complete(made.candidate, consent="self", consent_on=TODAY)
    office.today = TODAY + timedelta(days=1)
    office.screen(made.candidate, "refuse", why="服役不满五年（虚构）")
    assert "服役不满五年" in words()


def test_units_by_their_contact_and_stations_in_their_inbox() -> None:
    office = Office().open()
    firm = firm_of(office)
    paper = office.nominated("王志强", nominator=Nominator("unit", unit_id=firm.pk))
    told = Notice.objects.get(hearer_id=firm.pk)
    assert (told.audience, told.channel, told.state) == ("unit", "sms", "waiting")
    assert phone_of(told) == "13700000001"
    # What comes by its link has the receipt of the link.
    arriving.nominate_by_link(
        campaign_id=office.campaign.pk, unit=firm, said=office.said("李四"), link_id=5,
        returned=None, at=AT, today=TODAY,
    )  # fmt: skip
    assert heard(hearer_id=firm.pk) == ["received"]
    own = office.nominated("张建国")
    assert heard(region=village(2, 1)) == ["received"]
    assert Notice.objects.filter(region=village(2, 1)).values_list("link", flat=True)[0] == (
        f"/station/campaigns/nominations/{own.nominations.get().pk}/"
    )
    worker = user(Role.VILLAGE_WORKER, region=village(2, 1))
    office.step(office.draft("赵六", by=worker), "hand_in", by=worker)
    assert heard(region=village(2, 1)) == ["received"], "what one did oneself is no news"
    office.complete(paper)
    office.screen(paper)
    assert heard(hearer_id=firm.pk) == ["received", "accepted"]
    silent = firm_of(office, "没有电话公司（虚构）")
    Unit.objects.filter(pk=silent.pk).update(contact_phone=None)
    office.nominated("孙七", nominator=Nominator("unit", unit_id=silent.pk))
    assert heard(hearer_id=silent.pk) == []


@pytest.mark.parametrize("open_results", [True, False])
def test_nothing_while_it_is_judged_and_no_office_in_the_end(*, open_results: bool) -> None:
    office = Office(quota=1, tells_shortlist=open_results).open()
    one, other = office.cleared("张建国"), office.cleared("李秀英")
    stopped, gone = office.cleared("王志强"), office.cleared("赵六")
    office.today = AFTER
    office.answer(stopped, clear=False, why="失信（虚构）")
    before = Notice.objects.count()
    office.reviewing()
    office.screen(gone, "withdraw", by=office.preparer, why="本人不愿意")
    office.jury.give({one: "90.00", other: "80.00", gone: "70.00"})
    from honors.campaigns.services.judging import settle_places

    settle_places(campaign_id=office.campaign.pk, by=office.reviewer, at=office.at)
    office.propose(one)
    assert Notice.objects.filter(about__startswith="nomination_").count() == before
    office.show()
    office.wait_out().decide()
    last = {
        Notice.objects.filter(subject_id=row.nominations.get().pk, subject_kind="nomination")
        .order_by("-pk")[0].about.removeprefix("nomination_").partition("@")[0]: row.name
        for row in Candidate.objects.filter(pk__in=[one.pk, gone.pk])
    }  # fmt: skip
    assert last == {"awarded": "张建国", "ended": "赵六"}
    assert heard().count("shortlisted") == open_results
    told = {
        str(row.text).split("），")[1]
        for row in Notice.objects.filter(about__startswith="nomination_not_chosen")
    }
    assert len(told) == 1, "stopped by an office or not chosen: the same words"
    assert heard().count("not_chosen") == 2
    for secret in ("失信", "建国", "秀英", "不愿意", "90", "第 1"):
        assert secret not in words(about__startswith="nomination_")


def test_what_a_unit_says_is_not_its_own_goes_back_while_it_can() -> None:
    office = Office(offices=("区法院（虚构）",)).open()
    firm = firm_of(office)
    assert isinstance(Campaigns(), Disownable)
    assert isinstance(CampaignChecks(), Disownable)
    made = arriving.nominate_by_link(
        campaign_id=office.campaign.pk, unit=firm, said=office.said(), link_id=5, returned=None,
        at=AT, today=TODAY,
    )  # fmt: skip
    given: dict[str, Any] = {
        "unit": firm, "verb": "nominate", "link_id": 5, "road": "link", "by": None, "at": AT,
        "today": TODAY,
    }  # fmt: skip
    key = f"{office.campaign.pk}"
    other = AT + timedelta(minutes=1)
    assert "没有找到" in Campaigns().disown(key=key, answered_at=other, **given)
    assert "撤回了" in Campaigns().disown(key=key, answered_at=AT, **given)
    made.refresh_from_db()
    assert (made.state, made.ended_why) == ("withdrawn", "单位说不是它推荐的")
    assert Candidate.objects.get().state == "withdrawn"
    one = office.nominated("李秀英")
    office.complete(one)
    office.screen(one)
    department = office.campaign.departments.get()
    office.answer(one)

    # The same by a link, forged: a yes that stops until the office answers itself.
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE campaigns_checkanswer SET link = 7, entered_by_id = NULL WHERE candidate_id=%s",
            [one.pk],
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    one.refresh_from_db()
    assert one.state == "cleared"
    told = CampaignChecks().disown(
        key=f"{department.pk}", answered_at=office.at, **{**given, "verb": "check", "link_id": 7}
    )
    assert told.startswith("1 个人选")
    one.refresh_from_db()
    assert one.state == "vetoed"
    office.answer(one)
    one.refresh_from_db()
    assert one.state == "cleared"
    office.cover(one)
    office.reviewing()
    assert "区局决定" in CampaignChecks().disown(
        key=f"{department.pk}", answered_at=office.at, **{**given, "verb": "check", "link_id": 7}
    )


def test_jurors_who_agreed_hear_of_their_tasks_and_of_the_end_once() -> None:
    office = Office().open()
    one = office.cleared("张建国", work="九级果园")
    office.reviewing()
    jurors = [user(Role.JUROR) for _ in range(3)]
    first, second, third = jurors
    agree: dict[str, Any] = {"agreed_on": office.today, "at": office.at, "today": office.today}
    agree_to_messages(user_id=first.pk, phone="13900000001", by=office.preparer, **agree)
    agree_to_messages(user_id=second.pk, phone="13900000009", by=second, **agree)
    agree_to_messages(user_id=second.pk, phone="13900000002", by=second, **agree)
    assert JurorContact.objects.filter(user=second, ended_at__isnull=True).count() == 1
    with pytest.raises(PermissionRefused):
        agree_to_messages(user_id=first.pk, phone="13900000003", by=second, **agree)
    with pytest.raises(Refused):
        agree_to_messages(user_id=third.pk, phone="2180000", by=third, **agree)
    with pytest.raises(Refused):
        end_messages(user_id=third.pk, by=third, at=office.at)
    from honors.juries.services.assigning import begin
    from honors.juries.services.seating import appoint

    panel = office.jury.panel
    appoint(panel_id=panel.pk, user_ids=[j.pk for j in jurors], by=office.preparer, at=office.at)
    begin(panel_id=panel.pk, by=office.preparer, at=office.at)
    rows = list(Notice.objects.filter(hearer_kind="juror").order_by("hearer_id"))
    assert [row.hearer_id for row in rows] == [first.pk, second.pk]
    assert [phone_of(row) for row in rows] == ["13900000001", "13900000002"]
    text = "".join(f"{row.text}{row.title}{row.hearer_name}" for row in rows)
    assert "1 份" in text
    for secret in ("建国", "九级", STORY[:8], f"candidate:{one.pk}", str(first)):
        assert secret not in text
    ends = occasion("jury_ends_juror")
    assert ends is not None

    def behind() -> set[int]:
        asked = ends.finder([office.campaign.review_by + timedelta(days=1), date(2030, 1, 1)])
        with connection.cursor() as cursor:
            cursor.execute(asked.sql, asked.params)
            return {row[5] for row in cursor.fetchall()}

    assert behind() == {first.pk, second.pk}
    end_messages(user_id=second.pk, by=second, at=office.at)
    assert behind() == {first.pk}
    assert phone_of(rows[1]) is None, "what waits is not sent any more"
    shown = told_in(panel)
    assert [(t.has_phone, len(t.assigned)) for t in shown] == [(True, 1), (False, 1), (False, 0)]
    office.jury.people = jurors
    office.jury.give({one: "80.00"})
    assert behind() == set()
    assert Nomination.objects.count() == 1
