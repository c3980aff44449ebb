"""What the programs of this folder have in common: a count, a seed, findings printed and kept, an exit code."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from bounds_of_a_run import MOST_GROWTH_BYTES, most_memory_bytes
from msgspec import Struct

FINDING: Final = "finding"


class Outcome(Struct, frozen=True, kw_only=True):
    """What came of one mutation, what was done, and the mutated file where it is a finding."""

    kind: str
    words: str
    file: bytes = b""


def run(name: str, mutations: Callable[[int, int, bool], Iterator[Outcome]], arguments: list[str] | None) -> int:
    """Run the mutations asked for; return 1 where there was a finding, too much growth among them."""
    parser = argparse.ArgumentParser(prog=name, description="Mutate files and read them.")
    parser.add_argument("count", type=int, help="how many mutations")
    parser.add_argument("--seed", type=int, default=0, help="another seed makes others")
    parser.add_argument("--plan", action="store_true", help="plan what can be read, too")
    parser.add_argument("--keep", type=Path, default=Path("out/fuzz-findings"), help="folder for files of findings")
    options = parser.parse_args(arguments)
    kinds: Counter[str] = Counter()
    before_bytes, begun_s = most_memory_bytes(), time.monotonic()
    for outcome in mutations(options.count, options.seed, options.plan):
        kinds[outcome.kind] += 1
        if outcome.kind == FINDING:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"{name}-{options.seed}-{kinds.total() - 1}").write_bytes(outcome.file)
            sys.stdout.write(f"{outcome.words}\n")
    grown = most_memory_bytes() - before_bytes
    seconds = time.monotonic() - begun_s
    sys.stdout.write(f"{name}: {dict(kinds)}, {grown >> 20} MiB more memory, {seconds:.0f} s\n")
    return int(kinds[FINDING] > 0 or grown > MOST_GROWTH_BYTES)
