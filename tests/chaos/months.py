"""The bureau's months, walked through at its door, whatever falls over on the way.

After every deed the state is looked at again and the button pressed again if it is still needed,
as people do who have seen a broken page. Nothing here knows what a fault has done.
"""

import hashlib
import time
from collections.abc import Callable
from random import Random

from django.db import connections

from support_services.subsidies.models import BankFile, Batch, BatchChunk, Payment, ReturnFile
from support_services.subsidies.states import BatchState, LineState, PaymentState
from tests.chaos.bank import Bank
from tests.chaos.clerk import Answer, Clerk, Tally
from tests.chaos.county import HANDS, SCHEME, County
from tests.chaos.faults import Deck, Fault, at_once, striking
from tests.chaos.portal import Portal
from tests.chaos.settings import SWEEP_SECONDS
from tests.subsidies.the_bank import TEXT
from veterans.accounts.bureau_pages import address

# A sweep finds what is owed; then a busy machine of two cores may need so long to do it.
PATIENCE = SWEEP_SECONDS + 15
TRIES = 60
WAITING = (LineState.SENT, LineState.UNKNOWN)
UNDELIVERED = (PaymentState.FAILED, PaymentState.RETURNED)

# First what a person does to see the button, then the press itself.
Deed = Callable[[Clerk], Callable[[], Answer] | None]


class Stuck(Exception):
    """A batch that does not get on although everything is up."""


class Months:
    """Two people and three sessions for each duty, one bank, and a deck of faults."""

    def __init__(self, portal: Portal, county: County, deck: Deck, chance: Random) -> None:
        self.portal, self.county, self.deck, self.chance = portal, county, deck, chance
        self.tally, self.bank = Tally(), Bank(chance)
        self.longest_wait = 0.0
        self.kindly = False
        self.sent_back = self.cut_short = 0
        self.clerks = {
            role: [Clerk(name, portal, self.tally) for name in (*names, names[0])]
            for role, (_, names) in HANDS.items()
        }

    def month(self) -> None:
        """One month from the facts to the closed batch; sometimes money of old comes back."""
        self.county.live_on(self.chance.randint(1, 4))
        through = self.county.next_month()
        for _ in range(TRIES):
            batch = Batch.objects.filter(through=through).first()
            if batch is not None:
                break
            self._do("open", "preparer", self._open(f"{through:%Y-%m}"))
        else:
            raise Stuck(f"no batch for {through:%Y-%m}")
        self.finish(batch.pk)
        if self.chance.random() < 0.4:
            made = self.chance.choice(list(BankFile.objects.order_by("pk")))
            if self.bank.send_back(made) is not None:
                self._bring_in(made)
                self.finish(made.batch_id)

    def finish(self, batch_id: int) -> None:
        """Everything that is left to do for a batch, until it is closed and nothing is owed."""
        for _ in range(TRIES):
            batch = Batch.objects.get(pk=batch_id)
            undelivered = batch.payments.filter(state__in=UNDELIVERED).exists()
            if batch.state == BatchState.CLOSED and not undelivered:
                return
            self._step(batch)
        raise Stuck(f"batch {batch_id} is still {batch.state} after {TRIES} steps")

    def _step(self, batch: Batch) -> None:
        match BatchState(batch.state):
            case BatchState.DRAFT:
                self._press(batch, "calculate", "preparer", reach=0.4)
            case BatchState.CALCULATING:
                self._do("watch", "preparer", self._watch(batch), batch.pk, reach=0.2)
                self._wait(batch.pk)
            case BatchState.CALCULATED:
                self._vouch(batch, "review", "reviewer")
            case BatchState.REVIEWED:
                self._vouch(batch, "approve", "approver")
            case BatchState.APPROVED:
                self._press(batch, "export", "preparer", layout=TEXT)
            case BatchState.EXPORTED:
                self._exchange(batch)
            case _:
                if batch.payments.filter(state__in=UNDELIVERED).exists():
                    self._mend_accounts(batch)
                    self._press(batch, "reissue", "preparer", layout=TEXT)
                else:
                    self._press(batch, "close", "preparer")

    def _vouch(self, batch: Batch, verb: str, role: str) -> None:
        """Review or approve; where somebody has changed meanwhile, it goes back instead."""
        if not self.deck.empty and self.chance.random() < 0.15:
            self.county.live_on(1)
        answer = self._press(batch, verb, role)
        if answer is not None and answer.says("退回经办重新核算"):
            self._press(batch, "send_back", role, reason="核算以后有变动")
            self.sent_back += 1

    def _exchange(self, batch: Batch) -> None:
        files = batch.files.filter(lines__state__in=WAITING).distinct().order_by("pk")
        for made in files:
            page: list[Answer] = []

            def fetch(clerk: Clerk, made: BankFile = made, page: list[Answer] = page) -> None:
                page.append(clerk.get(address("bank_file_download", made.pk)))

            self._do("download", "preparer", fetch, batch.pk)
            for content in (found.body for found in page if found.ok):
                self.bank.take(made.number, content)
            if made.number in self.bank.files:
                self.bank.answer(made, kindly=self.kindly)
                self._bring_in(made)

    def _bring_in(self, made: BankFile) -> None:
        """The bank's answer goes into the portal, the same bytes until they have arrived."""
        content = self.bank.unheard[made.number]
        digest = hashlib.sha256(content).hexdigest()
        for _ in range(TRIES):
            if ReturnFile.objects.filter(digest=digest).exists():
                self.bank.heard(made.number)
                return
            self._do("return", "preparer", self._return(made, content), made.batch_id, reach=0.25)
        raise Stuck(f"the answer to {made.number} cannot be brought in")

    def _mend_accounts(self, batch: Batch) -> None:
        for payment in Payment.objects.filter(batch=batch, state__in=UNDELIVERED):
            if not payment.payee.accounts.filter(is_current=True, state="verified").exists():
                self.county.new_account(payment.payee)

    # --- What a person does ---------------------------------------------------------------------

    def _press(
        self, batch: Batch, verb: str, role: str, *, reach: float = 0.12, **data: str
    ) -> Answer | None:
        path = address("batch_step", batch.pk, verb)

        def deed(clerk: Clerk) -> Callable[[], Answer] | None:
            page = clerk.get(path)
            # Where the button has gone in the meantime, the door leads back to the batch.
            if not page.ok or not page.url.endswith(path):
                return None
            return lambda: clerk.post(path, page, **data)

        return self._do(verb, role, deed, batch.pk, reach=reach)

    @staticmethod
    def _open(month: str) -> Deed:
        path = address("batch_open")

        def deed(clerk: Clerk) -> Callable[[], Answer] | None:
            page = clerk.get(path)
            return (
                (lambda: clerk.post(path, page, schemes=[SCHEME], through=month))
                if page.ok
                else None
            )

        return deed

    @staticmethod
    def _watch(batch: Batch) -> Deed:
        def deed(clerk: Clerk) -> Callable[[], Answer]:
            clerk.get(address("batch", batch.pk))
            return lambda: clerk.get(address("batch_progress", batch.pk))

        return deed

    @staticmethod
    def _return(made: BankFile, content: bytes) -> Deed:
        path = address("bank_file", made.pk)

        def deed(clerk: Clerk) -> Callable[[], Answer] | None:
            page = clerk.get(path)
            if not page.ok:
                return None
            preview = clerk.upload(address("return_upload", made.pk), page, content)
            if not preview.ok or preview.url.endswith(path):
                return None
            here = preview.url.removeprefix(clerk.base)
            return lambda: clerk.post(here, preview)

        return deed

    # --- With something falling over ------------------------------------------------------------

    def _do(
        self,
        name: str,
        role: str,
        deed: Callable[[Clerk], Callable[[], Answer] | None],
        batch_id: int | None = None,
        *,
        reach: float = 0.12,
    ) -> Answer | None:
        first, other, again = self.clerks[role]
        fault = self.deck.deal(name)
        answer: Answer | None = None
        if fault is Fault.TWO_AT_ONCE:
            self._two_at_once(deed, [first, self.chance.choice([other, again])])
        else:
            after = self.chance.uniform(0, reach)
            with striking(fault, self.portal, after=after, batch_id=batch_id):
                go = deed(first)
                answer = go() if go is not None else None
        if fault is not None:
            self.deck.done(fault, name)
        if fault is Fault.KILL_WORKER:
            chunks = BatchChunk.objects.filter(batch_id=batch_id)
            self.cut_short += chunks.filter(batch__state="calculating", is_pending=True).exists()
        if self.portal.disturbed.is_set():
            self.portal.mend()
            connections.close_all()
        return answer

    def _two_at_once(self, deed: Deed, both: list[Clerk]) -> None:
        if self.chance.random() < 0.3:  # the whole of it, reading included

            def all_of_it(clerk: Clerk) -> None:
                go = deed(clerk)
                if go is not None:
                    go()

            at_once([lambda clerk=clerk: all_of_it(clerk) for clerk in both])
            return
        ready = [deed(clerk) for clerk in both]
        at_once([go for go in ready if go is not None])

    def _wait(self, batch_id: int) -> None:
        """Everything is up: the batch must get on by itself, at the latest with the next sweep."""
        self.portal.wait_for_worker()
        began = time.monotonic()
        while True:
            batch = Batch.objects.get(pk=batch_id)
            waited = time.monotonic() - began
            self.longest_wait = max(self.longest_wait, waited)
            if batch.state != BatchState.CALCULATING and batch.summarised_run == batch.run:
                return
            if waited > PATIENCE:
                raise Stuck(
                    f"batch {batch_id} is {batch.state} ({batch.job_state}, {batch.job_note!r})"
                    f" {waited:.0f} s after everything was up again"
                )
            time.sleep(0.05)
