"""The small demo from end to end: the same code as the large one, through the real verbs."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.models import Count, Sum
from django.db.utils import IntegrityError
from django.test import override_settings
from django.utils import timezone

from support_services.casework.models import Case, CaseExtension, Errand
from support_services.casework.states import CaseState
from support_services.stations.models import Station
from support_services.subsidies.demo import bureau, further
from support_services.subsidies.demo.bureau import load_demo
from support_services.subsidies.demo.months import History
from support_services.subsidies.demo.parts import CARED_FOR
from support_services.subsidies.demo.population import FULL, SIX_SCHEMES, SMALL
from support_services.subsidies.demo.staff import INVENTED_TITLE, LAST_KNOWN
from support_services.subsidies.models import (
    BankFile,
    Batch,
    BatchException,
    Grant,
    Payment,
    Posting,
    PublicityNotice,
    PublicityObjection,
    RateRow,
    RateTable,
    RecheckMark,
    RecoveryClaim,
    RecoveryEntry,
    RecoveryPlan,
    RecoveryRepayment,
    RecoveryWriteOff,
    Scheme,
    Supplement,
)
from support_services.subsidies.selectors.publicity import due, phase_on
from support_services.subsidies.services import batches, calculation
from support_services.subsidies.services.bank import (
    export,
    preview_return,
    reconcile,
    reissue,
)
from support_services.subsidies.services.ledger_audit import audit_ledger
from support_services.subsidies.states import BatchState, PaymentState
from support_services.visits.models import HandOver
from tests.demo.conftest import TODAY
from tests.support.worker import ROOT, database_url
from veterans.accounts.demo_accounts import DEMO_ACCOUNTS
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry
from veterans.regions.models import Region
from veterans.registry.models import BankAccount, Category, Person, PersonCategory


def colleague(username: str) -> User:
    return User.objects.get(username=username)


def test_the_bureau_from_all_sides(demo: dict[str, Any], tmp_path: Path) -> None:
    """In one test: each of its own would cost a load."""
    assert demo["homes"] == SMALL.homes
    assert demo["people"] >= SMALL.people
    _people_and_places()
    _rates()
    _nothing_is_wrong()
    _every_reason_has_happened()
    _money_is_being_taken_back()
    _the_last_month_is_half_way()
    _grants_stand_in_more_than_one_state()
    _notices_stand_in_each_state()
    _cases_stand_in_each_state()
    _things_were_handed_over()
    _again_changes_nothing(demo)
    _a_visitor_goes_on_from_there(tmp_path)


def _things_were_handed_over() -> None:
    kinds = HandOver.objects.values_list("kind", flat=True)
    assert {"plaque", "certificate", "sympathy"} <= set(kinds)
    row = HandOver.objects.filter(kind="plaque").earliest("pk")
    assert row.home is not None
    assert row.home.plaque_number == row.plaque_number


def _people_and_places() -> None:
    assert Region.objects.count() == 1 + 12 + 235
    assert Station.objects.count() == 1 + 12 + 235
    assert all("演示" in phone for phone in Station.objects.values_list("phone", flat=True))
    for account in DEMO_ACCOUNTS:
        user = colleague(account.username)
        assert (user.role, user.check_password(account.password)) == (account.role, True)
        assert not user.must_change_password
    assert User.objects.filter(role="village_worker").values("region").distinct().count() == 2
    assert set(PersonCategory.objects.values_list("category", flat=True)) <= set(Category.values)
    assert not Person.objects.filter(name_pinyin="").exists()
    person = Person.objects.filter(phone__isnull=False).first()
    assert person is not None
    assert (person.phone or "").startswith("154")
    assert not BankAccount.objects.exclude(bank_name__startswith="演示").exists()


def _rates() -> None:
    """What is invented says so; the last national tables say that nothing later is known."""
    invented = RateTable.objects.get(title=INVENTED_TITLE)
    assert (invented.state, invented.rows.count()) == ("in_force", 1)
    assert "虚构" in invented.document_no
    for row in RateRow.objects.filter(is_live=True, last_month=None).select_related("table"):
        assert LAST_KNOWN in row.table.title or "虚构" in row.table.document_no
    # Beside the standards: care for some of the gravely disabled, and a notice that waits.
    assert 0 < Supplement.objects.filter(component__code="care").count() <= CARED_FOR
    assert RateRow.objects.get(component="grain").table.state == "draft"
    others = RateTable.objects.exclude(rows__component="grain")
    assert not others.exclude(state="in_force").exists()


def _nothing_is_wrong() -> None:
    assert audit_ledger() == []
    assert audit.verify() == []
    for batch in Batch.objects.all():
        assert reconcile(batch).problems == (), batch
    posted = Posting.objects.filter(batch__state__in=("exported", "settled", "closed")).aggregate(
        sum=Sum("amount")
    )["sum"]
    paid = Payment.objects.exclude(state="cancelled").aggregate(sum=Sum("amount"))["sum"]
    claimed = RecoveryEntry.objects.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    past = {"state": "confirmed"}
    given = sum(
        (
            model.objects.filter(**past).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
            for model in (RecoveryRepayment, RecoveryWriteOff)
        ),
        Decimal(0),
    )
    assert posted == paid - given - claimed


def _every_reason_has_happened() -> None:
    reasons = set(Posting.objects.values_list("reason", flat=True))
    assert {"ordinary", "arrears", "raise", "overpaid", "tail", "void"} <= reasons
    assert Payment.objects.filter(state=PaymentState.FAILED).exists()
    again = BankFile.objects.filter(sequence__gt=1)
    assert again.exists(), "some failed payments were sent again"
    assert AuditEntry.objects.filter(action="subsidies.send_back").exists()
    assert BatchException.objects.filter(reason="account_rejected").exists()
    assert BatchException.objects.filter(reason="hold").exists()


def _money_is_being_taken_back() -> None:
    """Claims that are open; on one a plan, on one a receipt that waits."""
    assert RecoveryClaim.objects.filter(state="open").exists()
    assert RecoveryPlan.objects.filter(state="confirmed").exists()
    assert set(RecoveryRepayment.objects.values_list("state", flat=True)) == {
        "pending",
        "confirmed",
    }


def _the_last_month_is_half_way() -> None:
    last = Batch.objects.filter(through=date(2026, 10, 1))
    assert {batch.state for batch in last} == {
        BatchState.SETTLED,
        BatchState.EXPORTED,
        BatchState.CALCULATED,
    }
    earlier = Batch.objects.filter(through__lt=date(2026, 10, 1))
    assert {batch.state for batch in earlier} == {BatchState.CLOSED, BatchState.VOIDED}
    assert not Batch.objects.filter(through__gt=date(2026, 10, 1)).exists()
    assert not AuditEntry.objects.filter(at__date__gte=TODAY).exists(), "nothing from the future"


def _grants_stand_in_more_than_one_state() -> None:
    states = set(Grant.objects.values_list("kind", "state"))
    assert states == {
        ("award", "draft"),
        ("festival", "approved"),
        ("festival", "draft"),
        ("hardship", "draft"),
        ("merit", "approved"),
        ("merit", "draft"),
        ("merit", "refused"),
    }


def _notices_stand_in_each_state() -> None:
    """Over, running with an objection, a draft; and somebody waits for a roster."""
    phases = [phase_on(notice, TODAY).value for notice in PublicityNotice.objects.order_by("pk")]
    assert {"ended", "running", "draft"} <= set(phases)
    assert PublicityObjection.objects.filter(state="open").exists()
    assert due(colleague("jingban"))


def _cases_stand_in_each_state() -> None:
    """Each state once at the least, one offered, one late to be extended, and two errands."""
    assert set(Case.objects.values_list("state", flat=True)) == set(CaseState)
    assert Case.objects.filter(offered_from__isnull=False).exists()
    assert CaseExtension.objects.filter(state="proposed").exists()
    assert Errand.objects.count() == 2


def _again_changes_nothing(demo: dict[str, Any]) -> None:
    entries = AuditEntry.objects.count()
    later = load_demo(today=date(2026, 12, 24), size=SMALL)
    assert later == {**demo, "already_there": True}
    assert AuditEntry.objects.count() == entries
    with pytest.raises(Refused, match="demo-reset"):
        load_demo(today=TODAY, size=FULL)


def _a_visitor_goes_on_from_there(tmp_path: Path) -> None:
    """What waits can be reviewed, this month opened, and the bank of the demo answers."""
    preparer, reviewer, approver = map(colleague, ("jingban", "fuhe", "shenpi"))
    now = timezone.now()
    waiting = Batch.objects.get(state=BatchState.CALCULATED)
    batches.review(batch_id=waiting.pk, by=reviewer, at=now)
    batches.approve(batch_id=waiting.pk, by=approver, at=now)
    made = export(batch_id=waiting.pk, layout="sample-fixed-fen", by=preparer, at=now)
    _the_bank_answers(made, tmp_path, preparer)

    assert RecheckMark.objects.filter(from_month__lte=TODAY).exists(), "something has come in"
    opened = batches.open_batch(
        scheme_codes=SIX_SCHEMES, through=date(2026, 11, 1), by=preparer, at=now
    )
    calculation.request_calculation(batch_id=opened.pk, by=preparer, at=now)
    calculation.calculate(batch_id=opened.pk, at=now)
    opened.refresh_from_db()
    assert opened.state == BatchState.CALCULATED
    assert opened.exceptions.filter(reason="overpaid").exists(), "a death reported late"
    batches.review(batch_id=opened.pk, by=reviewer, at=now)
    batches.approve(batch_id=opened.pk, by=approver, at=now)
    answered = Batch.objects.get(state=BatchState.SETTLED)
    again = reissue(batch_id=answered.pk, by=preparer, at=now)
    assert again.line_count > 0, "an account was put right meanwhile"
    assert audit_ledger() == []


def _the_bank_answers(made: BankFile, folder: Path, by: User) -> None:
    out, said = folder / "回盘.txt", StringIO()
    call_command("demo_bank", made.number, "--out", str(out), stdout=said)
    assert json.loads(said.getvalue())["lines"] == made.line_count
    effect = preview_return(content=out.read_bytes(), filename=out.name, by=by)
    assert (effect.line_count, effect.bank_file) == (made.line_count, made)
    with pytest.raises(CommandError, match="不覆盖"):
        call_command("demo_bank", made.number, "--out", str(out))
    with override_settings(PORTAL_DEMO=False), pytest.raises(CommandError, match="演示环境"):
        call_command("demo_bank", made.number, "--out", str(folder / "x"))


@pytest.mark.django_db
def test_only_a_demo_takes_it() -> None:
    with pytest.raises(CommandError, match="PORTAL_DEMO"):
        call_command("load_demo", "--small", stdout=StringIO(), stderr=StringIO())
    assert not User.objects.exists()


@pytest.mark.django_db
@override_settings(PORTAL_DEMO=True)
def test_a_register_with_people_is_left_alone() -> None:
    from tests.subsidies.factories import person

    person()
    with pytest.raises(Refused, match="已有人员"):
        load_demo(today=TODAY, size=SMALL)


@pytest.mark.django_db(transaction=True)
@override_settings(PORTAL_DEMO=True)
def test_a_load_broken_in_mid_month_goes_on_with_that_month(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Broken off after the file went out and before the answer came, then on another day."""
    whole = History._answer
    calls = 0

    def failing(self: History, *args: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise IntegrityError("the power went")
        whole(self, *args)

    # What breaks is a month; what floors above add afterwards is not asked for here.
    monkeypatch.setattr(further, "_further", [])
    monkeypatch.setattr(History, "_answer", failing)
    with pytest.raises(IntegrityError):
        load_demo(today=TODAY, size=SMALL)
    done = AuditEntry.objects.filter(action="demo.month").count()
    assert done < SMALL.months
    assert Batch.objects.filter(state=BatchState.CLOSED).count() == done, "no half month"

    monkeypatch.setattr(History, "_answer", whole)
    numbers = load_demo(today=date(2026, 11, 25), size=SMALL)
    assert numbers["today"] == TODAY
    assert AuditEntry.objects.filter(action="demo.month").count() == SMALL.months
    assert audit_ledger() == []
    assert audit.verify() == []


@pytest.mark.django_db(transaction=True)
def test_killed_and_started_again_comes_to_the_same(tmp_path: Path) -> None:
    """A real kill -9 in the middle; what there is afterwards is what an unbroken load gives."""
    env = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "PORTAL_DEMO": "1",
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, str(ROOT / "manage.py"), "load_demo", "--small"]
    load = subprocess.Popen(command, env=env, cwd=ROOT, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 120
    while not AuditEntry.objects.filter(action="demo.month").exists():
        assert load.poll() is None, load.stderr and load.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    load.send_signal(signal.SIGKILL)
    load.wait()
    before = AuditEntry.objects.filter(action="demo.month").count()
    assert 1 <= before < SMALL.months + 1

    broken = _until_unlocked(command, env)
    assert AuditEntry.objects.filter(action="demo.month").count() == SMALL.months
    assert audit_ledger() == []
    figures = _figures()

    call_command("flush", interactive=False, verbosity=0)
    with override_settings(PORTAL_DEMO=True):
        unbroken = load_demo(today=date.fromisoformat(broken["today"]), size=SMALL)
    assert _figures() == figures
    assert unbroken["payments"] == broken["payments"]


def _until_unlocked(command: list[str], env: dict[str, str]) -> dict[str, Any]:
    """The server needs a moment to notice that the killed load is gone."""
    for _ in range(50):
        ended = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True)
        if ended.returncode == 0:
            found: dict[str, Any] = json.loads(ended.stdout)
            return found
        assert "另一个窗口" in ended.stderr, ended.stderr
        time.sleep(0.2)
    raise AssertionError("the lock of the killed load is never given back")


def _figures() -> list[tuple[Any, ...]]:
    """Per batch: what it posted and what became of its payments."""
    states = (
        Payment.objects.values_list("batch__through", "state")
        .annotate(Count("id"), Sum("amount"))
        .order_by("batch__through", "state")
    )
    totals = Batch.objects.values_list("through", "state", "line_count", "posted_total").order_by(
        "pk"
    )
    return [*states, *totals]


@pytest.mark.django_db(transaction=True)
@override_settings(PORTAL_DEMO=True)
def test_two_loads_at_once_are_refused() -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [bureau._LOCK])
        with pytest.raises(Refused, match="另一个窗口"):
            load_demo(today=TODAY, size=SMALL)
    finally:
        other.close()
    assert Scheme.objects.exists()
    assert not Person.objects.exists()
