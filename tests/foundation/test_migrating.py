"""The short way through an empty database leads to the same tables as Django's own."""

import pytest
from django.db import connection

from tests.support.database import SHAPE, shape
from veterans.foundation.migrating import is_empty

pytestmark = pytest.mark.django_db


def test_the_tables_are_those_of_a_database_that_was_migrated_as_django_does() -> None:
    known = SHAPE.read_text(encoding="utf-8").splitlines()
    found = shape(connection)
    if found[0] != known[0]:
        pytest.skip(f"written by {known[0]}, which words things otherwise than {found[0]}")
    assert found == known, "after a new migration: python -m tests.support.database"


def test_a_database_that_holds_something_goes_the_long_way() -> None:
    assert not is_empty("default")
