"""The pages of good news as the stations' navigation names them."""

from support_services.stations.station_pages import StationPage

STATION_PAGES = (
    StationPage(
        "送喜报",
        "station_letters:letters",
        "loud",
        21,
        ("station_letters:deliver",),
        note="立功受奖的喜报，送到家里人手上",
    ),
)
