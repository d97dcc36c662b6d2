"""A campaign in real browsers, from the call to the certificate that hangs in a frame and is proved
by its number."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from honors.campaigns.models import Award, Campaign, Candidate, Department
from honors.roll.models import Edition
from tests.at_the_door import at_work, fill
from tests.campaigns.makers import COVERED, LAST, STORY, TODAY, Clock, Office
from tests.campaigns.test_doors import FORM, sheet_of
from tests.pictures import png
from tests.registry.makers import id_number
from tests.subsidies.factories import village
from tests.support.browser import NewContext, press
from veterans.foundation.masking import mask_name

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hands(live_server: Any) -> Office:
    village(1, 1), village(2, 1)
    return Office(offices=())


def test_from_the_call_to_the_framed_certificate(
    hands: Office, clock: Clock, new_context: NewContext, seen: Any, tmp_path: Path
) -> None:
    by = (hands.preparer, hands.reviewer, hands.approver)

    def at_the_desks() -> tuple[Page, Page, Page]:
        preparer, reviewer, approver = (at_work(new_context, one) for one in by)
        return preparer, reviewer, approver

    def step(page: Page, place: str, verb: str, **given: str) -> None:
        page.goto(place)
        press(page.locator(f"a[href$='/{verb}/']").first)
        fill(page, given)

    preparer, reviewer, approver = at_the_desks()
    photo = tmp_path / "a.png"
    photo.write_bytes(png())
    preparer.goto("/bureau/campaigns/new/")
    seen(preparer)
    fill(preparer, {
        "title": str(hands.campaign.title_id), "name": "2026 年度好人评选（虚构）", "year": "2026",
        "told": "评选好人。", "kind": "person", "quota": "1", "sources": "station",
        "opens_on": f"{TODAY}", "closes_on": f"{LAST}", "check_by": "2026-11-30",
        "review_by": "2026-12-05", "decide_by": "2026-12-20", "fields_rows": FORM,
        "criteria": "事迹 100", "departments": "区公安分局 有无记录", "per_entry": "3",
        "least_ballots": "1", "is_anonymous": "on", "vote_share": "0", "votes_a_day": "1",
        "publicity_days": "5", "reward": "2,000",
    })  # fmt: skip
    made = Campaign.objects.get(name="2026 年度好人评选（虚构）")
    hands.campaign = made
    here = f"/bureau/campaigns/{made.pk}/"
    step(reviewer, here, "do/open")

    # Nominated by the bureau for a village, screened by another, covered for the jury.
    keys = list(made.fields.order_by("number").values_list("pk", flat=True))
    preparer.goto(f"{here}nominate/")
    seen(preparer)
    fill(preparer, {
        "name": "张建国", "number": id_number(31), "region": village(1, 1).code,
        "source": "station", "by_place": village(2, 1).code, "consent": "self",
        "consent_on": f"{TODAY}", "consent_file": str(photo),
        f"field_{keys[0]}": STORY, f"field_{keys[1]}": "16",
    })  # fmt: skip
    press(preparer.locator("a[href$='/do/hand_in/']").first)
    fill(preparer, {})
    candidate = Candidate.objects.get()
    person = f"/bureau/campaigns/candidates/{candidate.pk}/"
    step(reviewer, person, "complete", brief="带头修路。", consent="self", consent_on=f"{TODAY}")
    step(reviewer, person, "do/pass", why="核对过身份证（虚构）")
    seen(reviewer)
    reviewer.goto(f"{person}cover/")
    fill(reviewer, {f"field_{keys[0]}": COVERED})
    office = Department.objects.get(campaign=made)
    sheet = tmp_path / "answers.xlsx"
    taken = reviewer.request.get(f"/bureau/campaigns/departments/{office.pk}/list/").body()
    grid = CalamineWorkbook.from_filelike(io.BytesIO(taken)).get_sheet_by_index(0).to_python()
    heads = [str(one) for one in grid[0]]
    sheet.write_bytes(sheet_of(heads, ["1", "张建国", "", "", "", "无影响", ""]).read())
    preparer.goto(f"/bureau/campaigns/departments/{office.pk}/answers/")
    fill(preparer, {"file": str(sheet), "answered_on": f"{TODAY}"})
    preparer.goto(person)
    expect(preparer.get_by_text("联审通过").first).to_be_visible()

    # Judged, proposed, made public: residents read a covered name.
    clock.days(16)
    preparer, reviewer, approver = at_the_desks()
    step(preparer, here, "do/close")
    step(preparer, here, "do/begin_review")
    hands.today = TODAY + timedelta(days=16)
    hands.jury.give({candidate: "88.5"})
    clock.days((hands.today - TODAY).days)
    preparer, reviewer, approver = at_the_desks()
    step(reviewer, here, "do/rank")
    step(preparer, here, "propose", **{f"chosen_{candidate.pk}": "on"})
    step(reviewer, here, "do/show")
    resident = new_context().new_page()
    resident.goto(f"/pingxuan/{made.pk}/")
    expect(resident.get_by_text(mask_name("张建国")).first).to_be_visible()
    assert "张建国" not in resident.content()
    seen(resident)

    # Decided after the last day, published with consent, framed, proved by the number.
    made.refresh_from_db()
    assert made.last_on is not None
    clock.days((made.last_on - TODAY).days + 1)
    preparer, reviewer, approver = at_the_desks()
    step(approver, here, "do/decide", document_no="虚构1号",
         decided_on=f"{made.last_on + timedelta(days=1)}")  # fmt: skip
    award = Award.objects.get()
    place = f"/bureau/campaigns/awards/{award.pk}/"
    preparer.goto(f"{place}roll/")
    fill(preparer, {"citation": "带头修路（虚构）。", "story": "第一段。"})
    edition = Edition.objects.get()
    for verb, page in (("review", reviewer), ("publish", approver)):
        page.goto(f"/bureau/honours/editions/{edition.pk}/do/{verb}/")
        fill(page, {})
    preparer.goto(f"{place}certificate/")
    expect(preparer.get_by_text("张建国同志").first).to_be_visible()
    content = preparer.request.get(f"{place}certificate.pdf").body()
    (paper,) = PdfReader(io.BytesIO(content)).pages
    for word in ("张建国同志", award.certificate_no):
        assert word in "".join(paper.extract_text().split())
    resident = new_context().new_page()
    resident.goto(f"/pingxuan/zhengshu/?bianhao={award.certificate_no}")
    expect(resident.get_by_text("是真的").first).to_be_visible()
    seen(resident)
