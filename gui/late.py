"""What is imported when it is first used: the window stands before any of it is needed.

``late.pandas`` is the library and ``late.load_plan`` the planner's own function, as type checkers see them too.
Importing this module imports none of them; each is looked up where it is used, in a worker process or a thread as well.
What stands here takes from milliseconds (modules of the planner that only workers and exports call) to half a second
(pandas, SQLAlchemy).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pandas
    import typst as typst

    from planner.anchoring.measured_run import anchor_of as anchor_of
    from planner.catalogue.catalogue_archive import keep_archive as keep_archive
    from planner.catalogue.catalogue_archive import newest_kept as newest_kept
    from planner.catalogue.catalogue_archive import read_archive as read_archive
    from planner.catalogue.catalogue_changes import catalogue_changes as catalogue_changes
    from planner.catalogue.reader import load_catalogue as load_catalogue
    from planner.examples import example_plan as example_plan
    from planner.exploration.dask_cluster import dask_executor as dask_executor
    from planner.exploration.explore import explore as explore
    from planner.exploration.fleet_curve import fleet_curve as fleet_curve
    from planner.exploration.grid import is_quick_to_explore as is_quick_to_explore
    from planner.exports.documents import plan_document as plan_document
    from planner.exports.plain_values import document_text as document_text
    from planner.exports.table_files import long_csv_text as long_csv_text
    from planner.exports.table_files import xlsx_bytes as xlsx_bytes
    from planner.exports.tables import result_tables as result_tables
    from planner.launching.launch_file import launch_text as launch_text
    from planner.launching.written_layout import read_layout as read_layout
    from planner.library.address import address_of as address_of
    from planner.library.contents import ending_of as ending_of
    from planner.library.credentials import keep_password as keep_password
    from planner.library.database import LibraryDatabase as LibraryDatabase
    from planner.library.library import Library as Library
    from planner.library.opening import full_address as full_address
    from planner.own_data.files import read_entries as read_entries
    from planner.own_data.files import text_of as text_of
    from planner.own_data.kinds import entries_of as entries_of
    from planner.own_data.kinds import kind_named as kind_named
    from planner.own_data.kinds import named as named
    from planner.own_data.preview import preview_of as preview_of
    from planner.own_data.preview import taken_in as taken_in
    from planner.performance.training.calibration import load_calibration as load_calibration
    from planner.planfile.bounds import complaints as complaints
    from planner.planfile.fingerprint import Fingerprint as Fingerprint
    from planner.planfile.fingerprint import changed_on_disk as changed_on_disk
    from planner.planfile.origin import catalogue_remark as catalogue_remark
    from planner.planfile.plan_inputs import plan_inputs as plan_inputs
    from planner.planfile.plan_inputs import with_input as with_input
    from planner.planfile.remarks import CalibrationRemark as CalibrationRemark
    from planner.planfile.remarks import CatalogueRemark as CatalogueRemark
    from planner.planfile.remarks import MeaningRemark as MeaningRemark
    from planner.planfile.remarks import NewerCalibration as NewerCalibration
    from planner.planfile.remarks import PhasesInTurn as PhasesInTurn
    from planner.planfile.remarks import remark_text as remark_text
    from planner.planfile.remarks import with_planned_days as with_planned_days
    from planner.planfile.store import load_plan as load_plan
    from planner.planfile.store import save_plan as save_plan
    from planner.planning import plan_results as plan_results
    from planner.planning.nodes_in_time import nodes_within_limits as nodes_within_limits
    from planner.planning.remembered_model import SHIPPED_MODEL as SHIPPED_MODEL
    from planner.published_runs.own_runs import NEEDED as NEEDED
    from planner.published_runs.own_runs import read_own_runs as read_own_runs
    from planner.published_runs.own_runs import template_text as template_text
    from planner.published_runs.published_run import Skipped as Skipped
    from planner.risk.scenarios import resized as resized
    from planner.risk.supplier_loss import LossKind as LossKind
    from planner.summary import losses_halfway as losses_halfway
    from planner.summary import summarise as summarise
    from planner.uncertainty.loss_in_mid_run import loss_in_mid_run as loss_in_mid_run
    from planner.uncertainty.paired_draws import with_flips as with_flips
    from planner.uncertainty.plan_uncertainty import plan_uncertainty as plan_uncertainty
    from planner.workload.config_export import config_text as config_text
    from planner.workload.importers.reading import read_config as read_config
    from planner.workload.own_shapes import keep_own_shape as keep_own_shape
    from planner.workload.own_shapes import read_own_shapes as read_own_shapes
    from planner.workload.shape_files import shape_to_toml as shape_to_toml
    from planner.workload.shape_files import shapes_from_toml as shapes_from_toml
else:

    def __getattr__(name: str) -> object:
        """Import what is asked for, or the module that it stands in."""
        home = HOMES.get(name)
        if home is None:
            raise AttributeError(f"{name} is not imported late; gui/late.py lists what is")
        module = import_module(home)
        return module if home == name else getattr(module, name)


HOMES: Final = {
    "pandas": "pandas",
    "typst": "typst",
    "NEEDED": "planner.published_runs.own_runs",
    "SHIPPED_MODEL": "planner.planning.remembered_model",
    "anchor_of": "planner.anchoring.measured_run",
    "catalogue_changes": "planner.catalogue.catalogue_changes",
    "keep_archive": "planner.catalogue.catalogue_archive",
    "newest_kept": "planner.catalogue.catalogue_archive",
    "read_archive": "planner.catalogue.catalogue_archive",
    "load_catalogue": "planner.catalogue.reader",
    "LossKind": "planner.risk.supplier_loss",
    "with_flips": "planner.uncertainty.paired_draws",
    "plan_uncertainty": "planner.uncertainty.plan_uncertainty",
    "example_plan": "planner.examples",
    "dask_executor": "planner.exploration.dask_cluster",
    "is_quick_to_explore": "planner.exploration.grid",
    "explore": "planner.exploration.explore",
    "fleet_curve": "planner.exploration.fleet_curve",
    "document_text": "planner.exports.plain_values",
    "plan_document": "planner.exports.documents",
    "launch_text": "planner.launching.launch_file",
    "read_layout": "planner.launching.written_layout",
    "long_csv_text": "planner.exports.table_files",
    "result_tables": "planner.exports.tables",
    "xlsx_bytes": "planner.exports.table_files",
    "address_of": "planner.library.address",
    "ending_of": "planner.library.contents",
    "keep_password": "planner.library.credentials",
    "LibraryDatabase": "planner.library.database",
    "Library": "planner.library.library",
    "full_address": "planner.library.opening",
    "read_entries": "planner.own_data.files",
    "text_of": "planner.own_data.files",
    "entries_of": "planner.own_data.kinds",
    "kind_named": "planner.own_data.kinds",
    "named": "planner.own_data.kinds",
    "preview_of": "planner.own_data.preview",
    "taken_in": "planner.own_data.preview",
    "load_calibration": "planner.performance.training.calibration",
    "complaints": "planner.planfile.bounds",
    "Skipped": "planner.published_runs.published_run",
    "Fingerprint": "planner.planfile.fingerprint",
    "plan_inputs": "planner.planfile.plan_inputs",
    "with_input": "planner.planfile.plan_inputs",
    "catalogue_remark": "planner.planfile.origin",
    "CalibrationRemark": "planner.planfile.remarks",
    "CatalogueRemark": "planner.planfile.remarks",
    "MeaningRemark": "planner.planfile.remarks",
    "NewerCalibration": "planner.planfile.remarks",
    "PhasesInTurn": "planner.planfile.remarks",
    "remark_text": "planner.planfile.remarks",
    "with_planned_days": "planner.planfile.remarks",
    "changed_on_disk": "planner.planfile.fingerprint",
    "load_plan": "planner.planfile.store",
    "save_plan": "planner.planfile.store",
    "plan_results": "planner.planning",
    "nodes_within_limits": "planner.planning.nodes_in_time",
    "loss_in_mid_run": "planner.uncertainty.loss_in_mid_run",
    "read_own_runs": "planner.published_runs.own_runs",
    "template_text": "planner.published_runs.own_runs",
    "resized": "planner.risk.scenarios",
    "losses_halfway": "planner.summary",
    "summarise": "planner.summary",
    "config_text": "planner.workload.config_export",
    "read_config": "planner.workload.importers.reading",
    "keep_own_shape": "planner.workload.own_shapes",
    "read_own_shapes": "planner.workload.own_shapes",
    "shape_to_toml": "planner.workload.shape_files",
    "shapes_from_toml": "planner.workload.shape_files",
}
