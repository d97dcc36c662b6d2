"""One person at a time: register, contact, name, death."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit, history, idcard
from veterans.foundation.errors import NotFound, Refused
from veterans.regions.models import Level, Region
from veterans.regions.selectors import regions_visible_to
from veterans.registry import pinyin, rules
from veterans.registry.models import Household, Person, Residence
from veterans.registry.selectors import id_index, people_visible_to, phone_index

KNOWN_ALREADY = "此身份证号已经登记，请先按身份证号查找，不要重复登记。"
MERGED = "这份档案已并入同一人的另一份档案，不再办理。请到留下的那份档案上办理。"


def locked_person(person: Person, *, by: User) -> Person:
    """The person as the database has them now, locked; refuses whoever is not in the area, and a
    registration that was merged into another."""
    found = (
        people_visible_to(by)
        .select_related(None)
        .select_for_update(of=("self",))
        .filter(pk=person.pk)
        .first()
    )
    if found is None:
        raise NotFound("没有找到此人。")
    refuse_merged(found)
    return found


def refuse_merged(person: Person) -> None:
    """Nothing new hangs on a registration that was merged into another."""
    if person.merged_into_id is not None:
        raise Refused(MERGED)


def _home_region(region: Region, by: User) -> Region:
    if region.level == Level.COUNTY:
        raise Refused("请选择到镇街或村居，不能只填区县。")
    if not regions_visible_to(by).filter(pk=region.pk).exists():
        raise Refused("该村居不在您的服务区域内。")
    return region


@transaction.atomic
def register_person(
    *,
    name: str,
    id_number: str,
    region: Region,
    phone: str = "",
    household: Household | None = None,
    relation: str = "",
    by: User,
    at: datetime,
    today: date,
) -> Person:
    """A new person; sex and birth come from the identity number (GB 11643).

    Refuses a wrong number, a birth after ``today``, a number already registered, a region that
    is a county or outside the area, an unlikely telephone number.
    """
    require(by, "people.edit")
    return person_from_number(
        name=name,
        id_number=id_number,
        region=_home_region(region, by),
        phone=phone,
        household=household,
        relation=relation,
        by=by,
        at=at,
        today=today,
    )


def person_from_number(
    *,
    name: str,
    id_number: str,
    region: Region,
    phone: str = "",
    household: Household | None = None,
    relation: str = "",
    by: User,
    at: datetime,
    today: date,
) -> Person:
    """``register_person`` inside another verb, which has a transaction and a duty of its own."""
    number = idcard.check(id_number, today=today)
    clean, called = rules.clean_name(name), rules.clean_phone(phone)
    person = Person(
        name=clean,
        name_pinyin=pinyin.full(clean),
        name_initials=pinyin.initials(clean),
        id_number=number,
        id_index=id_index(number),
        sex=idcard.sex(number),
        born_on=idcard.birth_date(number),
        phone=called or None,
        phone_index=phone_index(called) if called else None,
        region=region,
        household=household,
        relation=relation.strip(),
    )
    if Person.objects.filter(id_index=person.id_index).exists():
        raise Refused(KNOWN_ALREADY)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(KNOWN_ALREADY) from error
    audit.record(
        actor=by, action="person.registered", subject="person", subject_id=person.pk, at=at
    )
    return person


@transaction.atomic
def update_contact(
    *,
    person: Person,
    phone: str | None = None,
    region: Region | None = None,
    by: User,
    at: datetime,
) -> Person:
    """Another telephone number ("" for none) or another home. Unchanged values write nothing.

    The own station changes a telephone at once; another home is the bureau's to register.
    """
    require(by, "people.contact" if region is None else "people.edit")
    found = locked_person(person, by=by)
    changed: list[str] = []
    called = rules.clean_phone(phone) if phone is not None else (found.phone or "")
    if called != (found.phone or ""):
        found.phone = called or None
        found.phone_index = phone_index(called) if called else None
        changed += ["phone", "phone_index"]
    if region is not None and region.pk != found.region_id:
        found.region = _home_region(region, by)
        changed.append("region")
    if changed:
        history.sign(by=by, why="更新联系方式", at=at)
        found.save(update_fields=changed)
        if "region" in changed:
            leave_old_homes([found.pk], today=timezone.localdate(at))
        audit.record(
            actor=by,
            action="person.contact_changed",
            subject="person",
            subject_id=found.pk,
            detail={"fields": [name for name in changed if name != "phone_index"]},
            at=at,
        )
    return found


def leave_old_homes(person_ids: Collection[int], *, today: date) -> None:
    """Where these people lived is over for whom another place is registered now: the open row of
    ``living`` never contradicts the station that serves him."""
    open_rows = Residence.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lt=today),
        person__in=person_ids,
        kind="living",
        valid_to__isnull=True,
    )
    open_rows.exclude(region=F("person__region")).update(valid_to=today)


@transaction.atomic
def correct_name(*, person: Person, name: str, document_no: str, by: User, at: datetime) -> Person:
    """Another name for the same identity number, after seeing the paper named.

    An imported list never does this: there it would be two people whose rows were mixed up.
    Accounts in the old name stay as they are; the bank decides whether they still fit.
    """
    require(by, "people.edit")
    if not document_no.strip():
        raise Refused("改名须填写依据，如户口簿变更页或公安机关证明的编号。")
    found = locked_person(person, by=by)
    clean = rules.clean_name(name)
    if clean != found.name:
        found.name = clean
        found.name_pinyin, found.name_initials = pinyin.full(clean), pinyin.initials(clean)
        history.sign(by=by, why=f"更正姓名，依据：{document_no}", at=at)
        found.save(update_fields=["name", "name_pinyin", "name_initials"])
        audit.record(
            actor=by,
            action="person.name_corrected",
            subject="person",
            subject_id=found.pk,
            detail={"document_no": document_no.strip()},
            at=at,
        )
    return found


@transaction.atomic
def record_death(
    *,
    person: Person,
    died_on: date,
    by: User,
    at: datetime,
    today: date,
    replaces: date | None = None,
) -> bool:
    """Record the day of death; True when that changed anything.

    The same day again changes nothing. Refuses a day after ``today`` or before birth, and another
    day than the one recorded, unless ``replaces`` names that one: then it is a correction.
    Payments are ended by the subsidies, not here.
    """
    require(by, "people.edit")
    return note_death(person=person, died_on=died_on, by=by, at=at, today=today, replaces=replaces)


def note_death(
    *,
    person: Person,
    died_on: date,
    by: User,
    at: datetime,
    today: date,
    replaces: date | None = None,
    why: str = "",
) -> bool:
    """``record_death`` inside another verb, which has a transaction and a duty of its own, and
    perhaps a reason (``why``)."""
    found = locked_person(person, by=by)
    if died_on > today:
        raise Refused("去世日期不能晚于今天。")
    if died_on < found.born_on:
        raise Refused("去世日期不能早于出生日期。")
    if found.died_on == died_on:
        return False
    if found.died_on is not None and found.died_on != replaces:
        raise Refused(
            f"已登记去世日期为 {found.died_on:%Y-%m-%d}。如需更正，请核对证明后按更正办理。"
        )
    before = found.died_on
    found.died_on = died_on
    history.sign(by=by, why=why or ("更正去世日期" if before else "登记去世"), at=at)
    found.save(update_fields=["died_on"])
    audit.record(
        actor=by,
        action="person.death_recorded" if before is None else "person.death_corrected",
        subject="person",
        subject_id=found.pk,
        at=at,
    )
    return True
