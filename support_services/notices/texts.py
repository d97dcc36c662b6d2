"""What a notice says: the text that was fixed, or else the rule's template with its words."""

from django.conf import settings

from support_services.notices.models import Notice
from support_services.notices.rules import day_words, filled
from support_services.notices.states import Audience
from veterans.regions.models import Region
from veterans.regions.selectors import place_name


def text_of(notice: Notice) -> str:
    """In full; of one about a person it holds his name, so it is covered in lists."""
    if notice.text is not None:
        return str(notice.text)
    if notice.rule is None:
        return ""
    return filled(notice.rule.template, words_of(notice))


def words_of(notice: Notice) -> dict[str, str]:
    """The closed set of words of this notice."""
    words = {
        **{key: str(value) for key, value in notice.words.items()},
        **day_words(notice.due_on, notice.say_on),
        "局名": settings.PORTAL_BUREAU_NAME,
        "局电话": settings.PORTAL_BUREAU_PHONE or "本局值班电话",
    }
    place: Region | None = notice.region
    if notice.audience == Audience.PERSON and notice.person is not None:
        words |= {"姓名": notice.person.name, "村居": place.name if place else ""}
    elif notice.audience == Audience.UNIT:
        words["单位"] = notice.hearer_name
    else:
        words["地方"] = place_name(place) if place else "全区"
    return words
