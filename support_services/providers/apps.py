from typing import Any

from django.apps import AppConfig

from veterans.foundation import audit_words


def _bring_demo(population: Any, hands: Any) -> None:
    from support_services.providers.demo import providers

    providers(population, hands)


class ProvidersConfig(AppConfig):
    name = "support_services.providers"
    verbose_name = "优待承办单位"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from support_services.catalogue.granted import add_source as add_granting
        from support_services.providers import kept, reminders
        from support_services.providers.figures import FIGURES
        from support_services.providers.granting import granted
        from support_services.providers.happened import asked
        from support_services.providers.station.pages import STATION_PAGES
        from support_services.stations.station_pages import add_station_pages
        from support_services.subsidies.demo import further
        from veterans.accounts import figures
        from veterans.registry.timeline import add_source as add_happened

        kept.register()
        figures.register(*FIGURES)
        reminders.register_reminders()
        add_granting(granted)
        add_happened(asked)
        add_station_pages(*STATION_PAGES)
        further.add(_bring_demo)
        audit_words.register(
            actions={
                "providers.entered": "起草承办协议",
                "providers.changed": "修改承办协议草稿",
                "providers.review": "审核承办协议",
                "providers.send_back": "退回承办协议",
                "providers.publish": "公布承办协议",
                "providers.end": "终止承办协议",
                "providers.drop": "放弃承办协议草稿",
                "providers.token_issued": "发放核验凭证",
                "providers.token_revoked": "停用核验凭证",
                "providers.asked": "承办单位核验优待身份",
            },
            subjects={"provider_agreement": "承办协议", "provider_token": "核验凭证"},
        )
