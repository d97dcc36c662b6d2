"""Roles and what each may do: plain data, read by services and by pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import TextChoices

from veterans.foundation.errors import PermissionRefused, Refused

if TYPE_CHECKING:
    from veterans.accounts.models import User


class Role(TextChoices):
    """A person at the bureau or a station holds exactly one role."""

    PREPARER = "preparer", "经办"
    REVIEWER = "reviewer", "复核"
    APPROVER = "approver", "审批"
    AUDITOR = "auditor", "审计"
    SYSADMIN = "sysadmin", "系统管理员"
    SECADMIN = "secadmin", "安全管理员"
    TOWN_WORKER = "town_worker", "镇街站工作人员"
    VILLAGE_WORKER = "village_worker", "村居站工作人员"
    JUROR = "juror", "评委"


# What people write for a role on the command line, besides its code and its label.
ALIASES: dict[str, Role] = {
    "经办人": Role.PREPARER,
    "clerk": Role.PREPARER,
    "复核人": Role.REVIEWER,
    "审批人": Role.APPROVER,
    "审计员": Role.AUDITOR,
    "admin": Role.SYSADMIN,
    "administrator": Role.SYSADMIN,
    "system_admin": Role.SYSADMIN,
    "system_administrator": Role.SYSADMIN,
    "管理员": Role.SYSADMIN,
    "security_admin": Role.SECADMIN,
    "security_administrator": Role.SECADMIN,
    "安全审计员": Role.AUDITOR,
    "town": Role.TOWN_WORKER,
    "town_station": Role.TOWN_WORKER,
    "town_station_worker": Role.TOWN_WORKER,
    "镇街站": Role.TOWN_WORKER,
    "镇街": Role.TOWN_WORKER,
    "village": Role.VILLAGE_WORKER,
    "village_station": Role.VILLAGE_WORKER,
    "village_station_worker": Role.VILLAGE_WORKER,
    "村居站": Role.VILLAGE_WORKER,
    "村居": Role.VILLAGE_WORKER,
}

HANDS = frozenset({Role.PREPARER, Role.REVIEWER, Role.APPROVER})
READERS = HANDS | {Role.AUDITOR}
# 三员分立: with the auditor they are three people, and none of them holds a duty with files.
KEEPERS = frozenset({Role.SYSADMIN, Role.SECADMIN})
# 评委 come from outside for one thing: they enter at the bureau and see their own desk alone.
JURY = frozenset({Role.JUROR})
BUREAU = READERS | KEEPERS | JURY
STATION = frozenset({Role.TOWN_WORKER, Role.VILLAGE_WORKER})

DUTIES: dict[str, frozenset[Role]] = {
    "desk.see": BUREAU,
    "people.read": READERS,
    "people.edit": frozenset({Role.PREPARER}),
    "people.verify": frozenset({Role.PREPARER, Role.REVIEWER}),
    # Contacts, work, daily life: stations write them at once, for their own area.
    "people.contact": frozenset({Role.PREPARER}) | STATION,
    # 参战参试, health: only whose duty it is to decide on them.
    "people.sensitive": frozenset({Role.PREPARER, Role.REVIEWER}),
    # One covered value of one person, for a reason that is on record.
    "people.unmask": frozenset({Role.PREPARER, Role.REVIEWER}) | STATION,
    # What the pages show of many people, in a file; whoever asked sees his own, the auditor all.
    "people.export": frozenset({Role.PREPARER, Role.REVIEWER}),
    "exports.see": frozenset({Role.PREPARER, Role.REVIEWER, Role.AUDITOR}),
    # 人员变动: proposed by one, decided at the bureau by another.
    "events.propose": frozenset({Role.PREPARER}) | STATION,
    "events.decide": frozenset({Role.PREPARER, Role.REVIEWER}),
    "rates.enter": frozenset({Role.PREPARER}),
    "rates.enforce": frozenset({Role.REVIEWER, Role.APPROVER}),
    "batch.prepare": frozenset({Role.PREPARER}),
    "batch.review": frozenset({Role.REVIEWER}),
    "batch.approve": frozenset({Role.APPROVER}),
    "batch.send_back": frozenset({Role.REVIEWER, Role.APPROVER}),
    "batch.void": frozenset({Role.PREPARER, Role.APPROVER}),
    "bank.exchange": frozenset({Role.PREPARER}),
    "ledger.read": READERS,
    "audit.read": frozenset({Role.AUDITOR}),
    # What the full audit found; the audit log itself, and ordering another run, stay the auditor's.
    "books.read": frozenset({Role.APPROVER, Role.AUDITOR}),
    # One opens accounts and proposes, the other gives power; each of the two may end an emergency.
    "accounts.see": KEEPERS | {Role.AUDITOR},
    "accounts.manage": frozenset({Role.SYSADMIN}),
    "accounts.secure": frozenset({Role.SECADMIN}),
    "emergency.end": KEEPERS,
    "sign_ins.read": frozenset({Role.SECADMIN, Role.AUDITOR}),
    # 特批同时享受: one asks, another confirms; who asked may take it back.
    "override.propose": frozenset({Role.PREPARER}),
    "override.confirm": frozenset({Role.REVIEWER, Role.APPROVER}),
    "override.withdraw": HANDS,
    "grants.enter": frozenset({Role.PREPARER}),
    "grants.approve": frozenset({Role.REVIEWER, Role.APPROVER}),
    "checks.upload": frozenset({Role.PREPARER}),
    "checks.decide": frozenset({Role.PREPARER, Role.REVIEWER}),
    # 年度确认: a round is entered by one and opened by another; stations confirm their own area.
    "confirmation.enter": frozenset({Role.PREPARER}),
    "confirmation.open": frozenset({Role.REVIEWER, Role.APPROVER}),
    "confirmation.confirm": STATION | {Role.PREPARER, Role.REVIEWER},
    "confirmation.import": frozenset({Role.PREPARER}),
    "confirmation.handle": frozenset({Role.PREPARER, Role.REVIEWER}),
    "confirmation.forfeit": frozenset({Role.PREPARER}),
    "confirmation.refuse": HANDS,
    "recovery.enter": frozenset({Role.PREPARER}),
    "recovery.confirm": frozenset({Role.REVIEWER, Role.APPROVER}),
    "recovery.decide": frozenset({Role.APPROVER}),
    # Approval bands, sources of funds, budget lines: one enters, another brings into force.
    "funds.enter": frozenset({Role.PREPARER}),
    "funds.enforce": frozenset({Role.REVIEWER, Role.APPROVER}),
    "station.roster": STATION,
    "station.visit": STATION,
    "accounts.propose": STATION,
    # 走访: stations write theirs down; the bureau sets the tasks. 重点联系 is for whoever knows.
    "visits.record": STATION | {Role.PREPARER},
    "visits.key": STATION | {Role.PREPARER, Role.REVIEWER},
    "visits.plan": frozenset({Role.PREPARER}),
    # 困难帮扶: taken down by one, decided by another; the money is a grant like any other.
    "aid.take": STATION | {Role.PREPARER},
    "aid.decide": frozenset({Role.PREPARER, Role.REVIEWER}),
    "wishes.keep": STATION | {Role.PREPARER},
    # 挂账: one proposes, another decides; money back to the treasury takes the approver.
    "suspense.enter": frozenset({Role.PREPARER}),
    "suspense.decide": frozenset({Role.REVIEWER, Role.APPROVER}),
    "suspense.treasury": frozenset({Role.APPROVER}),
    "stations.edit": frozenset({Role.PREPARER}),
    # 服务站网络: everybody who reads people reads it; people and offers are kept by the bureau and
    # by the stations of the area.
    "network.read": READERS | STATION,
    "network.staff": frozenset({Role.PREPARER}) | STATION,
    "network.duties": frozenset({Role.PREPARER}),
    # 站点自评: the own station scores, the level above checks; a list of points takes two people.
    "assessment.template": frozenset({Role.PREPARER}),
    "assessment.enforce": frozenset({Role.REVIEWER, Role.APPROVER}),
    "assessment.fill": STATION,
    "assessment.check": frozenset({Role.PREPARER, Role.REVIEWER, Role.TOWN_WORKER}),
    "workdays.edit": frozenset({Role.PREPARER, Role.REVIEWER}),
    # 通知提醒: a rule is entered by one and enforced by another; to stop one takes nobody else.
    "notices.read": READERS,
    "notices.rules": frozenset({Role.PREPARER}),
    "notices.enforce": frozenset({Role.REVIEWER, Role.APPROVER}),
    "notices.stop": HANDS,
    "notices.send": frozenset({Role.PREPARER, Role.REVIEWER}),
    "notices.letters": frozenset({Role.PREPARER}),
    # To carry printed letters to those they are for; printing them is the bureau's.
    "notices.hand_over": STATION | {Role.PREPARER},
    # What is told may name people: not for administrators, and the auditor only reads.
    "notices.inbox": HANDS | STATION,
    # 公示: one drafts, another publishes; whoever hears of an objection registers it, another
    # decides. The rules for it are standards: rates.enter, rates.enforce.
    "publicity.draft": frozenset({Role.PREPARER}),
    "publicity.publish": frozenset({Role.REVIEWER, Role.APPROVER}),
    "publicity.withdraw": HANDS,
    "publicity.object": frozenset({Role.PREPARER, Role.REVIEWER}) | STATION,
    "publicity.decide": frozenset({Role.REVIEWER, Role.APPROVER}),
    "publicity.hang": frozenset({Role.PREPARER}) | STATION,
    # 诉求: whoever has one in hand carries it on; longer clocks take another person at the bureau.
    "cases.read": READERS | STATION,
    "cases.register": frozenset({Role.PREPARER, Role.REVIEWER}) | STATION,
    "cases.handle": frozenset({Role.PREPARER, Role.REVIEWER}) | STATION,
    "cases.decline": frozenset({Role.PREPARER, Role.REVIEWER}),
    "cases.extend": frozenset({Role.REVIEWER, Role.APPROVER}),
    "cases.conclude": frozenset({Role.REVIEWER, Role.APPROVER}),
    "cases.urge": HANDS,
    "cases.note": HANDS,
    "cases.rules": frozenset({Role.PREPARER, Role.REVIEWER}),
    # 优待目录: written by one, reviewed and published by another; stations read what is published.
    "catalogue.read": READERS | STATION,
    "catalogue.enter": frozenset({Role.PREPARER}),
    "catalogue.review": frozenset({Role.REVIEWER, Role.APPROVER}),
    "catalogue.withdraw": HANDS,
    # 政策找人: what came of a gap is the word of whoever spoke to the person.
    "finder.read": READERS | STATION,
    "finder.run": frozenset({Role.PREPARER, Role.REVIEWER}),
    "finder.answer": STATION | {Role.PREPARER},
    # 承办单位: an agreement is written by one, reviewed and published by another; any one of the
    # hands ends it, or a token. Who gives a provider a token did not enter its agreement.
    "providers.read": READERS | STATION,
    "providers.enter": frozenset({Role.PREPARER}),
    "providers.review": frozenset({Role.REVIEWER, Role.APPROVER}),
    "providers.end": HANDS,
    "providers.tokens": frozenset({Role.REVIEWER, Role.APPROVER}),
    # 拥军力量: entered by one, accepted or confirmed by another; stations write of activities in
    # their own area.
    "supporters.read": READERS | STATION,
    "supporters.enter": frozenset({Role.PREPARER}),
    "supporters.review": frozenset({Role.REVIEWER, Role.APPROVER}),
    "supporters.report": STATION | {Role.PREPARER},
    # 双拥工作领导小组: the picture and the tasks of an opinion are read by all readers; what is
    # promised and reported is entered by one, the yearly report issued by another.
    "steering.read": READERS,
    "steering.enter": frozenset({Role.PREPARER}),
    "steering.issue": frozenset({Role.REVIEWER, Role.APPROVER}),
    # 参与单位: kept by the preparer; what is agreed with one is its own floor's matter.
    "units.read": READERS,
    "units.keep": frozenset({Role.PREPARER}),
    # 荣誉名录: entered by one, reviewed and published by another; any one of the hands takes
    # something off the roll at once. A revocation is asked for by one, confirmed by another who
    # reviews.
    "honours.read": READERS,
    "honours.enter": frozenset({Role.PREPARER}),
    "honours.review": frozenset({Role.REVIEWER, Role.APPROVER}),
    "honours.withdraw": HANDS,
    "honours.revoke": HANDS,
    # 英烈和纪念设施: written by one, reviewed by another; stations inspect, book, report for their
    # area. What comes in (remains, bookings) is taken by the bureau.
    "memorials.read": READERS | STATION,
    "memorials.enter": frozenset({Role.PREPARER}),
    "memorials.review": frozenset({Role.REVIEWER, Role.APPROVER}),
    "memorials.report": STATION | {Role.PREPARER},
    "memorials.take": HANDS,
    # 评选表彰: drafted by one and opened by another; stations nominate; whoever wrote a nomination
    # down does not screen it; the list is proposed by one, shown by another, decided by another.
    "campaigns.read": READERS,
    "campaigns.enter": frozenset({Role.PREPARER}),
    "campaigns.nominate": STATION,
    "campaigns.screen": frozenset({Role.PREPARER, Role.REVIEWER}),
    "campaigns.check": frozenset({Role.REVIEWER}),
    "campaigns.answer": frozenset({Role.REVIEWER, Role.APPROVER}),
    "campaigns.decide": frozenset({Role.APPROVER}),
    # 光荣牌: stations go to the doors and take applications down; the bureau keeps batches and the
    # stock; what is asked for, withdrawn, restored another decides.
    "plaques.read": READERS | STATION,
    "plaques.answer": STATION | {Role.PREPARER},
    "plaques.ask": STATION | {Role.PREPARER},
    "plaques.keep": frozenset({Role.PREPARER}),
    "plaques.decide": frozenset({Role.REVIEWER, Role.APPROVER}),
    # 喜报: entered by one, checked by another with the armed forces office; stations bring it.
    "letters.read": READERS | STATION,
    "letters.enter": frozenset({Role.PREPARER}),
    "letters.check": frozenset({Role.REVIEWER, Role.APPROVER}),
    "letters.deliver": STATION | {Role.PREPARER},
    # 一事一链: one makes and takes back links, another reads a code out at the unit's number and
    # writes down that an answer was none of the unit's; whose it was is found out by a reviewer.
    "units.link": frozenset({Role.PREPARER}),
    "units.code": HANDS,
    "units.check": frozenset({Role.REVIEWER, Role.APPROVER}),
    # 拥军服务项目: called for by one, opened by another; any hand may be asked to score; the list
    # within the budget is prepared by one and decided by another.
    "projects.read": READERS,
    "projects.enter": frozenset({Role.PREPARER}),
    "projects.score": HANDS,
    "projects.check": frozenset({Role.REVIEWER}),
    "projects.decide": frozenset({Role.APPROVER}),
    # 评委会: set up by one, closed by another; jurors score what is theirs, and read nothing else.
    "juries.read": READERS,
    "juries.enter": frozenset({Role.PREPARER}),
    "juries.close": frozenset({Role.REVIEWER, Role.APPROVER}),
    "juries.score": JURY,
    # 投票: set up by one, opened by another; what is left out, and the report, take two.
    "votes.read": READERS,
    "votes.enter": frozenset({Role.PREPARER}),
    "votes.sign": frozenset({Role.REVIEWER, Role.APPROVER}),
    # 双清单: the preparer writes down what each side says; another verifies, extends, checks for
    # secrets and signs circulars; what the leading group decided is the approver's to record.
    "dlist.read": READERS,
    "dlist.enter": frozenset({Role.PREPARER}),
    "dlist.decide": frozenset({Role.REVIEWER, Role.APPROVER}),
    "dlist.group": frozenset({Role.APPROVER}),
    # 网上来件: read like restricted cases; taken by the town's station or the bureau, refused here.
    "incoming.take": frozenset({Role.PREPARER, Role.REVIEWER, Role.TOWN_WORKER}),
    "incoming.refuse": frozenset({Role.PREPARER, Role.REVIEWER}),
    # 代办: step lists are the bureau's.
    "errands.read": READERS | STATION,
    "errands.handle": frozenset({Role.PREPARER, Role.REVIEWER}) | STATION,
    "errands.kinds": frozenset({Role.PREPARER, Role.REVIEWER}),
}

# Django permissions by duty, for what Django asks on its own account: app label, models ("*" is
# every model of the app), actions. What is not listed is refused to everybody.
PERMISSIONS: tuple[tuple[str, str, str, frozenset[str]], ...] = (
    ("accounts.manage", "accounts", "user", frozenset({"view", "add", "change"})),
    ("accounts.manage", "regions", "region", frozenset({"view"})),
    ("accounts.see", "accounts", "*", frozenset({"view"})),
    ("audit.read", "foundation", "auditentry", frozenset({"view"})),
    ("people.read", "regions", "region", frozenset({"view"})),
    ("people.read", "registry", "*", frozenset({"view"})),
    ("people.edit", "registry", "*", frozenset({"add", "change"})),
    ("people.read", "stations", "station", frozenset({"view"})),
    ("stations.edit", "stations", "station", frozenset({"add", "change"})),
    ("ledger.read", "subsidies", "*", frozenset({"view"})),
    ("people.read", "workdays", "*", frozenset({"view"})),
    ("workdays.edit", "workdays", "*", frozenset({"add", "change"})),
)


def parse_role(text: str) -> Role:
    """The role meant by a code, a Chinese label or an alias; refuses anything else."""
    word = text.strip().lower().replace("-", "_").replace(" ", "_")
    by_label = {role.label: role for role in Role}
    if word in Role.values:
        return Role(word)
    found = by_label.get(word) or ALIASES.get(word)
    if found is None:
        known = "、".join(f"{role.value}（{role.label}）" for role in Role)
        raise Refused(f"没有“{text}”这个岗位，可选：{known}。")
    return found


def permits(role: str, permission: str) -> bool:
    """Whether a role holds the Django permission ``app.action_model``."""
    app, _, codename = permission.partition(".")
    action, _, model = codename.partition("_")
    return any(
        role in DUTIES[duty] and app == of_app and of_model in ("*", model) and action in actions
        for duty, of_app, of_model, actions in PERMISSIONS
    )


def permits_app(role: str, app_label: str) -> bool:
    """Whether a role sees anything of an app."""
    return any(role in DUTIES[duty] and app_label == app for duty, app, _, _ in PERMISSIONS)


def may(user: User, duty: str) -> bool:
    """Whether the person is active and holds a role with that duty, or is lent one (紧急授权)."""
    return user.is_active and not DUTIES[duty].isdisjoint(user.roles_held)


def require(user: User, duty: str) -> None:
    """Refuse, in words the person understands, whoever does not hold the duty."""
    if not may(user, duty):
        holders = "、".join(sorted(Role(r).label for r in DUTIES[duty]))
        raise PermissionRefused(f"此操作由“{holders}”岗位办理，您的账号没有这项权限。")
