"""英烈和纪念设施 at all three doors, with made-up data."""

from datetime import date, datetime, time
from typing import Any

from django import forms

from honors.memorials.event_forms import HeldForm
from honors.memorials.papers import Sheet
from honors.memorials.public.forms import TRAP, BookingForm
from honors.memorials.published import PublicBooking, PublicFacility, PublicMartyr
from honors.memorials.rules import Standing
from tests.design.samples import BUREAU, SHANGHAI, STATION, bound, page
from veterans.foundation.month_grid import month_weeks

PHONE = {"bureau_phone": "0533-0000001", "bureau_tel": "05330000001"}
HEAD = {**BUREAU, "crumbs": [{"title": "英烈和纪念设施", "url": "/x/"}]}
TABS = [
    {"title": title, "url": "/x/", "current": title == "纪念设施"}
    for title in ("英名录", "纪念设施", "修缮", "遗骸线索", "祭扫活动", "异地祭扫", "外来祭扫接待")
]
ROW: dict[str, Any] = {
    "title": "示例烈士陵园（虚构）",
    "note": "县级 · 烈士陵园 · 马尚街道 › 九级村",
    "state_label": "在册",
    "state_tone": "ok",
    "stand": Standing("离清明 12 天，没有检查", "warn", True, "2025-09-30 以前没有检查"),
    "url": "/x/",
}


class _Narrowing(forms.Form):
    """Fields as those of ``Filter``, whose lists come from the database."""

    q = forms.CharField(label="关键词", required=False)
    state = forms.ChoiceField(label="状态", choices=[("", "全部")], required=False)
    town = forms.ChoiceField(label="镇街", choices=[("", "全部")], required=False)


LIST: dict[str, Any] = {
    "title": "纪念设施",
    "tabs": TABS,
    "filter_form": _Narrowing({"q": "陵园"}),
    "filtered": True,
    "page_obj": page([ROW, {**ROW, "stand": None, "state_label": "待核准", "state_tone": "warn"}]),
    "new_url": "/x/",
    "new_label": "登记设施",
    "export_url": "/x/",
    "month_url": "",
    "days_url": "/x/",
}
CEREMONIES: dict[str, Any] = {
    "title": "2026年4月祭扫活动",
    "filter_form": _Narrowing({"q": ""}),
    "weeks": month_weeks(
        date(2026, 4, 1),
        {
            date(2026, 4, 3): [
                {
                    "time": "9:00–10:00",
                    "title": "清明祭扫",
                    "url": "/x/",
                    "note": "示例烈士陵园（虚构） · 50 人（最多 300 人） · 已确认",
                }
            ],
            date(2026, 4, 5): [{"time": "", "title": "清明", "url": "", "note": "检查期限日"}],
        },
        today=date(2026, 4, 2),
    ),
    "count": 1,
    "previous": "?month=2026-03",
    "following": "?month=2026-05",
    "this_month": "",
    "file_url": "/x/",
    "list_url": "/x/",
    "new_url": "/x/",
}
DAYS: dict[str, Any] = {
    "title": "检查期限日",
    "days": [
        {
            "name": "清明",
            "told": "清明（每年照节气推算），以前 30 天里检查",
            "confidence": "有报道",
            "next_on": date(2026, 4, 5),
            "since": date(2026, 3, 6),
            "is_running": True,
            "facilities": 12,
            "left": [{"name": "示例烈士陵园（虚构）", "url": "/x/"}],
            "edit_url": "/x/",
            "end_url": "/x/",
        }
    ],
    "ended": [
        {
            "name": "本区解放纪念日",
            "told": "每年 3 月 10 日，以前 30 天里检查",
            "who": "王丽",
            "at": datetime(2026, 3, 1, 9, 0, tzinfo=SHANGHAI),
            "restore_url": "/x/",
        }
    ],
    "new_url": "/x/",
    "list_url": "/x/",
}
LEFT: dict[str, Any] = {
    "month_words": "2026年4月",
    "weeks": month_weeks(
        date(2026, 4, 1),
        {
            date(2026, 4, 3): [
                {
                    "time": "",
                    "title": "可以约",
                    "url": "/x/",
                    "note": "08:00–09:00、10:00–17:30",
                }
            ],
            date(2026, 4, 6): [{"time": "", "title": "不开放：修缮", "url": "", "note": ""}],
        },
        today=date(2026, 4, 2),
    ),
    "previous": "",
    "following": "?yue=2026-05",
    "this_month": "",
}
SHEET: dict[str, Any] = {
    "title": "示例烈士陵园（虚构）",
    "what": "纪念设施",
    "list_url": "/x/",
    "state_label": "在册",
    "state_tone": "ok",
    "stand": ROW["stand"],
    "facts": [
        ("保护级别", "县级"),
        ("位置", "示例路 1 号"),
        ("开放时间", "每天 08:00–17:30"),
    ],
    "draft": [("姓名", "张示例")],
    "draft_state": "草稿",
    "sections": [
        {
            "title": "检查记录",
            "none": "",
            "rows": [{"title": "2026-03-28", "note": "墓碑完好；一般：两处字迹褪色"}],
            "photos": [{"title": "2026-03-28 照片 1", "url": "/x/"}],
        },
        {"title": "墓位", "none": "没有登记墓位。", "rows": [], "photos": []},
    ],
    "hands": [("登记", "王丽", "2026-03-01 09:00"), ("核准", "陈强", "2026-03-02 10:00")],
    "actions": [
        {"label": "登记检查", "url": "/x/", "kind": "primary"},
        {"label": "登记墓位", "url": "/x/", "kind": "plain"},
        {"label": "移出名册", "url": "/x/", "kind": "danger"},
    ],
    "papers": [{"label": "打印烈士页", "url": "/x/"}],
}
MARTYR = PublicMartyr(
    id=1,
    name="张示例（虚构）",
    life="1921 年 — 1948年9月1日",
    place="马尚街道 九级村",
    lines=(("出生", "1921 年"), ("牺牲", "1948年9月1日"), ("安葬地", "示例烈士陵园 A-1 号墓")),
    paragraphs=("（虚构）这是演示用的文字，没有这个人，也没有这件事。",),
    facility_id=1,
)
FACILITY = PublicFacility(
    id=1,
    name="示例烈士陵园（虚构）",
    level="县级",
    kind="烈士陵园",
    place="马尚街道 九级村",
    address="示例路 1 号",
    keeper="示例街道办事处",
    phone="0533-0000900",
    tel="05330000900",
    opens_at=time(8),
    closes_at=time(17, 30),
    capacity=300,
    notice="请不要烧纸，可以献花。",
)
NINE = datetime(2026, 4, 3, 9, 0, tzinfo=SHANGHAI)
TEN = datetime(2026, 4, 3, 10, 0, tzinfo=SHANGHAI)
BOOKING = PublicBooking(
    number="J20260320-123456",
    facility=FACILITY.name,
    starts=NINE,
    ends=TEN,
    people=50,
    state="已确认",
    is_confirmed=True,
    is_off=False,
    phone=FACILITY.phone,
    tel=FACILITY.tel,
)
PLACES = [(1, FACILITY.name)]
ROLL: dict[str, Any] = {
    **PHONE,
    "page_obj": page([MARTYR]),
    "martyrs": [MARTYR, MARTYR],
    "is_guess": False,
    "q": "",
    "town": "",
    "town_name": "zhen",
    "towns": [("370303009000", "马尚街道")],
    "years": ["1951", "1948"],
    "year": "",
    "year_name": "nian",
    "is_narrowed": False,
}
BOOK: dict[str, Any] = {
    **PHONE,
    "token": "a" * 32,
    "trap": TRAP,
    "left": {
        "place": FACILITY.name,
        "day": "2026年4月3日",
        "words": "空着 08:00–09:00、10:00–17:30",
        "capacity": "300",
        "url": "/x/",
    },
}
_ASKED: dict[str, Any] = {
    "title": "登记已举行：清明祭扫",
    "intro": "办理以后记入经手记录。",
    "about": [("祭扫活动", "清明祭扫")],
    "form": HeldForm({}, user=None),  # type: ignore[arg-type]
    "submit": "确认登记已举行",
    "back_url": "/x/",
    "danger": False,
}
LETTER = Sheet(
    "介绍信",
    "异地祭扫介绍信",
    (),
    ("某县退役军人事务局：", "兹介绍烈士张示例的女儿李示例等 2 人前往祭扫，请予接洽。"),
    "示例区退役军人事务局",
)

MEMORIAL_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "memorials": ("bureau/memorial_list.html", {**HEAD, **LIST}),
    "memorials-empty": (
        "bureau/memorial_list.html",
        {**HEAD, **LIST, "page_obj": page([], 1), "new_url": "", "filtered": False},
    ),
    "memorial-month": ("bureau/memorial_month.html", {**HEAD, **CEREMONIES}),
    "memorial-days": ("bureau/memorial_days.html", {**HEAD, **DAYS}),
    "memorial-days-none": ("bureau/memorial_days.html", {**HEAD, **DAYS, "days": [], "ended": []}),
    "station-memorial-month": (
        "station/memorial_month.html",
        {**STATION, **CEREMONIES, "count": 0, "file_url": ""},
    ),
    "memorial": ("bureau/memorial_sheet.html", {**HEAD, **SHEET}),
    "memorial-paper": (
        "bureau/memorial_paper.html",
        {
            **HEAD,
            "title": "打印：异地祭扫介绍信",
            "sheet": LETTER,
            "pdf_url": "/x/",
            "printed_on": date(2026, 3, 20),
        },
    ),
    "station-memorials": ("station/memorial_list.html", {**STATION, **LIST}),
    "station-memorial": ("station/memorial_sheet.html", {**STATION, **SHEET}),
    "station-memorial-form": (
        "station/memorial_form.html",
        {**STATION, **_ASKED},
    ),
    "public-martyrs": ("public/martyrs.html", ROLL),
    "public-martyrs-none": (
        "public/martyrs.html",
        {**ROLL, "page_obj": page([], 1), "martyrs": [], "q": "火星人", "is_narrowed": True},
    ),
    "public-martyr": (
        "public/martyr.html",
        {**PHONE, "martyr": MARTYR, "printed_on": date(2026, 3, 20)},
    ),
    "public-martyr-gone": ("public/martyr.html", {**PHONE, "martyr": None}),
    "public-memorials": ("public/memorials.html", {**PHONE, "facilities": [FACILITY]}),
    "public-memorial": (
        "public/memorial.html",
        {
            **PHONE,
            "facility": FACILITY,
            "taken": [(NINE, TEN)],
            "closed": [(date(2026, 4, 6), date(2026, 4, 8), "修缮")],
        },
    ),
    "public-memorial-month": (
        "public/memorial_month.html",
        {**PHONE, "facility": FACILITY, **LEFT},
    ),
    "public-memorial-book": (
        "public/memorial_book.html",
        {**BOOK, "form": bound(BookingForm, {"people": "x"}, facilities=PLACES)},
    ),
    "public-memorial-receipt": ("public/memorial_receipt.html", {**PHONE, "booking": BOOKING}),
    "public-memorial-receipt-gone": ("public/memorial_receipt.html", {**PHONE, "booking": None}),
}
