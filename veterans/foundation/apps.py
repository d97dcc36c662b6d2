from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "veterans.foundation"
    verbose_name = "基础"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from veterans.foundation import task_numbers

        task_numbers.connect()
