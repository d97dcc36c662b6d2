from django.apps import AppConfig
from django.db.models.signals import post_migrate

from veterans.foundation import audit_words


class CatalogueConfig(AppConfig):
    name = "support_services.catalogue"
    verbose_name = "优待目录"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from support_services.catalogue import kept, reminders
        from support_services.catalogue.figures import FIGURES
        from support_services.catalogue.reference import ensure_catalogue
        from support_services.catalogue.station.pages import PERSON_ACTIONS, STATION_PAGES
        from support_services.stations.station_pages import add_person_actions, add_station_pages
        from veterans.accounts import figures

        kept.register()
        figures.register(*FIGURES)
        reminders.register_reminders()
        # Also after a test's flush, which empties every table.
        post_migrate.connect(ensure_catalogue, sender=self)
        add_station_pages(*STATION_PAGES)
        add_person_actions(*PERSON_ACTIONS)
        audit_words.register(
            actions={
                "catalogue.entered": "起草优待项目",
                "catalogue.changed": "修改优待项目草稿",
                "catalogue.criteria_changed": "修改优待项目条件",
                "catalogue.review": "审核优待项目",
                "catalogue.send_back": "退回优待项目",
                "catalogue.publish": "公布优待项目",
                "catalogue.withdraw": "停用优待项目",
                "catalogue.drop": "放弃优待项目草稿",
                "catalogue.verified": "核对优待项目",
            },
            subjects={"catalogue_edition": "优待项目的版次", "catalogue_item": "优待项目"},
        )
