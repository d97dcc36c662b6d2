"""Where campaigns stand at the stations' door."""

from support_services.stations.station_pages import StationPage

STATION_PAGES = (
    StationPage(
        "评选推荐",
        "station_campaigns:list",
        "letter",
        63,
        also=(
            "station_campaigns:nomination_new",
            "station_campaigns:nomination",
            "station_campaigns:nomination_edit",
            "station_campaigns:nomination_do",
        ),
        note="推荐最美退役军人、好军嫂等，看推荐的结果",
    ),
)
