"""Jurors, as the outbox addresses them: by a number each has agreed to. The bureau's pages call all
of them the same, so that a list of messages does not say who judges."""

from support_services.notices.hearers import Hearer

KIND = "juror"
CALLED = "评委"


class Jurors:
    """A juror, by the number of his account; nobody who has lost it or has no number."""

    kind = KIND

    def find(self, key: int) -> Hearer | None:
        from honors.juries.models import JurorContact

        rows = JurorContact.objects.filter(user=key, user__is_active=True, ended_at__isnull=True)
        found = rows.first()
        return Hearer(CALLED, str(found.phone)) if found is not None else None
