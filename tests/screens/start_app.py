"""Starts the app on a store, as somebody, in a language."""

import sys

from cpor_tui.app import run
from cpor_tui.desk import Desk
from cpor_tui.identity import actor_for
from cpor_tui.session import Session
from cpor_tui.store import Store
from cpor_tui.text import Text

if __name__ == "__main__":
    url, who, lang = sys.argv[1:4]
    store = Store.open(url)
    sys.exit(run(Session(Desk(store), actor_for(store, who), Text(lang, store.office.zone))))
