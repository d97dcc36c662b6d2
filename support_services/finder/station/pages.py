"""The pages of the finder as the stations' navigation names them."""

from support_services.stations.station_pages import StationPage

STATION_PAGES = (
    StationPage(
        "政策找人",
        "station_finder:gaps",
        "talk",
        19,
        ("station_finder:gap",),
        note="谁符合条件还没有享受，上门告诉他",
    ),
)
