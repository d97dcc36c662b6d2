"""推荐 by those without an account: a unit by its link, a resident who has proved who he is.
Nobody at the bureau signs for either."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import IntegrityError, transaction

from honors.campaigns.models import Nomination, NominationPaper
from honors.campaigns.services.nominating import hand_in, locked_open, take_back
from honors.campaigns.services.recording import of_nomination
from honors.campaigns.services.telling import tell_nominator
from honors.campaigns.services.writing import Nominator, Said, nominated_by, write
from honors.campaigns.states import News, NominationState, Source
from support_services.units.models import Unit
from support_services.units.states import UnitKind
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.sealed_files import SealedFile

# Of one resident in one campaign.
MOST_OF_ONE = 3


@transaction.atomic
def nominate_by_link(
    *,
    campaign_id: int,
    unit: Unit,
    said: Said,
    link_id: int,
    returned: int | None,
    papers: Sequence[SealedFile] = (),
    at: datetime,
    today: date,
) -> Nomination:
    """A unit's, handed in at once; or, where one was returned for completion, that one anew."""
    campaign = locked_open(campaign_id)
    source = Source.TROOPS if unit.kind == UnitKind.TROOPS else Source.UNIT
    found = None
    if returned is not None:
        rows = Nomination.objects.select_for_update().filter(campaign=campaign, by_unit=unit)
        found = rows.filter(pk=returned, state=NominationState.RETURNED.value).first()
        if found is None:
            raise NotFound("没有找到退回补正的这份推荐。")
        found.campaign = campaign
    made = found or Nomination(
        campaign=campaign,
        by_link=True,
        entered_at=at,
        **nominated_by(campaign, Nominator(source.value, unit_id=unit.pk)),
    )
    write(made, said, at, today)
    for one in papers:
        NominationPaper.objects.create(nomination=made, file=one, added_at=at)
    hand_in(made, None, at, today)
    made.state = NominationState.HANDED_IN.value
    made.save()
    of_nomination("nominated_by_link", made, None, at, link=link_id)
    return made


@transaction.atomic
def withdraw_by_link(
    *, campaign_id: int, unit: Unit, nomination_id: int, why: str, link_id: int, at: datetime
) -> Nomination:
    """Taken back by the unit itself."""
    campaign = locked_open(campaign_id)
    rows = Nomination.objects.select_for_update().filter(campaign=campaign, by_unit=unit)
    live = [NominationState.HANDED_IN.value, NominationState.RETURNED.value]
    found = rows.filter(pk=nomination_id, state__in=live).first()
    if found is None:
        raise NotFound("没有找到可以撤回的推荐。")
    found.campaign = campaign
    take_back(found, why, None, at)
    found.state = NominationState.WITHDRAWN.value
    found.save()
    of_nomination("nomination_withdraw", found, None, at, link=link_id)
    return found


@transaction.atomic
def nominate_by_resident(
    *,
    campaign_id: int,
    person_id: int,
    is_self: bool,
    said: Said,
    form: str,
    at: datetime,
    today: date,
) -> Nomination:
    """Of whoever has proved who he is; the same form sent twice is one nomination. Of himself: his
    name and number are those of his file."""
    known = Nomination.objects.filter(form=form).first()
    if known is not None and known.by_person_id == person_id:
        return known
    campaign = locked_open(campaign_id)
    source = Source.SELF if is_self else Source.PEOPLE
    made = Nomination(
        campaign=campaign,
        form=form,
        entered_at=at,
        **nominated_by(campaign, Nominator(source.value, person_id=person_id)),
    )
    if is_self:
        person = made.by_person
        assert person is not None
        said = replace(
            said,
            name=person.name,
            number=str(person.id_number),
            region=person.region.code,
            phone=str(person.phone or ""),
        )
    if not said.consent:
        said = replace(said, consent_on=None)
    sent = Nomination.objects.filter(by_person=person_id, campaign=campaign)
    if sent.exclude(state=NominationState.WITHDRAWN.value).count() >= MOST_OF_ONE:
        raise Refused(f"一个人最多推荐 {MOST_OF_ONE} 位，您已经推荐满了。")
    write(made, said, at, today)
    hand_in(made, None, at, today)
    made.state = NominationState.HANDED_IN.value
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise Refused("这份推荐刚才已经发过了，请刷新页面看。") from error
    of_nomination("nominated_by_resident", made, None, at, source=source.value)
    tell_nominator(made, News.RECEIVED, at=at, today=today)
    return made


@transaction.atomic
def withdraw_by_resident(*, nomination_id: int, person_id: int, at: datetime) -> Nomination:
    """Taken back by whoever sent it."""
    known = Nomination.objects.filter(pk=nomination_id, by_person=person_id).first()
    if known is None:
        raise NotFound("没有找到这份推荐。")
    campaign = locked_open(known.campaign_id)
    found = Nomination.objects.select_for_update().get(pk=known.pk)
    if found.state not in (NominationState.HANDED_IN, NominationState.RETURNED):
        raise Refused("这份推荐已经撤回。")
    found.campaign = campaign
    take_back(found, "推荐人自己撤回", None, at)
    found.state = NominationState.WITHDRAWN.value
    found.save()
    of_nomination("nomination_withdraw", found, None, at)
    return found
