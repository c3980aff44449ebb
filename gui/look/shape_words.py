"""What the parts of a shape and their sizes are called, and what each size does."""

from typing import Final

from gui.look.words import mark, tr

# Kinds of mixers by their key in the planner's tables: the name, and what it is.
KINDS: Final = {
    "gqa": (mark("GQA attention"), mark("Softmax attention with grouped keys and values; window, chunk, gate, sinks.")),
    "mla": (mark("MLA attention"), mark("Multi-head latent attention; with an indexer sparse (DSA).")),
    "compressed": (mark("CSA or HCA attention"), mark("A window, and beside it compressed keys (DeepSeek-V4).")),
    "mamba2": (mark("Mamba-2"), mark("A chunked state-space scan.")),
    "mamba1": (mark("Mamba-1"), mark("An element-wise selective scan, on vector units alone.")),
    "gdn": (mark("Gated DeltaNet"), mark("A gated delta rule (Qwen3-Next, Qwen3.5).")),
    "kda": (mark("Kimi delta attention"), mark("A delta rule with a decay for each channel.")),
    "lightning": (mark("Lightning attention"), mark("Linear attention with a fixed decay for each head.")),
    "short_conv": (mark("Short convolution"), mark("Two gates around a causal convolution (LFM2).")),
    "dense": (mark("Dense feed-forward"), mark("Up to its width and down again.")),
    "moe": (mark("Mixture of experts"), mark("Routed experts, some of them active for a token, and shared ones.")),
}
# Sizes by their name: the caption, and what it does.
_SIZES: Final = {
    "hidden": (mark("Hidden size"), mark("Width of the vector that a token is between layers")),
    "vocab": (mark("Vocabulary"), mark("Tokens that the embedding and the output head tell apart")),
    "norms": (mark("Norms a sublayer"), mark("1, or 2 where the output of each sublayer is normed too")),
    "tied_embeddings": (mark("Tied embeddings"), mark("Embedding and output head share one table")),
    "streams": (mark("Residual streams"), mark("Streams of hyper-connections; 1 is a plain residual")),
    "snapshot_layers": (mark("Layers a snapshot"), mark("Attention residuals look back at a snapshot this often")),
    "modules": (mark("MTP modules"), mark("Modules of multi-token prediction after the stack; 0 for none")),
    "projection": (mark("Projection"), mark("Each module joins two hidden vectors into one")),
    "own_embedding": (mark("Own embedding"), mark("Each module has an embedding of its own")),
    "own_head": (mark("Own head"), mark("Each module has an output head of its own")),
    "weights_shared": (mark("Weights shared"), mark("All modules share one set of weights")),
    "heads": (mark("Heads"), mark("Heads of the mixer; tensor parallelism divides them")),
    "kv_heads": (mark("Key-value heads"), mark("Heads of keys and values; as many as heads is plain attention")),
    "head_dim": (mark("Head size"), mark("Width of one head's keys")),
    "v_dim": (mark("Value size"), mark("Width of one head's values")),
    "window": (mark("Window"), mark("Tokens that a query looks back at; empty for all")),
    "chunk": (mark("Chunk"), mark("Tokens that are worked on together, or that attention stays within")),
    "qk_norm": (mark("Query and key norm"), mark("A norm of queries and keys: scales of one head, or of all heads")),
    "gate": (mark("Output gate"), mark("A gate on the output: a value for each element, for each head, or low-rank")),
    "sinks": (mark("Sinks"), mark("A learned sink in the softmax of each head")),
    "v_is_k": (mark("Values are keys"), mark("Keys serve as values too, without a matrix of their own")),
    "qkv_bias": (mark("Bias of queries, keys, values"), mark("Adds biases, below 0.1 % of the parameters")),
    "o_bias": (mark("Bias of the output"), mark("Adds a bias, below 0.1 % of the parameters")),
    "q_rank": (mark("Query rank"), mark("Queries through a space of this rank; empty for a full matrix")),
    "kv_rank": (mark("Latent rank"), mark("Width of the latent vector that keys and values come from")),
    "nope_dim": (mark("Key size"), mark("Width of one head's keys without positions")),
    "rope_dim": (mark("Position size"), mark("Width of the part of a key that has positions; 0 for none")),
    "o_groups": (mark("Output groups"), mark("Groups that the low-rank output is made in")),
    "o_rank": (mark("Output rank"), mark("Rank of each group's output")),
    "compress": (mark("Compression"), mark("csa: an indexer picks among mildly compressed keys; hca: all of few keys")),
    "ratio": (mark("Tokens a key"), mark("So many tokens become one compressed key")),
    "groups": (mark("Groups"), mark("Groups of heads that share their input and output matrices")),
    "state_dim": (mark("State size"), mark("Values of the state for each channel")),
    "conv": (mark("Convolution taps"), mark("Taps of the causal convolution")),
    "conv_bias": (mark("Convolution bias"), mark("Adds a bias to the convolution")),
    "inner": (mark("Inner channels"), mark("Channels inside of the mixer")),
    "dt_rank": (mark("Step rank"), mark("Rank that the step size of the scan comes through")),
    "k_heads": (mark("Key heads"), mark("Heads of keys, each shared by several value heads")),
    "k_dim": (mark("Key size"), mark("Width of one head's keys")),
    "v_heads": (mark("Value heads"), mark("Heads of values; tensor parallelism divides them")),
    "indexer.heads": (mark("Indexer heads"), mark("Heads that score keys; empty for no indexer")),
    "indexer.dim": (mark("Indexer size"), mark("Width of one index head")),
    "indexer.top_k": (mark("Picks"), mark("Keys or blocks of keys that the indexer picks for a query")),
    "indexer.block": (mark("Keys a block"), mark("Keys of one block that is picked")),
    "indexer.shared": (
        mark("Shared picks"),
        mark("Takes the picks of an earlier layer, with no indexer of its own"),
    ),
    "gated": (mark("Gated"), mark("Three matrices (SwiGLU) instead of two")),
    "width": (mark("Width"), mark("Inner width of the block, or of one expert")),
    "experts": (mark("Experts"), mark("Routed experts of a layer; expert parallelism divides them")),
    "top_k": (mark("Active experts"), mark("Experts that a token is sent to")),
    "shared_width": (mark("Shared width"), mark("Width of all shared experts together; 0 for none")),
    "shared_gate": (mark("Shared gate"), mark("A gate on the output of the shared experts")),
    "latent": (mark("Latent width"), mark("Experts work in a space of this width; empty for the hidden size")),
    "zero_experts": (mark("Zero experts"), mark("Experts that pass a token on and compute nothing")),
    "mean_real_top_k": (mark("Real experts met"), mark("Experts with weights that a token meets on average")),
    "shortcut": (mark("Shortcut"), mark("Runs beside the next mixer and dense block")),
    "routing_groups": (mark("Routing groups"), mark("Groups of experts, as a rule nodes, that routing is limited by")),
    "routing_group_limit": (mark("Groups a token"), mark("Groups that a token's experts come from at most")),
    "bias": (mark("Bias"), mark("Adds biases, below 0.1 % of the parameters")),
    "extra_norms": (mark("Further norms"), mark("Norms of its own as wide as the hidden size")),
    "router": (mark("Router"), mark("Experts chosen by learned scores, or by a table over tokens")),
    "kind": (mark("Residual"), mark("Plain additions, hyper-connections (mhc), or attention residuals (attnres)")),
}

# Words that a size is chosen from.
CHOICES: Final = {
    "element": mark("each element"),
    "head": mark("each head"),
    "all": mark("all heads"),
    "lowrank": mark("low-rank"),
    "full": mark("full matrix"),
    "lowrank_f": mark("full, low-rank decay"),
    "csa": mark("csa: picked"),
    "hca": mark("hca: all"),
    "learned": mark("learned scores"),
    "hash": mark("by a table"),
    "plain": mark("plain"),
    "mhc": mark("hyper-connections"),
    "attnres": mark("attention residuals"),
}


def choice_word(value: str) -> str:
    """Return what a value is called that a size is chosen from."""
    return tr(CHOICES[value]) if value in CHOICES else value


def kind_name(kind: str) -> str:
    """Return what a kind of mixer is called; a kind without words by its key."""
    return tr(KINDS[kind][0]) if kind in KINDS else kind


def kind_tip(kind: str) -> str:
    """Return what a kind of mixer is, in a sentence."""
    return tr(KINDS[kind][1]) if kind in KINDS else ""


def size_caption(name: str) -> str:
    """Return the caption of a size; a size without words by its name."""
    return tr(_SIZES[name][0]) if name in _SIZES else name


def size_tip(name: str) -> str:
    """Return what a size does."""
    return tr(_SIZES[name][1]) if name in _SIZES else ""


def has_words(name: str) -> bool:
    """Say whether a size has words of its own."""
    return name in _SIZES
