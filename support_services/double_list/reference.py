"""Classes and a first rule of 督办 that a new database starts with; from then on the bureau's own.

The classes are those that published double lists name. For the numbers of the rule no document was
found that binds a county: they are a proposal and say so.
"""

from datetime import date
from typing import Any

CLASSES = (
    *("备战训练", "基础设施", "军人军属权益", "子女入学", "家属就业", "重大工程"),
    *("国防教育", "抢险救灾", "文化拥军", "科技拥军", "生态环保", "助农惠民", "其他"),
)
BEGINNING = date(2020, 1, 1)
SOURCE = "没有查到统一规定；按各地双清单督办的通常做法拟定，请按本局制度另行录入"


def ensure_reference_data(**_: Any) -> None:
    """Insert what is missing; called after ``migrate``. What the bureau has is left alone."""
    from dataclasses import asdict

    from support_services.double_list.models import ItemClass, SupervisionRule
    from support_services.double_list.rules import Figures

    if not ItemClass.objects.exists():
        ItemClass.objects.bulk_create(
            (ItemClass(name=name, position=place) for place, name in enumerate(CLASSES, start=1)),
            ignore_conflicts=True,
        )
    if not SupervisionRule.objects.exists():
        SupervisionRule.objects.bulk_create(
            [
                SupervisionRule(
                    **asdict(Figures()),
                    valid_from=BEGINNING,
                    source=SOURCE,
                    confidence="unconfirmed",
                    state="in_force",
                )
            ],
            ignore_conflicts=True,
        )
