"""From the link to the receipt, and everything that opens nothing."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support_services.notices.channels.sms import Outcome
from support_services.units.models import Link, LinkCode, LinkMessage, LinkPass, Reply, ReplyFile
from support_services.units.services import links, opening, register, replying, sending
from support_services.units.services.opening import Gone, WrongCode
from support_services.units.services.replying import NotProven
from support_services.units.states import HOLDING, TRIES
from tests.enquiry.telephone import Telephone
from tests.pictures import png
from tests.screen_text import latin_words, text_of
from tests.units.fakes import FakeItems
from tests.units.makers import (
    ADDRESS,
    AT,
    CONTACT,
    MOBILE,
    TODAY,
    browser,
    deeds,
    form_token,
    given_item,
    made,
    passed,
    preparer,
    second,
    unit,
    url_of,
    wrong,
)
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry, SealedFile

pytestmark = pytest.mark.django_db
FORM = "a" * 32


def written(
    secret: str, given: str, *, form: str = FORM, verb: str = "accept", **more: Any
) -> Reply:
    return replying.write(
        token=secret, given=given, verb=verb, form=form, typed=more.pop("typed", {}),
        at=more.pop("at", AT), today=TODAY, **more,
    )  # fmt: skip


def sent(secret: str, given: str, *, form: str = FORM, at: datetime = AT) -> Reply:
    return replying.send(token=secret, given=given, form=form, address=ADDRESS, at=at, today=TODAY)


def test_a_unit_without_an_account_answers_one_thing_by_a_link(items: FakeItems) -> None:
    now, today = timezone.now(), timezone.localdate()
    link, secret = made(items, at=now, today=today, purpose="请月底前答复")
    url = f"/dafu/{secret}/"
    asked = Client().get(url)
    assert (asked.status_code, asked["Cache-Control"]) == (200, "no-store")
    assert "noindex" in asked["X-Robots-Tag"]
    # Before the code nothing is told: neither what it is about nor whose it is.
    for hidden in ("示例事项", "请月底前答复", "示例银行", CONTACT, MOBILE):
        assert hidden not in asked.text
    client = browser(link, secret, at=now)
    cookie = client.cookies["portal_answer"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (url, True, "Strict")
    page = client.get(url).text
    assert "示例事项 12" in page
    assert "请月底前答复" in page
    form = client.get(f"{url}tian/report/").text
    token = form_token(form)
    late = client.post(f"{url}tian/report/", {"biaodan": token, "progress": "50", "words": ""})
    assert "还差一点" in late.text
    typed = {"biaodan": token, "progress": "50", "words": "正在办", "on": ""}
    photo = png()
    with_file = {**typed, "fujian-file_1": _upload(photo)}
    answer = client.post(f"{url}tian/report/", with_file)
    assert answer["Location"] == f"{url}kan/{token}/"
    check = client.get(answer["Location"]).text
    for shown in ("一半", "正在办", "1 个"):
        assert shown in check
    assert items.taken == []
    again = client.get(f"{url}tian/report/?biaodan={token}").text
    assert "正在办" in again
    for _ in range(2):
        assert client.post(f"{url}kan/{token}/")["Location"] == f"{url}kan/{token}/"
    (taken,) = items.taken
    assert taken["verb"] == "report"
    assert taken["data"] == {"progress": "50", "words": "正在办", "on": None}
    assert (taken["link"], taken["files"]) == (link.pk, ["报告进展附件1.png"])
    assert b"".join(SealedFile.objects.get(name="报告进展附件1.png").read()) == photo
    receipt = client.get(f"{url}kan/{token}/").text
    assert "双拥办会核实" in receipt
    reply = Reply.objects.get()
    assert (reply.words, ReplyFile.objects.count()) == (None, 0)
    assert "贵单位已经答复" in client.get(url).text
    for text in (asked.text, page, form, check, receipt):
        assert set(latin_words(text_of(text))) <= {"PDF"}
    client.post(f"{url}likai/")
    assert "示例事项" not in client.get(url).text
    told = deeds(link)
    assert told[:5] == ["made", "opened", "read", "proved", "seen"]
    assert [one for one in told if one in ("written", "answered", "left")] == [
        "written",
        "answered",
        "left",
    ]
    assert AuditEntry.objects.filter(action="units.answered", actor_id=None).count() == 1


def _upload(content: bytes) -> Any:
    return SimpleUploadedFile("照片.png", content, "image/png")


def test_whatever_opens_nothing_is_one_and_the_same_page(items: FakeItems) -> None:
    now, today = timezone.now(), timezone.localdate()
    link, secret = made(items, at=now, today=today)
    client = browser(link, secret, at=now)
    flipped = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    answers = {"tampered": flipped, "unknown": "x", "long": "y" * 300}
    told: set[tuple[int, bytes, str, int]] = set()

    def ask(token: str, browser: Client) -> None:
        for path, typed in (("", None), ("", {"code": "123456"}), ("kan/" + FORM + "/", {})):
            url = f"/dafu/{token}/{path}"
            with CaptureQueriesContext(connection) as seen:
                answer = browser.get(url) if typed is None else browser.post(url, typed)
            queries = [one["sql"] for one in seen.captured_queries if "units_" in one["sql"]]
            # Where one is, for the switch of the edition, is what the browser knows anyway.
            page = answer.content.replace(url.encode(), b"")
            told.add((answer.status_code, page, answer["Cache-Control"], len(queries)))

    for token in answers.values():
        ask(token, Client())
    for change in (
        {"revoked_at": now, "revoked_by": preparer(), "revoked_why": "发错了"},
        {"expires_at": now},
    ):
        before = {name: getattr(link, name) for name in change}
        Link.objects.filter(pk=link.pk).update(made_at=now - timedelta(days=9), **change)
        ask(secret, client)
        ask(secret, Client())
        Link.objects.filter(pk=link.pk).update(**before)
    register.close_unit(unit_id=link.unit_id, why="撤并", by=preparer(), at=now)
    ask(secret, client)
    assert {one[0] for one in told} == {404}
    assert len({one[1] for one in told}) == 1
    assert {one[2] for one in told} == {"no-store"}
    # A page that is looked at asks once, whoever it is; one that is sent asks with a lock.
    assert {one[3] for one in told} <= {1, 2}
    register.reopen_unit(unit_id=link.unit_id, by=preparer(), at=now)
    # The unit has nothing to do with it any more: nobody learns what it was.
    items.owner["12"] = 0
    gone = client.get(f"/dafu/{secret}/").content.replace(f"/dafu/{secret}/".encode(), b"")
    assert gone in {one[1] for one in told}


def test_a_link_opens_to_the_end_of_its_last_day(items: FakeItems) -> None:
    link, secret = made(items)
    assert link.expires_at == datetime(2026, 11, 25, 16, tzinfo=UTC)
    last = link.expires_at - timedelta(microseconds=1)
    given = passed(link, secret, at=last)
    assert replying.see(token=secret, given=given, at=last, today=TODAY).shown.title
    with pytest.raises(Gone):
        opening.live(secret, at=link.expires_at)
    with pytest.raises(Gone):
        replying.see(token=secret, given=given, at=link.expires_at, today=TODAY)
    with pytest.raises(Refused, match="过期"):
        links.read_out_code(link_id=link.pk, by=second(), at=link.expires_at)


def test_five_wrong_codes_and_the_right_one_is_wrong_too(items: FakeItems) -> None:
    link, secret = made(items)
    code = links.read_out_code(link_id=link.pk, by=second(), at=AT)

    def prove(typed: str, at: datetime = AT) -> str:
        return opening.prove(token=secret, code=typed, address=ADDRESS, at=at)

    for _ in range(TRIES):
        with pytest.raises(WrongCode):
            prove(wrong(code))
    with pytest.raises(WrongCode):
        prove(code)
    assert LinkCode.objects.get().tries == TRIES + 1
    newer = links.read_out_code(link_id=link.pk, by=second(), at=AT)
    assert prove(newer)
    # Used is used, and gone at once; one that is too old counts no more.
    assert not LinkCode.objects.exists()
    with pytest.raises(WrongCode):
        prove(newer)
    stale = links.read_out_code(link_id=link.pk, by=second(), at=AT)
    with pytest.raises(WrongCode):
        prove(stale, AT + timedelta(minutes=10))
    assert prove(stale, AT + timedelta(minutes=10) - timedelta(microseconds=1))
    assert deeds(link).count("wrong") == TRIES + 3


def test_a_newer_code_ends_the_older_and_a_day_has_only_so_many(
    items: FakeItems, settings: Any
) -> None:
    settings.PORTAL_LINK_CODES_A_DAY = 2
    link, secret = made(items)
    first = links.read_out_code(link_id=link.pk, by=second(), at=AT)
    newer = links.read_out_code(link_id=link.pk, by=second(), at=AT)
    if first != newer:
        with pytest.raises(WrongCode):
            opening.prove(token=secret, code=first, address=ADDRESS, at=AT)
    assert opening.prove(token=secret, code=newer, address=ADDRESS, at=AT)
    with pytest.raises(Refused, match="次数满了"):
        links.read_out_code(link_id=link.pk, by=second(), at=AT)
    assert links.read_out_code(link_id=link.pk, by=second(), at=AT + timedelta(days=1))


def test_the_code_goes_to_the_contact_and_says_nothing_of_the_matter(
    items: FakeItems, telephone: Telephone
) -> None:
    link, secret = made(items, by_message=True, purpose="请月底前答复")
    sending.carry(link_id=link.pk, sender=telephone, at=AT)
    ((_, phone, text),) = telephone.texts
    assert phone == MOBILE
    assert url_of(secret) in text
    assert "2026-11-25" in text
    number = opening.ask_code(token=secret, address=ADDRESS, at=AT)
    sending.carry(link_id=number, sender=telephone, at=AT)
    assert "10 分钟内有效" in telephone.texts[1][2]
    for _, _, text in telephone.texts:
        for hidden in ("示例事项", "请月底前答复", "示例银行", CONTACT):
            assert hidden not in text
    assert not LinkMessage.objects.exists()
    assert opening.prove(token=secret, code=telephone.code, address=ADDRESS, at=AT)
    # A gateway that declines is told beside the link; who is contact no more gets nothing.
    telephone.says = Outcome.REJECTED
    opening.ask_code(token=secret, address=ADDRESS, at=AT)
    sending.carry(link_id=link.pk, sender=telephone, at=AT)
    assert deeds(link)[-1] == "unsent"
    telephone.says = Outcome.UNKNOWN
    opening.ask_code(token=secret, address=ADDRESS, at=AT)
    sending.carry(link_id=link.pk, sender=telephone, at=AT)
    assert LinkMessage.objects.get().attempts == 1
    nobody = register.Contact("", "")
    register.change_contact(unit_id=link.unit_id, contact=nobody, by=preparer(), at=AT)
    assert not LinkMessage.objects.exists()
    assert not LinkCode.objects.exists()
    with pytest.raises(Refused, match="请打下面的电话"):
        opening.ask_code(token=secret, address=ADDRESS, at=AT)


def test_what_is_taken_back_while_the_form_is_open_is_not_taken(items: FakeItems) -> None:
    link, secret = made(items)
    given = passed(link, secret)
    written(secret, given)
    links.revoke_link(link_id=link.pk, why="发错了单位", by=preparer(), at=AT)
    with pytest.raises(Gone):
        sent(secret, given)
    assert items.taken == []
    assert not LinkPass.objects.exists()
    with pytest.raises(Refused, match="已经收回"):
        links.revoke_link(link_id=link.pk, why="再收一次", by=preparer(), at=AT)


def test_what_the_floor_refuses_is_not_done_and_still_there(items: FakeItems) -> None:
    link, secret = made(items)
    given = passed(link, secret)
    written(secret, given)
    for words, why in (("找 370303194901011234 的人", "身份证号"), ("12345部队来人", "番号")):
        with pytest.raises(Refused, match=why):
            written(secret, given, verb="report", typed={"words": [words]})
    items.refuses = "已经有别的单位承办。"
    with pytest.raises(Refused, match="别的单位"):
        sent(secret, given)
    assert Reply.objects.get().sent_at is None
    assert "answered" not in deeds(link)
    items.refuses = ""
    assert sent(secret, given).said
    # Once: the same form again is the same receipt; another form is asked anew whether it may.
    assert sent(secret, given).pk == written(secret, given).pk
    assert len(items.taken) == 1
    written(secret, given, form="b" * 32)
    items.over["12"] = "已办结。"
    with pytest.raises(Refused, match="现在不能答复"):
        sent(secret, given, form="b" * 32)


def test_after_half_an_hour_the_code_is_asked_for_again_and_nothing_written_is_lost(
    items: FakeItems,
) -> None:
    link, secret = made(items, at=timezone.now(), today=timezone.localdate())
    given = passed(link, secret, at=timezone.now() - HOLDING)
    with pytest.raises(NotProven):
        sent(secret, given, at=timezone.now())
    client = Client()
    client.cookies["portal_answer"] = given
    page = client.post(
        f"/dafu/{secret}/tian/report/", {"biaodan": FORM, "progress": "50", "words": "写了很久的话"}
    )
    assert page.status_code == 200
    assert "写了很久的话" in page.text
    assert "示例事项" not in page.text
    assert "时间到了" in client.get(f"/dafu/{secret}/").text


def test_a_link_is_made_for_what_is_the_units_own_by_whoever_may(items: FakeItems) -> None:
    one, about = given_item(items)
    other = unit("示例学校", kind="institution")

    def make(**more: Any) -> links.Made:
        given = {"unit_id": one.pk, "about": about, "days": 5, "by": preparer(), **more}
        return links.make_link(**given, url_of=url_of, at=AT, today=TODAY)

    first = make()
    second = make()
    first.link.refresh_from_db()
    assert (first.link.revoked_why, second.link.revoked_why) == ("另发了新的链接", "")
    assert deeds(first.link)[-1] == "replaced"
    for more, words in (
        ({"unit_id": other.pk}, "没有关系"),
        ({"about": "nothing:1"}, "没有关系"),
        ({"days": 0}, "有效期"),
        ({"days": 93}, "有效期"),
        ({"purpose": "找 13800001234"}, "不要写"),
        ({"by_message": True}, "短信没有开通"),
    ):
        with pytest.raises(Refused, match=words):
            make(**more)
    items.over["12"] = "已办结。"
    with pytest.raises(Refused, match="已办结"):
        make()
    register.close_unit(unit_id=one.pk, why="撤并", by=preparer(), at=AT)
    with pytest.raises(Refused, match="停用"):
        make()


def test_what_is_over_is_let_go(items: FakeItems) -> None:
    link, secret = made(items)
    given = passed(link, secret)
    links.read_out_code(link_id=link.pk, by=second(), at=AT)
    written(
        secret,
        given,
        verb="report",
        typed={"progress": ["50"], "words": ["正在办"], "on": [""]},
        files=[png()],
    )
    assert sending.forget(at=AT + timedelta(minutes=9)) == 0
    assert sending.forget(at=AT + timedelta(minutes=30)) == 2
    assert Reply.objects.exists()
    assert sending.forget(at=AT + timedelta(days=2)) == 1
    assert (Reply.objects.count(), SealedFile.objects.count()) == (0, 0)


def test_whoever_tries_too_fast_waits(items: FakeItems, settings: Any) -> None:
    settings.PORTAL_LINK_TRIES_PER_LINK = 2
    _, secret = made(items, at=timezone.now(), today=timezone.localdate())
    client = Client()
    for _ in range(2):
        assert "验证码不对" in client.post(f"/dafu/{secret}/", {"code": "123456"}).text
    slow = client.post(f"/dafu/{secret}/", {"code": "123456"})
    assert (slow.status_code, slow["Cache-Control"]) == (429, "no-store")
    assert int(slow["Retry-After"]) > 0
    assert "示例" not in slow.text


def at_once(deed: Callable[[str], str], words: list[str]) -> list[str]:
    """What came of two who do it in the same moment: what was said, or the refusal."""
    came: list[str] = []
    start = threading.Barrier(len(words))

    def do(word: str) -> None:
        start.wait()
        try:
            came.append(deed(word))
        except Refused as refusal:
            came.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(word,)) for word in words]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return came


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_code_counts_and_one_answer_wins(items: FakeItems) -> None:
    link, secret = made(items)
    by = second()
    read = at_once(lambda _: links.read_out_code(link_id=link.pk, by=by, at=AT), ["", ""])
    assert LinkCode.objects.count() == 1
    proven = at_once(
        lambda code: opening.prove(token=secret, code=code, address=ADDRESS, at=AT), read
    )
    if read[0] != read[1]:
        assert proven.count(opening.WRONG) == 1
    given = next(one for one in proven if one != opening.WRONG)
    items.once = True
    forms = ["a" * 32, "b" * 32]
    for form in forms:
        written(secret, given, form=form)
    came = at_once(lambda form: sent(secret, given, form=form).said, forms)
    assert len(items.taken) == 1
    assert sorted(came) == sorted([items.taken[0]["said"], replying.TOO_LATE])
    assert Reply.objects.filter(sent_at__isnull=False).count() == 1
