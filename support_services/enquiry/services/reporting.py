"""这里不对: what somebody says of his own page comes in like anything else that residents send."""

from datetime import date, datetime

from support_services.casework.services import arriving
from support_services.casework.services.arriving import Letter
from support_services.enquiry import published
from support_services.enquiry.services.proving import Viewer
from veterans.foundation.errors import Refused
from veterans.registry.models import Person


def report(
    *,
    viewer: Viewer,
    about: str,
    kind: str,
    content: str,
    form: str,
    address: str,
    at: datetime,
    today: date,
) -> str:
    """Send it in under the person's own name, telephone and village; the token of its receipt.

    ``about``: the key of something on his page. Refuses what is not his, and whatever
    ``arriving.send`` refuses.
    """
    if published.subject(viewer.person_id, about, today=today) is None:
        raise Refused("没有找到您说的这一项，请回到上一页再点一次“这里不对”。")
    person = Person.objects.select_related("region").get(pk=viewer.person_id)
    letter = Letter(
        kind=kind,
        place=person.region.code,
        name=person.name,
        phone=str(person.phone or ""),
        content=content,
        about=about,
        proven=True,
    )
    return arriving.send(letter=letter, form=form, address=address, at=at, today=today)
