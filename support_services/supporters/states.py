"""What supporters hold and do, as plain data: one road for whatever takes two people, one for
activities; kinds with what each of them needs."""

from dataclasses import dataclass
from enum import StrEnum

from support_services.units.states import UnitKind

READ, ENTER, REVIEW, REPORT = (f"supporters.{one}" for one in ("read", "enter", "review", "report"))

# --- one road for whatever takes two people -------------------------------------------------------


class Subject(StrEnum):
    """What goes that road."""

    SUPPORTER = "supporter"
    BADGE = "badge"
    PACT = "pact"
    JOB = "job"
    CONTRIBUTION = "contribution"


SUBJECT_LABELS: dict[Subject, str] = {
    Subject.SUPPORTER: "拥军力量",
    Subject.BADGE: "荣誉标识",
    Subject.PACT: "协议",
    Subject.JOB: "岗位",
    Subject.CONTRIBUTION: "支持",
}


class Stage(StrEnum):
    """Entered by one; in force by another's word; over, or never in force."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    ENDED = "ended"
    DROPPED = "dropped"


STAGE_TONES: dict[Stage, str] = {
    Stage.DRAFT: "warn",
    Stage.IN_FORCE: "ok",
    Stage.ENDED: "idle",
    Stage.DROPPED: "idle",
}
# In the order of Stage.
STAGE_LABELS: dict[Subject, dict[Stage, str]] = {
    subject: dict(zip(Stage, words, strict=True))
    for subject, words in {
        Subject.SUPPORTER: ("已申报，待接纳", "已接纳", "已退出", "未接纳"),
        Subject.BADGE: ("已申报，待授予", "有效", "已撤销", "未授予"),
        Subject.PACT: ("待确认", "履行中", "已终止", "未生效"),
        Subject.JOB: ("待公布", "招聘中", "已结束", "未公布"),
        Subject.CONTRIBUTION: ("待确认", "已确认", "已终止", "未认可"),
    }.items()
}


@dataclass(frozen=True)
class Move:
    """From where, to where, with which duty. ``second``: by another than whoever entered it.
    ``why``: it takes a reason. ``follows``: what comes of it, in a sentence."""

    starts: frozenset[Stage]
    target: Stage
    duty: str
    label: str
    follows: str
    second: bool = False
    why: bool = False


def _road(accept: str, drop: str, end: str, *follows: str) -> dict[str, Move]:
    """The moves of one subject; "" for an end that there is none of."""
    draft, in_force = frozenset({Stage.DRAFT}), frozenset({Stage.IN_FORCE})
    moves = {
        "accept": Move(draft, Stage.IN_FORCE, REVIEW, accept, follows[0], second=True),
        "drop": Move(draft, Stage.DROPPED, ENTER, drop, follows[1], why=True),
    }
    if end:
        moves["end"] = Move(in_force, Stage.ENDED, REVIEW, end, follows[2], why=True)
    return moves


MOVES: dict[Subject, dict[str, Move]] = {
    Subject.SUPPORTER: {
        **_road(
            *("接纳", "不予接纳", "退出"),
            "列入拥军力量名录，可以授予标识、签协议、登记支持。",
            "不列入名录；以后可以重新申报。",
            "退出名录，手里的荣誉标识同时撤销，没有到期的岗位同时结束；已有的支持和活动留着。",
        ),
        "resume": Move(
            frozenset({Stage.ENDED, Stage.DROPPED}),
            Stage.DRAFT,
            ENTER,
            "重新申报",
            "回到“待接纳”，由另一人接纳。以前撤销的标识不恢复，要的重新授予。",
        ),
    },
    Subject.BADGE: _road(
        *("授予", "不予授予", "撤销"),
        "编号马上生成，居民扫码看到“今天有效”。",
        "不授予；要的另行申报。",
        "居民扫码马上看到“已经撤销”。撤销不能恢复，要的重新授予。",
    ),
    Subject.PACT: _road(
        *("确认生效", "放弃", "终止"),
        "开始按约定提醒各项义务。",
        "不生效，内容留作历史。",
        "不再提醒义务；已履行的记录留着。",
    ),
    Subject.JOB: _road(
        *("公布", "不公布", "结束招聘"),
        "居民马上能在“拥军岗位”里看到。",
        "居民看不到；要的另行登记。",
        "居民马上看不到；已录用的人数留着。",
    ),
    Subject.CONTRIBUTION: _road(
        *("确认", "不认可", ""),
        "计入统计。确认以后不能改，错了用红字冲销。",
        "不计入统计，内容留着。",
    ),
}

# --- supporters -----------------------------------------------------------------------------------

# Who may support; troops, departments and places are partners, not supporters.
SUPPORTING = (
    UnitKind.ENTERPRISE,
    UnitKind.ORGANISATION,
    UnitKind.INSTITUTION,
    UnitKind.PERSON,
)
# Who is not accepted without a 统一社会信用代码.
WITH_CODE = frozenset({UnitKind.ENTERPRISE, UnitKind.ORGANISATION})


class Field(StrEnum):
    """What a supporter offers."""

    MEDICAL = "medical"
    FINANCE = "finance"
    WORK = "work"
    EDUCATION = "education"
    LAW = "law"
    GOODS = "goods"
    PLACE = "place"
    CULTURE = "culture"
    VOLUNTEERS = "volunteers"
    OTHER = "other"


FIELD_LABELS: dict[Field, str] = {
    Field.MEDICAL: "医疗健康",
    Field.FINANCE: "金融",
    Field.WORK: "就业创业",
    Field.EDUCATION: "教育培训",
    Field.LAW: "法律",
    Field.GOODS: "物资",
    Field.PLACE: "场地设施",
    Field.CULTURE: "文化",
    Field.VOLUNTEERS: "志愿服务",
    Field.OTHER: "其他",
}


class Tier(StrEnum):
    """Whose list it stands on."""

    TOWN = "town"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"


TIER_LABELS: dict[Tier, str] = {
    Tier.TOWN: "镇街",
    Tier.COUNTY: "区县",
    Tier.CITY: "市",
    Tier.PROVINCE: "省",
}

# --- badges ---------------------------------------------------------------------------------------


class BadgeKind(StrEnum):
    FIRM = "firm"
    SOCIETY = "society"
    PERSON = "person"
    POST = "post"
    PHARMACY = "pharmacy"
    HEALTH = "health"
    BASE = "base"
    PARK = "park"
    LECTURER = "lecturer"


@dataclass(frozen=True)
class BadgeRule:
    """``needs``: fields of a badge that must be there; one with an address is a place to go to.
    ``of``: kinds of units that may hold it. ``words``: what residents say who look for one."""

    label: str
    needs: tuple[str, ...] = ()
    of: tuple[UnitKind, ...] = SUPPORTING
    words: tuple[str, ...] = ()

    @property
    def is_place(self) -> bool:
        return "address" in self.needs


_HERE = ("address", "phone", "hours")
BADGE_KINDS: dict[BadgeKind, BadgeRule] = {
    BadgeKind.FIRM: BadgeRule(
        "拥军企业", of=(UnitKind.ENTERPRISE,), words=("拥军企业", "拥军商家", "拥军单位")
    ),
    BadgeKind.SOCIETY: BadgeRule(
        "拥军社会组织",
        of=(UnitKind.ORGANISATION, UnitKind.INSTITUTION),
        words=("社会组织", "协会", "拥军单位"),
    ),
    BadgeKind.PERSON: BadgeRule("拥军个人", of=(UnitKind.PERSON,)),
    BadgeKind.POST: BadgeRule("拥军驿站", _HERE, words=("驿站", "歇脚", "喝水", "休息", "充电")),
    BadgeKind.PHARMACY: BadgeRule(
        "拥军药店", _HERE, of=(UnitKind.ENTERPRISE,), words=("拥军药店", "药店", "药房", "买药")
    ),
    BadgeKind.HEALTH: BadgeRule(
        "健康服务站", _HERE, words=("健康服务", "量血压", "测血糖", "义诊", "健康站")
    ),
    BadgeKind.BASE: BadgeRule(
        "国防教育基地", ("address", "phone"), words=("国防教育", "教育基地", "红色教育", "参观")
    ),
    BadgeKind.PARK: BadgeRule("双拥主题公园", ("address",), words=("双拥公园", "主题公园", "公园")),
    BadgeKind.LECTURER: BadgeRule(
        "思政讲师", of=(UnitKind.PERSON, UnitKind.INSTITUTION, UnitKind.ORGANISATION)
    ),
}
BADGE_LABELS: dict[BadgeKind, str] = {kind: rule.label for kind, rule in BADGE_KINDS.items()}
# Kept to the staff's doors: residents look for places and firms, not for people.
UNLISTED = frozenset({BadgeKind.PERSON, BadgeKind.LECTURER})

# --- pacts ----------------------------------------------------------------------------------------


class PactKind(StrEnum):
    STRATEGIC = "strategic"
    PAIRED = "paired"


PACT_LABELS: dict[PactKind, str] = {
    PactKind.STRATEGIC: "战略合作协议",
    PactKind.PAIRED: "军地共建对子",
}


class Rhythm(StrEnum):
    """How often a duty is due."""

    ONCE = "once"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"


RHYTHM_LABELS: dict[Rhythm, str] = {
    Rhythm.ONCE: "一次",
    Rhythm.MONTHLY: "每月一次",
    Rhythm.QUARTERLY: "每季度一次",
    Rhythm.HALF_YEARLY: "每半年一次",
    Rhythm.YEARLY: "每年一次",
}
# Months of a period; of what is due once there is none.
RHYTHM_MONTHS: dict[Rhythm, int] = {
    Rhythm.ONCE: 0,
    Rhythm.MONTHLY: 1,
    Rhythm.QUARTERLY: 3,
    Rhythm.HALF_YEARLY: 6,
    Rhythm.YEARLY: 12,
}

# --- activities -----------------------------------------------------------------------------------


class ActivityState(StrEnum):
    """``REQUESTED``: somebody asked for a lecturer, and the bureau has not said yes."""

    REQUESTED = "requested"
    PLANNED = "planned"
    HELD = "held"
    REPORTED = "reported"
    CANCELLED = "cancelled"


ACTIVITY_LABELS: dict[ActivityState, tuple[str, str]] = {
    ActivityState.REQUESTED: ("待区局确认", "warn"),
    ActivityState.PLANNED: ("计划中", "info"),
    ActivityState.HELD: ("已举办，待上报", "warn"),
    ActivityState.REPORTED: ("已上报", "ok"),
    ActivityState.CANCELLED: ("已取消", "idle"),
}


@dataclass(frozen=True)
class ActivityMove:
    """From where, to where, with which duty; ``why``: it takes a reason."""

    starts: frozenset[ActivityState]
    target: ActivityState
    duty: str
    label: str
    follows: str
    why: bool = False


_A = ActivityState
ACTIVITY_MOVES: dict[str, ActivityMove] = {
    "confirm": ActivityMove(
        frozenset({_A.REQUESTED}),
        _A.PLANNED,
        ENTER,
        "确认预约",
        "讲师的这段时间就被占下，申请的服务站在自己的列表里看到。",
    ),
    "hold": ActivityMove(
        frozenset({_A.PLANNED}),
        _A.HELD,
        REPORT,
        "登记已举办",
        "接着记参加的人和时长，再上报数字。",
    ),
    "report": ActivityMove(
        frozenset({_A.PLANNED, _A.HELD}),
        _A.REPORTED,
        REPORT,
        "上报",
        "计入统计；参加名单不能再改，要改的请复核退回。",
    ),
    "reopen": ActivityMove(
        frozenset({_A.REPORTED}),
        _A.HELD,
        REVIEW,
        "退回补正",
        "数字暂不计入统计，由上报的人改好再报。",
        why=True,
    ),
    "cancel": ActivityMove(
        frozenset({_A.REQUESTED, _A.PLANNED}),
        _A.CANCELLED,
        REPORT,
        "取消",
        "不再举办；对居民公布的马上撤下。",
        why=True,
    ),
}
# What the hours and numbers of an activity may be written of.
OPEN_TO_ATTEND = (ActivityState.PLANNED, ActivityState.HELD)


@dataclass(frozen=True)
class Figure:
    """A number that is planned before and reported after; ``needed``: not reported without."""

    code: str
    label: str
    unit: str
    needed: bool = True


class ActivityKind(StrEnum):
    VOLUNTEER = "volunteer"
    JOINT = "joint"
    LECTURE = "lecture"
    JOB_FAIR = "job_fair"
    TROOP_VISIT = "troop_visit"
    WORK = "work"
    DEFENCE = "defence"
    CLINIC = "clinic"
    OTHER = "other"


KIND_LABELS: dict[ActivityKind, str] = {
    ActivityKind.VOLUNTEER: "志愿服务",
    ActivityKind.JOINT: "军地共建活动",
    ActivityKind.LECTURE: "思政宣讲",
    ActivityKind.JOB_FAIR: "专场招聘会",
    ActivityKind.TROOP_VISIT: "走访慰问部队",
    ActivityKind.WORK: "拥军文艺作品",
    ActivityKind.DEFENCE: "国防教育",
    ActivityKind.CLINIC: "健康义诊",
    ActivityKind.OTHER: "其他活动",
}
_SESSIONS = Figure("sessions", "场次", "场")
_LISTENERS = Figure("listeners", "听众", "人次")
_SERVED = Figure("served", "服务对象", "人次")
FIGURES: dict[ActivityKind, tuple[Figure, ...]] = {
    ActivityKind.VOLUNTEER: (_SERVED,),
    ActivityKind.JOINT: (Figure("items", "共建项目", "项"),),
    ActivityKind.LECTURE: (_SESSIONS, _LISTENERS),
    ActivityKind.JOB_FAIR: (
        Figure("firms", "参加企业", "家"),
        Figure("posts", "提供岗位", "个"),
        Figure("visitors", "到场", "人"),
        Figure("intentions", "达成意向", "人"),
        Figure("hired", "现场录用", "人"),
    ),
    ActivityKind.TROOP_VISIT: (Figure("visits", "走访慰问", "次"),),
    ActivityKind.WORK: (Figure("works", "作品", "件"), Figure("shows", "展演", "场", needed=False)),
    ActivityKind.DEFENCE: (_SESSIONS, _LISTENERS),
    ActivityKind.CLINIC: (_SERVED, Figure("referred", "转诊", "人次", needed=False)),
    ActivityKind.OTHER: (Figure("people", "参加", "人", needed=False),),
}


class PartyRole(StrEnum):
    """What a unit is to an activity."""

    ORGANISER = "organiser"
    PARTNER = "partner"
    LECTURER = "lecturer"


PARTY_LABELS: dict[PartyRole, str] = {
    PartyRole.ORGANISER: "主办",
    PartyRole.PARTNER: "协办、参加",
    PartyRole.LECTURER: "讲师",
}

# --- contributions --------------------------------------------------------------------------------


class ContributionKind(StrEnum):
    GOODS = "goods"
    MONEY = "money"
    PLACE = "place"
    HIRED = "hired"
    HOURS = "hours"
    WISH = "wish"
    RELIEF = "relief"


@dataclass(frozen=True)
class ContributionRule:
    """``unit``: what it is counted in; "" where it is said each time. ``amount``: it has a sum;
    ``counted``: it has a number."""

    label: str
    unit: str = ""
    amount: bool = False
    counted: bool = True


CONTRIBUTION_KINDS: dict[ContributionKind, ContributionRule] = {
    ContributionKind.GOODS: ContributionRule("物资"),
    ContributionKind.MONEY: ContributionRule("资金", amount=True, counted=False),
    ContributionKind.PLACE: ContributionRule("场地设施", "处"),
    ContributionKind.HIRED: ContributionRule("录用", "人"),
    ContributionKind.HOURS: ContributionRule("服务时长", "小时"),
    ContributionKind.WISH: ContributionRule("心愿认领", "个"),
    ContributionKind.RELIEF: ContributionRule("减免费用", "人次", amount=True),
}
CONTRIBUTION_LABELS: dict[ContributionKind, str] = {
    kind: rule.label for kind, rule in CONTRIBUTION_KINDS.items()
}


class ForWhom(StrEnum):
    TROOPS = "troops"
    VETERANS = "veterans"
    FAMILIES = "families"
    BEREAVED = "bereaved"
    STATIONS = "stations"
    OTHER = "other"


FOR_LABELS: dict[ForWhom, str] = {
    ForWhom.TROOPS: "部队",
    ForWhom.VETERANS: "退役军人",
    ForWhom.FAMILIES: "军人家属",
    ForWhom.BEREAVED: "烈士遗属等三属",
    ForWhom.STATIONS: "服务站",
    ForWhom.OTHER: "其他",
}


class JobFor(StrEnum):
    BOTH = "both"
    VETERANS = "veterans"
    SPOUSES = "spouses"


JOB_FOR_LABELS: dict[JobFor, str] = {
    JobFor.BOTH: "退役军人和军人家属",
    JobFor.VETERANS: "退役军人",
    JobFor.SPOUSES: "军人家属",
}
# What residents say who look for work.
JOB_WORDS = ("找工作", "招聘", "岗位", "就业", "上班", "招工")

# --- lists from a spreadsheet ---------------------------------------------------------------------


class ListKind(StrEnum):
    """What a list brings in."""

    SUPPORTERS = "supporters"
    JOBS = "jobs"


LIST_LABELS: dict[ListKind, str] = {
    ListKind.SUPPORTERS: "拥军力量名单",
    ListKind.JOBS: "岗位名单",
}
