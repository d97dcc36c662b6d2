from django.apps import AppConfig

from veterans.foundation import audit_words


class SteeringConfig(AppConfig):
    name = "support_services.steering"
    verbose_name = "双拥工作领导小组"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        audit_words.register(
            actions={"steering.list_taken": "导出指标明细"},
            subjects={"figure": "指标"},
        )
