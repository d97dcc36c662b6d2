"""The one question a provider may ask: does this item mean the person who stands before me?

``verify`` is what a door for programs calls, once for each question. It takes the secret of a
token, the code of an item, and number and name as they stand on the card that the person shows;
it answers yes or no, and whoever is not registered, has died, is called otherwise or is not meant
gets the same no. A question that the token does not cover is no answer but a refusal:
``UnknownToken`` (401: no such token, ended, taken back), ``OutOfScope`` (403: this item may not be
asked about), ``pace.TooOften`` (429), and ``Refused`` (400: a number or name that cannot be one;
says what is wrong). The door gives ``address`` (of the caller, counted under a digest), ``at`` and
``today``, and shows the message of a refusal as it is. Every answer is a row and an entry in the
audit log before it is given. See docs/adr/0041-a-yes-or-no-for-providers.md.
"""

import hmac
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from support_services.catalogue.models import Edition
from support_services.catalogue.questions import life_of
from support_services.providers.models import Offer, ProviderToken, Verification
from support_services.providers.rules import telling
from support_services.providers.services.tokens import digest_of
from veterans.foundation import audit, idcard, pace
from veterans.foundation.errors import Refused
from veterans.registry.criteria.judging import holds
from veterans.registry.criteria.lives import lives_of
from veterans.registry.criteria.tree import Node
from veterans.registry.models import Person
from veterans.registry.rules import clean_name
from veterans.registry.selectors import id_index

_log = structlog.get_logger("portal.verifying")
MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
NOBODY = 0
LATER = "暂时不能核验，请稍后再试，或者先按证件办理。"
TOO_FAST = "核验得太快了，请稍后再试，或者先按证件办理。"
TOO_MANY_NOES = "今天答复“否”的次数太多，核验已暂停到明天。请联系退役军人事务局。"
UNKNOWN = "核验凭证无效或已停用，请联系退役军人事务局。"
NOT_COVERED = "这个项目不在核验凭证和协议的范围内，请联系退役军人事务局。"


class UnknownToken(Refused):
    """No token of ours, or one that is not in force."""


class OutOfScope(Refused):
    """A token in force, that does not cover this item as it stands today."""


@dataclass(frozen=True)
class Verdict:
    """Whether the item means that person today; nothing else is told."""

    is_meant: bool


def verify(
    *,
    secret: str,
    item_code: str,
    number: str,
    name: str,
    address: str,
    at: datetime,
    today: date,
) -> Verdict:
    """Whether a published item means the person with that identity number and name today.

    Not asked: whether he has it already. Refuses as the module says; a refusal is no row, an
    answer always is one. The queries are as many for a no as for a yes, whatever the no is for.
    """
    known = ProviderToken.objects.filter(digest=digest_of(secret)).first() if secret else None
    if known is None:
        _keep_strangers_pace(address, at)
        _log.warning("asked with a token that is none of ours")
        raise UnknownToken(UNKNOWN)
    # Before the number is looked at: a badly typed one is a question as well.
    _keep_pace(known, at)
    checked = idcard.check(number, today=today)
    called = clean_name(name)
    with transaction.atomic():
        # Locked, so that whoever takes it back waits for this answer or comes before it.
        token = ProviderToken.objects.select_for_update().get(pk=known.pk)
        if token.revoked_at is not None or not token.valid_from <= today <= token.valid_to:
            _log.warning("asked with a token that is not in force", token=token.pk)
            raise UnknownToken(UNKNOWN)
        edition, tree = _covered(token, item_code, today)
        _refuse_after_noes(token, today, at)
        person = Person.objects.filter(id_index=id_index(checked)).first()
        is_meant = _is_meant(person, called, edition, tree, today)
        asked = Verification.objects.create(
            provider_id=token.provider_id,
            token=token,
            edition=edition,
            # Nothing new hangs on a file that was merged.
            person=person if person is not None and person.merged_into_id is None else None,
            is_meant=is_meant,
            on=today,
            at=at,
        )
        token.last_used_at = at
        token.save(update_fields=["last_used_at"])
        audit.record(
            actor=None,
            action="providers.asked",
            subject="provider_token",
            subject_id=token.pk,
            detail={"verification": asked.pk, "provider": token.provider_id},
            at=at,
        )
    return Verdict(is_meant)


def _is_meant(
    person: Person | None, called: str, edition: Edition, tree: Node, today: date
) -> bool:
    """Everything is reckoned, and only then put together: nobody is answered sooner."""
    of = person.pk if person is not None else NOBODY
    life = {**life_of({}, today), **lives_of([of])[of]}
    meant = holds(tree, life, today)
    here = edition.holds_in(str(life["path"]))
    registered = (person.name if person is not None else "").encode()
    same_name = hmac.compare_digest(registered, called.encode())
    living = person is not None and person.died_on is None and person.merged_into_id is None
    return meant & here & same_name & living


def _covered(token: ProviderToken, code: str, today: date) -> tuple[Edition, Node]:
    """The item as it is published, where token and agreement cover it and a yes tells no more than
    two people have accepted."""
    offer = (
        Offer.objects.in_force(today)
        .filter(agreement__provider=token.provider_id, item__code=code, may_ask=True)
        .first()
    )
    edition = Edition.objects.for_residents(today).filter(item__code=code).first()
    tree = edition.conditions() if edition is not None else None
    if code not in token.items or offer is None or edition is None or tree is None:
        raise OutOfScope(NOT_COVERED)
    if not set(telling(tree)) <= set(offer.told):
        raise OutOfScope(NOT_COVERED)
    return edition, tree


def _refuse_after_noes(token: ProviderToken, today: date, at: datetime) -> None:
    """Whoever gets many noes is trying people out."""
    most = settings.PORTAL_VERIFICATION_NOES_PER_DAY
    noes = Verification.objects.filter(token=token, on=today, is_meant=False).count()
    if most and noes >= most:
        tomorrow = timezone.make_aware(datetime.combine(today + timedelta(days=1), time.min))
        raise pace.TooOften(TOO_MANY_NOES, wait=max(1, int((tomorrow - at).total_seconds())))


def _keep_pace(token: ProviderToken, at: datetime) -> None:
    per_minute = token.per_minute or settings.PORTAL_VERIFICATIONS_PER_MINUTE
    per_day = token.per_day or settings.PORTAL_VERIFICATIONS_PER_DAY
    limits = [pace.Limit(MINUTE, per_minute, TOO_FAST), pace.Limit(DAY, per_day, TOO_FAST)]
    pace.keep(deed="verify", who=token.pk, limits=limits, at=at, or_words=LATER)


def _keep_strangers_pace(address: str, at: datetime) -> None:
    limits = [pace.Limit(HOUR, settings.PORTAL_UNKNOWN_TOKENS_PER_HOUR, LATER)]
    who = pace.stranger(address)
    pace.keep(deed="verify_strangers", who=who, limits=limits, at=at, or_words=LATER)
