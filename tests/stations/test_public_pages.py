"""The residents' door: what an anonymous visitor gets, and what he does not."""

import re

import pytest
from django.test import override_settings

from support_services.stations.models import Station
from tests.people import colleague
from tests.screen_text import latin_words, text_of
from tests.stations.network import (
    CENTER,
    OTHER_TOWN,
    TOWN,
    WITH_STATION,
    WITHOUT,
    make_station,
)
from veterans.accounts.roles import Role

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/stations/",
    "/stations/?q=%E6%B4%AA%E4%B8%80",
    "/stations/?q=%E5%BC%A0",
    "/stations/?q=%E8%93%AC%E8%8E%B1",
    f"/stations/{WITH_STATION}/",
    f"/stations/{WITHOUT}/",
    f"/stations/{TOWN}/",
    f"/stations/{OTHER_TOWN}/",
    f"/stations/{CENTER}/",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_leaves_no_trace(client, network, path):
    """No cookie, kept for some minutes apart from the elder edition, and it may be indexed."""
    response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies
    assert response["Vary"] == "Cookie"
    assert response["Cache-Control"] == "public, max-age=300"
    html = response.content.decode()
    assert "noindex" not in html
    assert "csrf" not in html.lower()


@pytest.mark.parametrize("path", [*PAGES, "/stations/999999999999/"])
def test_pages_are_chinese_and_need_no_script(client, network, path):
    html = client.get(path).content.decode()
    assert latin_words(html) == []
    assert "<script" not in html
    assert " style=" not in html
    # Every address on the page is one of ours.
    assert re.findall(r"(?:href|src|action)=\"(?!/|tel:|#)[^\"]*\"", html) == []


@pytest.mark.parametrize(
    "path", ["/", "/stations/", "/stations/?q=x", f"/stations/{TOWN}/", "/robots.txt"]
)
def test_pages_only_answer_reading(client, network, path):
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


def test_a_worker_who_looks_at_a_public_page_is_not_kept_for_others(client, network):
    """His answer carries the session's cookie."""
    client.force_login(colleague("own", Role.TOWN_WORKER, TOWN))
    response = client.get("/")
    assert response["Cache-Control"] == "private, no-cache"


class TestChoosing:
    def test_offers_the_box_the_centre_and_the_towns(self, client, network):
        html = client.get("/stations/").content.decode()
        assert 'name="q"' in html
        assert "张店区退役军人服务中心" in text_of(html)
        assert 'href="tel:05332100000"' in html
        assert f'href="/stations/{OTHER_TOWN}/"' in html
        assert "例如：新华社区" in text_of(html)

    def test_before_anything_is_registered(self, client, db):
        html = client.get("/stations/").content.decode()
        assert 'name="q"' in html
        assert "例如" not in html
        assert "直接到服务站来" in html

    def test_few_queries(self, client, network, django_assert_num_queries):
        with django_assert_num_queries(4):
            client.get("/stations/")


class TestResults:
    def test_a_village_with_a_station(self, client, network):
        html = client.get("/stations/", {"q": "洪一"}).content.decode()
        assert "您的服务站" in html
        assert "洪一社区退役军人服务站" in text_of(html)
        assert "服务范围：湖田街道洪一社区" in html
        assert 'href="tel:05332000301"' in html

    def test_a_village_without_one_is_sent_to_its_town(self, client, network):
        html = client.get("/stations/", {"q": "南焦宋"}).content.decode()
        assert "湖田街道退役军人服务站" in text_of(html)
        assert 'href="tel:05332000300"' in html

    def test_a_village_of_a_town_without_one_is_sent_to_the_centre(self, client, network):
        html = client.get("/stations/", {"q": "张一村"}).content.decode()
        assert "张店区退役军人服务中心" in text_of(html)
        assert 'href="tel:05332100000"' in html

    def test_where_nothing_is_registered(self, client, places):
        html = client.get("/stations/", {"q": "张一村"}).content.decode()
        assert "还没有登记" in html
        assert "tel:" not in html

    def test_many_are_names_to_choose_from(self, client, network):
        html = client.get("/stations/", {"q": "张"}).content.decode()
        assert "您住在哪一个" in html
        assert "沣水镇" in html
        assert f'href="/stations/{WITH_STATION}/"' not in html

    def test_a_part_of_a_name_is_never_the_county(self, client, network):
        assert f'href="/stations/{CENTER}/"' not in client.get("/stations/?q=张").text
        assert f'href="/stations/{CENTER}/"' in client.get("/stations/?q=张店").text

    def test_a_guess_says_so_and_offers_help(self, client, network):
        html = client.get("/stations/", {"q": "宏一"}).content.decode()
        assert "没有找到“宏一”" in html
        assert "您要找的是不是这里" in html
        assert "洪一社区退役军人服务站" in text_of(html)
        assert "张店区退役军人服务中心" in text_of(html)

    def test_nothing_found_says_what_to_do(self, client, network):
        html = client.get("/stations/", {"q": "蓬莱"}).content.decode()
        assert "没有找到“蓬莱”" in html
        assert "换个写法" in html
        assert 'href="tel:05332100000"' in html
        assert "按镇、街道找" in html

    @pytest.mark.parametrize("typed", ["", "村", "社区", "   ", "？"])
    def test_nothing_typed_says_what_to_do(self, client, network, typed):
        html = client.get("/stations/", {"q": typed}).content.decode()
        # Whoever has typed nothing yet has done nothing wrong.
        said = "请写上村名或社区名" if typed.strip() else "写上名字就能找到您的服务站"
        assert said in html
        assert "按镇、街道找" in html

    def test_what_was_typed_is_shown_as_text(self, client, network):
        html = client.get("/stations/", {"q": "<b>洪</b>"}).content.decode()
        assert "<b>洪" not in html
        assert client.get("/stations/", {"q": "洪" * 5000}).status_code == 200
        assert client.get("/stations/?q=%00%FF").status_code == 200

    def test_more_than_a_page_of_names(self, client, network):
        html = client.get("/stations/", {"q": "园"}).content.decode()
        assert "找到 20 个" in html
        assert "写得再完整一些" in html

    def test_queries_do_not_grow_with_the_hits(self, client, network, django_assert_num_queries):
        for typed in ("洪一", "张"):
            with django_assert_num_queries(2):
                client.get("/stations/", {"q": typed})


class TestPlace:
    def test_a_village_with_a_station(self, client, network):
        text = text_of(client.get(f"/stations/{WITH_STATION}/").content.decode())
        for word in (
            "洪一社区退役军人服务站",
            "0533-2000301",
            "试验路 1 号",
            "周一至周五",
            "湖田街道退役军人服务站",
            "0533-2000300",
            "张店区退役军人服务中心",
            "优待证",
        ):
            assert word in text

    def test_a_village_without_one(self, client, network):
        html = client.get(f"/stations/{WITHOUT}/").content.decode()
        assert "南焦宋村没有单独登记的服务站" in html
        assert "在湖田街道退役军人服务站可以办" in text_of(html)

    def test_a_town_lists_its_villages(self, client, network):
        html = client.get(f"/stations/{TOWN}/").content.decode()
        assert f'href="/stations/{WITHOUT}/"' in html
        assert "370303102208" not in html

    def test_the_county_lists_its_towns(self, client, network):
        html = client.get(f"/stations/{CENTER}/").content.decode()
        assert f'href="/stations/{OTHER_TOWN}/"' in html

    def test_where_nothing_is_registered(self, client, places):
        html = client.get(f"/stations/{WITHOUT}/").content.decode()
        assert "还没有登记" in html
        assert "便民服务大厅" in html

    def test_a_station_without_telephone(self, client, network):
        make_station(WITHOUT, phone="", address="", opening_hours="")
        html = client.get(f"/stations/{WITHOUT}/").content.decode()
        assert "电话还没有登记" in html

    @pytest.mark.parametrize("code", ["999999999999", "370303", "abc", "3703030030010"])
    def test_unknown_codes_are_404_with_help(self, client, network, code):
        response = client.get(f"/stations/{code}/")
        assert response.status_code == 404
        assert response["Cache-Control"] == "private, no-cache"
        assert not response.cookies
        html = response.content.decode()
        assert "没有找到这个服务站" in html
        assert 'href="tel:05332100000"' in html
        assert 'name="q"' in html

    def test_an_extension_is_dialled(self, client, network):
        Station.objects.filter(region__code=CENTER).update(phone="0533-2100000转801")
        assert 'href="tel:05332100000,801"' in client.get("/").content.decode()

    @pytest.mark.parametrize("code", [WITH_STATION, WITHOUT, CENTER])
    def test_few_queries(self, client, network, code, django_assert_max_num_queries):
        with django_assert_max_num_queries(4):
            client.get(f"/stations/{code}/")


@override_settings(PORTAL_BUREAU_PHONE="0533-2999999")
def test_the_bureaus_own_number_comes_first(client, network):
    assert 'href="tel:05332999999"' in client.get(f"/stations/{WITH_STATION}/").content.decode()


def test_robots(client, db):
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    text = response.content.decode()
    assert "Disallow: /bureau/" in text
    assert "Disallow: /station/\n" in text
    assert "Disallow: /\n" not in text
    assert not response.cookies


def test_favicon(client, db):
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert response["Location"].endswith("portal/favicon.svg")
    assert not response.cookies
