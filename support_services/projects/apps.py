from typing import Any

from django.apps import AppConfig

from veterans.foundation import audit_words


def _bring_demo(population: Any, hands: Any) -> None:
    from support_services.projects.demo import projects

    projects(population, hands)


class ProjectsConfig(AppConfig):
    name = "support_services.projects"
    verbose_name = "拥军服务项目"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from support_services.projects import kept, reminders
        from support_services.projects.answering import ProjectCalls, takes_part
        from support_services.projects.audit_codes import ACTIONS, SUBJECTS
        from support_services.subsidies.demo import further
        from support_services.units import answering
        from support_services.units.taking_part import add_takes_part

        kept.register()
        reminders.register_reminders()
        further.add(_bring_demo)
        answering.register(ProjectCalls())
        add_takes_part(takes_part)
        audit_words.register(actions=ACTIONS, subjects=SUBJECTS)
