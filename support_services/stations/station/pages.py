"""The network's pages as the stations' navigation names them."""

from support_services.stations.station_pages import StationPage

STATION_PAGES = (
    StationPage(
        "本站",
        "network:home",
        "place",
        50,
        ("network:station", "network:station_do", "network:station_row_do"),
        note="站里的人、五有、能办的事，本镇街的一张图",
    ),
    StationPage(
        "自评",
        "network:assessments",
        "ok",
        52,
        (
            "network:begin",
            "network:assessment",
            "network:assessment_do",
            "network:assessment_item",
        ),
        note="本站自评，镇街站核定村居的自评，排名",
    ),
)
