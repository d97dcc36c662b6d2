"""Every address of the programs' door, asked by a machine that has only read the description.

schemathesis makes questions that fit the description and questions that do not: first each limit by
itself (its coverage), then at random. All of its checks judge each answer. The same questions in
every run; ``HYPOTHESIS_PROFILE=explore`` asks thousands of new ones. Its pytest plugin is left out
(``-p no:schemathesis``): it would cost every process of every run more than half a second.
"""

import os
from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.schemas import APIOperation, BaseSchema

from config.wsgi import application
from tests.stations.network import load_places, make_network

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "explore"
EXAMPLES = 1000 if DEEP else 15
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
OPERATIONS = ("items", "item", "stations", "places", "place")


@pytest.fixture
def schema(db: None) -> Iterator[BaseSchema]:
    load_places()
    make_network()
    # As Django's own test client does: the end of a request is not the end of the connection.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.yaml", application, config=schemathesis.Config()
    )
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def operations(schema: BaseSchema) -> dict[str, APIOperation]:
    found = [each.ok() for each in schema.get_all_operations()]
    return {one.definition.raw["operationId"]: one for one in found}


def at_the_limits(schema: BaseSchema, operation: APIOperation) -> Iterator[schemathesis.Case]:
    yield from schema.iter_coverage_cases(
        operation,
        generation_modes=list(MODES),
        generation_config=schema.config.generation,
    )


def test_every_operation_is_asked(schema: BaseSchema) -> None:
    assert set(operations(schema)) == set(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_answers_are_as_described(name: str, schema: BaseSchema) -> None:
    operation = operations(schema)[name]
    asked = 0
    for case in at_the_limits(schema, operation):
        case.call_and_validate()
        asked += 1
    assert asked > 10
    for mode in MODES:
        if mode is GenerationMode.NEGATIVE and not operation.query and not operation.body:
            continue

        @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(mode))
        def ask(case: schemathesis.Case) -> None:
            case.call_and_validate()

        ask()
