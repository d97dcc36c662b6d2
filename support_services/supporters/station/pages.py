"""Pages of supporters as the stations' navigation names them."""

from support_services.stations.station_pages import StationPage

_ONE = (
    "activity",
    "activity_new",
    "activity_edit",
    "activity_do",
    "attend",
    "roll",
    "activity_people",
)
STATION_PAGES = (
    StationPage(
        "拥军活动",
        "station_supporters:activities",
        "clock",
        48,
        also=tuple(f"station_supporters:{name}" for name in _ONE),
        note="志愿服务、宣讲、义诊、招聘会：登记、记人、上报",
    ),
    StationPage(
        "志愿服务队",
        "station_supporters:teams",
        "person",
        49,
        also=("station_supporters:team", "station_supporters:volunteer_join"),
        note="本地的队伍、队员和服务时长",
    ),
    StationPage(
        "拥军单位、讲师、岗位",
        "station_supporters:lookup",
        "list",
        50,
        note="本地谁在拥军、讲师团有谁、哪里招人，可以告诉来问的人",
    ),
)
