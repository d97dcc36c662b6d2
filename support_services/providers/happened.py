"""What providers asked about somebody, for the time line of the file."""

from collections.abc import Iterator

from support_services.providers.selectors import asked_about, names_of_providers
from veterans.accounts.models import User
from veterans.registry.models import Person
from veterans.registry.timeline import FILE, Happened

SHOWN = 40


def asked(user: User, person: Person) -> Iterator[Happened]:
    """Who asked, about which item, and what was answered."""
    rows = list(asked_about(person)[:SHOWN])
    names = names_of_providers(row.provider_id for row in rows) if rows else {}
    for row in rows:
        yield Happened(
            FILE,
            row.on,
            f"承办单位核验：{row.edition.title}",
            f"答复“{'是' if row.is_meant else '否'}”",
            names.get(row.provider_id, ""),
            row.at,
            "info",
        )
