"""What a resident sees of his own, with made-up data."""

from datetime import date
from typing import Any

from support_services.casework.published import Matter, Progress, Whom
from support_services.enquiry.public.forms import AskForm, CodeForm, WrongForm
from support_services.enquiry.published import Own, Subject
from support_services.enquiry.published.matters import OwnAid, OwnGap, OwnLook
from support_services.enquiry.published.money import (
    STATES,
    OwnAccount,
    OwnLine,
    OwnPayment,
    OwnRight,
)
from support_services.enquiry.services.proving import WRONG
from support_services.stations.published import PublicPlace, PublicStation
from support_services.subsidies.states import PaymentState
from tests.design.incoming_pages import PHONE, TOKEN
from tests.design.samples import D, bound, moment

STATION = PublicStation(
    "370303009201",
    "九级村退役军人服务站",
    "village",
    "九级村",
    "九级村党群服务中心一楼",
    "0533-0000001",
    "周一至周五 8:30—17:00",
    1,
)
PLACE = PublicPlace("370303009201", "九级村", "village", "马尚街道", "370303009000", STATION, ())
WHOM = Whom("马尚街道退役军人服务站", "0533-0000001", "05330000001")
PENSION = "残疾军人抚恤金"


def right(**more: Any) -> OwnRight:
    return OwnRight(
        **{
            "key": "right:1",
            "scheme": PENSION,
            "of_whom": "",
            "determined": "七级 因公",
            "since": date(2019, 3, 1),
            "state": "在发",
            "tone": "ok",
            "words": "",
            "next": "",
            "monthly": D("3096.67"),
            "monthly_of": date(2026, 11, 1),
            **more,
        }
    )


def line(month: date, amount: str, sentence: str) -> OwnLine:
    return OwnLine(
        month=month,
        part="",
        amount=D(amount),
        sentence=sentence,
        how=(
            (
                "当月标准",
                "年标准 37,160.00 元，本标准年度第 4 个月："
                "37,160.00 × 4 ÷ 12 − 37,160.00 × 3 ÷ 12，各自四舍五入到分",
            ),
        ),
        source="残疾军人抚恤金标准，演示〔2026〕1号，自2026年8月起执行。",
    )


def payment(month: date, state: PaymentState, amount: str, **more: Any) -> OwnPayment:
    label, tone, said = STATES[state]
    return OwnPayment(
        **{
            "key": f"payment:{month.month}",
            "month": month,
            "scheme": PENSION,
            "of_whom": "",
            "amount": D(amount),
            "state": label,
            "tone": tone,
            "said": said,
            "account": "示例农商银行，尾号 1234",
            "posted": D(amount),
            "taken": D("0"),
            "left": D("0"),
            "lines": (
                line(
                    month,
                    amount,
                    f"{month.year}年{month.month}月{PENSION}应发 {amount} 元，"
                    f"以前没有入过账，所以这一行入账 {amount} 元。",
                ),
            ),
            "more": 0,
            **more,
        }
    )


OWN = Own(
    name="欧***国",
    account=OwnAccount("示例农商银行，尾号 1234（银行说不能用）", ()),
    to_do=(
        "请在12月31日以前做2026年度确认。请到村居服务站，或者打电话请他们上门，带身份证就行。",
        "银行说您登记的卡不能用，钱打不进去。请带身份证和本人的银行卡或者社保卡，"
        "到村居、镇街服务站登记。",
    ),
    rights=(
        right(),
        right(
            key="right:2",
            scheme="烈士遗属定期抚恤金",
            of_whom="欧*山",
            determined="",
            state="先停着",
            tone="warn",
            words="年度确认还没有做。",
            next="做了确认就恢复，停的月份补发。怎么做，看本页最上面。",
        ),
        right(
            key="right:3",
            scheme="年满六十周岁农村籍退役士兵老年生活补助",
            determined="",
            state="停了",
            tone="idle",
            words="发到2019年2月（不再符合条件）。",
            next="有疑问请打下面的电话，或者到服务站问。",
            monthly=None,
            monthly_of=None,
        ),
    ),
    payments=(
        payment(date(2026, 11, 1), PaymentState.RETURNED, "3,096.67".replace(",", "")),
        payment(
            date(2026, 10, 1),
            PaymentState.PAID,
            "2596.67",
            posted=D("3096.67"),
            taken=D("500.00"),
            more=2,
        ),
        payment(date(2025, 12, 1), PaymentState.PAID, "2900.00"),
    ),
    matters=(
        Matter(
            "case:1",
            "S2026-00318",
            "诉求",
            date(2026, 11, 3),
            Progress("正在办", date(2027, 1, 4), WHOM),
            is_over=False,
        ),
        Matter(
            "errand:1",
            "D2026-00007",
            "代办：优待证申领",
            date(2026, 5, 20),
            Progress("已办成", None, WHOM),
            is_over=True,
        ),
    ),
    aid=(OwnAid(date(2026, 9, 1), "已经报到区局，等审核"),),
    gaps=(
        OwnGap("404", "免费乘坐市内公共汽车", ""),
        OwnGap("301", "残疾退役军人医疗补助", "还差一个证件，点进去看"),
    ),
    place=PLACE,
    looks=(
        OwnLook(date(2026, 11, 26), "凭验证码看了"),
        OwnLook(date(2026, 11, 20), "有人查，没有看到"),
    ),
)
NOTHING = Own("王*", OwnAccount("还没有登记", ()), (), (), (), (), (), (), None, OWN.looks[:1])
SHOWN: dict[str, Any] = {
    **PHONE,
    "own": OWN,
    "on_paper": False,
    "printed_at": moment(26, 10),
    "minutes": 15,
}
ASKING: dict[str, Any] = {
    **PHONE,
    "form": AskForm(),
    "token": TOKEN,
    "said": "",
    "is_over": False,
    "minutes": 15,
    "is_demo": False,
}
CODING: dict[str, Any] = {
    **PHONE,
    "form": CodeForm(),
    "ticket": TOKEN * 2,
    "said": "",
    "minutes": 10,
    "is_demo": False,
}
ABOUT: dict[str, Any] = {
    **PHONE,
    "form": WrongForm(),
    "about": Subject("payment:1", f"2026年11月发的{PENSION} 3,096.67 元"),
    "token": TOKEN,
}

OWN_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "public-own-closed": ("public/own_closed.html", PHONE),
    "public-own-ask-demo": ("public/own_ask.html", {**ASKING, "is_demo": True, "is_over": True}),
    "public-own-ask-again": (
        "public/own_ask.html",
        {**ASKING, "form": bound(AskForm, {"name": "", "number": "3703031951"})},
    ),
    "public-own-code-wrong": ("public/own_code.html", {**CODING, "said": WRONG, "is_demo": True}),
    "public-own": ("public/own.html", SHOWN),
    "public-own-paper": ("public/own.html", {**SHOWN, "on_paper": True}),
    "public-own-nothing": ("public/own.html", {**SHOWN, "own": NOTHING}),
    "public-own-wrong-again": (
        "public/own_wrong.html",
        {**ABOUT, "form": bound(WrongForm, {"kind": "request", "content": ""})},
    ),
    "public-own-wrong-late": (
        "public/own_wrong_late.html",
        {**PHONE, "written": "十月份少发了五百元，\n请查一查。"},
    ),
    "public-own-demo": (
        "public/own_demo.html",
        {
            **PHONE,
            "somebody": ("欧阳建国", "（演示号码）"),
            "messages_shown": [
                {"phone": "138****1234", "text": "查询验证码 123456，10 分钟内有效。"}
            ],
        },
    ),
}
