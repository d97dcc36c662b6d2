"""What may be done with each subject: its form, its service, what follows. Both doors offer it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from honors.memorials import event_forms, forms
from honors.memorials.form_parts import UserForm
from honors.memorials.models import Entry
from honors.memorials.services import booking, closing, facilities, martyrs, survivors, trips
from honors.memorials.services.walking import walk
from honors.memorials.states import ENTER, MOVES, REPORT, EntryState, State, What
from veterans.accounts.models import User

Given = dict[str, Any]


@dataclass(frozen=True)
class Deed:
    """``run(key, given, who)``: the service; ``may(row)``: whether the row is where it begins."""

    label: str
    form: type[UserForm]
    duty: str
    follows: str
    run: Callable[[int, Given, Given], Any]
    may: Callable[[Any], bool]
    kind: str = "plain"


def who(by: User) -> Given:
    return {"by": by, "at": timezone.now()}


def dated(given: Given) -> Given:
    return {**given, "today": timezone.localdate()}


def photos(given: Given) -> list[bytes]:
    files = (given.get("photo"), given.get("photo_2"))
    return [one.read() for one in files if one]


_FORMS: dict[tuple[What, str], type[UserForm]] = {
    (What.REPAIR, "finish"): forms.CostForm,
    (What.CEREMONY, "hold"): event_forms.HeldForm,
    (What.TRIP, "check"): event_forms.CheckForm,
    (What.TRIP, "report"): event_forms.OutcomeForm,
    (What.GUEST, "receive"): event_forms.ReportForm,
}
_FOLLOWS: dict[tuple[What, str], str] = {
    (What.MARTYR, "review"): "审核通过以后由录入人以外的人公布。请对照出处。",
    (What.MARTYR, "publish"): "居民马上能在英名录查到；原来的一份由它接替，留作历史。",
    (What.MARTYR, "withdraw"): "居民马上看不到，记录保留。",
    (What.FACILITY, "approve"): "在册以后居民能看到、能预约；清明和烈士纪念日以前要检查。",
    (What.FACILITY, "end"): "不再公布，不再接受预约；记录保留。",
    (What.REPAIR, "approve"): "立项以后开始施工，登记进度。",
    (What.REPAIR, "accept"): "验收合格以后，检查发现的问题算解决。请到现场看过再验收。",
    (What.REMAINS, "take"): "接报以后由区局派人到现场，按规定上报。",
    (What.CEREMONY, "confirm"): "确认以后，预约的人凭回执能看到。请打电话告诉他。",
    (What.CEREMONY, "cancel"): "时间空出来给别人；回执上显示原因以外的结果。请打电话告诉他。",
    (
        What.TRIP,
        "check",
    ): "同时录入一笔异地祭扫补助，金额、几年一次照已启用的核发基数；由另一人批准。",
    (What.TRIP, "approve"): "补助同时批准，随那个月的批次发放；可以打印介绍信。",
}
_DANGER = frozenset({"withdraw", "drop", "end", "refuse", "cancel"})
_PRIMARY = frozenset({"review", "publish", "approve", "accept", "confirm", "check", "take", "hold"})


def _step(what: What, verb: str) -> Deed:
    move = MOVES[what][verb]
    form = _FORMS.get((what, verb), event_forms.WhyForm if move.why else UserForm)

    def run(key: int, given: Given, by: Given) -> Any:
        if what is What.MARTYR:
            return martyrs.move_martyr(martyr_id=key, verb=verb, why=given.get("why", ""), **by)
        return walk(what=what, key=key, verb=verb, **given, **dated(by))

    def may(row: Any) -> bool:
        state = EntryState(row.state) if what is What.MARTYR else State(row.state)
        return state in move.starts

    kind = "danger" if verb in _DANGER else "primary" if verb in _PRIMARY else "plain"
    follows = _FOLLOWS.get((what, verb), "办理以后记入经手记录。")
    return Deed(move.label, form, move.duty, follows, run, may, kind)


def _in(*states: State) -> Callable[[Any], bool]:
    return lambda row: State(row.state) in states


def _always(row: Any) -> bool:
    return True


def _inspect(key: int, given: Given, by: Given) -> Any:
    pairs = ((given["grade"], given["finding"]), (given["grade_2"], given["finding_2"]))
    return facilities.inspect(
        facility_id=key,
        done_on=given["done_on"],
        text=given["text"],
        findings=[one for one in pairs if one[1]],
        mended=[int(one) for one in given.get("mended", ())],
        photos=photos(given),
        **dated(by),
    )


def _progress(key: int, given: Given, by: Given) -> Any:
    return facilities.add_progress(
        repair_id=key,
        on=given["on"],
        percent=given["percent"],
        text=given["text"],
        photos=photos(given),
        **dated(by),
    )


DEEDS: dict[What, dict[str, Deed]] = {
    what: {verb: _step(what, verb) for verb in verbs} for what, verbs in MOVES.items()
}
DEEDS[What.MARTYR] |= {
    "source": Deed(
        "登记出处",
        forms.SourceForm,
        ENTER,
        "出处只有工作人员看得到；没有出处的不能审核。",
        lambda key, given, by: martyrs.add_source(martyr_id=key, fields=given, **by),
        _always,
    ),
    "survivor": Deed(
        "登记遗属",
        forms.SurvivorForm,
        ENTER,
        "遗属连到他的档案，不公布；登记了才能申请异地祭扫。",
        lambda key, given, by: survivors.add_survivor(martyr_id=key, **given, **dated(by)),
        _always,
    ),
    "unlink": Deed(
        "解除遗属",
        forms.UnlinkForm,
        ENTER,
        "解除以后不能再为他申请异地祭扫；已经办结的申请和补助不变，记录保留，以后可以恢复。",
        lambda key, given, by: survivors.unlink_survivor(martyr_id=key, **given, **by),
        _always,
        "danger",
    ),
    "relink": Deed(
        "恢复遗属",
        forms.RelinkForm,
        ENTER,
        "恢复以后又可以为他申请异地祭扫；解除过的记录保留。",
        lambda key, given, by: survivors.relink_survivor(martyr_id=key, **given, **by),
        _always,
    ),
}
DEEDS[What.FACILITY] |= {
    "inspect": Deed(
        "登记检查",
        forms.InspectForm,
        REPORT,
        "每个检查期限日以前都要检查。发现遗骸的另外报告。",
        _inspect,
        _in(State.CHECKED),
        "primary",
    ),
    "grave": Deed(
        "登记墓位",
        forms.GraveForm,
        ENTER,
        "墓位登记后可以在英名录里选。",
        lambda key, given, by: facilities.add_grave(facility_id=key, **given, **by),
        _always,
    ),
    "rename": Deed(
        "变更名称",
        forms.RenameForm,
        ENTER,
        "名称变更由省级批准；原名留作历史。",
        lambda key, given, by: facilities.rename_facility(
            facility_id=key, fields=given, **dated(by)
        ),
        _in(State.CHECKED),
    ),
    "repair": Deed(
        "提出修缮",
        forms.RepairForm,
        ENTER,
        "由另一人立项。",
        lambda key, given, by: facilities.propose_repair(
            facility_id=key, fields=given, **dated(by)
        ),
        _in(State.CHECKED),
    ),
}
DEEDS[What.FACILITY] |= {
    "close": Deed(
        "登记不开放",
        forms.ClosureForm,
        closing.CLOSE,
        "这几天马上不能再预约，居民看到原因。已经约好的不会自动取消：请打电话，再逐场办“不能举行”。",
        lambda key, given, by: closing.close_facility(facility_id=key, **given, **dated(by)),
        _in(State.CHECKED),
    ),
    "reopen": Deed(
        "恢复开放",
        forms.ReopenForm,
        closing.CLOSE,
        "这几天又可以预约；登记过不开放的记录保留。",
        lambda key, given, by: closing.reopen_facility(facility_id=key, **given, **by),
        _in(State.CHECKED),
    ),
}
DEEDS[What.REPAIR] |= {
    "quote": Deed(
        "登记报价",
        forms.QuoteForm,
        ENTER,
        "报完工以前可以登记；至少一家。",
        lambda key, given, by: facilities.add_quote(repair_id=key, **given, **by),
        _in(State.ASKED, State.CHECKED),
    ),
    "progress": Deed(
        "登记进度",
        forms.ProgressForm,
        REPORT,
        "进度和照片留作验收的依据。",
        _progress,
        _in(State.CHECKED),
    ),
}


@dataclass(frozen=True)
class New:
    """How one is written down: ``run(given, who)`` gives its number."""

    label: str
    form: type[UserForm]
    duty: str
    intro: str
    run: Callable[[Given, Given], int]


def _booked(given: Given, by: Given) -> int:
    slot = {
        name: timezone.make_aware(datetime.combine(given["on"], given[hour]))
        for name, hour in (("starts", "begin"), ("ends", "end"))
    }
    return booking.book(fields={**given, **slot}, **by).pk


def _remains(given: Given, by: Given) -> int:
    found_at = timezone.make_aware(datetime.combine(given["found_on"], given["found_time"]))
    fields = {**given, "found_at": found_at}
    return facilities.report_remains(fields=fields, photos=photos(given), **by).pk


NEW: dict[What, New] = {
    What.MARTYR: New(
        "录入烈士",
        forms.MartyrForm,
        ENTER,
        "存为草稿，登记出处以后由另一人审核。不写在世的人的信息。",
        lambda given, by: martyrs.enter_martyr(fields=given, **dated(by)).martyr_id,
    ),
    What.FACILITY: New(
        "登记设施",
        forms.FacilityForm,
        ENTER,
        "由另一人核准在册。名称照省级公布的写。",
        lambda given, by: facilities.enter_facility(fields=given, **by).pk,
    ),
    What.REMAINS: New(
        "报告遗骸线索",
        forms.RemainsForm,
        REPORT,
        "发现烈士遗骸、遗物的，保护现场，马上报告；同时打电话给区局。",
        _remains,
    ),
    What.CEREMONY: New(
        "登记预约",
        event_forms.CeremonyForm,
        REPORT,
        "替打电话、上门的人登记。同一时间一处只安排一场。",
        _booked,
    ),
    What.TRIP: New(
        "申请异地祭扫",
        event_forms.TripForm,
        REPORT,
        "先申请、后出发。由区局初审、另一人批准。",
        lambda given, by: trips.apply_for_trip(fields=given, **dated(by)).pk,
    ),
    What.GUEST: New(
        "登记来访遗属",
        event_forms.GuestForm,
        REPORT,
        "外地遗属来本地祭扫：什么时候、几个人、怎么接、住哪里。",
        lambda given, by: trips.announce_guest(fields=given, **by).pk,
    ),
}
# What may be changed afterwards, by which fields it is known.
CHANGED: dict[What, tuple[str, ...]] = {
    What.MARTYR: martyrs.FIELDS,
    What.FACILITY: facilities.FIELDS,
}


def change(what: What, key: int, given: Given, by: Given) -> None:
    if what is What.MARTYR:
        martyrs.change_martyr(martyr_id=key, fields=given, **dated(by))
    else:
        facilities.change_facility(facility_id=key, fields=given, **by)


def actionable(what: What, row: Any, user: User, verb: str) -> bool:
    """Whether this person has the button: his duty, the state, and that the hand before was not
    his where another's is asked for."""
    deed = DEEDS[what][verb]
    if not user.may(deed.duty) or not deed.may(row):
        return False
    move = MOVES[what].get(verb)
    if move is None or not move.other_than:
        return True
    return bool(getattr(row, f"{move.other_than}_by_id") != user.pk)


def row_of(what: What, row: Any, waits: Entry | None) -> Any:
    """The row on which steps are taken: of a martyr what waits, where something does."""
    return waits if what is What.MARTYR and waits is not None else row
