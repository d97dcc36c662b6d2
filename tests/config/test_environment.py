"""What the environment may say, and what production refuses to start with."""

import secrets
from datetime import time

import pytest

from config import environment
from config.environment import Misconfigured


def good() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "PORTAL_SEAL_KEYS": f"1:{secrets.token_hex(16)},2:{secrets.token_hex(16)}",
        "PORTAL_INDEX_KEY": secrets.token_hex(32),
        "DATABASE_URL": f"postgres://portal:{secrets.token_urlsafe(24)}@db:5432/portal",
        "REDIS_URL": "redis://:x@redis:6379/0",
        "PORTAL_ALLOWED_HOSTS": "portal.example.gov.cn",
    }


def test_production_starts_with_random_secrets() -> None:
    assert environment.production_problems(good()) == []


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("SECRET_KEY", "", "missing"),
        ("SECRET_KEY", "short", "weak"),
        ("SECRET_KEY", "a" * 80, "weak"),
        ("SECRET_KEY", "django-insecure-" + "abcdefghij" * 6, "published"),
        ("SECRET_KEY", environment.TEST_SECRET_KEY, "published"),
        ("PORTAL_SEAL_KEYS", "", "missing"),
        ("PORTAL_SEAL_KEYS", environment.TEST_SEAL_KEYS, "published"),
        ("PORTAL_SEAL_KEYS", "1:" + "00" * 16, "not random"),
        ("PORTAL_SEAL_KEYS", "1:" + "0a1b2c3d" * 2, "8 bytes"),
        ("PORTAL_SEAL_KEYS", "one", "1:<32 hex digits>"),
        ("PORTAL_SEAL_KEYS", f"7:{'0123456789abcdef' * 2},7:{'fedcba9876543210' * 2}", "twice"),
        ("PORTAL_INDEX_KEY", "", "missing"),
        ("PORTAL_INDEX_KEY", "not hexadecimal", "hexadecimal"),
        ("PORTAL_INDEX_KEY", environment.TEST_INDEX_KEY, "published"),
        ("PORTAL_SEAL_KEY_ID", "9", "not among"),
        ("PORTAL_BACKUP_KEY", "0a1b2c", "3 bytes"),
        ("PORTAL_BACKUP_KEY", "00" * 32, "not random"),
        ("DATABASE_URL", "", "missing"),
        ("DATABASE_URL", "sqlite:///portal.db", "only engine"),
        ("DATABASE_URL", "postgres://portal@db/portal", "no password"),
        ("DATABASE_URL", "postgres://portal:postgres@db/portal", "weak"),
        ("DATABASE_URL", "postgres://portal:changeme-12345678@db/portal", "weak"),
        ("REDIS_URL", "", "missing"),
        ("PORTAL_ALLOWED_HOSTS", "", "missing"),
        ("PORTAL_ALLOWED_HOSTS", "*", "wildcard"),
        ("PORTAL_DEBUG", "1", "off"),
        ("PORTAL_DEMO", "yes", "off"),
    ],
)
def test_production_refuses(name: str, value: str, word: str) -> None:
    problems = environment.production_problems({**good(), name: value})
    assert len(problems) == 1
    assert word in problems[0]


def test_production_names_everything_that_is_missing_at_once() -> None:
    text = "\n".join(environment.production_problems({}))
    for name in good():
        assert f"{name} is missing" in text


def test_no_problem_repeats_a_secret() -> None:
    leaking = {**good(), "SECRET_KEY": "k" * 20, "DATABASE_URL": "postgres://u:hunter2hunt@h/d"}
    text = "\n".join(environment.production_problems(leaking))
    assert "k" * 20 not in text
    assert "hunter2hunt" not in text


def test_an_index_key_that_repeats_a_sealing_key_is_refused() -> None:
    key = secrets.token_hex(16)
    env = {
        **good(),
        "PORTAL_SEAL_KEYS": f"1:{key}",
        "PORTAL_INDEX_KEY": key + secrets.token_hex(16),
    }
    assert "its own" in environment.production_problems(env)[0]


def test_a_backup_key_is_no_key_over_personal_data() -> None:
    env, key = good(), secrets.token_hex(32)
    assert environment.backup_key(env) is None
    assert environment.backup_key({**env, "PORTAL_BACKUP_KEY": key}) == bytes.fromhex(key)
    for other in (env["PORTAL_INDEX_KEY"], env["PORTAL_SEAL_KEYS"][2:34] + key[:32]):
        problems = environment.production_problems({**env, "PORTAL_BACKUP_KEY": other})
        assert len(problems) == 1
        assert "its own" in problems[0]


def test_the_newest_key_seals_unless_another_one_is_named() -> None:
    env = good()
    assert environment.secrets_from(env).seal_key_id == 2
    assert environment.secrets_from({**env, "PORTAL_SEAL_KEY_ID": "1"}).seal_key_id == 1


def test_a_database_address_may_hold_any_character() -> None:
    found = environment.database("postgresql://us%40er:p%2Fw%3A@h:6000/n%20me?sslmode=require")
    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("us@er", "p/w:", "h")
    assert (found["NAME"], found["PORT"]) == ("n me", "6000")
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_a_socket_folder_is_a_host() -> None:
    found = environment.database("postgres:///portal?host=/run/postgresql")
    assert (found["HOST"], found["OPTIONS"]) == ("/run/postgresql", {})


def test_a_database_address_without_a_name_is_refused() -> None:
    with pytest.raises(Misconfigured, match="names no database"):
        environment.database("postgres://u@h:5432/")


@pytest.mark.parametrize(("text", "value"), [("1", True), ("On", True), ("0", False), ("", True)])
def test_flags(text: str, value: bool) -> None:
    assert environment.flag({"X": text}, "X", default=True) is value


def test_a_flag_that_is_neither_is_refused() -> None:
    with pytest.raises(Misconfigured):
        environment.flag({"X": "maybe"}, "X")


def test_a_place_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Misconfigured):
        environment.which({"PORTAL_ENV": "prod"})


def test_one_of_a_few_words() -> None:
    read = environment.choice
    assert read({"X": " Allow "}, "X", ("higher_only", "allow"), default="higher_only") == "allow"
    assert read({"X": ""}, "X", ("higher_only", "allow"), default="higher_only") == "higher_only"
    with pytest.raises(Misconfigured, match="not one of"):
        read({"X": "forbid"}, "X", ("higher_only", "allow"), default="higher_only")


def test_hours_of_a_day() -> None:
    read = environment.hours
    assert read({"X": ""}, "X", default="07:30-19:00") == (time(7, 30), time(19))
    assert read({"X": "08:00 - 18:30"}, "X", default="07:30-19:00") == (time(8), time(18, 30))
    for text, word in (("8-18", "not like"), ("08:00", "not like"), ("19:00-07:30", "ends before")):
        with pytest.raises(Misconfigured, match=word):
            read({"X": text}, "X", default="07:30-19:00")


def test_words_with_a_number_of_days() -> None:
    read = environment.days_of
    assert read({"X": "sessions, sign_ins:1095"}, "X") == {"sessions": None, "sign_ins": 1095}
    assert read({"X": ""}, "X") == {}
    for text in ("sign_ins:", "sign_ins:a year", "sign_ins:-1"):
        with pytest.raises(Misconfigured, match="not like"):
            read({"X": text}, "X")
