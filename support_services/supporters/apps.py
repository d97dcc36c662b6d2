from django.apps import AppConfig


class SupportersConfig(AppConfig):
    name = "support_services.supporters"
    verbose_name = "拥军力量"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from support_services.supporters import kept

        kept.register()
