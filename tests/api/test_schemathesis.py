"""Every address of the programs' door, asked by a machine that has only read the description.

schemathesis makes questions that fit the description and questions that do not: first each limit by
itself (its coverage), then at random. All of its checks judge each answer. The same questions in
every run; ``HYPOTHESIS_PROFILE=explore`` asks thousands of new ones. Its pytest plugin is left out
(``-p no:schemathesis``): it would cost every process of every run more than half a second.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis.strategies import integers, sampled_from
from schemathesis import GenerationMode
from schemathesis.schemas import APIOperation, BaseSchema

from config.wsgi import application
from honors.roll.models import Honour
from support_services.providers.api.shapes import NAME_FORMAT, NUMBER_FORMAT
from tests.people import COUNTY, EAST, EAST_ONE, a_county
from tests.providers.makers import agreement, offer, token
from tests.registry.makers import id_number
from tests.roll.makers import edition
from tests.stations.network import make_station

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "explore"
EXAMPLES = 1000 if DEEP else 15
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
# What each must have answered at least once: refusals alone would pass every check.
ANSWERED = {
    "items": {200, 400, 404, 405},
    "item": {200, 404},
    "stations": {200, 400, 404},
    "places": {200, 400, 404},
    "place": {200, 404},
    "honours": {200, 400, 404},
    "honour_titles": {200, 400},
    "honour": {200, 404},
    "verify": {200, 401, 403, 415, 422},
}
# What the description can only name: a check digit and a date of birth, and what is a name.
NUMBERS = integers(0, 20_000).map(
    lambda days: id_number(days % 1000, born=date(1940, 1, 1) + timedelta(days=days))
)
schemathesis.openapi.format(NUMBER_FORMAT, NUMBERS)
schemathesis.openapi.format(
    NAME_FORMAT, sampled_from(["张建国", "欧阳 试验", "阿卜杜·拉", "Li Wei"])
)


@dataclass
class Door:
    """The door as it describes itself, and a provider's key to where one is asked for."""

    schema: BaseSchema
    key: dict[str, str]

    def operations(self) -> dict[str, APIOperation]:
        found = [each.ok() for each in self.schema.get_all_operations()]
        return {one.definition.raw["operationId"]: one for one in found}

    def at_the_limits(self, operation: APIOperation) -> Iterator[schemathesis.Case]:
        return self.schema.iter_coverage_cases(
            operation,
            generation_modes=list(MODES),
            generation_config=self.schema.config.generation,
        )

    def ask(self, case: schemathesis.Case) -> int:
        """The status of the answer, after every check has passed."""
        return int(case.call_and_validate(headers=self.key).status_code)


@pytest.fixture
def door(db: None, settings: Any) -> Iterator[Door]:
    settings.PORTAL_VERIFICATION_NOES_PER_DAY = 0  # a machine is trying people out
    a_county()  # where the examples of the description are at home
    for code in (COUNTY, EAST, EAST_ONE):
        make_station(code)
    edition(pk=1, honour=Honour.objects.create(pk=1, entered_at=timezone.now()))
    today = timezone.localdate()
    made = agreement(valid_from=today, valid_to=None)
    offer(made)
    secret = token(made, at=timezone.now(), today=today, valid_to=today).secret
    # As Django's own test client does: the end of a request is not the end of the connection.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.yaml", application, config=schemathesis.Config()
    )
    yield Door(schema, {"Authorization": f"Bearer {secret}"})
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_operation_is_asked(door: Door) -> None:
    assert set(door.operations()) == set(ANSWERED)


@pytest.mark.parametrize("name", ANSWERED)
def test_answers_are_as_described(name: str, door: Door) -> None:
    operation = door.operations()[name]
    answered = Counter(map(door.ask, door.at_the_limits(operation)))
    assert ANSWERED[name] <= set(answered), answered
    for mode in MODES:
        if mode is GenerationMode.NEGATIVE and not operation.query and not operation.body:
            continue

        @hypothesis_settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(mode))
        def ask(case: schemathesis.Case) -> None:
            answered[door.ask(case)] += 1

        ask()
    assert answered.total() > 20, answered
