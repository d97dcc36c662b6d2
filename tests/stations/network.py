"""The real places of the data file, and invented stations in some of them."""

from pathlib import Path

from support_services.stations.models import Station
from tests.people import NOW
from veterans.foundation.csv_reading import read_bytes, read_csv
from veterans.regions import services as regions
from veterans.regions.models import Region
from veterans.regions.rules import RegionRow

LIST = Path(regions.__file__).parent / "data" / "regions_zhangdian.csv"
COLUMNS = ("code", "name", "level", "parent_code")

CENTER, TOWN, OTHER_TOWN = "370303000000", "370303003000", "370303102000"
WITH_STATION, WITHOUT = "370303003001", "370303003201"


def listed_rows() -> list[RegionRow]:
    """The rows of the data file."""
    return [
        RegionRow(**{name: line.values[name] for name in COLUMNS})
        for line in read_csv(read_bytes(LIST), COLUMNS)
    ]


def load_places() -> dict[str, Region]:
    """All regions of the county, by code."""
    regions.load_regions(listed_rows(), at=NOW)
    return {region.code: region for region in Region.objects.all()}


def make_station(code: str, **values: str) -> Station:
    """An invented station at a real place."""
    region = Region.objects.get(code=code)
    defaults = {
        "name": f"{region.name}退役军人服务站",
        "address": "试验路 1 号",
        "phone": "0533-2000000",
        "opening_hours": "周一至周五 8:30–17:00",
    }
    return Station.objects.create(region=region, **{**defaults, **values})


def make_network() -> None:
    """The centre, one town and one of its villages have a station; nobody else."""
    make_station(CENTER, name="张店区退役军人服务中心", phone="0533-2100000")
    make_station(TOWN, name="湖田街道退役军人服务站", phone="0533-2000300")
    make_station(WITH_STATION, name="洪一社区退役军人服务站", phone="0533-2000301")
