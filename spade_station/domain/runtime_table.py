"""What was measured of the runtimes on one machine, for one network."""

from pydantic import BaseModel, ConfigDict

from spade_station.domain.runtime_name import RuntimeName

MOST_DIFFERENT = 0.03  # of the limit: what the score of a picture may differ by
MOST_FLIPS = 0.04  # share of the pictures whose verdict may differ: one of 32, near a limit


class RuntimeFigures(BaseModel):
    """One runtime.

    Parameters
    ----------
    milliseconds
        Median of bare passes of one picture; None when it could not be measured.
    difference
        Largest difference of a score from torch's in float32, as a share of the limit.
    flips
        Pictures whose verdict was another one than with torch.
    problem
        Why it could not be measured.
    """

    model_config = ConfigDict(frozen=True)

    runtime: RuntimeName
    milliseconds: float | None = None
    difference: float = 0.0
    flips: int = 0
    problem: str = ""


class RuntimeTable(BaseModel):
    """All runtimes of a machine with one network.

    Parameters
    ----------
    machine
        Processor, threads and versions of the runtimes: with others it is measured again.
    pictures
        Good samples of `product` and copies with synthetic damage, which all of them judged.
    measured
        Day, ISO 8601.
    """

    model_config = ConfigDict(frozen=True)

    backbone: str
    sha256: str
    machine: str
    product: str
    input_px: tuple[int, int]
    pictures: int
    measured: str
    rows: tuple[RuntimeFigures, ...]

    def agrees(self, row: RuntimeFigures) -> bool:
        """Whether a runtime was measured and its verdicts are those of torch."""
        return (
            row.milliseconds is not None
            and row.difference <= MOST_DIFFERENT
            and row.flips <= MOST_FLIPS * self.pictures
        )

    @property
    def best(self) -> RuntimeName:
        """The fastest that agrees."""
        agreed = [row for row in self.rows if self.agrees(row)]
        return min(agreed, key=lambda row: row.milliseconds or 0.0).runtime
