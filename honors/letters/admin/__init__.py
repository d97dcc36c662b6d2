"""The bureau's door to good news: pages that ask, and call one service each."""

from honors.letters.admin import desk, pages, steps
from veterans.accounts.bureau_site import BureauPage, PersonButton, Place, bureau_site

READ, ENTER = "letters.read", "letters.enter"

bureau_site().add_pages(
    (
        BureauPage("good-news/", pages.letters, "good_news", READ),
        BureauPage("good-news/export/", pages.export, "good_news_export", READ),
        BureauPage("good-news/new/<int:person_id>/", steps.new, "letter_new", ENTER),
        BureauPage("good-news/<int:letter_id>/", pages.letter, "letter", READ),
        BureauPage("good-news/<int:letter_id>/paper/", pages.paper, "letter_paper", READ),
        BureauPage("good-news/<int:letter_id>/reward/", steps.reward, "letter_reward", ENTER),
        BureauPage(
            "good-news/<int:letter_id>/reward/new/",
            steps.enter_reward,
            "letter_reward_new",
            "grants.enter",
        ),
        BureauPage("good-news/<int:letter_id>/do/<slug:verb>/", steps.step, "letter_step", READ),
    )
)
bureau_site().add_places([Place("喜报", "good_news", READ, 32, (), "荣誉")])
bureau_site().add_person_buttons(PersonButton("登记喜报", "letter_new", ENTER))
bureau_site().add_to_desk(desk.desk)
