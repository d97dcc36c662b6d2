"""自评标准: one list of points for a period. Drafted by one, brought into force by another; from
then on nothing of it changes, since stations have been measured by it."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from support_services.stations.models import AssessmentItem, AssessmentTemplate
from support_services.stations.selectors.assessment import template_by_id
from support_services.stations.states import (
    TEMPLATE_LABELS,
    TEMPLATE_MOVES,
    TEMPLATE_VERBS,
    Part,
    TemplateState,
)
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.confidence import Confidence
from veterans.foundation.errors import Refused
from veterans.registry import rules

MOST_ITEMS = 60
_HALF = Decimal("0.5")


@transaction.atomic
def draft_template(
    *,
    title: str,
    level: str,
    year: int,
    part: str,
    due_on: date,
    source: str,
    confidence: str,
    copy_of: int | None = None,
    by: User,
    at: datetime,
) -> AssessmentTemplate:
    """A new list, empty or with the items of an earlier one.

    Refuses a period that has one in force or waiting, and a list without a source: whoever made
    the points up says so.
    """
    roles.require(by, "assessment.template")
    if level not in ("town", "village") or part not in {one.value for one in Part}:
        raise Refused("请选择级别和时段。")
    if not 2018 <= year <= 2100:
        raise Refused("请填写四位数的年度，例如 2026。")
    if confidence not in Confidence.values:
        raise Refused("请选择可靠程度。")
    told = rules.clean_open_text(title, what="名称", longest=60)
    origin = rules.clean_open_text(source, what="依据", longest=200)
    if not told or not origin:
        raise Refused("请填写名称和依据；分值是本局自己定的，就写“本局自定”。")
    same = AssessmentTemplate.objects.select_for_update().filter(level=level, year=year, part=part)
    if same.exclude(state=TemplateState.WITHDRAWN).exists():
        raise Refused("这个级别和时段已有一份自评标准，请改那一份，或先撤回。")
    made = AssessmentTemplate.objects.create(
        title=told,
        level=level,
        year=year,
        part=part,
        due_on=due_on,
        source=origin,
        confidence=confidence,
        entered_by=by,
        entered_at=at,
    )
    if copy_of is not None:
        AssessmentItem.objects.bulk_create(
            AssessmentItem(
                template=made,
                number=one.number,
                block=one.block,
                text=one.text,
                proof=one.proof,
                most=one.most,
            )
            for one in template_by_id(copy_of).items.all()
        )
    _record("drafted", made, by, at, copy_of=copy_of)
    return made


@transaction.atomic
def put_item(
    *,
    template_id: int,
    item_id: int | None = None,
    number: int,
    block: str,
    text: str,
    proof: str,
    most: Decimal,
    by: User,
    at: datetime,
) -> AssessmentItem:
    """Add an item, or change one, while the list is a draft. Refuses points that are not more than
    nought and no more than a hundred, to half of one, and a number that is taken."""
    template = _draft(template_id, by)
    if not Decimal(0) < most <= 100 or most % _HALF:
        raise Refused("分值要大于 0，不超过 100，可以有半分，例如 5 或 2.5。")
    row = AssessmentItem(template=template)
    if item_id is not None:
        row = _item(template, item_id)
    elif template.items.count() >= MOST_ITEMS:
        raise Refused(f"一份自评标准最多 {MOST_ITEMS} 项。")
    row.number, row.most = number, most
    row.block = rules.clean_open_text(block, what="板块", longest=20)
    row.text = rules.clean_open_text(text, what="要求", longest=200)
    row.proof = rules.clean_open_text(proof, what="佐证", longest=100)
    if not row.block or not row.text or not 1 <= number <= 999:
        raise Refused("请填写序号、板块和要求。")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(f"序号 {number} 已经有一项，请换一个序号。") from error
    _record("item_put", template, by, at, item=row.pk)
    return row


@transaction.atomic
def drop_item(*, template_id: int, item_id: int, by: User, at: datetime) -> None:
    """Take an item out of a draft."""
    template = _draft(template_id, by)
    row = _item(template, item_id)
    number = row.number
    row.delete()
    _record("item_dropped", template, by, at, number=number)


@transaction.atomic
def decide_template(*, template_id: int, verb: str, by: User, at: datetime) -> AssessmentTemplate:
    """``enforce`` or ``withdraw`` a draft. Refuses enforcing one's own, and one without items."""
    starts, target, duty = TEMPLATE_MOVES[verb]
    roles.require(by, duty)
    template = _locked(template_id)
    if template.state not in starts:
        now = TEMPLATE_LABELS[TemplateState(template.state)]
        raise Refused(f"这份自评标准{now}，不能再{TEMPLATE_VERBS[verb]}。请刷新页面查看。")
    if verb == "enforce" and template.entered_by_id == by.pk:
        raise Refused("这是您录入的，须由另一人启用。")
    if verb == "enforce" and not template.items.exists():
        raise Refused("还没有录入自评项目，不能启用。")
    template.state = target.value
    template.decided_by, template.decided_at = by, at
    template.save(update_fields=["state", "decided_by", "decided_at"])
    _record("enforced" if verb == "enforce" else "withdrawn", template, by, at)
    return template


def _locked(template_id: int) -> AssessmentTemplate:
    known = template_by_id(template_id)
    return AssessmentTemplate.objects.select_for_update(of=("self",)).get(pk=known.pk)


def _draft(template_id: int, by: User) -> AssessmentTemplate:
    roles.require(by, "assessment.template")
    template = _locked(template_id)
    if template.state != TemplateState.DRAFT:
        raise Refused("启用或撤回以后不能再改；要换的，请为下一时段另拟一份。")
    return template


def _item(template: AssessmentTemplate, item_id: int) -> AssessmentItem:
    found = template.items.filter(pk=item_id).first()
    if found is None:
        raise Refused("这一项已经不在了，请刷新页面。")
    return found


def _record(
    deed: str, template: AssessmentTemplate, by: User, at: datetime, **detail: object
) -> None:
    audit.record(
        actor=by,
        action=f"assessment_template.{deed}",
        subject="assessment_template",
        subject_id=template.pk,
        detail=detail,
        at=at,
    )
