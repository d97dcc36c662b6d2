"""Every page with sample data, as text: it renders, keeps to the policy, speaks Chinese."""

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.design.pages import PAGES

pytestmark = pytest.mark.urls("tests.design.urls")

TEMPLATES = Path(settings.BASE_DIR) / "templates"
VOID = frozenset({"base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
# Names of things that have no Chinese name, and what people type as an example.
LATIN = re.compile(
    r"SM3|SHA-256|PDF|HP\d+\.txt|\d{6}-\d+-\d\.txt|H0\d+|zs|oy|sunli|[0-9A-Z]{8}|[0-9a-f]{12,}"
)


class Reader(HTMLParser):
    """Collects ids, headings, visible words, unclosed tags, and what a strict policy refuses."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.words: list[str] = []
        self.headings: list[str] = []
        self.refused: list[str] = []
        self.crossed: list[str] = []
        self.open: list[str] = []
        self.lang = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
        if tag == "html":
            self.lang = given.get("lang", "")
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.refused += [f"<{tag} {name}>" for name in given
                         if name == "style" or name.startswith("on")]  # fmt: skip
        if tag == "style" or (tag == "script" and "src" not in given):
            self.refused.append(f"inline <{tag}>")
        for name in ("alt", "title", "aria-label", "placeholder", "data-busy", "data-label"):
            self.words.append(given.get(name, ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data: str) -> None:
        # What stands in code is typed by whoever writes a program, and has no Chinese.
        if not {"script", "style", "code", "pre"} & set(self.open):
            self.words.append(data)


@pytest.fixture(params=sorted(PAGES))
def page(request: pytest.FixtureRequest, client: Client, db: None) -> Reader:
    response = client.get(f"/preview/{request.param}/")
    assert response.status_code == 200
    reader = Reader()
    reader.feed(response.content.decode())
    reader.close()
    return reader


def test_page_is_sound(page: Reader) -> None:
    assert page.refused == []
    assert page.crossed == []
    assert page.open == []
    assert [name for name, times in Counter(page.ids).items() if times > 1] == []
    assert page.lang in ("zh-CN", "zh-hans")
    assert page.headings.count("h1") == 1


def test_page_speaks_chinese(page: Reader) -> None:
    text = LATIN.sub("", " ".join(page.words))
    assert sorted(set(re.findall(r"[A-Za-z]{2,}", text))) == []


def _referenced(text: str) -> set[str]:
    return set(re.findall(r"""(?:include|extends)\s+["']([^"']+\.html)["']""", text))


def _named_in_the_code() -> set[str]:
    """Templates that a view names; the view's own tests render those."""
    root = Path(settings.BASE_DIR)
    found: set[str] = set()
    for package in ("config", "honors", "support_services", "veterans"):
        for path in (root / package).rglob("*.py"):
            found |= set(re.findall(r"[\"']([a-z_/0-9]+\.html)[\"']", path.read_text("utf-8")))
    return found


def test_no_page_template_is_forgotten() -> None:
    """Every page has an invented context here, or a view that shows it."""
    pending = [template for template, _ in PAGES.values()] + sorted(_named_in_the_code())
    # The pages of errors are named by their status.
    pending += [f"errors/{status}.html" for status in (400, 403, 404, 429, 500)]
    reached: set[str] = set()
    while pending:
        name = pending.pop()
        if name not in reached and (TEMPLATES / name).is_file():
            reached.add(name)
            pending += _referenced((TEMPLATES / name).read_text(encoding="utf-8"))
    there = {
        path.relative_to(TEMPLATES).as_posix()
        for folder in ("api", "bureau", "station", "public", "errors")
        for path in (TEMPLATES / folder).glob("*.html")
    }
    assert sorted(there - reached) == []


def test_every_template_says_what_it_needs() -> None:
    silent = [
        path.relative_to(TEMPLATES).as_posix()
        for folder in ("api", "bureau", "station", "public")
        for path in (TEMPLATES / folder).glob("*.html")
        if "{% comment %}" not in path.read_text(encoding="utf-8")
    ]
    assert silent == []


def test_errors_need_neither_request_nor_database() -> None:
    from veterans.foundation import error_pages

    for status in (400, 403, 404, 429, 500):
        html = error_pages.page(status, message="说明。").content.decode()
        assert "plain-bureau" in html, "the template failed and the bare page was shown"


def test_the_style_page_is_for_developers(client: Client, settings: object) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]
    assert client.get("/styleguide/").status_code == 200
    settings.DEBUG = False  # type: ignore[attr-defined]
    assert client.get("/styleguide/").status_code == 404


@pytest.mark.parametrize("name", ["public-home", "public-results", "public-station"])
def test_residents_pages_are_the_same_for_everyone(name: str, client: Client) -> None:
    response = client.get(f"/preview/{name}/")
    assert not response.cookies
    assert "csrf" not in response.content.decode()


def test_the_elder_edition_is_sound_too(client: Client) -> None:
    client.cookies["portal_elder"] = "1"
    for name in [name for name in PAGES if name.startswith("public-")]:
        reader = Reader()
        html = client.get(f"/preview/{name}/").content.decode()
        reader.feed(html)
        reader.close()
        assert reader.refused + reader.crossed + reader.open == [], name
        assert max(Counter(reader.ids).values()) == 1, name
        assert reader.headings.count("h1") == 1, name
        assert re.findall("[A-Za-z]{2,}", LATIN.sub("", " ".join(reader.words))) == [], name
        # The switch and the voice, both once; nothing that opens by itself.
        assert html.count("回到普通版</button>") == html.count('id="aloud-go"') == 1, name
        assert not re.search("<dialog|popover|autofocus|target=", html), name


@pytest.mark.parametrize("name", ["desk", "station-home", "station-login"])
def test_staff_doors_say_that_nothing_secret_belongs_here(name: str, client: Client) -> None:
    html = client.get(f"/preview/{name}/").content.decode()
    assert "本系统为非涉密平台，严禁处理、传输国家秘密" in html
    assert '<meta name="robots"' in html
