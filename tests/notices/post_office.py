"""A small county of people who may be told something, rules about them, and a gateway that counts.

The gateway is a real HTTP server in a thread: it keeps every key it accepted and how often it was
asked for it.
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from support_services.notices.models import ReminderRule
from support_services.notices.services import rule_book
from support_services.notices.states import Audience, Channel
from tests.people import COUNTY, a_county, colleague
from tests.registry.makers import id_number
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.regions.models import Region
from veterans.registry.models import Certificate, Person, PersonCategory
from veterans.registry.selectors import id_index, phone_index

# A Thursday, ten in the morning at the bureau.
TODAY = date(2026, 11, 26)
AT = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)


class Office:
    """The bureau's three, and rules in force."""

    def __init__(self) -> None:
        self.places: dict[str, Region] = a_county()
        self.preparer: User = colleague("jingban")
        self.reviewer: User = colleague("fuhe", Role.REVIEWER)
        self.made = 0

    def person(
        self,
        place: str,
        *,
        born: date = date(1950, 1, 1),
        phone: str | None = "13800000001",
        category: str = "TY",
        **more: Any,
    ) -> Person:
        self.made += 1
        number = id_number(self.made, born=born)
        found = Person.objects.create(
            name=more.pop("name", f"赵{self.made}"),
            name_pinyin="zhao",
            name_initials="z",
            id_number=number,
            id_index=id_index(number),
            sex="male",
            born_on=born,
            region=self.places[place],
            phone=phone,
            phone_index=phone_index(phone) if phone else None,
            **more,
        )
        PersonCategory.objects.create(person=found, category=category, valid_from=date(2000, 1, 1))
        return found

    def certificate(self, person: Person, ends: date) -> Certificate:
        return Certificate.objects.create(
            person=person,
            kind="disabled",
            number=f"鲁军{person.pk:06d}",
            valid_to=ends,
            entered_by=self.preparer,
            entered_at=AT,
        )

    def draft(self, **more: Any) -> ReminderRule:
        values: dict[str, Any] = {
            "code": "certificate-ends",
            "title": "证件到期换证",
            "occasion_key": "certificate_ends",
            "offsets": (-30, -15),
            "working_days": False,
            "audience": Audience.PERSON,
            "channels": [Channel.SMS, Channel.LETTER],
            "template": "{姓名}您好：{证件}将在{日期}到期，还有{天数}天。",
            "on_rest_days": False,
            "town_after": None,
            "bureau_after": None,
            "active_from": TODAY - timedelta(days=100),
            "note": "",
            "by": self.preparer,
            "at": AT,
        }
        return rule_book.enter(**{**values, **more})

    def rule(self, **more: Any) -> ReminderRule:
        return rule_book.enforce(rule_id=self.draft(**more).pk, by=self.reviewer, at=AT)


class CountingGateway:
    """Accepts each key once; ``says`` may answer otherwise, ``slow`` waits before it answers."""

    def __init__(self) -> None:
        self.accepted: dict[str, dict[str, str]] = {}
        self.asked: Counter[str] = Counter()
        self.tokens: set[str] = set()
        self.says: Callable[[str, dict[str, str]], tuple[int, bytes] | None] = lambda key, body: (
            200,
            b'{"status": "accepted"}',
        )
        self.slow = 0.0
        self.holds_one = threading.Event()
        self.url = ""

    def take(self, key: str, token: str, body: dict[str, str]) -> tuple[int, bytes] | None:
        self.asked[key] += 1
        self.tokens.add(token)
        answer = self.says(key, body)
        if answer is None or (answer[0] == 200 and b"accepted" in answer[1]):
            self.accepted.setdefault(key, body)
        if self.slow:
            self.holds_one.set()
            time.sleep(self.slow)
        return answer


@contextmanager
def counting_gateway() -> Iterator[CountingGateway]:
    gateway = CountingGateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = gateway.take(
                self.headers["Idempotency-Key"], self.headers["Authorization"], body
            )
            if answer is None:  # taken, and the line goes dead
                self.connection.close()
                return
            try:
                self.send_response(answer[0])
                self.send_header("Content-Length", str(len(answer[1])))
                self.end_headers()
                self.wfile.write(answer[1])
            except OSError:
                pass

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    gateway.url = f"http://127.0.0.1:{server.server_address[1]}/sms"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()


__all__ = ["AT", "COUNTY", "TODAY", "CountingGateway", "Office", "counting_gateway"]
