"""年度发放明细 for somebody who asks at the bureau's counter."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.subsidies import selectors
from support_services.subsidies.admin.showing import home
from support_services.subsidies.services.statements import open_statement
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.foundation.masking import mask_id_number
from veterans.registry.selectors import person_visible_to


def statement(request: HttpRequest, person_id: int) -> HttpResponse:
    """A person's year on paper; an odd year is the last one."""
    user = actor(request)
    person = person_visible_to(user, person_id)
    years = selectors.statement_years(person.pk)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in years else None
    found = open_statement(person_id=person.pk, year=year, by=user, at=timezone.now())
    return page(
        request,
        "bureau/payee_statement.html",
        title=f"{found.year}年度发放明细",
        crumbs=(crumb("人员", "people"), crumb(person.name, "person", person.pk)),
        statement=found,
        payee={
            "name": person.name,
            "masked_id": mask_id_number(str(person.id_number)),
            "village": home(person.region),
        },
        years=[
            {
                "year": one,
                "url": address("statement", person.pk, year=str(one)),
                "current": one == found.year,
            }
            for one in years
        ],
        printed_at=timezone.localtime(),
    )
