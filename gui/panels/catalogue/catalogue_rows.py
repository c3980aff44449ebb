"""The rows of the catalogue's table as a plan sees them: its site's offers, its number format, its estimates."""

from collections.abc import Sequence

from gui.document import edits
from gui.document.default_offers import DefaultOffers
from gui.panels.catalogue.catalogue_columns import CatalogueRow
from gui.panels.catalogue.catalogue_search import Query, likeness
from planner.catalogue.accelerator import Accelerator
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.estimates import with_estimates
from planner.catalogue.offers import Acquisition, Offer
from planner.catalogue.readiness import ReadinessState, readiness
from planner.plan import Plan


class CatalogueRows:
    """One row an accelerator, by its key."""

    def __init__(self) -> None:
        self._offers = DefaultOffers()
        self._rows: dict[str, CatalogueRow] = {}
        self._seen_with: tuple[object, ...] = ()
        self._offered_with: tuple[object, ...] = ()

    def __getitem__(self, key: str) -> CatalogueRow:
        return self._rows[key]

    def are_all_others(self, plan: Plan, catalogue: Catalogue) -> bool:
        """Return whether every row of the accelerators shown says something else for a plan, as in another format."""
        return self._seen_with != _seen_with(plan, catalogue) and self._rows.keys() == catalogue.accelerators.keys()

    def renew(self, plan: Plan, catalogue: Catalogue) -> None:
        """Make the rows for a plan and the catalogue that goes with it; what an edit leaves as it was is kept."""
        seen_with, offered_with = _seen_with(plan, catalogue), _offered_with(plan, catalogue)
        if (seen_with, offered_with) == (self._seen_with, self._offered_with):
            return
        offers = self._offers_of(plan, catalogue, same=offered_with == self._offered_with)
        before = self._rows if seen_with == self._seen_with else {}
        self._seen_with, self._offered_with = seen_with, offered_with
        self._rows = {
            key: self._row(plan, catalogue, one, offers[key], before.get(key))
            for key, one in catalogue.accelerators.items()
        }

    def _offers_of(self, plan: Plan, catalogue: Catalogue, *, same: bool) -> dict[str, Offer | None]:
        """Return what each accelerator is composed with; what is ``same`` as in the rows there are is not sought."""
        if same:
            return {key: row.offer for key, row in self._rows.items()}
        return {key: self._offers.composed_with(plan, key, catalogue) for key in catalogue.accelerators}

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

    @staticmethod
    def _row(
        plan: Plan, catalogue: Catalogue, stated: Accelerator, offer: Offer | None, before: CatalogueRow | None
    ) -> CatalogueRow:
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


def _seen_with(plan: Plan, catalogue: Catalogue) -> tuple[object, ...]:
    """Return what of a plan every row rests on."""
    return plan.rates, plan.currency, plan.training.precision, plan.estimates_allowed, catalogue.nodes


def _offered_with(plan: Plan, catalogue: Catalogue) -> tuple[object, ...]:
    """Return what of a plan decides which offers the accelerators are composed with."""
    paid = tuple((group.accelerator, group.offer) for group in plan.cluster.groups)
    return plan.rates, catalogue, plan.site.code, paid, plan.baseline
