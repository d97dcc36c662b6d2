"""What cases are about of the floors below: items of the catalogue, lines of a 公示."""

from datetime import date

from django.urls import reverse

from support_services.casework import subjects
from support_services.casework.states import OBJECTION, CaseKind
from support_services.casework.subjects import Kind, Subject
from support_services.catalogue import published as catalogue
from support_services.catalogue.models import Edition
from support_services.catalogue.selectors import standing
from support_services.subsidies.models import PublicityEntry
from support_services.subsidies.published import line_on_show
from veterans.accounts.bureau_pages import address
from veterans.accounts.models import User

ITEM, LINE = "item", "publicity"
# 军人抚恤优待条例 (2024) art. 57; 烈士褒扬条例 (2024) art. 60.
LAW = (
    "单位负有优待义务而不履行的，先责令履行，仍不履行的，处二万元以上五万元以下罚款"
    "（《军人抚恤优待条例》第五十七条；烈士遗属的优待，《烈士褒扬条例》第六十条）。"
    "先向承办单位问清情况；不要告诉对方是谁反映的。"
)


def _item(title: str, code: str, provider: str) -> Subject:
    return Subject("优待项目", title, (("项目编号", code), ("承办单位", provider)), LAW)


def _find_item(code: str) -> Subject | None:
    rows = list(Edition.objects.select_related("item").filter(item__code=code))
    if not rows:
        return None
    known = standing(rows)
    return _item(known.title, code, known.provider)


def _published_item(code: str, today: date) -> Subject | None:
    found = catalogue.item(code, today=today)
    return _item(found.title, found.code, found.provider) if found else None


def _item_url(user: User, code: str) -> str:
    if not user.may("catalogue.read"):
        return ""
    if user.is_station:
        return reverse("station_catalogue:item", args=[code])
    return address("catalogue_item", code)


def _items(today: date) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (field.label, [(one.code, f"{one.title}（{one.code}）") for one in field.items])
        for field in catalogue.fields(today=today)
    ]


def _entry(key: str) -> PublicityEntry | None:
    if not key.isdigit():
        return None
    rows = PublicityEntry.objects.select_related("notice__region")
    return rows.filter(pk=int(key)).first()


def _find_line(key: str) -> Subject | None:
    found = _entry(key)
    return _line(found) if found else None


def _line(found: PublicityEntry) -> Subject:
    who = f"{found.public_person}，{found.public_place}，{found.public_name}"
    return Subject(
        "公示的一项",
        who,
        (("哪一份公示", f"{found.notice.number}，{found.notice.title}"),),
        place=found.notice.region.code,
    )


def _line_on_show(key: str, today: date) -> Subject | None:
    found = _entry(key)
    return _line(found) if found and line_on_show(found.pk, today=today) else None


def _line_url(user: User, key: str) -> str:
    found = _entry(key) if user.is_bureau and user.may("ledger.read") else None
    return address("publicity_notice", found.notice_id) if found else ""


def register() -> None:
    """Called once by the app's ``ready``."""
    subjects.register(
        Kind(
            ITEM,
            frozenset(one.value for one in CaseKind if one is not CaseKind.HARDSHIP),
            _find_item,
            _item_url,
            _published_item,
            _items,
        ),
        Kind(LINE, frozenset({OBJECTION}), _find_line, _line_url, _line_on_show),
    )
