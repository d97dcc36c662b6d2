from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DoubleListConfig(AppConfig):
    name = "support_services.double_list"
    verbose_name = "双清单"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from support_services.double_list import kept
        from support_services.double_list.reference import ensure_reference_data

        kept.register()
        post_migrate.connect(ensure_reference_data, sender=self)
