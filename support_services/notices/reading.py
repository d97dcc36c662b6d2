"""A notice as the pages of both doors show it to whom it was written."""

from typing import Any

from support_services.notices.models import Notice
from support_services.notices.rules import Step
from support_services.notices.selectors.planned import people_said
from support_services.notices.states import NOTICE_LABELS, Audience, NoticeState
from support_services.notices.texts import text_of
from veterans.accounts.models import User
from veterans.foundation.masking import mask_id_number, mask_phone
from veterans.registry.selectors import people_visible_to

PER_PAGE = 50
_OF_A_PLACE = (Audience.VILLAGE, Audience.TOWN, Audience.BUREAU)


def row(notice: Notice) -> dict[str, Any]:
    """One line of an inbox."""
    label, tone = NOTICE_LABELS[NoticeState(notice.state)]
    unread = notice.state == NoticeState.SENT
    return {
        "key": notice.pk,
        "title": notice.title,
        "text": text_of(notice),
        "due_on": notice.due_on,
        "say_on": notice.say_on,
        "unread": unread,
        "label": "未读" if unread else label,
        "tone": "warn" if unread else tone,
        "read_by": str(notice.handled_by) if notice.handled_by else "",
        "read_at": notice.handled_at,
        "link": notice.link,
    }


def has_people(notice: Notice) -> bool:
    """Whether it tells of a list of people, which is reckoned when it is opened."""
    return notice.rule is not None and notice.audience in _OF_A_PLACE


def people_of(notice: Notice, user: User, page: int) -> tuple[list[dict[str, Any]], int]:
    """A page of the people it tells of, as they are today, within the reader's own area; who is
    done meanwhile is gone from it."""
    if notice.rule is None or not has_people(notice):
        return [], 0
    step = Step(notice.due_on, notice.offset_days, Audience(notice.audience), notice.say_on)
    told, count = people_said(
        notice.rule,
        [step],
        area=user.area_path,
        limit=PER_PAGE,
        start=(max(page, 1) - 1) * PER_PAGE,
    )
    known = (
        people_visible_to(user)
        .select_related("region__parent")
        .in_bulk([one.person_id for one in told])
    )
    return [
        {
            "key": person.pk,
            "name": person.name,
            "masked_id": mask_id_number(str(person.id_number)),
            "phone": mask_phone(str(person.phone)) if person.phone else "没有登记电话",
            "born_on": person.born_on,
            "place": person.region.name,
        }
        for one in told
        for person in [known.get(one.person_id)]
        if person is not None
    ], count
