"""The page of providers as the stations' navigation names it."""

from support_services.stations.station_pages import StationPage

STATION_PAGES = (
    StationPage(
        "优待承办单位",
        "station_providers:providers",
        "place",
        47,
        note="本地哪家医院、药店、窗口有优待，电话多少",
    ),
)
