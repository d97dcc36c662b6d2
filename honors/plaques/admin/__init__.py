"""The bureau's door to the plaques: pages that ask, and call one service each."""

from honors.plaques.admin import batches, coverage, deciding, desk, homes, ruling, stock
from veterans.accounts.bureau_site import BureauPage, PersonButton, Place, bureau_site

READ, KEEP, ASK = "plaques.read", "plaques.keep", "plaques.ask"

bureau_site().add_pages(
    (
        BureauPage("plaques/", coverage.coverage, "plaques", READ),
        BureauPage("plaques/export/", coverage.export, "plaques_export", READ),
        BureauPage("plaques/run/", coverage.run, "plaques_run", KEEP),
        BureauPage("plaques/rules/", ruling.rules, "plaque_rules", READ),
        BureauPage("plaques/rules/new/", ruling.new, "plaque_rule_new", KEEP),
        BureauPage("plaques/rules/<int:line_id>/", ruling.trial, "plaque_rule", READ),
        BureauPage(
            "plaques/rules/<int:line_id>/<slug:verb>/", ruling.step, "plaque_rule_step", READ
        ),
        BureauPage("plaques/homes/", homes.homes, "plaque_homes", READ),
        BureauPage("plaques/homes/export/", homes.export, "plaque_homes_export", READ),
        BureauPage("plaques/homes/<int:home_id>/", homes.home, "plaque_home", READ),
        BureauPage(
            "plaques/homes/<int:home_id>/withdraw/", deciding.withdraw, "plaque_withdraw", KEEP
        ),
        BureauPage("plaques/waiting/", deciding.waiting, "plaques_waiting", READ),
        BureauPage("plaques/ask/<int:person_id>/", deciding.ask, "plaque_ask", ASK),
        BureauPage(
            "plaques/pleas/<int:plea_id>/", deciding.decide, "plaque_plea", "plaques.decide"
        ),
        BureauPage(
            "plaques/withdrawals/<int:withdrawal_id>/<slug:verb>/",
            deciding.step,
            "plaque_withdrawal_step",
            READ,
        ),
        BureauPage(
            "plaques/withdrawals/<int:withdrawal_id>/",
            deciding.paper,
            "plaque_withdrawal",
            READ,
        ),
        BureauPage("plaques/batches/", batches.batches, "plaque_batches", READ),
        BureauPage("plaques/batches/new/", batches.new, "plaque_batch_new", KEEP),
        BureauPage("plaques/batches/<int:batch_id>/", batches.batch, "plaque_batch", READ),
        BureauPage("plaques/batches/<int:batch_id>/route/", batches.route, "plaque_route", READ),
        BureauPage("plaques/batches/<int:batch_id>/end/", batches.end, "plaque_batch_end", KEEP),
        BureauPage("plaques/stock/", stock.stock, "plaque_stock", READ),
        BureauPage("plaques/stock/<slug:verb>/", stock.step, "plaque_stock_step", KEEP),
    )
)
bureau_site().add_places([Place("光荣牌", "plaques", READ, 31, (), "荣誉")])
bureau_site().add_person_buttons(PersonButton("光荣牌申请", "plaque_ask", ASK))
bureau_site().add_to_desk(desk.desk)
