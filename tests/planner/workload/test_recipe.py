"""A recipe is a name and the facts that are known; words that are neither are refused with what there is."""

import pytest

from planner.errors import UserError
from planner.workload.recipe import MOST_TEAMS, Dispatcher, Fabric, Host, Recipe, RecipeName, recipe_from
from planner.workload.training_run import TrainingRun


def test_a_run_is_run_as_most_teams_do_unless_said_otherwise(run_of_a_shape):
    assert run_of_a_shape().recipe == MOST_TEAMS
    assert MOST_TEAMS.stated == {}


def test_words_are_a_name_and_facts():
    said = recipe_from("tuned, dispatcher=hybridep,cuda-graphs=on,host=grace,fused-kernels=off,fabric=efa")
    assert said == Recipe(
        name=RecipeName.TUNED,
        dispatcher=Dispatcher.HYBRIDEP,
        cuda_graphs=True,
        host=Host.GRACE,
        fused_kernels=False,
        fabric=Fabric.EFA,
    )
    assert recipe_from("supplier") == Recipe(name=RecipeName.SUPPLIER)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("fast", "no recipe; choose one of most-teams, tuned, supplier"),
        ("tuned,dispatcher=mpi", "enter one of nccl, deepep, hybridep"),
        ("tuned,cuda-graphs=maybe", "enter one of on, off"),
        ("tuned,luck=on", "no fact of a recipe"),
    ],
)
def test_other_words_are_refused(words, reason):
    with pytest.raises(UserError, match=reason):
        recipe_from(words)


@pytest.mark.parametrize("load", [0.9, float("nan"), float("inf")])
@pytest.mark.parametrize("field", ["overload", "overload_peak"])
def test_an_overload_below_the_mean_is_refused(run_of_a_shape, field, load):
    with pytest.raises(ValueError, match="fullest over mean"):
        run_of_a_shape(**{field: load})


@pytest.fixture
def run_of_a_shape():
    from planner.workload.presets import shape_preset  # noqa: PLC0415 - one shape, for one fixture

    return lambda **more: TrainingRun(shape=shape_preset("ling-plus"), tokens=1.0, seq_len=4096, global_batch=8, **more)
