"""The pages of the plaques as the stations' navigation names them."""

from support_services.stations.station_pages import PersonAction, StationPage

STATION_PAGES = (
    StationPage(
        "光荣牌",
        "station_plaques:tasks",
        "home",
        20,
        tuple(f"station_plaques:{name}" for name in ("hang", "answer", "ask")),
        note="哪一户该挂、该换、该收回，上门结果登记在这里",
    ),
)
PERSON_ACTIONS = (PersonAction("光荣牌申请", "station_plaques:ask", "home", "plaques.ask"),)
