"""``/healthz``: 200 when all is well, 503 and which part when not; never how to get in."""

import pytest
import redis
from django.db import connection
from django.db.utils import OperationalError

from veterans.foundation import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)


def test_all_well(client):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "database": True, "redis": True, "migrations": True}
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers


def test_second_question_reads_no_migrations(client, django_assert_num_queries):
    client.get("/healthz")
    with django_assert_num_queries(1):
        client.get("/healthz")


def test_redis_away(client, settings):
    settings.REDIS_URL = "redis://:geheim@127.0.0.1:1/0"
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"ok": False, "database": True, "redis": False, "migrations": True}
    assert "geheim" not in answer.text


def test_redis_that_answers_nonsense(client, monkeypatch):
    monkeypatch.setattr(redis.Redis, "ping", lambda self: False)
    assert client.get("/healthz").status_code == 503


def test_database_away(client, monkeypatch):
    def refuse(*_, **__):
        raise OperationalError("password of portal@db is geheim")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"ok": False, "database": False, "redis": True, "migrations": False}
    assert "geheim" not in answer.text


def test_a_migration_waits(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'accounts'")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["migrations"] is False


def test_only_asked(client):
    assert client.post("/healthz").status_code == 405
