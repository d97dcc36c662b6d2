"""The pages of aid as the stations' navigation names them."""

from support_services.stations.station_pages import PersonAction, StationPage

STATION_PAGES = (
    StationPage(
        "帮扶、心愿",
        "station_aid:applications",
        "plus",
        48,
        tuple(
            f"station_aid:{name}"
            for name in (
                *("application", "withdraw", "new"),
                *("wish_new", "wish", "wish_move"),
            )
        ),
        note="困难帮扶申请、微心愿",
    ),
)
PERSON_ACTIONS = (
    PersonAction("申请帮扶", "station_aid:new", "plus", "aid.take"),
    PersonAction("微心愿", "station_aid:wish_new", "plus", "wishes.keep"),
)
