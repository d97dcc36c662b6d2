"""Registering a case, at a door or out of another floor's own transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from support_services.casework import subjects
from support_services.casework.models import Case
from support_services.casework.models.cases import MOST_REPRESENTATIVES
from support_services.casework.selectors import rule_for
from support_services.casework.services.clocks import settle_new
from support_services.casework.services.numbers import next_number
from support_services.casework.services.writing import write_entry
from support_services.casework.states import CaseKind, Channel
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit, sealed_files
from veterans.foundation.attachments import check_attachment
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.models import SealedFile
from veterans.foundation.personal_data import kind_in
from veterans.regions.models import Region
from veterans.regions.selectors import county, regions_visible_to
from veterans.registry import rules as registry_rules
from veterans.registry.models import Person
from veterans.registry.selectors import people_visible_to
from veterans.registry.services.people import refuse_merged
from veterans.workdays.selectors import calendar

SUBJECT_LENGTH, CONTENT_LENGTH = 60, 2000


@dataclass(frozen=True)
class Caller:
    """Somebody who is not in the register; ``region`` is where the thing belongs."""

    name: str
    phone: str
    region: Region


@dataclass(frozen=True)
class Proxy:
    """Who speaks for the person (代为反映), with a paper that says he may: a photo, or the number
    or words of a document."""

    name: str
    relation: str
    consent: bytes | None = None
    consent_no: str = ""


@transaction.atomic
def open_case(
    *,
    of: Person | Caller,
    kind: str,
    channel: str,
    subject: str,
    content: str,
    about: str = "",
    received_on: date | None = None,
    people_count: int = 1,
    representatives: Sequence[str] = (),
    proxy: Proxy | None = None,
    is_sensitive: bool | None = None,
    by: User,
    at: datetime,
    today: date,
) -> Case:
    """Write down what somebody brought; the station that does so has it in hand, or the bureau.

    ``is_sensitive`` None: as the rule of the kind says. ``about``: see ``subjects``. Refuses
    whoever lives elsewhere, something that a case of that kind cannot be about, a number or
    telephone in the subject, more than five people without representatives, and a proxy without a
    paper.
    """
    require(by, "cases.register")
    if kind not in list(CaseKind) or channel not in list(Channel):
        raise Refused("请选择类别和来源。")
    day = received_on or today
    if day > today:
        raise Refused("收到日期不能晚于今天。")
    subjects.taken_down(about, kind)
    rule = rule_for(kind, day)
    if rule is None:
        raise Refused("这类诉求没有录入办理时限，请先在“办理时限”里录入。")
    case = Case(
        kind=kind,
        channel=channel,
        rule=rule,
        subject=_subject(subject),
        about=about,
        content=_needed(content, "内容", CONTENT_LENGTH),
        is_sensitive=rule.is_restricted if is_sensitive is None else is_sensitive,
        received_on=day,
        owner=owner_of(by),
        registered_by=by,
        registered_at=at,
    )
    _say_whose(case, of, by)
    _say_how_many(case, people_count, representatives)
    case.number = next_number(Case, "S", today)
    if proxy is not None:
        _say_who_speaks(case, proxy, at)
    settle_new(case, calendar(since=day))
    case.save(force_insert=True)
    write_entry(case, "open", by=by, at=at, on=today, text="")
    audit.record(
        actor=by,
        action="case.open",
        subject="case",
        subject_id=case.pk,
        detail={"kind": kind, "channel": channel},
        at=at,
    )
    return case


def owner_of(by: User) -> Region:
    """The station of whoever registers something, or the county for the bureau."""
    if by.is_station and by.region is not None:
        return by.region
    found = county()
    if found is None:
        raise Refused("还没有载入区划，请联系系统管理员。")
    return found


def _say_whose(case: Case, of: Person | Caller, by: User) -> None:
    if isinstance(of, Person):
        person = people_visible_to(by).filter(pk=of.pk).first()
        if person is None:
            raise NotFound("没有找到此人。")
        refuse_merged(person)
        case.person, case.region = person, person.region
        return
    if not regions_visible_to(by).filter(pk=of.region.pk).exists():
        raise Refused("该村居不在您的服务区域内。")
    case.region = of.region
    case.caller_name = registry_rules.clean_name(of.name)
    case.caller_phone = registry_rules.clean_phone(of.phone) or None


def _say_how_many(case: Case, people_count: int, representatives: Sequence[str]) -> None:
    names = [registry_rules.clean_name(name) for name in representatives if name.strip()]
    if people_count < 1:
        raise Refused("请填写人数。")
    if len(names) > MOST_REPRESENTATIVES:
        raise Refused("代表最多 5 名，请推选后再登记。")
    if people_count > MOST_REPRESENTATIVES and not names:
        raise Refused("超过五人反映同一件事的，要推选一至五名代表，请填写代表姓名。")
    if len(names) > people_count:
        raise Refused("代表比人数还多，请核对。")
    case.people_count, case.representative_count = people_count, len(names)
    case.representatives = "\n".join(names) if names else None


def _say_who_speaks(case: Case, proxy: Proxy, at: datetime) -> None:
    case.proxy_name = registry_rules.clean_name(proxy.name)
    case.proxy_relation = _needed(proxy.relation, "与当事人的关系", 20)
    case.consent_no = registry_rules.clean_open_text(proxy.consent_no, what="委托说明", longest=80)
    if proxy.consent is not None:
        case.consent = _stored(proxy.consent, at)
    elif not case.consent_no:
        raise Refused("代为反映的，请拍一张委托书的照片；没有的，写明委托的文书或当面确认的情况。")


def _stored(content: bytes, at: datetime) -> SealedFile:
    checked = check_attachment(content, max_bytes=settings.PORTAL_ATTACHMENT_BYTES)
    return sealed_files.store(
        name=f"委托书.{checked.ending}",
        content_type=checked.content_type,
        parts=[checked.content],
        at=at,
    )


def _subject(text: str) -> str:
    """Short, and shown in lists: without what would tell who it is about."""
    clean = _needed(text, "事由", SUBJECT_LENGTH)
    if kind_in(clean):
        raise Refused("事由会显示在列表里，请不要写身份证号、电话和账号，写到“内容”里。")
    return clean


def _needed(text: str, what: str, longest: int) -> str:
    clean = registry_rules.clean_open_text(text, what=what, longest=longest)
    if not clean:
        raise Refused(f"请填写{what}。")
    return clean
