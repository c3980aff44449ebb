"""What tests of exploring share: a model by which pools may be stages of a pipeline."""

import numpy as np
import pytest
from msgspec.structs import replace

from planner.mixing.stage_options import StageOptions, StageRows

STAGE_OF_ONE_DEVICE = {"width": 1.0, "tp": 1.0, "cp": 1.0, "ep": 1.0, "etp": 1.0, "recompute_share": 1.0}


@pytest.fixture
def in_stages(one_line_model):
    """The one-line model; fewer than 16 devices hold the model only as stages of a pipeline."""
    rows = {name: np.array([0.0]) for name in StageRows.__struct_fields__}
    rows |= {name: np.array([value]) for name, value in STAGE_OF_ONE_DEVICE.items()}

    def stages(pool, _run):
        pace = {"N1": 0.004, "H1": 0.008, "T1": 0.02}[pool.accelerator.key]
        return StageOptions(
            paces=((8, 1),),
            rows=StageRows(**rows | {"layer_s": np.array([pace]), "static_bytes": np.array([1.0])}),
            layers=8,
            usable_bytes=7.0,
            capacity_bytes=8.0,
        )

    def best(pool, run):
        roomy = not pool.memory_bound
        return one_line_model.best(replace(pool, devices=16) if roomy and pool.devices < 16 else pool, run)

    return replace(one_line_model, best=best, stages=stages)
