"""What approval writes of a batch's funds, and what voiding takes back.

The caller has locked the batch. The budget lines concerned are locked next, in the order of their
numbers, and only then read: of two batches that approve against one line at once, the second sees
what the first has used.
"""

from datetime import datetime

from support_services.subsidies.fund_states import SOURCE_LABELS, Control, FundSource, PartKind
from support_services.subsidies.models import Batch, BudgetLine, BudgetOverride, FundPart
from support_services.subsidies.selectors.budget import Outlook, outlook
from support_services.subsidies.selectors.funding import split_of
from veterans.accounts.models import User
from veterans.foundation.errors import Refused
from veterans.foundation.money import yuan_text

LENGTH = 80


def settle(batch: Batch, *, overdraft_document: str, by: User, at: datetime) -> list[Outlook]:
    """Write the split of a batch that is being approved; how it leaves the lines it draws on.

    Refuses to overdraw a line that may not be, unless the approver names the decision that allows
    it: then that is on record with the line. Writes nothing where no shares are in force.
    """
    parts = split_of(batch)
    document = overdraft_document.strip()
    if len(document) > LENGTH:
        raise Refused(f"批准文号最多 {LENGTH} 个字。")
    found = outlook(batch, parts)
    lines = [one.line.pk for one in found]
    if lines:
        list(
            BudgetLine.objects.select_for_update(of=("self",))
            .filter(pk__in=lines)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        # Read again by statements that begin after the locks.
        found = outlook(batch, parts)
    over = [one for one in found if one.standing.is_over]
    # Giving back is no overdraft, even of a line that is beyond its end.
    over = [one for one in over if one.standing.asked > 0]
    refused = [one for one in over if one.line.control == Control.REFUSE]
    if refused and not document:
        raise Refused(
            "预算指标不够：" + "；".join(shortfall_words(one) for one in refused) + "。"
            "请先追加指标；已有批准超支的决定的，填写批准文号后再审批。"
        )
    FundPart.objects.bulk_create(
        FundPart(
            batch=batch,
            scheme_id=part.scheme_id,
            component=part.component,
            source=part.source.value,
            share=part.share,
            month=batch.through,
            percent=part.percent,
            amount=part.amount,
            kind=PartKind.APPROVED.value,
            at=at,
        )
        for part in parts
    )
    if document:
        BudgetOverride.objects.bulk_create(
            BudgetOverride(
                batch=batch,
                line=one.line,
                shortfall=one.standing.shortfall,
                document_no=document,
                by=by,
                at=at,
            )
            for one in over
        )
    return found


def reverse(batch: Batch, *, at: datetime) -> None:
    """Meet every part of a batch that is being voided with its opposite."""
    FundPart.objects.bulk_create(
        FundPart(
            batch=batch,
            scheme_id=part.scheme_id,
            component=part.component,
            source=part.source,
            share_id=part.share_id,
            month=part.month,
            percent=part.percent,
            amount=-part.amount,
            kind=PartKind.VOIDED.value,
            at=at,
        )
        for part in FundPart.objects.filter(batch=batch, kind=PartKind.APPROVED).order_by("pk")
    )


def shortfall_words(one: Outlook) -> str:
    """A line that does not suffice, in figures."""
    source = SOURCE_LABELS[FundSource(one.line.source)]
    return (
        f"“{one.line.name}”（{source}）剩余 {yuan_text(one.standing.remaining)} 元，"
        f"本批 {yuan_text(one.standing.asked)} 元，超支 {yuan_text(one.standing.shortfall)} 元"
    )
