from django.apps import AppConfig
from django.db.models.signals import post_migrate

from support_services.subsidies import audit_codes
from veterans.foundation import audit_words, restore_checks


class SubsidiesConfig(AppConfig):
    name = "support_services.subsidies"
    verbose_name = "抚恤补助发放"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from support_services.stations import station_home
        from support_services.stations import today as stations_today
        from support_services.stations.station_pages import add_station_pages
        from support_services.subsidies import kept
        from support_services.subsidies.figures import FIGURES
        from support_services.subsidies.reference import ensure_reference_data
        from support_services.subsidies.reminders import register_reminders
        from support_services.subsidies.selectors import conditions
        from support_services.subsidies.selectors.happened import money_of
        from support_services.subsidies.services import life_effects
        from support_services.subsidies.services.ledger_audit import faults_in_words
        from support_services.subsidies.station import today
        from support_services.subsidies.station.pages import STATION_PAGES
        from veterans.accounts import figures
        from veterans.registry import timeline

        kept.register()
        figures.register(*FIGURES)
        conditions.register()
        life_effects.register()
        register_reminders()
        timeline.add_source(money_of)
        restore_checks.register("账目：重算每一笔应发，并逐项核对", faults_in_words)
        audit_words.register(actions=audit_codes.ACTIONS, subjects=audit_codes.SUBJECTS)
        # Also after a test's flush, which empties every table.
        post_migrate.connect(ensure_reference_data, sender=self)
        station_home.add_home_panel(50, today.money_panel)
        stations_today.add_source(today.due)
        add_station_pages(*STATION_PAGES)
