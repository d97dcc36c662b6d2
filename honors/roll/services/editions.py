"""The verbs of an honour: entered, corrected, reviewed by another, published, withdrawn."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from honors.roll.models import Edition, Honour, Title
from honors.roll.rules import (
    STORY_LENGTH,
    check_consent,
    check_year,
    has_consent,
    is_same_name,
    paragraphs,
)
from honors.roll.selectors import (
    CONSENT_FIELDS,
    FIELDS,
    edition_visible_to,
    editions_of,
    newest_number,
    standing,
)
from honors.roll.states import EDITION_LABELS, MOVES, UNFINISHED, EditionState, HonoureeKind
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit, idcard, sealed_files
from veterans.foundation.attachments import check_attachment
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kind_in
from veterans.regions.selectors import region_by_code
from veterans.registry.models import Person
from veterans.registry.rules import clean_open_text
from veterans.registry.selectors import people_visible_to, people_with_numbers
from veterans.registry.services.people import refuse_merged

OPEN_DRAFT = "这项荣誉已有一份没有公布的，请先公布或放弃。"
REVOKED = "这项荣誉已经撤销，不能再更正、公布。"
NO_CONSENT = "没有登记同意公布的，不能审核、公布，请退回录入人补上：谁同意、哪一天。"
_TEXTS = ("document_no", "name", "citation", "consent_note")


@transaction.atomic
def enter_honour(
    *,
    fields: Mapping[str, Any],
    number: str = "",
    person_id: int | None = None,
    consent_file: bytes | None = None,
    by: User,
    at: datetime,
    today: date,
) -> Edition:
    """An honour that was conferred, as a draft.

    ``fields``: by name, those of ``FIELDS``, ``title`` as its number, ``region`` as a code.
    ``number``: an identity number that leads to the file of whoever is honoured; it is not kept.
    ``person_id``: the same, where the file is known. Refuses what is missing or too long, numbers
    of people, designations of units, a year and a consent that cannot be, a file of another name.
    """
    require(by, "honours.enter")
    person = _person(number, person_id, by, today)
    clean = _clean(fields, person, today)
    honour = Honour.objects.create(entered_at=at)
    return _draft(honour, {**clean, "person": person}, consent_file, by, at)


@transaction.atomic
def enter_next(*, honour_id: int, by: User, at: datetime) -> Edition:
    """A corrected edition, as a draft with everything that stands in the one before.

    After a withdrawal without its consent, which has to be given anew. Refuses an honour that was
    revoked.
    """
    require(by, "honours.enter")
    rows = editions_of(by, honour_id)
    honour = _locked(honour_id)
    rows = editions_of(by, honour_id)
    if any(one.state == EditionState.REVOKED for one in rows):
        raise Refused(REVOKED)
    if any(one.state in UNFINISHED for one in rows):
        raise Refused(OPEN_DRAFT)
    stands = standing(rows)
    # What was dropped last is what somebody worked on last.
    before = rows[0] if rows[0].state == EditionState.DROPPED else stands
    kept = [*FIELDS, "person", "consent_file"]
    if stands.state != EditionState.PUBLISHED and any(
        one.state == EditionState.WITHDRAWN for one in rows
    ):
        kept = [name for name in kept if name not in CONSENT_FIELDS]
    fields = {name: getattr(before, name) for name in kept}
    return _draft(honour, fields, None, by, at)


@transaction.atomic
def change_draft(
    *,
    edition_id: int,
    fields: Mapping[str, Any],
    number: str = "",
    unlink: bool = False,
    consent_file: bytes | None = None,
    by: User,
    at: datetime,
    today: date,
) -> Edition:
    """Other words in a draft. ``number``: another file; ``unlink``: none any more. Refuses one of
    somebody else's, because two people have to have read it."""
    require(by, "honours.enter")
    known = edition_visible_to(by, edition_id)
    _locked(known.honour_id)
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    if edition.state != EditionState.DRAFT:
        now = EDITION_LABELS[EditionState(edition.state)][0]
        raise Refused(f"这份{now}，不能再改；要改的点“更正”另起一份。")
    if edition.entered_by_id != by.pk:
        raise Refused(
            f"这份草稿由{known.entered_by}录入，请由录入人修改；或放弃它，另起一份接着写。"
        )
    person = None if unlink else _person(number, None, by, today) or edition.person
    for name, value in _clean(fields, person, today).items():
        setattr(edition, name, value)
    edition.person = person
    if not edition.consent:
        edition.consent_file = None
    _keep(edition, consent_file, at)
    _save(edition)
    _record("changed", edition, by, at)
    return edition


@transaction.atomic
def move_edition(
    *, edition_id: int, verb: str, why: str = "", by: User, at: datetime, today: date
) -> Edition:
    """Review, send back, publish, withdraw, drop.

    Refuses whoever entered it at the review; to review or publish without a consent that fits; to
    publish what is on the roll already; to withdraw or send back without saying why. The edition
    before is replaced. A withdrawal takes what is being corrected along: whoever takes his consent
    back takes back that too.
    """
    move = MOVES[verb]
    require(by, move.duty)
    known = edition_visible_to(by, edition_id)
    honour = _locked(known.honour_id)
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    if verb == "withdraw" and edition.state == EditionState.REPLACED:
        # Whoever withdraws means the honour; a correction may have been published meanwhile.
        edition = _published(honour) or edition
    if edition.state not in move.starts:
        now = EDITION_LABELS[EditionState(edition.state)][0]
        raise Refused(f"这份{now}，不能再{move.label}。")
    told = clean_open_text(why, what="原因")
    if verb in ("withdraw", "send_back") and not told:
        raise Refused("请写明原因。")
    if verb == "review":
        if edition.entered_by_id == by.pk:
            raise Refused("录入人不能自己审核，请由另一人审核。")
        _may_be_shown(edition, today)
        edition.reviewed_by, edition.reviewed_at = by, at
        edition.ended_why = ""
    if verb == "send_back":
        edition.reviewed_by = edition.reviewed_at = None
        edition.ended_why = told
    if verb == "publish":
        _may_be_shown(edition, today)
        _is_not_there(edition)
        end_all(honour, (EditionState.PUBLISHED,), EditionState.REPLACED, "", by, at)
        edition.published_by, edition.published_at = by, at
    if verb == "withdraw":
        end_all(honour, UNFINISHED, EditionState.DROPPED, "已公布的一份撤下", by, at)
    if move.target in (EditionState.WITHDRAWN, EditionState.DROPPED):
        _end(edition, move.target, told, by, at)
    else:
        edition.state = move.target.value
        edition.save()
    _record(verb, edition, by, at)
    return edition


def end_all(
    honour: Honour,
    states: tuple[EditionState, ...],
    target: EditionState,
    why: str,
    by: User,
    at: datetime,
) -> None:
    """Whatever of a locked honour is in one of these states ends."""
    rows = Edition.objects.select_for_update().filter(honour=honour, state__in=states)
    for one in rows:
        _end(one, target, why, by, at)


def locked_honour(honour_id: int) -> Honour:
    """The honour, whose row every verb locks first."""
    return _locked(honour_id)


def _published(honour: Honour) -> Edition | None:
    rows = Edition.objects.select_for_update().filter(honour=honour)
    return rows.filter(state=EditionState.PUBLISHED.value).first()


def _may_be_shown(edition: Edition, today: date) -> None:
    if not has_consent(edition.consent, edition.consent_on, kind=edition.kind):
        raise Refused(NO_CONSENT)
    died_on = edition.person.died_on if edition.person is not None else None
    check_consent(
        edition.consent, edition.consent_on, kind=edition.kind, died_on=died_on, today=today
    )


def _is_not_there(edition: Edition) -> None:
    """The database refuses it too; here in words."""
    same = Edition.objects.filter(
        title=edition.title_id,
        year=edition.year,
        name=edition.name,
        region=edition.region_id,
        state=EditionState.PUBLISHED.value,
    )
    if same.exclude(honour=edition.honour_id).exists():
        raise Refused(
            "名录里已有同一称号、同一年度、同一地方、同一姓名的荣誉。"
            "确是另一个人的，请退回，在名字后面加以区别。"
        )


def _person(number: str, person_id: int | None, by: User, today: date) -> Person | None:
    if person_id is not None:
        found = people_visible_to(by).filter(pk=person_id).first()
        if found is None:
            raise Refused("没有找到这个人的档案。")
        refuse_merged(found)
        return found
    if not number.strip():
        return None
    checked = idcard.check(number, today=today)
    person = people_with_numbers(by, [checked]).get(checked)
    if person is None:
        raise Refused("本局没有这个身份证号的档案。没有档案的不填，只公布姓名也可以。")
    return person


def _clean(fields: Mapping[str, Any], person: Person | None, today: date) -> dict[str, Any]:
    clean = {name: fields[name] for name in FIELDS}
    for name in _TEXTS:
        field: Any = Edition._meta.get_field(name)
        clean[name] = _text(clean[name], str(field.verbose_name), field.max_length)
        if not clean[name] and not field.blank:
            raise Refused(f"请填写{field.verbose_name}。")
    clean["story"] = _story(clean["story"])
    title = Title.objects.filter(pk=clean["title"]).first()
    if title is None:
        raise Refused("请从列表中选择荣誉称号。")
    region = region_by_code(str(clean["region"]))
    if region is None:
        raise Refused("请从列表中选择来自哪里。")
    check_year(clean["year"], clean["conferred_on"], today=today)
    if person is not None and clean["kind"] not in (HonoureeKind.PERSON, HonoureeKind.FAMILY):
        raise Refused("单位、集体的荣誉不关联个人档案。")
    if person is not None and not is_same_name(clean["name"], person.name):
        raise Refused(f"公布的姓名和档案里的“{person.name}”不一致，请核对是不是同一个人。")
    check_consent(
        clean["consent"],
        clean["consent_on"],
        kind=clean["kind"],
        died_on=person.died_on if person is not None else None,
        today=today,
    )
    return {**clean, "title": title, "region": region}


def _text(text: str, label: str, longest: int) -> str:
    told = clean_open_text(text, what=label, longest=longest)
    if kind_in(told):
        raise Refused(f"{label}里不要写身份证号、账号和个人手机号。")
    return told


def _story(text: str) -> str:
    told = [_text(one, "事迹", STORY_LENGTH) for one in paragraphs(text)]
    story = "\n".join(told)
    if len(story) > STORY_LENGTH:
        raise Refused(f"事迹最多 {STORY_LENGTH:,} 个字，现有 {len(story):,} 个。")
    return story


def _draft(
    honour: Honour,
    fields: Mapping[str, Any],
    consent_file: bytes | None,
    by: User,
    at: datetime,
) -> Edition:
    edition = Edition(
        honour=honour,
        number=newest_number(honour) + 1,
        entered_by=by,
        entered_at=at,
        **fields,
    )
    _keep(edition, consent_file, at)
    _save(edition)
    _record("entered", edition, by, at)
    return edition


def _keep(edition: Edition, content: bytes | None, at: datetime) -> None:
    """The paper with the consent, sealed. One that stands in an earlier edition stays there."""
    if content is None:
        return
    if not edition.consent:
        raise Refused("传了同意书的，请选择是谁同意公布。")
    checked = check_attachment(content, max_bytes=settings.PORTAL_ATTACHMENT_BYTES)
    edition.consent_file = sealed_files.store(
        name=f"同意书.{checked.ending}",
        content_type=checked.content_type,
        parts=[checked.content],
        at=at,
    )


def _save(edition: Edition) -> None:
    try:
        edition.full_clean(exclude=["entered_by", "reviewed_by", "honour", "region", "person"])
    except ValidationError as error:
        raise Refused("".join(dict.fromkeys(error.messages))) from error
    edition.save()


def _end(edition: Edition, state: EditionState, why: str, by: User, at: datetime) -> None:
    edition.state, edition.ended_why = state.value, why
    edition.ended_by, edition.ended_at = by, at
    edition.save(update_fields=["state", "ended_why", "ended_by", "ended_at"])


def _locked(honour_id: int) -> Honour:
    return Honour.objects.select_for_update().get(pk=honour_id)


def _record(deed: str, edition: Edition, by: User, at: datetime) -> None:
    audit.record(
        actor=by,
        action=f"honours.{deed}",
        subject="honour",
        subject_id=edition.honour_id,
        detail={"edition": edition.pk, "number": edition.number},
        at=at,
    )
