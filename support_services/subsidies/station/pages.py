"""The pages of this app at the stations' door, as the navigation names them."""

from support_services.stations.station_pages import StationPage

STATION_PAGES = (
    StationPage("首页", "station:home", "home", 10, in_bar=True, note="今天要办的事"),
    StationPage("查人", "station:find", "search", 5, in_head=True, note="按姓名、拼音、号码找人"),
    StationPage(
        "花名册",
        "station:roster",
        "list",
        20,
        ("station:roster_print", "station:payee", "station:payment", "station:statement"),
        in_bar=True,
        note="每月名单、打印、导出",
    ),
    StationPage(
        "待联系",
        "station:follow_up",
        "phone",
        30,
        ("station:check", "station:suspended"),
        note="谁没发到钱，为什么，怎么办",
    ),
    StationPage(
        "年度确认",
        "station:confirmation",
        "ok",
        35,
        ("station:confirmation_person", "station:confirmation_print"),
        note="谁还没确认，登记见到本人",
    ),
    StationPage(
        "报送",
        "station:events",
        "upload",
        40,
        (
            "station:event",
            "station:event_new",
            "station:event_of",
            "station:event_choose",
            "station:event_withdraw",
        ),
        note="去世、搬迁、报到等变动报到区局",
    ),
    StationPage(
        "账户更正",
        "station:accounts",
        "file",
        45,
        ("station:account_new", "station:account_withdraw"),
        note="报送的新账户办得怎么样",
    ),
    StationPage(
        "公示",
        "station:publicity",
        "print",
        50,
        (
            "station:publicity_notice",
            "station:publicity_of_town",
            "station:publicity_print",
            "station:publicity_object",
        ),
        note="打印张贴，登记异议",
    ),
)
