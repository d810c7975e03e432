import json
import os
import subprocess
import sys

import pytest

LOOK = """
import json, os
import spade_station.imaging.align
import scipy.linalg, threadpoolctl
pools = threadpoolctl.threadpool_info()
print(json.dumps({
    "threads": [each["num_threads"] for each in pools if each["internal_api"] == "openblas"],
    "waiting": os.environ["OMP_WAIT_POLICY"],
}))
"""


@pytest.mark.parametrize(
    ("wanted", "threads", "waiting"),
    [
        ({}, 1, "PASSIVE"),
        ({"OPENBLAS_NUM_THREADS": "2", "OMP_WAIT_POLICY": "ACTIVE"}, 2, "ACTIVE"),
    ],
)
def test_no_thread_of_numpy_spins_unless_that_is_wanted(
    wanted: dict[str, str], threads: int, waiting: str
) -> None:
    around = {
        name: value
        for name, value in os.environ.items()
        if name not in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "OMP_WAIT_POLICY")
    }
    done = subprocess.run(
        [sys.executable, "-c", LOOK], env={**around, **wanted}, capture_output=True, check=True
    )
    found = json.loads(done.stdout)
    assert set(found["threads"]) <= {min(threads, os.cpu_count() or 1)}
    assert found["waiting"] == waiting
