"""The bureau's door to providers: pages that ask, and call one service each."""

from support_services.providers.admin import agreements, desk, lists, tokens
from veterans.accounts.bureau_site import BureauPage, Place, bureau_site

READ, ENTER = "providers.read", "providers.enter"

bureau_site().add_pages(
    (
        BureauPage("providers/", lists.providers, "providers", READ),
        BureauPage("providers/new/", agreements.new, "provider_new", ENTER),
        BureauPage("providers/export/", lists.export, "providers_export", READ),
        BureauPage("providers/<int:provider_id>/", lists.provider, "provider", READ),
        BureauPage("providers/<int:provider_id>/next/", agreements.renew, "provider_next", ENTER),
        BureauPage("providers/<int:provider_id>/plaque/", lists.plaque, "provider_plaque", READ),
        BureauPage(
            "providers/<int:provider_id>/tokens/new/",
            tokens.new,
            "provider_token_new",
            "providers.tokens",
        ),
        BureauPage(
            "providers/tokens/<int:token_id>/revoke/",
            tokens.revoke,
            "provider_token_revoke",
            "providers.end",
        ),
        BureauPage(
            "providers/agreements/<int:agreement_id>/edit/",
            agreements.edit,
            "agreement_edit",
            ENTER,
        ),
        BureauPage(
            "providers/agreements/<int:agreement_id>/do/<slug:verb>/",
            agreements.step,
            "agreement_step",
            READ,
        ),
        BureauPage(
            "providers/agreements/<int:agreement_id>/offers/",
            agreements.add_offer,
            "offer_add",
            ENTER,
        ),
        BureauPage(
            "providers/agreements/<int:agreement_id>/offers/<slug:code>/",
            agreements.edit_offer,
            "offer_edit",
            ENTER,
        ),
        BureauPage(
            "providers/agreements/<int:agreement_id>/offers/<slug:code>/remove/",
            agreements.remove_offer,
            "offer_remove",
            ENTER,
        ),
    )
)
bureau_site().add_places([Place("优待承办单位", "providers", READ, 25, (), "服务")])
bureau_site().add_to_desk(desk.desk)
