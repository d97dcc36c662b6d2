from django.apps import AppConfig

from veterans.foundation import audit_words, looks


class RegistryConfig(AppConfig):
    name = "veterans.registry"
    verbose_name = "人员档案"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from veterans.registry import kept, timeline
        from veterans.registry.criteria import lives
        from veterans.registry.selectors import criteria, happened
        from veterans.registry.services import event_effects, merging

        event_effects.register()
        merging.register()
        kept.register()
        criteria.register()
        lives.add_loader(criteria.known_of)
        for source in (happened.life_of, happened.changes_in, happened.looks_at):
            timeline.add_source(source)
        looks.register(
            *("person.viewed", "person.looked_up"),
            *("file.unmasked", "file.sensitive_read", "paper.viewed"),
        )
        looks.register_taken("people_export.made")
        audit_words.register(
            actions={
                "people_export.asked": "提出人员导出",
                "people_export.made": "生成人员导出",
                "people_export.fetched": "下载人员导出",
                "people_export.expired": "人员导出到期销毁",
                "people_export.destroyed": "销毁人员导出",
                "people.imported": "导入人员",
                "people_list.received": "上传人员名单",
                "people_list.read_again": "重新核对人员名单",
                "people_list.told_apart": "认定疑似重复",
                "people_list.confirmed": "确认导入人员名单",
                "people_list.withdrawn": "撤下人员名单",
                "people_list.downloaded": "下载名单校验结果",
                "person.registered": "登记人员",
                "person.viewed": "查看人员",
                "person.looked_up": "按号码查人",
                "person.contact_changed": "修改联系方式或村居",
                "person.name_corrected": "更正姓名",
                "person.death_recorded": "登记去世",
                "person.death_corrected": "更正去世日期",
                "person.merged": "合并重复档案",
                "person.separated": "撤销合并档案",
                "person.told_apart": "认定疑似重复",
                "file.entered": "登记档案内容",
                "file.corrected": "更正档案内容",
                "file.removed": "删除档案内容",
                "file.unmasked": "查看完整信息",
                "file.sensitive_read": "查看敏感信息",
                "paper.added": "存入材料",
                "paper.voided": "作废材料",
                "paper.viewed": "查看材料",
                "life_event.proposed": "提出人员变动",
                "life_event.completed": "补充人员变动",
                "life_event.accepted": "办理人员变动",
                "life_event.refused": "退回人员变动",
                "life_event.withdrawn": "撤回人员变动",
                "bank_account.added": "登记银行账户",
                "bank_account.verified": "核验银行账户",
                "bank_account.rejected": "银行退回账户",
                "bank_account.refused": "核验未通过，退回登记人",
                "bank_account.withdrawn": "撤回登记的账户",
                "account_evidence.viewed": "查看账户佐证",
                "account_proposal.made": "报送账户更正",
                "account_proposal.accepted": "采用账户更正",
                "account_proposal.refused": "退回账户更正",
                "account_proposal.withdrawn": "撤回账户更正",
            },
            subjects={
                "person": "人员",
                "bank_account": "银行账户",
                "account_evidence": "账户佐证",
                "account_proposal": "账户更正申请",
                "life_event": "人员变动",
                "people_list": "人员名单",
                "people_export": "人员导出",
            },
        )
