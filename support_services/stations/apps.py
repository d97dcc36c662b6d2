from django.apps import AppConfig

from veterans.foundation import audit_words


class StationsConfig(AppConfig):
    name = "support_services.stations"
    verbose_name = "服务站"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        audit_words.register(
            actions={"stations.registered": "登记服务站", "stations.corrected": "更正服务站"},
            subjects={"station": "服务站"},
        )
