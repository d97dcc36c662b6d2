"""The import contracts hold, and each of them really refuses what it is there to refuse."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("config", "honors", "support_services", "veterans")
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "common.py", "signals.py"}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [program, "--no-cache", "--config", folder / "pyproject.toml"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in PACKAGES:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("path", "line", "contract"),
    [
        ("veterans/regions/extra.py", "import support_services", "Floors"),
        ("support_services/stations/extra.py", "from config import settings", "Floors"),
        ("veterans/regions/extra.py", "from veterans.accounts import roles", "Apps of veterans"),
        ("veterans/pensions/__init__.py", "", "Apps of veterans"),
        (
            "support_services/stations/extra.py",
            "def late():\n    from support_services.subsidies import rules",
            "Apps of support_services",
        ),
        (
            "support_services/subsidies/services/extra.py",
            "from support_services.subsidies import tasks",
            "Rooms of every app",
        ),
        (
            "support_services/subsidies/rules.py",
            "from support_services.subsidies import models",
            "Rooms of every app",
        ),
        ("veterans/regions/rules.py", "from django.utils import timezone", "Reckoning"),
        ("veterans/foundation/money.py", "import celery", "Reckoning"),
        (
            "support_services/stations/public/views.py",
            "from veterans.registry import models",
            "The residents' door",
        ),
        # The one service that takes in what residents send is called from one place.
        (
            "support_services/casework/public/views.py",
            "from support_services.casework.services import opening",
            "The residents' door",
        ),
        (
            "support_services/casework/public/extra.py",
            "from support_services.casework.services import arriving",
            "The residents' door",
        ),
        (
            "support_services/catalogue/api/views.py",
            "from support_services.catalogue import selectors",
            "The programs' door",
        ),
        (
            "support_services/stations/published.py",
            "from support_services.stations.api import views",
            "Rooms of every app",
        ),
        # The one service that programs may call is called from one place, and is the only one.
        (
            "support_services/providers/api/views.py",
            "from support_services.providers.services import tokens",
            "The programs' door",
        ),
        (
            "support_services/providers/api/extra.py",
            "from support_services.providers.services import verifying",
            "The programs' door",
        ),
        # The floor of honours is a floor like the others.
        (
            "support_services/lookup/extra.py",
            "from honors.roll import published",
            "Floors",
        ),
        (
            "honors/roll/public/views.py",
            "from honors.roll import selectors",
            "The residents' door",
        ),
        (
            "honors/roll/api/views.py",
            "from honors.roll import models",
            "The programs' door",
        ),
        ("honors/medals/__init__.py", "", "Apps of honors"),
        (
            "support_services/enquiry/public/forms.py",
            "from support_services.enquiry import services",
            "The residents' door",
        ),
        (
            "support_services/stations/station/views.py",
            "from veterans.registry import models",
            "The stations' door",
        ),
        (
            "support_services/subsidies/admin/extra.py",
            "from support_services.subsidies.models import Batch",
            "The bureau's door to the subsidies",
        ),
    ],
)
def test_a_breach_is_found(copy: Path, path: str, line: str, contract: str) -> None:
    tasks = copy / "support_services" / "subsidies" / "tasks.py"
    if not tasks.exists():
        tasks.write_text("")
    target = copy / path
    target.parent.mkdir(exist_ok=True)
    (target.parent / "__init__.py").touch()
    with target.open("a", encoding="utf-8") as stream:
        stream.write(f"\n{line}\n")
    done = lint(copy)
    assert done.returncode != 0
    broken = [row for row in done.stdout.splitlines() if " BROKEN" in row]
    assert any(row.startswith(contract) for row in broken), done.stdout


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    found = [
        p for name in PACKAGES for p in (ROOT / name).rglob("*.py") if p.name in FORBIDDEN_NAMES
    ]
    assert found == []
