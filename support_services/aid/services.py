"""The verbs of hardship aid: take down, hand on to the ledger, refuse, withdraw; and of wishes."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from support_services.aid.models import AidApplication, Wish
from support_services.aid.selectors import (
    application_visible_to,
    visit_for,
    wish_visible_to,
)
from support_services.aid.states import (
    CAUSE_LABELS,
    WISH_LABELS,
    WISH_MOVES,
    AidState,
    Cause,
    WishState,
)
from support_services.subsidies.grant_states import GrantKind
from support_services.subsidies.services.grant_reckoning import Asked
from support_services.subsidies.services.grants import enter_grant
from support_services.supporters.models import Supporter
from support_services.supporters.services.contributions import contribution_of
from support_services.supporters.states import ContributionKind, ForWhom, Stage
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kind_in
from veterans.registry import rules
from veterans.registry.models import PaperKind, Person
from veterans.registry.services.papers import checked_files, keep_papers
from veterans.registry.services.people import locked_person

TOLD_AT_LEAST = 6


@transaction.atomic
def apply_for_aid(
    *,
    person: Person,
    cause: str,
    told: str,
    wanted: Decimal | None = None,
    speaker: rules.Speaker = rules.IN_PERSON,
    files: Sequence[bytes] = (),
    by: User,
    at: datetime,
    today: date,
) -> AidApplication:
    """Take an application down, for the person himself or from whoever speaks for him.

    Refuses the dead, an account of what happened that says nothing, a negative sum, a speaker
    without name, relation or consent, and a second one that waits.
    """
    require(by, "aid.take")
    who = locked_person(person, by=by)
    if who.died_on is not None:
        raise Refused("此人已登记去世，请由家庭成员提出申请。")
    if cause not in CAUSE_LABELS:
        raise Refused("请选择困难原因。")
    text = rules.clean_open_text(told, what="困难情况", longest=1000)
    if len(text) < TOLD_AT_LEAST:
        raise Refused("请写明困难情况：什么时候、什么事、花了多少、家里还有谁。")
    if wanted is not None and wanted <= 0:
        raise Refused("申请金额要大于零；不确定的不填。")
    checked = checked_files(files)
    application = AidApplication(
        person=who,
        region=who.region,
        cause=cause,
        told=text,
        wanted=wanted,
        speaks=speaker.told() or None,
        applied_on=today,
        taken_by=by,
        taken_at=at,
    )
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("此人已有一份申请在办，请等结果；要改的，先撤回再提。") from error
    application.papers.set(
        keep_papers(
            checked, kind=PaperKind.OTHER, title="困难帮扶申请材料", person=who, by=by, at=at
        )
    )
    _record("taken", application, by, at)
    return application


@transaction.atomic
def hand_on(
    *,
    application_id: int,
    amount: Decimal,
    is_special: bool,
    month: date,
    document_no: str,
    note: str = "",
    by: User,
    at: datetime,
    today: date,
) -> AidApplication:
    """转核发: a grant is entered for it, checked against the caps and what the home has had, made
    public and approved by others like every grant; the ledger pays it.

    Refuses whoever took the application down, a home that nobody has visited, and whatever the
    grant refuses.
    """
    require(by, "grants.enter")
    application = _locked(application_id, by)
    if application.taken_by_id == by.pk:
        raise Refused("这份申请是您受理的，须由另一人审核。")
    visit = visit_for(application.person, today=today)
    if visit is None:
        raise Refused("还没有 60 天内的入户走访。请服务站先上门，登记走访以后再办。")
    cause = CAUSE_LABELS[Cause(application.cause)]
    application.grant = enter_grant(
        asked=Asked(
            GrantKind.HARDSHIP,
            year=month.year,
            asked=amount,
            is_special=is_special,
            reason=f"{cause}（帮扶申请第 {application.pk} 号）",
        ),
        person=application.person,
        months=[month],
        document_no=document_no,
        by=by,
        at=at,
        today=today,
    )
    application.visit = visit
    application.decision_note = rules.clean_open_text(note, what="意见")
    _decide(application, AidState.HANDED_ON, by, at)
    return application


@transaction.atomic
def refuse_aid(*, application_id: int, note: str, by: User, at: datetime) -> AidApplication:
    """不予帮扶, with the reason that the station tells. Refuses whoever took it down."""
    require(by, "aid.decide")
    told = rules.clean_open_text(note, what="原因")
    if not told:
        raise Refused("请写明为什么不予帮扶，服务站要告诉本人。")
    application = _locked(application_id, by)
    if application.taken_by_id == by.pk:
        raise Refused("这份申请是您受理的，须由另一人审核。")
    application.decision_note = told
    _decide(application, AidState.REFUSED, by, at)
    return application


@transaction.atomic
def withdraw_aid(*, application_id: int, by: User, at: datetime) -> AidApplication:
    """撤回 by whoever took it down, before it is decided."""
    require(by, "aid.take")
    application = _locked(application_id, by)
    if application.taken_by_id != by.pk:
        raise Refused("只能撤回自己受理的申请。")
    _decide(application, AidState.WITHDRAWN, by, at)
    return application


def _locked(application_id: int, by: User) -> AidApplication:
    known = application_visible_to(by, application_id)
    found = AidApplication.objects.select_for_update(of=("self",)).get(pk=known.pk)
    if found.state != AidState.APPLIED:
        raise Refused("这份申请已经办过，请刷新页面查看。")
    return found


def _decide(application: AidApplication, state: AidState, by: User, at: datetime) -> None:
    application.state = state.value
    application.decided_by, application.decided_at = by, at
    application.save(
        update_fields=["state", "visit", "grant", "decided_by", "decided_at", "decision_note"]
    )
    _record(state.value, application, by, at)


def _record(deed: str, application: AidApplication, by: User, at: datetime) -> None:
    audit.record(
        actor=by,
        action=f"aid.{deed}",
        subject="person",
        subject_id=application.person_id,
        detail={"application": application.pk},
        at=at,
    )


@transaction.atomic
def add_wish(
    *,
    person: Person,
    text: str,
    worth: Decimal | None = None,
    told_openly: bool = False,
    by: User,
    at: datetime,
) -> Wish:
    """Write a small wish down. Refuses the dead, an empty one, and one that names or numbers
    somebody: others read it."""
    require(by, "wishes.keep")
    who = locked_person(person, by=by)
    if who.died_on is not None:
        raise Refused("此人已登记去世。")
    clean = rules.clean_open_text(text, what="心愿", longest=100)
    if not clean:
        raise Refused("请写明心愿。")
    if kind_in(clean) or who.name in clean:
        raise Refused("心愿会给认领的人看，请不要写姓名和号码，例如：想要一副老花镜。")
    if worth is not None and worth < 0:
        raise Refused("花费不能是负数。")
    wish = Wish.objects.create(
        person=who, text=clean, worth=worth, told_openly=told_openly, entered_by=by, entered_at=at
    )
    _record_wish("added", wish, by, at)
    return wish


@transaction.atomic
def move_wish(
    *,
    wish_id: int,
    verb: str,
    supporter: str = "",
    supporter_id: int | None = None,
    note: str = "",
    on: date,
    by: User,
    at: datetime,
) -> Wish:
    """Taken up by somebody, released, fulfilled or withdrawn (``WISH_MOVES``). ``supporter_id``:
    one of the register (拥军力量), else ``supporter`` is a name. What one of the register has
    fulfilled is told to the register, where it counts once the bureau has confirmed it.

    Refuses a move that does not begin where the wish stands, and a supporter without a name.
    """
    if verb not in WISH_MOVES:
        raise Refused("没有这项操作。")
    starts, target, duty = WISH_MOVES[verb]
    require(by, duty)
    known = wish_visible_to(by, wish_id)
    wish = Wish.objects.select_for_update(of=("self",)).get(pk=known.pk)
    if wish.state not in starts:
        raise Refused(f"这个心愿现在是“{WISH_LABELS[WishState(wish.state)]}”，请刷新页面查看。")
    wish.note = rules.clean_open_text(note, what="说明")
    if verb == "take":
        wish.by_supporter = _registered(supporter_id)
        named = str(wish.by_supporter) if wish.by_supporter else supporter
        wish.supporter = rules.clean_open_text(named, what="认领人", longest=80)
        if not wish.supporter:
            raise Refused("请填写认领的单位或个人，或者从拥军力量里选。")
        wish.taken_on = on
    elif verb == "release":
        wish.supporter, wish.by_supporter, wish.taken_on = "", None, None
    elif verb == "fulfil":
        wish.fulfilled_on = on
    wish.state = target.value
    wish.moved_by, wish.moved_at = by, at
    wish.save()
    _record_wish(verb, wish, by, at)
    if verb == "fulfil" and wish.by_supporter_id is not None:
        contribution_of(
            origin=f"wish:{wish.pk}",
            supporter_id=wish.by_supporter_id,
            kind=ContributionKind.WISH,
            what=wish.text[:80],
            amount=wish.worth,
            given_on=on,
            for_whom=ForWhom.VETERANS,
            by=by,
            at=at,
        )
    return wish


def _registered(supporter_id: int | None) -> Supporter | None:
    """Whoever was chosen from the register; refuses one that is not accepted."""
    if supporter_id is None:
        return None
    rows = Supporter.objects.filter(stage=Stage.IN_FORCE.value).select_related("unit")
    found = rows.filter(pk=supporter_id).first()
    if found is None:
        raise Refused("这家单位不在拥军力量名录里，请重新选择，或者只填名称。")
    return found


def _record_wish(deed: str, wish: Wish, by: User, at: datetime) -> None:
    audit.record(
        actor=by,
        action=f"wish.{deed}",
        subject="person",
        subject_id=wish.person_id,
        detail={"wish": wish.pk},
        at=at,
    )
