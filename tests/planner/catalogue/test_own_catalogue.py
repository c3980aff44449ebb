import os

import pytest

from planner.catalogue.accelerator import Accelerator, Evidence, Figure, Precision
from planner.catalogue.offers import Acquisition, Money, Offer
from planner.catalogue.own_catalogue import forget_own, keep_own, read_own
from planner.errors import CatalogueError

OWN = Accelerator(
    key="N1",
    name="N1",
    supplier="Nova",
    jurisdiction="Japan",
    peak_flop_per_s={Precision.BF16: 4e14},
    memory_bytes=96 * 2**30,
    figures={"memory_bytes": Figure(evidence=Evidence.PRESS, source="a quotation")},
)
OFFER = Offer(
    key="N1:own",
    label="quotation",
    accelerator="N1",
    acquisition=Acquisition.RENT,
    price=Money(amount=3.0, currency="USD"),
)


def test_what_is_kept_is_read_back_the_same_and_others_stay(tmp_path):
    path = tmp_path / "folder" / "catalogue.json"
    assert not read_own(path).accelerators
    keep_own(path, OWN, (OFFER,))
    other = Accelerator(key="N2", name="N2", supplier="Nova", jurisdiction="Japan", peak_flop_per_s={})
    keep_own(path, other)
    own = read_own(path)
    assert own.accelerators == {"N1": OWN, "N2": other}
    assert own.offers == {OFFER.key: OFFER}
    forget_own(path, "N1")
    assert set(read_own(path).accelerators) == {"N2"}


@pytest.mark.parametrize("content", [b"{", b'{"accelerators": 3}', b"\xff\xfe\x00"])
def test_a_broken_file_is_said_in_one_sentence_and_left_as_it_is(tmp_path, content):
    path = tmp_path / "catalogue.json"
    path.write_bytes(content)
    for work in (lambda: read_own(path), lambda: keep_own(path, OWN), lambda: forget_own(path, "N1")):
        with pytest.raises(CatalogueError, match="move it away or mend it"):
            work()
    assert path.read_bytes() == content


@pytest.mark.skipif(os.name == "nt", reason="pipes and devices lie in folders on POSIX systems only")
def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path):
    pipe, nested = tmp_path / "pipe.json", tmp_path / "nested.json"
    os.mkfifo(pipe)
    nested.write_bytes(b"[" * 100_000)
    for path in (pipe, tmp_path, nested):
        with pytest.raises(CatalogueError, match="cannot be read as your catalogue"):
            read_own(path)
