"""What residents may see of honours: those on the roll now, as frozen values."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar, overload

from django.db.models import Count, Q, QuerySet

from honors.roll.models import Edition, Revocation, Title
from honors.roll.reference import ROLL, meanings
from honors.roll.states import LEVEL_LABELS, EditionState, Level, RevocationState
from support_services.lookup.rules import core, heard, plain
from support_services.stations.rules import readings, spoken_name
from veterans.regions.models import Level as PlaceLevel
from veterans.regions.models import Region
from veterans.regions.rules import subtree_end

R = TypeVar("R")
# A name of two signs is too often a part of something else to be heard inside a phrase.
HEARD_INSIDE = 3
SHORTEST = 2


@dataclass(frozen=True)
class PublicTitle:
    """A title of which something is on the roll. ``body``: "" where nobody has written it down."""

    id: int
    name: str
    level: str
    level_label: str
    body: str
    honours: int


@dataclass(frozen=True)
class PublicHonour:
    """An honour as residents read it; "" for what nobody has written. ``town``, ``village``: names
    as people say them, "" where it is the whole county's. ``paragraphs``: of the story."""

    id: int
    title_id: int
    title: str
    level: str
    level_label: str
    body: str
    year: int
    conferred_on: date | None
    document_no: str
    kind: str
    kind_label: str
    name: str
    town: str
    village: str
    region_code: str
    citation: str
    paragraphs: tuple[str, ...]

    @property
    def place(self) -> str:
        """``马尚街道 九级村``; "" for the whole county."""
        return f"{self.town} {self.village}".strip()

    @property
    def story(self) -> str:
        """The paragraphs, one a line; "" where there is none."""
        return "\n".join(self.paragraphs)


@dataclass(frozen=True)
class Revoked:
    """What residents are told of an honour that was on the roll and was revoked: no name."""

    title: str
    year: int
    decided_on: date
    document_no: str


@dataclass(frozen=True)
class Found:
    """Honours that fit. ``is_guess``: none does, these resemble what was typed."""

    honours: "Sequence[PublicHonour]"
    is_guess: bool


@dataclass(frozen=True)
class Named:
    """What somebody means who types into the one box of the front page: ``title`` the number of a
    title, ``everything`` the roll as a whole; ``honours`` the first of them."""

    honours: tuple[PublicHonour, ...]
    count: int
    title: int | None
    everything: bool
    is_guess: bool


class _Rows(Sequence[R], Generic[R]):
    """Rows that are counted at once and read when a page of them is asked for."""

    def __init__(self, rows: QuerySet[Edition], make: Callable[[Edition], R]) -> None:
        self._rows, self._make = rows, make
        self._count: int | None = None

    def __len__(self) -> int:
        if self._count is None:
            self._count = self._rows.count()
        return self._count

    @overload
    def __getitem__(self, at: int) -> R: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[R]: ...
    def __getitem__(self, at: int | slice) -> R | Sequence[R]:
        if isinstance(at, int):
            return self._make(self._rows[at])
        return [self._make(one) for one in self._rows[at]]


def titles(*, empty: bool = False) -> list[PublicTitle]:
    """Titles of which something is on the roll, the highest level first. ``empty``: also those of
    which nothing is there, unless they are retired. Two queries."""
    rows = _on_the_roll().order_by().values_list("title").annotate(Count("pk"))
    counted: dict[int, int] = dict(rows)
    wanted = Q(pk__in=list(counted))
    if empty:
        wanted |= Q(retired_at__isnull=True)
    order = list(LEVEL_LABELS)
    found = sorted(
        Title.objects.filter(wanted), key=lambda one: (order.index(Level(one.level)), one.pk)
    )
    return [
        PublicTitle(
            id=one.pk,
            name=one.name,
            level=one.level,
            level_label=one.get_level_display(),
            body=one.body,
            honours=counted.get(one.pk, 0),
        )
        for one in found
    ]


def years() -> list[int]:
    """Years of which something is on the roll, the newest first."""
    rows = _on_the_roll().order_by("-year").values_list("year", flat=True).distinct()
    return list(rows)


def towns() -> list[tuple[str, str]]:
    """Code and name of every town from which somebody is on the roll."""
    known = _on_the_roll().order_by().values_list("region__path", flat=True).distinct()
    paths = {path[:9] for path in known}
    rows = Region.objects.filter(level=PlaceLevel.TOWN, path__in=paths).order_by("path")
    return [(code, spoken_name(name)) for code, name in rows.values_list("code", "name")]


def roll(
    *,
    year: int | None = None,
    title: int | None = None,
    kind: str = "",
    place: str = "",
    typed: str = "",
) -> Sequence[PublicHonour] | None:
    """Who is on the roll, the newest year first; None for a place nobody knows. ``place``: a code.
    ``typed``: words that all have to stand somewhere in it."""
    rows = _narrowed(year=year, title=title, kind=kind, place=place)
    if rows is None:
        return None
    for word in typed.split():
        rows = rows.filter(_holds(word))
    return _Rows(rows, _shown)


def find(
    typed: str, *, year: int | None = None, title: int | None = None, place: str = ""
) -> Found:
    """The same for what people type: by the name, in pinyin too, or by words; guesses only where
    nothing was found. Three queries at most."""
    rows = _narrowed(year=year, title=title, place=place)
    query = plain(typed)
    if rows is None or not query:
        return Found(() if rows is None else _Rows(rows, _shown), False)
    words = typed.split()
    by_words = Q()
    for word in words:
        by_words &= _holds(word) | _lived(word)
    names = _names(rows)
    known = heard(typed, _heard_in(core(query), names))
    ids = [pk for name in known.words for pk in names.get(name, ())]
    if not known.is_guess:
        by_words |= Q(pk__in=ids)
    found = _Rows(rows.filter(by_words), _shown)
    if len(found) or not ids:
        return Found(found, False)
    return Found(_Rows(rows.filter(pk__in=ids), _shown), True)


def named(typed: str, *, most: int) -> Named | None:
    """Honourees by their name, or those of a title, or the roll, as the words say; None where
    nothing of it is meant. One query where nothing is, two more where something is."""
    query = plain(typed)
    wanted = core(query)
    if len(wanted) < SHORTEST:
        return None
    rows = _on_the_roll()
    known = list(rows.order_by().values_list("pk", "name", "title", "title__name"))
    names = _gathered((plain(name), pk) for pk, name, _, _ in known)
    # The same name may be of several levels.
    title_names = _gathered((name, title) for _, _, title, name in known)
    if not names:
        return None
    by_name = heard(typed, _heard_in(wanted, names))
    ids = [pk for name in by_name.words for pk in names.get(name, ())]
    if ids and not by_name.is_guess:
        return _named(rows.filter(pk__in=ids), most, is_guess=False)
    words = {word: means for means, said in meanings().items() for word in said}
    words |= {plain(name): name for name in title_names}
    by_word = heard(typed, words)
    # A part of a word (退役 of 最美退役军人) means something else as a rule; its sound does not.
    is_meant = by_word.is_guess or wanted.isascii() or any(w in query for w in by_word.words)
    means = [words[word] for word in by_word.words] if is_meant else []
    numbers = [pk for one in means for pk in title_names.get(one, ())]
    if numbers:
        found = rows.filter(title__in=numbers)
        title = numbers[0] if len(numbers) == 1 else None
        return _named(found, most, title=title, is_guess=by_word.is_guess)
    if ROLL in means:
        return _named(rows, most, everything=True, is_guess=by_word.is_guess)
    return _named(rows.filter(pk__in=ids), most, is_guess=True) if ids else None


def honour(honour_id: int) -> PublicHonour | Revoked | None:
    """One of them; the note of one that was revoked; None for all others, alike for what was never
    there and for what was withdrawn."""
    found = _on_the_roll().filter(honour=honour_id).first()
    if found is not None:
        return _shown(found)
    revoked = Revocation.objects.filter(
        honour=honour_id, state=RevocationState.CONFIRMED.value, is_told=True
    ).first()
    if revoked is None:
        return None
    last = Edition.objects.filter(honour=honour_id, state=EditionState.REVOKED.value)
    edition = last.select_related("title").order_by("-number").first()
    if edition is None:
        return None
    return Revoked(edition.title.name, edition.year, revoked.decided_on, revoked.document_no)


def _on_the_roll() -> QuerySet[Edition]:
    rows = Edition.objects.filter(state=EditionState.PUBLISHED.value)
    rows = rows.select_related("title", "region__parent")
    return rows.order_by("-year", "title", "region__path", "name", "pk")


def _narrowed(
    *, year: int | None = None, title: int | None = None, kind: str = "", place: str = ""
) -> QuerySet[Edition] | None:
    rows = _on_the_roll()
    if year is not None:
        rows = rows.filter(year=year)
    if title is not None:
        rows = rows.filter(title=title)
    if kind:
        rows = rows.filter(kind=kind)
    if place:
        region = Region.objects.filter(code=place).first()
        if region is None:
            return None
        rows = rows.filter(region__path__gte=region.path, region__path__lt=subtree_end(region.path))
    return rows


def _holds(word: str) -> Q:
    return (
        Q(name__icontains=word)
        | Q(title__name__icontains=word)
        | Q(citation__icontains=word)
        | Q(story__icontains=word)
    )


def _lived(word: str) -> Q:
    """A town or village, or a year of the roll (``2025``, ``2025年``), as people type them."""
    found = Q(region__name__icontains=word) | Q(region__parent__name__icontains=word)
    year = word.removesuffix("年度").removesuffix("年")
    if year.isascii() and year.isdigit() and len(year) == 4:
        found |= Q(year=int(year))
    return found


def _names(rows: QuerySet[Edition]) -> dict[str, list[int]]:
    """Editions by the name as ``plain`` makes it. One query."""
    return _gathered((plain(name), pk) for pk, name in rows.order_by().values_list("pk", "name"))


def _gathered(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for name, pk in pairs:
        if pk not in found.setdefault(name, []):
            found[name].append(pk)
    return found


def _heard_in(wanted: str, names: Iterable[str]) -> list[str]:
    """The names with which what was typed is worth comparing: comparing it with thousands would
    take longer than all the rest of a page. A slip leaves a sign of the name or its first letter;
    another character of the same sound leaves the sound."""
    if wanted.isascii():
        return [name for name in names if any(one[:1] == wanted[:1] for one in readings(name))]
    signs, sounds = set(wanted), set(readings(wanted))
    return [
        name
        for name in names
        if (len(name) >= HEARD_INSIDE or len(wanted) < HEARD_INSIDE)
        and (
            not signs.isdisjoint(name)
            or (len(name) == len(wanted) and not sounds.isdisjoint(readings(name)))
        )
    ]


def _named(
    rows: QuerySet[Edition],
    most: int,
    *,
    title: int | None = None,
    everything: bool = False,
    is_guess: bool,
) -> Named:
    found = _Rows(rows, _shown)
    return Named(tuple(found[:most]), len(found), title, everything, is_guess)


def _shown(edition: Edition) -> PublicHonour:
    region = edition.region
    town = village = ""
    if region.level == PlaceLevel.VILLAGE:
        village = spoken_name(region.name)
        town = spoken_name(region.parent.name) if region.parent is not None else ""
    elif region.level == PlaceLevel.TOWN:
        town = spoken_name(region.name)
    return PublicHonour(
        id=edition.honour_id,
        title_id=edition.title_id,
        title=edition.title.name,
        level=edition.title.level,
        level_label=edition.title.get_level_display(),
        body=edition.title.body,
        year=edition.year,
        conferred_on=edition.conferred_on,
        document_no=edition.document_no,
        kind=edition.kind,
        kind_label=edition.get_kind_display(),
        name=edition.name,
        town=town,
        village=village,
        region_code=region.code,
        citation=edition.citation,
        paragraphs=tuple(edition.story.split("\n")) if edition.story else (),
    )
