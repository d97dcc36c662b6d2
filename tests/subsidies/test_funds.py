"""Sources of funds and budget lines through real batches: worked numbers, limits, voiding."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyCase

from support_services.subsidies.fund_states import ChangeOf, Control, FundSource
from support_services.subsidies.models import (
    Batch,
    BudgetOverride,
    FundPart,
    FundShare,
    Payment,
)
from support_services.subsidies.selectors.budget import line_use, outlook
from support_services.subsidies.selectors.funding import fund_use
from support_services.subsidies.services import batches, budget, fund_shares
from support_services.subsidies.services.ledger_audit import check_books
from support_services.subsidies.states import BatchState
from tests.subsidies.at_the_bureau import NOVEMBER, OCTOBER, Bureau
from tests.subsidies.factories import AT, user
from tests.subsidies.funds import (
    PAPER,
    SCHEME,
    Treasury,
    books_are_sound,
    parts,
    reviewed,
)
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused

D = Decimal


def approved(bureau: Bureau, through: date = OCTOBER, **given: str) -> Batch:
    batch = reviewed(bureau.batch(through), bureau.lab.reviewer)
    return batches.approve(batch_id=batch.pk, by=bureau.lab.approver, at=AT, **given)


@pytest.mark.django_db
class TestSplit:
    def test_without_shares_everything_works_as_ever(self) -> None:
        batch = approved(Bureau.of(3))
        assert batch.state == BatchState.APPROVED
        assert not FundPart.objects.exists()
        books_are_sound()

    def test_a_batch_is_split_to_the_fen_at_approval(self) -> None:
        """Three at 9,689.17: 29,067.51 by 60, 15, 10 and 15 percent."""
        Treasury().share(central="60", province="15", city="10", county="15")
        batch = approved(Bureau.of(3))
        assert batch.posted_total == D("29067.51")
        # Exactly 17440.506, 4360.1265, 2906.751, 4360.1265: two fen go to the largest remainders.
        assert parts(batch) == {
            "central": D("17440.50"),
            "province": D("4360.13"),
            "city": D("2906.75"),
            "county": D("4360.13"),
        }
        assert sum(parts(batch).values()) == batch.posted_total
        books_are_sound()

    def test_a_component_may_be_paid_by_somebody_else(self) -> None:
        bureau = Bureau.of(2)
        bureau.lab.rate(
            "1200", date(2022, 8, 1), component=bureau.lab.component("local", is_named=False)
        )
        treasury = Treasury()
        local = treasury.share(component="local", county="100", enforce=False)
        with pytest.raises(Refused, match="先启用"):
            fund_shares.enforce_share(share_id=local.pk, by=treasury.second, at=AT)
        treasury.share(central="100")
        fund_shares.enforce_share(share_id=local.pk, by=treasury.second, at=AT)
        batch = approved(bureau)
        assert parts(batch) == {"central": D("19378.34"), "county": D("200.00")}
        books_are_sound()

    def test_shares_are_those_of_the_batchs_month_and_later_ones_change_nothing(self) -> None:
        treasury, bureau = Treasury(), Bureau.of(1)
        treasury.share(central="100")
        treasury.share(first=NOVEMBER, central="50", county="50")
        october = approved(bureau, OCTOBER)
        assert set(parts(october)) == {"central"}
        november = approved(bureau, NOVEMBER)
        assert set(parts(november)) == {"central", "county"}
        treasury.share(first=NOVEMBER, city="100")
        assert set(parts(november)) == {"central", "county"}
        books_are_sound()

    def test_voiding_meets_every_part_with_its_opposite(self) -> None:
        Treasury().share(central="60", county="40")
        bureau = Bureau.of(2)
        batch = approved(bureau)
        batches.void(batch_id=batch.pk, reason="误", by=bureau.lab.approver, at=AT)
        assert set(parts(batch).values()) == {D(0)}
        assert FundPart.objects.filter(batch=batch).count() == 4
        books_are_sound()
        again = approved(bureau)
        assert sum(parts(again).values()) == again.posted_total

    def test_parts_can_be_neither_changed_nor_deleted(self) -> None:
        Treasury().share(central="100")
        approved(Bureau.of(1))
        for change in (
            "UPDATE subsidies_fundpart SET amount = 1",
            "DELETE FROM subsidies_fundpart",
            "UPDATE subsidies_fundshare SET central = 50, county = 50",
        ):
            with (
                pytest.raises(DatabaseError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(change)

    def test_the_books_notice_a_part_that_is_wrong(self) -> None:
        Treasury().share(central="100")
        batch = approved(Bureau.of(1))
        part = FundPart.objects.get()
        FundPart.objects.create(
            batch=batch, scheme=part.scheme, source="city", share=part.share,
            month=part.month, percent=1, amount="0.01", kind="approved", at=AT,
        )  # fmt: skip
        assert [f.check for f in check_books(snapshot=False) if f.count] == ["funds_add_up"]

    def test_the_report_agrees_with_the_ledger(self) -> None:
        bureau = Bureau.of(3)
        before = approved(bureau, OCTOBER)
        Treasury().share(central="60", county="40")
        after = approved(bureau, NOVEMBER)
        use = fund_use(bureau.lab.preparer, 2026)
        assert [(row.month, row.total, row.unsplit) for row in use.rows] == [
            (OCTOBER, before.posted_total, before.posted_total),
            (NOVEMBER, after.posted_total, D(0)),
        ]
        assert use.total.total == before.posted_total + after.posted_total
        assert sum(use.total.by_source.values()) == after.posted_total
        assert len(use.grouped("scheme")) == 1
        assert fund_use(user(Role.SYSADMIN), 2026).rows == []


@pytest.mark.django_db
class TestShares:
    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"central": "60", "county": "30"}, "相加应为 100"),
            ({"central": "120", "county": "-20"}, "0 至 100"),
            ({"central": "33.333", "county": "66.667"}, "两位小数"),
            ({"scheme": "nothing", "central": "100"}, "没有“nothing”"),
            ({"component": "nothing", "central": "100"}, "没有“nothing”"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, given: dict[str, str], said: str) -> None:
        with pytest.raises(Refused, match=said):
            Treasury().share(**given)  # type: ignore[arg-type]
        assert not FundShare.objects.exists()

    def test_two_people_and_repetitions(self) -> None:
        treasury = Treasury()
        draft = treasury.share(central="100", enforce=False)
        with pytest.raises(Refused, match="重复"):
            treasury.share(central="100")
        with pytest.raises(PermissionRefused):
            fund_shares.enforce_share(share_id=draft.pk, by=treasury.clerk, at=AT)
        User.objects.filter(pk=treasury.clerk.pk).update(role=Role.APPROVER)
        treasury.clerk.refresh_from_db()
        with pytest.raises(Refused, match="另一人"):
            fund_shares.enforce_share(share_id=draft.pk, by=treasury.clerk, at=AT)
        fund_shares.enforce_share(share_id=draft.pk, by=treasury.second, at=AT)
        other = Treasury()
        other.share(central="40", county="60")
        draft.refresh_from_db()
        assert draft.state == "replaced"

    def test_the_database_holds_the_hundred(self) -> None:
        treasury = Treasury()
        treasury.share(central="100")
        share = FundShare.objects.get()
        with pytest.raises(DatabaseError), transaction.atomic():
            FundShare.objects.create(
                scheme=share.scheme, first_month=NOVEMBER, central=60, document_no=PAPER,
                entered_by=treasury.clerk, entered_at=AT,
            )  # fmt: skip


@pytest.mark.django_db
class TestBudget:
    def test_used_is_what_was_split_in_the_year_also_before_the_line(self) -> None:
        treasury, bureau = Treasury(), Bureau.of(1)
        treasury.share(central="100")
        approved(bureau, OCTOBER)
        line = treasury.line("100000")
        assert line_use(line).used == D("9689.17")
        batch = reviewed(bureau.batch(NOVEMBER), bureau.lab.reviewer)
        (one,) = outlook(batch)
        assert (one.standing.remaining, one.standing.asked) == (D("90310.83"), D("9689.17"))
        batches.approve(batch_id=batch.pk, by=bureau.lab.approver, at=AT)
        assert line_use(line).used == D("19378.34")
        batches.void(batch_id=batch.pk, reason="误", by=bureau.lab.approver, at=AT)
        assert line_use(line).used == D("9689.17")
        books_are_sound()

    def test_another_year_source_or_scheme_is_another_line(self) -> None:
        treasury = Treasury()
        treasury.share(central="100")
        others = [
            treasury.line("5", year=2025),
            treasury.line("5", source=FundSource.COUNTY),
            treasury.line("5", schemes=("bereaved_pension",)),
        ]
        assert approved(Bureau.of(1)).state == BatchState.APPROVED
        assert [line_use(line).used for line in others] == [D(0)] * 3

    def test_overdrawing_is_refused_with_line_remaining_and_shortfall(self) -> None:
        treasury, bureau = Treasury(), Bureau.of(1)
        treasury.share(central="100")
        treasury.line("9689.16")
        batch = reviewed(bureau.batch(), bureau.lab.reviewer)
        said = "试验指标central.*剩余 9,689.16 元.*本批 9,689.17 元.*超支 0.01 元"
        with pytest.raises(Refused, match=said):
            batches.approve(batch_id=batch.pk, by=bureau.lab.approver, at=AT)
        batch.refresh_from_db()
        assert batch.state == BatchState.REVIEWED
        assert not Payment.objects.exists()
        assert not FundPart.objects.exists()

    def test_to_the_last_fen_is_no_overdraft(self) -> None:
        treasury = Treasury()
        treasury.share(central="100")
        treasury.line("9689.17")
        assert approved(Bureau.of(1)).state == BatchState.APPROVED

    def test_a_decision_lets_it_pass_and_stays_on_record(self) -> None:
        treasury = Treasury()
        treasury.share(central="100")
        line = treasury.line("9000")
        batch = approved(Bureau.of(1), overdraft_document="局办〔2026〕9号")
        override = BudgetOverride.objects.get()
        assert (override.batch, override.line, override.shortfall, override.document_no) == (
            batch,
            line,
            D("689.17"),
            "局办〔2026〕9号",
        )
        books_are_sound()

    def test_a_line_that_only_warns_refuses_nothing(self) -> None:
        treasury = Treasury()
        treasury.share(central="100")
        line = treasury.line("9000", control=Control.WARN)
        assert approved(Bureau.of(1)).state == BatchState.APPROVED
        assert not BudgetOverride.objects.exists()
        assert line_use(line).standing.is_over

    def test_a_draft_line_restricts_nothing(self) -> None:
        treasury = Treasury()
        treasury.share(central="100")
        treasury.line("1", enforce=False)
        assert approved(Bureau.of(1)).state == BatchState.APPROVED

    def test_documents_move_the_amount_and_returns_what_was_used(self) -> None:
        treasury, bureau = Treasury(), Bureau.of(1)
        treasury.share(central="100")
        line = treasury.line("20000")
        approved(bureau)
        treasury.change(line, ChangeOf.ADD, "5000")
        treasury.change(line, ChangeOf.CUT, "15000")
        line.refresh_from_db()
        assert line.amount == D("10000.00")
        with pytest.raises(Refused, match=r"已用 9,689\.17 元"):
            treasury.change(line, ChangeOf.CUT, "310.84")
        treasury.change(line, ChangeOf.RETURN, "1000")
        assert line_use(line).used == D("8689.17")
        with pytest.raises(Refused, match="超过"):
            treasury.change(line, ChangeOf.RETURN, "8689.18")
        treasury.change(line, ChangeOf.CONTROL, control="warn", warn_percent=50)
        line.refresh_from_db()
        assert (line.amount, line.control, line.warn_percent) == (D("10000.00"), "warn", 50)
        books_are_sound()

    def test_one_scheme_has_one_line_of_a_year_and_source(self) -> None:
        treasury = Treasury()
        treasury.line("5", schemes=(SCHEME, "bereaved_pension"))
        with pytest.raises(Refused, match="已有指标：残疾抚恤（“试验指标central”）"):
            treasury.line("5")
        treasury.line("5", source=FundSource.CITY)

    def test_a_line_taken_back_frees_its_schemes(self) -> None:
        treasury = Treasury()
        line = treasury.line("5", enforce=False)
        budget.withdraw_change(change_id=line.changes.get().pk, by=treasury.clerk, at=AT)
        treasury.line("7")
        with pytest.raises(Refused, match="还没有启用"):
            treasury.change(line, ChangeOf.ADD, "5")

    def test_bad_input_is_told(self) -> None:
        treasury = Treasury()
        line = treasury.line("5")
        for change, said in (
            ({"kind": ChangeOf.ADD, "amount": "0"}, "大于零"),
            ({"kind": ChangeOf.ISSUE, "amount": "5"}, "请选择"),
            ({"kind": ChangeOf.ADD, "amount": "1", "warn_percent": 0}, "提醒线"),
            ({"kind": ChangeOf.ADD, "amount": "1", "control": "none"}, "超支"),
        ):
            with pytest.raises(Refused, match=said):
                treasury.change(line, **change)  # type: ignore[arg-type]
        with pytest.raises(Refused, match="至少选择"):
            treasury.line("5", schemes=())
        with pytest.raises(NotFound):
            budget.enforce_change(change_id=0, by=treasury.second, at=AT)

    def test_two_people_change_a_line(self) -> None:
        treasury = Treasury()
        line = treasury.line("5")
        draft = treasury.change(line, ChangeOf.ADD, "5", enforce=False)
        with pytest.raises(PermissionRefused):
            budget.enforce_change(change_id=draft.pk, by=treasury.clerk, at=AT)
        with pytest.raises(DatabaseError), transaction.atomic():
            type(draft).objects.filter(pk=draft.pk).update(
                state="in_force", enforced_by=treasury.clerk, enforced_at=AT
            )


@pytest.mark.django_db
def test_the_command_line_names_a_decision_and_shows_the_split(
    capsys: pytest.CaptureFixture[str],
) -> None:
    treasury, bureau = Treasury(), Bureau.of(1)
    treasury.share(central="60", county="40")
    treasury.line("1")
    batch = reviewed(bureau.batch(), bureau.lab.reviewer)
    by = ("--by", bureau.lab.approver.username)
    with pytest.raises(CommandError, match="超支"):
        call_command("subsidies", "approve", str(batch.pk), *by)
    call_command(
        "subsidies", "approve", str(batch.pk), *by, "--overdraft-document", "局办〔2026〕9号"
    )
    said = capsys.readouterr().out
    assert '"central": "5813.50"' in said
    assert '"county": "3875.67"' in said


MOVES = st.lists(
    st.sampled_from(["pay", "void", "share", "regrade", "add"]), min_size=2, max_size=6
)


class TestAnyOrder(PropertyCase):
    """Whatever comes in whatever order: approved is the sum of its parts, the line's use too."""

    @settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(moves=MOVES, percent=st.integers(0, 100))
    def test_approved_is_the_sum_of_its_parts(self, moves: list[str], percent: int) -> None:
        treasury, bureau = Treasury(), Bureau.of(2, start=date(2026, 1, 1))
        treasury.share(central=str(percent), county=str(100 - percent))
        line = treasury.line("1", control=Control.WARN)
        months = iter(date(2026, month, 1) for month in range(1, 13))
        paid: list[Batch] = []
        for place, move in enumerate(moves):
            if move == "pay":
                paid.append(approved(bureau, next(months)))
            elif move == "void" and paid:
                last = paid.pop()
                batches.void(batch_id=last.pk, reason="误", by=bureau.lab.approver, at=AT)
            elif move == "share":
                central = (percent + 7 * place) % 101
                if central != percent:
                    treasury.share(
                        first=date(2026, 1 + place, 1),
                        central=str(central),
                        county=str(100 - central),
                    )
            elif move == "regrade":
                bureau.lab.determine(
                    bureau.rights[0], date(2026, 1, 1), grade=1, rate_class="combat"
                )
            else:
                treasury.change(line, ChangeOf.ADD, "100")
        for batch in paid:
            assert sum(parts(batch).values()) == batch.posted_total
        central_sum = sum((p.amount for p in FundPart.objects.filter(source="central")), Decimal(0))
        assert line_use(line).used == central_sum
        books_are_sound()
