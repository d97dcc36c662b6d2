"""Whose an answer was: a second hand for the code, a receipt for the contact, a denial, a check."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support_services.notices.channels.sms import Outcome
from support_services.notices.models import Notice
from support_services.notices.services import handling
from support_services.notices.services import sending as outbox
from support_services.units.models import Link, LinkCode, Reply, ReplyCheck
from support_services.units.services import checking, links, opening, register, replying
from support_services.units.services.opening import Gone
from support_services.units.states import DENIABLE, HOLDING
from tests.enquiry.telephone import Telephone
from tests.people import colleague
from tests.screen_text import latin_words, text_of
from tests.units.fakes import FakeItems
from tests.units.makers import (
    ADDRESS,
    AT,
    CONTACT,
    MOBILE,
    TODAY,
    deeds,
    form_token,
    given_item,
    made,
    passed,
    preparer,
    second,
    unit,
    url_of,
)
from tests.units.test_links import at_once
from tests.units.test_register import at_the_desk
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import PermissionRefused, Refused
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db
FORM = "a" * 32
# Ten in the morning at the bureau, a working day: a telephone may ring.
MORNING = AT + timedelta(hours=1)


def answered(items: FakeItems, link: Link, secret: str, given: str, *, at: datetime = AT) -> Reply:
    """Written, looked at, sent."""
    asked: dict[str, Any] = {"token": secret, "given": given, "form": FORM, "at": at}
    replying.write(**asked, verb="accept", typed={}, today=TODAY)
    return replying.send(**asked, address=ADDRESS, denial_url=denial_of, today=TODAY)


def denial_of(secret: str) -> str:
    return f"https://portal.example/dafu/bushi/{secret}/"


def secret_in(text: str) -> str:
    return text.split("/dafu/bushi/")[1].split("/")[0]


def third() -> User:
    return User.objects.filter(username="unit_third").first() or colleague(
        "unit_third", Role.APPROVER, display_name="周敏"
    )


def test_who_made_the_link_never_sees_its_code_unless_the_setting_lets_one_person_do_it(
    items: FakeItems, settings: Any
) -> None:
    now = timezone.now()
    link, secret = made(items, at=now, today=timezone.localdate())
    with pytest.raises(Refused, match="另一位同事"):
        links.read_out_code(link_id=link.pk, by=preparer(), at=now)
    assert not LinkCode.objects.exists()
    auditor = colleague("unit_auditor", Role.AUDITOR)
    with pytest.raises(PermissionRefused):
        links.read_out_code(link_id=link.pk, by=auditor, at=now)
    # The database wants the mark, whatever a service thinks.
    links.read_out_code(link_id=link.pk, by=second(), at=now)
    with pytest.raises(IntegrityError, match="marked"), transaction.atomic():
        LinkCode.objects.update(read_by=preparer())
    settings.PORTAL_LINK_ALONE = True
    code = links.read_out_code(link_id=link.pk, by=preparer(), at=now)
    assert "按设置一人办理" in link.acts.latest("pk").note
    assert AuditEntry.objects.filter(action="units.code_read").latest("pk").detail["alone"] is True
    given = opening.prove(token=secret, code=code, address=ADDRESS, at=now)
    reply = answered(items, link, secret, given, at=now)
    check = ReplyCheck.objects.get()
    assert (reply.alone, check.why, check.state) == (True, "one_hand", "open")
    desk = at_the_desk(second()).get("/bureau/").text
    assert "1 份单位答复待核实" in desk
    with_alone = at_the_desk().get(f"/bureau/units/links/{link.pk}/code/").text
    assert "本局的设置允许一个人办" in with_alone


def test_a_code_to_a_mobile_that_the_maker_wrote_down_counts_as_his_until_another_has_checked_it(
    items: FakeItems, telephone: Telephone
) -> None:
    link, secret = made(items)
    opening.ask_code(token=secret, address=ADDRESS, at=AT)
    assert LinkCode.objects.get().alone
    with pytest.raises(Refused, match="另一位同事"):
        register.check_contact(unit_id=link.unit_id, by=preparer(), at=AT)
    client = at_the_desk(second())
    url = f"/bureau/units/{link.unit_id}/contact/check/"
    assert MOBILE not in client.get(url).text
    done = client.post(url, {"sent_once": "c" * 32}, follow=True)
    assert "李强 2026-" in text_of(done.text)
    with pytest.raises(Refused, match="已经核对过"):
        register.check_contact(unit_id=link.unit_id, by=third(), at=AT)
    opening.ask_code(token=secret, address=ADDRESS, at=AT)
    assert not LinkCode.objects.get().alone
    # Another contact has to be checked anew.
    contact = register.Contact("", "13800009999")
    register.change_contact(unit_id=link.unit_id, contact=contact, by=preparer(), at=AT)
    opening.ask_code(token=secret, address=ADDRESS, at=AT)
    assert LinkCode.objects.get().alone


def test_the_contact_gets_a_receipt_and_a_forged_answer_is_noticed(
    items: FakeItems, telephone: Telephone
) -> None:
    link, secret = made(items)
    register.check_contact(unit_id=link.unit_id, by=third(), at=AT)
    given = passed(link, secret)
    reply = answered(items, link, secret, given)
    assert not ReplyCheck.objects.exists()
    notice = Notice.objects.get()
    assert (notice.audience, notice.hearer_name, notice.state) == ("unit", "示例银行", "waiting")
    outbox.send(at=MORNING, sender=telephone)
    ((_, phone, text),) = telephone.texts
    notice.refresh_from_db()
    assert (phone, notice.state) == (MOBILE, "sent")
    assert reply.receipt in text
    for hidden in ("示例事项", "示例银行", CONTACT, secret):
        assert hidden not in text
    assert "已发出" in text_of(at_the_desk().get(f"/bureau/units/replies/{reply.pk}/").text)
    # Whoever has the message says it was not theirs: no code, no session, and nothing is told.
    denial, now = secret_in(text), timezone.now()
    Reply.objects.filter(pk=reply.pk).update(sent_at=now)
    url = f"/dafu/bushi/{denial}/"
    client = Client()
    page = client.get(url)
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    assert "noindex" in page["X-Robots-Tag"]
    for hidden in ("示例事项", "示例银行", CONTACT):
        assert hidden not in page.text
    assert set(latin_words(text_of(page.text))) <= {"PDF"}
    assert not ReplyCheck.objects.exists()
    for _ in range(2):
        assert "知道了" in client.post(url).text
    check = ReplyCheck.objects.get()
    assert (check.why, check.state, check.denied_road) == ("denied", "denied", "link")
    assert check.did == FakeItems.TAKEN_BACK
    assert items.disowned == [("12", "accept", link.pk, None)]
    link.refresh_from_db()
    assert (link.revoked_by, link.revoked_why) == (None, checking.DENIED_WHY)
    with pytest.raises(Gone):
        replying.see(token=secret, given=given, at=now, today=TODAY)
    assert deeds(link)[-1] == "denied"
    assert AuditEntry.objects.filter(action="units.reply_denied", actor_id=None).count() == 1
    told = Notice.objects.filter(about__startswith="unit_check_denied")
    assert {one.role for one in told} == {"reviewer", "approver"}
    # A receipt that is none, tampered with or too old is the one page that opens nothing.
    gone = Client().get(f"/dafu/bushi/{denial[:-1]}x/")
    Reply.objects.filter(pk=reply.pk).update(sent_at=now - DENIABLE - timedelta(minutes=1))
    old = client.get(url)
    assert {one.status_code for one in (gone, old)} == {404}
    assert gone.text.replace(denial[:-1] + "x", "") == old.text.replace(denial, "")


def test_where_no_message_goes_another_than_the_maker_finds_out(items: FakeItems) -> None:
    one = unit()
    about = items.give("12", unit_id=one.pk)
    fresh = links.make_link(
        unit_id=one.pk, about=about, days=5, url_of=url_of, by=preparer(), at=AT, today=TODAY
    )
    reply = answered(items, fresh.link, fresh.secret, passed(fresh.link, fresh.secret))
    check = ReplyCheck.objects.get()
    assert (check.why, reply.alone, reply.denial) == ("unreached", False, None)
    assert not Notice.objects.filter(audience="unit").exists()
    page, base = f"/bureau/units/replies/{reply.pk}/", "/bureau/units/replies/"
    clerk, client = at_the_desk(), at_the_desk(second())
    paper = text_of(client.get(f"{page}receipt/").text)
    assert reply.receipt in paper
    assert "示例事项" not in paper.split("示例银行")[-1]
    assert "没有登记联系人手机" in text_of(clerk.get(page).text)
    assert reply.receipt in clerk.get("/bureau/units/checks/").text
    # As many queries for many as for one; a long address is left out, the answer is taken.
    with CaptureQueriesContext(connection) as few:
        client.get("/bureau/units/checks/?state=all")
    for number in range(6):
        more = Reply.objects.create(
            link=fresh.link, form=f"{number:032x}", verb="accept", label="接受", written_at=AT,
            sent_at=AT, said="收到",
        )  # fmt: skip
        ReplyCheck.objects.create(reply=more, why="one_hand", opened_at=AT)
    with CaptureQueriesContext(connection) as many:
        client.get("/bureau/units/checks/?state=all")
    assert len(many) == len(few)
    ReplyCheck.objects.exclude(pk=check.pk).delete()
    assert "https" not in checking._receipt(reply, f"https://{'x' * 300}", AT)
    # Whoever makes links does not settle; nor a reviewer who made this one.
    assert clerk.get(f"{page}check/").status_code == 403
    Link.objects.update(made_by=second())
    with pytest.raises(Refused, match="另一位同事"):
        checking.settle(reply_id=reply.pk, theirs=True, how="问过", by=second(), at=AT, today=TODAY)
    assert "请另一位同事核实" in client.get(page).text
    Link.objects.update(made_by=preparer())
    assert client.post(f"{page}check/", {"theirs": "yes"}).status_code == 200
    assert ReplyCheck.objects.get().state == "open"
    done = client.post(f"{page}check/", {"theirs": "yes", "how": "打办公电话问过"}, follow=True)
    assert "核实过，是本单位答的" in text_of(done.text)
    check.refresh_from_db()
    assert (check.state, check.settled_by) == ("theirs", second())
    assert items.disowned == []
    with pytest.raises(Refused, match="没有要核实的"):
        checking.settle(reply_id=reply.pk, theirs=False, how="再问", by=third(), at=AT, today=TODAY)
    # The unit says on the telephone that it was not: found out anew, and this time it is so.
    with pytest.raises(Refused, match="怎样告诉"):
        checking.deny_told(reply_id=reply.pk, road="link", by=preparer(), at=AT, today=TODAY)
    answer = clerk.post(f"{page}deny/", {"road": "phone", "note": "说没有交过"}, follow=True)
    assert "链接已经停用" in text_of(answer.text)
    check.refresh_from_db()
    assert (check.state, check.denied_by, check.settled_by) == ("denied", preparer(), None)
    assert items.disowned == [("12", "accept", fresh.link.pk, preparer().pk)]
    assert "已经记过" in text_of(clerk.get(f"{page}deny/", follow=True).text)
    checking.settle(reply_id=reply.pk, theirs=False, how="问过", by=third(), at=AT, today=TODAY)
    assert len(items.disowned) == 1
    assert client.get(f"{base}99999999/").status_code == 404


def test_whoever_opens_the_link_anew_finds_an_answer_that_is_not_theirs(items: FakeItems) -> None:
    now, today = timezone.now(), timezone.localdate()
    link, secret = made(items, at=now, today=today)
    client = Client()
    code = links.read_out_code(link_id=link.pk, by=second(), at=now)
    url = f"/dafu/{secret}/"
    client.post(url, {"code": code})
    token = form_token(client.get(f"{url}tian/accept/").text)
    client.post(f"{url}tian/accept/", {"biaodan": token})
    client.post(f"{url}kan/{token}/")
    receipt = client.get(f"{url}kan/{token}/").text
    assert f"{url}kan/{token}/bushi/" in receipt
    # Without the code, and with the pass of another link, there is nothing to deny.
    stranger = Client()
    stranger.cookies["portal_answer"] = "x"
    for browser in (Client(), stranger):
        assert "填验证码" in browser.post(f"{url}kan/{token}/bushi/").text
    assert ReplyCheck.objects.get().state == "open"
    assert "这不是我们答的" in client.get(f"{url}kan/{token}/bushi/").text
    assert "知道了" in client.post(f"{url}kan/{token}/bushi/").text
    assert ReplyCheck.objects.get().denied_road == "link"
    assert client.get(url).status_code == 404


def test_a_code_a_pass_and_a_form_of_one_link_are_nothing_at_another(items: FakeItems) -> None:
    link, secret = made(items)
    other = unit("示例学校", kind="institution")
    about = items.give("13", unit_id=other.pk)
    fresh = links.make_link(
        unit_id=other.pk, about=about, days=5, url_of=url_of, by=preparer(), at=AT, today=TODAY
    )
    code = links.read_out_code(link_id=link.pk, by=second(), at=AT)
    links.read_out_code(link_id=fresh.link.pk, by=second(), at=AT)
    with pytest.raises(opening.WrongCode):
        opening.prove(token=fresh.secret, code=code, address=ADDRESS, at=AT)
    given = opening.prove(token=secret, code=code, address=ADDRESS, at=AT)
    # A code that was used is used, a pass opens its own link alone, and for its half hour.
    with pytest.raises(opening.WrongCode):
        opening.prove(token=secret, code=code, address=ADDRESS, at=AT)
    with pytest.raises(replying.NotProven):
        replying.see(token=fresh.secret, given=given, at=AT, today=TODAY)
    with pytest.raises(replying.NotProven):
        replying.see(token=secret, given=given, at=AT + HOLDING, today=TODAY)
    reply = answered(items, link, secret, given)
    theirs = passed(fresh.link, fresh.secret)
    with pytest.raises(Gone):
        replying.written(token=fresh.secret, given=theirs, form=FORM, at=AT, today=TODAY)
    # The same form sent again is the same answer, and a newer link ends what the older opened.
    again = answered(items, link, secret, given)
    assert (again.pk, len(items.taken)) == (reply.pk, 1)
    links.make_link(
        unit_id=link.unit_id, about=link.about, days=5, url_of=url_of, by=preparer(), at=AT,
        today=TODAY,
    )  # fmt: skip
    with pytest.raises(Gone):
        replying.see(token=secret, given=given, at=AT, today=TODAY)


@pytest.mark.django_db(transaction=True)
def test_a_denial_that_comes_twice_at_once_is_one_and_one_beside_a_verdict_waits_for_it(
    items: FakeItems,
) -> None:
    link, secret = made(items)
    reply = answered(items, link, secret, passed(link, secret))
    clerk, judge = preparer(), third()
    came = at_once(
        lambda road: str(
            checking.deny_told(reply_id=reply.pk, road=road, by=clerk, at=AT, today=TODAY).state
        ),
        ["phone", "face"],
    )
    assert came == ["denied", "denied"]
    assert len(items.disowned) == 1
    verdicts = at_once(
        lambda said: str(
            checking.settle(
                reply_id=reply.pk, theirs=said == "yes", how="问过", by=judge, at=AT, today=TODAY
            ).pk
        ),
        ["yes", "no"],
    )
    assert sorted(verdicts) == sorted([str(reply.pk), "这份答复没有要核实的。"])
    assert deeds(link).count("checked") == 1


def test_a_closed_unit_hears_nothing_more(items: FakeItems, telephone: Telephone) -> None:
    one, about = given_item(items)
    fresh = links.make_link(
        unit_id=one.pk, about=about, days=5, url_of=url_of, by=preparer(), at=AT, today=TODAY
    )
    answered(items, fresh.link, fresh.secret, passed(fresh.link, fresh.secret))
    register.close_unit(unit_id=one.pk, why="撤并", by=preparer(), at=AT)
    outbox.send(at=MORNING, sender=telephone)
    notice = Notice.objects.get(audience="unit")
    assert (notice.state, notice.answer, telephone.texts) == ("cancelled", "hearer_gone", [])
    page = text_of(at_the_desk(second()).get(f"/bureau/notices/{notice.pk}/").text)
    assert "示例银行" in page


def test_what_does_not_reach_a_unit_is_no_letter_and_goes_again_to_a_new_number(
    items: FakeItems, telephone: Telephone
) -> None:
    link, secret = made(items)
    answered(items, link, secret, passed(link, secret))
    telephone.says = Outcome.REJECTED
    outbox.send(at=MORNING, sender=telephone)
    notice = Notice.objects.get(audience="unit")
    assert (notice.state, notice.channel) == ("dead", "sms")
    page = text_of(at_the_desk().get(f"/bureau/notices/{notice.pk}/").text)
    assert "重新发送" in page
    assert "改为书面通知" not in page
    with pytest.raises(Refused, match="给本人的"):
        handling.by_letter(notice_id=notice.pk, by=preparer(), at=MORNING)
    nobody, newer = register.Contact("", ""), register.Contact("", "13800009999")
    register.change_contact(unit_id=link.unit_id, contact=nobody, by=preparer(), at=AT)
    with pytest.raises(Refused, match="请打电话告诉它"):
        handling.retry(notice_id=notice.pk, by=preparer(), at=MORNING)
    register.change_contact(unit_id=link.unit_id, contact=newer, by=preparer(), at=AT)
    handling.retry(notice_id=notice.pk, by=preparer(), at=MORNING)
    telephone.says = Outcome.ACCEPTED
    outbox.send(at=MORNING, sender=telephone)
    first, second_try = telephone.texts
    assert (first[1], second_try[1]) == (MOBILE, "13800009999")
    assert first[0] != second_try[0]
    assert first[2] == second_try[2]
    notice.refresh_from_db()
    assert notice.state == "sent"
