"""The buttons of a right at the bureau's door: looked at first, then confirmed, then said."""

import pytest

from support_services.subsidies.models import Determination, Hold, Suspension
from tests.subsidies.at_the_bureau import Bureau, said, told

pytestmark = pytest.mark.django_db

Step = tuple[str, dict[str, str], str]

HELD: Step = ("hold", {"reason": "待村居核实"}, "已暂缓发放，解除之前不再付款。")
STOPPED: Step = (
    "suspend",
    {"fact_on": "2026-10-12", "reason": "服刑", "document_no": "试验〔2026〕30号"},
    "自2026年11月起中止。",
)
ROADS: list[list[Step]] = [
    [
        HELD,
        ("release", {"note": "上门见到本人"}, "已解除暂缓，没有发的月份会在下一批补发。"),
    ],
    [
        STOPPED,
        ("resume", {"from_month": "2026-12"}, "自2026年12月起恢复发放，中止期间不补。"),
    ],
    [("transfer", {"moved_on": "2026-11-02"}, "已登记迁出，本区发放到2026年12月。")],
    [
        (
            "end",
            {"reason": "ineligible", "ended_on": "2026-11-02"},
            "已停发，最后发放月为2026年11月。",
        )
    ],
    [
        (
            "regrade",
            {
                "grade": "5",
                "rate_class": "combat",
                "approved_on": "2026-11-02",
                "document_no": "试验〔2026〕31号",
            },
            "新的核定自",
        )
    ],
]


@pytest.fixture
def bureau() -> Bureau:
    return Bureau.of(1)


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road[0][0])
def test_nothing_is_done_before_it_is_confirmed(bureau: Bureau, road: list[Step]) -> None:
    (right,) = bureau.rights
    page = f"/bureau/entitlements/{right.pk}/"
    for verb, form, sentence in road:
        looked_at = said(bureau.preparer.post(f"{page}do/{verb}/", form))
        assert "确认以后" in looked_at
        assert sentence not in told(bureau.preparer, page)
        answer = bureau.preparer.post(f"{page}do/{verb}/", {**form, "confirmed": "1"}, follow=True)
        assert answer.redirect_chain == [(page, 302)]
        assert sentence in said(answer)


def test_what_is_refused_is_said_beside_what_was_filled_in(bureau: Bureau) -> None:
    (right,) = bureau.rights
    address = f"/bureau/entitlements/{right.pk}/do/resume/"
    refused = bureau.preparer.post(address, {"from_month": "2026-12", "confirmed": "1"})
    assert "这项待遇没有在中止中。" in said(refused)
    assert 'value="2026-12"' in refused.text
    assert not Suspension.objects.exists()
    assert not Hold.objects.exists()
    assert Determination.objects.filter(entitlement=right).count() == 1


def test_a_step_that_there_is_not_is_no_page(bureau: Bureau) -> None:
    (right,) = bureau.rights
    assert bureau.preparer.get(f"/bureau/entitlements/{right.pk}/do/nothing/").status_code == 404
    assert bureau.reviewer.get(f"/bureau/entitlements/{right.pk}/do/hold/").status_code == 403
