"""The settings as each place sees them, read by a fresh Python."""

import json
import os
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from config import environment
from config.checkout_keys import checkout_secrets

ROOT = Path(__file__).resolve().parent.parent.parent


def in_production(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment.made_up(), **changes},
        capture_output=True,
        text=True,
    )


def test_production_passes_the_deployment_check() -> None:
    done = in_production("check", "--deploy", "--fail-level", "INFO")
    assert done.returncode == 0, done.stderr


def test_production_does_not_start_with_a_weak_secret_and_says_so() -> None:
    done = in_production("check", SECRET_KEY="0123456789", PORTAL_ALLOWED_HOSTS="")
    assert done.returncode != 0
    assert "SECRET_KEY is weak" in done.stderr
    assert "PORTAL_ALLOWED_HOSTS is missing" in done.stderr


def test_production_collects_its_static_files(tmp_path: Path) -> None:
    # Fails when a style sheet names a file that is not there; nothing else would notice before.
    script = (
        "import sys; from config import settings; settings.STATIC_ROOT = sys.argv[1]; "
        "from django.core.management import call_command; import django; django.setup(); "
        "call_command('collectstatic', interactive=False, verbosity=0)"
    )
    env = {"DJANGO_SETTINGS_MODULE": "config.settings", **environment.made_up()}
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "staticfiles.json").exists()


def test_tests_hash_fast_and_everything_else_hashes_with_argon2() -> None:
    assert settings.PASSWORD_HASHERS[0].endswith("MD5PasswordHasher")
    script = "from django.conf import settings as s; print(s.PASSWORD_HASHERS[0], s.DEBUG)"
    printed = in_production("shell", "--verbosity", "0", "-c", script).stdout.split()
    assert printed == ["django.contrib.auth.hashers.Argon2PasswordHasher", "False"]


def test_a_backup_names_the_version_that_made_it() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert told["project"]["version"] == settings.PORTAL_VERSION


def test_the_content_security_policy_lets_nothing_inline_through() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["default-src"] == ["'self'"]
    assert "unsafe" not in json.dumps(directives)


def test_only_chinese_is_spoken() -> None:
    assert [code for code, _ in settings.LANGUAGES] == ["zh-hans"]
    assert not any("LocaleMiddleware" in name for name in settings.MIDDLEWARE)


def test_a_checkout_keeps_its_keys(tmp_path: Path) -> None:
    first = checkout_secrets(tmp_path)
    assert checkout_secrets(tmp_path) == first
    assert (tmp_path / "keys.json").stat().st_mode & 0o077 == 0


def test_processes_that_are_first_together_get_the_same_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: checkout_secrets(tmp_path), range(8)))
    assert len({secret.secret_key for secret in found}) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


@pytest.mark.parametrize("name", settings.CELERY_BEAT_SCHEDULE)
def test_what_the_clock_rings_for_exists(name: str) -> None:
    from config.celery import app

    app.loader.import_default_modules()
    assert settings.CELERY_BEAT_SCHEDULE[name]["task"] in app.tasks


def test_a_browser_finds_an_icon_where_no_page_names_one(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert finders.find(answer.headers["Location"].removeprefix("/static/"))
