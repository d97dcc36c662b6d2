"""The bank's verbs from the command line: what is printed, and what is on the disk."""

import argparse
import hashlib
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from support_services.subsidies.management import bank_commands
from support_services.subsidies.models import BankFile, Batch
from support_services.subsidies.states import BatchState
from tests.subsidies import factories as make
from tests.subsidies import the_bank
from tests.subsidies.factories import AT
from veterans.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def run(batch: Batch, *words: str) -> dict[str, Any]:
    parser = argparse.ArgumentParser(exit_on_error=False)
    subparsers = parser.add_subparsers(dest="verb", required=True)
    bank_commands.add_arguments(subparsers)
    options = vars(parser.parse_args([*words, "--by", batch.prepared_by.username]))
    return bank_commands.handle(options["verb"], options, by=batch.prepared_by, at=AT)


def export(batch: Batch, out: Path, layout: str = the_bank.TEXT) -> dict[str, Any]:
    return run(batch, "export", str(batch.pk), "--layout", layout, "--out", str(out))


def test_export_writes_the_stored_bytes(tmp_path: Path) -> None:
    batch = make.approved_batch()
    out = tmp_path / "名 册.txt"
    printed = export(batch, out)
    made = BankFile.objects.get()
    assert out.read_bytes() == b"".join(made.stored.read())
    assert hashlib.sha256(out.read_bytes()).hexdigest() == printed["sha256"]
    assert printed | {"sha256": ""} == {
        "batch": batch.pk,
        "state": "exported",
        "file": f"202611-{batch.pk}-01",
        "layout": the_bank.TEXT,
        "lines": 3,
        "total": "600.75",
        "sha256": "",
        "out": str(out),
        "left_out": [],
    }
    assert list(tmp_path.iterdir()) == [out]
    if os.name == "posix":
        assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_export_again_writes_the_same_file(tmp_path: Path) -> None:
    batch = make.approved_batch()
    first = export(batch, tmp_path / "a.txt")
    assert export(batch, tmp_path / "a.txt") == first
    again = run(batch, "fetch", first["file"], "--out", str(tmp_path / "b.txt"))
    assert again["sha256"] == first["sha256"]
    assert (tmp_path / "a.txt").read_bytes() == (tmp_path / "b.txt").read_bytes()


def test_another_file_is_never_overwritten_and_nothing_is_exported(tmp_path: Path) -> None:
    batch = make.approved_batch()
    out = tmp_path / "a.txt"
    out.write_text("somebody else's")
    with pytest.raises(Refused, match="已存在且内容不同"):
        export(batch, out)
    assert out.read_text() == "somebody else's"
    assert not BankFile.objects.exists()
    batch.refresh_from_db()
    assert batch.state == BatchState.APPROVED
    assert list(tmp_path.iterdir()) == [out]


def test_a_disk_that_fails_undoes_the_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = make.approved_batch()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bank_commands.os, "fsync", full)
    with pytest.raises(Refused, match="No space left"):
        export(batch, tmp_path / "a.txt")
    assert list(tmp_path.iterdir()) == []
    assert not BankFile.objects.exists()


@pytest.mark.parametrize("out", ["nowhere/a.txt", "."])
def test_a_place_that_cannot_hold_a_file(tmp_path: Path, out: str) -> None:
    batch = make.approved_batch()
    with pytest.raises(Refused, match="文件夹"):
        export(batch, tmp_path / out)
    assert not BankFile.objects.exists()


def test_receive_and_reissue(tmp_path: Path) -> None:
    batch = make.approved_batch()
    export(batch, tmp_path / "out.txt")
    made = BankFile.objects.get()
    answer = tmp_path / "return.txt"
    answer.write_bytes(
        the_bank.answers(made, {1: the_bank.PAID, 2: the_bank.BAD_ACCOUNT, 3: the_bank.UNKNOWN})
    )
    foreseen = run(batch, "receive", str(answer), "--dry-run")
    assert foreseen["dry_run"]
    assert not made.returns.exists()
    printed = run(batch, "receive", str(batch.pk), str(answer))
    assert {k: v for k, v in foreseen.items() if k != "dry_run"} == {
        k: v for k, v in printed.items() if k != "already_applied"
    }
    assert printed["results"]["failed"] == {"count": 1, "amount": "200.50"}
    assert (printed["moved"], printed["accounts_rejected"]) == (3, 1)
    assert not printed["already_applied"]
    assert run(batch, "receive", str(answer))["already_applied"]
    with pytest.raises(Refused, match="账户被银行退回 1 笔"):
        run(batch, "reissue", str(batch.pk))
    make.account(made.lines.get(line_no=2).payment.payee)
    again = run(batch, "reissue", batch.number, "--out", str(tmp_path / "again.txt"))
    assert (again["lines"], again["total"]) == (1, "200.50")
    assert (tmp_path / "again.txt").exists()


def test_receive_refuses_the_return_of_another_batch(tmp_path: Path) -> None:
    batch, other = make.approved_batch(), make.approved_batch()
    export(batch, tmp_path / "out.txt")
    answer = tmp_path / "return.txt"
    answer.write_bytes(the_bank.answers(BankFile.objects.get(), the_bank.PAID))
    with pytest.raises(Refused, match="不属于批次"):
        run(batch, "receive", str(other.pk), str(answer))
    with pytest.raises(Refused, match="无法读取"):
        run(batch, "receive", str(tmp_path / "none.txt"))
    with pytest.raises(Refused, match="只接受一个"):
        run(batch, "receive", "1", "2", str(answer))


def test_left_out_payments_are_printed(tmp_path: Path) -> None:
    batch = make.approved_batch(["10.00", "20.00"])
    batch.payments.order_by("pk").first().payee.accounts.update(state="unverified")
    assert export(batch, tmp_path / "a.txt")["left_out"] == [
        {"reason": "account_unverified", "count": 1, "amount": "10.00"}
    ]


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("202611-12", 12)])
def test_batch_numbers(text: str, number: int) -> None:
    assert bank_commands.batch_id(text) == number


@pytest.mark.parametrize("text", ["", "x", "202611-", "-1", "202611-12-01"])
def test_what_is_no_batch_number(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        bank_commands.batch_id(text)
