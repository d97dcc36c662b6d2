"""A poll with its people, and telephones that vote in it. All invented."""

import re
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from honors.votes.models import Option, Poll, VoteMessage
from honors.votes.services.opening import open_poll, release
from honors.votes.services.settling import close, sign
from honors.votes.services.voting import Given, ask, give_back
from tests.subsidies.factories import user
from veterans.accounts.roles import Role

AT = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
TODAY = date(2026, 11, 5)
LAST = date(2026, 11, 10)
AFTER = datetime(2026, 11, 11, 1, 30, tzinfo=UTC)
D = Decimal
_count = 0


def phone(n: int) -> str:
    return f"138{n:08d}"


class Ballots:
    """Colleagues, a poll, and whoever votes."""

    def __init__(self, *, count: int = 3, opened: bool = True, **other: Any) -> None:
        global _count
        _count += 1
        self.preparer, self.signer = user(Role.PREPARER), user(Role.REVIEWER)
        self.approver = user(Role.APPROVER)
        fields: dict[str, Any] = {
            "of": f"contest:{_count}",
            "title": "最美退役军人投票（虚构）",
            "options": [
                (f"nomination:{n}", f"候选人{n}（虚构）", "修路种树。\n照看老兵。")
                for n in range(1, count + 1)
            ],
            "opens_on": TODAY,
            "closes_on": LAST,
            "per_phone_per_day": 1,
            "share": D(20),
            "live": False,
            **other,
        }
        self.poll: Poll = open_poll(**fields, by=self.preparer, at=AT)
        if opened:
            self.poll = release(poll_id=self.poll.pk, by=self.signer, at=AT)

    def option(self, number: int) -> Option:
        return self.poll.options.get(number=number)

    def ask(self, who: str, number: int = 1, *, at: datetime = AT, **other: Any) -> tuple[str, str]:
        """The ticket, and the code as the message has it."""
        made = ask(
            **{
                "poll_id": self.poll.pk,
                "option_id": self.option(number).pk,
                "phone": who,
                "form": uuid.uuid4().hex,
                "address": "10.0.0.1",
                "at": at,
                "today": timezone.localdate(at),
                **other,
            }
        )
        return made.ticket, code_in(VoteMessage.objects.get(asked=made.key).text)

    def vote(
        self, who: str, number: int = 1, *, at: datetime = AT, address: str = "10.0.0.1"
    ) -> Given:
        ticket, code = self.ask(who, number, at=at, address=address)
        return give_back(ticket=ticket, code=code, address=address, at=at + timedelta(seconds=30))

    def closed(self) -> "Ballots":
        self.poll = close(
            poll_id=self.poll.pk, by=self.preparer, at=AFTER, today=LAST + timedelta(days=1)
        )
        return self

    def signed(self) -> "Ballots":
        for by in (self.preparer, self.signer):
            self.poll = sign(poll_id=self.poll.pk, by=by, at=AFTER)
        return self


def code_in(text: str) -> str:
    found = re.search(r"验证码 (\d{6})", text)
    assert found is not None, text
    return found.group(1)
