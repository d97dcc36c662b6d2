"""Accounts, their evidence and what stations send in, with made-up data."""

from typing import Any

from support_services.subsidies.account_forms import AccountForm, DoorAccountForm, RefuseForm
from support_services.subsidies.admin.fact_forms import VerifyForm
from tests.design.fact_pages import PERSON
from tests.design.samples import BUREAU, STATION, bound, moment, page
from tests.design.station_pages import PAYEE

SHOWN = {
    "bank_name": "示例农商银行",
    "masked_number": "6228 **** **** 0077",
    "account_name": "欧阳建国",
    "state_label": "银行退回",
    "state_tone": "bad",
}
WAITING = {
    **PERSON,
    "url": "/x/",
    "bank_name": "示例银行马尚支行",
    "account_name": "欧阳建国",
    "same_name": True,
    "reason": "银行退回，本人换了新卡",
    "speaks": "儿子 欧阳明；当面问过本人",
    "entered_by": "孙丽",
    "entered_at": moment(20, 10),
    "own": False,
    "verify_url": "/x/",
    "state_label": "待核验",
    "state_tone": "warn",
    "decided_by": "",
    "decided_at": None,
    "note": "",
}
STATEMENT = {
    "is_picture": False,
    "url": "",
    "statement": "存折遗失，村居核对过本人和新存折",
    "document_no": "九级村证〔2026〕3号",
    "added_by": "孙丽",
    "added_at": moment(20, 10),
}
SCAN = {**STATEMENT, "url": "/x/", "statement": "", "document_no": ""}
TABS = [
    {"title": "局里登记", "url": "?kind=", "count": 2, "current": True},
    {"title": "服务站报来", "url": "?kind=station", "count": 1, "current": False},
]
TO_VERIFY: dict[str, Any] = {
    **BUREAU,
    "title": "账户核验",
    "crumbs": [],
    "kind": "",
    "tabs": TABS,
    "page_obj": page([WAITING, {**WAITING, "same_name": False, "own": True, "verify_url": ""}]),
}
VERIFY: dict[str, Any] = {
    **BUREAU,
    "title": "核验服务站报来的账户",
    "crumbs": [],
    "person": PERSON,
    "account": WAITING,
    "evidence": [SCAN, STATEMENT],
    "needed": True,
    "replaced": SHOWN,
    "others": 1,
    "settled": "",
    "form": VerifyForm(),
    "refuse_form": RefuseForm(),
    "may_refuse": True,
    "refusing": False,
    "cancel_url": "/x/",
}
SENT_IN = {
    "proposal_id": 3,
    "person_id": 1,
    "name": "欧阳建国",
    "village": "马尚街道九级村",
    "bank_name": "示例银行马尚支行",
    "account_name": "欧阳建国",
    "account": "6217 **** **** 9901",
    "reason": "银行退回，本人换了新卡",
    "speaks": "儿子 欧阳明；当面问过本人",
    "state": "待核验",
    "tone": "warn",
    "then": "区局核验以后才换账户，现在仍按原来的账户发放。",
    "note": "",
    "sent_by": "孙丽",
    "sent_at": moment(20, 10),
    "decided_at": None,
    "waits": True,
    "own": True,
    "evidence": [{"id": 9, "is_file": True}],
}
BACK = {
    **SENT_IN,
    "state": "已退回",
    "tone": "bad",
    "then": "没有换账户。请按区局说的改好，再报一次。",
    "note": "照片反光，看不清末四位",
    "waits": False,
}
ALIVE = {**PAYEE, "payee": {**PAYEE["payee"], "died_on": None}}
HISTORY_ROW = {
    **SHOWN,
    "is_current": True,
    "from_at": moment(20, 10),
    "to_at": None,
    "reason": "银行退回，本人换了新卡",
    "entered_by": "孙丽",
    "verified_by": "李卫东",
    "verified_at": moment(21, 9),
    "refusal": "",
    "evidence": [SCAN, STATEMENT],
}
QUESTION = {
    "question": "撤回您为 欧阳建国 登记的账户？",
    "consequences": ["这个账户不再待核验，以后也不会使用。", "原来使用的账户恢复使用。"],
    "confirm_label": "确认撤回",
    "cancel_url": "/x/",
}

ACCOUNT_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "accounts-to-verify": ("bureau/accounts_to_verify.html", TO_VERIFY),
    "accounts-sent-in": (
        "bureau/accounts_to_verify.html",
        {**TO_VERIFY, "kind": "station", "page_obj": page([], 1)},
    ),
    "account-verify": ("bureau/account_verify.html", VERIFY),
    "account-verify-first": (
        "bureau/account_verify.html",
        {
            **VERIFY,
            "title": "核验账户",
            "evidence": [],
            "needed": False,
            "replaced": None,
            "others": 0,
            "refusing": True,
            "refuse_form": bound(RefuseForm, {}),
        },
    ),
    "account-verified": (
        "bureau/account_verify.html",
        {**VERIFY, "settled": "这个账户已核验，不用再核验。", "may_refuse": False},
    ),
    "account-new": (
        "bureau/account_new.html",
        {
            **BUREAU,
            "title": "更正银行账户",
            "crumbs": [],
            "form": bound(AccountForm, {}),
            "current": SHOWN,
            "needed": "更换账户",
            "cancel_url": "/x/",
        },
    ),
    "account-first": (
        "bureau/account_new.html",
        {
            **BUREAU,
            "title": "登记银行账户",
            "crumbs": [],
            "form": AccountForm(),
            "current": None,
            "needed": "",
            "cancel_url": "/x/",
        },
    ),
    "account-withdraw": (
        "bureau/account_withdraw.html",
        {**BUREAU, "title": "撤回登记的账户", "crumbs": [], "account": SHOWN, **QUESTION},
    ),
    "account-history": (
        "bureau/account_history.html",
        {
            **BUREAU,
            "title": "欧阳建国：账户变更",
            "crumbs": [],
            "rows": [
                HISTORY_ROW,
                {
                    **HISTORY_ROW,
                    "is_current": False,
                    "to_at": moment(20, 10),
                    "refusal": "李卫东：照片上的户名不是本人",
                    "evidence": [],
                },
            ],
            "sent_in": [{**WAITING, "decided_at": moment(21, 9), "decided_by": "李卫东"}],
        },
    ),
    "station-account-form": (
        "station/account_form.html",
        {**ALIVE, "form": DoorAccountForm(), "earlier": [BACK], "back_url": "/x/"},
    ),
    "station-accounts": (
        "station/accounts.html",
        {**STATION, "counts": {"waiting": 1, "back": 1}, "page_obj": page([SENT_IN, BACK])},
    ),
    "station-accounts-empty": (
        "station/accounts.html",
        {**STATION, "counts": {"waiting": 0, "back": 0}, "page_obj": page([], 1)},
    ),
    "station-account-withdraw": (
        "station/account_withdraw.html",
        {**STATION, "one": SENT_IN, **QUESTION},
    ),
}
