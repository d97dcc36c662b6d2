"""Wrong entries put right; rewards of winners without a file and of units; what adds up over the
years."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from honors.campaigns.models import Award, Candidate, Nomination, NominationPaper
from honors.campaigns.selectors.statistics import BY_CLERK, failed_of, statistics
from honors.campaigns.services import awarding, mending, rewarding
from honors.campaigns.services.screening import join_candidates
from honors.campaigns.services.writing import Nominator
from honors.roll.models import Edition
from honors.roll.services.editions import move_edition
from honors.roll.services.revoking import ask_revocation, settle_revocation
from support_services.units.models import Unit
from tests.campaigns.makers import AT, STORY, TODAY, Clock, Office, known
from tests.pictures import png
from tests.registry.makers import id_number
from tests.subsidies.at_the_bureau import enter, press, said, told
from tests.subsidies.factories import user, village
from veterans.accounts.roles import Role
from veterans.foundation.errors import Refused
from veterans.registry.models import Person

pytestmark = pytest.mark.django_db


def refused(words: str, deed: Any) -> None:
    with pytest.raises(Refused, match=words):
        deed()


def test_a_nomination_in_the_wrong_campaign_goes_over_and_both_are_on_record() -> None:
    office = Office().open()
    right = Office(name="2026 年度兵妈妈评选（虚构）")
    right.preparer, right.reviewer, right.approver = (
        office.preparer, office.reviewer, office.approver,
    )  # fmt: skip
    made = office.step(office.draft("张建国", files=[png()]), "hand_in")

    def move(to: int, *, keeps: bool = False) -> Nomination:
        return mending.move_nomination_to(
            nomination_id=made.pk, campaign_id=to, keeps_consent=keeps, why="看错称号",
            by=office.preparer, at=AT, today=TODAY,
        )  # fmt: skip

    refused("另一个评选", lambda: move(office.campaign.pk))
    refused("不收推荐", lambda: move(right.campaign.pk))
    right.campaign.refresh_from_db()
    right.move("open", by=user(Role.REVIEWER))
    moved = move(right.campaign.pk)
    made.refresh_from_db()
    assert (made.state, moved.state, moved.moved_from) == ("withdrawn", "draft", made)
    assert "转到“2026 年度兵妈妈评选" in made.ended_why
    assert Candidate.objects.get().state == "withdrawn"
    fresh = Nomination.objects.get(pk=moved.pk)
    assert (str(fresh.number), fresh.consent) == (str(made.number), "")
    first = right.campaign.fields.order_by("number")[0]
    assert fresh.told[str(first.pk)] == STORY
    assert NominationPaper.objects.filter(nomination=fresh).count() == 1
    handed = right.step(fresh, "hand_in")
    assert handed.candidate is not None
    assert handed.candidate.campaign_id == right.campaign.pk
    refused("已经撤回", lambda: move(right.campaign.pk))


def test_drafts_go_away_and_joined_candidates_part_again(clock: Clock) -> None:
    office = Office().open()
    by = {"by": office.preparer, "at": AT}
    draft, full = office.draft("张建国"), office.draft("李秀英", files=[png()])
    page = enter(office.preparer)
    here = f"/bureau/campaigns/nominations/{draft.pk}/"
    assert "删除草稿" in told(page, here)
    assert "找不回来" in told(page, f"{here}delete/")
    other = enter(user(Role.PREPARER))
    assert "由录入人删除" in said(other.post(f"{here}delete/", {"go": "1"}))
    press(page, f"{here}delete/")
    assert not Nomination.objects.filter(pk=draft.pk).exists()
    refused("有佐证", lambda: mending.delete_draft(nomination_id=full.pk, **by))
    handed = office.step(full, "hand_in")
    refused("只能撤回", lambda: mending.delete_draft(nomination_id=handed.pk, **by))
    one = office.nominated("王志强", number="", consent="")
    two = office.nominated("王志强")
    join_candidates(candidate_id=two.pk, into_serial=one.serial, by=office.reviewer, at=AT)
    one.refresh_from_db()
    assert (one.consent, one.nominations.count()) == ("self", 2)
    reader = enter(office.reviewer)
    address = f"/bureau/campaigns/candidates/{two.pk}/"
    assert "分开合错的" in told(reader, address)
    office.screen(one, why="核对过")
    assert "重新初审" in said(reader.post(f"{address}part/", {"why": "是两个人"}))
    office.screen(one, "reopen", why="合错了")
    press(reader, f"{address}part/", why="是两个人")
    one, two = Candidate.objects.get(pk=one.pk), Candidate.objects.get(pk=two.pk)
    assert (one.state, one.consent, one.number, one.number_index) == ("waiting", "", None, None)
    assert (two.state, two.consent, two.nominations.count()) == ("waiting", "self", 1)
    assert one.nominations.count() == 1
    refused("没有并入", lambda: mending.part_candidates(
        candidate_id=two.pk, why="x", by=office.reviewer, at=AT
    ))  # fmt: skip


def awarded(office: Office, one: Candidate) -> Award:
    office.ranked({one: "90.00"})
    office.propose(one)
    office.show()
    office.wait_out().decide()
    return Award.objects.get(candidate=one)


def test_a_winner_without_a_file_gets_one_from_the_paper_and_never_by_itself() -> None:
    office = Office().open()
    number = id_number(77)
    one = office.cleared("张建国", number=number)
    assert one.person is None
    award = awarded(office, one)
    given: dict[str, Any] = {"award_id": award.pk, "by": office.preparer, "at": office.at,
                             "today": office.today}  # fmt: skip
    month = date(2026, 12, 1)
    refused("登记档案", lambda: rewarding.enter_reward(month=month, **given))
    assert not Person.objects.filter(name="张建国").exists()

    def file(**other: Any) -> Person:
        asked = {"number": number, "name": "张建国", "proof": "身份证原件，当面核对",
                 "is_other": False, **other}  # fmt: skip
        return rewarding.file_winner(**asked, **given)

    refused("不一样", lambda: file(number=id_number(78)))
    refused("姓名和获奖的不一样", lambda: file(name="张建军"))
    refused("不要写身份证号", lambda: file(proof=f"身份证 {number}"))
    known("张建国")
    refused("同名", file)
    page = enter(office.preparer)
    asked = told(page, f"/bureau/campaigns/awards/{award.pk}/file/")
    assert "不认定类别" in asked
    assert number not in asked
    made = file(is_other=True)
    assert (made.name, str(made.id_number), made.region_id) == ("张建国", number, one.region_id)
    refused("已经有档案", file)
    paid = rewarding.enter_reward(month=month, **given)
    assert paid.grant is not None
    assert (paid.grant.amount, paid.grant.person_id) == (Decimal("2000.00"), made.pk)
    refused("“发奖励”", lambda: rewarding.reward_elsewhere(
        award_id=award.pk, how="x", by=office.preparer, at=office.at
    ))  # fmt: skip


def test_who_has_a_file_by_now_is_not_filed_twice() -> None:
    office = Office().open()
    number = id_number(79)
    one = office.cleared("张建国", number=number)
    award = awarded(office, one)
    later = known("张建军")
    from veterans.registry.selectors import id_index

    Person.objects.filter(pk=later.pk).update(id_number=number, id_index=id_index(number))
    given: dict[str, Any] = {
        "award_id": award.pk, "number": number, "proof": "身份证原件", "is_other": True,
        "by": office.preparer, "at": office.at, "today": office.today,
    }  # fmt: skip
    refused("姓名不一样", lambda: rewarding.file_winner(name="张建国", **given))
    Person.objects.filter(pk=later.pk).update(name="张建国")
    people = Person.objects.count()
    assert rewarding.file_winner(name="张建国", **given).pk == later.pk
    assert Person.objects.count() == people


def test_a_unit_is_rewarded_outside_the_ledger_and_that_is_written_down() -> None:
    office = Office(kind="organisation", sources=["unit", "station"])
    office.open()
    firm = Unit.objects.create(
        kind="enterprise", name="示例果业公司（虚构）", region=village(1, 1),
        entered_by=office.preparer, entered_at=AT,
    )  # fmt: skip
    one = office.cleared(firm.name, unit_id=firm.pk, consent="not_a_person", consent_on=None,
                         number="", phone="")  # fmt: skip
    award = awarded(office, one)
    given: dict[str, Any] = {"award_id": award.pk, "by": office.preparer, "at": office.at}
    refused("不走个人核发", lambda: rewarding.enter_reward(
        month=date(2026, 12, 1), today=office.today, **given
    ))  # fmt: skip
    page = enter(office.preparer)
    here = f"/bureau/campaigns/{office.campaign.pk}/awards/"
    assert "登记奖励办理" in told(page, here)
    press(page, f"/bureau/campaigns/awards/{award.pk}/elsewhere/", how="表彰会发放，凭证 12 号")
    assert "凭证 12 号" in told(page, here)
    refused("不要写", lambda: rewarding.reward_elsewhere(how="账号 6222020200000000000", **given))


def test_what_adds_up_over_the_years(clock: Clock) -> None:
    office = Office(quota=1).open()
    one, other = office.cleared("张建国"), office.cleared("李秀英")
    bad, stopped = office.nominated("王志强"), office.cleared("赵六")
    office.screen(bad, "refuse", why="不满五年")
    office.answer(stopped, clear=False, why="失信（虚构）")
    office.nominated("张建国", number=str(one.number),
                     nominator=Nominator("people", person_id=known("钱七").pk))  # fmt: skip
    office.draft("草稿人")
    office.ranked({one: "90.00", other: "80.00"})
    reader = office.preparer
    today = date(2026, 12, 31)
    early = statistics(reader, today, years=3)
    assert (early.total.campaigns, early.under_way, early.total.counts["finalists"]) == (0, 1, 0)
    office.propose(one)
    office.show()
    office.wait_out().decide()
    found = statistics(reader, today, years=3)
    counts = found.total.counts
    assert (counts["nominations"], counts["candidates"], counts["ineligible"]) == (5, 4, 1)
    assert (counts["vetoed"], counts["finalists"], counts["winners"]) == (1, 2, 1)
    assert (counts["revoked"], found.total.sources) == (0, {"station": 4, "people": 1})
    assert found.reasons == ((BY_CLERK, 1),)
    assert [row.label for row in found.by_year] == ["2026"]
    assert statistics(reader, date(2030, 1, 1), years=3).total.campaigns == 0
    assert statistics(reader, date(2030, 1, 1), years=None).total.campaigns == 1
    assert statistics(user(Role.JUROR), today, years=3).rows == ()
    # Revoked by the roll's own two people: counted beside what was conferred.
    award = Award.objects.get()
    awarding.put_on_roll(
        award_id=award.pk, citation="带头修路（虚构）。", story="", by=reader, at=office.at,
        today=office.today,
    )  # fmt: skip
    edition = Edition.objects.get(honour__award=award)
    for verb, by in (("review", office.reviewer), ("publish", office.approver)):
        move_edition(edition_id=edition.pk, verb=verb, by=by, at=office.at, today=office.today)
    asked = ask_revocation(
        honour_id=edition.honour_id, document_no="虚构〔2026〕99号", decided_on=office.today,
        why="查实造假（虚构）", by=reader, at=office.at, today=office.today,
    )  # fmt: skip
    assert statistics(reader, today, years=3).total.counts["revoked"] == 0
    settle_revocation(revocation_id=asked.pk, verb="confirm", by=office.approver, at=office.at)
    gone = statistics(reader, today, years=3)
    assert (gone.total.counts["revoked"], gone.total.counts["winners"]) == (1, 1)
    assert [row.counts["revoked"] for row in gone.by_title] == [1]
    clock.at = AT + timedelta(days=50)
    page = enter(reader)
    assert "入围 2 人次" in told(page, "/bureau/campaigns/statistics/")
    assert "交评委评审的人选" in told(page, "/bureau/campaigns/statistics/?years=all")
    content = page.get("/bureau/campaigns/statistics/xlsx/?years=5").content
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    heads = next(row for row in sheet if row[0] == "年度")
    total = next(row for row in sheet if row[2] == "合计")
    assert total[heads.index("入围")] == 2
    assert total[heads.index("群众推荐")] == 1


def test_reasons_are_the_innermost_conditions_that_failed() -> None:
    rows = [
        [0, "各项都要符合", "", False],
        [1, "年龄：60周岁以上", "52周岁", False],
        [1, "人员类别：退役军人", "退役军人", True],
        [1, "任一项", "", False],
        [2, "立功", "没有", False],
        [2, "居住：本区", "核对不出", None],
        [0, "往届获得者、已去世的不参评", "2025", False],
    ]
    assert failed_of(rows) == {"年龄：60周岁以上", "立功", "往届获得者、已去世的不参评"}
