"""What every address of the programs' door does: answers as data, in Chinese, for everybody."""

import json
import re
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from rest_framework.exceptions import ParseError

from support_services.catalogue.models import Edition
from support_services.stations.models import Station, StationWorker
from tests.people import NOW, colleague
from tests.stations.network import OTHER_TOWN, TOWN, WITH_STATION, WITHOUT, load_places
from tests.stations.network import make_network as stations
from veterans.accounts.roles import Role
from veterans.foundation.programs import problems, schema
from veterans.foundation.programs.answers import TooLarge
from veterans.foundation.programs.views import LONGEST_BODY, JsonParser

ROOT = Path(settings.BASE_DIR)
OPEN = [
    "/api/v1/items",
    "/api/v1/items/101",
    "/api/v1/stations",
    "/api/v1/places",
    f"/api/v1/places/{WITH_STATION}",
    "/api/v1/openapi.yaml",
]


@pytest.fixture
def network(db: None) -> None:
    load_places()
    stations()


def problem(answer, code):
    """The problem with that code, whatever else the answer is."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    told = answer.json()
    assert told["type"] == f"/api/#{code}", told
    assert told["status"] == answer.status_code == problems.KINDS[code].status
    assert told["request_number"] == answer.headers["X-Request-Id"]
    assert re.search("[一-鿿]", told["title"] + told["detail"])
    assert not re.search("[A-Za-z]{3,}", told["title"] + told["detail"])
    return told


class TestForEverybody:
    @pytest.mark.parametrize("address", OPEN)
    def test_no_cookie_no_session_and_kept_for_five_minutes(
        self, client, network, address, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(2) as asked:
            answer = client.get(address)
        assert answer.status_code == 200
        assert not answer.cookies
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert not [one for one in asked.captured_queries if "session" in one["sql"]]

    def test_a_colleagues_cookie_changes_nothing_but_is_not_kept_for_others(self, client, network):
        client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
        answer = client.get("/api/v1/items")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-cache"

    @pytest.mark.parametrize("address", OPEN)
    def test_asked_again_with_the_mark_it_is_not_sent_again(self, client, network, address):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_other_methods(self, client, network):
        got = client.get("/api/v1/items")
        head = client.head("/api/v1/items")
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["Content-Type"] == got.headers["Content-Type"]
        options = client.options("/api/v1/items", headers={"Origin": "https://elsewhere.example"})
        assert (options.status_code, options.content) == (204, b"")
        assert options.headers["Allow"] == "GET, HEAD, OPTIONS"
        assert not [name for name in options.headers if name.startswith("Access-Control")]
        for method in ("post", "put", "patch", "delete"):
            refused = getattr(client, method)("/api/v1/items")
            problem(refused, "method-not-allowed")
            assert refused.headers["Allow"] == "GET, HEAD, OPTIONS"

    def test_the_browsable_pages_of_the_framework_stay_off(self, client, network):
        problem(client.get("/api/v1/items", headers={"Accept": "text/html"}), "not-acceptable")
        usual = "text/html,application/xhtml+xml,*/*;q=0.8"
        answer = client.get("/api/v1/items", headers={"Accept": usual})
        assert answer.headers["Content-Type"] == "application/json"


class TestProblems:
    @pytest.mark.parametrize(
        "address", ["/api/v1/", "/api/v1/items/", "/api/v2/items", "/api/v1/gongshi", "/api/x/y"]
    )
    def test_unknown_addresses_are_told_as_data(self, client, address):
        problem(client.get(address), "no-such-address")
        problem(client.post(address), "no-such-address")

    def test_a_thing_that_is_not_there(self, client, network):
        for address in ("items/9999", "places/999999999999", f"items?place={'9' * 12}",
                        "stations?town=370303999000", f"places?town={WITH_STATION}"):  # fmt: skip
            problem(client.get(f"/api/v1/{address}"), "not-found")

    def test_a_mistyped_parameter_does_not_give_everything(self, client, db):
        told = problem(client.get("/api/v1/items?feild=living"), "bad-parameter")
        [error] = told["errors"]
        assert "field、issuer、place、page、size" in error["detail"]
        assert "feild" not in json.dumps(told)
        told = problem(client.get("/api/v1/items/101?full=1"), "bad-parameter")
        assert "不带参数" in told["errors"][0]["detail"]

    @pytest.mark.parametrize(
        ("query", "name", "says"),
        [
            ("field=housework", "field", "living"),
            ("field=living&field=housing", "field", "只能写一次"),
            ("field=", "field", "不能空着"),
            ("page=0", "page", "整数"),
            ("page=eins", "page", "整数"),
            ("size=101", "size", "1 到 100"),
            ("size=1.5", "size", "整数"),
            ("q=%00", "q", "至少有一个汉字"),
            ("q=%20%20", "q", "至少有一个汉字"),
            (f"q={'字' * 41}", "q", "不超过 40"),
            ("place=3703", "place", "12 位"),
        ],
    )
    def test_a_parameter_out_of_form_is_told_by_name(self, client, db, query, name, says):
        told = problem(client.get(f"/api/v1/items?{query}"), "bad-parameter")
        [error] = told["errors"]
        assert error["name"] == name
        assert says in error["detail"]

    def test_what_was_sent_is_not_repeated(self, client, db):
        number = "370303194901011234"
        for query in (f"{number}=1", f"field={number}", f"page={number}0", f"place={number}"):
            answer = client.get(f"/api/v1/items?{query}")
            assert answer.status_code == 400
            assert number not in answer.text

    def test_a_fault_of_ours_is_told_as_data_too(self, monkeypatch, db):
        def broken(**_: object) -> None:
            raise ValueError("370303194901011234")

        monkeypatch.setattr("support_services.catalogue.published.items", broken)
        answer = Client(raise_request_exception=False).get("/api/v1/items")
        problem(answer, "server-error")
        assert "3703" not in answer.text

    def test_a_host_that_is_not_ours(self, client):
        problem(client.get("/api/v1/items", headers={"Host": "elsewhere.example"}), "bad-request")

    def test_a_codec_that_is_not_of_text_breaks_nothing(self, client, db):
        kind = "application/json; charset=hex"
        answer = client.generic("GET", "/api/v1/items?field=living", content_type=kind)
        assert answer.status_code == 200

    def test_a_page_for_people_stays_a_page(self, client, db):
        answer = client.get("/fanying/huizhi/x/")
        assert answer.headers["Content-Type"].startswith("text/html")

    def test_too_often(self, client, network, settings, monkeypatch):
        clock = SimpleNamespace(now=lambda: NOW)  # no minute ends in between
        monkeypatch.setattr("veterans.foundation.programs.views.timezone", clock)
        settings.PORTAL_API_PER_MINUTE = 3
        near = {"REMOTE_ADDR": "10.1.1.1"}
        statuses = [client.get("/api/v1/items/101?x=1", **near).status_code for _ in range(3)]
        assert statuses == [400, 400, 400]  # wrong questions count as well
        answer = client.get("/api/v1/stations", **near)
        problem(answer, "too-often")
        assert answer.headers["Retry-After"] == "60"
        assert client.get("/api/v1/stations", REMOTE_ADDR="10.1.1.2").status_code == 200


class TestCatalogue:
    def test_what_residents_read_and_nothing_of_the_files_behind_it(self, client, db):
        edition = Edition.objects.get(item__code="101", state="published")
        Edition.objects.filter(pk=edition.pk).update(note="只给自己人看")
        told = client.get("/api/v1/items/101").json()
        assert (told["title"], told["issuer"], told["issuer_label"]) == (
            edition.title,
            "state",
            "国家",
        )
        assert told["areas"] == []
        text = json.dumps(told, ensure_ascii=False)
        for hidden in ("只给自己人看", "criteria", "confidence", "note", "entered"):
            assert hidden not in text

    def test_only_what_is_published_and_holds_today(self, client, db):
        total = client.get("/api/v1/items").json()["total"]
        assert total == Edition.objects.for_residents(timezone.localdate()).count() > 50
        draft = Edition.objects.filter(state="draft").exclude(item__editions__state="published")[0]
        problem(client.get(f"/api/v1/items/{draft.item.code}"), "not-found")
        yesterday = timezone.localdate() - timedelta(days=1)
        Edition.objects.filter(item__code="101").update(valid_to=yesterday)
        problem(client.get("/api/v1/items/101"), "not-found")
        assert client.get("/api/v1/items").json()["total"] == total - 1

    def test_pages_follow_each_other_through_everything(self, client, db):
        address, codes = "/api/v1/items?size=30", []
        while address:
            page = client.get(address).json()
            assert len(page["results"]) <= page["size"] == 30
            codes += [one["code"] for one in page["results"]]
            address = page["next"]
        assert codes == sorted(codes)
        assert len(set(codes)) == len(codes) == page["total"]
        assert page["previous"].endswith("size=30&page=2")
        beyond = client.get("/api/v1/items?page=9999").json()
        assert (beyond["results"], beyond["next"]) == ([], None)

    def test_narrowed(self, client, network):
        def codes(query):
            page = client.get(f"/api/v1/items?size=100&{query}").json()
            return {one["code"] for one in page["results"]}

        living, elderly = codes("field=living"), codes("field=elderly")
        assert living
        assert elderly
        assert not living & elderly
        assert codes("issuer=state") >= living & codes("issuer=state") > set()
        assert codes("q=光荣牌") == {"101"}
        assert codes("q=光荣牌 火星") == set()
        # Items of one town hold there and in its villages, and nowhere else.
        path = TOWN[:9]
        Edition.objects.filter(item__code="101").update(areas=[path])
        assert "101" in codes(f"place={TOWN}")
        assert "101" in codes(f"place={WITHOUT}")
        assert "101" not in codes(f"place={OTHER_TOWN}")
        [item] = client.get("/api/v1/items?q=光荣牌").json()["results"]
        assert item["areas"] == [{"code": TOWN, "name": "湖田街道"}]

    @pytest.mark.parametrize("size", [1, 100])
    def test_two_queries_however_many(self, client, network, size, django_assert_num_queries):
        Edition.objects.update(areas=[TOWN[:9]])
        with django_assert_num_queries(2):
            page = client.get(f"/api/v1/items?size={size}&place={TOWN}").json()
        assert len(page["results"]) == min(size, page["total"])


class TestPlaces:
    def test_a_village_without_a_station_is_sent_to_its_town(self, client, network):
        told = client.get(f"/api/v1/places/{WITHOUT}").json()
        assert (told["own_station"], told["town_code"]) == (False, TOWN)
        assert told["station"]["code"] == TOWN
        assert told["station"]["phone"] == "0533-2000300"
        assert [one["level"] for one in told["above"]] == ["town", "county"]
        assert told["offers"]
        assert "key" not in told["station"]

    def test_nobody_is_named(self, client, network):
        StationWorker.objects.create(
            station=Station.objects.get(region__code=WITH_STATION),
            name="欧阳试验",
            post="head",
            phone="13900000000",
            is_shown=True,
            from_on=date(2020, 1, 1),
            entered_by=colleague("guan", Role.SYSADMIN),
            entered_at=NOW,
        )
        for address in (f"places/{WITH_STATION}", "places?q=洪一", "stations"):
            text = client.get(f"/api/v1/{address}").text
            assert "欧阳" not in text
            assert "139" not in text

    def test_found_by_name_and_never_guessed(self, client, network):
        def names(query):
            return [one["name"] for one in client.get(f"/api/v1/places?{query}").json()["results"]]

        assert names("q=洪一") == names("q=hongyi")[:1] == ["洪一社区"]
        assert names("q=鸿医") == []  # the residents' page would guess
        assert names("q=村") == []
        assert names("q=洪一&level=town") == []
        assert names(f"q=洪一&town={OTHER_TOWN}") == []

    def test_one_town_with_its_villages(self, client, network):
        page = client.get(f"/api/v1/places?town={TOWN}&size=100").json()
        codes = [one["code"] for one in page["results"]]
        assert codes[0] == TOWN
        assert codes == sorted(codes)
        assert {code[:9] for code in codes} == {TOWN[:9]}
        assert {one["level"] for one in page["results"]} == {"town", "village"}

    def test_stations(self, client, network):
        page = client.get("/api/v1/stations").json()
        assert [one["level"] for one in page["results"]] == ["county", "town", "village"]
        one = client.get(f"/api/v1/stations?town={TOWN}&level=village").json()
        assert [each["code"] for each in one["results"]] == [WITH_STATION]

    @pytest.mark.parametrize("size", [1, 100])
    @pytest.mark.parametrize("what", ["places", "stations", "places?q=社区"])
    def test_one_query_however_many(self, client, network, what, size, django_assert_num_queries):
        with django_assert_num_queries(1):
            client.get(f"/api/v1/{what}{'&' if '?' in what else '?'}size={size}")


class TestDescription:
    def test_the_file_is_what_the_views_say_and_what_is_served(self, client, tmp_path):
        """No database mark on this test: any query would fail it."""
        kept = (ROOT / "docs" / "api" / "openapi.yaml").read_bytes()
        made = tmp_path / "made.yaml"
        call_command("spectacular", "--fail-on-warn", "--validate", "--file", str(made))
        assert made.read_bytes() == kept, "python -m config.local.schema --write"
        assert client.get("/api/v1/openapi.yaml").content == kept

    def test_every_address_is_described(self):
        described = {path.replace("{", "<").replace("}", ">") for path in schema.as_data()["paths"]}
        there = set()
        for resolver in get_resolver().url_patterns:
            if str(resolver.pattern) == "api/v1/":
                there |= {
                    "/api/v1/" + re.sub(r"<\w+:", "<", str(one.pattern))
                    for one in resolver.url_patterns
                    if isinstance(one, URLPattern)
                }
        assert there == described

    def test_what_is_said_is_chinese(self):
        """Nothing of a docstring, which is English, gets out."""
        words = []

        def collect(part):
            if isinstance(part, dict):
                for name, inner in part.items():
                    if name in ("description", "summary", "title") and isinstance(inner, str):
                        words.append(re.sub(r"`[^`]*`|RFC 9457", "", inner))
                    else:
                        collect(inner)
            elif isinstance(part, list):
                for inner in part:
                    collect(inner)

        collect(schema.as_data())
        assert len(words) > 40
        assert [one for one in words if re.search("[A-Za-z]{2,}", one)] == []

    def test_nothing_of_people_or_publicity_is_described(self):
        text = schema.document().decode()
        assert "publicity" not in text
        assert "gongshi" not in text
        assert "honour-roll" not in text

    def test_every_problem_is_explained_where_its_type_leads(self, client, db):
        page = client.get("/api/").text
        for code in problems.KINDS:
            assert f'id="{code}"' in page

    def test_the_page_needs_no_script_and_nobody_else(self, client, db):
        answer = client.get("/api/")
        assert not answer.cookies
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert "<script" not in answer.text
        assert " style=" not in answer.text
        links = re.findall(r"(?:href|src)=\"(?!/|#)([^\"]*)\"", answer.text)
        assert links == []
        assert "curl 'http://testserver/api/v1/items?field=honour'" in answer.text.replace(
            "&#x27;", "'"
        )
        problem(client.post("/api/"), "method-not-allowed")


def test_a_body_is_small_and_json():
    """The largest question takes some hundred bytes; brackets by the thousand break nothing."""
    parse = JsonParser().parse
    assert parse(BytesIO('{"a": "字"}'.encode())) == {"a": "字"}
    for text in (b"", b"{", b"\xff", b"NaN", b'{"a": Infinity}', b"[" * LONGEST_BODY,
                 "{}".encode("utf-16"), b"1" * 5000):  # fmt: skip
        with pytest.raises(ParseError):
            parse(BytesIO(text))
    with pytest.raises(TooLarge):
        parse(BytesIO(b" " * (LONGEST_BODY + 1)))
