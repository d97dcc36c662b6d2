from django.apps import AppConfig
from django.db.models.signals import post_migrate

from support_services.casework import audit_codes
from veterans.foundation import audit_words, looks


class CaseworkConfig(AppConfig):
    name = "support_services.casework"
    verbose_name = "诉求和代办"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from support_services.casework import (
            about_counts,
            due_today,
            happened,
            kept,
            layers,
            subject_kinds,
        )
        from support_services.casework.demo import registered
        from support_services.casework.figures import FIGURES
        from support_services.casework.reference import ensure_reference_data
        from support_services.casework.reminders import register_reminders
        from support_services.stations import today
        from support_services.stations.station_pages import (
            PersonAction,
            StationPage,
            add_person_actions,
            add_station_pages,
        )
        from veterans.accounts import figures
        from veterans.registry import timeline

        kept.register()
        figures.register(*FIGURES)
        subject_kinds.register()
        about_counts.register()
        register_reminders()
        layers.register()
        registered.register()
        timeline.add_source(happened.brought_by)
        today.add_source(due_today.cases_due)
        today.add_source(due_today.incoming_due)
        looks.register("case.viewed", "case.phone_seen")
        audit_words.register(actions=audit_codes.ACTIONS, subjects=audit_codes.SUBJECTS)
        # Also after a test's flush, which empties every table.
        post_migrate.connect(ensure_reference_data, sender=self)
        add_person_actions(
            PersonAction("登记诉求", "cases:case_new_of", "talk", "cases.register"),
            PersonAction("代办手续", "cases:errand_new", "file", "errands.handle"),
        )
        add_station_pages(
            StationPage(
                "诉求",
                "cases:cases",
                "talk",
                15,
                (
                    *("cases:case_find", "cases:case_new", "cases:case_new_of", "cases:case"),
                    *("cases:case_step", "cases:case_slip", "cases:case_phone"),
                    *("cases:incoming_list", "cases:incoming", "cases:incoming_accept"),
                    "cases:incoming_phone",
                    *("cases:errands", "cases:errand_find", "cases:errand_new", "cases:errand"),
                    *("cases:errand_item", "cases:errand_step", "cases:errand_slip"),
                ),
                in_bar=True,
                note="登记咨询、诉求、困难、矛盾、信访、投诉；代办评残、优待证等",
            )
        )
