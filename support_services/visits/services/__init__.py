"""The verbs of visits: duty, change and audit in one transaction."""

from support_services.visits.services.handing_over import HandedOver, Taker, record_hand_over
from support_services.visits.services.visiting import (
    add_key_person,
    add_task,
    end_key_person,
    end_task,
    note_list_taken,
    record_visit,
)
from support_services.visits.services.voiding import Voided, void_visit

__all__ = [
    "HandedOver",
    "Taker",
    "Voided",
    "add_key_person",
    "add_task",
    "end_key_person",
    "end_task",
    "note_list_taken",
    "record_hand_over",
    "record_visit",
    "void_visit",
]
