"""长辈版: the switch and its cookie, the way back, and that nobody sees another's edition."""

from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.people import colleague
from tests.stations.network import TOWN, WITH_STATION, load_places, make_network
from veterans.accounts.roles import Role
from veterans.foundation import elder

pytestmark = pytest.mark.django_db
SWITCH = "/zhangbei/"
READ = [
    "/",
    "/stations/",
    "/stations/?q=" + quote("洪一"),
    f"/stations/{WITH_STATION}/",
    "/sousuo/?q=" + quote("看病"),
    "/youdai/",
    "/youdai/201/",
    "/wo/",
    "/wo/?s=1&d=3&x=1&n=4&kan=1",
]
KEPT_BY_NOBODY = ["/gongshi/", "/fanying/", "/jindu/", "/fanying/huizhi/" + "0" * 32 + "/"]
IN_ELDER, SIGNED_IN = "portal_elder=1", "portal_session=x"


@pytest.fixture(autouse=True)
def network(db: None) -> None:
    load_places()
    make_network()


def is_elder(response: HttpResponse) -> bool:
    html = response.content.decode()
    assert ("长辈版</button>" in html) != ("回到普通版</button>" in html)
    return "回到普通版</button>" in html


def pressed(client: Client, edition: str = "zhangbei", to: str = "/", **headers: str) -> Any:
    return client.post(SWITCH, {"banben": edition, "to": to}, headers=headers)


# --- the switch ------------------------------------------------------------------------------


def test_pressed_it_gives_one_cookie_and_leads_back(client: Client, settings: Any) -> None:
    where = "/stations/?q=%E5%BC%A0&x=1"
    answer = pressed(client, to=where)
    assert (answer.status_code, answer["Location"]) == (303, where)
    assert answer["Cache-Control"] == "no-store"
    [(name, cookie)] = answer.cookies.items()
    assert (name, cookie.value, cookie["path"]) == ("portal_elder", "1", "/")
    assert (cookie["max-age"], cookie["samesite"]) == (365 * 24 * 60 * 60, "Lax")
    assert cookie["httponly"] is True
    assert not cookie["secure"]
    assert not cookie["domain"]
    assert is_elder(client.get(where))
    back = pressed(client, "putong", to=where)
    assert back["Location"] == where
    assert back.cookies["portal_elder"]["max-age"] == 0
    assert not client.cookies["portal_elder"].value
    assert not is_elder(client.get(where))
    # In production it goes over TLS alone.
    settings.SESSION_COOKIE_SECURE = True
    assert pressed(client).cookies["portal_elder"]["secure"] is True


def test_nobody_who_has_not_pressed_gets_a_cookie(client: Client) -> None:
    for path in [*READ, *KEPT_BY_NOBODY, SWITCH]:
        answer = client.get(path)
        assert not answer.cookies, path
        assert not is_elder(answer), path
        assert "<script" not in answer.content.decode()
    for path in [*READ, *KEPT_BY_NOBODY, SWITCH]:
        answer = client.get(path, headers={"cookie": IN_ELDER})
        assert not answer.cookies, path
        assert is_elder(answer), path
    for nonsense in ({}, {"banben": "tuxedo"}, {"banben": ""}):
        answer = client.post(SWITCH, nonsense)
        assert answer.status_code == 200
        assert not answer.cookies


def test_another_site_cannot_press_it(client: Client) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://example.org"}):
        answer = pressed(client, **headers)
        assert answer.status_code == 403
        assert not answer.cookies
    assert pressed(client, **{"Sec-Fetch-Site": "same-origin"}).status_code == 303


NOT_OURS = [
    *("", "stations/", "https://example.org/", "//example.org/", "///example.org"),
    *("/\\example.org", "\\\\example.org", "javascript:alert(1)", " /stations/", "\x00/stations/"),
    "/\t/example.org",
    "/" + "x" * 5000,
]


def test_the_way_back_is_one_of_ours(client: Client) -> None:
    for to in NOT_OURS:
        answer = pressed(client, to=to)
        assert answer["Location"] == "/", to
        assert "portal_elder" in answer.cookies


def test_a_line_break_makes_no_header(client: Client) -> None:
    answer = pressed(client, to="/stations/\r\nSet-Cookie: portal_session=x")
    assert list(answer.cookies) == ["portal_elder"]
    assert "\n" not in answer["Location"]


# --- caches ----------------------------------------------------------------------------------


class SharedCache:
    """Between people and the portal: keeps what is public, by address and by what Vary names."""

    def __init__(self, *, heeds_vary: bool = True) -> None:
        self.kept: list[tuple[str, dict[str, str], HttpResponse]] = []
        self.heeds_vary = heeds_vary
        self.hits = 0

    def get(self, path: str, cookie: str) -> HttpResponse:
        for kept, named, response in self.kept:
            if kept == path and all(cookie == value for value in named.values()):
                self.hits += 1
                return response
        response = Client().get(path, headers={"cookie": cookie} if cookie else {})
        if "public" in response.get("Cache-Control", ""):
            vary = response.get("Vary", "").lower() if self.heeds_vary else ""
            named = {"cookie": cookie} if "cookie" in vary else {}
            self.kept.append((path, named, response))
        return response


@pytest.mark.parametrize("visitors", [["", IN_ELDER, ""], [IN_ELDER, "x=y", f"x=y; {IN_ELDER}"]])
def test_a_kept_page_is_never_shown_to_whoever_reads_the_other_edition(visitors: Any) -> None:
    cache = SharedCache()
    for path in [*READ, *KEPT_BY_NOBODY]:
        for cookie in visitors:
            assert is_elder(cache.get(path, cookie)) == (IN_ELDER in cookie), (path, cookie)
    # And it is worth having: whoever has no cookie is answered by the cache.
    assert cache.hits == len(READ) * (visitors.count("") == 2)


def test_a_cache_that_knows_no_vary_shows_at_worst_the_ordinary_page() -> None:
    cache = SharedCache(heeds_vary=False)
    for path in READ[:4]:
        cache.get(path, IN_ELDER)
        assert not is_elder(cache.get(path, ""))


def test_what_the_answers_say_of_being_kept(client: Client) -> None:
    for path in READ:
        plain, in_elder = client.get(path), client.get(path, headers={"cookie": IN_ELDER})
        assert plain["Cache-Control"] == "public, max-age=300"
        assert in_elder["Cache-Control"] == "private, no-cache"
        assert plain["Vary"] == in_elder["Vary"] == "Cookie"
    for path in KEPT_BY_NOBODY:
        for cookie in ("", IN_ELDER, SIGNED_IN):
            answer = client.get(path, headers={"cookie": cookie})
            assert answer["Cache-Control"] == "no-store", (path, cookie)


def test_a_worker_may_read_it_too_and_stays_signed_in(client: Client) -> None:
    client.force_login(colleague("own", Role.TOWN_WORKER, TOWN))
    pressed(client)
    page = client.get("/")
    assert is_elder(page)
    assert page["Cache-Control"] == "private, no-cache"
    assert client.get("/station/").status_code == 200
    pressed(client, "putong")
    assert client.get("/station/").status_code == 200


# --- nothing typed is lost -------------------------------------------------------------------

LETTER = {
    "form": "0" * 32,
    "kind": "request",
    "where": "洪一",
    "chosen": "",
    "chosen_for": "",
    "town": TOWN,
    "name": "钱不留",
    "phone": "13911",
    "content": "第一行\n第二行",
    "meant_name": "钱老栓",
    "meant_relation": "",
}


@pytest.mark.parametrize("edition", ["zhangbei", "putong"])
def test_in_the_middle_of_a_letter(client: Client, edition: str) -> None:
    answer = client.post("/fanying/", {**LETTER, "banben": edition})
    html = answer.content.decode()
    assert is_elder(answer) == (edition == "zhangbei")
    assert "portal_elder" in answer.cookies
    for name, typed in LETTER.items():
        if typed and name not in ("kind", "town", "content"):
            assert f'name="{name}" value="{typed}"' in html, name
    assert "第一行\n第二行</textarea>" in html
    assert f'<option value="{TOWN}" selected>' in html
    assert 'value="request" ' in html
    assert " checked" in html
    assert '<details class="for-other" open>' in html
    # Half a telephone number is no mistake yet, and nothing was sent.
    assert "还差一点" not in html
    assert answer["Cache-Control"] == "no-store"


def test_at_the_look_before_sending_it_stays_there(client: Client) -> None:
    whole = {**LETTER, "phone": "13911112222", "meant_relation": "父亲"}
    check = client.post("/fanying/", whole)
    assert "看一遍，对不对" in check.text
    sent = {**whole, "chosen": WITH_STATION, "chosen_for": "洪一", "checked": "1"}
    again = client.post("/fanying/", {**sent, "banben": "zhangbei"})
    assert is_elder(again)
    assert "看一遍，对不对" in again.text
    assert "钱老栓（父亲）" in again.text
    assert "第一行\n第二行" in again.text
    # It can be sent from there, and in that edition.
    receipt = client.post("/fanying/", {**sent, "send": "1"}, follow=True)
    assert "收到了" in receipt.text
    assert is_elder(receipt)
    # "Change" leads back to the form, as before.
    assert "看一遍，对不对" not in client.post("/fanying/", {**sent, "change": "1"}).text


def test_in_the_middle_of_asking(client: Client) -> None:
    typed = {"number": "w2031-00077", "tail": "12"}
    answer = client.post("/jindu/", {**typed, "banben": "zhangbei"})
    assert is_elder(answer)
    assert 'value="w2031-00077"' in answer.text
    assert 'value="12"' in answer.text
    # Nothing was looked up, so nothing is said of it; asked in earnest, nothing typed comes back.
    assert "没有查到" not in answer.text
    assert "w2031" not in client.post("/jindu/", typed).text.lower()


# --- pages of errors -------------------------------------------------------------------------


def test_pages_of_errors_are_in_large_letters_too(client: Client, settings: Any) -> None:
    settings.PORTAL_BUREAU_PHONE = "0533-2180000"
    missing = client.get("/nichts/", headers={"cookie": IN_ELDER})
    assert missing.status_code == 404
    assert "portal/elder.css" in missing.text
    assert "tel:0533-2180000" in missing.text
    assert "portal/elder.css" not in client.get("/nichts/").text
    refused = client.post(
        "/fanying/", LETTER, headers={"cookie": IN_ELDER, "Sec-Fetch-Site": "cross-site"}
    )
    assert refused.status_code == 403
    assert "portal/elder.css" in refused.text


def test_one_function_says_which_edition(rf: Any) -> None:
    request = rf.get("/")
    assert not elder.is_elder(request)
    for value, told in (("1", True), ("0", False), ("", False), ("yes", False)):
        request.COOKIES = {"portal_elder": value}
        assert elder.is_elder(request) is told
