"""拥军力量 at all three doors, with made-up data."""

from datetime import date, time
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils.safestring import mark_safe

from support_services.supporters.forms import (
    CONTRIBUTION_FILTER,
    MONTH_FILTER,
    STATISTICS_FILTER,
    SUPPORTER_FILTER,
    Filter,
    PeopleForm,
)
from support_services.supporters.published import (
    LISTED,
    LostBadge,
    PublicActivity,
    PublicBadge,
    PublicBadgeKind,
    PublicJob,
)
from support_services.supporters.selectors.contributions import Total
from support_services.supporters.states import CONTRIBUTION_LABELS, FIELD_LABELS
from tests.design.samples import BUREAU, STATION, moment, page
from veterans.foundation.month_grid import month_weeks

PHONE = {"bureau_phone": "0533-0000001", "bureau_tel": "05330000001"}
HEAD = {**BUREAU, "crumbs": [{"title": "拥军力量", "url": "/x/"}]}
TODAY = date(2026, 11, 20)
TABS = [
    {"title": title, "url": "/x/", "current": title == "名录"}
    for title in ("名录", "活动", "支持", "志愿服务队", "岗位", "统计")
]
ACCEPT = [
    {"label": "授予", "url": "/x/", "kind": "primary"},
    {"label": "不予授予", "url": "/x/", "kind": "plain"},
]
ROW: dict[str, Any] = {
    "name": "示例机械制造有限公司（虚构）",
    "kind": "企业、个体工商户",
    "place": "马尚街道 › 九级村",
    "fields": "就业创业、物资",
    "tier": "区县",
    "phone": "0533-0000801",
    "tel": "05330000801",
    "badges": "拥军企业、示例小区拥军驿站",
    "state_label": "已接纳",
    "state_tone": "ok",
    "why": "",
    "url": "/x/",
}
BADGE: dict[str, Any] = {
    "kind": "拥军驿站",
    "name": "示例小区拥军驿站",
    "number": "2026-0012",
    "place": "马尚街道",
    "address": "示例路 77 号",
    "phone": "0533-0000802",
    "hours": "每天 8:00–18:00",
    "services": "歇脚、饮水",
    "given_on": date(2026, 1, 5),
    "valid_to": date(2026, 12, 31),
    "over": False,
    "soon": True,
    "state_label": "有效",
    "state_tone": "ok",
    "why": "",
    "actions": [{"label": "撤销", "url": "/x/", "kind": "plain"}],
    "plaque_url": "/x/",
}
GIFT: dict[str, Any] = {
    "unit": ROW["name"],
    "supporter_url": "/x/",
    "kind": "物资",
    "what": "春节慰问米面油",
    "much": "300 份",
    "amount": Decimal("36000.00"),
    "given_on": date(2026, 2, 10),
    "for_whom": "退役军人",
    "receiver": "马尚街道服务站",
    "evidence": "交接单 12 号",
    "is_reverse": False,
    "is_reversed": False,
    "state_label": "已确认",
    "state_tone": "ok",
    "why": "",
    "actions": [{"label": "冲销", "url": "/x/", "kind": "plain"}],
}
GIFTS = [
    GIFT,
    {**GIFT, "is_reversed": True, "actions": []},
    {**GIFT, "is_reverse": True, "amount": Decimal("-36000.00"), "much": "−300 份"},
    {**GIFT, "state_label": "未认可", "state_tone": "idle", "why": "没有凭据", "amount": None},
]
TOTAL = Total(2, Decimal("36000.00"), Decimal(300), "份")
ACTIVITY_ROW: dict[str, Any] = {
    "title": "秋季退役军人专场招聘会",
    "kind": "专场招聘会",
    "on": date(2026, 10, 6),
    "time": "9:00–11:30",
    "place": "马尚街道",
    "venue": "示例广场",
    "organisers": ROW["name"],
    "is_open": True,
    "state_label": "已举办，待上报",
    "state_tone": "warn",
    "url": "/x/",
}
ACTIVITY: dict[str, Any] = {
    **ACTIVITY_ROW,
    "facts": [
        ("种类", "专场招聘会"),
        ("时间", "2026-10-06 9:00–11:30"),
        ("地点", "马尚街道，示例广场"),
        ("对居民", "公布，咨询电话 0533-0000803"),
    ],
    "hands": [("录入", "王丽", moment(2, 9))],
    "parties": [
        {"name": ROW["name"], "role": "主办", "people": 12, "is_troops": False},
        {"name": "驻地部队甲", "role": "协办、参加", "people": None, "is_troops": True},
    ],
    "figures": [
        {"label": "参加企业", "unit": "家", "planned": 40, "reported": 36},
        {"label": "现场录用", "unit": "人", "planned": None, "reported": None},
    ],
    "people": [{"name": "周一", "team": "示例志愿服务1队", "hours": "2.5", "out_url": "/x/"}],
    "hours": "2.5",
    "gifts": [GIFT],
    "is_fair": True,
    "jobs": [],
    "posts": 0,
    "attend_url": "/x/",
    "roll_url": "/x/",
    "people_url": "/x/",
    "actions": [
        {"label": "上报", "url": "/x/", "kind": "primary"},
        {"label": "取消", "url": "/x/", "kind": "danger"},
    ],
}
JOB: dict[str, Any] = {
    "title": "数控操作工",
    "unit": ROW["name"],
    "supporter_url": "/x/",
    "count": 8,
    "filled": 2,
    "meant_for": "退役军人",
    "place": "马尚街道",
    "pay": "每月 5,500–8,000 元",
    "words": "会看图纸，三班倒",
    "phone": "0533-0000801",
    "tel": "05330000801",
    "until": date(2026, 12, 31),
    "over": False,
    "state_label": "招聘中",
    "state_tone": "ok",
    "why": "",
    "actions": [{"label": "结束招聘", "url": "/x/", "kind": "plain"}],
}
PACT: dict[str, Any] = {
    "title": "示例学校和驻地部队共建",
    "kind": "军地共建对子",
    "partner": "驻地部队甲",
    "span": "2026-01-01 至 2027-12-31",
    "over": False,
    "soon": False,
    "state_label": "履行中",
    "state_tone": "ok",
    "why": "",
    "duties": [
        {
            "words": "国防教育课",
            "rhythm": "每半年一次",
            "due_on": date(2026, 12, 31),
            "last_on": date(2026, 5, 3),
            "label": "本期待履行",
            "tone": "info",
            "out_url": "",
        },
        {
            "words": "慰问",
            "rhythm": "每年一次",
            "due_on": None,
            "last_on": None,
            "label": "欠 1 期",
            "tone": "bad",
            "out_url": "/x/",
        },
    ],
    "actions": [{"label": "终止", "url": "/x/", "kind": "plain"}],
    "duty_url": "",
}
SUPPORTER: dict[str, Any] = {
    **HEAD,
    "title": ROW["name"],
    "row": ROW,
    "facts": [
        ("类别", ROW["kind"]),
        ("统一社会信用代码", "91370303MA0000001M"),
        ("电话", ROW["phone"]),
        ("支持领域", ROW["fields"]),
    ],
    "hands": [("录入", "王丽", moment(2, 9)), ("审核", "陈强", moment(3, 10))],
    "actions": [
        {"label": "修改", "url": "/x/", "kind": "plain"},
        {"label": "退出", "url": "/x/", "kind": "danger"},
    ],
    "badges": [
        BADGE,
        {**BADGE, "number": "", "soon": False, "state_label": "已申报，待授予", "actions": ACCEPT},
        {**BADGE, "over": True, "soon": False, "plaque_url": "", "actions": []},
    ],
    "pacts": [PACT, {**PACT, "duties": [], "duty_url": "/x/", "state_label": "待确认"}],
    "jobs": [JOB, {**JOB, "over": True, "actions": []}],
    "teams": [{"name": "示例志愿服务1队", "members": 3, "hours": "42.5", "url": "/x/"}],
    "activities": [ACTIVITY_ROW],
    "gifts": GIFTS,
    "totals": [
        {"label": "物资", "total": TOTAL},
        {"label": "资金", "total": Total(1, Decimal("5000.00"), Decimal(0), "")},
    ],
    "total": Total(3, Decimal("41000.00"), Decimal(0), ""),
    "gifts_url": "/x/",
    "new": {what: "/x/" for what in ("badge", "pact", "job", "team", "gift")},
}
EMPTY_SUPPORTER = {
    **SUPPORTER,
    **{name: [] for name in ("badges", "pacts", "jobs", "teams", "activities", "gifts", "totals")},
    "actions": [],
    "new": {},
}
TEAM_ROW = {
    "name": "示例志愿服务1队",
    "unit": "示例志愿者协会（虚构）",
    "place": "马尚街道",
    "note": "理发、维修",
    "members": 3,
    "year_hours": "20.5",
    "hours": "42.5",
    "url": "/x/",
}
TEAM: dict[str, Any] = {
    "unit": TEAM_ROW["unit"],
    "place": TEAM_ROW["place"],
    "note": TEAM_ROW["note"],
    "formed_on": date(2026, 1, 5),
    "members": [
        {
            "name": "周一",
            "is_veteran": True,
            "hours": "12.5",
            "times": 5,
            "joined_on": date(2026, 1, 5),
            "left_on": None,
            "leave_url": "/x/",
        },
        {
            "name": "吴双",
            "is_veteran": False,
            "hours": "8",
            "times": 3,
            "joined_on": date(2026, 1, 5),
            "left_on": date(2026, 9, 1),
            "leave_url": "",
        },
    ],
    "join_url": "/x/",
}
_TEAM_LISTS: dict[str, Any] = {"title": "志愿服务队", "year": 2026, "rows": [TEAM_ROW, TEAM_ROW]}
_LINE = {"label": "物资", "count": 12, "amount": Decimal("66000.00"), "much": "", "url": "/x/"}
STATISTICS: dict[str, Any] = {
    **HEAD,
    "title": "支持统计",
    "tabs": TABS,
    "filter_form": Filter({}, names=STATISTICS_FILTER, years=[2026, 2025]),
    "given": _LINE,
    "parts": [
        {"title": "按种类", "head": "种类", "lines": [_LINE, {**_LINE, "much": "86 小时"}]},
        {"title": "按单位类别", "head": "单位类别", "lines": [_LINE]},
    ],
    "done": [
        {
            "label": "专场招聘会",
            "count": 2,
            "hours": "",
            "figures": "参加企业 78 家，提供岗位 1,500 个，到场 1,242 人，现场录用 109 人",
            "url": "/x/",
        },
        {
            "label": "志愿服务",
            "count": 4,
            "hours": "66",
            "figures": "服务对象 87 人次",
            "url": "/x/",
        },
    ],
    "teams": [TEAM_ROW],
    "units": [{"label": ROW["kind"], "count": 5, "url": "/x/"}],
    "badges": [{"label": "拥军驿站", "count": 2}, {"label": "拥军药店", "count": 0}],
    "export_url": "/x/",
}
PUBLIC_BADGE = PublicBadge(
    number="2026-0012",
    kind="post",
    kind_label="拥军驿站",
    name="示例小区拥军驿站",
    holder="示例物业公司（虚构）",
    town="马尚街道",
    address="示例路 77 号",
    phone="0533-0000802",
    hours="每天 8:00–18:00",
    services="歇脚、饮水、充电、图书",
    given_on=date(2026, 1, 5),
    valid_to=date(2026, 12, 31),
)
TOWNS: dict[str, Any] = {
    "towns": [("370303001000", "马尚街道"), ("370303002000", "傅家镇")],
    "town_name": "zhen",
    "town": "",
}
LIST: dict[str, Any] = {
    **PHONE,
    **TOWNS,
    "kinds": (PublicBadgeKind("post", "拥军驿站", (PUBLIC_BADGE, PUBLIC_BADGE)),),
    "kind": "post",
    "kind_name": "lei",
    "all_kinds": LISTED,
}
JOBS = (
    PublicJob(
        title="数控操作工",
        holder=ROW["name"],
        left=6,
        meant_for="退役军人",
        town="马尚街道",
        words="会看图纸，三班倒",
        pay="每月 5,500–8,000 元",
        phone="0533-0000801",
        until=date(2026, 12, 31),
    ),
)
COMING = (
    PublicActivity(
        key=7,
        is_fair=True,
        title="年末专场招聘会",
        kind_label="专场招聘会",
        on=date(2026, 12, 6),
        starts_at=time(9),
        ends_at=time(11, 30),
        town="马尚街道",
        venue="示例广场",
        about="36 家企业，640 个岗位",
        phone="0533-0000803",
        organisers=(ROW["name"],),
    ),
)
MONTH: dict[str, Any] = {
    "weeks": month_weeks(
        date(2026, 11, 1),
        {
            day: [
                {
                    "time": "9:00" if many < 3 else "",
                    "title": "秋季退役军人专场招聘会（第二场）",
                    "url": "/x/",
                    "note": "马尚街道，示例广场",
                }
                for many in range(count)
            ]
            for day, count in ((date(2026, 11, 6), 1), (TODAY, 1), (date(2026, 11, 28), 3))
        },
        today=TODAY,
    ),
    "count": 5,
    "previous": "?yue=2026-10",
    "following": "?yue=2026-12",
    "this_month": "?yue=2026-11",
}
PUBLIC_MONTH: dict[str, Any] = {
    **PHONE,
    **TOWNS,
    **MONTH,
    "month": "2026-11",
    "month_name": "yue",
    "month_words": "2026年11月",
    "file_query": "?yue=2026-11",
}
LOOKED: dict[str, Any] = {
    **HEAD,
    "title": "核对拥军力量名单",
    "file_name": "拥军单位统计表（2026年11月）",
    "counts": [
        ("新的", "ok", 96),
        ("有变化", "info", 11),
        ("已有", "idle", 9),
        ("不能导入", "bad", 4),
    ],
    "parts": "办公电话、地址",
    "made": 96,
    "changed": 11,
    "refused": 4,
    "begins": "待接纳",
    "mark": "0" * 64,
    "rows": [
        {
            "number": 17,
            "title": "示例食品公司",
            "label": "不能导入",
            "tone": "bad",
            "words": "统一社会信用代码的校验码不符，至少有一位写错，请照执照逐位核对。",
        },
        {
            "number": 4,
            "title": ROW["name"],
            "label": "有变化",
            "tone": "info",
            "words": "办公电话：0533-0000801 → 0533-0000809；不同而没有改的：地址",
        },
        {
            "number": 5,
            "title": "",
            "label": "新的",
            "tone": "ok",
            "words": "新登记单位，申报拥军力量",
        },
    ],
    "cut_off": 20,
    "marked_url": "/x/",
    "refused_url": "/x/",
    "cancel_url": "/x/",
}
LOST = LostBadge("2026-0012", PUBLIC_BADGE.name, PUBLIC_BADGE.holder, True, date(2026, 10, 31))
QR = mark_safe(
    '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="120" class="segno">'
    '<path class="qrline" d="M4 4h100v100h-100z"/></svg>'
)
_FORM: dict[str, Any] = {
    "title": "上报：秋季退役军人专场招聘会",
    "intro": "计入统计；参加名单不能再改，要改的请复核退回。",
    "about": [("日期", "2026-10-06")],
    "form": PeopleForm(None, parties=[(1, "示例机械制造有限公司")]),
    "submit": "确认上报",
    "back_url": "/x/",
    "danger": False,
    "method": "post",
}

SUPPORTER_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "supporters": (
        "bureau/supporters.html",
        {
            **BUREAU,
            "crumbs": [],
            "title": "拥军力量",
            "tabs": TABS,
            "filter_form": Filter(
                {}, names=SUPPORTER_FILTER, towns=[("370303001", "马尚街道")], kinds=FIELD_LABELS
            ),
            "filtered": False,
            "page_obj": page([ROW, {**ROW, "badges": "", "phone": ""}]),
            "new_url": "/x/",
            "lists_url": "/x/",
            "export_url": "/x/",
        },
    ),
    "supporters-empty": (
        "bureau/supporters.html",
        {
            **BUREAU,
            "crumbs": [],
            "title": "拥军力量",
            "tabs": TABS,
            "filter_form": Filter({"q": "火星"}, names=SUPPORTER_FILTER),
            "filtered": True,
            "page_obj": page([], 1),
            "new_url": "",
            "lists_url": "",
            "export_url": "/x/",
        },
    ),
    "supporter": ("bureau/supporter.html", SUPPORTER),
    "supporter-new": ("bureau/supporter.html", EMPTY_SUPPORTER),
    "supporter-badge": (
        "bureau/supporter_badge.html",
        {
            **HEAD,
            "title": f"荣誉标识：{PUBLIC_BADGE.name}",
            "name": PUBLIC_BADGE.name,
            "unit": PUBLIC_BADGE.holder,
            "number": PUBLIC_BADGE.number,
            "services": PUBLIC_BADGE.services,
            "picture": QR,
            "given_on": PUBLIC_BADGE.given_on,
            "valid_to": PUBLIC_BADGE.valid_to,
        },
    ),
    "support-activities": (
        "bureau/support_activities.html",
        {
            **HEAD,
            "title": "拥军活动",
            "tabs": TABS,
            "filter_form": Filter({}, names=("q", "year"), years=[2026]),
            "filtered": False,
            "page_obj": page([ACTIVITY_ROW, {**ACTIVITY_ROW, "organisers": "", "time": ""}]),
            "new_url": "/x/",
            "month_url": "/x/",
            "export_url": "/x/",
        },
    ),
    "support-activity-month": (
        "bureau/support_activity_month.html",
        {
            **HEAD,
            "title": "2026年11月活动",
            "filter_form": Filter({}, names=MONTH_FILTER, kinds={"clinic": "健康义诊"}),
            "month": "2026-11",
            **MONTH,
            "new_url": "/x/",
        },
    ),
    "support-activity": (
        "bureau/support_activity.html",
        {**HEAD, **ACTIVITY, "jobs": [JOB, {**JOB, "pay": ""}], "posts": 16},
    ),
    "support-lists": (
        "bureau/support_lists.html",
        {
            **HEAD,
            "title": "导入名单",
            "kinds": [
                {"label": "拥军力量名单", "url": "/x/"},
                {"label": "岗位名单", "url": "/x/"},
            ],
            "page_obj": page(
                [
                    {
                        "name": "拥军单位统计表（2026年11月）",
                        "kind": "拥军力量名单",
                        "lines": 120,
                        "made": 96,
                        "changed": 11,
                        "by": "王丽",
                        "at": moment(2, 9),
                        "undone": undone,
                        "url": "/x/",
                    }
                    for undone in (False, True)
                ]
            ),
        },
    ),
    "support-list": (
        "bureau/support_list.html",
        {
            **HEAD,
            "title": "拥军单位统计表（2026年11月）",
            "kind": "拥军力量名单",
            "list": SimpleNamespace(
                lines=120,
                made=96,
                changed=11,
                by="王丽",
                at=moment(2, 9),
                undone_by="陈强",
                undone_at=moment(3, 9),
                stayed=1,
            ),
            "page_obj": page(
                [
                    {
                        "number": 4,
                        "title": ROW["name"],
                        "label": "新的",
                        "tone": "ok",
                        "stayed": "后来有人改过或审核过",
                        "url": "/x/",
                    },
                    {
                        "number": 5,
                        "title": "示例志愿者协会（虚构）",
                        "label": "有变化",
                        "tone": "info",
                        "stayed": "",
                        "url": "",
                    },
                ]
            ),
            "undo_url": "/x/",
        },
    ),
    "support-list-preview": ("bureau/support_list_preview.html", LOOKED),
    "support-list-preview-none": (
        "bureau/support_list_preview.html",
        {**LOOKED, "made": 0, "changed": 0, "parts": ""},
    ),
    "support-gifts": (
        "bureau/support_gifts.html",
        {
            **HEAD,
            "title": "支持登记",
            "tabs": TABS,
            "filter_form": Filter(
                {}, names=CONTRIBUTION_FILTER, years=[2026], kinds=CONTRIBUTION_LABELS
            ),
            "filtered": False,
            "page_obj": page(GIFTS),
            "total": TOTAL,
            "export_url": "/x/",
        },
    ),
    "support-jobs": (
        "bureau/support_jobs.html",
        {
            **HEAD,
            "title": "拥军岗位",
            "tabs": TABS,
            "page_obj": page([JOB, {**JOB, "over": True, "pay": "", "actions": []}]),
            "public_url": "/x/",
            "upload_url": "/x/",
        },
    ),
    "support-teams": ("bureau/support_teams.html", {**HEAD, **_TEAM_LISTS, "tabs": TABS}),
    "support-team": ("bureau/support_team.html", {**HEAD, **TEAM, "title": TEAM_ROW["name"]}),
    "support-statistics": ("bureau/support_statistics.html", STATISTICS),
    "support-statistics-none": (
        "bureau/support_statistics.html",
        {
            **STATISTICS,
            "given": {**_LINE, "count": 0, "amount": Decimal("0.00")},
            "parts": [],
            "done": [],
            "teams": [],
        },
    ),
    "station-support-activities": (
        "station/support_activities.html",
        {
            **STATION,
            "area_name": "九级村",
            "page_obj": page([ACTIVITY_ROW]),
            "new_url": "/x/",
            "lookup_url": "/x/",
        },
    ),
    "station-support-activity": ("station/support_activity.html", {**STATION, **ACTIVITY}),
    "station-support-form": ("station/support_form.html", {**STATION, **_FORM}),
    "station-support-teams": ("station/support_teams.html", {**STATION, **_TEAM_LISTS, "rows": []}),
    "station-support-team": (
        "station/support_team.html",
        {**STATION, **TEAM, "title": TEAM_ROW["name"]},
    ),
    "station-support-lookup": (
        "station/support_lookup.html",
        {
            **STATION,
            "area_name": "九级村",
            "supporters": [{**ROW, "offer": "每年留 20 个岗位"}],
            "lecturers": [{"name": "思政讲师", "unit": "王讲（示例）", "services": "党史军史"}],
            "jobs": [JOB],
            "book_url": "/x/",
        },
    ),
    "station-support-lookup-none": (
        "station/support_lookup.html",
        {
            **STATION,
            "area_name": "九级村",
            **{"supporters": [], "lecturers": [], "jobs": [], "book_url": "/x/"},
        },
    ),
    "public-badges": ("public/badges.html", LIST),
    "public-badges-none": ("public/badges.html", {**LIST, "kinds": ()}),
    "public-badge": (
        "public/badge.html",
        {**PHONE, "badge": PUBLIC_BADGE, "lost": None, "today": TODAY},
    ),
    "public-badge-lost": (
        "public/badge.html",
        {**PHONE, "badge": None, "lost": LOST, "today": TODAY},
    ),
    "public-jobs": ("public/jobs.html", {**PHONE, **TOWNS, "jobs": JOBS}),
    "public-jobs-none": (
        "public/jobs.html",
        {**PHONE, **TOWNS, "town": "370303001000", "jobs": ()},
    ),
    "public-activities": ("public/activities.html", {**PHONE, **TOWNS, "activities": COMING}),
    "public-activity-month": ("public/activity_month.html", PUBLIC_MONTH),
    "public-activity-month-none": (
        "public/activity_month.html",
        {
            **PUBLIC_MONTH,
            "weeks": month_weeks(date(2026, 12, 1), {}, today=TODAY),
            "count": 0,
            "town": "370303001000",
            "this_month": "",
        },
    ),
    "public-activity": (
        "public/activity.html",
        {**PHONE, "one": COMING[0], "is_over": False, "jobs": JOBS, "month_query": "?yue=2026-12"},
    ),
    "public-activity-over": (
        "public/activity.html",
        {**PHONE, "one": COMING[0], "is_over": True, "jobs": (), "month_query": "?yue=2026-12"},
    ),
}
