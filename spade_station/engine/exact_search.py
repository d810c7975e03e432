"""The exact search: nearest rows by one matrix product and a top-k, in blocks."""

import torch
from torch import Tensor

BLOCK = 4_000_000  # similarities held at once: 16 MB
EXCLUDED = -4.0  # added to a similarity in -1..1, so that the row does not count
NOTHING = EXCLUDED / 2  # a similarity below is of a row that does not count
NOBODY = -1  # in place of a row's index where fewer rows than neighbours count


def nearest_rows(
    patches: Tensor, rows: Tensor, neighbours: int = 1, bias: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Give the mean Euclidean distance of unit vectors to their nearest rows, and which these are.

    On unit vectors ``d² = 2 - 2·cos`` (design section 3.2), so that one matrix product is all.
    Where fewer rows than `neighbours` count, the mean is over these.

    Parameters
    ----------
    patches
        ``(P, C)`` float32 unit vectors.
    rows
        ``(N, C)`` float32 unit vectors.
    bias
        ``(N,)`` or ``(P, N)`` added to the similarities; `EXCLUDED` takes a row out.

    Returns
    -------
    distance, index
        ``(P,)``, 2, the largest distance there is, where no row was left to compare with;
        ``(P, k)``, `NOBODY` where fewer rows count, but never in front.
    """
    neighbours = min(neighbours, len(rows))
    distance = patches.new_empty(len(patches))
    index = torch.empty(len(patches), neighbours, dtype=torch.long, device=patches.device)
    step = max(1, BLOCK // max(1, len(rows)))
    for start in range(0, len(patches), step):
        block = patches[start : start + step]
        part = bias[start : start + step] if bias is not None and bias.dim() == 2 else bias
        cosine = block @ rows.T if part is None else torch.addmm(part, block, rows.T)
        best, where = best_of(cosine, neighbours)
        distance[start : start + step] = mean_distance(best)
        index[start : start + step] = counted(best, where)
    return distance, index


def best_of(cosine: Tensor, neighbours: int) -> tuple[Tensor, Tensor]:
    """Give the largest of similarities ``(P, N)`` and which these are, ``(P, k)`` each."""
    if neighbours == 1:
        return cosine.max(dim=1, keepdim=True)
    return cosine.topk(neighbours, dim=1)


def counted(best: Tensor, index: Tensor) -> Tensor:
    """Put `NOBODY` in place of rows that do not count, by their similarities ``(P, k)``.

    The first stays what it is: where no row counts, there is a distance all the same.
    """
    if best.shape[1] == 1:
        return index
    found = index.masked_fill(best < NOTHING, NOBODY)
    found[:, 0] = index[:, 0]
    return found


def mean_distance(cosine: Tensor) -> Tensor:
    """Give the mean distance ``(P,)`` to the rows that count of similarities ``(P, k)``.

    They are in descending order; 2 where no row counts.
    """
    distances = (2 - 2 * cosine).clamp(0, 4).sqrt()
    if cosine.shape[1] == 1:
        return distances[:, 0]
    counts = cosine >= NOTHING
    counts[:, 0] = True
    return mean_of(distances, counts)


def mean_of(values: Tensor, counts: Tensor) -> Tensor:
    """Give the mean ``(P,)`` of the values ``(P, k)`` that count."""
    return values.masked_fill(~counts, 0).sum(dim=1) / counts.sum(dim=1)


def nearest_distances(
    patches: Tensor, rows: Tensor, neighbours: int = 1, bias: Tensor | None = None
) -> Tensor:
    """Give the distances of `nearest_rows` alone."""
    return nearest_rows(patches, rows, neighbours, bias)[0]
