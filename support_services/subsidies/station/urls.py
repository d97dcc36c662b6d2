"""Addresses of the stations' pages, under ``/station/``."""

from django.urls import path

from support_services.stations import station_home
from support_services.subsidies.station import (
    accounts,
    checks,
    confirmation,
    file,
    finding,
    life_events,
    publicity,
    suspense,
    views,
)

app_name = "station"

urlpatterns = [
    path("", station_home.home, name="home"),
    path("all/", station_home.everything, name="everything"),
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
    path("payees/<int:person_id>/phone/", file.phone, name="phone"),
    path("payees/<int:person_id>/unmask/<slug:what>/", file.unmask, name="unmask"),
    path("payees/<int:person_id>/unmask/<slug:what>/<int:row_id>/", file.unmask, name="unmask_row"),
    path("payees/<int:person_id>/file/<slug:section_key>/", file.put_row, name="file_row_new"),
    path(
        "payees/<int:person_id>/file/<slug:section_key>/<int:row_id>/",
        file.put_row,
        name="file_row",
    ),
    path(
        "payees/<int:person_id>/file/<slug:section_key>/<int:row_id>/remove/",
        file.drop_row,
        name="file_row_remove",
    ),
    path("papers/<int:paper_id>/", file.paper, name="paper"),
    path("events/", life_events.events, name="events"),
    path("events/new/", life_events.propose, name="event_new"),
    path("events/<int:event_id>/", life_events.event, name="event"),
    path("events/<int:event_id>/withdraw/", life_events.withdraw, name="event_withdraw"),
    path("payees/<int:person_id>/events/", life_events.choose, name="event_choose"),
    path("payees/<int:person_id>/events/<slug:kind>/", life_events.propose, name="event_of"),
    path("accounts/", accounts.sent_in, name="accounts"),
    path("accounts/<int:proposal_id>/withdraw/", accounts.withdraw, name="account_withdraw"),
    path("accounts/evidence/<int:evidence_id>/", accounts.evidence, name="account_evidence"),
    path("payments/<int:payment_id>/", views.payment, name="payment"),
]
