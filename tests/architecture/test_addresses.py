"""Every address of the portal, and what each kind of person gets there of things that exist.

One row per address. A new address without a row fails; so does a row whose address is gone. The
statuses are written out and not derived from the duties: a change of a duty shows up here. What
the same people get of things that do not exist is written in ``every_address.txt``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.base import Template
from django.test import Client
from django.test.utils import override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from honors.campaigns.models import Award, NominationPaper
from honors.campaigns.services.writing import Nominator
from honors.juries.models import Assignment as JuryTask
from honors.juries.models import JurorTie
from honors.letters.models import Letter
from honors.letters.services import check_letter, receive_letter
from honors.memorials.models import RemembranceDay
from honors.memorials.services.facilities import inspect as inspect_facility
from honors.plaques.models import Application, RuleLine, Withdrawal
from honors.plaques.models import Batch as PlaqueBatch
from honors.plaques.models import Task as PlaqueTask
from honors.plaques.services.asking import ask as ask_plaque
from honors.plaques.services.batches import begin_batch
from honors.plaques.services.ruling import enter_line
from honors.plaques.services.withdrawing import ask_withdrawal
from honors.roll.models import Edition as HonourEdition
from honors.roll.models import Revocation
from honors.roll.states import EditionState as HonourState
from honors.votes.rules import key_of
from honors.votes.selectors import votes_of
from honors.votes.services.settling import ask_to_leave_out
from honors.votes.states import OddKind
from support_services.aid.models import AidApplication, Wish
from support_services.aid.services import add_wish, apply_for_aid
from support_services.casework.models import Case, Errand, Incoming
from support_services.casework.services import arriving
from support_services.casework.services.errands import start_errand
from support_services.casework.services.opening import Proxy, open_case
from support_services.catalogue.models import Edition, Item
from support_services.finder.models import Gap
from support_services.notices.models import Notice, ReminderRule
from support_services.notices.services.handling import mark_printed
from support_services.notices.services.telling import tell
from support_services.projects.models import UnitTie
from support_services.projects.services import carrying as projects
from support_services.projects.services.review import declare_tie
from support_services.projects.states import Grade
from support_services.providers.models import Agreement, ProviderToken
from support_services.providers.states import AgreementState
from support_services.stations.models import (
    Assessment,
    AssessmentItem,
    AssessmentTemplate,
    DutyItem,
    Station,
    StationPaper,
)
from support_services.stations.services import assessing, templates
from support_services.steering.models import (
    NoteFile,
    Programme,
    Report,
    ReportLine,
    Target,
    Task,
)
from support_services.steering.reference import ZHANGDIAN
from support_services.steering.services.following import note_progress, promise
from support_services.steering.services.programmes import load_programme
from support_services.steering.services.reporting import draft_report
from support_services.steering.task_list import SHIPPED, read_list
from support_services.subsidies.grant_figures import Code
from support_services.subsidies.grant_states import GrantKind
from support_services.subsidies.models import (
    BankFile,
    BatchTotal,
    BudgetLine,
    ConfirmationDue,
    ConfirmationFinding,
    ConfirmationForfeit,
    CrossCheckHit,
    Entitlement,
    FundShare,
    Grant,
    GrantFigure,
    PublicityEntry,
    PublicityNotice,
    PublicityObjection,
    PublicityRule,
    PublicityWaiver,
    RateRow,
    RateTable,
    RecoveryClaim,
    RecoveryEntry,
    RecoveryPlan,
    RuleChange,
    Scheme,
    StackingOverride,
)
from support_services.subsidies.rule_kinds import RuleKind
from support_services.subsidies.services import bank, suspense
from support_services.subsidies.services.crosscheck_lists import apply_list
from support_services.subsidies.services.overrides import propose
from support_services.subsidies.services.rule_changes import propose as propose_rule
from support_services.subsidies.services.stacking import settle_stacking
from support_services.subsidies.states import CheckKind
from support_services.subsidies.suspense_states import SuspenseCause
from support_services.supporters.models import ListTaken
from support_services.supporters.states import Stage
from support_services.units.models import Reply, ReplyCheck
from support_services.units.secrets_of_links import denial_digest
from support_services.visits.models import KeyPerson, Visit, VisitTask
from support_services.visits.services import add_key_person, add_task, record_visit
from tests.campaigns.makers import Office as AwardOffice
from tests.double_list.makers import one_of_each
from tests.juries.makers import Jury
from tests.memorials import makers as memorials
from tests.pictures import png
from tests.plaques.homes import home_of
from tests.projects.makers import Office as ServiceOffice
from tests.providers.makers import agreement as an_agreement
from tests.providers.makers import offer, token
from tests.registry.makers import id_number
from tests.registry.sheets import staged, xlsx
from tests.roll.makers import edition as an_honour
from tests.subsidies import the_bank
from tests.subsidies.confirmations import Year
from tests.subsidies.factories import (
    AT,
    MONTH,
    account,
    approved_batch,
    entitlement,
    person,
    user,
    village,
)
from tests.subsidies.funds import Treasury
from tests.subsidies.grants import Office
from tests.subsidies.ledger_lab import Lab
from tests.subsidies.publicity import made_public
from tests.subsidies.rule_lab import asked
from tests.supporters import makers as supporting
from tests.units.fakes import FakeItems
from tests.units.makers import made as made_link
from tests.votes.makers import Ballots
from veterans.accounts.models import Appointment, User
from veterans.accounts.roles import Role
from veterans.foundation import chain_checks, sealed_files
from veterans.foundation.attachments import check_attachment
from veterans.foundation.models import AuditEntry, ChainCheck
from veterans.oversight.models import Alert
from veterans.registry.models import (
    AccountEvidence,
    AccountProposal,
    AccountState,
    Household,
    LifeEvent,
    Paper,
    PeopleExport,
    PeopleList,
    Person,
    Relative,
)
from veterans.registry.selectors import id_index, phone_index
from veterans.registry.selectors.exports import Choice
from veterans.registry.services import evidence_of, propose_account, propose_event
from veterans.registry.services.exports import ask_export
from veterans.workdays.models import CalendarDay

pytestmark = pytest.mark.django_db

COLUMNS = (
    "visitor",
    Role.PREPARER,
    Role.REVIEWER,
    Role.APPROVER,
    Role.AUDITOR,
    Role.SYSADMIN,
    Role.SECADMIN,
    Role.TOWN_WORKER,
    Role.VILLAGE_WORKER,
)

# What the columns of COLUMNS get, for the usual kinds of pages. A stranger is asked to sign in;
# whoever belongs to the other door is told so.
EVERYBODY = "200 200 200 200 200 200 200 200 200"
STAFF = "302 200 200 200 200 200 200 403 403"
READERS = "302 200 200 200 200 403 403 403 403"
PREPARER = "302 200 403 403 403 403 403 403 403"
PREPARER_LEADS_BACK = "302 302 403 403 403 403 403 403 403"
VERIFIERS_LEAD_BACK = "302 302 302 403 403 403 403 403 403"
REVIEWER = "302 403 200 403 403 403 403 403 403"
# Another colleague's, and so not there for any of the hands.
NOT_MINE = "302 404 404 404 403 403 403 403 403"
# The same, where nothing waits: back to the list with a word.
SECOND_LEADS_BACK = "302 403 302 302 403 403 403 403 403"
READERS_LED_BACK = "302 302 302 302 302 403 403 403 403"
HANDS = "302 200 200 200 403 403 403 403 403"
SECOND = "302 403 200 200 403 403 403 403 403"
VERIFIERS = "302 200 200 403 403 403 403 403 403"
AUDITOR = "302 403 403 403 200 403 403 403 403"
EXPORTS = "302 200 200 403 200 403 403 403 403"
OF_A_COLLEAGUE = "302 404 404 403 200 403 403 403 403"
# Whoever answers for the books: the approver and the auditor.
BOOKS = "302 403 403 200 200 403 403 403 403"
SYSADMIN = "302 403 403 403 403 200 403 403 403"
SECADMIN = "302 403 403 403 403 403 200 403 403"
STATIONS = "302 403 403 403 403 403 403 200 200"
TOWNS = "302 403 403 403 403 403 403 200 403"
KEEPERS = "302 403 403 403 200 200 200 403 403"
NOBODY = "302 403 403 403 403 403 403 403 403"
# The administrator is not told whether that person exists at all.
UNSEEN = "302 200 200 200 200 302 302 403 403"
LEADS_ON = "302 302 302 302 302 302 302 403 403"
ELSEWHERE = "302 302 302 302 302 302 302 302 302"
# In the demo alone.
NOT_THERE = "404 404 404 404 404 404 404 404 404"
# Written to the preparers; for the others it is not there.
ONE_ROLE = "302 200 404 404 403 403 403 403 403"
BACK_TO_LETTERS = "302 302 403 403 403 403 403 403 403"
ONLY_POST = "405 405 405 405 405 405 405 405 405"
# Past the guard of the door, and then only by POST.
ASKED_BY_POST = "302 405 405 405 405 403 403 403 403"


@dataclass(frozen=True)
class Row:
    """``address`` may speak of the things of ``World``; statuses are those of a GET."""

    route: str
    address: str
    statuses: str


def table(
    app: str, model: str, key: str, seen_by: str, *, add: str = NOBODY, history: str = ""
) -> list[Row]:
    """The addresses that Django's admin makes for one table. Nothing is ever deleted there; the
    short address only leads on to the page that guards itself."""
    base = f"bureau/{app}/{model}/"
    return [
        Row(base, f"/{base}", seen_by),
        Row(f"{base}add/", f"/{base}add/", add),
        Row(f"{base}<path:object_id>/history/", f"/{base}{key}/history/", history or seen_by),
        Row(f"{base}<path:object_id>/delete/", f"/{base}{key}/delete/", NOBODY),
        Row(f"{base}<path:object_id>/change/", f"/{base}{key}/change/", seen_by),
        Row(f"{base}<path:object_id>/", f"/{base}{key}/", LEADS_ON),
    ]


def of_backing(route: str) -> str:
    """A route of supporters with the things of ``World.backing`` in it."""
    for part, value in (
        ("<slug:subject>/<int:key>/do/<slug:verb>", "badge/{backing.badge.pk}/do/end"),
        ("<slug:verb>", "cancel"),
        ("<slug:kind>", "supporters"),
        ("<str:token>", "nothing"),
        *(
            (f"<int:{part}_id>", f"{{backing.{part}.pk}}")
            for part in ("supporter", "pact", "badge", "contribution", "activity", "attendance")
        ),
        *((f"<int:{part}_id>", f"{{backing.{part}.pk}}") for part in ("duty", "job", "list")),
        *((f"<int:{part}_id>", f"{{backing.{part}.pk}}") for part in ("team", "volunteer")),
    ):
        route = route.replace(part, value)
    return route


ROWS: list[Row] = [
    # Residents and machines
    Row("", "/", EVERYBODY),
    Row("stations/", "/stations/", EVERYBODY),
    Row("stations/<str:code>/", "/stations/{village.code}/", EVERYBODY),
    Row("robots.txt", "/robots.txt", EVERYBODY),
    Row("favicon.ico", "/favicon.ico", ELSEWHERE),
    Row("healthz", "/healthz", EVERYBODY),
    Row("api/", "/api/", EVERYBODY),
    Row("api/v1/openapi.yaml", "/api/v1/openapi.yaml", EVERYBODY),
    Row("api/v1/items", "/api/v1/items", EVERYBODY),
    Row("api/v1/items/<slug:code>", "/api/v1/items/201", EVERYBODY),
    Row("api/v1/stations", "/api/v1/stations", EVERYBODY),
    Row("api/v1/places", "/api/v1/places", EVERYBODY),
    Row("api/v1/places/<str:code>", "/api/v1/places/{village.code}", EVERYBODY),
    Row("api/v1/verifications", "/api/v1/verifications", ONLY_POST),
    Row("api/v1/honours", "/api/v1/honours", EVERYBODY),
    Row("api/v1/honours/titles", "/api/v1/honours/titles", EVERYBODY),
    Row("api/v1/honours/<int:id>", "/api/v1/honours/{honoured.honour_id}", EVERYBODY),
    Row("fanying/", "/fanying/", EVERYBODY),
    Row("fanying/huizhi/<str:token>/", "/fanying/huizhi/{incoming.receipt}/", EVERYBODY),
    Row("jindu/", "/jindu/", EVERYBODY),
    Row("wode/", "/wode/", EVERYBODY),
    Row("wode/yanzheng/", "/wode/yanzheng/", ELSEWHERE),
    Row("wode/kan/", "/wode/kan/", ELSEWHERE),
    Row("wode/budui/", "/wode/budui/", ELSEWHERE),
    Row("wode/likai/", "/wode/likai/", ELSEWHERE),
    Row("wode/yanshi/", "/wode/yanshi/", NOT_THERE),
    # Whoever has the link; before the code every page of it asks for one.
    Row("dafu/<str:token>/", "/dafu/{link_secret}/", EVERYBODY),
    Row("dafu/bushi/<str:token>/", "/dafu/bushi/{denial_secret}/", EVERYBODY),
    Row("dafu/<str:token>/kan/<slug:form>/bushi/", "/dafu/{link_secret}/kan/1/bushi/", EVERYBODY),
    Row("dafu/<str:token>/tian/<slug:verb>/", "/dafu/{link_secret}/tian/accept/", EVERYBODY),
    Row("dafu/<str:token>/kan/<slug:form>/", "/dafu/{link_secret}/kan/1/", EVERYBODY),
    Row("dafu/<str:token>/likai/", "/dafu/{link_secret}/likai/", ELSEWHERE),
    Row("gongshi/", "/gongshi/", EVERYBODY),
    Row("gongshi/<int:notice_id>/", "/gongshi/{notice.pk}/", EVERYBODY),
    Row("gongshi/<int:notice_id>/yiyi/", "/gongshi/{notice.pk}/yiyi/", EVERYBODY),
    Row("sousuo/", "/sousuo/?q=烈士", EVERYBODY),
    Row("zhangbei/", "/zhangbei/", EVERYBODY),
    Row("wo/", "/wo/?s=1&d=3&x=1", EVERYBODY),
    Row("lvsetongdao/", "/lvsetongdao/", EVERYBODY),
    Row("shuangqingdan/", "/shuangqingdan/", EVERYBODY),
    Row("shuangqingdan/<int:year>/", "/shuangqingdan/2026/", EVERYBODY),
    Row("lvsetongdao/<int:provider_id>/", "/lvsetongdao/{granting.provider_id}/", EVERYBODY),
    Row("rongyu/", "/rongyu/", EVERYBODY),
    Row("rongyu/<int:honour_id>/", "/rongyu/{honoured.honour_id}/", EVERYBODY),
    Row("rongyu/<int:honour_id>/rongyu.pdf", "/rongyu/{honoured.honour_id}/rongyu.pdf", EVERYBODY),
    Row("yinglie/", "/yinglie/", EVERYBODY),
    Row("yinglie/<int:martyr_id>/", "/yinglie/{martyr.pk}/", EVERYBODY),
    Row("yinglie/<int:martyr_id>/yinglie.pdf", "/yinglie/{martyr.pk}/yinglie.pdf", EVERYBODY),
    Row("jisao/", "/jisao/", EVERYBODY),
    Row("jisao/yuyue/", "/jisao/yuyue/", EVERYBODY),
    Row("jisao/huizhi/<slug:token>/", "/jisao/huizhi/{booked.receipt}/", EVERYBODY),
    Row("jisao/<int:facility_id>/", "/jisao/{booked.facility_id}/", EVERYBODY),
    Row("jisao/<int:facility_id>/yue/", "/jisao/{booked.facility_id}/yue/", EVERYBODY),
    Row("jisao/huizhi/<slug:token>/rili.ics", "/jisao/huizhi/{booked.receipt}/rili.ics", EVERYBODY),
    Row("toupiao/", "/toupiao/", EVERYBODY),
    Row("toupiao/yanzheng/", "/toupiao/yanzheng/", ELSEWHERE),
    Row("toupiao/<int:poll_id>/", "/toupiao/{voting.poll.pk}/", EVERYBODY),
    Row("toupiao/<int:poll_id>/wancheng/", "/toupiao/{voting.poll.pk}/wancheng/", EVERYBODY),
    Row("toupiao/<int:poll_id>/yitou/", "/toupiao/{voting.poll.pk}/yitou/", EVERYBODY),
    Row("yongjun/", "/yongjun/", EVERYBODY),
    Row("yongjun/<slug:number>/", "/yongjun/{backing.badge.number}/", EVERYBODY),
    Row("gangwei/", "/gangwei/", EVERYBODY),
    Row("huodong/", "/huodong/", EVERYBODY),
    Row("huodong/yue/", "/huodong/yue/", EVERYBODY),
    Row("huodong/yue/rili.ics", "/huodong/yue/rili.ics", EVERYBODY),
    Row("huodong/<int:key>/", "/huodong/{backing.fair.pk}/", EVERYBODY),
    Row("huodong/<int:key>/rili.ics", "/huodong/{backing.fair.pk}/rili.ics", EVERYBODY),
    Row("youdai/", "/youdai/", EVERYBODY),
    Row("youdai/<slug:code>/", "/youdai/201/", EVERYBODY),
    # Stations
    Row("station/login/", "/station/login/", "200 200 200 200 200 200 200 302 302"),
    Row("station/logout/", "/station/logout/", ELSEWHERE),
    Row("station/me/", "/station/me/", STATIONS),
    Row("station/stay/", "/station/stay/", STATIONS.replace("200", "204")),
    Row("station/password_change/", "/station/password_change/", STATIONS),
    Row("station/", "/station/", STATIONS),
    Row("station/all/", "/station/all/", STATIONS),
    Row("station/find/", "/station/find/", STATIONS),
    Row("station/find/suggest/", "/station/find/suggest/", ONLY_POST),
    Row("station/roster/", "/station/roster/", STATIONS),
    Row("station/roster/print/", "/station/roster/print/", STATIONS),
    Row("station/roster/export/", "/station/roster/export/", ONLY_POST),
    Row("station/follow-up/", "/station/follow-up/", STATIONS),
    Row("station/follow-up/checks/<int:hit_id>/", "/station/follow-up/checks/{hit.pk}/", STATIONS),
    Row("station/confirmation/", "/station/confirmation/", STATIONS),
    Row("station/confirmation/print/", "/station/confirmation/print/", STATIONS),
    Row("station/confirmation/<int:due_id>/", "/station/confirmation/{due.pk}/", STATIONS),
    Row(
        "station/follow-up/suspense/<int:payment_id>/",
        "/station/follow-up/suspense/{suspended.pk}/",
        STATIONS,
    ),
    Row("station/payees/<int:person_id>/", "/station/payees/{payment.payee_id}/", STATIONS),
    Row(
        "station/payees/<int:person_id>/statement/",
        "/station/payees/{payment.payee_id}/statement/",
        STATIONS,
    ),
    Row("station/publicity/", "/station/publicity/", STATIONS),
    Row(
        "station/publicity/<int:notice_id>/",
        "/station/publicity/{notice.pk}/",
        STATIONS,
    ),
    # Of its own people the village reads it; at the town it is one of the town's own.
    Row(
        "station/publicity/town/<int:notice_id>/",
        "/station/publicity/town/{of_town.pk}/",
        "302 403 403 403 403 403 403 404 200",
    ),
    Row(
        "station/publicity/<int:notice_id>/print/",
        "/station/publicity/{notice.pk}/print/",
        STATIONS,
    ),
    Row(
        "station/publicity/<int:notice_id>/object/",
        "/station/publicity/{notice.pk}/object/",
        STATIONS,
    ),
    Row("station/payees/<int:person_id>/phone/", "/station/payees/{person.pk}/phone/", STATIONS),
    Row(
        "station/payees/<int:person_id>/unmask/<slug:what>/",
        "/station/payees/{person.pk}/unmask/phone/",
        STATIONS,
    ),
    Row(
        "station/payees/<int:person_id>/unmask/<slug:what>/<int:row_id>/",
        "/station/payees/{person.pk}/unmask/relative/{relative.pk}/",
        STATIONS,
    ),
    Row(
        "station/payees/<int:person_id>/file/<slug:section_key>/",
        "/station/payees/{person.pk}/file/relatives/",
        STATIONS,
    ),
    Row(
        "station/payees/<int:person_id>/file/<slug:section_key>/<int:row_id>/",
        "/station/payees/{person.pk}/file/relatives/{relative.pk}/",
        STATIONS,
    ),
    Row(
        "station/payees/<int:person_id>/file/<slug:section_key>/<int:row_id>/remove/",
        "/station/payees/{person.pk}/file/relatives/{relative.pk}/remove/",
        STATIONS,
    ),
    Row("station/papers/<int:paper_id>/", "/station/papers/{paper.pk}/", STATIONS),
    Row("station/events/", "/station/events/", STATIONS),
    Row("station/events/new/", "/station/events/new/", STATIONS),
    Row("station/events/<int:event_id>/", "/station/events/{event.pk}/", STATIONS),
    Row(
        "station/events/<int:event_id>/withdraw/",
        "/station/events/{event.pk}/withdraw/",
        STATIONS,
    ),
    Row("station/payees/<int:person_id>/events/", "/station/payees/{person.pk}/events/", STATIONS),
    Row(
        "station/payees/<int:person_id>/events/<slug:kind>/",
        "/station/payees/{person.pk}/events/death/",
        STATIONS,
    ),
    Row(
        "station/payees/<int:person_id>/account/",
        "/station/payees/{payment.payee_id}/account/",
        STATIONS,
    ),
    Row("station/accounts/", "/station/accounts/", STATIONS),
    Row(
        "station/accounts/<int:proposal_id>/withdraw/",
        "/station/accounts/{proposal.pk}/withdraw/",
        STATIONS,
    ),
    Row(
        "station/accounts/evidence/<int:evidence_id>/",
        "/station/accounts/evidence/{evidence.pk}/",
        STATIONS,
    ),
    Row("station/payments/<int:payment_id>/", "/station/payments/{payment.pk}/", STATIONS),
    # The network: the town has its own picture, the village is shown its own station.
    Row("station/network/", "/station/network/", STATIONS),
    Row("station/network/<str:code>/", "/station/network/{village.code}/", STATIONS),
    Row(
        "station/network/<str:code>/begin/<int:template_id>/",
        "/station/network/{village.code}/begin/{points.pk}/",
        STATIONS,
    ),
    Row(
        "station/network/<str:code>/do/<slug:verb>/",
        "/station/network/{village.code}/do/worker/",
        STATIONS,
    ),
    Row(
        "station/network/<str:code>/do/<slug:verb>/<int:key>/",
        "/station/network/{village.code}/do/five/1/",
        STATIONS,
    ),
    Row("station/network/papers/<int:paper_id>/", "/station/network/papers/{proof.pk}/", STATIONS),
    Row("station/assessment/", "/station/assessment/", STATIONS),
    # A village has nobody below it to rank.
    Row(
        "station/assessment/file/",
        "/station/assessment/file/",
        "302 403 403 403 403 403 403 200 404",
    ),
    Row(
        "station/assessment/<int:assessment_id>/",
        "/station/assessment/{assessed.pk}/",
        STATIONS,
    ),
    # Handed in by the village: the town may check it, the village has no such duty.
    Row(
        "station/assessment/<int:assessment_id>/do/<slug:verb>/",
        "/station/assessment/{assessed.pk}/do/close/",
        "302 403 403 403 403 403 403 200 403",
    ),
    Row(
        "station/assessment/<int:assessment_id>/items/<int:item_id>/",
        "/station/assessment/{assessed.pk}/items/{assessed_item.pk}/",
        "302 403 403 403 403 403 403 404 404",
    ),
    # Cases and errands at the station; this one is in the bureau's hands.
    Row("station/cases/", "/station/cases/", STATIONS),
    Row("station/cases/find/", "/station/cases/find/", STATIONS),
    Row("station/cases/new/", "/station/cases/new/", STATIONS),
    Row("station/cases/new/<int:person_id>/", "/station/cases/new/{person.pk}/", STATIONS),
    # What residents send passes the town, not the village.
    Row("station/cases/incoming/", "/station/cases/incoming/", TOWNS),
    *(
        Row(
            f"station/cases/incoming/<int:incoming_id>/{page}",
            f"/station/cases/incoming/{{incoming.pk}}/{page}",
            TOWNS,
        )
        for page in ("", "accept/", "phone/")
    ),
    Row("station/cases/<int:case_id>/", "/station/cases/{case.pk}/", STATIONS),
    Row(
        "station/cases/<int:case_id>/do/<slug:verb>/",
        "/station/cases/{case.pk}/do/inform/",
        STATIONS.replace("200", "302"),
    ),
    Row("station/cases/<int:case_id>/slip/", "/station/cases/{case.pk}/slip/", STATIONS),
    Row("station/cases/<int:case_id>/phone/", "/station/cases/{case.pk}/phone/", STATIONS),
    Row("station/cases/<int:case_id>/consent/", "/station/cases/{case.pk}/consent/", STATIONS),
    Row("station/errands/", "/station/errands/", STATIONS),
    Row("station/errands/find/", "/station/errands/find/", STATIONS),
    Row("station/errands/new/<int:person_id>/", "/station/errands/new/{person.pk}/", STATIONS),
    Row("station/errands/<int:errand_id>/", "/station/errands/{errand.pk}/", STATIONS),
    Row(
        "station/errands/<int:errand_id>/steps/<int:number>/",
        "/station/errands/{errand.pk}/steps/1/",
        STATIONS,
    ),
    Row(
        "station/errands/<int:errand_id>/do/<slug:verb>/",
        "/station/errands/{errand.pk}/do/stopped/",
        STATIONS,
    ),
    Row("station/errands/<int:errand_id>/slip/", "/station/errands/{errand.pk}/slip/", STATIONS),
    Row("station/catalogue/", "/station/catalogue/", STATIONS),
    Row("station/catalogue/<slug:code>/", "/station/catalogue/201/", STATIONS),
    Row(
        "station/catalogue/people/<int:person_id>/",
        "/station/catalogue/people/{person.pk}/",
        STATIONS,
    ),
    Row("station/providers/", "/station/providers/", STATIONS),
    Row("station/memorials/month/", "/station/memorials/month/", STATIONS),
    Row("station/memorials/month/calendar.ics", "/station/memorials/month/calendar.ics", STATIONS),
    Row("station/memorials/", "/station/memorials/", "302 403 403 403 403 403 403 302 302"),
    Row(
        "station/memorials/photos/<int:photo_id>/",
        "/station/memorials/photos/{memorial_photo.pk}/",
        STATIONS,
    ),
    *(
        Row(f"station/memorials/<slug:what>/{route}", f"/station/memorials/{address}", statuses)
        for route, address, statuses in (
            ("", "facility/", STATIONS),
            ("new/", "remains/new/", STATIONS),
            ("<int:key>/", "ceremony/{booked.pk}/", STATIONS),
            (
                "<int:key>/edit/",
                "facility/{booked.facility_id}/edit/",
                "302 403 403 403 403 403 403 403 403",
            ),
            ("<int:key>/do/<slug:verb>/", "facility/{booked.facility_id}/do/inspect/", STATIONS),
        )
    ),
    Row("station/supporters/", "/station/supporters/", STATIONS),
    *(
        Row(f"station/supporters/{route}", of_backing(f"/station/supporters/{route}"), STATIONS)
        for route in (
            "activities/",
            "activities/new/",
            *(
                f"activities/<int:activity_id>/{page}"
                for page in (
                    *("", "edit/", "step/<slug:verb>/", "attend/", "roll/", "people/"),
                    "attend/<int:attendance_id>/out/",
                )
            ),
            *("teams/", "teams/<int:team_id>/", "teams/<int:team_id>/join/"),
            "volunteers/<int:volunteer_id>/leave/",
        )
    ),
    Row("station/finder/", "/station/finder/", STATIONS),
    Row("station/finder/<int:gap_id>/", "/station/finder/{gap.pk}/", STATIONS),
    Row("station/visits/", "/station/visits/", STATIONS),
    Row("station/visits/tasks/<int:task_id>/", "/station/visits/tasks/{visit_task.pk}/", STATIONS),
    Row("station/visits/<int:visit_id>/", "/station/visits/{visit.pk}/", STATIONS),
    Row("station/visits/<int:visit_id>/void/", "/station/visits/{visit.pk}/void/", STATIONS),
    Row("station/visits/people/<int:person_id>/", "/station/visits/people/{person.pk}/", STATIONS),
    Row(
        "station/visits/people/<int:person_id>/new/",
        "/station/visits/people/{person.pk}/new/",
        STATIONS,
    ),
    Row(
        "station/visits/people/<int:person_id>/key/",
        "/station/visits/people/{person.pk}/key/",
        STATIONS,
    ),
    Row("station/handovers/new/<int:person_id>/", "/station/handovers/new/{person.pk}/", STATIONS),
    Row("station/letters/", "/station/letters/", STATIONS),
    Row("station/letters/<int:notice_id>/back/", "/station/letters/{carried.pk}/back/", STATIONS),
    Row("station/visits/key/", "/station/visits/key/", STATIONS),
    Row("station/visits/key/<int:key_id>/end/", "/station/visits/key/{key.pk}/end/", STATIONS),
    Row("station/aid/", "/station/aid/", STATIONS),
    Row("station/aid/<int:application_id>/", "/station/aid/{aid.pk}/", STATIONS),
    Row("station/aid/<int:application_id>/withdraw/", "/station/aid/{aid.pk}/withdraw/", STATIONS),
    Row(
        "station/aid/people/<int:person_id>/new/", "/station/aid/people/{person.pk}/new/", STATIONS
    ),
    Row(
        "station/aid/people/<int:person_id>/wish/",
        "/station/aid/people/{person.pk}/wish/",
        STATIONS,
    ),
    Row("station/aid/wishes/<int:wish_id>/", "/station/aid/wishes/{wish.pk}/", STATIONS),
    Row(
        "station/aid/wishes/<int:wish_id>/<slug:verb>/",
        "/station/aid/wishes/{wish.pk}/take/",
        STATIONS,
    ),
    # The bureau's door itself
    Row("bureau/", "/bureau/", STAFF),
    Row("bureau/login/", "/bureau/login/", "200 302 302 302 302 302 302 200 200"),
    Row("bureau/logout/", "/bureau/logout/", ELSEWHERE),
    Row("bureau/password_change/", "/bureau/password_change/", STAFF),
    Row("bureau/password_change/done/", "/bureau/password_change/done/", STAFF),
    Row("bureau/second-factor/", "/bureau/second-factor/", STAFF),
    Row("bureau/me/", "/bureau/me/", STAFF),
    Row("bureau/stay/", "/bureau/stay/", STAFF.replace("200", "204")),
    Row("bureau/sign-ins/", "/bureau/sign-ins/", "302 403 403 403 200 403 200 403 403"),
    Row("bureau/jsi18n/", "/bureau/jsi18n/", STAFF),
    Row("bureau/autocomplete/", "/bureau/autocomplete/", NOBODY),
    Row(
        "bureau/r/<path:content_type_id>/<path:object_id>/",
        "/bureau/r/1/1/",
        "302 404 404 404 404 404 404 403 403",
    ),
    Row(
        "bureau/^(?P<app_label>foundation|regions|accounts|registry|workdays|oversight|stations)/$",
        "/bureau/registry/",
        "302 200 200 200 200 404 404 403 403",
    ),
    Row("bureau/(?P<url>.*)$", "/bureau/nothing/", "302 404 404 404 404 404 404 403 403"),
    # Batches
    Row("bureau/batches/", "/bureau/batches/", READERS),
    Row("bureau/batches/open/", "/bureau/batches/open/", PREPARER),
    Row("bureau/batches/<int:batch_id>/", "/bureau/batches/{batch.pk}/", READERS),
    Row("bureau/batches/<int:batch_id>/progress/", "/bureau/batches/{batch.pk}/progress/", READERS),
    Row(
        "bureau/batches/<int:batch_id>/do/<slug:verb>/",
        "/bureau/batches/{batch.pk}/do/export/",
        PREPARER,
    ),
    Row("bureau/batches/<int:batch_id>/lines/", "/bureau/batches/{batch.pk}/lines/", READERS),
    Row(
        "bureau/batches/<int:batch_id>/lines/print/",
        "/bureau/batches/{batch.pk}/lines/print/",
        READERS,
    ),
    Row("bureau/batches/<int:batch_id>/changes/", "/bureau/batches/{batch.pk}/changes/", READERS),
    Row(
        "bureau/batches/<int:batch_id>/exceptions/",
        "/bureau/batches/{batch.pk}/exceptions/",
        READERS,
    ),
    Row(
        "bureau/batches/<int:batch_id>/undelivered/",
        "/bureau/batches/{batch.pk}/undelivered/",
        READERS,
    ),
    Row("bureau/batches/<int:batch_id>/roster/", "/bureau/batches/{batch.pk}/roster/", READERS),
    Row(
        "bureau/lines/<int:entitlement_id>/<str:month>/<slug:component>/<int:sequence>/",
        "/bureau/lines/{payment.entitlement_id}/2026-10/standard/1/",
        READERS,
    ),
    # Bank files
    Row("bureau/files/<int:file_id>/", "/bureau/files/{file.pk}/", READERS),
    Row("bureau/files/<int:file_id>/download/", "/bureau/files/{file.pk}/download/", PREPARER),
    Row(
        "bureau/files/<int:file_id>/returns/",
        "/bureau/files/{file.pk}/returns/",
        "302 302 403 403 403 403 403 403 403",
    ),
    Row(
        "bureau/files/<int:file_id>/returns/<str:token>/",
        "/bureau/files/{file.pk}/returns/made-up/",
        "302 302 403 403 403 403 403 403 403",
    ),
    # People, rights and accounts
    Row("bureau/people/", "/bureau/people/", READERS),
    Row("bureau/people/suggest/", "/bureau/people/suggest/", ASKED_BY_POST),
    Row("bureau/people/new/", "/bureau/people/new/", PREPARER),
    Row("bureau/people/<int:person_id>/", "/bureau/people/{person.pk}/", READERS),
    Row(
        "bureau/people/<int:person_id>/statement/",
        "/bureau/people/{payment.payee_id}/statement/",
        READERS,
    ),
    Row(
        "bureau/people/<int:person_id>/do/<slug:verb>/",
        "/bureau/people/{person.pk}/do/death/",
        PREPARER,
    ),
    Row("bureau/people/<int:person_id>/history/", "/bureau/people/{person.pk}/history/", READERS),
    Row("bureau/people/<int:person_id>/print/", "/bureau/people/{person.pk}/print/", READERS),
    Row(
        "bureau/people/<int:person_id>/unmask/<slug:what>/",
        "/bureau/people/{person.pk}/unmask/id_number/",
        VERIFIERS,
    ),
    Row(
        "bureau/people/<int:person_id>/unmask/<slug:what>/<int:row_id>/",
        "/bureau/people/{person.pk}/unmask/relative/{relative.pk}/",
        VERIFIERS,
    ),
    Row(
        "bureau/people/<int:person_id>/papers/new/",
        "/bureau/people/{person.pk}/papers/new/",
        PREPARER,
    ),
    Row("bureau/papers/<int:paper_id>/", "/bureau/papers/{paper.pk}/", READERS),
    Row("bureau/papers/<int:paper_id>/void/", "/bureau/papers/{paper.pk}/void/", PREPARER),
    Row(
        "bureau/people/<int:person_id>/file/<slug:section_key>/",
        "/bureau/people/{person.pk}/file/service/",
        PREPARER,
    ),
    Row(
        "bureau/people/<int:person_id>/file/<slug:section_key>/<int:row_id>/",
        "/bureau/people/{person.pk}/file/relatives/{relative.pk}/",
        PREPARER,
    ),
    Row(
        "bureau/people/<int:person_id>/file/<slug:section_key>/<int:row_id>/remove/",
        "/bureau/people/{person.pk}/file/relatives/{relative.pk}/remove/",
        PREPARER,
    ),
    Row("bureau/events/", "/bureau/events/", READERS),
    Row("bureau/events/new/<slug:kind>/", "/bureau/events/new/report_in/", PREPARER),
    Row("bureau/events/<int:event_id>/", "/bureau/events/{event.pk}/", READERS),
    Row("bureau/events/<int:event_id>/complete/", "/bureau/events/{event.pk}/complete/", PREPARER),
    Row(
        "bureau/events/<int:event_id>/do/<slug:verb>/",
        "/bureau/events/{event.pk}/do/accept/",
        VERIFIERS,
    ),
    Row("bureau/people/<int:person_id>/events/", "/bureau/people/{person.pk}/events/", PREPARER),
    Row(
        "bureau/people/<int:person_id>/events/<slug:kind>/",
        "/bureau/people/{person.pk}/events/death/",
        PREPARER,
    ),
    Row(
        "bureau/entitlements/<int:entitlement_id>/",
        "/bureau/entitlements/{payment.entitlement_id}/",
        READERS,
    ),
    Row(
        "bureau/entitlements/<int:entitlement_id>/do/<slug:verb>/",
        "/bureau/entitlements/{payment.entitlement_id}/do/hold/",
        PREPARER,
    ),
    Row("bureau/bank-accounts/", "/bureau/bank-accounts/", READERS),
    Row(
        "bureau/bank-accounts/<int:account_id>/verify/",
        "/bureau/bank-accounts/{account.pk}/verify/",
        VERIFIERS,
    ),
    Row(
        "bureau/bank-accounts/<int:account_id>/withdraw/",
        "/bureau/bank-accounts/{account.pk}/withdraw/",
        PREPARER,
    ),
    Row(
        "bureau/bank-accounts/sent-in/<int:proposal_id>/",
        "/bureau/bank-accounts/sent-in/{proposal.pk}/",
        VERIFIERS,
    ),
    Row(
        "bureau/bank-accounts/evidence/<int:evidence_id>/",
        "/bureau/bank-accounts/evidence/{evidence.pk}/",
        READERS,
    ),
    Row("bureau/people/<int:person_id>/account/", "/bureau/people/{person.pk}/account/", PREPARER),
    Row("bureau/people/<int:person_id>/accounts/", "/bureau/people/{person.pk}/accounts/", READERS),
    # Cases and errands
    Row("bureau/visits/", "/bureau/visits/", READERS),
    Row("bureau/visits/<int:visit_id>/", "/bureau/visits/{visit.pk}/", READERS),
    Row("bureau/visits/<int:visit_id>/void/", "/bureau/visits/{visit.pk}/void/", PREPARER),
    Row(
        "bureau/people/<int:person_id>/visits/new/",
        "/bureau/people/{person.pk}/visits/new/",
        PREPARER,
    ),
    Row(
        "bureau/people/<int:person_id>/handovers/new/",
        "/bureau/people/{person.pk}/handovers/new/",
        PREPARER,
    ),
    Row("bureau/visits/tasks/new/", "/bureau/visits/tasks/new/", PREPARER),
    Row("bureau/visits/tasks/<int:task_id>/", "/bureau/visits/tasks/{visit_task.pk}/", READERS),
    Row(
        "bureau/visits/tasks/<int:task_id>/end/",
        "/bureau/visits/tasks/{visit_task.pk}/end/",
        PREPARER,
    ),
    Row("bureau/visits/key/", "/bureau/visits/key/", READERS),
    Row("bureau/people/<int:person_id>/key/", "/bureau/people/{person.pk}/key/", VERIFIERS),
    Row("bureau/visits/key/<int:key_id>/end/", "/bureau/visits/key/{key.pk}/end/", VERIFIERS),
    Row("bureau/finder/", "/bureau/finder/", READERS),
    Row("bureau/finder/run/", "/bureau/finder/run/", VERIFIERS),
    Row("bureau/finder/<slug:code>/", "/bureau/finder/201/", READERS),
    Row("bureau/finder/gaps/<int:gap_id>/", "/bureau/finder/gaps/{gap.pk}/", READERS),
    Row("bureau/memorials/month/", "/bureau/memorials/month/", READERS),
    Row("bureau/memorials/month/calendar.ics", "/bureau/memorials/month/calendar.ics", READERS),
    Row("bureau/memorials/days/", "/bureau/memorials/days/", READERS),
    Row("bureau/memorials/days/new/", "/bureau/memorials/days/new/", PREPARER),
    Row("bureau/memorials/days/<int:day_id>/", "/bureau/memorials/days/{remembered.pk}/", PREPARER),
    Row(
        "bureau/memorials/days/<int:day_id>/end/",
        "/bureau/memorials/days/{remembered.pk}/end/",
        PREPARER,
    ),
    Row("bureau/memorials/", "/bureau/memorials/", "302 302 302 302 302 403 403 403 403"),
    Row(
        "bureau/memorials/photos/<int:photo_id>/",
        "/bureau/memorials/photos/{memorial_photo.pk}/",
        READERS,
    ),
    *(
        Row(f"bureau/memorials/<slug:what>/{route}", f"/bureau/memorials/{address}", statuses)
        for route, address, statuses in (
            ("", "facility/", READERS),
            ("new/", "martyr/new/", PREPARER),
            ("export/", "ceremony/export/", READERS),
            ("<int:key>/", "martyr/{martyr.pk}/", READERS),
            ("<int:key>/edit/", "martyr/{martyr.pk}/edit/", PREPARER),
            ("<int:key>/page/", "martyr/{martyr.pk}/page/", READERS),
            ("<int:key>/page.pdf", "martyr/{martyr.pk}/page.pdf", READERS),
            ("<int:key>/do/<slug:verb>/", "ceremony/{booked.pk}/do/confirm/", HANDS),
        )
    ),
    Row("bureau/plaques/", "/bureau/plaques/", READERS),
    Row("bureau/plaques/export/", "/bureau/plaques/export/", READERS),
    Row("bureau/plaques/rules/", "/bureau/plaques/rules/", READERS),
    Row("bureau/plaques/rules/new/", "/bureau/plaques/rules/new/", PREPARER),
    Row("bureau/plaques/rules/<int:line_id>/", "/bureau/plaques/rules/{plaque_rule.pk}/", READERS),
    Row(
        "bureau/plaques/rules/<int:line_id>/<slug:verb>/",
        "/bureau/plaques/rules/{plaque_rule.pk}/enforce/",
        SECOND,
    ),
    Row("bureau/plaques/homes/", "/bureau/plaques/homes/", READERS),
    Row("bureau/plaques/homes/export/", "/bureau/plaques/homes/export/", READERS),
    Row("bureau/plaques/waiting/", "/bureau/plaques/waiting/", READERS),
    Row("bureau/plaques/batches/", "/bureau/plaques/batches/", READERS),
    Row("bureau/plaques/stock/", "/bureau/plaques/stock/", READERS),
    Row("bureau/plaques/run/", "/bureau/plaques/run/", PREPARER),
    Row("bureau/plaques/batches/new/", "/bureau/plaques/batches/new/", PREPARER),
    Row(
        "bureau/plaques/homes/<int:home_id>/",
        "/bureau/plaques/homes/{plaque_task.home_id}/",
        READERS,
    ),
    Row(
        "bureau/plaques/homes/<int:home_id>/withdraw/",
        "/bureau/plaques/homes/{plaque_task.home_id}/withdraw/",
        PREPARER,
    ),
    Row("bureau/plaques/ask/<int:person_id>/", "/bureau/plaques/ask/{person.pk}/", PREPARER),
    Row("bureau/plaques/pleas/<int:plea_id>/", "/bureau/plaques/pleas/{plea.pk}/", SECOND),
    Row(
        "bureau/plaques/withdrawals/<int:withdrawal_id>/",
        "/bureau/plaques/withdrawals/{withdrawing.pk}/",
        READERS,
    ),
    Row(
        "bureau/plaques/withdrawals/<int:withdrawal_id>/<slug:verb>/",
        "/bureau/plaques/withdrawals/{withdrawing.pk}/decide/",
        SECOND,
    ),
    Row(
        "bureau/plaques/batches/<int:batch_id>/",
        "/bureau/plaques/batches/{plaque_batch.pk}/",
        READERS,
    ),
    Row(
        "bureau/plaques/batches/<int:batch_id>/route/",
        "/bureau/plaques/batches/{plaque_batch.pk}/route/",
        READERS,
    ),
    Row(
        "bureau/plaques/batches/<int:batch_id>/end/",
        "/bureau/plaques/batches/{plaque_batch.pk}/end/",
        PREPARER,
    ),
    Row("bureau/plaques/stock/<slug:verb>/", "/bureau/plaques/stock/receive/", PREPARER),
    Row("bureau/good-news/", "/bureau/good-news/", READERS),
    Row("bureau/good-news/export/", "/bureau/good-news/export/", READERS),
    Row("bureau/good-news/new/<int:person_id>/", "/bureau/good-news/new/{person.pk}/", PREPARER),
    Row("bureau/good-news/<int:letter_id>/", "/bureau/good-news/{news.pk}/", READERS),
    Row(
        "bureau/good-news/<int:letter_id>/paper/", "/bureau/good-news/{brought.pk}/paper/", READERS
    ),
    Row(
        "bureau/good-news/<int:letter_id>/reward/",
        "/bureau/good-news/{brought.pk}/reward/",
        PREPARER,
    ),
    Row(
        "bureau/good-news/<int:letter_id>/reward/new/",
        "/bureau/good-news/{brought.pk}/reward/new/",
        PREPARER,
    ),
    Row(
        "bureau/good-news/<int:letter_id>/do/<slug:verb>/",
        "/bureau/good-news/{news.pk}/do/check/",
        SECOND,
    ),
    Row("station/plaques/", "/station/plaques/", STATIONS),
    Row("station/plaques/<int:task_id>/hang/", "/station/plaques/{plaque_task.pk}/hang/", STATIONS),
    Row(
        "station/plaques/<int:task_id>/answer/",
        "/station/plaques/{plaque_task.pk}/answer/",
        STATIONS,
    ),
    Row("station/plaques/ask/<int:person_id>/", "/station/plaques/ask/{person.pk}/", STATIONS),
    Row("station/good-news/", "/station/good-news/", STATIONS),
    Row("station/good-news/<int:letter_id>/", "/station/good-news/{brought.pk}/", STATIONS),
    Row("bureau/honours/", "/bureau/honours/", READERS),
    Row("bureau/honours/export/", "/bureau/honours/export/", READERS),
    Row("bureau/honours/print/", "/bureau/honours/print/", READERS),
    Row("bureau/honours/new/", "/bureau/honours/new/", PREPARER),
    Row("bureau/honours/new/<int:person_id>/", "/bureau/honours/new/{person.pk}/", PREPARER),
    Row("bureau/honours/titles/", "/bureau/honours/titles/", READERS),
    Row("bureau/honours/titles/new/", "/bureau/honours/titles/new/", PREPARER),
    Row(
        "bureau/honours/titles/<int:title_id>/",
        "/bureau/honours/titles/{honoured.title_id}/",
        PREPARER,
    ),
    Row(
        "bureau/honours/titles/<int:title_id>/retire/",
        "/bureau/honours/titles/{honoured.title_id}/retire/",
        PREPARER,
    ),
    Row("bureau/honours/<int:honour_id>/", "/bureau/honours/{honoured.honour_id}/", READERS),
    Row(
        "bureau/honours/<int:honour_id>/next/",
        "/bureau/honours/{honoured.honour_id}/next/",
        PREPARER,
    ),
    Row(
        "bureau/honours/<int:honour_id>/page/",
        "/bureau/honours/{honoured.honour_id}/page/",
        READERS,
    ),
    Row(
        "bureau/honours/<int:honour_id>/revoke/",
        "/bureau/honours/{honoured.honour_id}/revoke/",
        HANDS,
    ),
    Row(
        "bureau/honours/revocations/<int:revocation_id>/<slug:verb>/",
        "/bureau/honours/revocations/{revoking.pk}/confirm/",
        SECOND,
    ),
    Row(
        "bureau/honours/editions/<int:edition_id>/edit/",
        "/bureau/honours/editions/{to_honour.pk}/edit/",
        PREPARER,
    ),
    Row(
        "bureau/honours/editions/<int:edition_id>/do/<slug:verb>/",
        "/bureau/honours/editions/{to_honour.pk}/do/review/",
        SECOND,
    ),
    Row(
        "bureau/honours/editions/<int:edition_id>/consent/",
        "/bureau/honours/editions/{honoured.pk}/consent/",
        READERS,
    ),
    Row("bureau/units/", "/bureau/units/", READERS),
    Row("bureau/units/new/", "/bureau/units/new/", PREPARER),
    Row("bureau/units/export/", "/bureau/units/export/", READERS),
    Row("bureau/units/import/", "/bureau/units/import/", PREPARER),
    Row("bureau/units/import/blank/", "/bureau/units/import/blank/", PREPARER),
    Row("bureau/units/import/<str:token>/", "/bureau/units/import/x/", PREPARER_LEADS_BACK),
    Row("bureau/units/links/", "/bureau/units/links/", READERS),
    Row("bureau/units/links/<int:link_id>/", "/bureau/units/links/{link.pk}/", READERS),
    Row(
        "bureau/units/links/<int:link_id>/revoke/",
        "/bureau/units/links/{link.pk}/revoke/",
        PREPARER,
    ),
    Row(
        # Not for who made it.
        "bureau/units/links/<int:link_id>/code/",
        "/bureau/units/links/{link.pk}/code/",
        HANDS,
    ),
    Row("bureau/units/checks/", "/bureau/units/checks/", READERS),
    Row("bureau/units/replies/<int:reply_id>/", "/bureau/units/replies/{reply.pk}/", READERS),
    Row(
        "bureau/units/replies/<int:reply_id>/receipt/",
        "/bureau/units/replies/{reply.pk}/receipt/",
        READERS,
    ),
    Row(
        "bureau/units/replies/<int:reply_id>/deny/", "/bureau/units/replies/{reply.pk}/deny/", HANDS
    ),
    Row(
        "bureau/units/replies/<int:reply_id>/check/",
        "/bureau/units/replies/{reply.pk}/check/",
        SECOND,
    ),
    Row(
        "bureau/units/<int:unit_id>/contact/check/",
        "/bureau/units/{unit.pk}/contact/check/",
        HANDS,
    ),
    Row("bureau/units/<int:unit_id>/", "/bureau/units/{unit.pk}/", READERS),
    *(
        Row(f"bureau/units/<int:unit_id>/{page}/", f"/bureau/units/{{unit.pk}}/{page}/", PREPARER)
        for page in ("edit", "contact", "contact/see", "close")
    ),
    *(
        Row(
            f"bureau/units/<int:unit_id>/{page}/",
            f"/bureau/units/{{unit.pk}}/{page}/",
            who,
        )
        # A campaign takes nominations of every unit, so there is something to send a link for.
        for page, who in (("reopen", PREPARER_LEADS_BACK), ("link", PREPARER))
    ),
    *(
        Row(f"bureau/supporters/{route}", of_backing(f"/bureau/supporters/{route}"), who)
        for who, routes in (
            (
                READERS,
                (
                    *("", "export/", "<int:supporter_id>/", "badges/<int:badge_id>/plaque/"),
                    *("jobs/", "gifts/", "gifts/export/", "activities/", "activities/export/"),
                    *("activities/<int:activity_id>/", "teams/", "teams/<int:team_id>/"),
                    *("statistics/", "statistics/export/", "activities/month/"),
                ),
            ),
            (
                PREPARER,
                (
                    *("new/", "<int:supporter_id>/edit/"),
                    *(
                        f"<int:supporter_id>/{what}/new/"
                        for what in ("badges", "pacts", "jobs", "teams", "gifts")
                    ),
                    *("pacts/<int:pact_id>/duties/", "gifts/<int:contribution_id>/reverse/"),
                    *("activities/new/", "activities/<int:activity_id>/edit/"),
                    "activities/<int:activity_id>/step/<slug:verb>/",
                    "activities/<int:activity_id>/attend/",
                    "activities/<int:activity_id>/attend/<int:attendance_id>/out/",
                    *("activities/<int:activity_id>/people/", "teams/<int:team_id>/join/"),
                    *("activities/<int:activity_id>/roll/", "duties/<int:duty_id>/out/"),
                    *(f"{what}s/<int:{what}_id>/edit/" for what in ("pact", "job")),
                    *("lists/", "lists/upload/<slug:kind>/", "lists/blank/<slug:kind>/"),
                    *("lists/<int:list_id>/", "lists/<int:list_id>/undo/"),
                    "volunteers/<int:volunteer_id>/leave/",
                ),
            ),
            (
                PREPARER_LEADS_BACK,
                (
                    *("badges/<int:badge_id>/edit/", "gifts/<int:contribution_id>/edit/"),
                    *("lists/look/<str:token>/", "lists/look/<str:token>/marked/"),
                ),
            ),
            (SECOND, ("<slug:subject>/<int:key>/do/<slug:verb>/",)),
        )
        for route in routes
    ),
    *(
        Row(f"bureau/campaigns/{route}", f"/bureau/campaigns/{page}", statuses)
        for route, page, statuses in (
            ("", "", READERS),
            ("statistics/", "statistics/", READERS),
            ("statistics/xlsx/", "statistics/xlsx/", READERS),
            ("nominations/find/", "nominations/find/?number=2026-0001-00001", READERS_LED_BACK),
            ("new/", "new/", PREPARER),
            *(
                (f"<int:campaign_id>/{route}", f"{{awards.{of}.campaign.pk}}/{page}", who)
                for route, of, page, who in (
                    ("", "called", "", READERS),
                    ("edit/", "drafted", "edit/", PREPARER),
                    ("copy/", "called", "copy/", PREPARER),
                    ("extend/", "called", "extend/", REVIEWER),
                    ("do/<slug:verb>/", "drafted", "do/open/", REVIEWER),
                    ("conditions/", "drafted", "conditions/", READERS),
                    ("conditions/add/", "drafted", "conditions/add/", PREPARER_LEADS_BACK),
                    ("nominate/", "called", "nominate/", PREPARER),
                    ("checks/", "called", "checks/", READERS),
                    ("propose/", "ranked", "propose/", PREPARER),
                    ("object/", "shown", "object/", VERIFIERS),
                    ("export/", "ranked", "export/", READERS),
                    ("print/", "decided", "print/", READERS),
                    ("awards/", "decided", "awards/", READERS),
                )
            ),
            *(
                (
                    f"departments/<int:department_id>/{part}",
                    f"departments/{{awards.asks.pk}}/{part}",
                    VERIFIERS,
                )
                for part in ("list/", "answers/")
            ),
            *(
                (
                    f"candidates/<int:candidate_id>/{route}",
                    f"candidates/{{awards.candidate.pk}}/{page}",
                    who,
                )
                for route, page, who in (
                    ("", "", READERS),
                    ("complete/", "complete/", VERIFIERS),
                    ("cover/", "cover/", VERIFIERS),
                    ("join/", "join/", VERIFIERS),
                    ("part/", "part/", VERIFIERS_LEAD_BACK),
                    ("brief/", "brief/", PREPARER),
                    ("consent/", "consent/", READERS),
                    ("do/<slug:verb>/", "do/pass/", VERIFIERS),
                )
            ),
            *(
                (
                    f"nominations/<int:nomination_id>/{route}",
                    f"nominations/{{awards.nomination.pk}}/{page}",
                    who,
                )
                for route, page, who in (
                    ("", "", READERS),
                    ("edit/", "edit/", PREPARER),
                    # No other campaign takes it.
                    ("move/", "move/", PREPARER_LEADS_BACK),
                    ("delete/", "delete/", PREPARER),
                    ("do/<slug:verb>/", "do/hand_in/", PREPARER),
                )
            ),
            ("papers/<int:paper_id>/", "papers/{awards.paper.pk}/", READERS),
            *(
                (
                    f"objections/<int:objection_id>/{part}",
                    f"objections/{{awards.objection.pk}}/{part}",
                    who,
                )
                for part, who in (("", READERS), ("answer/", SECOND))
            ),
            ("objections/papers/<int:paper_id>/", "objections/papers/{awards.proof.pk}/", SECOND),
            *(
                (f"awards/<int:award_id>/{part}", f"awards/{{awards.award.pk}}/{part}", who)
                for part, who in (
                    *((one, PREPARER) for one in ("roll/", "reward/", "recommend/", "outcome/")),
                    *((one, PREPARER) for one in ("file/", "elsewhere/")),
                    *((one, READERS) for one in ("certificate/", "certificate.pdf")),
                )
            ),
        )
    ),
    *(
        Row(f"station/campaigns/{route}", f"/station/campaigns/{page}", STATIONS)
        for route, page in (
            ("", ""),
            ("<int:campaign_id>/nominate/", "{awards.called.campaign.pk}/nominate/"),
            *(
                (
                    f"nominations/<int:nomination_id>/{route}",
                    f"nominations/{{awards.nomination.pk}}/{page}",
                )
                for route, page in (("", ""), ("edit/", "edit/"), ("<slug:verb>/", "hand_in/"))
            ),
        )
    ),
    *(
        Row(route, f"/{page}", EVERYBODY)
        for route, page in (
            ("pingxuan/", "pingxuan/"),
            ("pingxuan/zhengshu/", "pingxuan/zhengshu/"),
            ("pingxuan/huizhi/<str:token>/", "pingxuan/huizhi/{awards.objection.receipt}/"),
            ("pingxuan/<int:campaign_id>/", "pingxuan/{awards.called.campaign.pk}/"),
            ("pingxuan/<int:campaign_id>/yijian/", "pingxuan/{awards.shown.campaign.pk}/yijian/"),
            # Whoever has not proved who he is reads how; tests/campaigns goes there with a pass.
            ("wode/tuijian/", "wode/tuijian/"),
            ("wode/tuijian/<int:campaign_id>/", "wode/tuijian/{awards.called.campaign.pk}/"),
            ("wode/tuijian/<int:nomination_id>/chehui/", "wode/tuijian/1/chehui/"),
        )
    ),
    Row("bureau/juries/", "/bureau/juries/", READERS),
    Row("bureau/juries/jurors/", "/bureau/juries/jurors/", READERS),
    *(
        Row(f"bureau/{route}", f"/bureau/{page}", statuses)
        for route, page, statuses in (
            ("juries/jurors/<int:user_id>/", "juries/jurors/{jury.jurors[0].pk}/", READERS),
            (
                "juries/jurors/<int:user_id>/ties/new/",
                "juries/jurors/{jury.jurors[0].pk}/ties/new/",
                PREPARER,
            ),
            (
                "juries/jurors/<int:user_id>/phone/",
                "juries/jurors/{jury.jurors[0].pk}/phone/",
                PREPARER,
            ),
            (
                "juries/jurors/<int:user_id>/phone/end/",
                "juries/jurors/{jury.jurors[0].pk}/phone/end/",
                PREPARER_LEADS_BACK,
            ),
            ("juries/ties/<int:tie_id>/end/", "juries/ties/{jury_tie.pk}/end/", PREPARER),
            (
                "juries/entries/<int:entry_id>/",
                "juries/entries/{jury_task.entry_id}/",
                READERS,
            ),
            (
                "juries/entries/<int:entry_id>/recuse/",
                "juries/entries/{jury_task.entry_id}/recuse/",
                PREPARER,
            ),
            (
                "juries/seats/<int:seat_id>/leave/",
                "juries/seats/{jury_task.seat_id}/leave/",
                PREPARER,
            ),
            # A juror's own; tests/juries goes there with jurors.
            ("jury/", "jury/", NOBODY),
            ("jury/ties/new/", "jury/ties/new/", NOBODY),
            ("jury/ties/<int:tie_id>/end/", "jury/ties/{jury_tie.pk}/end/", NOBODY),
            ("jury/phone/", "jury/phone/", NOBODY),
            ("jury/phone/end/", "jury/phone/end/", NOBODY),
            ("jury/<int:task_id>/", "jury/{jury_task.pk}/", NOBODY),
            ("jury/<int:task_id>/aside/", "jury/{jury_task.pk}/aside/", NOBODY),
            ("votes/", "votes/", READERS),
            (
                "votes/rules/<int:rule_id>/<slug:verb>/",
                "votes/rules/{vote_rule.pk}/confirm/",
                SECOND,
            ),
        )
    ),
    *(
        Row(
            f"bureau/juries/<int:panel_id>/{route}",
            f"/bureau/juries/{{jury.panel.pk}}/{page}",
            statuses,
        )
        for route, page, statuses in (
            ("", "", READERS),
            ("appoint/", "appoint/", PREPARER),
            ("extend/", "extend/", PREPARER),
            ("do/<slug:verb>/", "do/close/", SECOND),
            ("sheet/", "sheet/", READERS_LED_BACK),
            ("sheet/xlsx/", "sheet/xlsx/", READERS_LED_BACK),
            ("sheet/pdf/", "sheet/pdf/", READERS_LED_BACK),
        )
    ),
    *(
        Row(
            f"bureau/votes/<int:poll_id>/{route}",
            f"/bureau/votes/{{voted.poll.pk}}/{page}",
            statuses,
        )
        for route, page, statuses in (
            ("", "", READERS),
            ("do/<slug:verb>/", "do/drop/", PREPARER_LEADS_BACK),
            ("report/", "report/", READERS),
            ("report/xlsx/", "report/xlsx/", READERS),
            # Nothing of that kind is odd about it.
            (
                "report/leave-out/<slug:kind>/",
                "report/leave-out/series/",
                "302 404 403 403 403 403 403 403 403",
            ),
            ("sign/", "sign/", "302 200 200 200 302 403 403 403 403"),
            ("unsign/", "unsign/", READERS_LED_BACK),
        )
    ),
    Row("bureau/projects/", "/bureau/projects/", READERS),
    Row("bureau/projects/running/", "/bureau/projects/running/", READERS),
    Row("bureau/projects/reviews/", "/bureau/projects/reviews/", HANDS),
    Row("bureau/projects/ties/", "/bureau/projects/ties/", HANDS),
    Row("bureau/projects/ties/<int:tie_id>/end/", "/bureau/projects/ties/{tie.pk}/end/", NOT_MINE),
    Row("bureau/projects/calls/new/", "/bureau/projects/calls/new/", PREPARER),
    *(
        Row(
            f"bureau/projects/calls/<int:call_id>/{route}",
            f"/bureau/projects/calls/{{{call}}}/{page}",
            statuses,
        )
        for route, page, call, statuses in (
            ("", "", "calling", READERS),
            ("edit/", "edit/", "calling", PREPARER),
            ("extend/", "extend/", "judging", "302 403 302 403 403 403 403 403 403"),
            ("do/<slug:verb>/", "do/open/", "calling", REVIEWER),
            ("compare/", "compare/", "carrying", READERS),
            ("export/", "export/", "carrying", READERS),
            ("share/", "share/", "judging", PREPARER),
            ("choose/", "choose/", "carrying", BACK_TO_LETTERS),
            ("apply/", "apply/", "calling", PREPARER),
        )
    ),
    *(
        Row(
            f"bureau/projects/<int:application_id>/{route}",
            f"/bureau/projects/{{{project}}}/{page}",
            statuses,
        )
        for route, page, project, statuses in (
            ("", "", "project.pk", READERS),
            ("edit/", "edit/", "applying", PREPARER),
            ("do/<slug:verb>/", "do/hand_in/", "applying", PREPARER),
            ("reviewer/", "reviewer/", "judged.application_id", PREPARER),
            ("score/", "score/", "judged.application_id", NOT_MINE),
            ("spend/", "spend/", "project.pk", PREPARER),
            ("result/", "result/", "project.pk", PREPARER),
            ("publish/", "publish/", "project.pk", REVIEWER),
        )
    ),
    Row(
        "bureau/projects/tasks/<int:task_id>/recuse/",
        "/bureau/projects/tasks/{judged.pk}/recuse/",
        "302 200 200 404 404 403 403 403 403",
    ),
    Row(
        "bureau/projects/milestones/<int:milestone_id>/done/",
        "/bureau/projects/milestones/{stone.pk}/done/",
        PREPARER,
    ),
    Row(
        "bureau/projects/milestones/<int:milestone_id>/put-off/",
        "/bureau/projects/milestones/{stone.pk}/put-off/",
        REVIEWER,
    ),
    Row(
        "bureau/projects/papers/<int:paper_id>/",
        "/bureau/projects/papers/{project_paper.pk}/",
        READERS,
    ),
    Row(
        "bureau/projects/spendings/<int:spending_id>/reverse/",
        "/bureau/projects/spendings/{spending.pk}/reverse/",
        PREPARER,
    ),
    Row("xiangmu/", "/xiangmu/", EVERYBODY),
    Row("xiangmu/<int:project_id>/", "/xiangmu/{project.pk}/", EVERYBODY),
    Row("bureau/double-list/", "/bureau/double-list/", READERS),
    Row("bureau/double-list/print/", "/bureau/double-list/print/", READERS),
    Row("bureau/double-list/export/", "/bureau/double-list/export/", READERS),
    Row("bureau/double-list/new/", "/bureau/double-list/new/", PREPARER),
    Row("bureau/double-list/import/", "/bureau/double-list/import/", PREPARER),
    Row("bureau/double-list/import/form/", "/bureau/double-list/import/form/", PREPARER),
    *(
        # A list that nobody waits with: back to the upload with a word.
        Row(
            f"bureau/double-list/import/<str:token>/{more}",
            f"/bureau/double-list/import/gone/{more}",
            "302 302 403 403 403 403 403 403 403",
        )
        for more in ("", "marked/")
    ),
    Row("bureau/double-list/classes/", "/bureau/double-list/classes/", READERS),
    Row(
        "bureau/double-list/classes/<int:class_id>/close/",
        "/bureau/double-list/classes/{asked_item.of_class_id}/close/",
        PREPARER,
    ),
    Row("bureau/double-list/rules/", "/bureau/double-list/rules/", READERS),
    Row("bureau/double-list/rules/new/", "/bureau/double-list/rules/new/", PREPARER),
    Row(
        "bureau/double-list/rules/<int:rule_id>/<slug:verb>/",
        "/bureau/double-list/rules/{asked_rule.pk}/enforce/",
        SECOND,
    ),
    Row("bureau/double-list/notes/", "/bureau/double-list/notes/", READERS),
    *(
        Row(f"bureau/double-list/{page}/", f"/bureau/double-list/{page}/", READERS)
        for page in ("notes/export", "month", "meeting/xlsx", "meeting/pdf")
    ),
    Row(
        "bureau/double-list/notes/<int:note_id>/pdf/",
        "/bureau/double-list/notes/{asked_note.pk}/pdf/",
        READERS,
    ),
    Row(
        # Not signed yet: back with a word.
        "bureau/double-list/circulars/<int:circular_id>/pdf/",
        "/bureau/double-list/circulars/{asked_circular.pk}/pdf/",
        "302 302 302 302 302 403 403 403 403",
    ),
    Row(
        "bureau/double-list/notes/<int:note_id>/",
        "/bureau/double-list/notes/{asked_note.pk}/",
        READERS,
    ),
    Row("bureau/double-list/circulars/", "/bureau/double-list/circulars/", READERS),
    Row("bureau/double-list/circulars/new/", "/bureau/double-list/circulars/new/", PREPARER),
    Row(
        "bureau/double-list/circulars/<int:circular_id>/",
        "/bureau/double-list/circulars/{asked_circular.pk}/",
        READERS,
    ),
    Row(
        # Not signed yet: back with a word.
        "bureau/double-list/circulars/<int:circular_id>/export/",
        "/bureau/double-list/circulars/{asked_circular.pk}/export/",
        "302 302 302 302 302 403 403 403 403",
    ),
    Row(
        "bureau/double-list/circulars/<int:circular_id>/do/<slug:verb>/",
        "/bureau/double-list/circulars/{asked_circular.pk}/do/issue/",
        SECOND,
    ),
    Row("bureau/double-list/meeting/", "/bureau/double-list/meeting/", READERS),
    Row(
        "bureau/double-list/papers/<int:paper_id>/",
        "/bureau/double-list/papers/{asked_paper.pk}/",
        READERS,
    ),
    Row("bureau/double-list/<int:item_id>/", "/bureau/double-list/{asked_item.pk}/", READERS),
    Row(
        "bureau/double-list/<int:item_id>/edit/",
        "/bureau/double-list/{asked_item.pk}/edit/",
        PREPARER,
    ),
    Row(
        "bureau/double-list/<int:item_id>/do/<slug:verb>/",
        "/bureau/double-list/{asked_item.pk}/do/report/",
        PREPARER,
    ),
    Row("bureau/providers/", "/bureau/providers/", READERS),
    Row("bureau/providers/new/", "/bureau/providers/new/", PREPARER),
    Row("bureau/providers/export/", "/bureau/providers/export/", READERS),
    Row(
        "bureau/providers/<int:provider_id>/",
        "/bureau/providers/{granting.provider_id}/",
        READERS,
    ),
    Row(
        "bureau/providers/<int:provider_id>/next/",
        "/bureau/providers/{granting.provider_id}/next/",
        PREPARER,
    ),
    Row(
        "bureau/providers/<int:provider_id>/plaque/",
        "/bureau/providers/{granting.provider_id}/plaque/",
        READERS,
    ),
    Row(
        "bureau/providers/<int:provider_id>/tokens/new/",
        "/bureau/providers/{granting.provider_id}/tokens/new/",
        SECOND,
    ),
    Row(
        "bureau/providers/tokens/<int:token_id>/revoke/",
        "/bureau/providers/tokens/{asking.pk}/revoke/",
        HANDS,
    ),
    Row(
        "bureau/providers/agreements/<int:agreement_id>/edit/",
        "/bureau/providers/agreements/{to_grant.pk}/edit/",
        PREPARER,
    ),
    Row(
        "bureau/providers/agreements/<int:agreement_id>/do/<slug:verb>/",
        "/bureau/providers/agreements/{to_grant.pk}/do/review/",
        SECOND,
    ),
    Row(
        "bureau/providers/agreements/<int:agreement_id>/offers/",
        "/bureau/providers/agreements/{to_grant.pk}/offers/",
        PREPARER,
    ),
    *(
        Row(
            f"bureau/providers/agreements/<int:agreement_id>/offers/<slug:code>/{page}",
            f"/bureau/providers/agreements/{{to_grant.pk}}/offers/101/{page}",
            PREPARER,
        )
        for page in ("", "remove/")
    ),
    Row("bureau/picture/", "/bureau/picture/", READERS),
    Row("bureau/picture/screen/", "/bureau/picture/screen/", READERS),
    *(
        Row(
            f"bureau/picture/figures/<str:code>/{page}",
            f"/bureau/picture/figures/stations.all/{page}",
            READERS,
        )
        for page in ("", "export/")
    ),
    Row("bureau/steering/", "/bureau/steering/", READERS),
    *(
        Row(f"bureau/steering/upload/{page}", f"/bureau/steering/upload/{page}", PREPARER)
        for page in ("", "template/", "shipped/")
    ),
    # Nobody's upload: back to where one is made.
    Row(
        "bureau/steering/upload/<str:token>/",
        "/bureau/steering/upload/none/",
        "302 302 403 403 403 403 403 403 403",
    ),
    Row(
        "bureau/steering/<int:programme_id>/close/",
        "/bureau/steering/{programme.pk}/close/",
        PREPARER,
    ),
    Row(
        "bureau/steering/<int:programme_id>/tasks/",
        "/bureau/steering/{programme.pk}/tasks/",
        PREPARER,
    ),
    Row(
        "bureau/steering/<int:programme_id>/reports/<int:year>/",
        "/bureau/steering/{programme.pk}/reports/2026/",
        PREPARER,
    ),
    Row("bureau/steering/tasks/<int:task_id>/", "/bureau/steering/tasks/{task.pk}/", READERS),
    *(
        Row(
            f"bureau/steering/tasks/<int:task_id>/{page}/",
            f"/bureau/steering/tasks/{{task.pk}}/{page}/",
            PREPARER,
        )
        for page in ("figures", "targets", "notes", "edit", "end")
    ),
    Row(
        "bureau/steering/targets/<int:target_id>/remove/",
        "/bureau/steering/targets/{target.pk}/remove/",
        PREPARER,
    ),
    Row(
        "bureau/steering/lines/<int:line_id>/rows/",
        "/bureau/steering/lines/{kept_line.pk}/rows/",
        # What the drafter saw is there for his own role alone.
        "302 200 404 404 404 403 403 403 403",
    ),
    Row("bureau/steering/files/<int:file_id>/", "/bureau/steering/files/{note_file.pk}/", READERS),
    *(
        Row(
            f"bureau/steering/reports/<int:report_id>/{page}",
            f"/bureau/steering/reports/{{yearly_report.pk}}/{page}",
            READERS,
        )
        for page in ("", "export/")
    ),
    Row(
        "bureau/steering/reports/<int:report_id>/do/<slug:verb>/",
        "/bureau/steering/reports/{yearly_report.pk}/do/issue/",
        SECOND,
    ),
    Row("bureau/catalogue/", "/bureau/catalogue/", READERS),
    Row("bureau/catalogue/new/", "/bureau/catalogue/new/", PREPARER),
    Row("bureau/catalogue/<slug:code>/", "/bureau/catalogue/201/", READERS),
    Row("bureau/catalogue/<slug:code>/next/", "/bureau/catalogue/201/next/", PREPARER),
    Row("bureau/catalogue/<slug:code>/verify/", "/bureau/catalogue/201/verify/", PREPARER),
    Row("bureau/catalogue/<slug:code>/people/", "/bureau/catalogue/201/people/", READERS),
    Row(
        "bureau/catalogue/editions/<int:edition_id>/",
        "/bureau/catalogue/editions/{edition.pk}/",
        READERS,
    ),
    Row(
        "bureau/catalogue/editions/<int:edition_id>/edit/",
        "/bureau/catalogue/editions/{edition.pk}/edit/",
        PREPARER,
    ),
    Row(
        "bureau/catalogue/editions/<int:edition_id>/do/<slug:verb>/",
        "/bureau/catalogue/editions/{edition.pk}/do/review/",
        SECOND,
    ),
    Row(
        "bureau/catalogue/editions/<int:edition_id>/conditions/",
        "/bureau/catalogue/editions/{edition.pk}/conditions/",
        READERS,
    ),
    Row(
        "bureau/catalogue/editions/<int:edition_id>/conditions/add/",
        "/bureau/catalogue/editions/{edition.pk}/conditions/add/?kind=age",
        PREPARER,
    ),
    Row(
        "bureau/people/<int:person_id>/claims/",
        "/bureau/people/{person.pk}/claims/",
        READERS,
    ),
    Row("bureau/aid/", "/bureau/aid/", READERS),
    Row("bureau/aid/wishes/", "/bureau/aid/wishes/", READERS),
    Row("bureau/aid/wishes/<int:wish_id>/", "/bureau/aid/wishes/{wish.pk}/", READERS),
    Row(
        "bureau/aid/wishes/<int:wish_id>/<slug:verb>/",
        "/bureau/aid/wishes/{wish.pk}/take/",
        PREPARER,
    ),
    Row(
        "bureau/people/<int:person_id>/wishes/new/",
        "/bureau/people/{person.pk}/wishes/new/",
        PREPARER,
    ),
    Row("bureau/people/<int:person_id>/aid/new/", "/bureau/people/{person.pk}/aid/new/", PREPARER),
    Row("bureau/aid/<int:application_id>/withdraw/", "/bureau/aid/{aid.pk}/withdraw/", PREPARER),
    Row("bureau/aid/<int:application_id>/", "/bureau/aid/{aid.pk}/", READERS),
    Row(
        "bureau/aid/<int:application_id>/do/<slug:verb>/",
        "/bureau/aid/{aid.pk}/do/hand_on/",
        PREPARER,
    ),
    Row("bureau/cases/", "/bureau/cases/", READERS),
    Row("bureau/cases/find/", "/bureau/cases/find/", VERIFIERS),
    Row("bureau/cases/new/", "/bureau/cases/new/", VERIFIERS),
    Row("bureau/cases/new/<int:person_id>/", "/bureau/cases/new/{person.pk}/", VERIFIERS),
    Row("bureau/cases/incoming/", "/bureau/cases/incoming/", VERIFIERS),
    *(
        Row(
            f"bureau/cases/incoming/<int:incoming_id>/{page}",
            f"/bureau/cases/incoming/{{incoming.pk}}/{page}",
            VERIFIERS,
        )
        for page in ("", "accept/", "refuse/", "phone/")
    ),
    # There is no such page of what is not an objection.
    Row(
        "bureau/cases/incoming/<int:incoming_id>/object/",
        "/bureau/cases/incoming/{incoming.pk}/object/",
        VERIFIERS.replace("200", "404"),
    ),
    Row("bureau/cases/<int:case_id>/", "/bureau/cases/{case.pk}/", READERS),
    # Whoever cannot take the step is led back with a word.
    Row(
        "bureau/cases/<int:case_id>/do/<slug:verb>/",
        "/bureau/cases/{case.pk}/do/inform/",
        "302 200 200 302 302 403 403 403 403",
    ),
    Row("bureau/cases/<int:case_id>/slip/", "/bureau/cases/{case.pk}/slip/", READERS),
    Row("bureau/cases/<int:case_id>/phone/", "/bureau/cases/{case.pk}/phone/", VERIFIERS),
    Row("bureau/cases/<int:case_id>/consent/", "/bureau/cases/{case.pk}/consent/", VERIFIERS),
    Row("bureau/cases/rules/", "/bureau/cases/rules/", READERS),
    Row("bureau/cases/rules/new/", "/bureau/cases/rules/new/", VERIFIERS),
    Row("bureau/errands/", "/bureau/errands/", READERS),
    Row("bureau/errands/find/", "/bureau/errands/find/", VERIFIERS),
    Row("bureau/errands/new/<int:person_id>/", "/bureau/errands/new/{person.pk}/", VERIFIERS),
    Row("bureau/errands/kinds/", "/bureau/errands/kinds/", READERS),
    Row("bureau/errands/kinds/<slug:code>/", "/bureau/errands/kinds/card/", VERIFIERS),
    Row("bureau/errands/<int:errand_id>/", "/bureau/errands/{errand.pk}/", READERS),
    Row(
        "bureau/errands/<int:errand_id>/steps/<int:number>/",
        "/bureau/errands/{errand.pk}/steps/1/",
        VERIFIERS,
    ),
    Row(
        "bureau/errands/<int:errand_id>/do/<slug:verb>/",
        "/bureau/errands/{errand.pk}/do/stopped/",
        VERIFIERS,
    ),
    Row("bureau/errands/<int:errand_id>/slip/", "/bureau/errands/{errand.pk}/slip/", READERS),
    # Cross-checks
    Row("bureau/crosschecks/", "/bureau/crosschecks/", READERS),
    Row("bureau/crosschecks/new/", "/bureau/crosschecks/new/", PREPARER),
    Row(
        "bureau/crosschecks/new/<str:token>/",
        "/bureau/crosschecks/new/none/",
        "302 302 403 403 403 403 403 403 403",
    ),
    Row("bureau/crosschecks/<int:hit_id>/", "/bureau/crosschecks/{hit.pk}/", READERS),
    Row(
        "bureau/crosschecks/<int:hit_id>/do/<slug:verb>/",
        "/bureau/crosschecks/{hit.pk}/do/refute/",
        VERIFIERS,
    ),
    # Recoveries
    Row("bureau/confirmations/", "/bureau/confirmations/", READERS),
    Row("bureau/confirmations/new/", "/bureau/confirmations/new/", PREPARER),
    Row("bureau/confirmations/<int:round_id>/", "/bureau/confirmations/{due.round_id}/", READERS),
    Row(
        "bureau/confirmations/<int:round_id>/do/<slug:verb>/",
        "/bureau/confirmations/{due.round_id}/do/cancel/",
        SECOND,
    ),
    Row(
        "bureau/confirmations/<int:round_id>/people/",
        "/bureau/confirmations/{due.round_id}/people/",
        READERS,
    ),
    Row(
        "bureau/confirmations/<int:round_id>/people/file/",
        "/bureau/confirmations/{due.round_id}/people/file/",
        READERS,
    ),
    Row(
        "bureau/confirmations/<int:round_id>/list/",
        "/bureau/confirmations/{due.round_id}/list/",
        PREPARER,
    ),
    # Nobody's upload: back to where one is made.
    Row(
        "bureau/confirmations/<int:round_id>/list/<str:token>/",
        "/bureau/confirmations/{due.round_id}/list/none/",
        "302 302 403 403 403 403 403 403 403",
    ),
    Row(
        "bureau/confirmations/people/<int:due_id>/",
        "/bureau/confirmations/people/{due.pk}/",
        READERS,
    ),
    Row(
        "bureau/confirmations/people/<int:due_id>/do/<slug:verb>/",
        "/bureau/confirmations/people/{due.pk}/do/confirm/",
        VERIFIERS,
    ),
    Row(
        "bureau/confirmations/reports/<int:finding_id>/",
        "/bureau/confirmations/reports/{report.pk}/",
        VERIFIERS,
    ),
    Row(
        "bureau/confirmations/forfeits/<int:forfeit_id>/do/<slug:verb>/",
        "/bureau/confirmations/forfeits/{forfeit.pk}/do/confirm/",
        SECOND,
    ),
    Row("bureau/recovery/", "/bureau/recovery/", READERS),
    Row("bureau/recovery/file/", "/bureau/recovery/file/", READERS),
    Row("bureau/recovery/<int:claim_id>/", "/bureau/recovery/{claim.pk}/", READERS),
    Row("bureau/recovery/<int:claim_id>/notice/", "/bureau/recovery/{claim.pk}/notice/", READERS),
    Row(
        "bureau/recovery/<int:claim_id>/do/<slug:verb>/",
        "/bureau/recovery/{claim.pk}/do/repayment/",
        PREPARER,
    ),
    Row(
        "bureau/recovery/<slug:kind>/<int:asked_id>/<slug:verb>/",
        "/bureau/recovery/plan/{plan.pk}/confirm/",
        SECOND,
    ),
    # Suspense
    Row("bureau/suspense/", "/bureau/suspense/", READERS),
    Row("bureau/suspense/file/", "/bureau/suspense/file/", READERS),
    Row("bureau/suspense/print/", "/bureau/suspense/print/", READERS),
    Row("bureau/suspense/<int:payment_id>/", "/bureau/suspense/{suspended.pk}/", READERS),
    Row(
        "bureau/suspense/do/<slug:verb>/",
        "/bureau/suspense/do/put/?payment={payment.pk}",
        PREPARER,
    ),
    # Yearly and one-off money
    # Exports of people: everybody's own, and all of them for the auditor
    Row("bureau/people/exports/", "/bureau/people/exports/", EXPORTS),
    Row("bureau/people/exports/new/", "/bureau/people/exports/new/", VERIFIERS),
    Row(
        "bureau/people/exports/<int:export_id>/",
        "/bureau/people/exports/{people_export.pk}/",
        OF_A_COLLEAGUE,
    ),
    Row(
        "bureau/people/exports/<int:export_id>/progress/",
        "/bureau/people/exports/{people_export.pk}/progress/",
        OF_A_COLLEAGUE,
    ),
    Row(
        "bureau/people/exports/<int:export_id>/file/",
        "/bureau/people/exports/{people_export.pk}/file/",
        VERIFIERS.replace("200", "405"),
    ),
    Row(
        "bureau/people/exports/<int:export_id>/destroy/",
        "/bureau/people/exports/{people_export.pk}/destroy/",
        VERIFIERS.replace("200", "404"),
    ),
    # Lists of people
    Row("bureau/people/duplicates/", "/bureau/people/duplicates/", PREPARER),
    Row(
        "bureau/people/duplicates/<int:one_id>/<int:other_id>/",
        "/bureau/people/duplicates/{person.pk}/{payment.payee_id}/",
        PREPARER,
    ),
    Row("bureau/people/lists/", "/bureau/people/lists/", PREPARER),
    Row("bureau/people/lists/new/", "/bureau/people/lists/new/", PREPARER),
    Row("bureau/people/lists/template/", "/bureau/people/lists/template/", PREPARER),
    Row("bureau/people/lists/<int:list_id>/", "/bureau/people/lists/{people_list.pk}/", PREPARER),
    Row(
        "bureau/people/lists/<int:list_id>/progress/",
        "/bureau/people/lists/{people_list.pk}/progress/",
        PREPARER,
    ),
    Row(
        "bureau/people/lists/<int:list_id>/file/",
        "/bureau/people/lists/{people_list.pk}/file/",
        PREPARER.replace("200", "405"),
    ),
    Row(
        "bureau/people/lists/<int:list_id>/lines/<int:line>/",
        "/bureau/people/lists/{people_list.pk}/lines/3/",
        PREPARER,
    ),
    Row(
        "bureau/people/lists/<int:list_id>/do/<slug:verb>/",
        "/bureau/people/lists/{people_list.pk}/do/confirm/",
        PREPARER,
    ),
    Row("bureau/grants/", "/bureau/grants/", READERS),
    Row("bureau/grants/export/", "/bureau/grants/export/", READERS),
    Row("bureau/grants/new/", "/bureau/grants/new/", PREPARER),
    Row(
        "bureau/grants/new/template/<slug:kind>/",
        "/bureau/grants/new/template/conscript/",
        PREPARER,
    ),
    Row(
        "bureau/grants/new/<str:token>/",
        "/bureau/grants/new/none/",
        "302 302 403 403 403 403 403 403 403",
    ),
    Row("bureau/grants/approve/", "/bureau/grants/approve/", SECOND),
    Row("bureau/grants/figures/", "/bureau/grants/figures/", READERS),
    Row("bureau/grants/figures/new/", "/bureau/grants/figures/new/", PREPARER),
    Row(
        "bureau/grants/figures/<int:figure_id>/do/<slug:verb>/",
        "/bureau/grants/figures/{figure.pk}/do/enforce/",
        SECOND,
    ),
    Row("bureau/grants/<int:grant_id>/", "/bureau/grants/{grant.pk}/", READERS),
    Row(
        "bureau/grants/<int:grant_id>/do/<slug:verb>/",
        "/bureau/grants/{grant.pk}/do/approve/",
        SECOND,
    ),
    Row(
        "bureau/people/<int:person_id>/grants/new/",
        "/bureau/people/{person.pk}/grants/new/",
        PREPARER,
    ),
    # Rosters made public
    Row("bureau/publicity/", "/bureau/publicity/", READERS),
    Row("bureau/publicity/due/", "/bureau/publicity/due/", READERS),
    Row("bureau/publicity/export/", "/bureau/publicity/export/", READERS),
    Row("bureau/publicity/publish/", "/bureau/publicity/publish/", SECOND_LEADS_BACK),
    Row("bureau/publicity/rules/", "/bureau/publicity/rules/", READERS),
    Row(
        "bureau/publicity/rules/<slug:scheme>/new/",
        "/bureau/publicity/rules/hardship_grant/new/",
        PREPARER,
    ),
    Row(
        "bureau/publicity/rules/<int:rule_id>/do/<slug:verb>/",
        "/bureau/publicity/rules/{rule.pk}/do/enforce/",
        SECOND,
    ),
    Row(
        "bureau/publicity/waive/<slug:kind>/<int:key>/",
        "/bureau/publicity/waive/right/{waiting.pk}/",
        PREPARER,
    ),
    Row(
        "bureau/publicity/waivers/<int:waiver_id>/do/<slug:verb>/",
        "/bureau/publicity/waivers/{waiver.pk}/do/confirm/",
        SECOND,
    ),
    Row(
        "bureau/publicity/entries/<int:entry_id>/object/",
        "/bureau/publicity/entries/{line.pk}/object/",
        VERIFIERS,
    ),
    Row(
        "bureau/publicity/entries/<int:entry_id>/take-off/",
        "/bureau/publicity/entries/{line.pk}/take-off/",
        HANDS,
    ),
    Row(
        "bureau/publicity/objections/<int:objection_id>/",
        "/bureau/publicity/objections/{objection.pk}/",
        READERS,
    ),
    Row(
        "bureau/publicity/objections/<int:objection_id>/do/<slug:verb>/",
        "/bureau/publicity/objections/{objection.pk}/do/dismiss/",
        SECOND,
    ),
    Row("bureau/publicity/<int:notice_id>/", "/bureau/publicity/{notice.pk}/", READERS),
    Row("bureau/publicity/<int:notice_id>/print/", "/bureau/publicity/{notice.pk}/print/", READERS),
    Row("bureau/publicity/<int:notice_id>/hang/", "/bureau/publicity/{notice.pk}/hang/", PREPARER),
    Row(
        "bureau/publicity/<int:notice_id>/do/<slug:verb>/",
        "/bureau/publicity/{notice.pk}/do/withdraw/",
        HANDS,
    ),
    # Standards
    Row("bureau/stacking/", "/bureau/stacking/", READERS),
    Row("bureau/stacking/export/", "/bureau/stacking/export/", READERS),
    Row("bureau/stacking/rules/", "/bureau/stacking/rules/", READERS),
    Row(
        "bureau/stacking/overrides/<int:override_id>/",
        "/bureau/stacking/overrides/{override.pk}/",
        READERS,
    ),
    Row(
        "bureau/stacking/overrides/<int:override_id>/do/<slug:verb>/",
        "/bureau/stacking/overrides/{override.pk}/do/confirm/",
        SECOND,
    ),
    Row(
        "bureau/people/<int:person_id>/override/",
        "/bureau/people/{override.person_id}/override/",
        PREPARER,
    ),
    Row("bureau/rates/", "/bureau/rates/", READERS),
    Row("bureau/rates/new/", "/bureau/rates/new/", PREPARER),
    Row("bureau/rates/rules/", "/bureau/rates/rules/", READERS),
    Row("bureau/rates/rules/changes/", "/bureau/rates/rules/changes/", READERS),
    Row(
        "bureau/rates/rules/changes/new/<slug:kind>/",
        "/bureau/rates/rules/changes/new/tail/",
        PREPARER,
    ),
    Row(
        "bureau/rates/rules/changes/<int:change_id>/",
        "/bureau/rates/rules/changes/{rule_change.pk}/",
        READERS,
    ),
    # Nobody's money moves, so there is no list to take away.
    Row(
        "bureau/rates/rules/changes/<int:change_id>/people/",
        "/bureau/rates/rules/changes/{rule_change.pk}/people/",
        "302 302 302 302 302 403 403 403 403",
    ),
    Row(
        "bureau/rates/rules/changes/<int:change_id>/do/<slug:verb>/",
        "/bureau/rates/rules/changes/{rule_change.pk}/do/enforce/",
        SECOND,
    ),
    Row("bureau/rates/components/new/", "/bureau/rates/components/new/", PREPARER),
    Row("bureau/rates/care/", "/bureau/rates/care/", PREPARER),
    Row("bureau/rates/<int:table_id>/", "/bureau/rates/{table.pk}/", READERS),
    Row("bureau/rates/<int:table_id>/edit/", "/bureau/rates/{table.pk}/edit/", PREPARER),
    Row("bureau/rates/<int:table_id>/enforce/", "/bureau/rates/{table.pk}/enforce/", SECOND),
    Row("bureau/rates/<int:table_id>/withdraw/", "/bureau/rates/{table.pk}/withdraw/", PREPARER),
    Row("bureau/rates/<int:table_id>/trial/", "/bureau/rates/{table.pk}/trial/", READERS),
    Row(
        "bureau/rates/<int:table_id>/trial/export/",
        "/bureau/rates/{table.pk}/trial/export/",
        READERS,
    ),
    # Funds and budget
    Row("bureau/funds/", "/bureau/funds/", READERS),
    Row("bureau/funds/<int:year>/file/", "/bureau/funds/2026/file/", READERS),
    Row("bureau/funds/use/", "/bureau/funds/use/", READERS),
    Row("bureau/funds/use/<int:year>/file/", "/bureau/funds/use/2026/file/", READERS),
    Row("bureau/funds/lines/new/", "/bureau/funds/lines/new/", PREPARER),
    Row("bureau/funds/lines/<int:line_id>/", "/bureau/funds/lines/{budget_line.pk}/", READERS),
    Row(
        "bureau/funds/lines/<int:line_id>/change/",
        "/bureau/funds/lines/{budget_line.pk}/change/",
        PREPARER,
    ),
    Row("bureau/funds/shares/", "/bureau/funds/shares/", READERS),
    Row("bureau/funds/shares/new/", "/bureau/funds/shares/new/", PREPARER),
    Row("bureau/funds/approval/", "/bureau/funds/approval/", READERS),
    Row("bureau/funds/approval/new/", "/bureau/funds/approval/new/", PREPARER),
    Row(
        "bureau/funds/<slug:kind>/<int:row_id>/<slug:verb>/",
        "/bureau/funds/share/{share.pk}/enforce/",
        SECOND,
    ),
    # Reminders
    Row("bureau/reminders/", "/bureau/reminders/", READERS),
    Row("bureau/reminders/new/", "/bureau/reminders/new/", PREPARER),
    Row("bureau/reminders/preview/", "/bureau/reminders/preview/", READERS),
    Row("bureau/reminders/<int:rule_id>/", "/bureau/reminders/{reminder.pk}/", READERS),
    Row(
        "bureau/reminders/<int:rule_id>/do/<slug:verb>/",
        "/bureau/reminders/{reminder.pk}/do/enforce/",
        SECOND,
    ),
    Row(
        "bureau/reminders/<int:rule_id>/days/<str:day>/",
        "/bureau/reminders/{reminder.pk}/days/2026-11-26/",
        READERS,
    ),
    Row("bureau/notices/", "/bureau/notices/", READERS),
    Row("bureau/notices/dead/", "/bureau/notices/dead/", READERS),
    Row("bureau/notices/<int:notice_id>/", "/bureau/notices/{letter.pk}/", READERS),
    Row(
        "bureau/notices/<int:notice_id>/do/<slug:verb>/",
        "/bureau/notices/{letter.pk}/do/cancel/",
        VERIFIERS,
    ),
    Row("bureau/letters/", "/bureau/letters/", READERS),
    Row("bureau/letters/print/", "/bureau/letters/print/", PREPARER),
    Row("bureau/letters/file/", "/bureau/letters/file/", PREPARER),
    Row("bureau/letters/mark/<slug:verb>/", "/bureau/letters/mark/print/", BACK_TO_LETTERS),
    Row("bureau/inbox/", "/bureau/inbox/", HANDS),
    Row("bureau/inbox/<int:notice_id>/", "/bureau/inbox/{for_preparers.pk}/", ONE_ROLE),
    Row("station/inbox/", "/station/inbox/", STATIONS),
    Row(
        "station/inbox/<int:notice_id>/",
        "/station/inbox/{for_village.pk}/",
        "302 403 403 403 403 403 403 404 200",
    ),
    # Auditing
    Row("bureau/reconciliation/", "/bureau/reconciliation/", READERS),
    Row(
        "bureau/reconciliation/<str:month>/file/",
        "/bureau/reconciliation/{batch.through:%Y-%m}/file/",
        READERS,
    ),
    Row("bureau/audit/", "/bureau/audit/", BOOKS),
    # The network
    Row("bureau/network/", "/bureau/network/", READERS),
    Row("bureau/network/stations/<str:code>/", "/bureau/network/stations/{village.code}/", READERS),
    Row(
        "bureau/network/stations/<str:code>/do/<slug:verb>/",
        "/bureau/network/stations/{village.code}/do/worker/",
        PREPARER,
    ),
    Row(
        "bureau/network/stations/<str:code>/do/<slug:verb>/<int:key>/",
        "/bureau/network/stations/{village.code}/do/five/1/",
        PREPARER,
    ),
    Row("bureau/network/papers/<int:paper_id>/", "/bureau/network/papers/{proof.pk}/", READERS),
    Row("bureau/network/assessments/", "/bureau/network/assessments/", READERS),
    Row("bureau/network/assessments/file/", "/bureau/network/assessments/file/", READERS),
    Row(
        "bureau/network/assessments/<int:assessment_id>/",
        "/bureau/network/assessments/{assessed.pk}/",
        READERS,
    ),
    # A village's is the town's to check: back to it with a word.
    Row(
        "bureau/network/assessments/<int:assessment_id>/do/<slug:verb>/",
        "/bureau/network/assessments/{assessed.pk}/do/close/",
        "302 302 302 403 403 403 403 403 403",
    ),
    Row("bureau/network/duties/", "/bureau/network/duties/", READERS),
    Row("bureau/network/duties/new/", "/bureau/network/duties/new/", PREPARER),
    Row("bureau/network/duties/<int:item_id>/", "/bureau/network/duties/{duty.pk}/", PREPARER),
    Row("bureau/network/templates/", "/bureau/network/templates/", READERS),
    Row("bureau/network/templates/new/", "/bureau/network/templates/new/", PREPARER),
    Row(
        "bureau/network/templates/<int:template_id>/",
        "/bureau/network/templates/{points.pk}/",
        READERS,
    ),
    Row(
        "bureau/network/templates/<int:template_id>/items/new/",
        "/bureau/network/templates/{points.pk}/items/new/",
        PREPARER,
    ),
    Row(
        "bureau/network/templates/<int:template_id>/items/<int:item_id>/",
        "/bureau/network/templates/{points.pk}/items/{assessed_item.pk}/",
        PREPARER,
    ),
    # It is in force already: back to it with a word.
    Row(
        "bureau/network/templates/<int:template_id>/do/<slug:verb>/",
        "/bureau/network/templates/{points.pk}/do/enforce/",
        SECOND_LEADS_BACK,
    ),
    # Tables in Django's own admin
    *table("foundation", "auditentry", "{entry.pk}", AUDITOR),
    *table("foundation", "chaincheck", "{walk.pk}", AUDITOR),
    *table(
        "oversight", "alert", "{alert.pk}", AUDITOR, history="302 302 302 302 200 302 302 403 403"
    ),
    Row(
        "bureau/oversight/alert/<path:object_id>/do/<slug:button_name>/",
        "/bureau/oversight/alert/{alert.pk}/do/look-into/",
        "302 404 404 404 200 404 404 403 403",
    ),
    *table("regions", "region", "{village.pk}", STAFF),
    *table("accounts", "user", "{clerk.pk}", KEEPERS, add=SYSADMIN),
    Row(
        "bureau/accounts/user/<path:object_id>/do/<slug:button_name>/",
        "/bureau/accounts/user/{clerk.pk}/do/password/",
        SYSADMIN,
    ),
    *table("accounts", "appointment", "{appointment.pk}", KEEPERS, history=KEEPERS),
    Row(
        "bureau/accounts/appointment/<path:object_id>/do/<slug:button_name>/",
        "/bureau/accounts/appointment/{appointment.pk}/do/confirm/",
        SECADMIN,
    ),
    *table("registry", "person", "{person.pk}", READERS, history=UNSEEN),
    Row(
        "bureau/registry/person/<path:object_id>/do/<slug:button_name>/",
        "/bureau/registry/person/{person.pk}/do/contact/",
        "302 200 403 403 403 404 404 403 403",
    ),
    *table("registry", "household", "{household.pk}", READERS, history=UNSEEN),
    *table("workdays", "calendarday", "{day.pk}", READERS, add=VERIFIERS),
    *table("stations", "station", "{station.pk}", READERS, add=PREPARER),
]


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every address pattern of the project, as it is written."""
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield before + str(one.pattern)
        else:
            yield from routes(one, before + str(one.pattern))


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    there = list(dict.fromkeys(routes(get_resolver())))
    assert sorted(row.route for row in ROWS) == sorted(there)


@dataclass
class World:
    """One thing of each kind that an address can speak of."""

    batch: Any
    file: BankFile
    table: RateTable
    person: Any
    account: Any
    village: Any
    payment: Any
    household: Household
    station: Station
    points: AssessmentTemplate
    assessed: Assessment
    assessed_item: AssessmentItem
    proof: StationPaper
    duty: DutyItem
    entry: AuditEntry
    walk: ChainCheck
    alert: Alert
    clerk: User
    hit: CrossCheckHit
    claim: RecoveryClaim
    plan: RecoveryPlan
    override: StackingOverride
    figure: GrantFigure
    grant: Grant
    rule_change: RuleChange
    notice: PublicityNotice
    of_town: PublicityNotice
    line: PublicityEntry
    objection: PublicityObjection
    rule: PublicityRule
    waiting: Entitlement
    waiver: PublicityWaiver
    day: CalendarDay
    unit: Any
    link: Any
    link_secret: str
    reply: Any
    denial_secret: str
    due: ConfirmationDue
    report: ConfirmationFinding
    forfeit: ConfirmationForfeit
    budget_line: BudgetLine
    share: FundShare
    proposal: AccountProposal
    suspended: Any
    evidence: AccountEvidence
    event: LifeEvent
    paper: Paper
    relative: Relative
    appointment: Appointment
    people_list: PeopleList
    people_export: PeopleExport
    case: Case
    incoming: Incoming
    errand: Errand
    visit: Visit
    key: KeyPerson
    visit_task: VisitTask
    edition: Edition
    martyr: Any
    booked: Any
    memorial_photo: Any
    remembered: Any
    honoured: HonourEdition
    revoking: Revocation
    to_honour: HonourEdition
    plaque_task: PlaqueTask
    plea: Application
    withdrawing: Withdrawal
    plaque_batch: PlaqueBatch
    plaque_rule: RuleLine
    news: Letter
    brought: Letter
    asked_item: Any
    asked_paper: Any
    asked_note: Any
    asked_rule: Any
    asked_circular: Any
    granting: Agreement
    to_grant: Agreement
    asking: ProviderToken
    backing: SimpleNamespace
    programme: Programme
    task: Task
    target: Target
    note_file: NoteFile
    yearly_report: Report
    kept_line: ReportLine
    calling: int
    judging: int
    carrying: int
    applying: int
    judged: Any
    project: Any
    stone: Any
    project_paper: Any
    tie: Any
    spending: Any
    awards: Any
    jury: Any
    jury_task: Any
    jury_tie: Any
    voting: Any
    voted: Any
    vote_rule: Any
    gap: Gap
    aid: AidApplication
    wish: Wish
    reminder: ReminderRule
    letter: Notice
    carried: Notice
    for_preparers: Notice
    for_village: Notice


def told(home: Any, clerk: User) -> dict[str, Any]:
    """A rule that waits, and a notice by each road."""
    said: dict[str, Any] = {"subject": ("test", 1), "title": "试验", "text": "试验", "on": MONTH}
    mute = person(home)
    tell(event="letter", person=mute, at=AT, **said)
    tell(event="carried", person=mute, at=AT, **said)
    carried = Notice.objects.get(about="carried")
    mark_printed(notice_ids=[carried.pk], by=clerk, at=AT)
    tell(event="role", role=Role.PREPARER, at=AT, **said)
    tell(event="place", region=home, at=AT, **said)
    return {
        "reminder": ReminderRule.objects.create(
            code="test",
            title="试验",
            occasion="age_80",
            offsets=[-30],
            audience="village",
            channels=["inbox"],
            template="{人数}",
            active_from=MONTH,
            entered_by=clerk,
            entered_at=AT,
        ),
        "letter": Notice.objects.get(about="letter"),
        "carried": carried,
        "for_preparers": Notice.objects.get(about="role@preparer"),
        "for_village": Notice.objects.get(region=home, audience="village"),
    }


def sent_in(home: Any) -> Incoming:
    """What somebody of that village has sent."""
    letter = arriving.Letter("request", home.code, "试验", "13900000000", "试验")
    arriving.send(letter=letter, form="0" * 32, address="203.0.113.30", at=AT, today=MONTH)
    return Incoming.objects.get()


def doubtful_list(like: Person, clerk: User) -> PeopleList:
    """A list whose only line, the third of its sheet, may mean that one."""
    other = id_number(998, born=like.born_on, area="370303")
    heads = ("姓名", "身份证号", "区划代码")
    return staged(clerk, xlsx([[like.name, other, like.region.code]], heads=heads))


def assessed_village(home: Any, clerk: User, second: User) -> dict[str, Any]:
    """Its station, which has handed in an assessment of one item with a photo."""
    station = Station.objects.create(
        region=home,
        name="第1村退役军人服务站",
        address="试验路1号",
        phone="0533-2000000",
        opening_hours="工作日",
    )
    points = templates.draft_template(
        title="试验自评标准",
        level="village",
        year=2026,
        part="3",
        due_on=MONTH,
        source="试验",
        confidence="unconfirmed",
        by=clerk,
        at=AT,
    )
    item = templates.put_item(
        template_id=points.pk,
        number=1,
        block="试验",
        text="试验",
        proof="",
        most=Decimal(5),
        by=clerk,
        at=AT,
    )
    templates.decide_template(template_id=points.pk, verb="enforce", by=second, at=AT)
    worker = user(Role.VILLAGE_WORKER, region=home)
    made = assessing.begin(station_code=home.code, template_id=points.pk, by=worker, at=AT)
    score = assessing.score_item(
        assessment_id=made.pk,
        item_id=item.pk,
        points=Decimal(5),
        told="试验",
        files=[png()],
        by=worker,
        at=AT,
    )
    return {
        "station": station,
        "points": points,
        "assessed": assessing.submit(assessment_id=made.pk, by=worker, at=AT),
        "assessed_item": item,
        "proof": score.papers.get(),
        "duty": DutyItem.objects.first(),
    }


def steering(clerk: User) -> dict[str, Any]:
    """The shipped tasks, a target, a note with a file, a report that waits."""
    programme = load_programme(rows=read_list(SHIPPED.read_bytes()), by=clerk, at=AT, **ZHANGDIAN)
    task = programme.tasks.order_by("number")[0]
    promised = {"task_id": task.pk, "words": "试验", "by": clerk, "at": AT}
    target = promise(year=2024, **promised)
    promise(year=2025, **promised)
    promise(year=2025, figure="casework.closed", wanted=Decimal(1), **promised)
    note = note_progress(
        task_id=task.pk,
        on=MONTH,
        text="试验",
        files=[png(400, 300)],
        by=clerk,
        at=AT,
        today=MONTH,
    )
    report = draft_report(programme_id=programme.pk, year=2025, by=clerk, at=AT, today=MONTH)
    return {
        "programme": programme,
        "kept_line": report.lines.get(figure="casework.closed"),
        "task": task,
        "target": target,
        "note_file": note.files.get(),
        "yearly_report": report,
    }


def providers(clerk: User) -> dict[str, Any]:
    """One in force that may ask, one that waits for the second person."""
    hands = (clerk, user(Role.REVIEWER), user(Role.APPROVER))
    granting = an_agreement(by=hands, valid_to=None)
    offer(granting)
    to_grant = an_agreement(by=hands, state=AgreementState.DRAFT)
    offer(to_grant)
    return {"granting": granting, "to_grant": to_grant, "asking": token(granting).token}


def honours(clerk: User) -> dict[str, Any]:
    """One on the roll with a paper and somebody who would revoke it, one that waits."""
    hands = (clerk, user(Role.REVIEWER), user(Role.APPROVER))
    paper = sealed_files.store(name="同意书.png", content_type="image/png", parts=[png()], at=AT)
    honoured = an_honour(by=hands, consent_file=paper)
    revoking = Revocation.objects.create(
        honour=honoured.honour,
        document_no="试验〔撤〕1号",
        decided_on=MONTH,
        why="试验",
        asked_by=clerk,
        asked_at=AT,
    )
    to_honour = an_honour(by=hands, state=HonourState.DRAFT)
    return {"honoured": honoured, "revoking": revoking, "to_honour": to_honour}


def remembered(clerk: User, home: Any) -> dict[str, Any]:
    """A martyr, a facility with a photo of its inspection and somebody who will come."""
    hands = (clerk, user(Role.REVIEWER), user(Role.APPROVER))
    where = memorials.facility(hands, region=home.code)
    seen = inspect_facility(
        facility_id=where.pk,
        done_on=memorials.TODAY,
        text="试验",
        photos=[png()],
        by=clerk,
        at=AT,
        today=memorials.TODAY,
    )
    return {
        "martyr": memorials.martyr(hands),
        "booked": memorials.ceremony(where, clerk),
        "memorial_photo": seen.photos.get(),
        "remembered": RemembranceDay.objects.earliest("pk"),
    }


def plaques_and_news(clerk: User, home: Any) -> dict[str, Any]:
    """A door to go to, what waits for a second person, a batch; a notice of merit that waits and
    one to be brought."""
    day = timezone.localdate()
    given: dict[str, Any] = {"by": clerk, "at": AT, "today": day}
    somebody = home_of("")
    somebody.household.region = somebody.region = home
    somebody.household.save()
    somebody.save()
    news = [
        receive_letter(
            person_id=somebody.pk,
            merit=merit,
            awarded_on=MONTH,
            received_on=MONTH,
            document_no="试验",
            region=home.code,
            **given,
        )
        for merit in ("third", "good")
    ]
    check_letter(letter_id=news[1].pk, forces_said="试验", by=user(Role.REVIEWER), at=AT, today=day)
    return {
        "plaque_task": PlaqueTask.objects.create(
            home=somebody.household, kind="hang", found_on=MONTH
        ),
        "plea": ask_plaque(person_id=somebody.pk, kind="no_certificate", told="试验", **given),
        "withdrawing": ask_withdrawal(
            home_id=somebody.household_id,
            person_id=somebody.pk,
            reason="crime",
            fact_on=MONTH,
            document_no="试验",
            **given,
        ),
        "plaque_rule": enter_line(
            what="peace",
            code="days",
            value="30",
            first_on=day,
            source="试验",
            confidence="unconfirmed",
            **given,
        ),
        "plaque_batch": begin_batch(
            title="试验", occasion="other", first_on=day, last_on=day, **given
        ),
        "news": news[0],
        "brought": news[1],
    }


def a_linked_unit() -> dict[str, Any]:
    """A unit with a link to something that no floor here knows."""
    with FakeItems.registered() as items:
        link, secret = made_link(items, at=timezone.now(), today=timezone.localdate())
        reply = Reply.objects.create(
            link=link,
            form="b" * 32,
            verb="accept",
            label="接受",
            written_at=timezone.now(),
            sent_at=timezone.now(),
            said="收到",
            denial=denial_digest("geheim"),
        )
        ReplyCheck.objects.create(reply=reply, why="unreached", opened_at=timezone.now())
    given = {"reply": reply, "denial_secret": "geheim"}
    return {"unit": link.unit, "link": link, "link_secret": secret, **given}


def award_campaigns() -> dict[str, Any]:
    """One drafted, one that takes nominations, one ranked, one made public, one decided."""
    far = dict.fromkeys(("check_by", "review_by", "decide_by"), date(2099, 12, 31))
    drafted, called = AwardOffice(), AwardOffice(closes_on=date(2099, 11, 30), **far).open()
    candidate = called.nominated("张示例", consent_file=png(), files=[png()])
    passed = called.nominated("李示例")
    called.complete(passed)
    called.screen(passed)
    place = Nominator("station", region_id=village(1, 1).pk)
    ranked = AwardOffice().open()
    ranked.ranked({ranked.cleared("王示例"): "80.00"})
    shown = AwardOffice(publicity_days=30)
    objection = shown.object(shown.shown("赵示例"), files=[png()])
    decided = AwardOffice()
    decided.shown("孙示例")
    decided.wait_out().decide()
    return {
        "awards": SimpleNamespace(
            drafted=drafted,
            called=called,
            candidate=candidate,
            nomination=called.draft("周示例", nominator=place),
            paper=NominationPaper.objects.first(),
            asks=called.campaign.departments.get(),
            ranked=ranked,
            shown=shown,
            objection=objection,
            proof=objection.papers.get(),
            decided=decided,
            award=Award.objects.get(),
        )
    }


@override_settings(PORTAL_SMS="console")
def judging_and_voting() -> dict[str, Any]:
    """A panel under review, a poll that is open, and one that is over with a rule that waits."""
    jury, voting, voted = Jury(entries=1).begun(), Ballots(), Ballots()
    voted.vote("13800000001")
    voted.closed()
    odd = key_of(votes_of(voted.poll)[0], OddKind.NETWORK)
    rule = ask_to_leave_out(
        poll_id=voted.poll.pk,
        kind="network",
        key=odd,
        why="试验",
        by=voted.preparer,
        at=AT,
    )
    juror = jury.jurors[0]
    return {
        "jury": jury,
        "jury_task": JuryTask.objects.filter(seat__user=juror).get(),
        "jury_tie": JurorTie.objects.create(
            user=juror,
            kind="unit",
            mark="unit:1",
            label="试验",
            why="试验",
            declared_by=juror,
            declared_at=AT,
        ),
        "voting": voting,
        "voted": voted,
        "vote_rule": rule,
    }


def service_projects() -> dict[str, Any]:
    """A call that is drafted, one under review, one whose project is carried out."""
    calling, judging, carrying = ServiceOffice(), ServiceOffice().open(), ServiceOffice()
    applying, judged = calling.draft(), judging.checked()
    task = judging.begin().task(judged, judging.checker)
    project = carrying.running()
    first, last = project.milestones.order_by("number")
    given: dict[str, Any] = {"by": carrying.preparer, "at": AT}
    today = project.call.opens_on
    projects.finish_milestone(
        milestone_id=first.pk,
        done_on=today,
        note="好",
        reached=None,
        files=[check_attachment(png(), max_bytes=1 << 20)],
        today=today,
        **given,
    )
    projects.enter_result(
        application_id=project.pk,
        grade=Grade.GOOD,
        points=Decimal(90),
        summary="好",
        reached={one.pk: projects.Reached(Decimal(1)) for one in (first, last)},
        **given,
    )
    declare_tie(unit_id=project.unit_id, why="试验", by=carrying.preparer, at=AT)
    return {
        "calling": calling.call.pk,
        "judging": judging.call.pk,
        "carrying": carrying.call.pk,
        "applying": applying.pk,
        "judged": task,
        "project": project,
        "stone": last,
        "project_paper": first.papers.get(),
        "tie": UnitTie.objects.get(),
        "spending": projects.spend(
            application_id=project.pk,
            spent_on_day=today,
            amount=Decimal(1),
            what="试验",
            voucher="1",
            today=today,
            **given,
        ),
    }


def backing(clerk: User, village: Any) -> SimpleNamespace:
    """A supporter with one thing of everything, and an activity of the village with a volunteer."""
    hands = (clerk, user(Role.REVIEWER), user(Role.APPROVER))
    holder = supporting.supporter(hands)
    activity = supporting.activity(clerk, holder.unit, region=village)
    team = supporting.team(clerk, holder, region=village)
    volunteer = supporting.volunteer(clerk, team)
    pact = supporting.pact(hands, holder, stage=Stage.DRAFT)
    return SimpleNamespace(
        supporter=holder,
        badge=supporting.badge(hands, holder),
        pact=pact,
        duty=supporting.duty(hands, pact),
        job=supporting.job(hands, holder, stage=Stage.DRAFT),
        fair=supporting.activity(
            clerk, region=village, kind="job_fair", is_open=True, phone="0533-0000013"
        ),
        list=ListTaken.objects.create(
            kind="jobs",
            digest="0" * 64,
            filename="岗位.xlsx",
            lines=1,
            made=1,
            changed=0,
            by=clerk,
            at=AT,
        ),
        contribution=supporting.contribution(hands, holder),
        activity=activity,
        team=team,
        volunteer=volunteer,
        attendance=activity.attendances.create(
            volunteer=volunteer, hours=2, entered_by=clerk, entered_at=AT
        ),
    )


@pytest.fixture
def world(db: None) -> World:
    batch = approved_batch(["100.00", "200.50"])
    clerk = batch.prepared_by
    file = bank.export(batch_id=batch.pk, layout="sample-text-gb18030", by=clerk, at=AT)
    other = approved_batch(["300.00"], scheme="bereaved_pension", through=date(2026, 10, 1))
    home = village()
    somebody = person(home)
    findable = person(home)
    Person.objects.filter(pk=findable.pk).update(id_index=id_index(findable.id_number))
    entitlement(findable)
    entitlement(findable, scheme="rural_60_allowance")
    settle_stacking([findable.pk])
    override = propose(
        person=findable,
        schemes=("disability_pension", "rural_60_allowance"),
        from_month=MONTH,
        document_no="试验〔2026〕2号",
        reason="试验",
        by=clerk,
        at=AT,
        today=MONTH,
    )
    unverified = account(somebody, state=AccountState.UNVERIFIED)
    table = RateTable.objects.create(
        title="试验标准",
        document_no="试验〔2026〕1号",
        effective_from=MONTH,
        entered_by=clerk,
        entered_at=AT,
    )
    RateRow.objects.create(
        table=table,
        scheme=Scheme.objects.get(code="ill_returned_allowance"),
        amount="700",
        basis="month",
        first_month=MONTH,
        confidence="reported",
        source="试验",
    )
    payment = other.payments.get()
    outcome = apply_list(
        content=f"id_number,date,source\n{findable.id_number},2026-10-20,\n".encode(),
        kind=CheckKind.DEATH,
        source="试验单位",
        by=clerk,
        at=AT,
        today=MONTH,
    )
    assert outcome.applied
    claim = RecoveryClaim.objects.create(entitlement=payment.entitlement, opened_at=AT)
    RecoveryEntry.objects.create(
        entitlement=payment.entitlement,
        claim=claim,
        kind="claim",
        batch=other,
        month=other.through,
        amount="50.00",
        at=AT,
    )
    plan = RecoveryPlan.objects.create(
        claim=claim,
        from_month=MONTH,
        agreed_on=MONTH,
        document_no="协议1号",
        entered_by=clerk,
        entered_at=AT,
    )
    granting = Office.of("festival_grant")
    figure = granting.figure(Code.FESTIVAL, "500", MONTH, "army_day", enforce=False)
    granting.figure(Code.FESTIVAL, "500", date(2026, 1, 1), "spring")
    year = Year.of(Lab.of())
    due = year.round.dues.get(person=findable)
    BatchTotal.objects.create(
        batch=other, scheme=payment.entitlement.scheme, town=home, persons=1, amount="300.00"
    )
    treasury = Treasury()
    proposal = propose_account(
        person=somebody,
        bank_name="试验银行",
        number="6217000000009901",
        reason="试验",
        evidence=evidence_of(files=[png()]),
        by=user(Role.VILLAGE_WORKER, region=home),
        at=AT,
    )
    event = propose_event(
        kind="merit",
        person=somebody,
        happened_on=MONTH,
        entered={"merit": "third"},
        files=[png()],
        by=clerk,
        at=AT,
        today=MONTH,
    )
    phone = "13800001111"
    Person.objects.filter(pk=somebody.pk).update(phone=phone, phone_index=phone_index(phone))
    suspended = batch.payments.order_by("pk").last()
    bank.receive(
        content=the_bank.answers(file, {2: the_bank.OTHER_FAILURE}),
        filename="r",
        by=clerk,
        at=AT,
    )
    put = suspense.propose(
        payment_ids=[suspended.pk], cause=SuspenseCause.OTHER, reason="试验", by=clerk, at=AT
    )
    suspense.confirm(request_ids=[put[0].pk], by=batch.reviewed_by, at=AT)
    suspended.region = home
    suspended.save(update_fields=["region"])
    return World(
        budget_line=treasury.line("5"),
        share=treasury.share(central="100", enforce=False),
        due=due,
        report=ConfirmationFinding.objects.create(
            due=due, finding="moved", found_on=MONTH, noted_by=clerk, noted_at=AT
        ),
        forfeit=ConfirmationForfeit.objects.create(
            due=due,
            first_month=MONTH,
            last_month=MONTH,
            reason="试验",
            document_no="试验1号",
            proposed_by=clerk,
            proposed_at=AT,
        ),
        suspended=suspended,
        proposal=proposal,
        evidence=proposal.evidence.get(),
        event=event,
        paper=Paper.objects.create(
            person=somebody,
            kind="photo",
            stored=sealed_files.store(
                name="照片1.png", content_type="image/png", parts=[png()], at=AT
            ),
            added_by=proposal.proposed_by,
            added_at=AT,
        ),
        relative=Relative.objects.create(
            person=somebody,
            relation="son",
            name="试验",
            phone=phone,
            phone_index=phone_index(phone),
            entered_at=AT,
        ),
        batch=other,
        file=file,
        table=table,
        person=somebody,
        account=unverified,
        village=home,
        payment=payment,
        household=Household.objects.create(number="H0000001", region=home, address="试验路1号"),
        **assessed_village(home, clerk, batch.reviewed_by),
        entry=AuditEntry.objects.latest("serial"),
        walk=chain_checks.check(at=AT),
        alert=Alert.objects.create(
            kind="off_hours", day=AT.date(), actor=clerk, figures={"people": 1}, raised_at=AT
        ),
        appointment=Appointment.objects.create(
            user=clerk, role=Role.REVIEWER, proposed_by=user(Role.SYSADMIN), proposed_at=AT
        ),
        people_list=doubtful_list(somebody, clerk),
        people_export=ask_export(
            choice=Choice(home, "", AT.date()),
            columns=["name"],
            purpose="核对走访名单",
            by=clerk,
            at=AT,
        ),
        case=open_case(
            of=somebody,
            kind="request",
            channel="window",
            subject="试验",
            content="试验",
            proxy=Proxy("试验", "子女", png()),
            by=clerk,
            at=AT,
            today=MONTH,
        ),
        incoming=sent_in(home),
        errand=start_errand(
            person=somebody,
            kind="card",
            by=user(Role.VILLAGE_WORKER, region=home),
            at=AT,
            today=MONTH,
        ),
        visit=record_visit(
            person=somebody,
            visited_on=MONTH,
            way="home",
            met="self",
            reason="routine",
            by=user(Role.VILLAGE_WORKER, region=home),
            at=AT,
            today=MONTH,
        ),
        key=add_key_person(
            person=somebody, reason="ill", every="month", valid_from=MONTH, by=clerk, at=AT
        ),
        visit_task=add_task(
            title="试验",
            reason="routine",
            period="year",
            first_on=date(2020, 1, 1),
            last_on=None,
            by=clerk,
            at=AT,
        ),
        gap=Gap.objects.create(
            item=Item.objects.get(code="201"),
            edition=Edition.objects.get(item__code="201"),
            person=somebody,
            kind="entitled",
            found_on=MONTH,
        ),
        edition=Edition.objects.filter(state="draft", entered_by=None)[0],
        **providers(clerk),
        **honours(clerk),
        **remembered(clerk, home),
        **plaques_and_news(clerk, home),
        **a_linked_unit(),
        backing=backing(clerk, home),
        **steering(clerk),
        **service_projects(),
        **award_campaigns(),
        **judging_and_voting(),
        **one_of_each(),
        aid=apply_for_aid(
            person=somebody,
            cause="illness",
            told="试验试验试验",
            by=user(Role.VILLAGE_WORKER, region=home),
            at=AT,
            today=MONTH,
        ),
        wish=add_wish(person=somebody, text="试验", by=clerk, at=AT),
        clerk=clerk,
        hit=CrossCheckHit.objects.get(),
        claim=claim,
        plan=plan,
        override=override,
        figure=figure,
        grant=granting.enter(somebody, GrantKind.FESTIVAL, year=2026, festival="spring"),
        rule_change=propose_rule(
            asked=asked(RuleKind.TAIL, "bereaved_pension", value="months", number=8, first=MONTH),
            by=clerk,
            at=AT,
            today=MONTH,
        ),
        day=CalendarDay.objects.latest("day"),
        **told(home, clerk),
        **made_public(home),
    )


@pytest.fixture
def clients(world: World) -> dict[str, Client]:
    """One client for each column, signed in where there is somebody to sign in."""
    found: dict[str, Client] = {"visitor": Client()}
    for role in COLUMNS[1:]:
        place = {Role.TOWN_WORKER: world.village.parent, Role.VILLAGE_WORKER: world.village}
        client = Client()
        client.force_login(
            user(Role(role), region=place.get(Role(role))),
            backend="django.contrib.auth.backends.ModelBackend",
        )
        found[role] = client
    return found


def test_everybody_gets_what_is_theirs(
    world: World, clients: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Who is let in is settled before a page is drawn. Drawn they are elsewhere, each once: by
    # test_every_address and by the tests of their own floor.
    monkeypatch.setattr(Template, "render", lambda self, context: "")
    wrong = []
    for row in ROWS:
        address = row.address.format(**vars(world))
        got = " ".join(str(clients[who].get(address).status_code) for who in COLUMNS)
        if got != row.statuses:
            wrong.append(f"{row.route} ({address})\n  got    {got}\n  wanted {row.statuses}")
    assert wrong == [], "\n".join(wrong)
