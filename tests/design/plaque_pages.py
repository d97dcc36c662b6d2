"""光荣牌 and 喜报 at both staff doors, with made-up data."""

from datetime import date
from typing import Any

from honors.letters.forms import DeliverForm, LettersFilter
from honors.plaques.forms import (
    AnswerForm,
    DecideForm,
    HangForm,
    HomesFilter,
    PiecesFilter,
)
from honors.plaques.months import MonthEnd
from honors.plaques.reference import shipped
from honors.plaques.rule_forms import RuleForm, WhichForm
from honors.plaques.states import RuleKind, TaskKind
from tests.design.samples import BUREAU, STATION, moment, page

HEAD = {**BUREAU, "crumbs": [{"title": "光荣牌", "url": "/x/"}]}
TOWNS = [("370303001", "马尚街道")]
PLACE = {
    "name": "马尚街道", "ought": 2417, "hung": 2413, "missing": 4, "share": "99.8%",
    "why": "待挂 2 户，本人拒挂 1 户，搬走、找不到 1 户", "kept": 61, "left": 3, "others": 2,
    "url": "/x/",
}  # fmt: skip
COVERAGE: dict[str, Any] = {
    **BUREAU,
    "title": "光荣牌",
    "crumbs": [],
    "ought": 31904,
    "hung": 31900,
    "missing": 4,
    "why": PLACE["why"],
    "ways": [
        {"label": "已挂", "tone": "ok", "count": "31,888 户", "url": "/x/"},
        {"label": "已挂，待更换", "tone": "warn", "count": "12 户", "url": "/x/"},
        {"label": "待挂", "tone": "warn", "count": "2 户", "url": "/x/"},
        {"label": "保留，不再更换", "tone": "idle", "count": "61 户", "url": "/x/"},
    ],
    "rows": [PLACE, {**PLACE, "name": "房镇镇", "missing": 0, "share": "100.0%", "why": ""}],
    "place_head": "镇街",
    "bars": [{"label": "马尚街道", "value": 4}],
    "missing_url": "/x/",
    "print_url": "/x/",
    "outside": "保留，不再更换 61 户，户籍迁出本区 3 户",
    "months": [
        MonthEnd(date(2026, 9, 30), None, None), MonthEnd(date(2026, 10, 31), 31880, 31870),
        MonthEnd(date(2026, 11, 20), 31904, 31900),
    ],
    "export_url": "/x/",
    "run_url": "/x/",
    "links": [("名单", "/x/"), ("等决定的", "/x/"), ("集中悬挂", "/x/"), ("库存", "/x/"),
              ("规则", "/x/")],
    "run": {"running": False, "at": moment(20, 2), "opened": 3, "closed": 5},
    "here": "/x/",
}  # fmt: skip
STANDING = {
    "who": "张建国等 3 人", "number": "37030300100100012", "place": "马尚街道 › 九级村",
    "plaque": "示例-00123", "hung_on": date(2019, 5, 1), "state_label": "已挂，待更换",
    "state_tone": "warn", "ground": "退役军人家庭", "why": "损坏、遗失，已同意更换",
    "fact_on": date(2026, 11, 2), "told": "说过年再换", "url": "/x/",
}  # fmt: skip
TASK = {
    "who": "张建国等 3 人", "number": "37030300100100012", "village": "九级村",
    "plaque": "示例-00123", "kind": "replace", "kind_label": "上门更换", "kind_tone": "info",
    "address": "示例路 7 号", "phone": "138****0001",
    "found_on": date(2026, 11, 3), "closed_on": None, "closed": "", "outcome_label": "",
    "outcome_tone": "", "note": "", "spot": "", "by": "", "at": None,
    "hang_url": "/x/", "answer_url": "/x/",
}  # fmt: skip
DONE = {
    **TASK, "kind_label": "上门悬挂", "kind_tone": "warn", "closed_on": date(2026, 10, 3),
    "outcome_label": "本人不愿意挂", "outcome_tone": "idle", "note": "说住楼房不想挂",
    "by": "孙丽", "at": moment(3, 10),
}  # fmt: skip
TAKE = {
    **TASK,
    "who": "李大山",
    "kind": "take",
    "phone": "",
    "address": "",
    "kind_label": "核实、收回",
    "kind_tone": "bad",
    "hang_url": "",
}
PLEA = {
    "kind": "牌子损坏、遗失，申请更换", "who": "张建国", "place": "马尚街道 › 九级村",
    "told": "大风刮落，裂成两半", "asked_on": date(2026, 11, 2), "asked_by": "孙丽",
    "state_label": "等另一人审批", "state_tone": "warn", "decided_by": "", "decided_why": "",
    "soldier": "", "url": "/x/", "papers": [{"url": "/x/", "is_picture": False}],
}  # fmt: skip
WITHDRAWAL = {
    "who": "李示例（虚构）", "place": "马尚街道 › 九级村", "reason": "受治安管理处罚且产生恶劣影响",
    "source": "悬挂光荣牌工作实施办法（2018）", "fact_on": date(2026, 9, 1),
    "document_no": "示例决字〔2026〕1号", "note": "示例情况", "decision_no": "示例〔2026〕收1号",
    "state_label": "已决定收回", "state_tone": "bad", "back_why": "",
    "hands": [("提出收回", "王丽", moment(2, 9)), ("决定", "陈强", moment(3, 10))], "url": "/x/",
}  # fmt: skip
HELD: dict[str, Any] = {
    "what": "人员类别", "label": "部分烈士老年子女", "value": "三属家庭", "more": "",
    "valid_from": date(2018, 7, 29), "valid_to": date(2027, 1, 1), "source": "未见明文",
    "confidence": "未经证实", "confidence_tone": "warn", "by": "随系统提供", "state_label": "",
    "state_tone": "", "change_url": "/x/",
}  # fmt: skip
RULE: dict[str, Any] = {
    **HELD, "value": "不再适用", "valid_from": date(2027, 1, 1), "valid_to": None, "by": "王丽",
    "state_label": "待启用", "state_tone": "warn", "change_url": "", "trial_url": "/x/",
    "waits": False, "actions": [{"label": "启用", "url": "/x/", "kind": "primary"}],
}  # fmt: skip
RULE_PAST = {**RULE, "state_label": "已撤回", "state_tone": "idle", "actions": []}
BATCH: dict[str, Any] = {
    **HEAD,
    "title": "2027 年春节集中悬挂",
    "occasion": "春节",
    "first": date(2027, 1, 10),
    "last": date(2027, 2, 5),
    "note": "先问家里人的意见",
    "ended_at": None,
    "count": 20,
    "total": {"hung": 12, "declined": 1, "moved": 1, "not_so": 1, "other": 1, "left": 4},
    "towns": [
        {"name": "马尚街道", "count": 20, "hung": 12, "declined": 1, "moved": 1, "not_so": 1,
         "other": 1, "left": 4, "url": "/x/"}
    ],
    "end_url": "/x/",
}  # fmt: skip
STOCK: dict[str, Any] = {
    **HEAD,
    "title": "光荣牌库存",
    "places": [{"name": "区局", "path": "bureau", "good": 230, "hung": 12, "damaged": 2,
                "taken_in": 1}],
    "filter_form": PiecesFilter(towns=TOWNS),
    "filtered": False,
    "page_obj": page([{"number": "示例-00123", "place": "马尚街道",
                       "received_on": date(2026, 11, 1),
                       "state_label": "已挂出", "state_tone": "ok"}]),
    "lines": [
        {"kind": "盘点", "place": "区局", "pieces": 229, "booked": 230, "gap": "少 1 块",
         "note": "在找", "by": "王丽", "at": moment(5, 9)},
        {"kind": "入库", "place": "区局", "pieces": 300, "booked": None, "gap": "", "note": "",
         "by": "王丽", "at": moment(1, 9)},
    ],
    "actions": [{"label": "入库", "url": "/x/", "kind": "plain"},
                {"label": "报损", "url": "/x/", "kind": "danger"}],
}  # fmt: skip
LIST: dict[str, Any] = {
    **STATION,
    "area_name": "马尚街道",
    "batch": {"title": "2027 年春节集中悬挂", "last_on": date(2027, 2, 5), "note": "先问意见"},
    "villages": [{"name": "九级村", "tasks": [TASK, TAKE]}],
    "page_obj": page([TASK, TAKE]),
    "here": "/x/",
    "find_url": "/x/",
    "printed_at": moment(20, 9),
}
NEWS: dict[str, Any] = {
    "name": "张示例（虚构）", "merit": "二等功", "title": "", "awarded_on": date(2026, 10, 1),
    "received_on": date(2026, 10, 12), "due_on": date(2026, 11, 11), "late": 9,
    "village": "九级村", "place": "马尚街道 › 九级村", "team": "镇里、人武部",
    "planned_on": date(2026, 11, 10), "state_label": "已安排，等送达", "state_tone": "info",
    "reward": "2,000.00 元", "reward_label": "待审批", "reward_tone": "warn", "url": "/x/",
}  # fmt: skip
LETTER: dict[str, Any] = {
    **BUREAU,
    "crumbs": [{"title": "喜报", "url": "/x/"}],
    "title": "张示例：二等功",
    "state_label": "已送达",
    "state_tone": "ok",
    "late": 0,
    "facts": [("等次", "二等功"), ("授予日期", "2026-10-01"), ("通知", "示例〔2026〕3号")],
    "person": {"name": "张示例（虚构）", "url": "/x/"},
    "actions": [{"label": "核对不符", "url": "/x/", "kind": "danger"}],
    "warned": ["奖励金已经批准：查实不该发的，由审批岗位在这项核发里“取消并追缴”。"],
    "grant_url": "/x/",
    "enter_url": "/x/",
    "reward_url": "/x/",
    "honour_url": "/x/",
    "visit_url": "/x/",
    "paper_url": "/x/",
}
FORM: dict[str, Any] = {
    **STATION,
    "name": "张建国等 3 人",
    "village": "九级村",
    "masked_id": "户编号 37030300100100012",
    "submit": "登记",
    "back_url": "/x/",
}


def _hang() -> HangForm:
    form = HangForm(
        {"visited_on": "2026-11-31", "taken_by": "family"},
        today=date(2026, 11, 20),
        people=[(1, "张建国（户主）")],
        plaque="示例-00123",
    )
    form.is_valid()
    return form


def _rule() -> RuleForm:
    form = RuleForm({"first_on": "2026-13-01"}, kind=RuleKind.CATEGORY, now=shipped()[3])
    form.is_valid()
    return form


PLAQUE_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "plaques": ("bureau/plaques.html", COVERAGE),
    "plaques-whole": (
        "bureau/plaques.html",
        {**COVERAGE, "hung": 31904, "missing": 0, "why": "", "bars": [], "months": [],
         "run": {"running": True, "at": moment(20, 2), "opened": 0, "closed": 0}},
    ),
    "plaques-none": (
        "bureau/plaques.html",
        {**COVERAGE, "ought": 0, "hung": 0, "missing": 0, "ways": [], "rows": [], "bars": [],
         "run": None},
    ),
    "plaque-homes": (
        "bureau/plaque_homes.html",
        {**HEAD, "title": "光荣牌名单", "filter_form": HomesFilter(places=TOWNS), "filtered": True,
         "export_url": "/x/", "print_url": "/x/",
         "page_obj": page([STANDING, {**STANDING, "plaque": "", "why": "",
                                                           "fact_on": None, "ground": ""}])},
    ),
    "plaque-homes-none": (
        "bureau/plaque_homes.html",
        {**HEAD, "title": "光荣牌名单", "filter_form": HomesFilter(places=TOWNS), "filtered": False,
         "export_url": "/x/", "print_url": "/x/", "page_obj": page([], 1)},
    ),
    "plaque-homes-print": (
        "bureau/plaque_homes_print.html",
        {**HEAD, "title": "光荣牌名单", "narrowed": "应挂未挂，马尚街道", "count": 1,
         "villages": [{"name": "马尚街道 › 九级村", "rows": [STANDING]}], "cut_off": False,
         "printed_at": moment(20, 9)},
    ),
    "plaque-plea": (
        "bureau/plaque_plea.html",
        {**HEAD, "title": "审批光荣牌申请：张建国", "form": DecideForm(), "intro": "示例",
         "about": [("申请", "牌子损坏、遗失，申请更换"), ("所在地", "马尚街道 › 九级村")],
         "papers": [{"url": "/x/", "is_picture": False}], "submit_label": "登记意见",
         "cancel_url": "/x/"},
    ),
    "plaque-home": (
        "bureau/plaque_home.html",
        {**HEAD, "title": "马尚街道 › 九级村 00012", "plaque": "示例-00123",
         "hung_on": date(2019, 5, 1), "standing": STANDING,
         "people": [{"name": "张建国", "relation": "户主", "died_on": None, "url": "/x/"},
                    {"name": "李秀英", "relation": "妻", "died_on": date(2021, 3, 1),
                     "url": "/x/"}],
         "tasks": [TASK, DONE], "pleas": [PLEA], "withdrawals": [WITHDRAWAL],
         "rules": [{"who": "张建国", "label": "其他退役军人", "value": "退役军人家庭",
                    "since": date(2018, 7, 29), "source": "示例办法", "confidence": "转载来源",
                    "confidence_tone": "info"}],
         "behind": True, "withdraw_url": "/x/"},
    ),
    "plaque-home-none": (
        "bureau/plaque_home.html",
        {**HEAD, "title": "马尚街道 › 九级村 00013", "plaque": "", "hung_on": None,
         "standing": None, "people": [], "tasks": [], "pleas": [], "withdrawals": [],
         "withdraw_url": ""},
    ),
    "plaque-waiting": (
        "bureau/plaque_waiting.html",
        {**HEAD, "title": "申请和收回", "pleas": [PLEA], "withdrawals": [WITHDRAWAL]},
    ),
    "plaque-waiting-none": (
        "bureau/plaque_waiting.html",
        {**HEAD, "title": "申请和收回", "pleas": [], "withdrawals": []},
    ),
    "plaque-batches": (
        "bureau/plaque_batches.html",
        {**HEAD, "title": "集中悬挂", "new_url": "/x/",
         "rows": [{"title": "2027 年春节集中悬挂", "occasion": "春节",
                   "first_on": date(2027, 1, 10),
                   "last_on": date(2027, 2, 5), "state_label": "还没开始", "state_tone": "idle",
                   "url": "/x/"}]},
    ),
    "plaque-batches-none": (
        "bureau/plaque_batches.html", {**HEAD, "title": "集中悬挂", "new_url": "", "rows": []},
    ),
    "plaque-batch": ("bureau/plaque_batch.html", BATCH),
    "plaque-batch-none": (
        "bureau/plaque_batch.html",
        {**BATCH, "count": 0, "total": dict.fromkeys(BATCH["total"], 0), "towns": [],
         "end_url": "", "ended_at": moment(20, 9)},
    ),
    "plaque-route": (
        "bureau/plaque_route.html",
        {**HEAD, "title": "2027 年春节集中悬挂路线单", "area": "马尚街道", "count": 2,
         "villages": [{"name": "马尚街道 › 九级村", "tasks": [TASK, TASK]}],
         "printed_at": moment(20, 9)},
    ),
    "plaque-stock": ("bureau/plaque_stock.html", STOCK),
    "plaque-stock-none": (
        "bureau/plaque_stock.html",
        {**STOCK, "places": [], "page_obj": page([], 1), "lines": [], "actions": []},
    ),
    "plaque-rules": (
        "bureau/plaque_rules.html",
        {**HEAD, "title": "光荣牌的规则", "grounds": "三属家庭、现役军人家庭、退役军人家庭",
         "new_url": "/x/", "waiting": [RULE], "coming": [HELD], "past": [RULE_PAST, HELD],
         "groups": [{"title": "人员类别", "ident": "category", "rows": [HELD]},
                    {"title": "更换和移交", "ident": "cause", "rows": []}]},
    ),
    "plaque-rules-read": (
        "bureau/plaque_rules.html",
        {**HEAD, "title": "光荣牌的规则", "grounds": "三属家庭", "new_url": "", "waiting": [],
         "coming": [], "past": [],
         "groups": [{"title": "人员类别", "ident": "category", "rows": [HELD]}]},
    ),
    "plaque-rule": (
        "bureau/plaque_rule.html",
        {**HEAD, "title": "人员类别：部分烈士老年子女", "row": RULE, "is_of_reasons": False,
         "trial": {"more": 12, "fewer": 3, "homes": 15,
                   "moves": [{"before": ("不在名单", "idle"), "after": ("待挂", "warn"),
                              "count": 12}]}},
    ),
    "plaque-rule-same": (
        "bureau/plaque_rule.html",
        {**HEAD, "title": "人员类别：部分烈士老年子女", 
         "row": {**RULE, "waits": True, "actions": []},
         "is_of_reasons": False, "trial": {"more": 0, "fewer": 0, "homes": 0, "moves": []}},
    ),
    "plaque-rule-confirm": (
        "bureau/plaque_rule_confirm.html",
        {**HEAD, "title": "启用规则", "row": RULE, "question": "启用“部分烈士老年子女”？",
         "consequences": ["启用后不能修改、删除。"], "danger": False,
         "confirm_label": "确认启用", "cancel_url": "/x/"},
    ),
    "plaque-rule-which": (
        "bureau/fact_form.html",
        {**HEAD, "title": "录入规则", "form": WhichForm(known={one.key: one for one in shipped()}),
         "intro": "示例", "about": [], "method": "get", "submit_label": "下一步",
         "cancel_url": "/x/"},
    ),
    "plaque-rule-new": (
        "bureau/fact_form.html",
        {**HEAD, "title": "录入规则", "form": _rule(), "intro": "示例", "about": [],
         "submit_label": "录入并试算", "cancel_url": "/x/"},
    ),
    "plaque-withdrawal": (
        "bureau/plaque_withdrawal.html",
        {**HEAD, "title": "收回光荣牌：李示例", "one": WITHDRAWAL, "is_decided": True,
         "is_restored": False, "printed_on": date(2026, 11, 20),
         "actions": [{"label": "申请恢复", "url": "/x/", "kind": "plain"}]},
    ),
    "station-plaques": ("station/plaques.html", LIST),
    "station-plaques-none": (
        "station/plaques.html", {**LIST, "villages": [], "batch": None, "page_obj": page([], 1)},
    ),
    "station-plaques-print": ("station/plaques_print.html", LIST),
    "station-plaque-hang": (
        "station/form.html",
        {**FORM, "title": "登记挂牌", "about": ["先问家里人挂在大门外还是屋里。"],
         "form": _hang()},
    ),
    "station-plaque-answer": (
        "station/form.html",
        {**FORM, "title": "没有挂上", "about": [], "form": AnswerForm(kind=TaskKind.HANG)},
    ),
    "good-news": (
        "bureau/good_news.html",
        {**BUREAU, "title": "喜报", "crumbs": [], "filter_form": LettersFilter(towns=TOWNS),
         "filtered": False, "days": 30, "export_url": "/x/", "page_obj": page([NEWS])},
    ),
    "good-news-none": (
        "bureau/good_news.html",
        {**BUREAU, "title": "喜报", "crumbs": [], "filter_form": LettersFilter(towns=TOWNS),
         "filtered": False, "days": 30, "export_url": "/x/", "page_obj": page([], 1)},
    ),
    "letter-of-merit": ("bureau/letter.html", LETTER),
    "letter-paper": (
        "bureau/letter_paper.html",
        {**BUREAU, "title": "喜报：张示例", "crumbs": [], "name": "张示例（虚构）",
         "merit": "二等功", "awarded_on": date(2026, 10, 1), "printed_on": date(2026, 11, 20)},
    ),
    "station-good-news": (
        "station/good_news.html", {**STATION, "area_name": "马尚街道", "page_obj": page([NEWS])},
    ),
    "station-good-news-none": (
        "station/good_news.html", {**STATION, "area_name": "马尚街道", "page_obj": page([], 1)},
    ),
    "station-good-news-bring": (
        "station/form.html",
        {**FORM, "name": "张示例（虚构）", "title": "登记喜报送达", "about": [],
         "form": DeliverForm()},
    ),
}  # fmt: skip
