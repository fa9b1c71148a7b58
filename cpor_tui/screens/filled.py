"""What a claim form holds: what applies, what Submit would still miss, what changes; and how it is kept as a draft."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cpor_tui.domain import commands as c
from cpor_tui.domain.claim import Claim
from cpor_tui.domain.fields import FIELDS, lacking
from cpor_tui.domain.names import ACTIVITIES, Activity, Area, Status


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it stands; nothing in it has been checked."""

    area: Area | None = None
    activity: Activity | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    products: tuple[str, ...] = ()

    def applies(self, name: str) -> bool:
        """Whether the claim has this field; before area and activity are chosen, whether every claim has it."""
        pairs = [
            (area, activity)
            for area in Area
            for activity in ACTIVITIES[area]
            if self.area in (None, area) and self.activity in (None, activity)
        ]
        return all(FIELDS[name].applies(area, activity) for area, activity in pairs)

    def lacks(self, poe: int) -> tuple[str, ...]:
        """What Submit would miss, in the order of the form; `poe` is how many files there are."""
        found: list[str] = []
        if self.area is None:
            found.append("area")
        if self.activity is None:
            found.append("activity")
        if self.area is not None and self.activity is not None:
            found += lacking(self.area, self.activity, self.said)
        else:
            found += [
                one.name
                for one in FIELDS.values()
                if one.required and self.applies(one.name) and not self.said.get(one.name)
            ]
        if not self.products:
            found.append("product")
        if not poe:
            found.append("poe")
        return tuple(found)

    @property
    def said(self) -> dict[str, str]:
        """The fields that apply and are not empty."""
        return {
            name: text.strip() for name, text in self.fields.items() if text.strip() and self.applies(name)
        }

    def with_area(self, area: Area | None) -> Filled:
        """The same with another area: the activity goes if the area has it not, and comes if there is but one."""
        activities = ACTIVITIES[area] if area is not None else frozenset(Activity)
        activity = self.activity if self.activity in activities else None
        if len(activities) == 1:
            activity = next(iter(activities))
        return replace(self, area=area, activity=activity)


def of_claim(claim: Claim) -> Filled:
    """A form that says what the claim says."""
    fields = {name: claim.fields.get(name) or "" for name in FIELDS}
    return Filled(claim.area, claim.activity, fields, claim.products)


def may_change(name: str, status: Status) -> bool:
    """Whether Edit may touch a field, `area`, `activity` or `products` in this status (RULES.md §4)."""
    if status is Status.EDITING or name == "products":
        return True
    return name in FIELDS and FIELDS[name].late


def creation(form: Filled) -> c.Create | None:
    """The order that makes the claim; None before area and activity are chosen."""
    if form.area is None or form.activity is None:
        return None
    return c.Create(area=form.area, activity=form.activity, fields=form.said, products=form.products)


def edition(claim: Claim, form: Filled, seen: int) -> c.Edit | None:
    """The order that makes of the claim what the form says; None when that changes nothing."""
    changed: dict[str, str] = {}
    if form.area not in (None, claim.area):
        changed["area"] = form.area.value if form.area else ""
    if form.activity not in (None, claim.activity):
        changed["activity"] = form.activity.value if form.activity else ""
    for name in FIELDS:
        new = form.fields.get(name, "").strip()
        if form.applies(name) and new != (claim.fields.get(name) or ""):
            changed[name] = new
    added = tuple(product for product in form.products if product not in claim.products)
    same_area = form.area in (None, claim.area)
    removed = (
        tuple(product for product in claim.products if product not in form.products) if same_area else ()
    )
    if not (changed or added or removed):
        return None
    return c.Edit(claim=claim.id, if_version=seen, set=changed, add_products=added, remove_products=removed)


def packed(form: Filled, start: Filled) -> str:
    """The form as a draft: what differs from where it started; "" for nothing."""
    differs = {name: text for name, text in form.fields.items() if text != start.fields.get(name, "")}
    kept: dict[str, object] = {"fields": differs} if differs else {}
    if form.area != start.area:
        kept["area"] = form.area
    if form.activity != start.activity:
        kept["activity"] = form.activity
    if form.products != start.products:
        kept["products"] = list(form.products)
    return json.dumps(kept, ensure_ascii=False) if kept else ""


def unpacked(kept: str, start: Filled) -> Filled:
    """The form that a draft was kept of, over what the claim says now; a draft that cannot be read changes nothing."""
    try:
        found = json.loads(kept) if kept else {}
        fields = {str(name): str(text) for name, text in found.get("fields", {}).items() if name in FIELDS}
        area = Area(found["area"]) if found.get("area") else start.area
        activity = Activity(found["activity"]) if found.get("activity") else start.activity
        products = tuple(map(str, found["products"])) if "products" in found else start.products
    except (ValueError, TypeError, AttributeError, KeyError):
        return start
    return Filled(area, activity, {**start.fields, **fields}, products)
