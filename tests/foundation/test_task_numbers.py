"""A task carries the number of the request that sent it, and hands it on."""

import pytest
from celery import Celery
from celery.contrib.testing.app import setup_default_app
from celery.contrib.testing.worker import start_worker

from veterans.foundation import request_number

seen: list[tuple[str, str]] = []


@pytest.fixture(scope="module")
def app():
    """An app of its own with a worker in a thread."""
    app = Celery("test", broker="memory://", backend="cache+memory://", set_as_current=False)
    # Otherwise the worker sits out a second or two between looking for work and for its end.
    app.conf.broker_transport_options = {"polling_interval": 0.01}

    @app.task(name="test.inner")
    def inner(who):
        seen.append((who, request_number.current()))

    @app.task(name="test.outer")
    def outer(who):
        seen.append((who, request_number.current()))
        inner.apply_async([f"{who}/inner"])

    @app.task(name="test.fails")
    def fails():
        raise ValueError("x")

    # A test worker makes its app everybody's; what later tests send would go to this queue.
    with setup_default_app(app), start_worker(app, perform_ping_check=False, pool="solo"):
        yield app


@pytest.fixture
def run(app):
    seen.clear()

    def run(send):
        send().get(timeout=20, propagate=False)
        app.send_task("test.inner", ["last"]).get(timeout=20)
        return dict(seen)

    return run


def test_number_of_the_request_and_of_the_task_it_sends(app, run):
    def send():
        with request_number.numbered("ACDEFGHJ"):
            return app.send_task("test.outer", ["one"])

    got = run(send)
    assert got["one"] == got["one/inner"] == "ACDEFGHJ"
    assert got["last"] != "ACDEFGHJ"  # sent by nobody's request: a number of its own
    assert request_number.is_number(got["last"])


def test_a_failing_task_leaves_no_number_behind(app, run):
    def send():
        with request_number.numbered("ACDEFGHJ"):
            return app.send_task("test.fails")

    assert run(send)["last"] != "ACDEFGHJ"


def test_a_header_that_is_no_number_is_not_taken_over(app, run):
    got = run(lambda: app.send_task("test.inner", ["x"], headers={"portal_request": "张三\n假行"}))
    assert request_number.is_number(got["x"])
