"""What is covered in a file, who may have one of it uncovered, and for which reasons.

Not account numbers: the second person types those from the paper, without having seen them.
"""

from dataclasses import dataclass
from typing import Any

from veterans.accounts.models import User
from veterans.registry.models import Certificate, Relative, Residence, SensitiveRecord

REASONS: dict[str, str] = {
    "call": "电话联系本人或家属",
    "visit": "入户走访",
    "compare": "与证件或文件核对",
    "form": "代填表格、办理证件",
    "inquiry": "本人或家属查询",
    "audit": "核查、信访答复",
    "other": "其他（写明）",
}


@dataclass(frozen=True)
class Covered:
    """A kind of value: what it is called, the column, the table of its rows (None: the person),
    and whether the own station may open it."""

    label: str
    column: str
    table: Any = None
    at_station: bool = False
    duty: str = "people.unmask"


COVERED: dict[str, Covered] = {
    "id_number": Covered("身份证号", "id_number"),
    "phone": Covered("联系电话", "phone", at_station=True),
    "home": Covered("家庭住址", "address", at_station=True),
    "residence": Covered("详细地址", "address", Residence, at_station=True),
    "relative": Covered("亲属或联系人电话", "phone", Relative, at_station=True),
    "certificate": Covered("证件号", "number", Certificate),
    "sensitive": Covered("敏感信息", "text", SensitiveRecord, duty="people.sensitive"),
}


def may_unmask(user: User, what: str) -> bool:
    """Whether somebody may open values of that kind at all."""
    kind = COVERED[what]
    return user.may(kind.duty) and (kind.at_station or not user.is_station)


# What of a section's rows is covered, by the section.
OF_SECTION: dict[str, str] = {
    "residence": "residence",
    "relatives": "relative",
    "certificates": "certificate",
    "sensitive": "sensitive",
}


def covered_column(section: str) -> str:
    """The covered column of a section's rows; "" where there is none."""
    what = OF_SECTION.get(section)
    return COVERED[what].column if what else ""
