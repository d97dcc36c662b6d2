"""The tables of the plaques, by subject."""

from honors.plaques.models.batches import Batch
from honors.plaques.models.deciding import Application, Withdrawal
from honors.plaques.models.rules import RuleLine
from honors.plaques.models.standing import Run, Standing, Task
from honors.plaques.models.stock import Piece, StockLine

__all__ = [
    "Application",
    "Batch",
    "Piece",
    "RuleLine",
    "Run",
    "Standing",
    "StockLine",
    "Task",
    "Withdrawal",
]
