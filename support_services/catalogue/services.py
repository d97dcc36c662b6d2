"""The verbs of the catalogue: an edition is written, reviewed by another, published, ended; an item
is looked at again."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from support_services.catalogue.models import Edition, Item
from support_services.catalogue.selectors import (
    COMPARED,
    TREES,
    edition_visible_to,
    item_editions,
    label_of,
    newest_number,
    standing,
)
from support_services.catalogue.states import (
    EDITION_LABELS,
    MOVES,
    UNFINISHED,
    EditionState,
    Field,
)
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.confidence import Confidence
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.personal_data import kind_in
from veterans.regions.models import Region
from veterans.registry.criteria.tree import Node, dump, parse
from veterans.registry.rules import clean_open_text

# The code of an item: a digit for its field, and its number in it.
_PREFIXES: dict[Field, str] = {
    Field.HONOUR: "1",
    Field.LIVING: "2",
    Field.ELDERLY: "3",
    Field.MEDICAL: "4",
    Field.HOUSING: "5",
    Field.EDUCATION: "6",
    Field.CULTURE_TRANSPORT: "7",
    Field.OTHER: "8",
}
_TEXTS = tuple(
    name
    for name in COMPARED
    if name
    not in (
        "field",
        "level",
        "areas",
        "valid_from",
        "valid_to",
        "confidence",
        "seeks",
        "staff_only",
    )
)
OPEN_DRAFT = "这个项目已有一份没有公布的新版，请先公布或放弃。"


@transaction.atomic
def enter_item(*, fields: Mapping[str, Any], by: User, at: datetime) -> Edition:
    """The first edition of a new item, as a draft; its code follows its field.

    ``fields``: by name, those of ``COMPARED``. Refuses what is missing or too long, numbers of
    people, and days out of order.
    """
    require(by, "catalogue.enter")
    clean = _clean(fields)
    prefix = _PREFIXES[Field(clean["field"])]
    # One at a time: two that begin together would take the same number.
    Item.objects.select_for_update().order_by("pk").first()
    taken = Item.objects.filter(code__startswith=prefix).values_list("code", flat=True)
    numbers = [int(code[1:]) for code in taken if code[1:].isdigit()]
    item = Item.objects.create(code=f"{prefix}{max(numbers, default=0) + 1:02d}")
    # Whom to seek out is settled once there are conditions.
    return _draft(item, {**clean, "seeks": False}, {}, by, at)


@transaction.atomic
def enter_next(*, code: str, by: User, at: datetime) -> Edition:
    """The next edition of an item, as a draft with everything that stands in the one before."""
    require(by, "catalogue.enter")
    item = _locked_item(code)
    rows = item_editions(by, code)
    if any(one.state in UNFINISHED for one in rows):
        raise Refused(OPEN_DRAFT)
    # What was dropped last is what somebody worked on last.
    before = rows[0] if rows[0].state == EditionState.DROPPED else standing(rows)
    fields = {name: getattr(before, name) for name in COMPARED}
    return _draft(item, fields, {of: getattr(before, of) for of in TREES}, by, at)


@transaction.atomic
def change_draft(*, edition_id: int, fields: Mapping[str, Any], by: User, at: datetime) -> Edition:
    """Other words in a draft. Whoever takes up one that came with the portal has it from then on;
    one of somebody else's is refused, because two people have to have read it."""
    edition = _own_draft(edition_id, by, at)
    for name, value in _clean(fields).items():
        setattr(edition, name, value)
    _save(edition)
    _record("changed", edition, by, at)
    return edition


@transaction.atomic
def change_criteria(
    *,
    edition_id: int,
    of: str = "criteria",
    tree: Node | None,
    known: object,
    by: User,
    at: datetime,
) -> Edition:
    """Other conditions in a draft; ``of``: one of ``TREES``. ``known``: those that were looked at
    when it was asked for; refused where they are others meanwhile."""
    edition = _own_draft(edition_id, by, at)
    if of not in TREES:
        raise Refused("请按页面上的按钮办理。")
    if getattr(edition, of) != known:
        raise Refused("条件刚刚被改过，请刷新页面，看过现在的条件再改。")
    if of == "criteria" and tree is None:
        edition.seeks = False
    setattr(edition, of, None if tree is None else dump(parse(dump(tree))))
    _save(edition)
    _record("criteria_changed", edition, by, at)
    return edition


@transaction.atomic
def move_edition(
    *, edition_id: int, verb: str, why: str = "", by: User, at: datetime, today: date
) -> Edition:
    """Review, send back, publish, withdraw, drop.

    Refuses whoever entered it at the review; an item whose source nobody has confirmed at the
    publishing; to withdraw or send back without saying why. The edition before is replaced.
    """
    move = MOVES[verb]
    require(by, move.duty)
    known = edition_visible_to(by, edition_id)
    item = _locked_item(known.item.code)
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    if edition.state not in move.starts:
        now = EDITION_LABELS[EditionState(edition.state)][0]
        raise Refused(f"这一版{now}，不能再{move.label}。")
    told = clean_open_text(why, what="原因")
    if verb in ("withdraw", "send_back") and not told:
        raise Refused("请写明原因。")
    if verb == "review":
        _may_review(edition, by)
        edition.reviewed_by, edition.reviewed_at = by, at
        edition.ended_why = ""
    if verb == "send_back":
        edition.reviewed_by = edition.reviewed_at = None
        edition.ended_why = told
    if verb == "publish":
        _may_publish(edition, today)
        before = Edition.objects.select_for_update().filter(
            item=item, state=EditionState.PUBLISHED.value
        )
        for one in before:
            _end(one, EditionState.REPLACED, "", by, at)
        edition.published_by, edition.published_at = by, at
        item.verified_on, item.verified_by = today, edition.reviewed_by
        item.verified_note = f"公布第 {edition.number} 版"
        item.save(update_fields=["verified_on", "verified_by", "verified_note"])
    if move.target in (EditionState.WITHDRAWN, EditionState.DROPPED):
        _end(edition, move.target, told, by, at)
    else:
        edition.state = move.target.value
        edition.save()
    _record(verb, edition, by, at)
    return edition


@transaction.atomic
def verify_item(
    *, code: str, note: str, check_months: int, by: User, at: datetime, today: date
) -> Item:
    """Somebody looked whether a published item still is so. Refuses to say so without what it was
    held against."""
    require(by, "catalogue.enter")
    item = _locked_item(code)
    if not item.editions.filter(state=EditionState.PUBLISHED.value).exists():
        raise Refused("没有公布的项目不用核对。")
    told = clean_open_text(note, what="核对情况")
    if not told:
        raise Refused("请写明对照什么核对的，例如文件名和文号、承办单位的答复。")
    item.verified_on, item.verified_by, item.verified_note = today, by, told
    item.check_months = check_months
    try:
        item.full_clean()
    except ValidationError as error:
        raise Refused("".join(error.messages)) from error
    item.save()
    audit.record(
        actor=by,
        action="catalogue.verified",
        subject="catalogue_item",
        subject_id=item.pk,
        detail={"code": item.code},
        at=at,
    )
    return item


def _draft(
    item: Item, fields: Mapping[str, Any], trees: Mapping[str, Any], by: User, at: datetime
) -> Edition:
    edition = Edition(
        item=item,
        number=newest_number(item) + 1,
        entered_by=by,
        entered_at=at,
        **fields,
        **trees,
    )
    _save(edition)
    _record("entered", edition, by, at)
    return edition


def _save(edition: Edition) -> None:
    try:
        edition.full_clean(exclude=["entered_by", "reviewed_by", "item"])
    except ValidationError as error:
        raise Refused("".join(dict.fromkeys(error.messages))) from error
    edition.save()


def _clean(fields: Mapping[str, Any]) -> dict[str, Any]:
    clean = {name: fields[name] for name in COMPARED}
    for name in _TEXTS:
        field: Any = Edition._meta.get_field(name)
        label, longest = label_of(name), field.max_length
        clean[name] = clean_open_text(clean[name], what=label, longest=longest)
        if not clean[name] and not field.blank:
            raise Refused(f"请填写{label}。")
        if kind_in(clean[name]):
            raise Refused(f"{label}里不要写身份证号、账号和个人手机号。")
    known = set(Region.objects.filter(path__in=clean["areas"]).values_list("path", flat=True))
    if not set(clean["areas"]) <= known:
        raise Refused("适用地区里有一处不在区划中，请重新选择。")
    return clean


def _own_draft(edition_id: int, by: User, at: datetime) -> Edition:
    require(by, "catalogue.enter")
    known = edition_visible_to(by, edition_id)
    _locked_item(known.item.code)
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    if edition.state != EditionState.DRAFT:
        now = EDITION_LABELS[EditionState(edition.state)][0]
        raise Refused(f"这一版{now}，不能再改；要改的另起一版。")
    if edition.entered_by_id not in (None, by.pk):
        raise Refused(
            f"这份草稿由{known.entered_by}录入，请由录入人修改；或放弃它，另起一版接着写。"
        )
    edition.entered_by, edition.entered_at = by, at
    return edition


def _may_review(edition: Edition, by: User) -> None:
    if edition.entered_by_id is None:
        raise Refused("系统自带、来源还没有证实的项目，先由经办核对修改，再由另一人审核。")
    if edition.entered_by_id == by.pk:
        raise Refused("录入人不能自己审核，请由另一人审核。")


def _may_publish(edition: Edition, today: date) -> None:
    if edition.confidence == Confidence.UNCONFIRMED:
        raise Refused("来源未经证实的项目不能公布。请退回，核对文件原文以后改“把握”，再审核公布。")
    if edition.valid_to is not None and edition.valid_to < today:
        raise Refused("这一版的截止日期已经过去，请退回修改。")


def _end(edition: Edition, state: EditionState, why: str, by: User, at: datetime) -> None:
    edition.state, edition.ended_why = state.value, why
    edition.ended_by, edition.ended_at = by, at
    edition.save(update_fields=["state", "ended_why", "ended_by", "ended_at"])


def _locked_item(code: str) -> Item:
    item = Item.objects.select_for_update().filter(code=code).first()
    if item is None:
        raise NotFound("没有找到这个优待项目。")
    return item


def _record(deed: str, edition: Edition, by: User, at: datetime) -> None:
    audit.record(
        actor=by,
        action=f"catalogue.{deed}",
        subject="catalogue_edition",
        subject_id=edition.pk,
        detail={"item": edition.item_id, "number": edition.number},
        at=at,
    )
