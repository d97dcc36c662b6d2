"""Addresses of the stations' pages, under ``/station/``."""

from django.urls import path

from support_services.subsidies.station import (
    accounts,
    checks,
    confirmation,
    finding,
    publicity,
    suspense,
    views,
)

app_name = "station"

urlpatterns = [
    path("", views.home, name="home"),
    path("find/", finding.find, name="find"),
    path("find/suggest/", finding.suggest, name="find_suggest"),
    path("roster/", views.roster, name="roster"),
    path("roster/print/", views.roster_print, name="roster_print"),
    path("roster/export/", views.roster_export, name="roster_export"),
    path("follow-up/", views.follow_up, name="follow_up"),
    path("follow-up/checks/<int:hit_id>/", checks.check, name="check"),
    path("publicity/", publicity.notices, name="publicity"),
    path("publicity/<int:notice_id>/", publicity.notice, name="publicity_notice"),
    path("publicity/town/<int:notice_id>/", publicity.town, name="publicity_of_town"),
    path("publicity/<int:notice_id>/print/", publicity.print_page, name="publicity_print"),
    path("publicity/<int:notice_id>/object/", publicity.objection, name="publicity_object"),
    path("confirmation/", confirmation.due_list, name="confirmation"),
    path("confirmation/print/", confirmation.printed, name="confirmation_print"),
    path("confirmation/<int:due_id>/", confirmation.person, name="confirmation_person"),
    path("follow-up/suspense/<int:payment_id>/", suspense.suspended, name="suspended"),
    path("payees/<int:person_id>/", views.payee, name="payee"),
    path("payees/<int:person_id>/statement/", views.statement, name="statement"),
    path("payees/<int:person_id>/account/", accounts.propose, name="account_new"),
    path("accounts/", accounts.sent_in, name="accounts"),
    path("accounts/<int:proposal_id>/withdraw/", accounts.withdraw, name="account_withdraw"),
    path("accounts/evidence/<int:evidence_id>/", accounts.evidence, name="account_evidence"),
    path("payments/<int:payment_id>/", views.payment, name="payment"),
]
