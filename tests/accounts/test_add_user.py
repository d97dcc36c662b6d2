"""``add_user``: one JSON object, or a Chinese message and nothing written."""

import io
import json
import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.people import EAST, PASSWORD, a_county, colleague
from veterans.accounts.management.commands import add_user
from veterans.accounts.models import User

pytestmark = pytest.mark.django_db


def run(*args):
    out = io.StringIO()
    call_command("add_user", *args, stdout=out, stderr=io.StringIO())
    [line] = out.getvalue().splitlines()
    return json.loads(line)


@pytest.fixture
def _password(monkeypatch):
    monkeypatch.setenv("PORTAL_PASSWORD", PASSWORD)


@pytest.mark.usefixtures("_password")
class TestWithPassword:
    def test_bureau(self):
        answer = run("wang", "--role", "经办", "--display-name", "王某")
        user = User.objects.get()
        assert answer == {
            "id": user.pk,
            "username": "wang",
            "display_name": "王某",
            "role": "preparer",
            "role_label": "经办",
            "region": None,
            "must_change_password": False,
        }
        assert user.check_password(PASSWORD)

    def test_station(self):
        a_county()
        answer = run("li", "--role", "town_station", "--region", EAST, "--must-change-password")
        assert (answer["role"], answer["region"]) == ("town_worker", EAST)
        assert User.objects.get().must_change_password

    @pytest.mark.parametrize(
        ("args", "says"),
        [
            (["--role", "root"], "没有“root”这个岗位"),
            (["--role", "town_worker"], "必须指定服务区域"),
            (["--role", "town_worker", "--region", "370399999000"], "没有代码为"),
            (["--role", "village_worker", "--region", EAST], "应为村居"),
            (["--role", "auditor", "--region", EAST], "不指定镇街"),
        ],
    )
    def test_refusals(self, args, says):
        a_county()
        with pytest.raises(CommandError, match=says):
            run("wang", *args)
        assert not User.objects.exists()

    def test_name_taken(self):
        colleague("wang")
        with pytest.raises(CommandError, match="已有"):
            run("Wang", "--role", "auditor")

    def test_weak_password(self, monkeypatch):
        monkeypatch.setenv("PORTAL_PASSWORD", "12345678")
        with pytest.raises(CommandError, match="密码不合要求"):
            run("wang", "--role", "auditor")
        assert not User.objects.exists()


class TestPrompt:
    @pytest.fixture(autouse=True)
    def _terminal(self, monkeypatch):
        monkeypatch.delenv("PORTAL_PASSWORD", raising=False)
        monkeypatch.setattr(add_user.sys.stdin, "isatty", lambda: True, raising=False)

    def answers(self, monkeypatch, *words):
        given = iter(words)
        monkeypatch.setattr(add_user.getpass, "getpass", lambda prompt: next(given))

    def test_asked_twice(self, monkeypatch):
        self.answers(monkeypatch, PASSWORD, PASSWORD)
        run("wang", "--role", "auditor")
        assert User.objects.get().check_password(PASSWORD)

    def test_two_different_answers(self, monkeypatch):
        self.answers(monkeypatch, PASSWORD, PASSWORD + "x")
        with pytest.raises(CommandError, match="不一致"):
            run("wang", "--role", "auditor")


def test_neither_variable_nor_terminal(monkeypatch):
    monkeypatch.delenv("PORTAL_PASSWORD", raising=False)
    monkeypatch.setattr(add_user.sys, "stdin", io.StringIO())
    with pytest.raises(CommandError, match="PORTAL_PASSWORD"):
        run("wang", "--role", "auditor")


@pytest.mark.django_db(transaction=True)
def test_from_a_shell_the_message_stands_alone_and_the_status_is_not_zero():
    """The real program, on the database of this test."""
    at = connection.settings_dict
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:"
        f"{at['PORT'] or 5432}/{at['NAME']}",
        "PORTAL_PASSWORD": "12345678",
    }
    program = [sys.executable, "manage.py", "add_user", "wang", "--role", "auditor"]
    bad = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    assert (bad.returncode, bad.stdout) == (1, "")
    assert bad.stderr.strip().startswith("密码不合要求")
    assert not User.objects.exists()

    environment["PORTAL_PASSWORD"] = PASSWORD
    good = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    assert good.returncode == 0, good.stderr
    assert json.loads(good.stdout)["username"] == "wang"
    assert User.objects.get().username == "wang"
