"""Every page template with a context of made-up data, under a short name."""

from typing import Any

from tests.design.account_pages import ACCOUNT_PAGES
from tests.design.aid_pages import AID_PAGES
from tests.design.api_pages import API_PAGES
from tests.design.batch_pages import BATCH_PAGES
from tests.design.bureau_pages import BUREAU_PAGES
from tests.design.campaign_pages import CAMPAIGN_PAGES
from tests.design.case_pages import CASE_PAGES
from tests.design.catalogue_pages import CATALOGUE_PAGES
from tests.design.confirmation_pages import CONFIRMATION_PAGES
from tests.design.door_pages import DOOR_PAGES
from tests.design.double_list_pages import DOUBLE_LIST_PAGES
from tests.design.export_pages import EXPORT_PAGES
from tests.design.fact_pages import FACT_PAGES
from tests.design.file_pages import FILE_PAGES
from tests.design.finder_pages import FINDER_PAGES
from tests.design.fund_pages import FUND_PAGES
from tests.design.grant_pages import GRANT_PAGES
from tests.design.honour_pages import HONOUR_PAGES
from tests.design.incoming_pages import INCOMING_PAGES
from tests.design.judging_pages import JUDGING_PAGES
from tests.design.list_pages import LIST_PAGES
from tests.design.memorial_pages import MEMORIAL_PAGES
from tests.design.network_pages import NETWORK_PAGES
from tests.design.notice_pages import NOTICE_PAGES
from tests.design.own_pages import OWN_PAGES
from tests.design.plaque_pages import PLAQUE_PAGES
from tests.design.project_pages import PROJECT_PAGES
from tests.design.provider_pages import PROVIDER_PAGES
from tests.design.publicity_pages import PUBLICITY_PAGES
from tests.design.recovery_pages import RECOVERY_PAGES
from tests.design.rule_pages import RULE_PAGES
from tests.design.sign_in_pages import SIGN_IN_PAGES
from tests.design.stacking_pages import STACKING_PAGES
from tests.design.station_pages import STATION_PAGES
from tests.design.steering_pages import STEERING_PAGES
from tests.design.supporter_pages import SUPPORTER_PAGES
from tests.design.suspense_pages import SUSPENSE_PAGES
from tests.design.trial_pages import TRIAL_PAGES
from tests.design.unit_pages import UNIT_PAGES
from tests.design.visit_pages import VISIT_PAGES

PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    **BUREAU_PAGES,
    **BATCH_PAGES,
    **FACT_PAGES,
    **ACCOUNT_PAGES,
    **FILE_PAGES,
    **LIST_PAGES,
    **EXPORT_PAGES,
    **CASE_PAGES,
    **CATALOGUE_PAGES,
    **FINDER_PAGES,
    **PROJECT_PAGES,
    **PROVIDER_PAGES,
    **HONOUR_PAGES,
    **CAMPAIGN_PAGES,
    **JUDGING_PAGES,
    **MEMORIAL_PAGES,
    **PLAQUE_PAGES,
    **UNIT_PAGES,
    **SUPPORTER_PAGES,
    **STEERING_PAGES,
    **DOUBLE_LIST_PAGES,
    **INCOMING_PAGES,
    **OWN_PAGES,
    **STATION_PAGES,
    **SUSPENSE_PAGES,
    **DOOR_PAGES,
    **TRIAL_PAGES,
    **RECOVERY_PAGES,
    **FUND_PAGES,
    **STACKING_PAGES,
    **GRANT_PAGES,
    **RULE_PAGES,
    **PUBLICITY_PAGES,
    **CONFIRMATION_PAGES,
    **SIGN_IN_PAGES,
    **NETWORK_PAGES,
    **VISIT_PAGES,
    **AID_PAGES,
    **API_PAGES,
    **NOTICE_PAGES,
}
