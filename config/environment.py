"""Reads what differs between places from the environment, and refuses what would be unsafe.

Pure: takes the environment as a mapping, returns plain values. ``Misconfigured`` carries every
problem at once, so that an operator mends them in one go instead of one start at a time.
"""

from __future__ import annotations

import secrets as random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

DEVELOPMENT, TEST, PRODUCTION = "development", "test", "production"

# Published with the source, therefore worthless: tests use them, production refuses them.
TEST_SECRET_KEY = "known-to-everybody-used-by-the-tests-and-by-nothing-else-0123456789"
TEST_SEAL_KEYS = "1:000102030405060708090a0b0c0d0e0f"
TEST_INDEX_KEY = "f0e0d0c0b0a090807060504030201000f1e1d1c1b1a191817161514131211101"

KEY_BYTES = 16  # SM4 has 128-bit keys
INDEX_KEY_BYTES = 32
BACKUP_KEY_BYTES = 32
SECRET_LENGTH = 50  # as Django's own deployment check
PASSWORD_LENGTH = 12
WEAK_WORDS = ("postgres", "password", "passwd", "changeme", "secret", "portal", "admin", "123456")


class Misconfigured(ImproperlyConfigured):
    """The environment lacks something or holds something unsafe; the text says what to set."""


@dataclass(frozen=True)
class Secrets:
    """Everything that must stay unknown: the signing key and the keys over personal data."""

    secret_key: str
    seal_keys: dict[int, bytes]
    seal_key_id: int
    index_key: bytes


def which(env: Mapping[str, str]) -> str:
    """Name of the place: ``development`` (default), ``test`` or ``production``."""
    place = env.get("PORTAL_ENV") or DEVELOPMENT
    if place not in (DEVELOPMENT, TEST, PRODUCTION):
        raise Misconfigured(
            f"PORTAL_ENV={place!r} is not one of {DEVELOPMENT}, {TEST}, {PRODUCTION}."
        )
    return place


def flag(env: Mapping[str, str], name: str, *, default: bool = False) -> bool:
    """``1/true/yes/on`` or ``0/false/no/off``; empty is the default; refuses anything else."""
    text = env.get(name, "").strip().lower()
    if not text:
        return default
    if text in ("1", "true", "yes", "on"):
        return True
    if text in ("0", "false", "no", "off"):
        return False
    raise Misconfigured(f"{name}={text!r} is neither 1 nor 0.")


def number(env: Mapping[str, str], name: str, *, default: int, least: int = 0) -> int:
    """A whole number, ``least`` or more; refuses anything else."""
    text = env.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal():
        raise Misconfigured(f"{name}={text!r} is not a whole number.")
    if int(text) < least:
        raise Misconfigured(f"{name}={text!r} is less than {least}.")
    return int(text)


def hours(env: Mapping[str, str], name: str, *, default: str) -> tuple[time, time]:
    """``07:30-19:00``, both on the same day; refuses anything else."""
    text = env.get(name, "").strip() or default
    try:
        first, last = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError as error:
        raise Misconfigured(f"{name}={text!r} is not like 07:30-19:00.") from error
    if first >= last:
        raise Misconfigured(f"{name}={text!r} ends before it begins.")
    return first, last


def days_of(env: Mapping[str, str], name: str) -> dict[str, int | None]:
    """``sessions,sign_ins:1095``: words with or without a number of days; refuses anything else."""
    found: dict[str, int | None] = {}
    for part in words(env, name):
        word, colon, days = part.partition(":")
        if colon and not days.isdecimal():
            raise Misconfigured(f"{name}={part!r} is not like sign_ins:1095.")
        found[word] = int(days) if colon else None
    return found


def words(env: Mapping[str, str], name: str) -> list[str]:
    """A comma-separated list without its empty parts."""
    return [part.strip() for part in env.get(name, "").split(",") if part.strip()]


def choice(env: Mapping[str, str], name: str, of: Collection[str], *, default: str) -> str:
    """One of a few words; empty is the default; refuses anything else."""
    text = env.get(name, "").strip().lower() or default
    if text not in of:
        raise Misconfigured(f"{name}={text!r} is not one of {', '.join(of)}.")
    return text


def database(url: str) -> dict[str, object]:
    """Django's database settings for ``postgres://user:password@host:port/name?sslmode=…``.

    Query parameters go to libpq as they are (``host=/run/postgresql`` names a socket folder).
    Refuses any other engine: constraints, triggers and the set-based SQL need PostgreSQL.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise Misconfigured("DATABASE_URL must begin with postgres://, the only engine supported.")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise Misconfigured("DATABASE_URL names no database: postgres://user@host:5432/NAME")
    options: dict[str, str] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or options.pop("host", ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def seal_keys(text: str) -> dict[int, bytes]:
    """``1:hex,2:hex`` as key id -> key; refuses a double id, an id outside 1-255, a wrong length.

    The id is one byte in front of every sealed value, so old keys stay readable after a change.
    """
    keys: dict[int, bytes] = {}
    for part in text.split(","):
        number_text, _, key_text = part.strip().partition(":")
        if not number_text.isdecimal() or not 1 <= int(number_text) <= 255:
            raise Misconfigured("PORTAL_SEAL_KEYS: write 1:<32 hex digits>,2:<32 hex digits>.")
        if int(number_text) in keys:
            raise Misconfigured(f"PORTAL_SEAL_KEYS: key id {number_text} occurs twice.")
        keys[int(number_text)] = hex_key(
            key_text, name=f"PORTAL_SEAL_KEYS id {number_text}", length=KEY_BYTES
        )
    return keys


def hex_key(text: str, *, name: str, length: int) -> bytes:
    """Exactly ``length`` bytes in hex; refuses a key that repeats one or two bytes."""
    try:
        key = bytes.fromhex(text.strip())
    except ValueError as error:
        raise Misconfigured(f"{name} is not hexadecimal.") from error
    if len(key) != length:
        raise Misconfigured(f"{name} has {len(key)} bytes, it needs {length}.")
    if len(set(key)) < 6:
        raise Misconfigured(f"{name} is not random: only {len(set(key))} different bytes.")
    return key


def secrets_from(env: Mapping[str, str]) -> Secrets:
    """Read the four secrets; ``PORTAL_SEAL_KEY_ID`` defaults to the highest id there is."""
    keys = seal_keys(env.get("PORTAL_SEAL_KEYS", ""))
    key_id = number(env, "PORTAL_SEAL_KEY_ID", default=max(keys))
    if key_id not in keys:
        raise Misconfigured(f"PORTAL_SEAL_KEY_ID={key_id} is not among PORTAL_SEAL_KEYS.")
    return Secrets(
        secret_key=env.get("SECRET_KEY", ""),
        seal_keys=keys,
        seal_key_id=key_id,
        index_key=hex_key(
            env.get("PORTAL_INDEX_KEY", ""), name="PORTAL_INDEX_KEY", length=INDEX_KEY_BYTES
        ),
    )


def backup_key(env: Mapping[str, str]) -> bytes | None:
    """The key over backups; None where there is none, which only the commands for them mind.

    Refuses one that is also a key over personal data: who may carry backups need not read them.
    """
    text = env.get("PORTAL_BACKUP_KEY", "").strip()
    if not text:
        return None
    key = hex_key(text, name="PORTAL_BACKUP_KEY", length=BACKUP_KEY_BYTES)
    listed = "".join((env.get("PORTAL_SEAL_KEYS", ""), env.get("PORTAL_INDEX_KEY", ""))).lower()
    if key.hex() in listed or any(key.hex()[at : at + 32] in listed for at in (0, 32)):
        raise Misconfigured("PORTAL_BACKUP_KEY repeats another key; each key must be its own.")
    return key


def test_secrets() -> Secrets:
    """The keys of the test suite, which production refuses by name."""
    return secrets_from(
        {
            "SECRET_KEY": TEST_SECRET_KEY,
            "PORTAL_SEAL_KEYS": TEST_SEAL_KEYS,
            "PORTAL_INDEX_KEY": TEST_INDEX_KEY,
        }
    )


def made_up() -> dict[str, str]:
    """An environment production starts with, for commands that need its settings but no data.

    Every call makes other secrets; the servers it names do not exist.
    """
    return {
        "PORTAL_ENV": PRODUCTION,
        "SECRET_KEY": random.token_urlsafe(64),
        "PORTAL_SEAL_KEYS": f"1:{random.token_hex(KEY_BYTES)}",
        "PORTAL_INDEX_KEY": random.token_hex(INDEX_KEY_BYTES),
        "PORTAL_ALLOWED_HOSTS": "portal.example.gov.cn",
        "DATABASE_URL": f"postgres://portal:{random.token_hex(24)}@127.0.0.1:1/portal",
        "REDIS_URL": f"redis://:{random.token_hex(24)}@127.0.0.1:1/0",
    }


def production_problems(env: Mapping[str, str]) -> list[str]:
    """Why production must not start with this environment; empty when it may."""
    problems = _secret_key_problems(env.get("SECRET_KEY", ""))
    problems += _data_key_problems(env)
    problems += _database_problems(env.get("DATABASE_URL", ""))
    hosts = words(env, "PORTAL_ALLOWED_HOSTS")
    if not hosts:
        problems.append("PORTAL_ALLOWED_HOSTS is missing: the host names of the portal, by commas.")
    if any("*" in host for host in hosts):
        problems.append("PORTAL_ALLOWED_HOSTS must not hold a wildcard.")
    problems += _sms_problems(env)
    if not env.get("REDIS_URL"):
        problems.append("REDIS_URL is missing: redis://:password@host:6379/0")
    for name in ("PORTAL_DEBUG", "PORTAL_DEMO"):
        if flag(env, name):
            problems.append(f"{name} must be off in production.")
    return problems


def _sms_problems(env: Mapping[str, str]) -> list[str]:
    way = env.get("PORTAL_SMS", "").strip().lower()
    if way == "console":
        return ["PORTAL_SMS=console is for demos; use http or off in production."]
    if way != "http":
        return []
    problems = []
    if not env.get("PORTAL_SMS_URL", "").startswith("https://"):
        problems.append("PORTAL_SMS_URL must begin with https:// where PORTAL_SMS is http.")
    if not env.get("PORTAL_SMS_TOKEN"):
        problems.append("PORTAL_SMS_TOKEN is missing: what the gateway knows the portal by.")
    return problems


def _secret_key_problems(key: str) -> list[str]:
    if not key:
        return ["SECRET_KEY is missing: at least 50 random characters."]
    if key == TEST_SECRET_KEY or "insecure" in key:
        return ["SECRET_KEY is a published development value; make a new random one."]
    if len(key) < SECRET_LENGTH or len(set(key)) < 10:
        return [f"SECRET_KEY is weak: it needs {SECRET_LENGTH} or more random characters."]
    return []


def _data_key_problems(env: Mapping[str, str]) -> list[str]:
    missing = [n for n in ("PORTAL_SEAL_KEYS", "PORTAL_INDEX_KEY") if not env.get(n)]
    if missing:
        return [f"{name} is missing: the keys over personal data." for name in missing]
    try:
        found = secrets_from(env)
    except Misconfigured as error:
        return [str(error)]
    published = test_secrets()
    problems = []
    if set(found.seal_keys.values()) & set(published.seal_keys.values()):
        problems.append("PORTAL_SEAL_KEYS holds a published test key; make a new random one.")
    if found.index_key == published.index_key:
        problems.append("PORTAL_INDEX_KEY is the published test key; make a new random one.")
    if any(found.index_key.startswith(key) for key in found.seal_keys.values()):
        problems.append("PORTAL_INDEX_KEY repeats a sealing key; each key must be its own.")
    try:
        backup_key(env)
    except Misconfigured as error:
        problems.append(str(error))
    return problems


def _database_problems(url: str) -> list[str]:
    if not url:
        return ["DATABASE_URL is missing: postgres://user:password@host:5432/name"]
    try:
        found = database(url)
    except Misconfigured as error:
        return [str(error)]
    password = str(found["PASSWORD"])
    if not password:
        return ["DATABASE_URL holds no password."]
    weak = len(password) < PASSWORD_LENGTH or password == found["USER"]
    if weak or any(password.lower().strip("0123456789!.-_") == word for word in WEAK_WORDS):
        return [f"The database password is weak: {PASSWORD_LENGTH} or more random characters."]
    return []
