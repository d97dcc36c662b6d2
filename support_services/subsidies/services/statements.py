"""A person's yearly statement was opened to be printed: that goes on record."""

from datetime import datetime

from django.db import transaction

from support_services.subsidies.selectors import Statement, statement_of, statement_years
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import NotFound


def open_statement(*, person_id: int, year: int | None, by: User, at: datetime) -> Statement:
    """The statement of that year, or of the last one with payments; whether the person is one that
    ``by`` may see was asked before. Refuses whoever reads neither people nor a roster, and a year
    in which nothing was paid."""
    if not by.may("station.roster"):
        roles.require(by, "people.read")
    years = statement_years(person_id)
    if not years or (year is not None and year not in years):
        raise NotFound("这一年没有发放记录。")
    found = statement_of(by, person_id, year=year or years[0])
    with transaction.atomic():
        audit.record(
            actor=by,
            action="subsidies.statement",
            subject="person",
            subject_id=person_id,
            detail={"year": found.year},
            at=at,
        )
    return found
