"""代办 from the first paper to the receipt and the result."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from support_services.casework.models import Errand, ErrandKind
from support_services.casework.selectors.errands import errands_visible_to
from support_services.casework.services.errands import start_errand
from tests.casework.hands import Hands, noon, the_hands
from tests.casework.test_case_doors import enter, sent, told
from tests.pictures import png
from tests.registry.makers import id_number
from tests.screen_text import latin_words
from veterans.foundation.errors import Refused
from veterans.registry.models import Paper
from veterans.registry.services import propose_event

pytestmark = pytest.mark.django_db
ERRANDS = "/station/errands/"


@pytest.fixture
def hands() -> Hands:
    return the_hands()


def test_from_the_steps_to_the_receipt(hands: Hands) -> None:
    door, today = enter(hands.own), timezone.localdate()
    found = door.post(f"{ERRANDS}find/", {"q": "曾国藩"})
    start = re.findall(r'href="(/station/errands/new/\d+/)"', found.text)[0]
    token = re.findall(r'name="sent_once" value="([^"]+)"', door.get(start).text)[0]
    for _ in range(2):  # the same click twice
        assert "-00001" in sent(door, start, kind="card", sent_once=token)
    assert "已在代办" in sent(door, start, kind="card")
    errand = Errand.objects.get()
    page = f"{ERRANDS}{errand.pk}/"
    assert "办到这里" in told(door, page)
    slip = told(door, f"{page}slip/")
    assert errand.number in slip
    assert f"后四位 {id_number(1)[-4:]}" in slip
    # Papers first, then the step; the scan goes into the person's file.
    first = f"{page}steps/1/"
    assert "已登记收到" in sent(door, first, papers_in=["身份证"])
    day = today.isoformat()
    assert "还缺材料" in sent(door, first, papers_in=["身份证"], on=day)
    papers = list(errand.items.get(number=1).papers)
    scan = SimpleUploadedFile("x.png", png())
    assert "已登记办完" in sent(door, first, papers_in=papers, on=day, files=scan)
    assert Paper.objects.get().person == hands.person
    assert "已撤销" in sent(door, first, text="材料拿错了")
    assert "已登记办完" in sent(door, first, papers_in=papers, on=day)
    # What the bureau changes now holds for the next one.
    bureau = enter(hands.clerk)
    kind = "/bureau/errands/kinds/card/"
    assert "应写成" in sent(bureau, kind, steps="只有步骤", source="文件", confidence="verified")
    steps = "受理 | 村居站 | 申请表、照片\n发证 | 区局"
    changed = sent(
        bureau, kind, steps=steps, source="某文件", confidence="verified", is_offered="on"
    )
    assert "以后受理的按新的步骤" in changed
    assert ErrandKind.objects.get(code="card").steps.count() == 2
    assert errand.items.count() == 4
    # Not done while a step is open; then with the event that came of it.
    assert "还没有办完" in sent(door, f"{page}do/done/", result="领到证")
    for number in (2, 3, 4):
        needed = list(errand.items.get(number=number).papers)
        sent(door, f"{page}steps/{number}/", papers_in=needed, on=day)
    event = propose_event(
        kind="merit",
        person=hands.person,
        happened_on=today,
        entered={"merit": "third", "title": "三等功"},
        document_no="演示1号",
        by=hands.own,
        at=timezone.now(),
        today=today,
    )
    done = sent(door, f"{page}do/done/", result="领到优待证", event_id=str(event.pk))
    assert "已办成" in done
    assert set(latin_words(done)) <= {"own"}
    errand.refresh_from_db()
    assert (errand.state, errand.event) == ("done", event)
    assert "不用再登记" in sent(door, first, text="再撤") or errand.items.get(number=1).done_on
    assert "代办：申领优待证" in told(bureau, f"/bureau/people/{hands.person.pk}/")
    # The neighbour's station has nothing of it.
    for path in ("", "slip/", "steps/1/", "do/done/"):
        assert enter(hands.neighbour).get(f"{page}{path}").status_code == 404


def test_what_is_asked_for_may_itself_be_restricted(hands: Hands) -> None:
    today = timezone.localdate()
    common = {"person": hands.person, "by": hands.own, "at": noon(today), "today": today}
    errand = start_errand(kind="combat", **common)
    seen = [
        errands_visible_to(one).filter(pk=errand.pk).exists()
        for one in (hands.own, hands.second, hands.town, hands.chief)
    ]
    assert seen == [True, True, False, False]
    with pytest.raises(Refused, match="选择代办的事项"):
        start_errand(kind="other", **common)
    with pytest.raises(Refused, match="已在代办"):
        start_errand(kind="combat", **common)
    bureau = enter(hands.clerk)
    assert "0/4" in told(bureau, "/bureau/errands/")
    # One that comes of a case says so, and only of a case of his own.
    case = hands.opened(today=today)
    link = f"/bureau/errands/new/{hands.person.pk}/?case={case.pk}"
    assert link in bureau.get(f"/bureau/cases/{case.pk}/").text
    assert case.number in sent(bureau, link, kind="card", case_id=str(case.pk))
    other = hands.opened(of=hands.caller(), today=today)
    assert "不是此人的" in sent(bureau, link, kind="disability", case_id=str(other.pk))
