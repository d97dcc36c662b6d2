"""Reading. ``standing`` and ``panel_of`` are what floors above ask for."""

from honors.juries.selectors.results import panel_of, standing

__all__ = ["panel_of", "standing"]
