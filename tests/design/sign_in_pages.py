"""Signing in and what belongs to it, with made-up data."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import segno
from django.utils.safestring import mark_safe

from tests.design.samples import BUREAU, bound, moment, person_of
from veterans.accounts.second_factor import CodeForm

WHO = person_of("周敏", "经办")
STRANGER: dict[str, Any] = {
    **BUREAU,
    "has_permission": False,
    "bureau_nav": [],
    "person": WHO,
    "waiting": True,
}

SIGN_IN_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
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
