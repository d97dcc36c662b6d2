"""What a juror can read of an anonymous campaign while he judges: every answer at every door is
read through for whatever names a nominee, his place, his work, who nominated him, or what an office
said of him. And that this would be seen: one is planted at each place."""

import io
import re
from typing import Any

import pytest
from django.http import HttpResponse, JsonResponse
from django.test import Client
from django.utils.http import content_disposition_header

from honors.campaigns import judged
from honors.campaigns.services.writing import Nominator
from honors.juries.admin import mine
from honors.juries.models import Assignment
from honors.juries.services.contacting import agree_to_messages
from honors.votes.models import Poll
from honors.votes.services.opening import release
from support_services.notices.models import Notice
from support_services.units.models import Unit
from tests.campaigns.leaking import leaked, said_in, said_in_bytes
from tests.campaigns.makers import AT, COVERED, STORY, Clock, Office, known
from tests.pictures import jpeg, segment
from tests.subsidies.at_the_bureau import enter
from tests.subsidies.factories import user, village
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.paper import Certificate, certificate
from veterans.foundation.table_files import xlsx_bytes
from veterans.regions.models import Region

pytestmark = pytest.mark.django_db
SECRET = "张建国"


class Anonymous:
    """A campaign that is judged without names and voted on at the same time, and one of its
    jurors."""

    def __init__(self, clock: Clock) -> None:
        office = self.office = Office(offices=("区公安分局",), vote_share=20).open()
        place = village(7, 3)
        Region.objects.filter(pk=place.pk).update(name="九级村民委员会")
        self.man = known("张建国")
        self.firm = Unit.objects.create(
            kind="enterprise", name="示例果业公司（虚构）", short_name="示例果业",
            contact_phone="13700000001", entered_by=office.preparer, entered_at=AT,
        )  # fmt: skip
        photo = jpeg(tail=segment(0xE1, "Exif\0\0张建国".encode()))
        self.one = office.cleared(
            "张建国", number=str(self.man.id_number), region=place.code, work="九级果园",
            nominator=Nominator("unit", unit_id=self.firm.pk), files=[photo],
        )  # fmt: skip
        self.other = office.cleared("李秀英", region=place.code)
        stopped = office.nominated("王志强")
        office.complete(stopped)
        office.screen(stopped)
        office.answer(stopped, clear=False, why="失信被执行人（虚构）")
        office.reviewing()
        self.poll = Poll.objects.get(of=judged.about_of(office.campaign))
        release(poll_id=self.poll.pk, by=office.reviewer, at=office.at)
        people = [user(Role.JUROR) for _ in range(3)]
        for one in people:
            agree_to_messages(
                user_id=one.pk, phone="13900000009", agreed_on=office.today, by=one,
                at=office.at, today=office.today,
            )  # fmt: skip
        self.juror = _seated(office, people)
        clock.days(16)
        self.secrets = (
            *("张建国", "建国", "张*国", "李秀英", "秀英", "李*英", "王志强", "九级", "果园"),
            *(self.firm.name, "示例果业", STORY[:10], "失信", str(self.man.id_number)),
            *("13800000000", "13700000001", village(2, 1).name),
            *(f"candidate:{self.one.pk}", f"person:{self.man.pk}"),
        )

    def answers(self) -> dict[str, Any]:
        """Every answer the juror gets: what his pages lead to, what he sends, whatever address he
        types at any door, and what is sent to his telephone."""
        client = enter(self.juror)
        found = reachable(client, "/bureau/")
        for key in Assignment.objects.filter(seat__user=self.juror).values_list("pk", flat=True):
            for verb in ("", "aside/"):
                address = f"/bureau/jury/{key}/{verb}"
                found |= reachable(client, address)
                found[f"POST {address}"] = client.post(address, {})
        for address in self.typed():
            found[address] = client.get(address)
        for address in ("/bureau/jury/ties/new/", "/bureau/jury/phone/"):
            found[f"POST {address}"] = client.post(address, {})
        return found

    def typed(self) -> list[str]:
        campaign, one = self.office.campaign.pk, self.one.pk
        nomination = self.one.nominations.get()
        panel = self.office.jury.panel
        here = f"/bureau/campaigns/{campaign}/"
        return [
            *("/bureau/campaigns/", here, f"{here}export/", f"{here}print/", f"{here}checks/"),
            *("/bureau/campaigns/statistics/", "/bureau/campaigns/statistics/xlsx/"),
            f"/bureau/campaigns/candidates/{one}/",
            f"/bureau/campaigns/candidates/{one}/consent/",
            f"/bureau/campaigns/nominations/{nomination.pk}/",
            f"/bureau/campaigns/nominations/find/?number=2026-{campaign:04}-{nomination.pk:05}",
            f"/bureau/campaigns/papers/{nomination.papers.get().pk}/",
            *("/bureau/people/", f"/bureau/people/{self.man.pk}/", "/bureau/juries/"),
            *(f"/bureau/juries/{panel.pk}/", f"/bureau/juries/{panel.pk}/sheet/"),
            *(f"/bureau/juries/{panel.pk}/sheet/{kind}/" for kind in ("xlsx", "pdf")),
            *("/bureau/audit/", f"/bureau/audit/?q={SECRET}", "/bureau/notices/"),
            *("/bureau/votes/", f"/bureau/votes/{self.poll.pk}/"),
            f"/bureau/votes/{self.poll.pk}/report/xlsx/",
            *("/station/campaigns/", f"/station/campaigns/nominations/{nomination.pk}/"),
            *("/pingxuan/", f"/pingxuan/{campaign}/", f"/pingxuan/{campaign}/yijian/"),
            *("/pingxuan/zhengshu/?bianhao=2026-01-0001-01", "/wode/tuijian/"),
            *("/toupiao/", f"/toupiao/{self.poll.pk}/", f"/toupiao/{self.poll.pk}/wancheng/"),
            *("/api/v1/honours", "/api/v1/honours/titles", "/api/", "/"),
        ]

    def leaks(self) -> list[tuple[str, list[str]]]:
        said = {address: said_in(answer) for address, answer in self.answers().items()}
        for one in Notice.objects.filter(hearer_kind="juror"):
            said[f"message {one.pk}"] = f"{one.title}{one.text}{one.hearer_name}{one.words}"
        asked = {  # what one has typed oneself comes back in some places, and says nothing
            address: text.replace(f"q={SECRET}", "") for address, text in said.items()
        }
        return [(address, found) for address, text in asked.items()
                if (found := leaked(text, self.secrets))]  # fmt: skip


def _seated(office: Office, people: list[User]) -> User:
    from honors.juries.services.assigning import begin
    from honors.juries.services.seating import appoint

    panel = office.jury.panel
    appoint(
        panel_id=panel.pk, user_ids=[one.pk for one in people], by=office.preparer, at=office.at
    )
    begin(panel_id=panel.pk, by=office.preparer, at=office.at)
    office.jury.people = people
    return people[0]


def reachable(client: Client, first: str) -> dict[str, Any]:
    """Every page at this door to which the juror's pages lead, followed once."""
    found: dict[str, Any] = {}
    waiting = [first]
    while waiting:
        address = waiting.pop()
        if address in found or "logout" in address or "password" in address:
            continue
        answer = client.get(address)
        found[address] = answer
        if answer.status_code == 200 and not answer.streaming:
            waiting += re.findall(r'(?:href|src)="(/bureau/[^"#]*)"', answer.content.decode())
    return found


@pytest.fixture
def anonymous(clock: Clock, settings: Any) -> Anonymous:
    settings.PORTAL_SMS = "console"
    return Anonymous(clock)


def test_no_answer_at_any_door_says_who_is_judged(
    anonymous: Anonymous, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = anonymous.answers()
    assert COVERED in "".join(said_in(one) for one in answers.values())
    assert answers[f"/toupiao/{anonymous.poll.pk}/"].status_code == 200
    messages = Notice.objects.filter(hearer_kind="juror")
    assert messages.count() == 3
    assert anonymous.leaks() == []
    # One that is planted is found: in a title, and in a message.
    monkeypatch.setattr(mine, "TITLE", f"我的评审 {SECRET}")
    Notice.objects.filter(pk=messages[0].pk).update(title="评审：秀英")
    where = {address: words for address, words in anonymous.leaks()}
    assert where["/bureau/jury/"] == ["张建国", "建国"]
    assert where[f"message {messages[0].pk}"] == ["秀英"]


def _paper(name: str, number: str = "2026-01") -> bytes:
    return certificate(
        Certificate(
            heading="证书", name=name, body=["正文"], number=number, issuer="局", day="2026年",
            link="http://localhost/", foot="查验",
        )
    )  # fmt: skip


def _page(text: str = "", **heads: str) -> HttpResponse:
    answer = HttpResponse(f"<title>评审</title><p>{text}</p>")
    for name, value in heads.items():
        answer.headers[name.replace("_", "-")] = value
    return answer


def _with_cookie() -> HttpResponse:
    answer = _page()
    answer.set_cookie("seen", "%E5%BC%A0%E5%BB%BA%E5%9B%BD")
    return answer


def _two_bytes() -> bytes:
    return jpeg(tail=segment(0xE1, b"Exif\0\0" + SECRET.encode("utf-16-le")))


@pytest.mark.parametrize(
    "answer",
    [
        lambda: _page(SECRET),
        lambda: _page("张 建\n国"),
        lambda: _page("&#24352;&#24314;&#22269;"),
        lambda: HttpResponse(f"<title>{SECRET}</title>"),
        lambda: _page(Content_Disposition=content_disposition_header(True, f"{SECRET}.pdf") or ""),
        lambda: _page(Location="/x/?name=%E5%BC%A0%E5%BB%BA%E5%9B%BD"),
        _with_cookie,
        lambda: JsonResponse({"name": SECRET}),
        lambda: HttpResponse(xlsx_bytes("名单", [], ["姓名"], [[SECRET]])),
        lambda: HttpResponse(xlsx_bytes(SECRET, [], ["姓名"], [["某"]])),
        lambda: HttpResponse(_paper(SECRET)),
        lambda: HttpResponse(jpeg(tail=segment(0xE1, f"Exif\0\0{SECRET}".encode()))),
        lambda: HttpResponse(_two_bytes()),
        lambda: HttpResponse(b"\xff\xd8\x00" + SECRET.encode("utf-16-be")),
    ],
)
def test_a_leak_is_seen_wherever_it_stands(answer: Any) -> None:
    assert leaked(said_in(answer()), [SECRET]) == [SECRET]
    assert leaked(said_in(answer()), ["李秀英"]) == []


def test_a_leak_in_the_properties_of_a_paper_is_seen() -> None:
    from pypdf import PdfWriter

    paper = PdfWriter()
    paper.add_blank_page(100, 100)
    paper.add_metadata({"/Title": SECRET})
    written = io.BytesIO()
    paper.write(written)
    assert leaked(said_in_bytes(written.getvalue()), [SECRET]) == [SECRET]
