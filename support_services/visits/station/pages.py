"""The pages of visits as the stations' navigation names them."""

from support_services.stations.station_pages import PersonAction, StationPage

STATION_PAGES = (
    StationPage(
        "走访",
        "station_visits:visits",
        "visit",
        18,
        tuple(
            f"station_visits:{name}"
            for name in (
                *("round", "visit", "void", "of_person", "new"),
                *("key_new", "key_persons", "key_end"),
            )
        ),
        in_bar=True,
        note="要走访谁、登记走访、重点联系对象",
    ),
    StationPage(
        "送书面通知",
        "station_handovers:letters",
        "letter",
        19,
        ("station_handovers:new", "station_handovers:back"),
        note="区局打印好、等着送到本人手里的",
    ),
)

PERSON_ACTIONS = (
    PersonAction("登记走访", "station_visits:new", "visit", "visits.record"),
    PersonAction("登记送达", "station_handovers:new", "letter", "visits.record"),
)
