"""The tokens keep their word: readable in contrast, one place for colours, no other hosts."""

import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
TOKENS = (STATIC / "portal" / "tokens.css").read_text(encoding="utf-8")
_COLOUR = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{6});")
_ORDINARY, _ELDER = TOKENS.split("html.elder {")
COLOURS = dict(_COLOUR.findall(_ORDINARY))
# The elder edition says what is otherwise; the rest is the ordinary palette.
ELDER = COLOURS | dict(_COLOUR.findall(_ELDER))
OWN_SHEETS = sorted((STATIC / "portal").glob("*.css"))

TEXT_ON_GROUND = [
    *((ink, ground) for ink in ("ink", "ink-soft", "ink-faint")
      for ground in ("paper", "surface", "surface-sunk", "pine-wash")),
    *((pine, ground) for pine in ("pine", "pine-deep")
      for ground in ("paper", "surface", "surface-sunk", "pine-wash", "pine-soft")),
    *(("on-pine", ground) for ground in ("pine", "pine-deep", "pine-bright")),
    ("on-pine-soft", "pine-deep"),
    *(("cinnabar", ground) for ground in ("surface", "paper", "pine-wash", "bad-bg")),
    *(("on-cinnabar", ground) for ground in ("cinnabar", "cinnabar-deep")),
    *((f"{tone}-fg", f"{tone}-bg") for tone in ("ok", "warn", "bad", "idle", "info")),
    *((f"{tone}-fg", "surface") for tone in ("ok", "warn", "bad", "idle", "info")),
    *((f"{tone}-line", f"{tone}-bg") for tone in ("ok", "warn", "bad", "idle", "info")),
]  # fmt: skip
# What is not text must still be told from its ground: fields, bars, the ring of focus.
SHAPE_ON_GROUND = [
    *(("line-strong", ground) for ground in ("surface", "paper")),
    ("pine-bright", "surface-sunk"),
    *(("focus", ground) for ground in ("surface", "paper")),
    ("focus-on-pine", "pine-deep"),
]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str, palette: dict[str, str] = COLOURS) -> float:
    light, dark = sorted((luminance(palette[one]), luminance(palette[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_is_readable_on_its_ground(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5, f"{text} on {ground}: {contrast(text, ground):.2f}"


@pytest.mark.parametrize(("shape", "ground"), SHAPE_ON_GROUND)
def test_shapes_are_told_from_their_ground(shape: str, ground: str) -> None:
    assert contrast(shape, ground) >= 3.0, f"{shape} on {ground}: {contrast(shape, ground):.2f}"


def test_in_the_elder_edition_every_text_reaches_7_and_every_shape_4_5() -> None:
    assert len(ELDER) == len(COLOURS)
    assert ELDER != COLOURS
    low = [(*pair, least) for pairs, least in ((TEXT_ON_GROUND, 7.0), (SHAPE_ON_GROUND, 4.5))
           for pair in pairs if contrast(*pair, ELDER) < least]  # fmt: skip
    # An edge around a state is no text: told from its ground as before.
    assert {one for one, _, _ in low} <= {
        f"{tone}-line" for tone in ("ok", "warn", "bad", "idle", "info")
    }


def without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.S)


@pytest.mark.parametrize("sheet", OWN_SHEETS, ids=lambda path: path.name)
def test_colours_are_decided_in_one_place(sheet: Path) -> None:
    if sheet.name in ("tokens.css", "print.css"):
        return
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", without_comments(sheet.read_text()))


@pytest.mark.parametrize("sheet", OWN_SHEETS, ids=lambda path: path.name)
def test_every_token_that_is_used_exists(sheet: Path) -> None:
    used = set(re.findall(r"var\(--([a-z0-9-]+)", without_comments(sheet.read_text())))
    here = set(re.findall(r"--([a-z0-9-]+):", TOKENS + sheet.read_text() + PORTAL))
    assert used <= here


PORTAL = (STATIC / "portal" / "portal.css").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path", sorted(p for p in STATIC.rglob("*") if p.suffix in (".css", ".js", ".svg"))
)
def test_nothing_is_fetched_from_elsewhere(path: Path) -> None:
    text = without_comments(path.read_text(encoding="utf-8"))
    assert not re.findall(r"""(?:url\(|@import\s|src\s*=\s*)["']?(?:https?:|//|data:)""", text)
    assert "sourceMappingURL" not in text
