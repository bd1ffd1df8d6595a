"""The trainers' pages put together: their addresses on one screen, the menu, and their parts."""

from __future__ import annotations

from aiohttp import web

from web import keys
from web.settings import Settings
from web.trainer.access import pages
from web.trainer.access.gate import send_again
from web.trainer.access.refusals import trainer_middleware
from web.trainer.base_examples import change_form, near_page
from web.trainer.base_examples import changes_page as base_changes
from web.trainer.base_examples import page as base
from web.trainer.channels import page as channels
from web.trainer.comparison import candidate_page, messages_page, review, taught_page
from web.trainer.facts import change as facts_change
from web.trainer.facts import form as facts_form
from web.trainer.facts import page as facts
from web.trainer.facts import versions as facts_versions
from web.trainer.facts.fact_words import SECTIONS
from web.trainer.help import page as help_page
from web.trainer.inbox import conversation_page, disputes, notes
from web.trainer.inbox import page as inbox
from web.trainer.log import page as log
from web.trainer.login import oidc_page as organisation
from web.trainer.login import page as login
from web.trainer.login.login_attempts import Attempts
from web.trainer.login.oidc import Provider
from web.trainer.login.passwords import Passwords
from web.trainer.models import difference, model_release
from web.trainer.models import page as models
from web.trainer.overview import page as overview
from web.trainer.status import page as status
from web.trainer.teaching import (
    built_in_tests,
    example_form,
    examples,
    kept_message_form,
    kept_test_change,
    kept_test_form,
    kept_tests,
    many_examples,
)
from web.trainer.topics import draft_form
from web.trainer.topics import page as topics
from web.trainer.unanswered import page as unanswered

_NUMBER = r"{number:\d{1,9}}"
_KEY = "{key:[0-9a-f]{16}}"
_SECTION = "{section:" + "|".join(SECTIONS) + "}"

# Of two routes with one address the second follows the first and has its name.
ROUTES = (
    web.get("/trana", inbox.page, name="inbox"),
    web.get("/trana/", login.with_slash, name="start"),
    web.post(f"/trana/meddelande/{_NUMBER}", inbox.judge, name="inbox.judge"),
    web.post(f"/trana/meddelande/{_NUMBER}/sag-emot", inbox.contradict, name="inbox.contradict"),
    web.post(f"/trana/meddelande/{_NUMBER}/anteckning", notes.write, name="notes.write"),
    web.post(f"/trana/anteckning/{_NUMBER}/ta-tillbaka", notes.take_back, name="notes.take_back"),
    web.post("/trana/angra", inbox.undo, name="inbox.undo"),
    web.get("/trana/samtal/{conversation}", conversation_page.page, name="conversation"),
    web.get("/trana/logga-in", login.page, name="login"),
    web.post("/trana/logga-in", login.log_in, name="login"),
    web.get("/trana/logga-in/organisation", organisation.start, name="login.organisation"),
    web.get("/trana/logga-in/svar", organisation.finish, name="login.answer"),
    web.post("/trana/skicka-igen", send_again, name="unsent"),
    web.post("/trana/logga-ut", login.log_out, name="logout"),
    web.get("/trana/oense", disputes.page, name="disputes"),
    web.post(f"/trana/oense/{_NUMBER}", disputes.settle, name="disputes.settle"),
    web.post(f"/trana/oense/{_NUMBER}/oppna", disputes.reopen, name="disputes.reopen"),
    web.get("/trana/exempel", examples.listing, name="examples"),
    web.get("/trana/exempel/reviewed.yml", examples.download, name="examples.file"),
    web.post("/trana/exempel/markerade", many_examples.change, name="examples.many"),
    web.post("/trana/exempel/angra", examples.put_back, name="examples.undo"),
    web.get("/trana/exempel/nytt", example_form.empty, name="examples.new"),
    web.post("/trana/exempel/nytt", example_form.save_new, name="examples.new"),
    web.get("/trana/exempel/liknande", near_page.page, name="near"),
    web.get("/trana/exempel/grund", base.listing, name="base"),
    web.get("/trana/exempel/grund/andringar", base_changes.listing, name="base.changes"),
    web.get("/trana/exempel/grund/andringar.patch", base_changes.download, name="base.patch"),
    web.post(
        f"/trana/exempel/grund/andringar/{_NUMBER}/ta-tillbaka",
        base_changes.take_back,
        name="base.take_back",
    ),
    web.get(f"/trana/exempel/grund/{_KEY}", change_form.filled, name="base.change"),
    web.post(f"/trana/exempel/grund/{_KEY}", change_form.save, name="base.change"),
    web.get(f"/trana/exempel/{_NUMBER}", example_form.filled, name="examples.edit"),
    web.post(f"/trana/exempel/{_NUMBER}", example_form.save, name="examples.edit"),
    web.post(f"/trana/exempel/{_NUMBER}/ta-bort", examples.remove, name="examples.remove"),
    web.get("/trana/tester", kept_tests.listing, name="tests"),
    web.get("/trana/tester/medfoljande", built_in_tests.listing, name="tests.built_in"),
    web.get("/trana/tester/reviewed.yml", kept_tests.download_stories, name="tests.stories"),
    web.get("/trana/tester/reviewed.tsv", kept_tests.download_messages, name="tests.messages"),
    web.post("/trana/tester/angra", kept_tests.put_back, name="tests.undo"),
    web.get("/trana/tester/av-samtal", kept_test_form.story_form, name="tests.new_story"),
    web.post("/trana/tester/av-samtal", kept_test_form.from_conversation, name="tests.new_story"),
    web.get("/trana/tester/holdout", kept_message_form.message_form, name="tests.new_message"),
    web.post("/trana/tester/holdout", kept_message_form.from_message, name="tests.new_message"),
    web.get(f"/trana/tester/{_NUMBER}", kept_test_change.filled, name="tests.edit"),
    web.post(f"/trana/tester/{_NUMBER}", kept_test_change.save, name="tests.edit"),
    web.post(f"/trana/tester/{_NUMBER}/ta-bort", kept_tests.remove, name="tests.remove"),
    web.get("/trana/modeller", models.listing, name="models"),
    web.get("/trana/modeller/lage", models.state, name="models.state"),
    web.post("/trana/modeller/trana", models.train, name="models.train"),
    web.post("/trana/modeller/tillbaka", model_release.undo, name="models.undo"),
    web.get(f"/trana/modeller/{_NUMBER}", candidate_page.page, name="models.candidate"),
    web.get(f"/trana/modeller/{_NUMBER}/meddelanden", messages_page.page, name="models.messages"),
    web.get(f"/trana/modeller/{_NUMBER}/exempel", taught_page.page, name="models.taught"),
    web.get(f"/trana/modeller/{_NUMBER}/skillnad", difference.page, name="models.difference"),
    web.post(
        f"/trana/modeller/{_NUMBER}/ta-bort-exempel",
        difference.remove,
        name="models.remove_examples",
    ),
    web.post(f"/trana/modeller/{_NUMBER}/granska", review.judge, name="models.review"),
    web.post(f"/trana/modeller/{_NUMBER}/stoppa", models.stop, name="models.stop"),
    web.post(f"/trana/modeller/{_NUMBER}/slapp", model_release.release, name="models.release"),
    web.get("/trana/oversikt", overview.page, name="overview"),
    web.get("/trana/oversikt.csv", overview.download, name="overview.table"),
    web.get("/trana/obesvarat", unanswered.page, name="unanswered"),
    web.get("/trana/amnen", topics.page, name="topics"),
    web.get("/trana/amnen/etikett", draft_form.filled, name="topics.draft"),
    web.post("/trana/amnen/etikett", draft_form.save, name="topics.draft"),
    web.get("/trana/fakta", facts.page, name="facts"),
    web.get("/trana/fakta/hela", facts_form.whole_page, name="facts.whole"),
    web.get("/trana/fakta/ny/{section}", facts_form.new_page, name="facts.new"),
    web.get(f"/trana/fakta/{_SECTION}/{{name}}", facts_form.fact_page, name="facts.fact"),
    web.post("/trana/fakta/andra", facts_change.change, name="facts.change"),
    web.get("/trana/fakta/versioner", facts_versions.versions_page, name="facts.versions"),
    web.get(f"/trana/fakta/versioner/{_NUMBER}", facts_versions.version_page, name="facts.version"),
    web.post(f"/trana/fakta/versioner/{_NUMBER}", facts_versions.restore, name="facts.version"),
    web.get("/trana/kanaler", channels.page, name="channels"),
    web.post("/trana/kanaler/{channel:[a-z_]+}/stang", channels.close, name="channels.close"),
    web.post("/trana/kanaler/{channel:[a-z_]+}/oppna", channels.open_again, name="channels.open"),
    web.get("/trana/logg", log.page, name="log"),
    web.get("/trana/drift", status.page, name="status"),
    web.get("/trana/hjalp", help_page.page, name="help"),
)

# The menu: routes and their words.
NAV = (
    ("inbox", "Inkorg"),
    ("disputes", "Oense"),
    ("examples", "Exempel"),
    ("tests", "Tester"),
    ("models", "Modeller"),
    ("overview", "Översikt"),
    ("unanswered", "Obesvarat"),
    ("topics", "Nya ämnen"),
    ("facts", "Fakta"),
    ("channels", "Kanaler"),
    ("log", "Logg"),
)


def add_to(app: web.Application, settings: Settings) -> None:
    """Add the pages to web."""
    app.middlewares.append(trainer_middleware)
    app[pages.NAV] = NAV
    app[login.ATTEMPTS] = Attempts(app[keys.SHARED])
    app[login.PASSWORDS] = Passwords()
    if settings.oidc:
        app[organisation.PROVIDER] = Provider(settings.oidc)
    app.add_routes(ROUTES)
