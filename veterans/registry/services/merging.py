"""Two files of one person made one (重复建档合并), and taken apart again (撤销合并).

The file that goes stays where it is, with its money and its history, and says which one it was
merged into; nothing new hangs on it. Its rows go over where they fit beside what the other file
says. Effects of life events: the transaction, the locks, the duty and the two people are theirs.
"""

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import IntegrityError, transaction

from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.masking import mask_id_number
from veterans.registry import life_events
from veterans.registry.event_fields import LONGEST_FILE_NUMBER, read_file
from veterans.registry.event_kinds import EventKind as K
from veterans.registry.life_events import Applying
from veterans.registry.models import (
    AccountProposal,
    LifeEvent,
    Person,
    PersonCategory,
    Relative,
    Residence,
)
from veterans.registry.sections import SECTIONS
from veterans.registry.selectors import id_index, people_visible_to
from veterans.registry.services.namesakes import remember
from veterans.registry.states import EventState, ProposalState

# Field of the event by which the other of the two files is named.
OTHER = {K.DUPLICATE.value: "kept", K.SEPARATED.value: "gone"}
_NUMBER = ("id_number", "id_index", "sex", "born_on")
_CATEGORY = ("category", "valid_from", "valid_to")


def other_of(kind: str, entered: Mapping[str, str], by: User) -> Person | None:
    """The second file that an event concerns, None for kinds that concern one; refuses one that
    does not exist or is not of the area."""
    if kind not in OTHER:
        return None
    text = read_file(entered.get(OTHER[kind], "").strip())
    people = people_visible_to(by)
    found = (
        people.filter(pk=int(text))
        if len(text) <= LONGEST_FILE_NUMBER
        else people.filter(id_index=id_index(text))
    ).first()
    if found is None:
        raise NotFound("没有找到另一份档案，请核对身份证号或档案号。")
    return found


def lock_files(person_ids: list[int]) -> None:
    """Both rows of the register, in the order of their numbers."""
    rows = Person.objects.filter(pk__in=person_ids).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk"))


def merge(applying: Applying) -> list[str]:
    """合并: ``person`` goes, the file that was named stays.

    Refuses a file twice, one that was merged itself, a death that only the file that goes tells of,
    whatever still waits there, and the head of a home with others in it.
    """
    gone, kept = applying.person, _other(applying)
    _refuse(applying, gone, kept)
    if applying.values["number"] == "gone":
        _swap_numbers(gone, kept)
    moved = _move_rows(gone, kept)
    done = [f"并入{kept.name}（{mask_id_number(str(kept.id_number))}，{kept.region.name}）。"]
    if moved:
        done.append(f"{sum(len(rows) for rows in moved.values())} 条登记转到留下的档案。")
    done += _take_over_contact(gone, kept)
    Relative.objects.filter(other=gone).exclude(person=kept).update(other=kept)
    Person.objects.filter(merged_into=gone).update(merged_into=kept)
    gone.household, gone.relation, gone.merged_into = None, "", kept
    gone.save(update_fields=["household", "relation", "merged_into"])
    _are_same(applying, gone, kept, are_same=True)
    _note(applying, moved=json.dumps(moved))
    _record("person.merged", applying, kept, {"from": gone.pk})
    return done


def separate(applying: Applying) -> list[str]:
    """撤销合并: two people after all. What went over goes back; rights are granted anew by hand."""
    kept, gone = applying.person, _other(applying)
    if gone.merged_into_id != kept.pk:
        raise Refused("那份档案没有并入这一份，不用撤销。")
    made = (
        LifeEvent.objects.filter(person=gone, kind=K.DUPLICATE, state=EventState.ACCEPTED.value)
        .order_by("-decided_at", "-pk")
        .first()
    )
    if made is None:
        raise Refused("没有找到当初合并的记录，请联系系统管理员。")
    gone.merged_into = None
    gone.save(update_fields=["merged_into"])
    if json.loads(made.entered)["number"] == "gone":
        _swap_numbers(gone, kept)
    back = 0
    for label, keys in json.loads(json.loads(made.before or "{}").get("moved", "{}")).items():
        rows = apps.get_model(label)._default_manager.filter(pk__in=keys, person=kept)
        back += rows.update(person=gone)
    _are_same(applying, gone, kept, are_same=False)
    _record("person.separated", applying, kept, {"from": gone.pk})
    return [
        f"{gone.name}恢复为单独的档案，{back} 条登记转回。",
        "合并时停发的待遇和退出的家庭，请在恢复的档案上重新办理。",
    ]


def _other(applying: Applying) -> Person:
    found = other_of(applying.event.kind, json.loads(applying.event.entered), applying.by)
    if found is None or found.pk == applying.person.pk:
        raise Refused("填的就是这一份档案，请填同一个人的另一份。")
    return found


def _refuse(applying: Applying, gone: Person, kept: Person) -> None:
    if kept.merged_into_id is not None:
        raise Refused("要留下的档案自己已并入别的档案，请填最后留下的那一份。")
    if gone.died_on is not None and gone.died_on != kept.died_on:
        raise Refused("这份档案登记了去世，留下的那份没有或日期不同，请先在留下的档案上登记去世。")
    waiting = LifeEvent.objects.filter(person=gone, state=EventState.PROPOSED.value)
    if waiting.exclude(pk=applying.event.pk).exists():
        raise Refused("这份档案还有别的变动在办，请先办完或退回。")
    if AccountProposal.objects.filter(person=gone, state=ProposalState.PENDING.value).exists():
        raise Refused("服务站给这份档案报来的账户还没有核验，请先办理。")
    home = gone.household
    if home is not None and gone.relation == "户主" and kept.household_id != home.pk:
        others = home.person_set.exclude(pk__in=[gone.pk, kept.pk])
        if others.exists():
            raise Refused("这份档案是一户的户主，户里还有别人，请先换户主。")


def _swap_numbers(gone: Person, kept: Person) -> None:
    """Each takes the other's number, and what the number says: both stay taken for ever."""
    old = {name: getattr(kept, name) for name in _NUMBER}
    new = {name: getattr(gone, name) for name in _NUMBER}
    # Unique from row to row: the one that goes lets go of its number first.
    Person.objects.filter(pk=gone.pk).update(id_index=uuid4().bytes)
    for person, values in ((kept, new), (gone, old)):
        for name, value in values.items():
            setattr(person, name, value)
        person.save(update_fields=list(_NUMBER))


def _move_rows(gone: Person, kept: Person) -> dict[str, list[int]]:
    """The rows that go over, by table; what the other file says already or contradicts stays."""
    fields: dict[Any, tuple[str, ...]] = {PersonCategory: _CATEGORY}
    fields.update({section.model: section.fields for section in SECTIONS})
    moved: dict[str, list[int]] = {}
    for model, names in fields.items():
        rows = model._default_manager
        known = {_said(row, names) for row in rows.filter(person=kept)}
        for row in rows.filter(person=gone).order_by("pk"):
            if _said(row, names) in known or _stays(row, kept):
                continue
            if _goes_over(row, kept):
                moved.setdefault(model._meta.label, []).append(row.pk)
    return moved


def _said(row: Any, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(getattr(row, name)) for name in names)


def _stays(row: Any, kept: Person) -> bool:
    """Whose station is his is said by the file that stays; nobody is his own relative."""
    if isinstance(row, Residence):
        return row.kind == "living" and row.valid_to is None
    return isinstance(row, Relative) and row.other_id == kept.pk


def _goes_over(row: Any, kept: Person) -> bool:
    """Whether the database takes it beside what stands there: days that overlap stay behind."""
    try:
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(person=kept)
    except IntegrityError:
        return False
    return True


def _take_over_contact(gone: Person, kept: Person) -> list[str]:
    """Telephone and home, where the file that stays has none."""
    done, changed = [], []
    if gone.phone and not kept.phone:
        kept.phone, kept.phone_index = gone.phone, gone.phone_index
        changed += ["phone", "phone_index"]
        done.append("留下的档案补上联系电话。")
    home = gone.household
    if home is not None and kept.household_id is None and home.region_id == kept.region_id:
        kept.household, kept.relation = home, gone.relation
        changed += ["household", "relation"]
        # One head: the one that goes makes room first.
        Person.objects.filter(pk=gone.pk).update(household=None, relation="")
        done.append(f"留下的档案加入 {home.number} 户。")
    if changed:
        kept.save(update_fields=changed)
    return done


def _are_same(applying: Applying, gone: Person, kept: Person, *, are_same: bool) -> None:
    remember(
        bytes(gone.id_index),
        bytes(kept.id_index),
        are_same=are_same,
        by=applying.by,
        at=applying.at,
    )


def _note(applying: Applying, **found: str) -> None:
    """Beside what stood there before: what undoing it needs to know."""
    before = json.loads(applying.event.before or "{}")
    applying.event.before = json.dumps(before | found, ensure_ascii=False, sort_keys=True)


def _record(action: str, applying: Applying, kept: Person, detail: dict[str, Any]) -> None:
    audit.record(
        actor=applying.by,
        action=action,
        subject="person",
        subject_id=kept.pk,
        detail={**detail, "event": applying.event.pk},
        at=applying.at,
    )


def register() -> None:
    """From ``AppConfig.ready``."""
    life_events.add_effect(K.DUPLICATE, merge)
    life_events.add_effect(K.SEPARATED, separate)
