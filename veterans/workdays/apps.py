from django.apps import AppConfig
from django.db.models.signals import post_migrate

from veterans.foundation import audit_words


class WorkdaysConfig(AppConfig):
    name = "veterans.workdays"
    verbose_name = "工作日历"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from veterans.workdays.reference import ensure_calendar

        audit_words.register(
            actions={"workdays.set": "登记放假或调休"}, subjects={"calendar_day": "工作日历"}
        )
        # Also after a test's flush, which empties every table.
        post_migrate.connect(ensure_calendar, sender=self)
