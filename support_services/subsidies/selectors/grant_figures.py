"""The figures that grants are reckoned by: what is in force on a day, and what has been entered."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from support_services.subsidies.grant_figures import (
    FIGURES,
    ROUNDINGS,
    Code,
    figure_label,
    value_text,
)
from support_services.subsidies.grant_rules import Figure, Rounding
from support_services.subsidies.grant_states import FIGURE_LABELS, FigureState
from support_services.subsidies.models import GrantFigure
from support_services.subsidies.models.schemes import Confidence
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound


@dataclass(frozen=True)
class FigureShown:
    """A figure as people read it."""

    pk: int
    code: str
    label: str
    value: str
    since: str
    document_no: str
    source: str
    confidence: str
    confidence_code: str
    state: str
    state_label: str
    entered_by: str
    entered_by_id: int
    enforced_by: str


def figures_visible_to(user: User) -> QuerySet[GrantFigure]:
    """Every figure that was ever entered, for whoever reads the ledger."""
    if not user.may("ledger.read"):
        return GrantFigure.objects.none()
    rows = GrantFigure.objects.select_related("entered_by", "enforced_by")
    return rows.order_by("code", "variant", "-first_on", "-pk")


def figure_visible_to(user: User, figure_id: int) -> GrantFigure:
    """One figure; refuses alike what does not exist and what is not for him."""
    found = figures_visible_to(user).filter(pk=figure_id).first()
    if found is None:
        raise NotFound("没有找到这项基数。")
    return found


def shown_figure(row: GrantFigure) -> FigureShown:
    """A row in words."""
    of_year = FIGURES[Code(row.code)].of_year
    return FigureShown(
        pk=row.pk,
        code=row.code,
        label=row.label,
        value=value_text(row.code, row.value),
        since=f"{row.first_on.year} 年" if of_year else f"自 {row.first_on:%Y-%m-%d} 起",
        document_no=row.document_no,
        source=row.source,
        confidence=row.get_confidence_display(),
        confidence_code=row.confidence,
        state=row.state,
        state_label=FIGURE_LABELS[FigureState(row.state)],
        entered_by=str(row.entered_by),
        entered_by_id=row.entered_by_id,
        enforced_by=str(row.enforced_by) if row.enforced_by else "",
    )


def confidence_doubt(row: GrantFigure) -> str:
    """How sure the source is, where it has not been verified."""
    if row.confidence == Confidence.VERIFIED:
        return ""
    return f"（{row.get_confidence_display()}）"


def _as_figure(row: GrantFigure) -> Figure:
    label = figure_label(row.code, row.variant)
    if FIGURES[Code(row.code)].of_year:
        label = f"{row.first_on.year} 年{label}"
    paper = "，".join(text for text in (row.source, row.document_no) if text)
    return Figure(row.value, label, f"{paper}{confidence_doubt(row)}")


def figure_on(code: Code, day: date, variant: str = "") -> Figure | None:
    """The figure in force on that day; None where there is none."""
    rows = GrantFigure.objects.filter(
        code=code, variant=variant, state=FigureState.IN_FORCE, first_on__lte=day
    )
    row = rows.order_by("-first_on").first()
    return _as_figure(row) if row is not None else None


def figure_of_year(code: Code, year: int) -> Figure | None:
    """The figure of exactly that calendar year."""
    rows = GrantFigure.objects.filter(
        code=code, state=FigureState.IN_FORCE, first_on=date(year, 1, 1)
    )
    row = rows.first()
    return _as_figure(row) if row is not None else None


def shares_on(code: Code, day: date) -> dict[str, Figure]:
    """Every variant's figure in force on that day; one query.

    A later notice replaces the earlier one as a whole: a merit that it no longer names counts for
    nothing.
    """
    rows = list(
        GrantFigure.objects.filter(
            code=code, state=FigureState.IN_FORCE, first_on__lte=day
        ).order_by("first_on")
    )
    latest = rows[-1].first_on if rows else None
    return {row.variant: _as_figure(row) for row in rows if row.first_on == latest}


def rounding_on(code: Code, day: date) -> Rounding:
    """The rounding policy in force; to the yuan where the bureau has said nothing."""
    figure = figure_on(code, day)
    return ROUNDINGS[int(figure.value)] if figure is not None else Rounding.YUAN


def merit_choices(code: Code) -> list[tuple[str, str]]:
    """Merits for which a share was ever brought into force, in their order."""
    known = set(
        GrantFigure.objects.filter(code=code, state=FigureState.IN_FORCE).values_list(
            "variant", flat=True
        )
    )
    return [(key, label) for key, label in FIGURES[code].variants if key in known]


def most_of(code: Code) -> Decimal:
    """The largest value that makes sense for a figure."""
    return FIGURES[code].most
