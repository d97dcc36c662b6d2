"""Kinds of alerts. Plain data."""

from enum import StrEnum


class AlertKind(StrEnum):
    MANY = "many"
    UNUSUAL = "unusual"
    OFF_HOURS = "off_hours"
    CROWD = "crowd"
    TAKEN = "taken"


KIND_LABELS: dict[AlertKind, str] = {
    AlertKind.MANY: "一天查看的人数过多",
    AlertKind.UNUSUAL: "比本人平时多得多",
    AlertKind.OFF_HOURS: "办公时间以外查看",
    AlertKind.CROWD: "同一人被多人查看",
    AlertKind.TAKEN: "一天导出的人数过多",
}
