"""Signing in and what belongs to it, with made-up data."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import segno
from django.core.paginator import Paginator
from django.utils.safestring import mark_safe

from tests.design.samples import BUREAU, STATION, bound, moment, page, person_of
from veterans.accounts.admin.sign_ins import SignInFilter
from veterans.accounts.second_factor import CodeForm

WHO = person_of("周敏", "经办")
LENT = SimpleNamespace(
    **vars(WHO),
    lent=SimpleNamespace(
        get_role_display="复核", ends_at=moment(18, 11), reason="复核人员病假，今天是发放日"
    ),
)
STRANGER: dict[str, Any] = {
    **BUREAU,
    "has_permission": False,
    "bureau_nav": [],
    "person": WHO,
    "waiting": True,
}

SESSIONS = [
    {
        "mark": "1" * 16,
        "browser": "安卓手机 · 微信",
        "address": "10.12.0.31",
        "started_at": moment(18, 8, 30),
        "last_seen_at": moment(18, 9, 2),
        "is_this": True,
    },
    {
        "mark": "2" * 16,
        "browser": "苹果电脑 · 火狐浏览器",
        "address": "10.12.0.7",
        "started_at": None,
        "last_seen_at": moment(18, 8, 59),
        "is_this": False,
    },
]
LOG = [
    {
        "at": moment(18, 8, 30),
        "who": "周敏（经办）",
        "what": "登录失败",
        "tone": "warn",
        "why": "验证码不对",
        "door": "局工作台",
        "address": "10.12.0.31",
        "browser": "苹果电脑 · 火狐浏览器",
    },
    {
        "at": moment(17, 8, 30),
        "who": "周敏（经办）",
        "what": "结束一处登录",
        "tone": "idle",
        "why": "",
        "door": "",
        "address": "",
        "browser": "",
    },
]
MINE: dict[str, Any] = {
    "title": "我的登录",
    "sessions": SESSIONS,
    "page_obj": page(LOG),
    "second_factor_url": "/x/",
    "password_url": "/x/",
}

SIGN_IN_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "my-sign-ins": ("bureau/my_sign_ins.html", {**BUREAU, **MINE}),
    "station-my-sign-ins": ("station/my_sign_ins.html", {**STATION, **MINE}),
    "sign-ins": (
        "bureau/sign_ins.html",
        {
            **BUREAU,
            **MINE,
            "title": "登录记录",
            "filter_form": SignInFilter({}),
            "filtered": True,
            "unknown": "张三",
            "person": WHO,
            "may_end": True,
        },
    ),
    "sign-ins-empty": (
        "bureau/sign_ins.html",
        {
            **BUREAU,
            "title": "登录记录",
            "filter_form": SignInFilter({}),
            "page_obj": Paginator([], 30).page(1),
            "person": WHO,
            "sessions": [],
        },
    ),
    "emergency-ribbon": (
        "bureau/second_factor_begin.html",
        {**BUREAU, "title": "第二重验证", "user": LENT},
    ),
    "second-factor-code": (
        "bureau/second_factor_code.html",
        {**STRANGER, "title": "输入验证码", "form": bound(CodeForm, {})},
    ),
    "second-factor-give-up": (
        "bureau/second_factor_code.html",
        {
            **BUREAU,
            "title": "第二重验证",
            "waiting": False,
            "factor": SimpleNamespace(confirmed_at=moment(18, 9), recovery=["x"] * 9),
            "form": CodeForm(hint="现在手机上的 6 位数字，或者一个恢复码。"),
        },
    ),
    "second-factor-begin": ("bureau/second_factor_begin.html", {**BUREAU, "title": "第二重验证"}),
    "second-factor-enrol": (
        "bureau/second_factor_enrol.html",
        {
            **STRANGER,
            "title": "绑定手机",
            "picture": mark_safe(segno.make("otpauth://totp/x", micro=False).svg_inline(scale=4)),
            "groups": ["2345", "6723"] * 4,
            "form": CodeForm(hint="绑定以后，手机上显示的 6 位数字。"),
        },
    ),
    "second-factor-codes": (
        "bureau/second_factor_codes.html",
        {
            **STRANGER,
            "title": "恢复码",
            "codes": ["4821-9930-1175"] * 10,
            "goal": "/bureau/",
            "printed_at": moment(18, 9),
        },
    ),
}
