"""Django's ``migrate``, which takes the short way through an empty database."""

from contextlib import nullcontext
from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from veterans.foundation.migrating import drawing_what_is_touched, is_empty


class Command(Migrate):
    """``--as-django-does``: the long way, also through an empty database."""

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.add_argument("--as-django-does", action="store_true", help="不走捷径。")

    def handle(self, *args: Any, **options: Any) -> None:
        long_way = options.get("as_django_does") or not is_empty(options["database"])
        with nullcontext() if long_way else drawing_what_is_touched():
            super().handle(*args, **options)
