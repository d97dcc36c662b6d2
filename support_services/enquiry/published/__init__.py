"""What somebody may see of his own, once it is shown that it is he: frozen values, nothing else.

Everything is asked by the person's key, which comes from a pass (``services.whose``) and from
nowhere else. His name is masked and his account told by its end: the screen may be somebody
else's. Restricted cases, reasons of a suspension, cross-checks and sensitive records are not told.
"""

from dataclasses import dataclass
from datetime import date

from support_services.casework import published as casework
from support_services.enquiry.published import matters, money
from support_services.enquiry.published.matters import OwnAid, OwnGap, OwnLook
from support_services.enquiry.published.money import OwnAccount, OwnPayment, OwnRight
from support_services.stations import published as stations
from support_services.stations.published import PublicPlace
from veterans.foundation.masking import mask_name
from veterans.registry.models import Person

__all__ = ["Own", "Subject", "own", "subject"]


@dataclass(frozen=True)
class Own:
    """Everything on the page. ``to_do``: what the person has to do, in sentences, most pressing
    first."""

    name: str
    account: OwnAccount
    to_do: tuple[str, ...]
    rights: tuple[OwnRight, ...]
    payments: tuple[OwnPayment, ...]
    matters: tuple[casework.Matter, ...]
    aid: tuple[OwnAid, ...]
    gaps: tuple[OwnGap, ...]
    place: PublicPlace | None
    looks: tuple[OwnLook, ...]


@dataclass(frozen=True)
class Subject:
    """What "这里不对" is about: ``key`` such as ``payment:12``, and in words."""

    key: str
    words: str


def own(person_id: int, *, today: date) -> Own:
    """The page of that person."""
    person = Person.objects.select_related("region").get(pk=person_id)
    account = money.account_of(person)
    return Own(
        name=mask_name(person.name),
        account=account,
        to_do=(*money.confirmations_of(person, today=today), *account.to_do),
        rights=money.rights_of(person, today=today),
        payments=money.payments_of(person, today=today),
        matters=casework.matters_of(person.pk),
        aid=matters.aid_of(person.pk),
        gaps=matters.gaps_of(person.pk, today=today),
        place=stations.place(person.region.code),
        looks=matters.looks_of(person.pk, today=today),
    )


def subject(person_id: int, key: str, *, today: date) -> Subject | None:
    """What such a key of the page means; None for what is not this person's."""
    kind, _, number = key.partition(":")
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    person = Person.objects.get(pk=person_id)
    words = None
    if kind == "payment":
        words = money.payment_in_words(person, int(number), today=today)
    elif kind == "right":
        words = money.right_in_words(person, int(number), today=today)
    elif kind in ("case", "errand"):
        words = next(
            (
                f"{one.kind}（{one.number}）"
                for one in casework.matters_of(person_id)
                if one.key == key
            ),
            None,
        )
    return Subject(key, words) if words else None
