"""The stock by number, and its book, which a trigger keeps."""

from django.db import models
from django.db.models import Q

from honors.plaques.models.choices import choices_of
from honors.plaques.states import (
    ENTRY_LABELS,
    PIECE_LABELS,
    PieceState,
)
from veterans.foundation.hands import hand
from veterans.regions.models import Region
from veterans.registry.models import PlaqueKey


class Piece(models.Model):
    """One plaque of the stock by its number, which exists once however it is spelt. ``town``: where
    it lies, null for the bureau. That it hangs says the home where it hangs."""

    number = models.CharField("编号", max_length=30)
    state = models.CharField(
        "状态", max_length=8, choices=choices_of(PIECE_LABELS), default=PieceState.GOOD.value
    )
    town = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name="在哪个镇街"
    )
    received_on = models.DateField("入库日期")

    class Meta:
        verbose_name = verbose_name_plural = "光荣牌"
        constraints = [
            models.UniqueConstraint(
                PlaqueKey("number"),
                name="plaque_piece_once",
                violation_error_message="这个编号已经入过库。",
            )
        ]

    def __str__(self) -> str:
        return self.number


class StockLine(models.Model):
    """The stock book: what came, went to a town, broke, was counted; only ever added to.

    ``pieces``: how many; of a count the number found, ``booked`` what the book said.
    """

    kind = models.CharField("事项", max_length=8, choices=choices_of(ENTRY_LABELS))
    town = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name="镇街"
    )
    pieces = models.PositiveIntegerField("块数")
    booked = models.PositiveIntegerField("账面块数", null=True, blank=True)
    numbers = models.TextField("编号", blank=True, default="")
    note = models.CharField("说明", max_length=200, blank=True, default="")
    entered_by = hand("登记人", needed=True)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "光荣牌收发"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="counted", booked__isnull=False)
                | ~Q(kind="counted") & Q(booked__isnull=True),
                name="plaque_count_against_book",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pieces}"
