"""What can go wrong, each of it dealt as often as the others.

A fault strikes a random moment after the deed it is dealt to has begun. Three of them kill
something; the other three are things a portal has to stand without anybody noticing.
"""

import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from random import Random

import redis

from config.celery import app
from tests.chaos.portal import Portal

# How many deeds are left in peace, so that there is a month's worth of them between the blows.
SPARED = 0.45
READING = ("watch", "download")  # no button to be pressed


class Fault(StrEnum):
    KILL_WORKER = "kill -9 the worker, whole group"
    KILL_WEB = "kill -9 the web, whole group"
    STOP_DATABASE = "PostgreSQL stopped at once"
    FLUSH_REDIS = "Redis emptied"
    TASK_TWICE = "a task delivered twice"
    TWO_AT_ONCE = "one button, two at once"


class Deck:
    """Deals kinds of faults in rounds, each round shuffled, until ``wanted`` are dealt."""

    def __init__(self, wanted: int, chance: Random) -> None:
        self.wanted, self.chance = wanted, chance
        self.dealt: Counter[Fault] = Counter()
        self.during: Counter[str] = Counter()
        self._round: list[Fault] = []

    @property
    def empty(self) -> bool:
        return self.dealt.total() >= self.wanted

    def deal(self, deed: str) -> Fault | None:
        """The next fault, or none this time: a calculation is never spared."""
        spared = 0 if deed in ("calculate", "watch") else SPARED
        if self.empty or self.chance.random() < spared:
            return None
        if not self._round:
            self._round = self.chance.sample(list(Fault), len(Fault))
        for at, fault in enumerate(self._round):
            if deed not in READING or fault is not Fault.TWO_AT_ONCE:
                return self._round.pop(at)
        return None

    def done(self, fault: Fault, deed: str) -> None:
        self.dealt[fault] += 1
        self.during[deed] += 1


@contextmanager
def striking(
    fault: Fault | None, portal: Portal, *, after: float, batch_id: int | None
) -> Iterator[None]:
    """While inside, the fault strikes once, so many seconds after the beginning."""
    blows: dict[Fault, Callable[[], None]] = {
        Fault.KILL_WORKER: lambda: portal.kill("worker"),
        Fault.KILL_WEB: lambda: portal.kill("web"),
        Fault.STOP_DATABASE: portal.stop_database_at_once,
        Fault.FLUSH_REDIS: lambda: flush(portal),
        Fault.TASK_TWICE: lambda: deliver_twice(batch_id or 1),
    }
    blow = blows.get(fault) if fault else None
    if blow is None:
        yield
        return
    failed: list[BaseException] = []

    def strike() -> None:
        time.sleep(after)
        try:
            blow()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=strike)
    thread.start()
    try:
        yield
    finally:
        thread.join()
    if failed:
        raise failed[0]


def flush(portal: Portal) -> None:
    """The queue and all that the couriers keep of it are gone."""
    with redis.Redis.from_url(portal.redis.url()) as client:
        client.flushall()


def deliver_twice(batch_id: int) -> None:
    """The same message again: the courier was not sure whether it had arrived."""
    number = str(uuid.uuid4())
    with app.connection_for_write() as courier:
        for _ in range(2):
            app.send_task("subsidies.calculate", (batch_id,), task_id=number, connection=courier)


def at_once(deeds: list[Callable[[], object]]) -> None:
    """All of them in the same moment."""
    barrier = threading.Barrier(len(deeds))
    failed: list[BaseException] = []

    def act(deed: Callable[[], object]) -> None:
        try:
            barrier.wait(30)
            deed()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=act, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
