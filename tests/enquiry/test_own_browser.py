"""An old telephone, without script: from the front page to one's own, what is wrong, and out."""

import re
from typing import Any

import pytest
from django.utils import timezone

from support_services.casework.models import Incoming
from support_services.enquiry.models import Enquiry
from support_services.enquiry.services import sending
from tests.casework.hands import the_hands
from tests.enquiry.residents import NAME
from tests.enquiry.telephone import Telephone
from tests.registry.makers import id_number
from tests.support.browser import press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SMALL = {"width": 390, "height": 844}


def test_from_the_front_page_to_ones_own_and_out(telephone: Telephone, new_context: Any) -> None:
    hands = the_hands()
    hands.opened(today=timezone.localdate())
    context = new_context(viewport=SMALL, java_script_enabled=False)
    page = context.new_page()

    page.goto("/")
    press(page.get_by_role("link", name="查我的待遇"))
    assert context.cookies() == []
    press(page.get_by_role("button", name="发验证码"))
    assert page.get_by_text("还差一点").is_visible()
    page.get_by_label("您的姓名").fill(NAME)
    page.get_by_label("您的身份证号").fill(id_number(1))
    press(page.get_by_role("button", name="发验证码"))
    assert context.cookies() == []
    one = Enquiry.objects.get()
    sending.carry(enquiry_id=one.pk, sender=telephone, at=timezone.now())
    page.get_by_label("短信里的验证码").fill("000000" if telephone.code != "000000" else "1" * 6)
    press(page.get_by_role("button", name="看我的"))
    assert page.get_by_text("验证码不对").is_visible()
    page.get_by_label("短信里的验证码").fill(telephone.code)
    press(page.get_by_role("button", name="看我的"))
    assert page.url.endswith("/wode/kan/")
    assert page.get_by_role("heading", name="曾*藩，您的情况").is_visible()
    (cookie,) = context.cookies()
    assert (cookie["path"], cookie["httpOnly"], cookie["sameSite"]) == ("/wode/", True, "Strict")
    press(page.get_by_role("link", name=re.compile("^这里不对")).first)
    page.get_by_label("哪里不对").fill("说好十月答复，没有消息。")
    press(page.get_by_role("button", name="发出去"))
    assert page.get_by_text("收到了").first.is_visible()
    assert Incoming.objects.count() == 1
    page.goto("/wode/kan/")
    press(page.get_by_role("button", name="结束查看"))
    assert context.cookies() == []
    page.goto("/wode/kan/")
    assert page.url.endswith("/wode/")
