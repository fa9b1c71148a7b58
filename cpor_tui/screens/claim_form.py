"""The form of a claim, new or edited: what applies can be filled in, what may not change says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input

from cpor_tui.desk import Accepted
from cpor_tui.domain.claim import shown_id
from cpor_tui.domain.fields import FIELDS, value
from cpor_tui.domain.names import ACTIVITIES, PROGRAMMES, Activity, Area, Status
from cpor_tui.domain.refusals import Code, Refused
from cpor_tui.pages import Page
from cpor_tui.screens.choices import Choices
from cpor_tui.screens.filled import Filled, creation, edition, may_change, of_claim, packed, unpacked
from cpor_tui.screens.forms import Boxes, Kept
from cpor_tui.screens.looks import DIM, GOOD, LATE, SOON, TITLE, folded, said
from cpor_tui.screens.panes import Pane, stands
from cpor_tui.screens.view import View, news, view

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "claim": ("name", "mpn"),
    "customer": (
        "customer", "tenant", "domain", "customer-contact", "customer-title", "customer-email", "customer-lang",
    ),
    "partner": ("partner-contact", "partner-email"),
    "technical": ("technical-contact", "technical-title", "technical-email"),
    "product": ("subscription", "seller", "isv-solution"),
}  # fmt: skip
"""The form's parts and their fields; products stand above the last."""
_PICKED = ("mpn", "customer-lang")
_LANGUAGES = ("en", "ko")


@dataclass(frozen=True, slots=True)
class FormPage:
    """What a form is filled in over: the claim, if there is one, the organisation's MPN IDs, and the catalogue."""

    view: View | None
    mpns: Mapping[str, str | None]
    catalogue: Mapping[str, tuple[str, ...]]
    kept: str


class FieldRow(Vertical):
    """A field's name, where it is typed, and what is wrong with it."""

    def __init__(self, name: str, label: str) -> None:
        super().__init__(id=f"row-{name}", classes="field")
        self._name = name
        self._label = label

    def compose(self) -> ComposeResult:
        """Label, input, and a line for its error."""
        with Horizontal(classes="line"):
            yield Pane(id=f"label-{self._name}", classes="label")
            if self._name in _PICKED:
                yield Boxes(id=f"pick-{self._name}", single=True)
            else:
                yield Input(id=f"field-{self._name}", compact=True)
            yield Pane(id=f"fixed-{self._name}", classes="fixed")
        yield Pane(id=f"wrong-{self._name}", classes="wrong")

    def on_mount(self) -> None:
        """Say the field's name."""
        self.query_one(f"#label-{self._name}", Pane).draw(said(self._label))
        self.query_one(f"#wrong-{self._name}").display = False

    def say_wrong(self, words: str) -> None:
        """Say what is wrong with the field; "" for nothing."""
        pane = self.query_one(f"#wrong-{self._name}", Pane)
        pane.display = bool(words)
        pane.draw(said(f"! {words}", LATE) if words else said(""))


class ClaimForm(Kept):
    """Creates a claim (None) or edits one; answers with what the desk accepted."""

    FOOT: ClassVar[tuple[str, ...]] = ("send", "keep", "forget")

    def __init__(self, claim: int | None = None) -> None:
        super().__init__(classes="form")
        self._claim = claim
        self._seen = 0
        self._start = Filled()
        self._form = Filled()
        self._sending = False
        self.draft_of = (claim or 0, "edit" if claim else "new")

    def compose(self) -> ComposeResult:
        """The parts of the form in the order of RULES.md §6, then what Submit still lacks."""
        yield Pane(id="title")
        yield Pane(id="fixed-why")
        with VerticalScroll(id="paper", can_focus=False):
            yield Pane(id="title-area", classes="section")
            yield Boxes(id="area", single=True)
            yield Pane(id="title-activity", classes="section")
            yield Boxes(id="activity", single=True)
            for part, names in SECTIONS.items():
                if part == "product":
                    yield Pane(id="title-product", classes="section")
                    yield Input(id="narrow", compact=True, placeholder=self.words("form.narrow"))
                    yield Boxes(id="products")
                    yield Pane(id="wrong-products", classes="wrong")
                else:
                    yield Pane(id=f"title-{part}", classes="section")
                for name in names:
                    yield FieldRow(name, self.text.field(name))
        yield Pane(id="lacks")
        yield Pane(id="kept")
        yield from self.foot()

    # Fetch

    @property
    def claim_page(self) -> Page | None:
        """The claim that is edited."""
        return self.page.view.page if self.page is not None and self.page.view is not None else None

    def fetch(self, wish: Any) -> FormPage:
        """The claim, the organisation, the products, the draft."""
        session, store = self.session, self.session.desk.store
        found = view(session, self._claim) if self._claim else None
        number = found.page.org.id if found is not None else session.actor.org
        org = store.org(number) if number is not None else None
        catalogue: dict[str, tuple[str, ...]] = {}
        for product in store.product_list(active=True):
            catalogue[product.area] = (*catalogue.get(product.area, ()), product.name)
        kept = self.kept_form()[0]
        return FormPage(found, org.mpn if org is not None else {}, catalogue, kept)

    def news(self, page: Any, before: Any) -> str:
        """What others did to the claim meanwhile."""
        return news(self.session, page.view, before.view) if page.view and before.view else ""

    def show(self, page: Any, before: Any) -> None:
        """Fill the form once; afterwards only what is said around it changes."""
        if before is None:
            self._seen = page.view.version if page.view is not None else 0
            self._start = of_claim(page.view.page.claim) if page.view is not None else Filled()
            if page.view is None and len(page.mpns) == 1:
                self._start = replace(self._start, fields={"mpn": next(iter(page.mpns))})
            self._form = unpacked(page.kept, self._start)
            self._typed = page.kept
            self._fill()
            self.say_restored()
            self.begin_at(self._focus_first)
        self._draw()

    def _focus_first(self) -> None:
        first = "#area" if self._status is Status.EDITING and self._claim is None else "#field-name"
        target = self.query_one(first)
        if not target.display or target.disabled:
            target = next((one for one in self.query(Input) if one.display and one.parent.display), target)  # type: ignore[union-attr]
        target.focus(scroll_visible=False)
        # Only then are the rows that do not apply out of the way.
        self.set_timer(0.05, lambda: target.scroll_visible(animate=False, immediate=True))

    @property
    def _status(self) -> Status:
        page = self.claim_page
        return page.claim.status if page is not None else Status.EDITING

    # Drawing

    def _fill(self) -> None:
        for name in FIELDS:
            if name not in _PICKED:
                self.query_one(f"#field-{name}", Input).value = self._form.fields.get(name, "")
        text = self.text
        areas = [(area.value, text.label(area)) for area in Area]
        self.query_one("#area", Boxes).offer(areas, [self._form.area] if self._form.area else [], single=True)
        self._offer_activities()
        mpns = [(mpn, f"{mpn}  {place or ''}".rstrip()) for mpn, place in self.page.mpns.items()]
        self._offer("mpn", mpns)
        self._offer("customer-lang", [(lang, text(f"lang.{lang}")) for lang in _LANGUAGES])
        self._offer_products()

    def _offer(self, name: str, options: list[tuple[str, str]]) -> None:
        chosen = self._form.fields.get(name, "")
        self.query_one(f"#pick-{name}", Boxes).offer(options, [chosen] if chosen else [], single=True)

    def _offer_activities(self) -> None:
        form, text = self._form, self.text
        known = [one for one in Activity if form.area is None or one in ACTIVITIES[form.area]]
        paid = {one: text(f"programme.{PROGRAMMES[one] or 'none'}") for one in known}
        rows = [(one.value, f"{text.label(one)} - {paid[one]}") for one in known]
        self.query_one("#activity", Boxes).offer(rows, [form.activity] if form.activity else [], single=True)

    def _offer_products(self) -> None:
        narrow = self.query_one("#narrow", Input).value.strip().casefold()
        catalogue = self.page.catalogue.get(self._form.area, ()) if self._form.area else ()
        known = tuple(dict.fromkeys((*self._form.products, *catalogue)))
        shown = [product for product in known if narrow in product.casefold()]
        self.query_one("#products", Boxes).offer(
            [(product, product) for product in shown], self._form.products
        )

    def _draw(self) -> None:
        text, form, status = self.text, self._form, self._status
        page = self.claim_page
        if page is None:
            heading = self.words("form.new")
        else:
            customer = page.claim.fields.get("customer", "")
            heading = self.words("form.edit", claim=shown_id(page.claim.id), customer=customer).strip()
        self.query_one("#title", Pane).draw(said(heading, TITLE))
        why = self.query_one("#fixed-why", Pane)
        why.display = status is not Status.EDITING
        why.draw(folded(self.words("form.fixed", status=text.label(status)), self.across, 0, SOON))
        for part in SECTIONS:
            self.query_one(f"#title-{part}", Pane).draw(said(self._section(part), TITLE))
        for name in ("area", "activity"):
            self.query_one(f"#title-{name}", Pane).draw(said(text.field(name), TITLE))
            self.query_one(f"#{name}", Boxes).disabled = not may_change(name, status)
        for name in FIELDS:
            self._draw_field(name, may_change(name, status))
        technical = any(form.applies(name) for name in SECTIONS["technical"])
        self.query_one("#title-technical").display = technical
        self._draw_lacks()

    def _section(self, part: str) -> str:
        return self.words(f"form.section.{part}", n=len(self._form.products))

    def _draw_field(self, name: str, free: bool) -> None:
        self.query_one(f"#row-{name}").display = self._form.applies(name)
        picked = name in _PICKED
        where = self.query_one(f"#pick-{name}" if picked else f"#field-{name}")
        alone = name == "mpn" and len(self.page.mpns) == 1
        where.display = free and not alone
        fixed = self.query_one(f"#fixed-{name}", Pane)
        fixed.display = not where.display
        if not where.display:
            words = self._form.fields.get(name, "") or "-"
            if alone:
                words = f"{words}  {self.page.mpns.get(words) or ''}".rstrip()
            fixed.draw(said(words if free else self.words("form.fixed-value", value=words), DIM))

    def _draw_lacks(self) -> None:
        page = self.claim_page
        if page is not None and page.claim.status is not Status.EDITING:
            lacks = tuple(name for name in self._form.lacks(len(page.claim.poe)) if name != "poe")
        else:
            lacks = self._form.lacks(len(page.claim.poe) if page is not None else 0)
        pane = self.query_one("#lacks", Pane)
        pane.display = bool(lacks) or self._status is Status.EDITING
        if not lacks:
            pane.draw(said(self.words("form.lacks-nothing"), GOOD))
            return
        shown = self.text.list(self.text.field(name) for name in lacks)
        lines = folded(
            self.words("form.lacks", what=shown, n=len(lacks)), max(20, self.size.width - 2), 0, SOON
        )
        most = 1 if self.size.height < 20 else 3
        pane.draw(lines[:most])

    # Filling in

    @on(Input.Changed)
    def _typed_in(self, event: Input.Changed) -> None:
        name = (event.input.id or "").removeprefix("field-")
        if name == "narrow":
            self._offer_products()
        elif name in FIELDS and self.page is not None and self._form.fields.get(name, "") != event.value:
            self._change(replace(self._form, fields={**self._form.fields, name: event.value}))

    @on(Input.Blurred)
    def _left(self, event: Input.Blurred) -> None:
        name = (event.input.id or "").removeprefix("field-")
        if name in FIELDS and self.page is not None:
            self._check(name)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        self.focus_next()

    @on(Choices.Picked)
    def _picked(self, event: Choices.Picked) -> None:
        choices, form = event.choices, self._form
        chosen = next(iter(choices.picked), "")
        match choices.id:
            case "area":
                form = form.with_area(Area(chosen) if chosen else None)
            case "activity":
                form = replace(form, activity=Activity(chosen) if chosen else None)
            case "products":
                shown = {name for name, _ in choices._options}
                kept = tuple(
                    product for product in form.products if product not in shown or product in choices.picked
                )
                form = replace(form, products=tuple(dict.fromkeys((*kept, *choices.picked))))
            case other:
                name = str(other).removeprefix("pick-")
                form = replace(form, fields={**form.fields, name: chosen})
        area_moved = form.area is not self._form.area
        if area_moved:
            known = self.page.catalogue.get(form.area, ()) if form.area else ()
            form = replace(form, products=tuple(product for product in form.products if product in known))
        self._change(form)
        if area_moved:
            self._offer_activities()
            self._offer_products()

    def _change(self, form: Filled) -> None:
        self._form = form
        self._draw()
        self.touched()

    def _check(self, name: str) -> bool:
        row = self.query_one(f"#row-{name}", FieldRow)
        try:
            value(name, self._form.fields.get(name, ""), self.page.mpns)
        except Refused as no:
            row.say_wrong(self.text.refusal(no))
            return False
        row.say_wrong("")
        return True

    # The draft

    def written(self) -> str:
        """What differs from where the form started."""
        return packed(self._form, self._start)

    def forgotten(self) -> None:
        """Say again what the claim says."""
        self._form = self._start
        self.query_one("#narrow", Input).value = ""
        self._fill()
        self._draw()

    # Sending

    async def action_send(self) -> None:
        """Save: make the claim, or change it."""
        if self.page is None or self._sending:
            return
        wrong = [
            name for name in FIELDS if self._form.applies(name) and self._free(name) and not self._check(name)
        ]
        if wrong:
            self._go_to(wrong[0])
            self.say(self.words("form.wrong", n=len(wrong)), wrong=True)
            return
        page = self.claim_page
        order = creation(self._form) if page is None else edition(page.claim, self._form, self._seen)
        if order is None and page is None:
            lacks = [name for name in self._form.lacks(0) if name in ("area", "activity")]
            self.refuse(Refused(Code.MISSING, "fields", fields=lacks))
            self.query_one(f"#{lacks[0]}").focus()
            return
        if order is None:
            self.sent(None)
            return
        self._sending = True
        await self.send(order, self._saved)
        self._sending = False

    def _free(self, name: str) -> bool:
        return may_change(name, self._status)

    def _saved(self, accepted: Accepted) -> None:
        self.sent(accepted)

    def refuse(self, no: Refused) -> None:
        """Say a refusal in one sentence, at the field that it is about."""
        super().refuse(no)
        names = [str(no.details[key]) for key in ("field",) if key in no.details]
        names += [str(name) for name in no.details.get("fields", ())]
        if no.why.startswith("product"):
            names.append("product")
        if (
            no.code in (Code.CONFLICT, Code.ALREADY_DECIDED)
            and self.page is not None
            and self.page.view is not None
        ):
            # Seen now: whoever saves again, saves over it knowingly.
            self._seen = self.page.view.version
            self.say(f"{self.text.refusal(no)} {self.words('form.save-again')}", wrong=True)
        for name in names:
            if name in FIELDS and stands(self):
                self.query_one(f"#row-{name}", FieldRow).say_wrong(self.text.refusal(no))
        if names:
            self._go_to(names[0])

    def _go_to(self, name: str) -> None:
        ids = [f"#field-{name}", f"#pick-{name}", f"#{name}", "#narrow" if name == "product" else f"#{name}s"]
        for id_ in ids:
            found = self.query(id_)
            if found and found.first().display:
                found.first().focus()
                for row in self.query(f"#row-{name}"):
                    # With what is wrong below it in sight too.
                    self.set_timer(0.05, partial(row.scroll_visible, animate=False, immediate=True))
                return
