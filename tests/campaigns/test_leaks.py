"""What a juror's pages say of an anonymous campaign: every response is read through for whatever
names a nominee, his place, his work, who nominated him, or what an office said of him."""

import re

import pytest
from django.test import Client

from honors.juries.models import Assignment
from support_services.units.models import Unit
from tests.campaigns.makers import AT, COVERED, STORY, Clock, Office, known
from tests.subsidies.at_the_bureau import enter
from tests.subsidies.factories import village
from veterans.regions.models import Region

pytestmark = pytest.mark.django_db


def reachable(client: Client, first: str) -> dict[str, tuple[int, str]]:
    """Every page at this door to which the juror's pages lead, followed once."""
    found: dict[str, tuple[int, str]] = {}
    waiting = [first]
    while waiting:
        address = waiting.pop()
        if address in found or "logout" in address or "password" in address:
            continue
        answer = client.get(address)
        content = b"".join(answer) if answer.streaming else answer.content
        found[address] = (answer.status_code, content.decode(errors="replace"))
        if answer.status_code == 200:
            waiting += re.findall(r'href="(/bureau/[^"#]*)"', found[address][1])
    return found


def test_no_page_of_a_juror_says_who_is_judged(clock: Clock) -> None:
    office = Office(offices=("区公安分局",)).open()
    place = village(7, 3)
    Region.objects.filter(pk=place.pk).update(name="九级村民委员会")
    man = known("张建国")
    firm = Unit.objects.create(
        kind="enterprise", name="示例果业公司（虚构）", short_name="示例果业",
        entered_by=office.preparer, entered_at=AT,
    )  # fmt: skip
    one = office.cleared("张建国", number=str(man.id_number), region=place.code, work="九级果园")
    other = office.cleared("李秀英", region=place.code)
    stopped = office.nominated("王志强")
    office.complete(stopped)
    office.screen(stopped)
    office.answer(stopped, clear=False, why="失信被执行人（虚构）")
    office.reviewing()
    juror = office.jury.seat()[0]
    clock.days(16)
    client = enter(juror)
    pages = reachable(client, "/bureau/")
    tasks = Assignment.objects.filter(seat__user=juror).values_list("pk", flat=True)
    for key in tasks:
        pages |= reachable(client, f"/bureau/jury/{key}/")
    assert COVERED in " ".join(text for _, text in pages.values())
    # What belongs to the bureau's campaigns is not there for him, whatever address he types.
    for address in (
        "/bureau/campaigns/", f"/bureau/campaigns/{office.campaign.pk}/",
        f"/bureau/campaigns/{office.campaign.pk}/export/",
        f"/bureau/campaigns/candidates/{one.pk}/", "/bureau/people/", f"/bureau/people/{man.pk}/",
        f"/bureau/campaigns/{office.campaign.pk}/checks/", "/bureau/juries/",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code in (302, 403, 404), address
        pages[f"typed {address}"] = (answer.status_code, answer.content.decode(errors="replace"))
    secrets = (
        *("张建国", "建国", "李秀英", "秀英", "王志强", "九级", "果园", firm.name, "示例果业"),
        *(STORY[:10], "失信", str(man.id_number), "13800000000", village(2, 1).name, other.name),
        *(f"candidate:{one.pk}", f"person:{man.pk}"),
    )
    for address, (_, page) in pages.items():
        # To say whom he is close to he chooses from every place and unit there is.
        text = re.sub(r"<option.*?</option>", "", page, flags=re.DOTALL)
        for secret in secrets:
            assert secret not in text, (address, secret)
