"""What the command line says of pictures that a product has learned."""

from collections.abc import Iterable, Iterator, Sequence

from spade_station.app.left_out import LeftOut, left_out_errors
from spade_station.app.product import Product
from spade_station.app.sample_gate import suspect_lines
from spade_station.domain.imaging_errors import SampleKnown
from spade_station.storage.samples import NewSample


class Given:
    """The pictures given to `learn`; knows whether all of them were taken.

    Parameters
    ----------
    count
        How many there are.
    product
        It has not begun to learn them.
    """

    def __init__(self, pictures: Iterable[NewSample], count: int, product: Product) -> None:
        self._pictures = pictures
        self._count = count
        self._product = product
        self._before = set(product.samples.numbers())
        self._rest = True

    def __iter__(self) -> Iterator[NewSample]:
        yield from self._pictures
        self._rest = False

    @property
    def stopped(self) -> str:
        """What to say if the learning ended before all were taken; empty if they were."""
        if not self._rest or self._product.stored is None:
            return ""
        learned = len(set(self._product.stored.samples) - self._before)
        return f"Stopped before the end: learned {learned} of {self._count} pictures."


def left_out_lines(left_out: Sequence[LeftOut]) -> Iterator[str]:
    """Say which pictures were not learned and why; the copies of others are only counted."""
    for each in left_out:
        if not isinstance(each.reason, SampleKnown):
            yield f"{each.origin} was left out: {each.reason}"
    yield from (str(error) for error in left_out_errors(left_out) if error.is_calm)


def learned_lines(product: Product, defects: bool) -> Iterator[str]:
    """Say what a product knows now; `defects` when known defects were added, not good parts."""
    name, known = product.preset.name, product.defects_status()
    if not defects:
        yield f"“{name}” knows {product.status().summary}"
    if known.entries:
        yield f"“{name}” knows {known.summary}"
    for entry in known.entries:
        if entry.score is not None and entry.kept < entry.patches:
            like_good = entry.patches - entry.kept
            yield (
                f"Known defect {entry.number}, {entry.origin}: {like_good} of {entry.patches} "
                "patches look like good parts and do not count."
            )
    if not defects:
        yield from suspect_lines(product)
