"""The pages of the catalogue as the stations' navigation names them."""

from support_services.stations.station_pages import PersonAction, StationPage

STATION_PAGES = (
    StationPage(
        "优待目录",
        "station_catalogue:catalogue",
        "list",
        46,
        ("station_catalogue:item", "station_catalogue:claims"),
        note="什么人享受什么、凭什么、到哪里办",
    ),
)

PERSON_ACTIONS = (
    PersonAction("可享受的优待", "station_catalogue:claims", "list", "catalogue.read"),
)
