"""What the run says at its end: a table, and the verdict."""

from collections.abc import Sequence

from config.local.console import say
from support_services.subsidies.models import BankFile, Batch, FileLine, Payment, Posting
from tests.chaos.faults import Fault
from tests.chaos.months import Months
from tests.chaos.settings import SWEEP_SECONDS
from veterans.foundation.money import ZERO

SHOWN = 40


def tell(months: Months, *, seed: int, seconds: float, found: Sequence[str]) -> None:
    deck, tally = months.deck, months.tally
    rows: list[tuple[str, object]] = [(fault.value, deck.dealt[fault]) for fault in Fault]
    rows += [
        ("faults in all", deck.dealt.total()),
        ("", ""),
        *((f"struck during {deed}", number) for deed, number in deck.during.most_common()),
        ("", ""),
        ("months, each a batch", Batch.objects.count()),
        ("calculations", sum(Batch.objects.values_list("run", flat=True))),
        ("calculations that lost their worker", months.cut_short),
        ("sent back after a change", months.sent_back),
        ("lines in the ledger", Posting.objects.count()),
        ("payments", Payment.objects.count()),
        ("bank files", BankFile.objects.count()),
        ("lines in bank files", FileLine.objects.count()),
        ("lines the bank has read", months.bank.line_count()),
        ("yuan on accounts at the bank", sum(months.bank.book.values(), ZERO)),
        ("", ""),
        ("requests", tally.requests),
        ("broken answers while something was down", tally.broken_while_down),
        ("told “not now, nothing was saved” (409)", tally.collisions),
        ("longest wait for a calculation, all up", f"{months.longest_wait:.1f} s"),
        ("a sweep every", f"{SWEEP_SECONDS:.0f} s"),
    ]
    say("")
    for label, value in rows:
        shown = f"{value:,}" if isinstance(value, int) else str(value)
        say(f"  {label:<44}{shown:>16}".rstrip())
    say("")
    for text in found[:SHOWN]:
        say(f"  FOUND  {text}")
    if len(found) > SHOWN:
        say(f"  … and {len(found) - SHOWN} more")
    verdict = f"{len(found)} FINDINGS" if found else "nothing lost, nothing doubled, nothing stuck"
    say(f"  Seed {seed}, {seconds:.0f} s: {verdict}.")
