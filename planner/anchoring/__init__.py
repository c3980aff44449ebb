"""Measured runs of the user's own, and the site's factor that they give the predictions of a plan."""

from planner.anchoring.measured_run import Anchor, MeasuredRun, Predict, anchor_of
from planner.anchoring.site_factor import SiteFactor, site_factor
from planner.anchoring.split import Split, load_split

__all__ = ["Anchor", "MeasuredRun", "Predict", "SiteFactor", "Split", "anchor_of", "load_split", "site_factor"]
