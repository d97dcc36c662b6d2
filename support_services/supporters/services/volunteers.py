"""Teams and their volunteers."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from support_services.supporters.models import Team, Volunteer
from support_services.supporters.selectors.activities import team_visible_to, volunteer_visible_to
from support_services.supporters.services.register import accepted_supporter
from support_services.supporters.services.writing import open_text, place, record, saved
from support_services.supporters.states import ENTER, REPORT
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused
from veterans.registry.models import Person
from veterans.registry.rules import clean_name, clean_phone
from veterans.registry.selectors import people_visible_to

SUBJECT = "volunteer_team"


@transaction.atomic
def form_team(
    *,
    supporter_id: int,
    name: str,
    region: str,
    formed_on: date,
    note: str = "",
    by: User,
    at: datetime,
) -> Team:
    """A team of a supporter that is accepted. Refuses a name that another has."""
    require(by, ENTER)
    supporter = accepted_supporter(supporter_id, by)
    made = Team(
        supporter=supporter,
        name=open_text(name, Team, "name"),
        region=place(region),
        formed_on=formed_on,
        note=open_text(note, Team, "note"),
        entered_by=by,
        entered_at=at,
    )
    try:
        with transaction.atomic():
            saved(made, new=True)
    except IntegrityError as error:
        raise Refused("已有一个同名的志愿服务队。") from error
    record("team_formed", SUBJECT, made, by, at)
    return made


@transaction.atomic
def join_team(
    *,
    team_id: int,
    name: str,
    phone: str = "",
    person_id: int | None = None,
    consents: bool = False,
    joined_on: date,
    by: User,
    at: datetime,
) -> Volunteer:
    """A volunteer into a team of the reader's area. ``person_id``: his file, with his consent and
    under his name; refuses a file of another name, and one who is in the team already."""
    require(by, REPORT)
    team = Team.objects.select_for_update(of=("self",)).get(pk=team_visible_to(by, team_id).pk)
    called = clean_name(name)
    person: Person | None = None
    if person_id is not None:
        files = people_visible_to(by).filter(merged_into__isnull=True)
        person = files.filter(pk=person_id).first()
        if person is None or person.name != called:
            raise Refused("没有找到同名的人员档案，请核对人员编号，或者不关联。")
        if not consents:
            raise Refused("关联人员档案要本人同意，请当面问过再勾选。")
    made = Volunteer(
        team=team,
        name=called,
        phone=clean_phone(phone) or None,
        person=person,
        consents=bool(consents and person),
        joined_on=joined_on,
        entered_by=by,
        entered_at=at,
    )
    try:
        with transaction.atomic():
            saved(made, new=True)
    except IntegrityError as error:
        raise Refused("此人已在这个队里。") from error
    record("volunteer_joined", SUBJECT, team, by, at, volunteer=made.pk)
    return made


@transaction.atomic
def leave_team(*, volunteer_id: int, on: date, by: User, at: datetime) -> Volunteer:
    """He leaves; his telephone goes at once, his hours stay."""
    require(by, REPORT)
    known = volunteer_visible_to(by, volunteer_id)
    row = Volunteer.objects.select_for_update(of=("self",)).get(pk=known.pk)
    if row.left_on is not None:
        raise Refused("此人已经离队。")
    row.left_on, row.phone = on, None
    saved(row)
    record("volunteer_left", SUBJECT, known.team, by, at, volunteer=row.pk)
    return row
