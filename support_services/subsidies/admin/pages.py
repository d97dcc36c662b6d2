"""Every address of the subsidies at the bureau's door, with the duty it takes.

The steps of a batch take duties of their own besides; their view asks for them.
"""

from support_services.subsidies.admin import (
    accounts,
    audit,
    bank,
    batches,
    components,
    confirmation,
    confirmation_lists,
    confirmation_steps,
    crosschecks,
    fund_entries,
    funds,
    grant_figures,
    grant_steps,
    grant_uploads,
    grants,
    lines,
    people,
    person_facts,
    publicity,
    publicity_objections,
    publicity_rules,
    publicity_steps,
    rate_trials,
    rates,
    reconciliation,
    recovery,
    recovery_steps,
    right_facts,
    rule_book,
    rule_changes,
    stacking,
    statements,
    steps,
    suspense,
    suspense_steps,
)
from veterans.accounts.bureau_site import BureauPage, Place

PAGES = (
    BureauPage("batches/", batches.batch_list, "batches", "ledger.read"),
    BureauPage("batches/open/", batches.open_batch, "batch_open", "batch.prepare"),
    BureauPage("batches/<int:batch_id>/", batches.batch_page, "batch", "ledger.read"),
    BureauPage(
        "batches/<int:batch_id>/progress/", batches.batch_progress, "batch_progress", "ledger.read"
    ),
    BureauPage("batches/<int:batch_id>/do/<slug:verb>/", steps.take, "batch_step", "ledger.read"),
    BureauPage("batches/<int:batch_id>/lines/", lines.batch_lines, "batch_lines", "ledger.read"),
    BureauPage(
        "batches/<int:batch_id>/lines/print/", lines.batch_print, "batch_print", "ledger.read"
    ),
    BureauPage(
        "batches/<int:batch_id>/changes/", batches.batch_changes, "batch_changes", "ledger.read"
    ),
    BureauPage(
        "batches/<int:batch_id>/exceptions/",
        batches.batch_exceptions,
        "batch_exceptions",
        "ledger.read",
    ),
    BureauPage(
        "batches/<int:batch_id>/undelivered/",
        bank.batch_undelivered,
        "batch_undelivered",
        "ledger.read",
    ),
    BureauPage("batches/<int:batch_id>/roster/", lines.batch_roster, "batch_roster", "ledger.read"),
    BureauPage(
        "lines/<int:entitlement_id>/<str:month>/<slug:component>/<int:sequence>/",
        lines.line_page,
        "line",
        "ledger.read",
    ),
    BureauPage("reconciliation/", reconciliation.reconciliation, "reconciliation", "ledger.read"),
    BureauPage(
        "reconciliation/<str:month>/file/",
        reconciliation.reconciliation_file,
        "reconciliation_file",
        "ledger.read",
    ),
    BureauPage("files/<int:file_id>/", bank.file_page, "bank_file", "ledger.read"),
    BureauPage(
        "files/<int:file_id>/download/", bank.file_download, "bank_file_download", "bank.exchange"
    ),
    BureauPage(
        "files/<int:file_id>/returns/", bank.return_upload, "return_upload", "bank.exchange"
    ),
    BureauPage(
        "files/<int:file_id>/returns/<str:token>/",
        bank.return_preview,
        "return_preview",
        "bank.exchange",
    ),
    BureauPage("people/", people.people, "people", "people.read"),
    BureauPage("people/new/", people.new_person, "person_new", "people.edit"),
    BureauPage("people/<int:person_id>/", people.person_page, "person", "people.read"),
    BureauPage(
        "people/<int:person_id>/statement/", statements.statement, "statement", "people.read"
    ),
    BureauPage(
        "people/<int:person_id>/do/<slug:verb>/",
        person_facts.take_person,
        "person_fact",
        "people.edit",
    ),
    BureauPage("bank-accounts/", accounts.accounts_to_verify, "accounts_to_verify", "people.read"),
    BureauPage(
        "bank-accounts/<int:account_id>/verify/",
        accounts.verify_account,
        "account_verify",
        "people.verify",
    ),
    BureauPage(
        "bank-accounts/<int:account_id>/withdraw/",
        accounts.withdraw_account,
        "account_withdraw",
        "people.edit",
    ),
    BureauPage(
        "bank-accounts/sent-in/<int:proposal_id>/",
        accounts.sent_in,
        "account_proposal",
        "people.verify",
    ),
    BureauPage(
        "bank-accounts/evidence/<int:evidence_id>/",
        accounts.evidence,
        "account_evidence",
        "people.read",
    ),
    BureauPage(
        "people/<int:person_id>/account/", accounts.new_account, "account_new", "people.edit"
    ),
    BureauPage(
        "people/<int:person_id>/accounts/",
        accounts.account_history,
        "account_history",
        "people.read",
    ),
    BureauPage(
        "entitlements/<int:entitlement_id>/", people.entitlement_page, "entitlement", "ledger.read"
    ),
    BureauPage(
        "entitlements/<int:entitlement_id>/do/<slug:verb>/",
        right_facts.take_right,
        "entitlement_fact",
        "people.edit",
    ),
    BureauPage("crosschecks/", crosschecks.hits, "crosschecks", "ledger.read"),
    BureauPage("crosschecks/new/", crosschecks.upload, "crosscheck_new", "checks.upload"),
    BureauPage(
        "crosschecks/new/<str:token>/",
        crosschecks.preview,
        "crosscheck_preview",
        "checks.upload",
    ),
    BureauPage("crosschecks/<int:hit_id>/", crosschecks.hit, "crosscheck", "ledger.read"),
    BureauPage(
        "crosschecks/<int:hit_id>/do/<slug:verb>/",
        crosschecks.decide,
        "crosscheck_decide",
        "checks.decide",
    ),
    BureauPage("confirmations/", confirmation.rounds, "confirmations", "ledger.read"),
    BureauPage(
        "confirmations/new/", confirmation_steps.new_round, "confirmation_new", "confirmation.enter"
    ),
    BureauPage(
        "confirmations/<int:round_id>/", confirmation.round_page, "confirmation", "ledger.read"
    ),
    BureauPage(
        "confirmations/<int:round_id>/do/<slug:verb>/",
        confirmation_steps.round_step,
        "confirmation_step",
        "ledger.read",
    ),
    BureauPage(
        "confirmations/<int:round_id>/people/",
        confirmation.people,
        "confirmation_people",
        "ledger.read",
    ),
    BureauPage(
        "confirmations/<int:round_id>/people/file/",
        confirmation.people_file,
        "confirmation_export",
        "ledger.read",
    ),
    BureauPage(
        "confirmations/<int:round_id>/list/",
        confirmation_lists.upload,
        "confirmation_import",
        "confirmation.import",
    ),
    BureauPage(
        "confirmations/<int:round_id>/list/<str:token>/",
        confirmation_lists.preview,
        "confirmation_preview",
        "confirmation.import",
    ),
    BureauPage(
        "confirmations/people/<int:due_id>/",
        confirmation.person_page,
        "confirmation_person",
        "ledger.read",
    ),
    BureauPage(
        "confirmations/people/<int:due_id>/do/<slug:verb>/",
        confirmation_steps.due_step,
        "confirmation_person_step",
        "ledger.read",
    ),
    BureauPage(
        "confirmations/reports/<int:finding_id>/",
        confirmation_steps.report_step,
        "confirmation_report",
        "confirmation.handle",
    ),
    BureauPage(
        "confirmations/forfeits/<int:forfeit_id>/do/<slug:verb>/",
        confirmation_steps.forfeit_step,
        "confirmation_forfeit",
        "ledger.read",
    ),
    BureauPage("recovery/", recovery.recoveries, "recoveries", "ledger.read"),
    BureauPage("recovery/file/", recovery.recoveries_file, "recoveries_file", "ledger.read"),
    BureauPage("recovery/<int:claim_id>/", recovery.recovery, "recovery", "ledger.read"),
    BureauPage(
        "recovery/<int:claim_id>/notice/",
        recovery.recovery_notice,
        "recovery_notice",
        "ledger.read",
    ),
    BureauPage(
        "recovery/<int:claim_id>/do/<slug:verb>/",
        recovery_steps.enter,
        "recovery_enter",
        "recovery.enter",
    ),
    BureauPage(
        "recovery/<slug:kind>/<int:asked_id>/<slug:verb>/",
        recovery_steps.decide,
        "recovery_decide",
        "recovery.confirm",
    ),
    BureauPage("suspense/", suspense.suspense, "suspense", "ledger.read"),
    BureauPage("suspense/file/", suspense.suspense_file, "suspense_file", "ledger.read"),
    BureauPage("suspense/print/", suspense.suspense_print, "suspense_print", "ledger.read"),
    BureauPage("suspense/<int:payment_id>/", suspense.suspended, "suspended", "ledger.read"),
    BureauPage("suspense/do/<slug:verb>/", suspense_steps.take, "suspense_step", "ledger.read"),
    BureauPage("stacking/", stacking.collisions, "stacking", "ledger.read"),
    BureauPage("stacking/export/", stacking.collisions_file, "stacking_export", "ledger.read"),
    BureauPage("stacking/rules/", stacking.rules, "stacking_rules", "ledger.read"),
    BureauPage(
        "stacking/overrides/<int:override_id>/", stacking.override_page, "override", "ledger.read"
    ),
    BureauPage(
        "stacking/overrides/<int:override_id>/do/<slug:verb>/",
        stacking.step,
        "override_step",
        "override.withdraw",
    ),
    BureauPage(
        "people/<int:person_id>/override/", stacking.propose, "override_new", "override.propose"
    ),
    BureauPage("grants/", grants.grants, "grants", "ledger.read"),
    BureauPage("grants/export/", grants.grants_export, "grants_export", "ledger.read"),
    BureauPage("grants/new/", grant_uploads.upload, "grants_new", "grants.enter"),
    BureauPage(
        "grants/new/template/<slug:kind>/",
        grant_uploads.template,
        "grants_template",
        "grants.enter",
    ),
    BureauPage("grants/new/<str:token>/", grant_uploads.preview, "grants_preview", "grants.enter"),
    BureauPage("grants/approve/", grant_steps.approve_all, "grants_approve", "grants.approve"),
    BureauPage("grants/figures/", grant_figures.figures, "grant_figures", "ledger.read"),
    BureauPage("grants/figures/new/", grant_figures.new_figure, "grant_figure_new", "rates.enter"),
    BureauPage(
        "grants/figures/<int:figure_id>/do/<slug:verb>/",
        grant_figures.take,
        "grant_figure_step",
        "ledger.read",
    ),
    BureauPage("grants/<int:grant_id>/", grants.grant_page, "grant", "ledger.read"),
    BureauPage(
        "grants/<int:grant_id>/do/<slug:verb>/", grant_steps.take, "grant_step", "ledger.read"
    ),
    BureauPage("people/<int:person_id>/grants/new/", grants.new_grant, "grant_new", "grants.enter"),
    BureauPage("publicity/", publicity.notices, "publicity", "ledger.read"),
    BureauPage("publicity/due/", publicity.due, "publicity_due", "ledger.read"),
    BureauPage("publicity/export/", publicity.notices_export, "publicity_export", "ledger.read"),
    BureauPage(
        "publicity/publish/",
        publicity_steps.publish_all,
        "publicity_publish_all",
        "publicity.publish",
    ),
    BureauPage("publicity/rules/", publicity_rules.rules, "publicity_rules", "ledger.read"),
    BureauPage(
        "publicity/rules/<slug:scheme>/new/",
        publicity_rules.new_rule,
        "publicity_rule_new",
        "rates.enter",
    ),
    BureauPage(
        "publicity/rules/<int:rule_id>/do/<slug:verb>/",
        publicity_rules.take,
        "publicity_rule_step",
        "ledger.read",
    ),
    BureauPage(
        "publicity/waive/<slug:kind>/<int:key>/",
        publicity_steps.waive,
        "publicity_waive",
        "publicity.draft",
    ),
    BureauPage(
        "publicity/waivers/<int:waiver_id>/do/<slug:verb>/",
        publicity_steps.waiver_step,
        "waiver_step",
        "ledger.read",
    ),
    BureauPage(
        "publicity/entries/<int:entry_id>/object/",
        publicity_steps.object_to,
        "publicity_object",
        "publicity.object",
    ),
    BureauPage(
        "publicity/entries/<int:entry_id>/take-off/",
        publicity_steps.take_off,
        "publicity_take_off",
        "publicity.withdraw",
    ),
    BureauPage(
        "publicity/objections/<int:objection_id>/",
        publicity_objections.objection,
        "objection",
        "ledger.read",
    ),
    BureauPage(
        "publicity/objections/<int:objection_id>/do/<slug:verb>/",
        publicity_objections.decide,
        "objection_decide",
        "ledger.read",
    ),
    BureauPage(
        "publicity/<int:notice_id>/", publicity.notice_page, "publicity_notice", "ledger.read"
    ),
    BureauPage(
        "publicity/<int:notice_id>/print/", publicity.notice_print, "publicity_print", "ledger.read"
    ),
    BureauPage(
        "publicity/<int:notice_id>/hang/", publicity_steps.hang, "publicity_hang", "publicity.hang"
    ),
    BureauPage(
        "publicity/<int:notice_id>/do/<slug:verb>/",
        publicity_steps.take,
        "publicity_step",
        "ledger.read",
    ),
    BureauPage("rates/", rates.rate_tables, "rates", "ledger.read"),
    BureauPage("rates/new/", rates.enter_rates, "rate_new", "rates.enter"),
    BureauPage("rates/rules/", rule_book.rules, "rules", "ledger.read"),
    BureauPage("rates/rules/changes/", rule_changes.changes, "rule_changes", "ledger.read"),
    BureauPage(
        "rates/rules/changes/new/<slug:kind>/",
        rule_changes.new_change,
        "rule_change_new",
        "rates.enter",
    ),
    BureauPage(
        "rates/rules/changes/<int:change_id>/",
        rule_changes.change_page,
        "rule_change",
        "ledger.read",
    ),
    BureauPage(
        "rates/rules/changes/<int:change_id>/people/",
        rule_changes.people_file,
        "rule_change_people",
        "ledger.read",
    ),
    BureauPage(
        "rates/rules/changes/<int:change_id>/do/<slug:verb>/",
        rule_changes.step,
        "rule_change_step",
        "ledger.read",
    ),
    BureauPage("rates/components/new/", components.new_component, "component_new", "rates.enter"),
    BureauPage("rates/care/", components.care_rates, "care_rates", "rates.enter"),
    BureauPage("rates/<int:table_id>/", rates.rate_table, "rate_table", "ledger.read"),
    BureauPage("rates/<int:table_id>/edit/", rates.edit_rates, "rate_edit", "rates.enter"),
    BureauPage(
        "rates/<int:table_id>/enforce/", rates.enforce_rates, "rate_enforce", "rates.enforce"
    ),
    BureauPage(
        "rates/<int:table_id>/withdraw/", rates.withdraw_rates, "rate_withdraw", "rates.enter"
    ),
    BureauPage("rates/<int:table_id>/trial/", rate_trials.rate_trial, "rate_trial", "ledger.read"),
    BureauPage(
        "rates/<int:table_id>/trial/export/",
        rate_trials.rate_trial_export,
        "rate_trial_export",
        "ledger.read",
    ),
    BureauPage("funds/", funds.funds, "funds", "ledger.read"),
    BureauPage("funds/<int:year>/file/", funds.funds_file, "funds_file", "ledger.read"),
    BureauPage("funds/use/", funds.use_of_funds, "fund_use", "ledger.read"),
    BureauPage("funds/use/<int:year>/file/", funds.fund_use_file, "fund_use_file", "ledger.read"),
    BureauPage("funds/lines/new/", fund_entries.new_line, "budget_line_new", "funds.enter"),
    BureauPage("funds/lines/<int:line_id>/", funds.budget_line, "budget_line", "ledger.read"),
    BureauPage(
        "funds/lines/<int:line_id>/change/",
        fund_entries.new_change,
        "budget_change_new",
        "funds.enter",
    ),
    BureauPage("funds/shares/", funds.fund_shares, "fund_shares", "ledger.read"),
    BureauPage("funds/shares/new/", fund_entries.new_share, "fund_share_new", "funds.enter"),
    BureauPage("funds/approval/", funds.approval_rules, "approval_rules", "ledger.read"),
    BureauPage("funds/approval/new/", fund_entries.new_rule, "approval_rule_new", "funds.enter"),
    BureauPage(
        "funds/<slug:kind>/<int:row_id>/<slug:verb>/",
        fund_entries.decide,
        "fund_decide",
        "ledger.read",
    ),
    BureauPage("audit/", audit.audit_page, "audit", "books.read"),
)

PLACES = (
    Place("发放批次", "batches", "ledger.read", 10, ("files/", "lines/", "reconciliation/")),
    Place("人员", "people", "people.read", 20, ("entitlements/",)),
    Place("账户核验", "accounts_to_verify", "people.verify", 30),
    Place("核发", "grants", "ledger.read", 25),
    Place("公示", "publicity", "ledger.read", 32),
    Place("数据比对", "crosschecks", "ledger.read", 35),
    Place("年度确认", "confirmations", "ledger.read", 36),
    Place("追缴", "recoveries", "ledger.read", 37),
    Place("挂账", "suspense", "ledger.read", 36),
    Place("叠加冲突", "stacking", "ledger.read", 38),
    Place("补助标准", "rates", "ledger.read", 40),
    Place("资金与预算", "funds", "ledger.read", 45),
    Place("账目核对", "audit", "books.read", 50),
)
