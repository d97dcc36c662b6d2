"""A batch that goes to the bank in parts: every payment once, each file with its own return."""

import json
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from support_services.subsidies.models import BankFile, Batch, FileLine, Hold
from support_services.subsidies.services import bank, batches
from support_services.subsidies.states import BatchState, Split
from tests.subsidies import factories as make
from tests.subsidies import the_bank
from tests.subsidies.factories import AT
from tests.subsidies.funds import books_are_sound
from veterans.accounts.roles import Role
from veterans.foundation.errors import PermissionRefused, Refused
from veterans.foundation.models import AuditEntry
from veterans.registry.models import Person

pytestmark = pytest.mark.django_db

TOWNS = ("370303001000", "370303002000", "370303003000")
ICBC, ABC = "示例工行", "示例农行"


def three_towns(banks: Sequence[str] = (ICBC, ABC, ICBC, ICBC, ABC)) -> Batch:
    """Two people in the first town, two in the second, one in the third."""
    people: list[Person] = []
    for town, bank_name in zip((1, 1, 2, 2, 3), banks, strict=True):
        people.append(make.person(make.village(town, 1)))
        make.account(people[-1], bank_name=bank_name)
    amounts = ["10.01", "20.02", "30.03", "40.04", "50.05"]
    return make.approved_batch(amounts, people=people, with_accounts=False)


def export(batch: Batch, split: str = "town", *codes: str, layout: str = the_bank.TEXT) -> Any:
    return bank.export_parts(
        batch_id=batch.pk,
        layout=layout,
        split=split,
        part_codes=codes or None,
        by=batch.prepared_by,
        at=AT,
    )


def again(batch: Batch, *codes: str) -> list[BankFile]:
    return bank.reissue_parts(
        batch_id=batch.pk, part_codes=codes or None, by=batch.prepared_by, at=AT
    )


def receive(made: BankFile, codes: dict[int, str] | str = the_bank.PAID) -> None:
    content = the_bank.answers(made, codes)
    bank.receive(content=content, filename="r", by=made.made_by, at=AT)


def state(batch: Batch) -> str:
    batch.refresh_from_db()
    assert bank.reconcile(batch).holds
    return str(batch.state)


def covered(batch: Batch) -> list[Decimal]:
    """The amounts of all lines, each once however often it was sent."""
    lines = FileLine.objects.filter(bank_file__batch=batch)
    return sorted(lines.values_list("amount", flat=True))


def test_one_file_for_each_town_covers_every_payment_once() -> None:
    batch = three_towns()
    files = export(batch)
    assert [(f.part, f.part_name, f.line_count, str(f.total)) for f in files] == [
        (TOWNS[0], "第1镇", 2, "30.03"),
        (TOWNS[1], "第2镇", 2, "70.07"),
        (TOWNS[2], "第3镇", 1, "50.05"),
    ]
    assert [f.number[-3:] for f in files] == ["-01", "-02", "-03"]
    assert len({f.stored.digest for f in files}) == 3
    for file in files:
        numbers = file.lines.order_by("line_no").values_list("line_no", flat=True)
        assert list(numbers) == list(range(1, file.line_count + 1))
    assert covered(batch) == [Decimal(a) for a in ("10.01", "20.02", "30.03", "40.04", "50.05")]
    assert state(batch) == BatchState.EXPORTED
    assert AuditEntry.objects.filter(action="subsidies.export").count() == 3
    books_are_sound()


def test_one_file_for_each_bank_as_its_name_is_stored() -> None:
    batch = three_towns((ICBC, ABC, ICBC + "支行", ICBC, ABC))
    files = export(batch, "bank")
    assert sorted((f.part, f.line_count) for f in files) == sorted(
        [(ICBC, 2), (ABC, 2), (ICBC + "支行", 1)]
    )
    assert len(covered(batch)) == 5


def test_each_file_comes_back_by_itself_and_the_last_settles_the_batch() -> None:
    batch = three_towns()
    one, two, three = export(batch)
    receive(two)
    assert state(batch) == BatchState.EXPORTED
    receive(one, {1: the_bank.PAID, 2: the_bank.BAD_ACCOUNT})
    assert state(batch) == BatchState.EXPORTED
    receive(three)
    assert state(batch) == BatchState.SETTLED


def test_one_town_today_and_another_tomorrow() -> None:
    batch = three_towns()
    (first,) = export(batch, "town", TOWNS[1])
    assert (first.part_name, first.line_count) == ("第2镇", 2)
    parts = {part.name: part.to_export for part in bank.parts_of(batch, Split.TOWN)}
    assert parts == {"第1镇": 2, "第2镇": 0, "第3镇": 1}
    receive(first)
    # Everything sent is answered, but two towns wait for their file.
    assert state(batch) == BatchState.EXPORTED
    with pytest.raises(Refused, match="待回盘"):
        batches.close(batch_id=batch.pk, by=batch.prepared_by, at=AT)
    rest = export(batch)
    assert [f.part_name for f in rest] == ["第1镇", "第2镇", "第3镇"]
    assert rest[1] == first
    for file in (rest[0], rest[2]):
        receive(file)
    assert state(batch) == BatchState.SETTLED
    books_are_sound()


def test_asking_again_gives_the_same_file_and_another_layout_is_refused() -> None:
    batch = three_towns()
    (first,) = export(batch, "town", "第1镇")
    assert export(batch, "town", TOWNS[0]) == [first]
    assert BankFile.objects.count() == 1
    with pytest.raises(Refused, match=first.number):
        export(batch, "town", TOWNS[0], layout=the_bank.XLSX)
    # Another town may go to another bank in another layout.
    (other,) = export(batch, "town", TOWNS[1], layout=the_bank.XLSX)
    assert other.layout.code == the_bank.XLSX


def test_a_batch_goes_out_in_one_way_only() -> None:
    batch = three_towns()
    export(batch, "town", TOWNS[0])
    with pytest.raises(Refused, match="按镇街"):
        export(batch, "bank")
    with pytest.raises(Refused, match="按镇街"):
        bank.export(batch_id=batch.pk, layout=the_bank.TEXT, by=batch.prepared_by, at=AT)
    with pytest.raises(Refused, match="分开重新发放"):
        bank.reissue(batch_id=batch.pk, by=batch.prepared_by, at=AT)
    whole = three_towns()
    bank.export(batch_id=whole.pk, layout=the_bank.TEXT, by=whole.prepared_by, at=AT)
    with pytest.raises(Refused, match="整批"):
        export(whole)


def test_unknown_parts_ways_and_people_are_refused() -> None:
    batch = three_towns()
    with pytest.raises(Refused, match="370303001000 第1镇"):
        export(batch, "town", "第9镇")
    with pytest.raises(Refused, match="town"):
        export(batch, "village")
    with pytest.raises(PermissionRefused):
        bank.export_parts(
            batch_id=batch.pk,
            layout=the_bank.TEXT,
            split="town",
            by=make.user(Role.REVIEWER),
            at=AT,
        )
    assert not BankFile.objects.exists()
    assert state(batch) == BatchState.APPROVED


def test_failures_go_out_again_part_by_part() -> None:
    batch = three_towns()
    one, two, three = export(batch)
    receive(one, the_bank.OTHER_FAILURE)
    receive(two, {1: the_bank.OTHER_FAILURE, 2: the_bank.PAID})
    receive(three)
    assert state(batch) == BatchState.SETTLED
    (first,) = again(batch, TOWNS[1])
    assert (first.part, first.line_count, first.is_reissue) == (TOWNS[1], 1, True)
    (second,) = again(batch)
    assert (second.part, second.line_count) == (TOWNS[0], 2)
    with pytest.raises(Refused, match="没有可以送银行的付款"):
        again(batch)
    receive(first)
    receive(second)
    assert state(batch) == BatchState.SETTLED
    books_are_sound()


def test_reissuing_leaves_what_waits_for_its_first_file() -> None:
    batch = three_towns()
    (first,) = export(batch, "town", TOWNS[0])
    receive(first, the_bank.OTHER_FAILURE)
    (repeat,) = again(batch)
    assert (repeat.part, repeat.line_count) == (TOWNS[0], 2)
    rest = [f for f in export(batch) if f != first]
    assert [(f.part, f.line_count) for f in rest] == [(TOWNS[1], 2), (TOWNS[2], 1)]


def test_who_was_left_out_of_a_part_goes_with_its_reissue() -> None:
    batch = three_towns()
    held = batch.payments.order_by("pk").first()
    assert held is not None
    hold = Hold.objects.create(
        entitlement=held.entitlement, reason="查", placed_by=batch.prepared_by, placed_at=AT
    )
    one, two, three = export(batch)
    assert one.line_count == 1
    for file in (one, two, three):
        receive(file)
    assert state(batch) == BatchState.SETTLED
    Hold.objects.filter(pk=hold.pk).update(
        released_at=AT, released_by=batch.prepared_by, release_note="清"
    )
    (late,) = again(batch)
    assert (late.part, late.line_count, late.is_reissue) == (TOWNS[0], 1, True)
    assert len(covered(batch)) == 5


def test_a_part_that_can_not_be_sent_at_all_does_not_keep_the_batch_open() -> None:
    batch = three_towns()
    alone = batch.payments.order_by("pk").last()
    assert alone is not None
    hold = Hold.objects.create(
        entitlement=alone.entitlement, reason="查", placed_by=batch.prepared_by, placed_at=AT
    )
    files = export(batch)
    assert [f.part_name for f in files] == ["第1镇", "第2镇"]
    with pytest.raises(Refused, match="没有到账"):
        export(batch, "town", TOWNS[2])
    for file in files:
        receive(file)
    assert state(batch) == BatchState.SETTLED
    batches.close(batch_id=batch.pk, by=batch.prepared_by, at=AT)
    Hold.objects.filter(pk=hold.pk).update(
        released_at=AT, released_by=batch.prepared_by, release_note="清"
    )
    (late,) = export(batch, "town", TOWNS[2])
    assert (late.line_count, late.is_reissue) == (1, False)
    assert state(batch) == BatchState.EXPORTED


def test_nothing_left_to_export_moves_an_answered_batch_on() -> None:
    batch = three_towns()
    (one, two) = export(batch, "town", TOWNS[0], TOWNS[1])
    receive(one)
    receive(two)
    assert state(batch) == BatchState.EXPORTED
    last = batch.payments.order_by("pk").last()
    assert last is not None
    Hold.objects.create(
        entitlement=last.entitlement, reason="查", placed_by=batch.prepared_by, placed_at=AT
    )
    assert export(batch) == [one, two]
    assert state(batch) == BatchState.SETTLED


def test_a_replaced_account_goes_with_its_new_bank() -> None:
    batch = three_towns((ICBC, ICBC, ICBC, ICBC, ABC))
    (first,) = export(batch, "bank", ICBC)
    receive(
        first, {1: the_bank.OTHER_FAILURE, 2: the_bank.PAID, 3: the_bank.PAID, 4: the_bank.PAID}
    )
    failed = first.lines.get(line_no=1).payment
    make.account(failed.payee, bank_name="示例建行")
    (repeat,) = again(batch)
    assert (repeat.part, repeat.line_count) == ("示例建行", 1)
    (other,) = [f for f in export(batch, "bank") if f != first]
    assert (other.part, other.line_count) == (ABC, 1)


def test_the_database_allows_one_first_file_of_a_part() -> None:
    batch = three_towns()
    (first,) = export(batch, "town", TOWNS[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        BankFile.objects.create(
            batch=batch,
            sequence=9,
            split="town",
            part=TOWNS[0],
            layout=first.layout,
            line_count=1,
            total=1,
            stored=first.stored,
            made_by=first.made_by,
            made_at=AT,
        )


class TestCommandLine:
    def run(self, capsys: pytest.CaptureFixture[str], *args: object) -> dict[str, Any]:
        capsys.readouterr()
        call_command("subsidies", *[str(arg) for arg in args])
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    def test_a_folder_gets_every_part(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        batch = three_towns()
        args = ("export", batch.pk, "--layout", the_bank.TEXT, "--split", "town", "--by",
                batch.prepared_by.username, "--out", tmp_path)  # fmt: skip
        first = self.run(capsys, *args, "--part", TOWNS[0])
        assert [f["part_name"] for f in first["files"]] == ["第1镇"]
        assert [(p["part_name"], p["count"]) for p in first["not_exported"]] == [
            ("第2镇", 2),
            ("第3镇", 1),
        ]
        found = self.run(capsys, *args)
        assert [f["lines"] for f in found["files"]] == [2, 2, 1]
        assert found["not_exported"] == []
        names = sorted(path.name for path in tmp_path.iterdir())
        assert len(names) == 3
        assert names[0].endswith("-01-第1镇.txt")
        # Once more: the same bytes under the same names.
        assert self.run(capsys, *args)["files"] == found["files"]

    def test_a_pattern_names_the_part_and_a_plain_name_is_refused(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        batch = three_towns()
        by = ("--by", batch.prepared_by.username)
        base = ("export", batch.pk, "--layout", the_bank.TEXT, "--split", "bank", *by)
        with pytest.raises(CommandError, match="文件夹"):
            self.run(capsys, *base, "--out", tmp_path / "out.txt")
        assert not BankFile.objects.exists()
        found = self.run(capsys, *base, "--out", tmp_path / "送盘-{part}.txt")
        assert {path.name for path in tmp_path.iterdir()} == {
            f"送盘-{ICBC}.txt",
            f"送盘-{ABC}.txt",
        }
        assert found["split"] == "bank"
        for file in BankFile.objects.all():
            receive(file, the_bank.OTHER_FAILURE)
        more = self.run(capsys, "reissue", batch.pk, "--part", ABC, *by, "--out", tmp_path)
        assert [f["part"] for f in more["files"]] == [ABC]

    def test_a_part_without_a_way_is_refused(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        batch = three_towns()
        with pytest.raises(CommandError, match="--split"):
            self.run(
                capsys, "export", batch.pk, "--layout", the_bank.TEXT, "--part", TOWNS[0],
                "--by", batch.prepared_by.username, "--out", tmp_path / "x",
            )  # fmt: skip
        assert not list(tmp_path.iterdir())


def test_a_later_return_after_closing_reopens_its_batch_only() -> None:
    batch = three_towns()
    files = export(batch)
    for file in files:
        receive(file)
    batches.close(batch_id=batch.pk, by=batch.prepared_by, at=AT + timedelta(days=1))
    receive(files[0], {1: the_bank.RETURNED})
    assert state(batch) == BatchState.SETTLED
    with pytest.raises(Refused, match="账户被银行退回 1 笔"):
        again(batch)
    make.account(files[0].lines.get(line_no=1).payment.payee, bank_name=ICBC)
    (repeat,) = again(batch)
    assert repeat.line_count == 1
