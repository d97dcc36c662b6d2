from django.apps import AppConfig
from django.db.models.signals import post_migrate

from support_services.stations import audit_codes
from veterans.foundation import audit_words


class StationsConfig(AppConfig):
    name = "support_services.stations"
    verbose_name = "服务站"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from support_services.stations import kept, network_layers, network_today, today
        from support_services.stations.figures import FIGURES
        from support_services.stations.reference import ensure_duty_items
        from support_services.stations.station.pages import STATION_PAGES
        from support_services.stations.station_pages import add_station_pages
        from veterans.accounts import figures

        kept.register()
        figures.register(*FIGURES)
        network_layers.register_own()
        today.add_source(network_today.due)
        audit_words.register(actions=audit_codes.ACTIONS, subjects=audit_codes.SUBJECTS)
        # Also after a test's flush, which empties every table.
        post_migrate.connect(ensure_duty_items, sender=self)
        add_station_pages(*STATION_PAGES)
