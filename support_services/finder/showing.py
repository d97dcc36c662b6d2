"""Gaps as the pages of both staff doors take them: words only."""

from typing import Any

from support_services.catalogue.selectors import tree_of
from support_services.catalogue.showing import reasons
from support_services.finder.models import Gap
from support_services.finder.states import GAP_LABELS, OUTCOME_LABELS, GapKind, Outcome
from support_services.stations.rules import spoken_name
from veterans.foundation.masking import mask_phone
from veterans.registry.criteria.judging import judge, missing_papers
from veterans.registry.criteria.lives import lives_of
from veterans.registry.criteria.tree import told


def gap_row(gap: Gap) -> dict[str, Any]:
    """A gap in a list."""
    kind = GapKind(gap.kind)
    outcome = OUTCOME_LABELS[Outcome(gap.outcome)] if gap.outcome else None
    return {
        "name": gap.person.name,
        "village": spoken_name(gap.person.region.name),
        "title": gap.edition.title,
        "kind_label": GAP_LABELS[kind][0],
        "kind_tone": GAP_LABELS[kind][1],
        "found_on": gap.found_on,
        "outcome_label": outcome[0] if outcome else "",
        "outcome_tone": outcome[1] if outcome else "",
        "outcome_note": gap.outcome_note,
        "outcome_by": str(gap.outcome_by or ""),
        "outcome_at": gap.outcome_at,
    }


def gap_body(gap: Gap, today: Any) -> dict[str, Any]:
    """One gap in full: the item, why it is thought so, what to bring."""
    life = lives_of([gap.person_id])[gap.person_id]
    tree = tree_of(gap.edition)
    missing = missing_papers(tree, life, today) if tree is not None else []
    edition = gap.edition
    return {
        **gap_row(gap),
        "phone": mask_phone(str(gap.person.phone)) if gap.person.phone else "",
        "reasons": list(reasons(judge(tree, life, today))) if tree is not None else [],
        "missing": "；".join(told(leaf) for leaf in missing),
        "facts": [
            (label, value)
            for label, value in (
                ("享受什么", edition.content),
                ("带什么", edition.papers),
                ("谁来办", edition.provider),
                ("怎么办", edition.channel),
                ("依据", edition.legal_basis),
            )
            if value
        ],
        "closed": gap.get_closed_why_display() if gap.closed_on else "",
        "closed_on": gap.closed_on,
    }
