"""Keeping the stations' addresses and telephones. Nothing is deleted: a station is corrected."""

import re
import unicodedata
from datetime import datetime

from django.db import transaction

from support_services.stations.models import Station
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.regions.models import Region

# A fixed line with or without area code and extension, a mobile, or a short service number.
_PHONE = re.compile(
    r"\A(?:(?:0[0-9]{2,3}-)?[2-9][0-9]{6,7}(?:转[0-9]{1,6})?|1[3-9][0-9]{9}|[1-9][0-9]{4,5})\Z"
)
_LABELS = {"name": "名称", "address": "地址", "phone": "电话", "opening_hours": "开放时间"}


def upsert_station(
    *,
    region: Region,
    name: str,
    address: str,
    phone: str,
    opening_hours: str,
    by: User,
    at: datetime,
) -> Station:
    """Register the station of a region, or correct it; the same values again change nothing.

    Refuses whoever does not keep stations, an empty name, text that is too long or holds line
    breaks, and a telephone nobody could dial. Residents see the change at once.
    """
    roles.require(by, "stations.edit")
    values = {
        "name": _line("name", name),
        "address": _line("address", address),
        "phone": clean_phone(phone),
        "opening_hours": _line("opening_hours", opening_hours),
    }
    if not values["name"]:
        raise Refused("请填写服务站名称。")
    with transaction.atomic():
        # The region's row is the lock: two who register the same station wait for each other.
        Region.objects.select_for_update().get(pk=region.pk)
        station = Station.objects.filter(region=region).first()
        is_new = station is None
        station = station or Station(region=region)
        changed = [field for field, value in values.items() if getattr(station, field) != value]
        if not is_new and not changed:
            return station
        for field, value in values.items():
            setattr(station, field, value)
        station.save()
        audit.record(
            actor=by,
            action="stations.registered" if is_new else "stations.corrected",
            subject="station",
            subject_id=region.code,
            # Which fields, not what is in them: a telephone may be a private one.
            detail={"fields": changed},
            at=at,
        )
    return station


def clean_phone(text: str) -> str:
    """The telephone as it is shown, ``0533-2178000`` or ``0533-2178000转801``; "" for none.

    Refuses what cannot be dialled, and two numbers in one field.
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(plain.split()).replace("分机", "转")
    plain = re.sub(r"[‐‑–—−﹣]", "-", plain)
    plain = re.sub(r"\A\(?(0[0-9]{2,3})\)?-?([2-9])", r"\1-\2", plain)
    if not plain:
        return ""
    if not _PHONE.match(plain):
        raise Refused(
            "电话只填一个号码，写成 0533-2178000 或手机号；有分机的写成 0533-2178000转801。"
        )
    return plain


def _line(field: str, text: str) -> str:
    value = " ".join(text.split())
    limit = int(getattr(Station._meta.get_field(field), "max_length", 0))
    if len(value) > limit:
        raise Refused(f"{_LABELS[field]}超过 {limit} 个字，请写短一些。")
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in value):
        raise Refused(f"{_LABELS[field]}中有看不见的控制字符，请重新录入。")
    return value
