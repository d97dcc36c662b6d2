"""A form about one person, at the bureau."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from veterans.accounts.bureau_pages import crumb, page
from veterans.foundation.masking import mask_id_number
from veterans.registry.models import Person


def asked_about(
    request: HttpRequest, person: Person, form: forms.Form, **context: Any
) -> HttpResponse:
    """bureau/fact_form.html with whom it is about above the form; ``context`` as that page says."""
    return page(
        request,
        "bureau/fact_form.html",
        crumbs=(crumb("人员", "people"), crumb(person.name, "person", person.pk)),
        form=form,
        about=[("姓名", person.name), ("身份证号", mask_id_number(str(person.id_number)))],
        **context,
    )
