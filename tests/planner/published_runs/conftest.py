import pytest

from planner.catalogue.reader import load_catalogue
from planner.published_runs.published_run import PublishedRun, published_run_of
from planner.published_runs.table import PublishedRow

# A whole dense row and a whole MoE row in the columns of the published-runs tables; the figures are invented.
DENSE = {
    "id": "T1",
    "source_title": "A supplier's recipes",
    "model": "Llama3-8B",
    "is_moe": "no",
    "layers": "32.0",
    "hidden": "4096.0",
    "heads": "32.0",
    "kv_heads": "8.0",
    "head_dim": "128.0",
    "attention": "gqa",
    "dense_ffn": "14336",
    "n_dense_layers": "32.0",
    "vocab": "128256.0",
    "seq_len": "8192.0",
    "accelerator": "H100",
    "n_accelerators": "16",
    "per_node": "8.0",
    "precision": "BF16",
    "tp": "1.0",
    "pp": "1.0",
    "cp": "2.0",
    "dp": "8.0",
    "micro_batch": "1.0",
    "global_batch": "128.0",
    "recompute": "none",
    "tokens_per_s_per_acc": "10000",
    "confidence": "high",
}
MOE = DENSE | {
    "id": "T2",
    "model": "DeepSeek-V3",
    "is_moe": "yes",
    "layers": "61",
    "hidden": "7168",
    "heads": "128",
    "kv_heads": "128",
    "head_dim": "",
    "attention": "mla(q_lora 1536,kv_lora 512,qk_nope 128,qk_rope 64,v 128)",
    "dense_ffn": "18432",
    "n_dense_layers": "3",
    "experts": "256",
    "topk": "8",
    "expert_ffn": "2048",
    "shared_experts": "1",
    "vocab": "129280",
    "seq_len": "4096",
    "n_accelerators": "256",
    "tp": "1",
    "pp": "4",
    "vpp": "4",
    "ep": "64",
    "cp": "1",
    "dp": "64",
    "global_batch": "4096",
    "tokens_per_s_per_acc": "1500",
}


@pytest.fixture(scope="session")
def catalogue():
    return load_catalogue()


@pytest.fixture
def read(catalogue):
    """Read one row: the dense (or MoE) row with some cells changed."""

    def reading(base=DENSE, **cells: str) -> PublishedRun:
        return published_run_of(PublishedRow(id=base["id"], cells=base | cells), catalogue)

    return reading


@pytest.fixture(scope="session")
def moe_row():
    return MOE


@pytest.fixture(scope="session")
def dense_row():
    return DENSE
