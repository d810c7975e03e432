"""What the engine costs on this machine: time per stage, learning, one more sample, a slider."""

import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from spade_station.app.backbones import Backbones
from spade_station.app.demo_product import demo_samples
from spade_station.capture.demo_line import demo_part
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.preset import BackboneChoice, Preset
from spade_station.engine.bank import Bank
from spade_station.engine.device import thread_count
from spade_station.engine.inspector import Inspector
from spade_station.engine.learning import extend, learn
from spade_station.storage.presets import starting_point

VERDICTS = 60
WARM_UP = 5
REPEATS = 9

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Bench:
    """Figures of one backbone; times in milliseconds unless the name says seconds.

    Parameters
    ----------
    backbone_ms
        The network's stage of a verdict.
    slider_ms
        From a moved layer weight to the new verdict, the limit calibrated again.
    add_sample_s
        From a good picture to the next verdict, which knows it; without the disk.
    rss_mb
        Most memory of the process so far.
    """

    backbone: str
    runtime: str
    device: str
    threads: int
    samples: int
    input_px: tuple[int, int]
    backbone_ms: float
    verdict_ms: dict[str, float]
    stages_ms: dict[str, dict[str, float]]
    verdict_over_backbone: float
    seconds_learn: float
    learn_over_backbone: float
    add_sample_s: float
    slider_ms: float
    bank_rows: int
    bank_bytes: int
    rss_mb: float | None

    def as_json(self) -> dict[str, Any]:
        """Give plain values."""
        return asdict(self)


def bench(backbones: Backbones, choice: BackboneChoice, samples: int, report: Report) -> Bench:
    """Measure with the electronics preset on demo parts; pictures are rendered beforehand."""
    preset = starting_point("electronics").changed("features.backbone", choice.value)
    total = 2 * samples + VERDICTS
    good: list[Picture] = []
    for sample in demo_samples("electronics", samples):
        good.append(sample.frame.image)
        report(len(good), total)
    backbone = backbones.load(preset)
    began = time.perf_counter()
    bank = learn(good, samples, backbone, preset, lambda d, of: report(samples + d // 2, total))
    seconds_learn = time.perf_counter() - began
    inspector = Inspector(preset, backbone, bank)
    stages = _stage_times(inspector, lambda done: report(2 * samples + done, total))
    verdicts = np.sum(list(stages.values()), axis=0)
    backbone_ms = float(np.median(stages["backbone"]))
    status = backbones.status(backbone, preset)
    frame = Frame(demo_part("electronics", 1, VERDICTS, 1.0)[0], VERDICTS, "bench")
    return Bench(
        backbone=status.name,
        runtime=status.runtime,
        device=status.device,
        threads=thread_count(),
        samples=samples,
        input_px=inspector.analyse(frame).size,
        backbone_ms=backbone_ms,
        verdict_ms=_percentiles(verdicts),
        stages_ms={stage: _percentiles(values) for stage, values in stages.items()},
        verdict_over_backbone=float(np.median(verdicts)) / backbone_ms,
        seconds_learn=seconds_learn,
        learn_over_backbone=1000 * seconds_learn / (samples * backbone_ms),
        add_sample_s=_add_sample_seconds(inspector, bank, preset, backbones, frame),
        slider_ms=_slider_ms(inspector, preset, frame),
        bank_rows=bank.rows,
        bank_bytes=bank.bytes,
        rss_mb=_peak_memory(),
    )


def _stage_times(
    inspector: Inspector, report: Callable[[int], None]
) -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
    times: dict[str, list[float]] = {}
    for number in range(VERDICTS):
        frame = Frame(demo_part("electronics", 1, number, 0.2)[0], number, "bench")
        inspection = inspector.inspect(frame)
        if number >= WARM_UP:
            for stage, milliseconds in inspection.timings.items():
                times.setdefault(stage, []).append(milliseconds)
        report(number + 1)
    return {stage: np.array(values) for stage, values in times.items()}


def _add_sample_seconds(
    inspector: Inspector, bank: Bank, preset: Preset, backbones: Backbones, frame: Frame
) -> float:
    backbone = backbones.load(preset, bank.recipe)
    began = time.perf_counter()
    Inspector(preset, backbone, extend(bank, frame.image, backbone)).inspect(frame)
    return time.perf_counter() - began


def _slider_ms(inspector: Inspector, preset: Preset, frame: Frame) -> float:
    analysis = inspector.analyse(frame)
    times = []
    for step in range(REPEATS):
        moved = preset.changed("weights.layer2", 0.30 + 0.05 * (step + 1))
        began = time.perf_counter()
        inspector.with_preset(moved).conclude(analysis)
        times.append(1000 * (time.perf_counter() - began))
    return float(np.median(times))


def _percentiles(values: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, float]:
    return {f"p{share}": float(np.percentile(values, share)) for share in (50, 95, 99)}


def _peak_memory() -> float | None:
    """Peak resident memory in MiB; None where the system does not tell."""
    if sys.platform == "win32":
        return None
    import resource  # not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
