"""The worked examples of the domain's handbook for yearly and one-off money, by number.

Each through the rules, through the services to a batch that is paid, and through the command line.
"""

import contextlib
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from support_services.subsidies import grant_rules
from support_services.subsidies.grant_figures import Code
from support_services.subsidies.grant_rules import Figure, Rounding
from support_services.subsidies.grant_states import GrantKind
from support_services.subsidies.models import Grant, Payment
from support_services.subsidies.rules import PartYear
from support_services.subsidies.services.ledger_audit import audit_ledger
from tests.subsidies.grants import NOVEMBER, Office, household_of, payee
from veterans.foundation.errors import Refused
from veterans.registry.models import Person

pytestmark = pytest.mark.django_db

D = Decimal
JANUARY_2023 = date(2023, 1, 1)
FIRST_MERITS = {"battle_3": "10", "merit_2": "10", "battle_4": "5", "merit_3": "5"}


def of(value: str) -> Figure:
    return Figure(D(value), "基数", "试验文件")


def shares(**values: str) -> dict[str, Figure]:
    return {key: of(value) for key, value in values.items()}


def paid(office: Office, *grants: Grant) -> Decimal:
    """Approved, and a batch of the scheme through its three hands."""
    for grant in grants:
        office.approve(grant)
    batch = office.lab.run(NOVEMBER)
    assert batch.state == "approved"
    assert audit_ledger(snapshot=False) == []
    return sum((one.amount for one in Payment.objects.filter(batch=batch)), D(0))


def command(*words: object) -> dict[str, Any]:
    out = io.StringIO()
    # A list that is refused is an answer too, with status 1.
    with contextlib.suppress(SystemExit):
        call_command(*[str(word) for word in words], stdout=out, stderr=io.StringIO())
    return dict(json.loads(out.getvalue()))


def entered_by_list(
    office: Office, folder: Path, kind: GrantKind, **columns: object
) -> dict[str, Any]:
    """One line of a list through ``import_grants``."""
    path = folder / f"{kind.value}.csv"
    heads, values = ",".join(columns), ",".join(str(value) for value in columns.values())
    path.write_text(f"{heads}\n{values}\n", encoding="utf-8")
    hand = office.lab.preparer.username
    return command("import_grants", path, "--kind", kind.value, "--by", hand)


def number(somebody: Person) -> str:
    """The identity number, by which the register now finds him."""
    from veterans.registry.selectors import id_index

    Person.objects.filter(pk=somebody.pk).update(id_index=id_index(somebody.id_number))
    return str(somebody.id_number)


# 14 and 15


@pytest.fixture
def leaving() -> Office:
    office = Office.of("self_employment_grant")
    office.figure(Code.SERVICE_YEAR, "4500", date(2011, 11, 1))
    for merit, share in FIRST_MERITS.items():
        office.figure(Code.SERVICE_MERIT, share, date(2011, 11, 1), merit)
    return office


def test_14_part_years_and_the_highest_merit_by_the_rules() -> None:
    found = grant_rules.self_employment(
        standard=of("4500"),
        enlisted_on=date(2018, 9, 1),
        discharged_on=date(2023, 12, 1),
        part_year=PartYear.UP_TO_SIX_IS_HALF,
        merits=["merit_3", "merit_2"],
        shares=shares(merit_2="10", merit_3="5"),
    )
    assert found.amount == D("27225.00")
    assert [step.amount for step in found.steps] == [None, D("24750.00"), D("2475.00")]
    assert "只按最高一项" in found.steps[-1].how


def test_14_to_the_bank(leaving: Office, tmp_path: Path) -> None:
    veteran = payee(born_on=date(1999, 1, 1))
    grant = leaving.enter(
        veteran,
        GrantKind.SELF_EMPLOYMENT,
        enlisted_on=date(2018, 9, 1),
        discharged_on=date(2023, 12, 1),
        merits=("merit_2", "merit_3"),
    )
    assert paid(leaving, grant) == D("27225.00")
    other = payee(born_on=date(1999, 1, 1))
    answer = entered_by_list(
        leaving, tmp_path, GrantKind.SELF_EMPLOYMENT, id_number=number(other),
        enlisted_on="2018-09-01", discharged_on="2023-12-01", merits="二等功、三等功",
        months="2026-11",
    )  # fmt: skip
    assert answer["amount"] == "27225.00"


def test_15_two_years_and_a_third_class_merit(leaving: Office, tmp_path: Path) -> None:
    found = grant_rules.self_employment(
        standard=of("4500"),
        enlisted_on=date(2021, 9, 1),
        discharged_on=date(2023, 9, 1),
        part_year=PartYear.UP_TO_SIX_IS_HALF,
        merits=["merit_3"],
        shares=shares(merit_3="5"),
    )
    assert found.amount == D("9450.00")
    asked: dict[str, Any] = {
        "enlisted_on": date(2021, 9, 1),
        "discharged_on": date(2023, 9, 1),
    }
    grant = leaving.enter(
        payee(born_on=date(2000, 1, 1)), GrantKind.SELF_EMPLOYMENT, merits=("merit_3",), **asked
    )
    assert paid(leaving, grant) == D("9450.00")
    answer = entered_by_list(
        leaving, tmp_path, GrantKind.SELF_EMPLOYMENT,
        id_number=number(payee(born_on=date(2000, 1, 1))), merits="merit_3", months="2026-11",
        **asked,
    )  # fmt: skip
    assert answer["grants"][0]["amount"] == "9450.00"


# 16 and 17


def by_income(**more: Any) -> grant_rules.Reckoned:
    return grant_rules.conscript_family(
        base=None,
        income=of("30273"),
        percent=of("45"),
        shares={},
        merits=[],
        rounding=Rounding.YUAN,
        **more,
    )


def test_16_a_share_of_last_years_income_and_twice_for_tibet(tmp_path: Path) -> None:
    assert by_income(plateau=None).amount == D("13623.00")
    assert by_income(plateau=of("2")).amount == D("27246.00")
    office = Office.of("conscript_family_grant")
    office.figure(Code.LOCAL_INCOME, "30273", date(2022, 6, 30))
    office.figure(Code.CONSCRIPT_PERCENT, "45", JANUARY_2023)
    office.figure(Code.CONSCRIPT_PLATEAU, "2", JANUARY_2023)
    asked: dict[str, Any] = {"year": 2023, "service_year": 1, "months": [NOVEMBER]}
    here = office.enter(payee(), GrantKind.CONSCRIPT, **asked)
    tibet = office.enter(payee(), GrantKind.CONSCRIPT, is_plateau=True, **asked)
    assert (here.amount, tibet.amount) == (D("13623.00"), D("27246.00"))
    assert paid(office, here, tibet) == D("13623.00") + D("27246.00")
    answer = entered_by_list(
        office, tmp_path, GrantKind.CONSCRIPT, id_number=number(payee()), year=2023,
        service_year=2, plateau="是", merits="", months="2026-11 2027-01",
    )  # fmt: skip
    assert answer["amount"] == "27246.00"


def test_17_a_fixed_sum_and_the_merit_of_the_year(tmp_path: Path) -> None:
    found = grant_rules.conscript_family(
        base=of("23878"),
        income=None,
        percent=None,
        plateau=None,
        merits=["merit_3"],
        shares=shares(merit_3="30"),
        rounding=Rounding.YUAN,
    )
    assert found.amount == D("31041.00")
    office = Office.of("conscript_family_grant")
    office.figure(Code.CONSCRIPT_FIXED, "23878", date(2020, 1, 1))
    for merit, share, reward in (
        ("merit_1", "100", "23878"),
        ("merit_2", "60", "14327"),
        ("merit_3", "30", "7163"),
        ("excellent", "10", "2388"),
    ):
        office.figure(Code.CONSCRIPT_MERIT, share, date(2020, 1, 1), merit)
        grant = office.enter(
            payee(), GrantKind.CONSCRIPT, year=2025, service_year=1, merits=(merit,)
        )
        assert grant.amount == D("23878") + D(reward), merit
    grant = office.enter(
        payee(), GrantKind.CONSCRIPT, year=2025, service_year=1, merits=("merit_3",)
    )
    assert paid(office, grant) == D("31041.00")
    answer = entered_by_list(
        office, tmp_path, GrantKind.CONSCRIPT, id_number=number(payee()), year=2025,
        service_year=1, plateau="", merits="三等功", months="2026-11",
    )  # fmt: skip
    assert answer["amount"] == "31041.00"


# 19


def test_19_what_a_households_year_has_left(tmp_path: Path) -> None:
    cap, special = of("5000"), of("10000")
    assert grant_rules.hardship_left(used=D("3000"), cap=cap) == D("2000")
    with pytest.raises(Refused, match=r"最多还可核发 2,000\.00 元"):
        grant_rules.hardship(asked=D("4000"), used=D("3000"), cap=cap, is_special=False)
    lifted = grant_rules.hardship(asked=D("4000"), used=D("3000"), cap=special, is_special=True)
    assert lifted.amount == D("4000")

    office = Office.of("hardship_grant")
    office.figure(Code.HARDSHIP_CAP, "5000", date(2020, 1, 1), "ordinary")
    office.figure(Code.HARDSHIP_CAP, "10000", date(2020, 1, 1), "special")
    man, wife = payee(), payee()
    household_of(man, wife)
    asked: dict[str, Any] = {"year": 2026, "reason": "家庭困难"}
    march = office.enter(man, GrantKind.HARDSHIP, asked=D("3000"), **asked)
    # The household counts, whoever of it asks.
    with pytest.raises(Refused, match=r"最多还可核发 2,000\.00 元"):
        office.enter(wife, GrantKind.HARDSHIP, asked=D("4000"), **asked)
    refused = entered_by_list(
        office, tmp_path, GrantKind.HARDSHIP, id_number=number(wife), year=2026, amount="4000",
        special="否", reason="家庭困难", months="2026-11",
    )  # fmt: skip
    assert "最多还可核发 2,000.00 元" in refused["lines"][0]["message"]
    with pytest.raises(Refused, match="批准文号"):
        office.enter(
            wife, GrantKind.HARDSHIP, asked=D("4000"), is_special=True, document_no="", **asked
        )
    september = office.enter(wife, GrantKind.HARDSHIP, asked=D("4000"), is_special=True, **asked)
    assert paid(office, march, september) == D("7000")


# 20


def on_death(cause: str, merits: list[str]) -> Decimal:
    return grant_rules.lump_sum_on_death(
        cause=cause,
        income=of("51821"),
        monthly_pay=D("9000"),
        lowest_pay=of("5000"),
        merits=merits,
        shares=shares(merit_3="5"),
    ).amount


def test_20_a_death_on_duty_shared_by_the_family(tmp_path: Path) -> None:
    assert on_death("duty", ["merit_3"]) == D("1466241.00")
    assert on_death("illness", []) == D("463642.00")
    office = Office.of("death_lump_sum")
    office.figure(Code.NATIONAL_INCOME, "51821", date(2025, 1, 1))
    office.figure(Code.LOWEST_PAY, "5000", date(2020, 1, 1))
    office.figure(Code.DEATH_MERIT, "5", date(2024, 10, 1), "merit_3")
    soldier = payee(died_on=date(2026, 5, 20), born_on=date(1990, 1, 1))
    widow, mother, child = payee(), payee(), payee()
    asked: dict[str, Any] = {"cause": "duty", "monthly_pay": D("9000"), "merits": ("merit_3",)}
    with pytest.raises(Refused, match=r"还差 1\.00 元"):
        office.enter(
            soldier, GrantKind.DEATH, **asked,
            shares=[(widow, "700000"), (mother, "466241"), (child, "299999")],
        )  # fmt: skip
    grant = office.enter(
        soldier, GrantKind.DEATH, **asked,
        shares=[(widow, "700000"), (mother, "466241"), (child, "300000")],
    )  # fmt: skip
    assert grant.amount == D("1466241.00")
    assert paid(office, grant) == D("1466241.00")
    assert Payment.objects.filter(entitlement__scheme__code="death_lump_sum").count() == 3
    other = payee(died_on=date(2026, 5, 20), born_on=date(1990, 1, 1))
    answer = entered_by_list(
        office, tmp_path, GrantKind.DEATH, id_number=number(other), cause="病故",
        monthly_pay="9000", merits="", months="2026-11",
        shares=f"{number(widow)}=400000;{number(mother)}=63642",
    )  # fmt: skip
    assert answer["amount"] == "463642.00"


def test_whatever_is_entered_by_a_list_is_approved_and_paid_by_commands(tmp_path: Path) -> None:
    office = Office.of("festival_grant")
    lab = office.lab
    today = timezone.localdate()
    figures = tmp_path / "figures.csv"
    figures.write_text(
        "code,variant,value,first_on,document_no,source,confidence\n"
        f"festival_amount,army_day,500,{today.year}-01-01,试验1号,试验文件,verified\n",
        encoding="utf-8",
    )
    loaded = command(
        "load_grant_figures", figures, "--by", lab.preparer.username, "--in-force", "--second",
        lab.reviewer.username,
    )  # fmt: skip
    assert (loaded["new"], loaded["enforced"]) == (1, 1)
    month = f"{today:%Y-%m}"
    answer = entered_by_list(
        office, tmp_path, GrantKind.FESTIVAL, id_number=number(payee()), year=today.year,
        festival="八一", months=month,
    )  # fmt: skip
    made = answer["grants"][0]
    done = command("subsidies", "grant-approve", made["grant"], "--by", lab.reviewer.username)
    assert (done["approved"], done["grants"][0]["state"]) == (1, "approved")
    batch = command(
        "subsidies", "open", "--scheme", "festival_grant", "--through", month, "--by",
        lab.preparer.username,
    )["batch"]  # fmt: skip
    for verb, hand in (("calculate", lab.preparer), ("review", lab.reviewer)):
        command("subsidies", verb, batch, "--by", hand.username)
    approved = command("subsidies", "approve", batch, "--by", lab.approver.username)
    assert approved["payments"]["outstanding"] == {"count": 1, "amount": "500.00"}
    cancelled = command(
        "subsidies", "grant-cancel", made["grant"], "--reason", "重复", "--by",
        lab.reviewer.username,
    )  # fmt: skip
    assert cancelled["shares"][0]["dues"][0]["withdrawn"] is True
