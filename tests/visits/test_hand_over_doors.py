"""送达 at the doors: what is listed, asked and answered; what the neighbour does not find."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support_services.notices.services import carrying, handling
from support_services.notices.states import NoticeState
from support_services.stations.today import Urgency, due_at
from support_services.visits.models import Visit
from support_services.visits.services import HandedOver
from tests.pictures import png
from tests.subsidies.factories import user
from tests.visits.handing import AT, TODAY, at_home, hand, letter, plaque, plaque_at, state
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry
from veterans.registry.models import Paper, Person
from veterans.registry.timeline import timeline_of


def test_letters_that_wait_are_due_and_come_back_to_the_bureau(
    own: User, neighbour: User, stranger: User, preparer: User, client: Client
) -> None:
    man = at_home(name="曾建国")
    mine = letter(man, preparer)
    letter(at_home((1, 2), name="仇志强"), preparer)
    (told,) = due_at(own, today=TODAY)
    assert (told.urgency, told.title, told.count) == (Urgency.SOON, "书面通知等着送", 1)
    assert due_at(own, today=TODAY + timedelta(days=6))[0].urgency == Urgency.SOON
    late = due_at(own, today=TODAY + timedelta(days=7))[0]
    assert (late.urgency, late.note, late.url) == (
        *(Urgency.LATE, "最早的已等 7 天"),
        "/station/letters/",
    )
    assert due_at(stranger, today=TODAY) == []
    for away in (neighbour, stranger):
        client.force_login(away)
        assert "曾建国" not in client.get("/station/letters/").text
        where = f"/station/letters/{mine.pk}/back/"
        assert client.get(where).status_code == 404
        assert client.post(where, {"why": "letter_away"}).status_code == 404
        assert client.get(f"/station/handovers/new/{man.pk}/").status_code == 404
        assert client.post(f"/station/handovers/new/{man.pk}/").status_code == 404
    client.force_login(own)
    listed = client.get("/station/letters/").text
    assert "曾建国" in listed
    assert "仇志强" not in listed
    assert f"/station/handovers/new/{man.pk}/?letters=1" in listed
    printed = client.get("/station/letters/?print=1").text
    assert "书面通知送达单" in printed
    assert "曾建国" in printed
    where = f"/station/letters/{mine.pk}/back/"
    assert "本人外出" in client.get(where).text
    assert client.post(where, {"why": "lost"}).status_code == 200
    with pytest.raises(Refused, match="请选择没有送到的原因"):
        carrying.bring_back(notice_id=mine.pk, why="lost", by=own, at=AT)
    sent = {"why": "letter_address", "sent_once": "1" * 32}
    first, second = client.post(where, sent), client.post(where, sent)
    assert first["Location"] == second["Location"] == "/station/letters/"
    assert state(mine) == NoticeState.DEAD
    assert AuditEntry.objects.filter(action="notices.bring_back").count() == 1
    assert "没有要送的书面通知" in client.get("/station/letters/").text
    # The bureau sees why and who, and sends it once more.
    client.force_login(preparer)
    dead = unescape(client.get("/bureau/notices/dead/").text)
    assert "没有送到：地址不对" in dead
    assert str(own) in dead
    assert "再送一次" in dead
    assert "重新发送<" not in dead
    step = f"/bureau/notices/{mine.pk}/do/by_letter/"
    assert "由经办再打印、再送" in client.get(step).text
    client.post(step)
    assert state(mine) == NoticeState.WAITING
    handling.mark_printed(notice_ids=[mine.pk], by=preparer, at=AT)
    handling.mark_handed_over(notice_ids=[mine.pk], by=preparer, at=AT)
    mine.refresh_from_db()
    assert (mine.state, mine.answer) == (NoticeState.HANDED, "")


def test_the_form_at_the_door_is_done_once_and_shows_what_came_of_it(
    own: User, preparer: User, client: Client
) -> None:
    man = at_home(name="曾建国", plaque="鲁C-00100")
    mine = letter(man, preparer)
    client.force_login(own)
    where = f"/station/handovers/new/{man.pk}/"
    assert f'href="{where}"' in client.get(f"/station/payees/{man.pk}/").text
    asked = client.get(f"{where}?letters=1").text
    assert "这一户现在是 鲁C-00100，2019-05-01 悬挂" in asked
    assert f'value="{mine.pk}"' in asked
    assert "checked" in asked.split(f'value="{mine.pk}"')[1].split(">")[0]
    assert "没有，只送勾选的书面通知" in asked
    today = timezone.localdate()
    sent: dict[str, Any] = {
        "visited_on": f"{today}", "way": "home", "kind": "plaque", "plaque_number": "鲁C-00200",
        "letters": [mine.pk], "taken_by": "family", "taker_name": "曾小军",
        "taker_relation": "儿子", "sent_once": "0" * 32,
    }  # fmt: skip
    refused = client.post(where, sent)
    assert "请选择原来的牌子为什么换下" in refused.text
    assert not Visit.objects.exists()
    sent["replaced_why"] = "damaged"
    sent |= {"photos": png_file(), "photo_consent": "on"}
    first = client.post(where, sent)
    # The letter waits no more and the home has another plaque: the same click is still the same.
    second = client.post(where, {**sent, "photos": png_file()})
    visit = Visit.objects.get()
    assert first["Location"] == second["Location"] == f"/station/visits/{visit.pk}/"
    assert Paper.objects.count() == 1
    shown = client.get(first["Location"]).text
    assert "光荣牌 鲁C-00200，换下 鲁C-00100（损坏）" in shown
    assert "家属 曾小军（儿子）" in shown
    assert "通知书：证件到期换证" in shown
    # Nothing waits: no ticks, and nothing at all is refused in words.
    asked = client.get(where).text
    assert "只送勾选" not in asked
    empty = client.post(where, {"visited_on": f"{today}", "way": "home", "taken_by": "self"})
    assert "请选择送的什么" in empty.text
    # Voided where it was written down: everything is as before.
    told = client.get(f"/station/visits/{visit.pk}/void/").text
    assert "光荣牌恢复为原来登记的" in told
    done = client.post(f"/station/visits/{visit.pk}/void/", {"why": "送错了"}, follow=True).text
    assert "这一户的光荣牌恢复为 鲁C-00100。1 份书面通知重新等着送达。" in done
    assert state(mine) == NoticeState.PRINTED


def test_the_bureau_hands_over_too_and_voids_any(own: User, preparer: User, client: Client) -> None:
    man = at_home(name="曾建国")
    written = hand(man, own, thing=plaque("鲁C-00200"))
    client.force_login(user(Role.AUDITOR))
    assert "光荣牌 鲁C-00200" in client.get(f"/bureau/visits/{written.pk}/").text
    where = f"/bureau/people/{man.pk}/handovers/new/"
    assert client.get(where).status_code == 403
    client.force_login(preparer)
    person_page = client.get(f"/bureau/people/{man.pk}/").text
    assert f'href="{where}"' in person_page
    assert "送达（上门）" in person_page
    assert "这一户现在是 鲁C-00200" in client.get(where).text
    sent = {
        "visited_on": f"{timezone.localdate()}", "way": "station", "kind": "certificate",
        "what": "优待证", "taken_by": "self",
    }  # fmt: skip
    answer = client.post(where, sent)
    made = Visit.objects.get(visited_by=preparer)
    assert answer["Location"] == f"/bureau/visits/{made.pk}/"
    assert "优待证或其他证件：优待证" in client.get(answer["Location"]).text
    client.post(f"/bureau/visits/{written.pk}/void/", {"why": "登记错了人"})
    assert plaque_at(man) == ("", None)
    Person.objects.filter(pk=man.pk).update(died_on=TODAY)
    assert where not in client.get(f"/bureau/people/{man.pk}/").text


def test_lists_ask_as_much_for_many_as_for_one(own: User, preparer: User, client: Client) -> None:
    man = at_home()
    letter(man, preparer)
    hand(man, own, thing=HandedOver("good_news"))
    client.force_login(own)
    client.get("/station/letters/")
    counts = []
    for turn in range(2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/station/letters/")
        with CaptureQueriesContext(connection) as told:
            timeline_of(own, man)
        counts.append((len(asked), len(told)))
        for number in range(4):
            letter(at_home(), preparer)
            hand(man, own, thing=HandedOver("other", f"东西{turn}{number}"))
    assert counts[0] == counts[1]


def png_file() -> Any:
    return SimpleUploadedFile("a.png", png(), content_type="image/png")
