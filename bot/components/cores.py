"""Shares the jobs of a training among the cores of the machine."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from joblib import cpu_count
from threadpoolctl import threadpool_limits


@contextmanager
def one_job_a_core() -> Iterator[ThreadPoolExecutor]:
    """Yield a pool of one thread a core that this process may use; NumPy starts no threads of its own meanwhile.

    The matrices of this project are too small to gain from being shared among threads, whole jobs are not; NumPy,
    scikit-learn's machines and onnxruntime let other threads run while they calculate.
    """
    with threadpool_limits(limits=1), ThreadPoolExecutor(cpu_count()) as cores:
        yield cores
