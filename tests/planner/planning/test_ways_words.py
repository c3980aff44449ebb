"""What is said of a way of working agrees with its figures."""

from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from planner.causes import AloneIsBetter
from planner.cluster import Cluster, InterPoolLink, LinkKind, NodeGroup
from planner.english import words
from planner.examples import example_plan
from planner.mixing.strategy import Division, MixingChoice, pool_id
from planner.planning import plan_results
from planner.planning.ways_words import _held, _hidden
from planner.workload.presets import shape_preset
from planner.workload.training_run import TrainingRun


@pytest.mark.parametrize(
    ("overlap", "bytes_per_s", "said"),
    [(0.8, 1e10, "all of it hidden"), (1e-9, 1e10, "not hidden"), (0.0, 1e10, "waits for it")],
)
def test_an_exchange_of_copies_is_said_to_be_hidden_where_a_faster_link_ends_no_run_sooner(  # noqa: PLR0917 - fixtures
    small_plan, small_catalogue, one_line_model, overlap, bytes_per_s, said
):
    def planned(times):
        link = replace(small_plan.cluster.inter_pool_link, bytes_per_s=times * bytes_per_s)
        terms = replace(small_plan.mixing.local, overlap=overlap)
        changes = {"cluster": replace(small_plan.cluster, inter_pool_link=link),
                   "mixing": MixingChoice(strategy="local-sgd", local=terms)}  # fmt: skip
        return plan_results(replace(small_plan, **changes), small_catalogue, model=one_line_model)

    slow, fast = planned(1.0), planned(2.0)
    assert said in slow.mixing.why
    assert (fast.days == pytest.approx(slow.days, rel=1e-12)) == (said == "all of it hidden")


def test_what_is_left_of_an_exchange_is_said_in_seconds():
    assert ", and 12,689 s of it are not hidden behind computing" in _hidden(14_315.0, 2_032.5, 0.8)


def test_a_way_far_below_the_sum_of_its_pools_is_not_said_to_be_above_it_where_it_takes_few_nodes_of_each(
    small_plan,
):
    groups = tuple(NodeGroup(key=key, accelerator=key, nodes=16, offer=None) for key in ("H200-SXM", "H20-SXM"))
    link = InterPoolLink(kind=LinkKind.DEVICE_DIRECT, bytes_per_s=4e11, latency_s=2e-5)
    run = TrainingRun(shape=shape_preset("qwen3-235b-a22b"), tokens=6e12, seq_len=4096, global_batch=4096)
    result = plan_results(
        replace(
            small_plan,
            workload=run,
            cluster=Cluster(groups=groups, inter_pool_link=link),
            mixing=MixingChoice(strategy="attention-expert-disaggregation"),
        )
    )
    assert result.mixing.efficiency < 0.2
    assert all(pool.idle is not None for pool in result.pools)
    assert "above the sum" not in result.mixing.why


@pytest.mark.parametrize(("days", "said"), [(0.02, "less than 0.1"), (0.13, "0.1"), (3.44, "3.4"), (45.2, "45")])
def test_a_pool_alone_is_never_zero_days_earlier(days, said):
    cause = AloneIsBetter(accelerator="H100", days_earlier=days, cheaper=8769.0, currency="USD", largest=1.0)
    assert words(cause) == f"H100 alone is {said} days earlier and 8.77 k USD cheaper; this mix buys nothing."


def test_a_pool_alone_and_the_mix_are_said_in_the_same_digits_promise():
    cause = AloneIsBetter(accelerator="H100", days_earlier=21.2, cheaper=753_298.0, currency="USD", largest=0.6849)
    told = words(cause)
    assert "753 k USD cheaper" in told
    assert told.endswith("(68.5\u202f% instead of 100\u202f%).")


def test_pools_that_train_copies_are_named_as_everywhere_else_promise():
    plan = replace(example_plan("mixtral-8x22b-b200-mi325x"), mixing=MixingChoice(strategy="local-sgd"))
    result = plan_results(plan)
    said = result.mixing.why.split("(sequences a step: ")[1].split(")")[0]
    names = [part.rsplit(" ", 1)[0] for part in said.split(", ")]
    assert names == ["B200 SXM 180GB", "Instinct MI325X"]


def test_shares_of_no_pool_are_refused_with_the_names_that_take_shares_promise():
    plan = example_plan("mixtral-8x22b-b200-mi325x")
    result = plan_results(replace(plan, mixing=MixingChoice(division=Division.BY_USER, token_shares={"A": 1.0})))
    said = " ".join(str(one) for one in result.blocked)
    assert all(pool_id((group.accelerator, group.site)) in said for group in plan.cluster.groups)


@pytest.mark.parametrize(("layers", "said"), [([1], "A: 1 layer on 1 stage"), ([2, 1], "A: 3 layers on 2 stages")])
def test_one_layer_is_not_said_to_be_layers_promise(layers, said):
    stages = [SimpleNamespace(accelerator="A", site="", layers=count) for count in layers]
    assert _held("A", ("A", ""), stages) == said
