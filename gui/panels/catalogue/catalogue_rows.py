"""The rows of the catalogue's table as a plan sees them: its site's offers, its number format, its estimates."""

from collections.abc import Sequence

from gui.document import edits
from gui.document.default_offers import DefaultOffers
from gui.panels.catalogue.catalogue_columns import CatalogueRow
from gui.panels.catalogue.catalogue_search import Query, likeness
from planner.catalogue.accelerator import Accelerator
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.estimates import with_estimates
from planner.catalogue.offers import Acquisition
from planner.catalogue.readiness import ReadinessState, readiness
from planner.plan import Plan


class CatalogueRows:
    """One row an accelerator, by its key."""

    def __init__(self) -> None:
        self._offers = DefaultOffers()
        self._rows: dict[str, CatalogueRow] = {}
        self._seen_with: tuple[object, ...] = ()
        self._rests_on: tuple[object, ...] = ()

    def __getitem__(self, key: str) -> CatalogueRow:
        return self._rows[key]

    def renew(self, plan: Plan, catalogue: Catalogue) -> None:
        """Make the rows for a plan and the catalogue that goes with it; what an edit leaves as it was is kept."""
        paid = tuple((group.accelerator, group.offer) for group in plan.cluster.groups)
        seen_with = (plan.rates, plan.currency, plan.training.precision, plan.estimates_allowed, catalogue.nodes)
        rests_on = (seen_with, catalogue, plan.site.code, paid, plan.baseline)
        if rests_on == self._rests_on:
            return
        self._rests_on = rests_on
        before = self._rows if seen_with == self._seen_with else {}
        self._seen_with = seen_with
        self._rows = {
            key: self._row(plan, catalogue, one, before.get(key)) for key, one in catalogue.accelerators.items()
        }

    def ordered(self, order: Sequence[str], query: Query) -> tuple[CatalogueRow, ...]:
        """Return the rows in an order, those first that are called what is searched for, of these the ready ones."""
        words = query.words

        def distance(key: str) -> tuple[int, bool]:
            row = self._rows[key]
            return likeness(row.stated, words), row.readiness.state is not ReadinessState.READY

        return tuple(self._rows[key] for key in (sorted(order, key=distance) if words else order))

    def state_of(self, accelerator: Accelerator) -> ReadinessState:
        """Return whether an accelerator can be planned."""
        return self._rows[accelerator.key].readiness.state

    def _row(self, plan: Plan, catalogue: Catalogue, stated: Accelerator, before: CatalogueRow | None) -> CatalogueRow:
        offer = self._offers.composed_with(plan, stated.key, catalogue)
        if before is not None and before.stated is stated and before.offer == offer:
            return before
        rented = offer is not None and offer.acquisition is Acquisition.RENT
        shown = edits.payable(plan, offer) if rented else None  # a plan may lack the rate of what it pays
        price = plan.rates.convert(shown.price, plan.currency).amount if shown is not None else None
        precision = plan.training.precision.rate
        return CatalogueRow(
            accelerator=with_estimates(stated) if plan.estimates_allowed else stated,
            stated=stated,
            offer=offer,
            price_per_hour=price,
            precision=precision,
            readiness=readiness(catalogue, stated.key, precision, estimates_allowed=plan.estimates_allowed),
        )
