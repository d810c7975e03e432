"""What the command line says of pictures that a product has learned."""

from collections.abc import Iterator

from spade_station.app.product import Product
from spade_station.app.sample_gate import suspect_lines


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
