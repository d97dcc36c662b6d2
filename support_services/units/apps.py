from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "support_services.units"
    verbose_name = "参与单位"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from support_services.units import kept

        kept.register()
