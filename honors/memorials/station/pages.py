"""Pages of the memorials as the stations' navigation names them."""

from support_services.stations.station_pages import StationPage

STATION_PAGES = (
    StationPage(
        "纪念设施、祭扫",
        "station_memorials:first",
        "place",
        51,
        also=tuple(
            f"station_memorials:{name}" for name in ("list", "new", "sheet", "edit", "do", "month")
        ),
        note="烈士纪念设施检查、祭扫活动、异地祭扫、遗骸线索报告",
    ),
)
