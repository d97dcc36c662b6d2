"""What a bureau has before it has people to pay: regions, colleagues, stations, standards."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from support_services.stations.models import Station
from support_services.subsidies.demo.numbers import station_phone
from support_services.subsidies.demo.places import Village
from support_services.subsidies.demo.population import COMBAT
from support_services.subsidies.models import RateTable, Scheme
from support_services.subsidies.models.schemes import RateTableState
from support_services.subsidies.services.rates import (
    COLUMNS,
    OPTIONAL_COLUMNS,
    Entered,
    enforce_table,
    enter_table,
)
from veterans.accounts.demo_accounts import DEMO_ACCOUNTS
from veterans.accounts.models import User
from veterans.accounts.services.accounts import create_user
from veterans.foundation.csv_reading import Line, read_bytes, read_csv
from veterans.regions.models import Level, Region
from veterans.regions.rules import RegionRow
from veterans.regions.services import load_regions

HERE = Path(__file__).resolve().parent
REGIONS = HERE.parents[2] / "veterans" / "regions" / "data" / "regions_zhangdian.csv"
RATES = HERE.parent / "data" / "rates_national.csv"

REGION_COLUMNS = ("code", "name", "level", "parent_code")

LAST_KNOWN = "（演示：含已知的最近一次国家标准，其后的未能核实）"
INVENTED_TITLE = "演示用虚构调标（不是真实标准）"
INVENTED_SOURCE = "演示用虚构调标：仅为演示补差而编造，无此文件，不得引用"
INVENTED_SCHEME, INVENTED_AMOUNT = COMBAT, "785"

HOURS_CENTRE = "周一至周五 8:30–12:00，13:30–17:30（演示）"
HOURS_TOWN = "周一至周五 8:30–12:00，13:30–17:00（演示）"
HOURS_VILLAGE = ("周一至周五 9:00–11:30（演示）", "周一、三、五 9:00–11:30（演示）")


@dataclass(frozen=True)
class Staff:
    """The hands that a month goes through; the fourth where a batch takes two signatures."""

    preparer: User
    reviewer: User
    approver: User
    second_approver: User

    @classmethod
    def read(cls) -> "Staff":
        by_role = {
            account.role: User.objects.get(username=account.username)
            for account in reversed(DEMO_ACCOUNTS)
        }
        second = [one for one in DEMO_ACCOUNTS if one.role == "approver"][1]
        return cls(
            by_role["preparer"],
            by_role["reviewer"],
            by_role["approver"],
            User.objects.get(username=second.username),
        )


def settle_in(*, at: datetime) -> None:
    """Regions, accounts, stations and national standards; what is there already stays."""
    rows = read_csv(read_bytes(REGIONS), REGION_COLUMNS)
    load_regions(
        [
            RegionRow(
                code=line.values["code"],
                name=line.values["name"],
                level=line.values["level"],
                parent_code=line.values["parent_code"],
            )
            for line in rows
        ],
        at=at,
    )
    _open_accounts(at)
    _open_stations()
    _enter_national_rates(at)


def villages() -> list[Village]:
    """Every village of the county, by code."""
    found = Region.objects.filter(level=Level.VILLAGE).select_related("parent").order_by("code")
    return [Village(r.code, r.name, r.parent.name if r.parent else "") for r in found]


def _open_accounts(at: datetime) -> None:
    known = set(User.objects.values_list("username", flat=True))
    for account in DEMO_ACCOUNTS:
        if account.username not in known:
            region = account.region_code and Region.objects.get(code=account.region_code)
            create_user(
                actor=None,
                username=account.username,
                password=account.password,
                display_name=account.display_name,
                role=account.role,
                region=region or None,
                must_change_password=False,
                at=at,
            )


def _open_stations() -> None:
    stations = []
    for serial, region in enumerate(Region.objects.order_by("path"), start=1):
        place = Village(region.code, region.name, "").short_name
        if region.level == Level.COUNTY:
            name, hours = f"{place}退役军人服务中心", HOURS_CENTRE
        elif region.level == Level.TOWN:
            name, hours = f"{place}退役军人服务站", HOURS_TOWN
        else:
            name, hours = f"{place}退役军人服务站", HOURS_VILLAGE[serial % len(HOURS_VILLAGE)]
        stations.append(
            Station(
                region=region,
                name=name,
                address=f"{place}便民服务大厅（演示地址）",
                phone=station_phone(serial),
                opening_hours=hours,
            )
        )
    Station.objects.bulk_create(stations, ignore_conflicts=True)


def _enter_national_rates(at: datetime) -> None:
    """One person enters the tables, another brings them into force, as the portal wants it."""
    staff = Staff.read()
    lines = read_csv(read_bytes(RATES), COLUMNS, optional=OPTIONAL_COLUMNS)
    entered = enter_table(rows=lines, by=staff.preparer, at=at)
    newest = _newest(lines)
    for table in entered.tables:
        if table.effective_from in newest and LAST_KNOWN not in table.title:
            _rename(table, table.title + LAST_KNOWN)
    _bring_into_force(entered, staff.reviewer, at + timedelta(hours=3))


def _newest(lines: list[Line]) -> set[date]:
    """The effective dates of tables that hold the last known standard of some scheme."""
    last: dict[str, str] = {}
    for line in lines:
        scheme, since = line.values["scheme"], line.values["effective_from"]
        last[scheme] = max(last.get(scheme, ""), since)
    return {date.fromisoformat(since) for since in last.values()}


def raise_invented(*, effective: date, at: datetime) -> None:
    """A raise that never was, entered months after it took effect, and marked as invented."""
    staff = Staff.read()
    if RateTable.objects.filter(title=INVENTED_TITLE, state=RateTableState.IN_FORCE).exists():
        return
    row = {
        "scheme": INVENTED_SCHEME,
        "scheme_name": Scheme.objects.get(code=INVENTED_SCHEME).name,
        "grade": "",
        "class": "",
        "amount": INVENTED_AMOUNT,
        "basis": "month",
        "effective_from": effective.isoformat(),
        "confidence": "unconfirmed",
        "source": INVENTED_SOURCE,
    }
    entered = enter_table(
        rows=[Line(1, row)], by=staff.preparer, at=at, document_no=INVENTED_SOURCE
    )
    for table in entered.tables:
        _rename(table, INVENTED_TITLE)
    _bring_into_force(entered, staff.reviewer, at + timedelta(hours=25))


def _rename(table: RateTable, title: str) -> None:
    RateTable.objects.filter(pk=table.pk, state=RateTableState.DRAFT).update(title=title)


def _bring_into_force(entered: Entered, by: User, at: datetime) -> None:
    for table in sorted(entered.tables, key=lambda table: table.effective_from):
        if RateTable.objects.filter(pk=table.pk, state=RateTableState.DRAFT).exists():
            enforce_table(table=table, by=by, at=at)
