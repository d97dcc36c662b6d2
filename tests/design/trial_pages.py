"""What a draft of standards would cost, with made-up data."""

from datetime import date
from decimal import Decimal
from typing import Any

from support_services.subsidies.admin.rate_trials import HorizonForm
from support_services.subsidies.rate_trials import Cost
from support_services.subsidies.selectors import Trial, TrialRow
from tests.design.samples import BUREAU

D = Decimal
AUGUST = date(2026, 8, 1)
TOTAL = TrialRow("合计", 177, 8, Cost(D("26847.14"), D("-16911.15"), D("8455.61")))
TRIAL = Trial(
    first=AUGUST,
    last=date(2026, 12, 1),
    calculated_through=AUGUST,
    total=TOTAL,
    schemes=[TOTAL, TrialRow("三红生活补助", 0, 0, Cost())],
    towns=[TOTAL],
    months={},
)
NOBODY = Trial(AUGUST, AUGUST, None, TrialRow("合计", 0, 0, Cost()), [], [], {})
COMMON: dict[str, Any] = {
    **BUREAU,
    "title": "启用前试算",
    "crumbs": [],
    "table": {"title": "2026年8月起执行标准", "document_no": "示范〔2026〕8号"},
    "months": [
        {
            "label": "2026年8月",
            "before": D("162940.08"),
            "after": D("171655.80"),
            "difference": D("8715.72"),
            "calculated": True,
        }
    ],
    "most_scheme": D("43758.29"),
    "most_town": D("43758.29"),
    "refusal": "",
    "export_url": "/x/",
    "back_url": "/x/",
}
TRIAL_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "rate-trial": (
        "bureau/rate_trial.html",
        {**COMMON, "trial": TRIAL, "form": HorizonForm(initial={"last": AUGUST})},
    ),
    "rate-trial-nobody": (
        "bureau/rate_trial.html",
        {**COMMON, "trial": NOBODY, "form": HorizonForm({"last": "2026-12"})},
    ),
    "rate-trial-refused": (
        "bureau/rate_trial.html",
        {
            **COMMON,
            "trial": None,
            "form": HorizonForm({"last": "明年"}),
            "refusal": "试算最多十年，请选近一些的月份。",
        },
    ),
}
