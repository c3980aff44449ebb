from planner.catalogue.accelerator import Accelerator, Precision
from planner.catalogue.columns import ACCELERATOR_COLUMNS
from planner.catalogue.figures import FIGURES, KINDS, NAMED_SOURCES, PEAK, value_of, with_values
from planner.catalogue.reader import load_catalogue


def test_every_kind_is_a_field_with_columns_of_the_table():
    names = set(Accelerator.__struct_fields__)
    for kind in FIGURES:
        assert kind.name in names or kind.name.removeprefix(PEAK) in set(Precision)
        assert {kind.column, kind.source_column} <= set(ACCELERATOR_COLUMNS)
        assert not kind.note_column or kind.note_column in ACCELERATOR_COLUMNS
        assert 0 < kind.least < kind.most
    assert {source for source, _ in NAMED_SOURCES.values()} <= set(ACCELERATOR_COLUMNS)


def test_a_printed_unit_becomes_the_kept_one_and_back():
    worked = {
        "peak_flop_per_s.bf16": (989.0, 989e12),
        "memory_bytes": (80.0, 80 * 2**30),
        "memory_bytes_per_s": (3350.0, 3.35e12),
        "scaleup_bytes_per_s": (900.0, 450e9),  # printed both ways, kept one way
        "nic_bytes_per_s": (400.0, 50e9),  # Gbit/s
        "tdp_w": (700.0, 700.0),
    }
    for name, (printed, kept) in worked.items():
        assert KINDS[name].kept(printed) == kept
        assert KINDS[name].printed(kept) == printed


def test_other_values_are_laid_over_an_accelerator_by_name():
    h100 = load_catalogue().accelerator("H100-SXM")
    changed = with_values(h100, {"peak_flop_per_s.bf16": 1e15, "devices_per_node": 4.0, "tdp_w": 650.0})
    assert value_of(changed, "peak_flop_per_s.bf16") == 1e15
    assert changed.peak_flop_per_s[Precision.FP8] == h100.peak_flop_per_s[Precision.FP8]
    assert (changed.devices_per_node, changed.tdp_w) == (4, 650.0)
    assert isinstance(changed.devices_per_node, int)
    assert changed.figures == h100.figures
