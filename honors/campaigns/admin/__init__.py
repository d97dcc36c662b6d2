"""The bureau's door to campaigns: pages that ask, and call one service each."""

from honors.campaigns.admin import (
    awards,
    campaigns,
    candidates,
    checks,
    conditions,
    desk,
    lists,
    mending,
    nominations,
    publicity,
    statistics,
)
from honors.campaigns.states import ANSWER, CHECK, ENTER, PROPOSE, READ, SCREEN
from veterans.accounts.bureau_site import BureauPage, Place, bureau_site

ONE = "campaigns/<int:campaign_id>/"
PERSON = "campaigns/candidates/<int:candidate_id>/"
PAPER = "campaigns/nominations/<int:nomination_id>/"
AWARD = "campaigns/awards/<int:award_id>/"

bureau_site().add_pages(
    (
        BureauPage("campaigns/", lists.campaigns, "campaigns", READ),
        BureauPage("campaigns/statistics/", statistics.over_the_years, "campaign_statistics", READ),
        BureauPage(
            "campaigns/statistics/xlsx/", statistics.workbook, "campaign_statistics_xlsx", READ
        ),
        BureauPage("campaigns/nominations/find/", lists.find, "nomination_find", READ),
        BureauPage("campaigns/new/", campaigns.new, "campaign_new", ENTER),
        BureauPage(ONE, campaigns.campaign, "campaign", READ),
        BureauPage(f"{ONE}edit/", campaigns.edit, "campaign_edit", ENTER),
        BureauPage(f"{ONE}copy/", campaigns.copy, "campaign_copy", ENTER),
        BureauPage(f"{ONE}extend/", campaigns.extend, "campaign_extend", CHECK),
        BureauPage(f"{ONE}do/<slug:verb>/", campaigns.step, "campaign_step", READ),
        BureauPage(f"{ONE}conditions/", conditions.conditions, "campaign_conditions", READ),
        BureauPage(f"{ONE}conditions/add/", conditions.add, "campaign_condition_add", ENTER),
        BureauPage(f"{ONE}nominate/", nominations.new, "nomination_new", ENTER),
        BureauPage(f"{ONE}checks/", checks.checks, "campaign_checks", READ),
        BureauPage(f"{ONE}propose/", publicity.propose, "campaign_propose", PROPOSE.duty),
        BureauPage(f"{ONE}object/", publicity.register, "objection_new", SCREEN),
        BureauPage(f"{ONE}export/", lists.export, "campaign_export", READ),
        BureauPage(f"{ONE}print/", lists.printed, "campaign_print", READ),
        BureauPage(f"{ONE}awards/", awards.awards, "campaign_awards", READ),
        BureauPage(
            "campaigns/departments/<int:department_id>/list/",
            checks.taken,
            "check_list",
            SCREEN,
        ),
        BureauPage(
            "campaigns/departments/<int:department_id>/answers/",
            checks.take_in,
            "check_answers",
            SCREEN,
        ),
        BureauPage(PERSON, candidates.candidate, "candidate", READ),
        BureauPage(f"{PERSON}complete/", candidates.complete, "candidate_complete", SCREEN),
        BureauPage(f"{PERSON}cover/", candidates.cover, "candidate_cover", SCREEN),
        BureauPage(f"{PERSON}join/", candidates.join, "candidate_join", SCREEN),
        BureauPage(f"{PERSON}part/", mending.part, "candidate_part", SCREEN),
        BureauPage(f"{PERSON}brief/", candidates.brief, "candidate_brief", PROPOSE.duty),
        BureauPage(f"{PERSON}consent/", candidates.consent, "candidate_consent", READ),
        BureauPage(f"{PERSON}do/<slug:verb>/", candidates.step, "candidate_step", READ),
        BureauPage(PAPER, nominations.nomination, "nomination", READ),
        BureauPage(f"{PAPER}edit/", nominations.edit, "nomination_edit", ENTER),
        BureauPage(f"{PAPER}move/", mending.move, "nomination_move", ENTER),
        BureauPage(f"{PAPER}delete/", mending.delete, "nomination_delete", ENTER),
        BureauPage(f"{PAPER}do/<slug:verb>/", nominations.step, "nomination_step", READ),
        BureauPage("campaigns/papers/<int:paper_id>/", nominations.paper, "nomination_paper", READ),
        BureauPage(
            "campaigns/objections/<int:objection_id>/",
            publicity.objection,
            "campaign_objection",
            READ,
        ),
        BureauPage(
            "campaigns/objections/<int:objection_id>/answer/",
            publicity.answer,
            "objection_answer",
            ANSWER,
        ),
        BureauPage(
            "campaigns/objections/papers/<int:paper_id>/",
            publicity.paper,
            "objection_paper",
            ANSWER,
        ),
        BureauPage(f"{AWARD}roll/", awards.roll, "award_roll", ENTER),
        BureauPage(f"{AWARD}reward/", awards.reward, "award_reward", ENTER),
        BureauPage(f"{AWARD}file/", awards.file, "award_file", ENTER),
        BureauPage(f"{AWARD}elsewhere/", awards.elsewhere, "award_elsewhere", ENTER),
        BureauPage(f"{AWARD}recommend/", awards.recommend, "award_recommend", ENTER),
        BureauPage(f"{AWARD}outcome/", awards.outcome, "award_outcome", ENTER),
        BureauPage(f"{AWARD}certificate/", awards.certificate, "award_certificate", READ),
        BureauPage(f"{AWARD}certificate.pdf", awards.certificate_pdf, "award_pdf", READ),
    )
)
bureau_site().add_places([Place("评选表彰", "campaigns", READ, 29, (), "荣誉")])
bureau_site().add_to_desk(desk.desk)
