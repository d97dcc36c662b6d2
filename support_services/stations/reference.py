"""What every deployment begins with: names of the levels, and the duty lists as shipped.

The lists follow the "884" of Pinghu in their numbers (eight for the county, eight for a town, four
for a village); which items these are is presumed, so the titles are the duties that local standards
name (DB3304/T 085-2022, 退役军人服务中心(站)建设与服务规范), and each is marked as unconfirmed
until the bureau has the paper.
"""

from datetime import date
from pathlib import Path
from typing import Any

from veterans.foundation.confidence import Confidence
from veterans.foundation.csv_reading import read_bytes, read_csv
from veterans.regions.rules import COUNTY, TOWN, VILLAGE

LEVEL_LABELS: dict[str, str] = {COUNTY: "区服务中心", TOWN: "镇街服务站", VILLAGE: "村居服务站"}

LIST = Path(__file__).parent / "data" / "duty_items.csv"
COLUMNS = ("level", "number", "title", "text")
# Long before anything is asked about: a list has to hold from the portal's first day on.
SINCE = date(2020, 1, 1)
SOURCE = "待确认：系统自带的参考清单，按站点常见职责拟写，不是文件原文；请按本局文件核改"


def ensure_duty_items(**_: Any) -> None:
    """Insert the shipped lists where there is none at all; called after ``migrate``."""
    from support_services.stations.models import DutyItem

    if DutyItem.objects.exists():
        return
    DutyItem.objects.bulk_create(
        DutyItem(
            **line.values,
            source=SOURCE,
            confidence=Confidence.UNCONFIRMED,
            valid_from=SINCE,
        )
        for line in read_csv(read_bytes(LIST), COLUMNS)
    )
