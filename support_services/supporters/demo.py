"""A dozen invented supporters and what they do for the demo, through the same services as people
use. Names say that they are invented; what varies is drawn from the population's fixed seed."""

import random
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.numbers import station_phone
from support_services.subsidies.demo.population import SEED
from support_services.supporters.models import Supporter, Team
from support_services.supporters.services import activities, contributions, register, volunteers
from support_services.supporters.services.moving import move
from support_services.supporters.states import FIGURES, ActivityKind, Subject
from support_services.units.models import Unit
from support_services.units.services.register import enter_unit
from veterans.foundation.uscc import code_check_sign
from veterans.regions.models import Level, Region

# kind of unit, name, fields, what it offers
_SUPPORTERS: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("enterprise", "示例机械公司", ("work", "goods"), "每年留 20 个岗位，节日慰问"),
    ("enterprise", "示例大药房连锁", ("medical",), "测血糖、量血压，送药上门"),
    ("enterprise", "示例物业公司", ("work", "place"), "保安、保洁岗位，小区设驿站"),
    ("enterprise", "示例商业银行", ("finance", "goods"), "优先窗口，金融知识宣讲"),
    ("enterprise", "示例食品公司", ("goods",), "节日慰问物资"),
    ("institution", "示例中心医院", ("medical", "volunteers"), "每季度下乡义诊一次"),
    ("institution", "示例职业学校", ("education", "work"), "免费技能培训"),
    ("organisation", "示例志愿者协会", ("volunteers",), "理发、维修、陪诊"),
    ("organisation", "示例律师协会", ("law",), "法律咨询"),
    ("organisation", "示例书画协会", ("culture",), "拥军书画、文艺作品"),
    ("person", "王讲（示例）", ("education",), "党史军史宣讲"),
    ("person", "李义（示例）", ("education", "culture"), "老兵故事宣讲"),
)
# place among the supporters, kind of badge, name on it, services
_BADGES: tuple[tuple[int, str, str, str], ...] = (
    (0, "firm", "拥军企业", ""),
    (2, "post", "示例小区拥军驿站", "歇脚、饮水、充电、图书"),
    (3, "post", "示例银行拥军驿站", "歇脚、饮水、零钱兑换"),
    (1, "pharmacy", "拥军药店", "量血压、测血糖、送药上门"),
    (5, "health", "健康服务站", "体检、慢病随访"),
    (6, "base", "国防教育基地", "参观、军训、宣讲"),
    (10, "lecturer", "思政讲师", "党史军史"),
    (11, "lecturer", "思政讲师", "老兵故事"),
)
_PACTS: tuple[tuple[int, str, str, tuple[tuple[str, str], ...]], ...] = (
    (0, "strategic", "示例就业合作协议", (("招聘会留岗", "half_yearly"),)),
    (5, "strategic", "示例医疗合作协议", (("下乡义诊", "quarterly"),)),
    (3, "strategic", "示例金融合作协议", (("金融知识宣讲", "yearly"),)),
    (6, "paired", "示例学校和驻地部队共建", (("国防教育课", "half_yearly"), ("慰问", "yearly"))),
    (7, "paired", "示例协会和驻地部队共建", (("志愿服务", "quarterly"),)),
)
# kind, title, place of the organiser, days from today, figures in the order of the kind
_ACTIVITIES: tuple[tuple[str, str, int, int, tuple[int, ...]], ...] = (
    ("job_fair", "春季退役军人专场招聘会", 0, -210, (42, 860, 730, 214, 61)),
    ("job_fair", "秋季退役军人专场招聘会", 0, -45, (36, 640, 512, 175, 48)),
    ("volunteer", "走进光荣之家理发日", 7, -180, (26,)),
    ("volunteer", "家电维修进社区", 7, -120, (31,)),
    ("volunteer", "重阳节陪伴", 7, -40, (18,)),
    ("volunteer", "清洁家园", 2, -25, (12,)),
    ("clinic", "义诊下乡（一季度）", 5, -250, (96, 4)),
    ("clinic", "义诊下乡（二季度）", 5, -160, (110, 7)),
    ("clinic", "义诊下乡（三季度）", 5, -70, (88, 3)),
    ("lecture", "党史军史进校园", 10, -100, (2, 420)),
    ("lecture", "老兵讲故事", 11, -30, (1, 85)),
    ("defence", "国防教育开放日", 6, -60, (3, 610)),
    ("joint", "军地共建植树", 6, -230, (1,)),
    ("joint", "共建图书角", 7, -90, (2,)),
    ("troop_visit", "八一走访慰问", 4, -115, (3,)),
    ("work", "拥军书画作品发布", 9, -110, (24, 2)),
    ("other", "法律咨询日", 8, -20, (37,)),
    ("clinic", "义诊下乡（四季度）", 5, 9, ()),
    ("job_fair", "年末专场招聘会", 0, 16, ()),
    ("volunteer", "冬至包饺子", 7, 25, ()),
)
# place, kind, what, quantity, unit, amount, for whom
_GIFTS: tuple[tuple[int, str, str, str, str, str, str], ...] = (
    (4, "goods", "春节慰问米面油", "300", "份", "36000", "veterans"),
    (4, "goods", "八一慰问品", "120", "箱", "24000", "troops"),
    (0, "money", "助学资金", "", "", "50000", "families"),
    (3, "money", "慰问金", "", "", "20000", "bereaved"),
    (2, "place", "捐建阅览室", "1", "", "80000", "troops"),
    (5, "relief", "免挂号费、减免检查费", "420", "", "16800", "veterans"),
    (6, "relief", "减免培训费", "36", "", "43200", "veterans"),
    (7, "hours", "志愿服务", "86", "", "", "veterans"),
    (1, "goods", "血压计", "40", "台", "6000", "stations"),
)
_JOBS: tuple[tuple[int, str, int, str, str, str], ...] = (
    (0, "数控操作工", 8, "veterans", "5500", "8000"), (0, "质检员", 4, "both", "4500", "6000"),
    (0, "仓库管理员", 3, "both", "4200", "5200"), (2, "保安队长", 2, "veterans", "4800", "6500"),
    (2, "客服专员", 3, "spouses", "3800", "4600"), (2, "保安员", 10, "veterans", "3600", "4500"),
    (3, "大堂助理", 2, "spouses", "4500", "5500"), (4, "食品检验员", 2, "both", "4300", "5400"),
    (1, "药店营业员", 4, "spouses", "3800", "5000"), (4, "送货司机", 5, "veterans", "5000", "7500"),
)  # fmt: skip
_MEMBERS = ("周一", "吴双", "郑三", "冯四", "陈五", "褚六", "卫七", "蒋八", "沈九")


@dataclass
class _Maker:
    """What every step of the demo needs."""

    today: date
    hands: Any
    towns: list[Region]
    drawn: random.Random

    def at(self, day: date) -> Any:
        return moment(day, 9)

    def accept(self, subject: Subject, key: int, day: date) -> None:
        """By the second person, on a day on which nothing was over yet."""
        move(
            subject=subject, key=key, verb="accept", by=self.hands.reviewer,
            at=self.at(day), today=day,
        )  # fmt: skip


def supporters(population: Any, hands: Any) -> None:
    """Twelve supporters, most with something in force, some things still waiting."""
    if Supporter.objects.exists():
        return
    towns = list(Region.objects.filter(level=Level.TOWN).order_by("path"))
    if not towns:
        return
    # Today itself is left to whoever tries the demo.
    yesterday = population.today - timedelta(days=1)
    maker = _Maker(yesterday, hands, towns, random.Random(f"{SEED}:supporters"))
    made = [_supporter(maker, place, row) for place, row in enumerate(_SUPPORTERS)]
    _badges(maker, made)
    _pacts(maker, made)
    _activities(maker, made, _teams(maker, made))
    _gifts(maker, made)
    _jobs(maker, made)


def _unit(maker: _Maker, fields: dict[str, str], day: date) -> Unit:
    """The unit of that name, which the register may know already."""
    known = Unit.objects.open().filter(name=fields["name"]).first()
    return known or enter_unit(fields=fields, by=maker.hands.preparer, at=maker.at(day))


def _supporter(maker: _Maker, place: int, row: tuple[Any, ...]) -> Supporter:
    kind, name, fields, offer = row
    body = f"91370303MA{place + 1:07d}"
    day = maker.today - timedelta(days=400 - place)
    unit = _unit(
        maker,
        {
            "kind": kind,
            "name": f"{name}（演示）" if kind != "person" else name,
            "code": body + code_check_sign(body) if kind in ("enterprise", "organisation") else "",
            "region": maker.towns[place % len(maker.towns)].code,
            "address": f"示例路 {maker.drawn.randrange(1, 300)} 号（虚构）",
            "phone": station_phone(800 + place),
            "note": "演示用虚构单位",
        },
        day,
    )
    made = register.propose_supporter(
        unit_id=unit.pk, fields=fields, offer=f"{offer}（演示）", tier="county", since=day,
        by=maker.hands.preparer, at=maker.at(day),
    )  # fmt: skip
    maker.accept(Subject.SUPPORTER, made.pk, day)
    return made


def _badges(maker: _Maker, made: list[Supporter]) -> None:
    for number, (place, kind, name, services) in enumerate(_BADGES):
        unit = made[place].unit
        day = maker.today - timedelta(days=380 - number)
        badge = register.enter_badge(
            supporter_id=made[place].pk, kind=kind, name=name, region=_place(unit),
            address=unit.address, phone=unit.phone, hours="每天 8:00–18:00（演示）",
            services=services, document_no="演示〔示例〕1 号", given_on=day,
            valid_to=maker.today + timedelta(days=40 if number == 3 else 300),
            by=maker.hands.preparer, at=maker.at(day),
        )  # fmt: skip
        maker.accept(Subject.BADGE, badge.pk, day)
    waiting = made[4]
    register.enter_badge(
        supporter_id=waiting.pk, kind="firm", name="拥军企业", region=_place(waiting.unit),
        given_on=maker.today, by=maker.hands.preparer, at=maker.at(maker.today),
    )  # fmt: skip


def _place(unit: Unit) -> str:
    return unit.region.code if unit.region else ""


def _pacts(maker: _Maker, made: list[Supporter]) -> None:
    troops = _unit(
        maker,
        {"kind": "troops", "name": "驻地部队甲"},
        maker.today - timedelta(days=400),
    )
    for number, (place, kind, title, duties) in enumerate(_PACTS):
        day = maker.today - timedelta(days=330 - number)
        pact = register.enter_pact(
            supporter_id=made[place].pk, kind=kind, title=f"{title}（演示）",
            partner_id=troops.pk if kind == "paired" else None, document_no="", signed_on=day,
            valid_from=day, valid_to=maker.today + timedelta(days=35 if number == 2 else 400),
            by=maker.hands.preparer, at=maker.at(day),
        )  # fmt: skip
        for words, rhythm in duties:
            register.add_duty(
                pact_id=pact.pk, words=words, rhythm=rhythm,
                by=maker.hands.preparer, at=maker.at(day),
            )  # fmt: skip
        maker.accept(Subject.PACT, pact.pk, day)


def _teams(maker: _Maker, made: list[Supporter]) -> list[Team]:
    teams = []
    day = maker.today - timedelta(days=300)
    for number, place in enumerate((7, 5, 2)):
        team = volunteers.form_team(
            supporter_id=made[place].pk, name=f"示例志愿服务{number + 1}队",
            region=maker.towns[number % len(maker.towns)].code, formed_on=day,
            note=("理发、维修", "义诊", "清洁、陪护")[number],
            by=maker.hands.preparer, at=maker.at(day),
        )  # fmt: skip
        for name in _MEMBERS[number * 3 : number * 3 + 3]:
            volunteers.join_team(
                team_id=team.pk, name=f"{name}（示例）", joined_on=day,
                by=maker.hands.preparer, at=maker.at(day),
            )  # fmt: skip
        teams.append(team)
    return teams


def _activities(maker: _Maker, made: list[Supporter], teams: list[Team]) -> None:
    for number, (kind, title, place, days, told) in enumerate(_ACTIVITIES):
        day = maker.today + timedelta(days=days)
        by, at = maker.hands.preparer, maker.at(min(day, maker.today))
        holder = made[place]
        duty = _duty_of(holder)
        activity = activities.plan_activity(
            fields={
                "kind": kind, "title": f"{title}（演示）", "on": day, "starts_at": time(9),
                "ends_at": time(11), "region": maker.towns[number % len(maker.towns)].code,
                "venue": "示例广场（虚构）", "about": "", "is_open": days > 0,
                "phone": holder.unit.phone, "duty": duty,
            },
            organisers=[] if kind == "lecture" else [holder.unit_id],
            lecturer=holder.unit_id if kind == "lecture" else None,
            by=by, at=at, today=min(day, maker.today),
        )  # fmt: skip
        if days > 0:
            continue
        if kind in ("volunteer", "clinic"):
            team = teams[number % len(teams)]
            for one in team.volunteers.all():
                activities.put_attendance(
                    activity_id=activity.pk, volunteer_id=one.pk,
                    hours=Decimal(maker.drawn.randrange(2, 9)) / 2 + 1, by=by, at=at,
                )  # fmt: skip
        codes = [one.code for one in FIGURES[ActivityKind(kind)]]
        activities.move_activity(
            activity_id=activity.pk, verb="report", told="顺利（演示）",
            reported=dict(zip(codes, told, strict=False)), by=by, at=at, today=day,
        )  # fmt: skip


def _duty_of(holder: Supporter) -> int | None:
    found = holder.pacts.order_by("pk").first()
    duty = found.duties.order_by("pk").first() if found else None
    return duty.pk if duty else None


def _gifts(maker: _Maker, made: list[Supporter]) -> None:
    for number, (place, kind, what, much, unit, amount, whom) in enumerate(_GIFTS):
        day = maker.today - timedelta(days=200 - 20 * number)
        row = contributions.enter_contribution(
            supporter_id=made[place].pk, kind=kind, what=f"{what}（演示）",
            quantity=Decimal(much) if much else None, unit=unit,
            amount=Decimal(amount) if amount else None, given_on=day, for_whom=whom,
            evidence="演示收据", by=maker.hands.preparer, at=maker.at(day), today=day,
        )  # fmt: skip
        # The last one waits for the second person.
        if number < len(_GIFTS) - 1:
            maker.accept(Subject.CONTRIBUTION, row.pk, day)


def _jobs(maker: _Maker, made: list[Supporter]) -> None:
    day = maker.today - timedelta(days=14)
    for number, (place, title, count, whom, least, most) in enumerate(_JOBS):
        holder = made[place]
        job = register.enter_job(
            supporter_id=holder.pk, title=f"{title}（演示）", count=count, meant_for=whom,
            region=_place(holder.unit), words="虚构岗位，请勿应聘", pay_from=Decimal(least),
            pay_to=Decimal(most), phone=holder.unit.phone,
            until=maker.today + timedelta(days=20 + 5 * number),
            by=maker.hands.preparer, at=maker.at(day), today=day,
        )  # fmt: skip
        if number == len(_JOBS) - 1:
            continue
        maker.accept(Subject.JOB, job.pk, day)
        if number < 2:
            hired = contributions.enter_contribution(
                supporter_id=holder.pk, kind="hired", what="录用退役军人（演示）",
                quantity=Decimal(2), given_on=maker.today, for_whom="veterans", job_id=job.pk,
                by=maker.hands.preparer, at=maker.at(maker.today), today=maker.today,
            )  # fmt: skip
            maker.accept(Subject.CONTRIBUTION, hired.pk, maker.today)
