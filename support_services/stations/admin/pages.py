"""Addresses of the stations' pages behind the bureau's door."""

from support_services.stations.admin import duty_items, templates
from support_services.stations.admin.network import NETWORK_PAGES
from veterans.accounts.bureau_site import BureauPage, Place

PAGES = (
    *NETWORK_PAGES,
    BureauPage("network/duties/", duty_items.duty_items, "network_duties", "network.read"),
    BureauPage(
        "network/duties/new/", duty_items.new_duty_item, "network_duty_new", "network.duties"
    ),
    BureauPage(
        "network/duties/<int:item_id>/", duty_items.duty_item, "network_duty", "network.duties"
    ),
    BureauPage("network/templates/", templates.templates, "network_templates", "network.read"),
    BureauPage(
        "network/templates/new/",
        templates.new_template,
        "network_template_new",
        "assessment.template",
    ),
    BureauPage(
        "network/templates/<int:template_id>/",
        templates.template,
        "network_template",
        "network.read",
    ),
    BureauPage(
        "network/templates/<int:template_id>/items/new/",
        templates.new_item,
        "network_template_item_new",
        "assessment.template",
    ),
    BureauPage(
        "network/templates/<int:template_id>/items/<int:item_id>/",
        templates.item,
        "network_template_item",
        "assessment.template",
    ),
    BureauPage(
        "network/templates/<int:template_id>/do/<slug:verb>/",
        templates.take,
        "network_template_do",
        "network.read",
    ),
)

PLACES = (Place("服务站", "network_home", "network.read", 29, ("stations/station/",), "服务"),)
