from django.apps import AppConfig

from veterans.foundation import audit_words


class VotesConfig(AppConfig):
    name = "honors.votes"
    verbose_name = "投票"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from honors.votes import kept
        from honors.votes.answering import answer
        from support_services.lookup.further import add_source

        kept.register()
        add_source(answer)
        audit_words.register(
            actions={
                "votes.made": "设立投票",
                "votes.released": "开放投票",
                "votes.closed": "结束投票",
                "votes.dropped": "取消投票",
                "votes.exclusion_asked": "提出剔除票",
                "votes.exclusion_confirm": "确认剔除票",
                "votes.exclusion_refuse": "不剔除票",
                "votes.signed_first": "第一次签认投票结果",
                "votes.signed_second": "第二次签认投票结果",
                "votes.signature_back": "撤回签认",
            },
            subjects={"vote_poll": "投票"},
        )
