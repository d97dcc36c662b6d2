"""An old man on his telephone: the switch without script, what he was writing, the keyboard alone,
and the page that is read to him."""

import re
from typing import Any

import pytest

from tests.stations.network import WITH_STATION, load_places, make_network
from tests.support.browser import PHONE, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# What the tests hear instead of a voice. ``window.heard`` is what was said; ``say()`` ends one
# utterance, as a voice does.
VOICE = """(() => {
  window.heard = []; window.cancelled = 0; let now = null;
  const voices = VOICES;
  Object.defineProperty(window, 'speechSynthesis', {value: {
    getVoices: () => voices,
    cancel() { const was = now; now = null; window.cancelled += 1; was?.onerror?.({}); },
    speak(one) { now = one; window.heard.push(one); one.onstart?.({}); },
  }});
  window.say = () => { const was = now; now = null; was.onend({}); };
})()"""
CHINESE = "[{lang: 'en-US', name: 'a'}, {lang: 'zh-HK', name: 'b'}, {lang: 'zh-CN', name: 'c'}]"


@pytest.fixture
def network(db: None) -> None:
    load_places()
    make_network()


def a_phone(new_context: Any, live_server: Any, *, voices: str = "", **options: Any) -> Any:
    context = new_context(viewport=PHONE, **options)
    context.add_cookies([{"name": "portal_elder", "value": "1", "url": str(live_server)}])
    if voices:
        # SpeechSynthesisUtterance takes no voice that the browser does not know.
        context.add_init_script(
            "window.SpeechSynthesisUtterance = function (words) { this.text = words; };"
            + VOICE.replace("VOICES", voices)
        )
    return context.new_page()


def test_there_and_back_without_script(network: None, new_context: Any) -> None:
    """And the browser's own cache, which has kept pages of the other edition, shows none."""
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    big, small = "回到普通版", "长辈版"
    for path in ("/stations/?q=洪一", "/"):
        page.goto(path)
    assert page.context.cookies() == []
    press(page.get_by_role("button", name=small))
    [cookie] = page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("portal_elder", True, "Lax")
    assert page.url.endswith("/")
    assert page.get_by_role("button", name=big).is_visible()
    assert not page.get_by_role("button", name="读给我听").is_visible()
    press(page.get_by_role("link", name="找服务站"))
    page.get_by_label("您住在哪个村").fill("洪一")
    press(page.get_by_role("button", name="找服务站"))
    assert page.get_by_role("button", name=big).is_visible()
    where = page.url
    press(page.get_by_role("button", name=big))
    assert page.url == where
    assert page.context.cookies() == []
    for path in ("/", "/stations/?q=洪一"):
        page.goto(path)
        assert page.get_by_role("button", name=small).is_visible()

    # In the middle of a letter: it stays where it was, and Enter still means "next".
    page.goto("/fanying/")
    page.get_by_label("您的姓名").fill("钱不留")
    page.get_by_label("要说的事").fill("优待证交了材料一年，\n没有消息。")
    press(page.get_by_role("button", name=small))
    assert page.url.endswith("/fanying/")
    assert page.get_by_label("您的姓名").input_value() == "钱不留"
    assert page.get_by_label("要说的事").input_value() == "优待证交了材料一年，\n没有消息。"
    page.get_by_label("您的姓名").focus()
    with page.expect_event("load"):
        page.keyboard.press("Enter")
    assert page.get_by_text("写过的都在").is_visible()
    assert page.get_by_role("button", name=big).is_visible()
    press(page.get_by_role("button", name=big))
    assert page.get_by_label("您的姓名").input_value() == "钱不留"
    assert page.context.cookies() == []


def test_the_keyboard_alone(network: None, new_context: Any, live_server: Any) -> None:
    page = a_phone(new_context, live_server)

    def tab_to(words: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            at = page.evaluate(
                """() => { const e = document.activeElement, box = e.getBoundingClientRect();
                  return [(e.labels?.[0] || e).innerText.trim(), getComputedStyle(e).outlineStyle,
                    ...[box.top + 4, box.bottom - 4].map(y => e.contains(
                      document.elementFromPoint(box.x + box.width / 2, y)))]; }"""
            )
            # Seen, and not even in part under the bar that stays.
            assert at[1:] == ["solid", True, True], at
            if words in at[0]:
                return
        raise AssertionError(f"Tab does not lead to {words}")

    def enter() -> None:
        with page.expect_event("load"):
            page.keyboard.press("Enter")

    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到主要内容"
    tab_to("写几个字来找")
    page.keyboard.type("洪一社区")
    enter()
    tab_to("洪一社区退役军人服务站")
    enter()
    assert page.url.endswith(f"/stations/{WITH_STATION}/")
    tab_to("0533-2000301")
    tab_to("打电话 0533-2100000")


def test_the_page_is_read_to_him(
    network: None, new_context: Any, live_server: Any, check_accessibility: Any
) -> None:
    page = a_phone(new_context, live_server, voices=CHINESE)

    def heard() -> list[str]:
        return page.evaluate("heard.map(one => one.text)")

    page.goto(f"/stations/{WITH_STATION}/")
    go = page.locator("#aloud-go")
    status = page.locator("#aloud-said")
    assert go.inner_text() == "读给我听"
    go.focus()
    page.keyboard.press("Enter")
    assert (go.inner_text(), status.inner_text()) == ("停一停", "正在读。")
    assert heard() == ["洪一社区退役军人服务站"]
    one = page.evaluate("[heard[0].lang, heard[0].rate, heard[0].voice.name]")
    assert one == ["zh-CN", 0.8, "c"]
    assert page.locator(".being-read").inner_text().replace("\n", "") == heard()[0]
    check_accessibility(page)

    # He stops, goes on with the same piece, and hears what was left.
    page.evaluate("say()")
    page.keyboard.press("Enter")
    assert (go.inner_text(), status.inner_text()) == ("接着读", "停住了，还没有读完。")
    said = len(heard())
    page.keyboard.press("Enter")
    assert heard()[said:] == heard()[said - 1 : said]
    while go.inner_text() == "停一停":
        page.evaluate("say()")
    assert (go.inner_text(), status.inner_text()) == ("读给我听", "读完了。")
    assert page.locator(".being-read").count() == 0
    told = "\n".join(heard())
    # Numbers digit by digit, as on the telephone; hours as hours; icons by their names.
    assert "打电话，零五三三，二零零零三零幺" in told
    assert "周一至周五 8:30到17:00" in told
    assert "地址，试验路 1 号" in told
    assert not re.search(r"\d{4}|跳到|不用填", told)
    assert "回到普通版" not in told

    # "No more", Escape, and leaving, each end it.
    for ending in ("click", "escape", "leave"):
        page.keyboard.press("Enter")
        assert page.locator("#aloud-stop").is_visible()
        before = page.evaluate("cancelled")
        if ending == "click":
            page.locator("#aloud-stop").click()
            assert page.evaluate("document.activeElement.id") == "aloud-go"
        elif ending == "escape":
            page.keyboard.press("Escape")
        else:
            page.evaluate("dispatchEvent(new Event('pagehide'))")
        assert page.evaluate("cancelled") == before + 1
        assert page.locator(".being-read").count() == 0
        assert not page.locator("#aloud-stop").is_visible()


def test_what_does_not_show_is_not_read_and_what_is_written_neither(
    network: None, new_context: Any, live_server: Any
) -> None:
    page = a_phone(new_context, live_server, voices=CHINESE)
    page.goto("/fanying/")
    page.get_by_label("您的姓名").fill("钱不留")
    page.locator("#aloud-go").click()
    while page.locator("#aloud-go").inner_text() == "停一停":
        page.evaluate("say()")
    told = "\n".join(page.evaluate("heard.map(one => one.text)"))
    assert "反映问题" in told
    assert "您的姓名（必填）" in told
    assert "我是替别人反映的" in told
    for hidden in ("钱不留", "他的姓名", "这一格不用填", "湖田街道"):
        assert hidden not in told


def test_where_nobody_speaks_chinese_it_says_so(
    network: None, new_context: Any, live_server: Any
) -> None:
    page = a_phone(new_context, live_server, voices="[{lang: 'en-US', name: 'a'}]")
    page.goto("/")
    page.get_by_role("button", name="读给我听").click()
    assert "读不出中文" in page.get_by_role("status").inner_text()
    assert page.evaluate("heard.length") == 0
    # Nothing at all that speaks: no button.
    mute = a_phone(new_context, live_server)
    mute.add_init_script("delete Window.prototype.speechSynthesis; delete window.speechSynthesis;")
    mute.goto("/")
    assert mute.evaluate("'speechSynthesis' in window") is False
    assert not mute.locator("#aloud").is_visible()
