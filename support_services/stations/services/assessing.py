"""站点自评: a station scores itself item by item, the level above checks, changes points for a
reason, sends it back or closes it. Every step locks the assessment first, once.

Nobody checks what he scored or submitted, and nobody checks the own station.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from support_services.stations.models import (
    Assessment,
    AssessmentItem,
    AssessmentScore,
    AssessmentTemplate,
    Station,
)
from support_services.stations.selectors.assessment import assessment_visible_to
from support_services.stations.selectors.staff import is_above, is_own, station_of_network
from support_services.stations.services.papers import keep_papers
from support_services.stations.states import (
    ASSESSMENT_LABELS,
    ASSESSMENT_MOVES,
    AssessmentState,
    TemplateState,
)
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import PermissionRefused, Refused
from veterans.foundation.personal_data import kind_in
from veterans.registry import rules
from veterans.registry.services.papers import checked_files

_HALF = Decimal("0.5")
_FILLING = (AssessmentState.OPEN, AssessmentState.RETURNED)


@dataclass(frozen=True)
class Checked:
    """What the checker makes of one item: points, and why where they are not the station's."""

    points: Decimal
    note: str = ""


@transaction.atomic
def begin(*, station_code: str, template_id: int, by: User, at: datetime) -> Assessment:
    """Begin the assessment of the own station by a template in force; what was begun stays.

    Refuses whoever works elsewhere, a template of another level, and one that is not in force.
    """
    roles.require(by, "assessment.fill")
    known = station_of_network(by, station_code)
    _own(by, known)
    # The station's row is the lock: two who begin at once begin one.
    station = Station.objects.select_for_update(of=("self",)).get(pk=known.pk)
    template = AssessmentTemplate.objects.filter(
        pk=template_id, level=known.region.level, state=TemplateState.IN_FORCE
    ).first()
    if template is None:
        raise Refused("没有这份自评标准，或者还没有启用。")
    found = Assessment.objects.filter(station=station, template=template).first()
    if found is not None:
        return found
    most = template.items.aggregate(most=Sum("most"))["most"]
    made = Assessment.objects.create(
        station=station, template=template, maximum=most, begun_by=by, begun_at=at
    )
    _record("begun", made, by, at)
    return made


@transaction.atomic
def score_item(
    *,
    assessment_id: int,
    item_id: int,
    points: Decimal,
    told: str,
    files: Sequence[bytes] = (),
    by: User,
    at: datetime,
) -> AssessmentScore:
    """Points for one item, a sentence why, and what proves it; the sum follows.

    Refuses more points than the item has, points not to half of one, a file that is no photo or
    scan, and whatever comes after it was submitted.
    """
    roles.require(by, "assessment.fill")
    checked = checked_files(files)
    text = _text(told, "说明")
    if not text:
        raise Refused("请用一句话写明为什么得这些分。")
    made = _locked(assessment_id, by)
    _own(by, made.station)
    if made.state not in _FILLING:
        raise Refused("自评已经提交，不能再改；上级退回以后才能改。")
    item = AssessmentItem.objects.filter(pk=item_id, template_id=made.template_id).first()
    if item is None:
        raise Refused("这份自评里没有这一项。")
    _within(points, item)
    row, _ = AssessmentScore.objects.update_or_create(
        assessment=made,
        item=item,
        defaults={
            "most": item.most,
            "points": points,
            "told": text,
            "scored_by": by,
            "scored_at": at,
            "checked_points": None,
            "check_note": "",
        },
    )
    papers = keep_papers(checked, station=made.station, score=row, by=by, at=at)
    made.self_total = made.scores.aggregate(total=Sum("points"))["total"] or Decimal(0)
    made.save(update_fields=["self_total"])
    _record("scored", made, by, at, item=item.pk, points=points, papers=papers)
    return row


@transaction.atomic
def submit(*, assessment_id: int, by: User, at: datetime) -> Assessment:
    """To the level above. Refuses one in which an item is not scored."""
    made = _moved(assessment_id, "submit", by)
    _own(by, made.station)
    missing = (
        AssessmentItem.objects.filter(template_id=made.template_id)
        .exclude(pk__in=made.scores.values("item_id"))
        .values_list("number", flat=True)
    )
    if missing:
        shown = "、".join(str(number) for number in missing[:10])
        raise Refused(f"还有 {len(missing)} 项没有自评（第 {shown} 项），填完再提交。")
    made.submitted_by, made.submitted_at = by, at
    made.checked_by = made.checked_at = None
    made.save()
    _record("submitted", made, by, at)
    return made


@transaction.atomic
def send_back(*, assessment_id: int, why: str, by: User, at: datetime) -> Assessment:
    """Back to the station, with what is to be put right."""
    text = _text(why, "退回原因")
    if not text:
        raise Refused("请写明退回的原因，让站里知道要补什么。")
    made = _moved(assessment_id, "send_back", by)
    _another(made, by)
    made.checked_by, made.checked_at, made.sent_back_why = by, at, text
    made.save()
    _record("sent_back", made, by, at)
    return made


@transaction.atomic
def close(
    *,
    assessment_id: int,
    checked: Mapping[int, Checked],
    submitted_at: datetime | None,
    by: User,
    at: datetime,
) -> Assessment:
    """Confirm or change the points of every item, and close it; ``checked`` by item.

    ``submitted_at``: when what the checker saw was submitted; refuses what was sent back and came
    again meanwhile. Refuses changed points without a reason, and an item left out.
    """
    made = _moved(assessment_id, "close", by)
    _another(made, by)
    if submitted_at != made.submitted_at:
        raise Refused("您打开以后，站里又改过这份自评。请重新看一遍再核定。")
    total = Decimal(0)
    for row in made.scores.select_related("item"):
        said = checked.get(row.item_id)
        if said is None:
            raise Refused(f"第 {row.item.number} 项没有核定，请逐项填写。")
        _within(said.points, row.item)
        note = _text(said.note, "核定说明")
        if said.points != row.points and not note:
            raise Refused(f"第 {row.item.number} 项的分数与自评不同，请写明为什么。")
        row.checked_points, row.check_note = said.points, note
        row.save(update_fields=["checked_points", "check_note"])
        total += said.points
    made.checked_total = total
    made.checked_by, made.checked_at = by, at
    made.save()
    _record("closed", made, by, at, points=total)
    return made


def may_check(user: User, made: Assessment) -> bool:
    """Whether this person may check that assessment now."""
    return (
        made.state == AssessmentState.SUBMITTED
        and user.may("assessment.check")
        and is_above(user, made.station)
        and not _touched(made, user)
    )


def may_fill(user: User, made: Assessment) -> bool:
    """Whether this person may score that assessment now."""
    return made.state in _FILLING and user.may("assessment.fill") and is_own(user, made.station)


def _locked(assessment_id: int, by: User) -> Assessment:
    known = assessment_visible_to(by, assessment_id)
    return (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("station__region__parent", "template")
        .get(pk=known.pk)
    )


def _moved(assessment_id: int, verb: str, by: User) -> Assessment:
    """The assessment, locked, in its new state (not yet saved)."""
    starts, target, duty = ASSESSMENT_MOVES[verb]
    roles.require(by, duty)
    made = _locked(assessment_id, by)
    if made.state not in starts:
        now = ASSESSMENT_LABELS[AssessmentState(made.state)]
        raise Refused(f"这份自评现在是“{now}”，不用再办这一步。请刷新页面查看。")
    made.state = target.value
    return made


def _own(by: User, station: Station) -> None:
    if not is_own(by, station):
        raise PermissionRefused("自评由本站自己填报，别的站不能代填。")


def _another(made: Assessment, by: User) -> None:
    if not is_above(by, made.station):
        raise PermissionRefused("自评由上一级核定：村居由镇街站核定，镇街由区局核定。")
    if _touched(made, by):
        raise Refused("这份自评里有您填报的内容，须由另一人核定。")


def _touched(made: Assessment, by: User) -> bool:
    mine = by.pk in (made.submitted_by_id, made.begun_by_id)
    return mine or made.scores.filter(scored_by=by).exists()


def _within(points: Decimal, item: AssessmentItem) -> None:
    if not Decimal(0) <= points <= item.most or points % _HALF:
        raise Refused(f"第 {item.number} 项填 0 到 {item.most.normalize():f} 分，可以有半分。")


def _text(text: str, what: str) -> str:
    clean = rules.clean_open_text(text, what=what)
    if kind_in(clean):
        raise Refused(f"{what}里不要写身份证号、电话或账号。")
    return clean


def _record(deed: str, made: Assessment, by: User, at: datetime, **detail: object) -> None:
    audit.record(
        actor=by,
        action=f"assessment.{deed}",
        subject="assessment",
        subject_id=made.pk,
        detail={"station": made.station.region.code, **detail},
        at=at,
    )
