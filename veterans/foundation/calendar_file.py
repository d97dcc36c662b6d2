"""Days as a calendar file (iCalendar, RFC 5545), for whoever keeps his days in a telephone.
Pure: no clock, no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

TYPE = "text/calendar; charset=utf-8"
# China keeps one time all year; written in UTC nobody's telephone can misread it.
_HERE = timezone(timedelta(hours=8))
_LONGEST = 75


@dataclass(frozen=True)
class Entry:
    """``uid``: the same for the same thing for ever, so that a second file changes it instead
    of doubling it. Without ``starts_at`` it is the whole day."""

    uid: str
    title: str
    on: date
    starts_at: time | None
    ends_at: time | None
    where: str
    words: str


def calendar_file(entries: Iterable[Entry], *, name: str, at: datetime) -> bytes:
    """``at``: when it was written."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Veterans portal//ZH"]
    lines.append(f"X-WR-CALNAME:{_text(name)}")
    for one in entries:
        lines += ["BEGIN:VEVENT", f"UID:{one.uid}", f"DTSTAMP:{_utc(at)}", *_when(one)]
        lines += [f"SUMMARY:{_text(one.title)}", f"LOCATION:{_text(one.where)}"]
        lines += [f"DESCRIPTION:{_text(one.words)}"] if one.words else []
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) for line in lines).encode()


def _when(one: Entry) -> list[str]:
    if one.starts_at is None:
        following = one.on + timedelta(days=1)
        return [f"DTSTART;VALUE=DATE:{one.on:%Y%m%d}", f"DTEND;VALUE=DATE:{following:%Y%m%d}"]
    lines = [f"DTSTART:{_utc(datetime.combine(one.on, one.starts_at, _HERE))}"]
    if one.ends_at is not None:
        lines.append(f"DTEND:{_utc(datetime.combine(one.on, one.ends_at, _HERE))}")
    return lines


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    for sign, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        text = text.replace(sign, escaped)
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """No line is longer than 75 bytes; what is, goes on behind a space on the next. No character
    is cut in two."""
    parts, part, much = [], "", 0
    for sign in line:
        size = len(sign.encode())
        if much + size > _LONGEST:
            parts.append(part)
            part, much = "", 1
        part, much = part + sign, much + size
    return "\r\n ".join([*parts, part]) + "\r\n"
