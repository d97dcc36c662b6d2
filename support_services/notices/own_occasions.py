"""Occasions the register itself knows: birthdays, the end of certificates, festivals.

By the register's tables, read only. 条例 (2024) and the local rules speak of 18 (三属子女), 60
(农村籍退役士兵、烈士老年子女) and 80 (高龄); which schemes follow, the subsidies decide.
"""

from collections.abc import Callable, Sequence
from datetime import date

from support_services.notices import festivals
from support_services.notices.occasions import Occasion, Proposal, Query, propose, register
from veterans.registry.models import Category

_BIRTHDAY = """
    SELECT p.id AS subject_id, p.id AS person_id, NULL::bigint AS region_id,
           (p.born_on + make_interval(years => %(age)s))::date AS due_on,
           jsonb_build_object('年龄', %(age)s::text) AS words
    FROM registry_person p
    WHERE p.born_on BETWEEN %(earliest)s AND %(latest)s
      AND (p.born_on + make_interval(years => %(age)s))::date = ANY(%(days)s::date[])
      AND EXISTS (
          SELECT 1 FROM registry_personcategory c
          WHERE c.person_id = p.id AND c.category = ANY(%(categories)s)
            AND c.valid_from <= (p.born_on + make_interval(years => %(age)s))::date
            AND (c.valid_to IS NULL
                 OR c.valid_to > (p.born_on + make_interval(years => %(age)s))::date))
"""
_CERTIFICATES = """
    SELECT c.id AS subject_id, c.person_id, NULL::bigint AS region_id, c.valid_to AS due_on,
           jsonb_build_object('证件', CASE c.kind WHEN 'disabled' THEN '残疾军人证'
               WHEN 'preferential' THEN '优待证' WHEN 'bereaved' THEN '定期抚恤金领取证'
               ELSE '证件' END) AS words
    FROM registry_certificate c
    WHERE c.valid_to = ANY(%(days)s::date[]) AND NOT c.is_void
"""
_FESTIVALS = """
    SELECT c.person_id AS subject_id, c.person_id, NULL::bigint AS region_id, d.day AS due_on,
           jsonb_build_object('节日', d.name) AS words
    FROM unnest(%(days)s::date[], %(names)s::text[]) AS d (day, name)
    JOIN registry_personcategory c
      ON c.category = ANY(%(categories)s) AND c.valid_from <= d.day
     AND (c.valid_to IS NULL OR c.valid_to > d.day)
    GROUP BY c.person_id, d.day, d.name
"""

_CHILDREN = (Category.MARTYR_FAMILY, Category.DUTY_FAMILY, Category.ILLNESS_FAMILY)
_MARTYRS = (Category.MARTYR_FAMILY, Category.MARTYR_CHILD)
_EVERYBODY = tuple(Category)


def _birthday(age: int, categories: Sequence[Category]) -> Callable[[Sequence[date]], Query]:
    def find(days: Sequence[date]) -> Query:
        return Query(
            _BIRTHDAY,
            {
                "age": age,
                "days": list(days),
                # Wider than needed by a day for the 29th of February; the sum decides.
                "earliest": date(days[0].year - age, 1, 1),
                "latest": date(days[-1].year - age, 12, 31),
                "categories": [one.value for one in categories],
            },
        )

    return find


def _certificates(days: Sequence[date]) -> Query:
    return Query(_CERTIFICATES, {"days": list(days)})


def _festival(
    which: Sequence[str], categories: Sequence[Category]
) -> Callable[[Sequence[date]], Query]:
    def find(days: Sequence[date]) -> Query:
        meant = festivals.among(days, which)
        return Query(
            _FESTIVALS,
            {
                "days": meant,
                "names": [festivals.LABELS[festivals.festival_on(day)] for day in meant],
                "categories": [one.value for one in categories],
            },
        )

    return find


_AGE = {"年龄": "满几岁"}
_FESTIVAL = {"节日": "春节、八一建军节等"}


def register_own() -> None:
    """Called once by the app's ``ready``."""
    register(
        Occasion(
            "age_18",
            "三属子女满 18 周岁",
            _birthday(18, _CHILDREN),
            words=_AGE,
            shared=frozenset(_AGE),
        ),
        Occasion(
            "age_60",
            "退役军人、烈士子女满 60 周岁",
            _birthday(60, (Category.VETERAN, Category.RURAL_60, Category.MARTYR_CHILD)),
            words=_AGE,
            shared=frozenset(_AGE),
        ),
        Occasion(
            "age_80",
            "优抚对象满 80 周岁",
            _birthday(80, _EVERYBODY),
            words=_AGE,
            shared=frozenset(_AGE),
        ),
        Occasion(
            "certificate_ends",
            "证件到期",
            _certificates,
            subject="certificate",
            words={"证件": "残疾军人证、优待证等"},
        ),
        Occasion(
            "festival_visit",
            "春节、八一走访慰问",
            _festival((festivals.SPRING, festivals.ARMY_DAY), _EVERYBODY),
            words=_FESTIVAL,
            shared=frozenset(_FESTIVAL),
        ),
        Occasion(
            "martyrs",
            "清明节、烈士纪念日（烈士遗属）",
            _festival((festivals.QINGMING, festivals.MARTYRS_DAY), _MARTYRS),
            words=_FESTIVAL,
            shared=frozenset(_FESTIVAL),
        ),
    )
    propose(
        Proposal(
            "age-18",
            "满 18 周岁核对待遇",
            "age_18",
            (-30,),
            "village",
            "{地方}有 {人数} 名三属子女将在{日期}满 {年龄} 周岁。"
            "请核对是否在校、是否残疾，报送材料。",
        ),
        Proposal(
            "age-60",
            "满 60 周岁申报提醒",
            "age_60",
            (-90, -30),
            "village",
            "{地方}有 {人数} 人将在{日期}满 {年龄} 周岁，可能符合老年生活补助条件。"
            "请联系本人，备齐材料。",
        ),
        Proposal(
            "age-80",
            "满 80 周岁走访",
            "age_80",
            (-30,),
            "village",
            "{地方}有 {人数} 人将在{日期}满 {年龄} 周岁，请上门看望，核对生活情况。",
        ),
        Proposal(
            "certificate-ends",
            "证件到期换证",
            "certificate_ends",
            (-60, -15),
            "person",
            "{姓名}您好：您的{证件}将在{日期}到期，请带旧证到村居退役军人服务站办理换证。{局名}",
            channels=("sms", "letter"),
        ),
        Proposal(
            "festival-visit",
            "节前走访慰问名单",
            "festival_visit",
            (-10,),
            "village",
            "{日期}是{节日}。{地方}有 {人数} 名走访对象，名单见本页，请核对后安排走访。",
        ),
        Proposal(
            "martyrs-day",
            "烈士遗属祭扫安排",
            "martyrs",
            (-10,),
            "village",
            "{日期}是{节日}。{地方}有 {人数} 名烈士遗属，请了解祭扫需要，行动不便的帮助安排。",
        ),
    )
