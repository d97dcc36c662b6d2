"""Where an appointment stands. Plain data."""

from enum import StrEnum


class AppointmentState(StrEnum):
    """Proposed by one person, decided by another; who proposed it may take it back."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


APPOINTMENT_LABELS: dict[AppointmentState, str] = {
    AppointmentState.PROPOSED: "待确认",
    AppointmentState.CONFIRMED: "已确认",
    AppointmentState.REFUSED: "未同意",
    AppointmentState.WITHDRAWN: "已撤回",
}

# verb -> (state it leads to, duty it takes); all start from PROPOSED.
APPOINTMENT_MOVES: dict[str, tuple[AppointmentState, str]] = {
    "confirm": (AppointmentState.CONFIRMED, "accounts.secure"),
    "refuse": (AppointmentState.REFUSED, "accounts.secure"),
    "withdraw": (AppointmentState.WITHDRAWN, "accounts.manage"),
}
EMERGENCY_HOURS = 2  # unless another number is asked for
EMERGENCY_HOURS_MOST = 24
