from django.apps import AppConfig

from veterans.foundation import audit_words


class JuriesConfig(AppConfig):
    name = "honors.juries"
    verbose_name = "评委会"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from honors.juries import kept, reminders
        from honors.juries.figures import FIGURES
        from honors.juries.hearing import Jurors
        from support_services.notices import hearers
        from veterans.accounts import figures

        kept.register()
        hearers.register(Jurors())
        figures.register(*FIGURES)
        reminders.register_reminders()
        audit_words.register(
            actions={
                "juries.made": "设立评委会",
                "juries.dropped": "取消评审",
                "juries.appointed": "聘请评委",
                "juries.juror_left": "评委退出",
                "juries.begun": "分派评审材料",
                "juries.replaced": "补派评委",
                "juries.extended": "延长评审时间",
                "juries.closed": "结束评审",
                "juries.scored": "评委评分",
                "juries.abstained": "评委弃权",
                "juries.recused": "评委回避",
                "juries.tie_declared": "登记评委的关联",
                "juries.tie_ended": "解除评委的关联",
                "juries.contact_entered": "登记评委的手机",
                "juries.contact_ended": "停用评委的手机",
            },
            subjects={"jury_panel": "评委会", "jury_tie": "评委的关联", "juror": "评委"},
        )
