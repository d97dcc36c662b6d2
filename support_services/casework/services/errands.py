"""代办: begun with a receipt, carried on step by step, finished with a result."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from support_services.casework.models import Case, Errand, ErrandItem, ErrandKind
from support_services.casework.selectors import case_visible_to
from support_services.casework.selectors.errands import (
    errand_visible_to,
    item_of,
    may_handle,
    next_item,
)
from support_services.casework.services.numbers import next_number
from support_services.casework.services.opening import owner_of
from support_services.casework.states import ERRAND_LABELS, ERRAND_MOVES, ErrandState
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused
from veterans.registry.models import LifeEvent, Person
from veterans.registry.rules import clean_open_text
from veterans.registry.selectors.file import events_visible_to
from veterans.registry.services.papers import checked_files, keep_papers
from veterans.registry.services.people import locked_person


@transaction.atomic
def start_errand(
    *,
    person: Person,
    kind: str,
    case_id: int | None = None,
    by: User,
    at: datetime,
    today: date,
) -> Errand:
    """Take it on, with the steps as they stand today. Refuses a second one of the same kind that is
    under way."""
    require(by, "errands.handle")
    found = locked_person(person, by=by)
    of = ErrandKind.objects.filter(code=kind, is_offered=True).first()
    if of is None:
        raise Refused("请选择代办的事项。")
    if found.died_on is not None:
        raise Refused("此人已登记去世，不再代办这件事。")
    case = _case(case_id, found, by)
    number = next_number(Errand, "D", today)
    errand = Errand(
        number=number,
        kind=of,
        person=found,
        region=found.region,
        owner=owner_of(by),
        case=case,
        moved_on=today,
        started_by=by,
        started_at=at,
    )
    try:
        with transaction.atomic():
            errand.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("此人的这件事已在代办，请接着办。") from error
    ErrandItem.objects.bulk_create(
        ErrandItem(
            errand=errand, number=one.number, title=one.title, who=one.who, papers=one.papers
        )
        for one in of.steps.order_by("number")
    )
    _record("started", errand, by, at)
    return errand


def _case(case_id: int | None, person: Person, by: User) -> Case | None:
    if case_id is None:
        return None
    case = case_visible_to(by, case_id)
    if case.person_id != person.pk:
        raise Refused("这件诉求不是此人的。")
    return case


@transaction.atomic
def do_step(
    *,
    errand_id: int,
    number: int,
    on: date | None,
    papers_in: Sequence[str] = (),
    note: str = "",
    files: Sequence[bytes] = (),
    by: User,
    at: datetime,
    today: date,
) -> ErrandItem:
    """Tick papers off a step, and the step itself where ``on`` says when it was done. A scan goes
    into the person's file. Refuses a step that is done already."""
    errand, item = _locked(errand_id, number, "step", by)
    if item.done_on is not None:
        raise Refused("这一步已经登记办完。登记错了的，先撤销。")
    if on is not None and on > today:
        raise Refused("办理日期不能晚于今天。")
    unknown = set(papers_in) - set(item.papers)
    if unknown:
        raise Refused("请从列表中勾选材料。")
    missing = [one for one in item.papers if one not in papers_in]
    if on is not None and missing:
        raise Refused(f"还缺材料：{'、'.join(missing)}。收齐以后再登记办完。")
    checked = checked_files(files)
    if checked:
        person = locked_person(errand.person, by=by)
        kept = keep_papers(
            checked, kind="other", title=errand.kind.title, person=person, by=by, at=at
        )
        item.paper = kept[0]
    item.papers_in = [one for one in item.papers if one in papers_in]
    item.note = clean_open_text(note, what="说明")
    item.done_on = on
    item.done_by, item.done_at = (by, at) if on is not None else (None, None)
    item.save()
    errand.moved_on = today
    errand.save(update_fields=["moved_on"])
    _record("step", errand, by, at, step=number, done=on is not None)
    return item


@transaction.atomic
def undo_step(
    *, errand_id: int, number: int, why: str, by: User, at: datetime, today: date
) -> ErrandItem:
    """It was ticked by mistake; papers that came stay."""
    errand, item = _locked(errand_id, number, "undo", by)
    if item.done_on is None:
        raise Refused("这一步没有登记办完，不用撤销。")
    told = clean_open_text(why, what="原因")
    if not told:
        raise Refused("请写明为什么撤销。")
    item.done_on = item.done_by = item.done_at = None
    item.note = f"撤销：{told}"[:200]
    item.save()
    errand.moved_on = today
    errand.save(update_fields=["moved_on"])
    _record("undo", errand, by, at, step=number)
    return item


@transaction.atomic
def finish_errand(
    *,
    errand_id: int,
    verb: str,
    result: str,
    event_id: int | None = None,
    by: User,
    at: datetime,
    today: date,
) -> Errand:
    """办成, 未获批准, 不办了; ``event_id``: the person's life event it led to. Refuses to call it
    done while a step is open."""
    if verb not in ("done", "refused", "stopped"):
        raise Refused("请选择结果。")
    errand, _ = _locked(errand_id, None, verb, by)
    told = clean_open_text(result, what="结果")
    if not told:
        raise Refused("请写明结果。")
    waiting = next_item(list(errand.items.all()))
    if verb == "done" and waiting is not None:
        raise Refused(f"第 {waiting.number} 步“{waiting.title}”还没有办完。")
    errand.event = _event(event_id, errand, by)
    errand.state, errand.result = ERRAND_MOVES[verb][1].value, told
    errand.finished_by, errand.finished_at, errand.moved_on = by, at, today
    errand.save()
    _record(verb, errand, by, at)
    return errand


def _event(event_id: int | None, errand: Errand, by: User) -> LifeEvent | None:
    if event_id is None:
        return None
    event = events_visible_to(by).filter(pk=event_id, person=errand.person_id).first()
    if event is None:
        raise NotFound("没有找到此人的这件变动。")
    return event


def _locked(errand_id: int, number: int | None, verb: str, by: User) -> tuple[Errand, ErrandItem]:
    starts, _, duty = ERRAND_MOVES[verb]
    require(by, duty)
    known = errand_visible_to(by, errand_id)
    errand = (
        Errand.objects.select_related("kind", "person", "owner")
        .select_for_update(of=("self",))
        .get(pk=known.pk)
    )
    if not may_handle(by, errand):
        raise Refused(f"这件代办在{errand.owner.name}，由代办的单位登记。")
    if errand.state not in starts:
        now = ERRAND_LABELS[ErrandState(errand.state)]
        raise Refused(f"这件代办{now}，不用再登记。请刷新页面查看。")
    return errand, item_of(errand, number) if number is not None else ErrandItem()


def _record(deed: str, errand: Errand, by: User, at: datetime, **detail: int | bool) -> None:
    audit.record(
        actor=by,
        action=f"errand.{deed}",
        subject="errand",
        subject_id=errand.pk,
        detail={"kind": errand.kind.code, **detail},
        at=at,
    )
