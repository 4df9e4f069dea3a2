"""Studies on a real Dask scheduler with two worker processes: the rows of this machine, to the last bit."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from ..kit.studies import begun, completed, killed, receipts, rows, same_as, until, written

pytest.importorskip("distributed")
ROOT = Path(__file__).parents[2]
CLI = "distributed.cli.dask_"


class Cluster:
    """A scheduler and its workers, each a process on this machine."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "scheduler.json"
        self._folder = folder
        self.processes = [self._started("scheduler", "--host", "127.0.0.1", "--port", "0")]
        assert until(self._file.exists, 60)
        self.address = str(json.loads(self._file.read_text())["address"])

    def _started(self, what: str, *words: str, **more: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", f"{CLI}{what}", "--scheduler-file", str(self._file), "--no-dashboard", *words],
            cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ) | more,
        )  # fmt: skip

    def worker(self, **environment: str) -> subprocess.Popen[bytes]:
        """Another worker with one thread, without anyone who starts it again."""
        words = ("--nthreads", "1", "--no-nanny", "--local-directory", str(self._folder))
        self.processes.append(self._started("worker", *words, **environment))
        return self.processes[-1]

    def end(self) -> None:
        """End all processes."""
        for process in reversed(self.processes):
            process.kill()
            process.wait(timeout=30)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pa.Table]:
    folder = written(tmp_path_factory.mktemp("undisturbed"))
    completed(folder, "--workers", "2")
    return rows(folder / "out")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    found = Cluster(tmp_path)
    try:
        yield found
    finally:
        found.end()


def test_a_cluster_leaves_what_this_machine_leaves_whoever_dies(
    tmp_path: Path, cluster: Cluster, undisturbed: dict[str, pa.Table]
) -> None:
    folder = written(tmp_path)
    cluster.worker()
    victim = cluster.worker()
    process = begun(folder, "--cluster", cluster.address)
    assert until(lambda: receipts(folder / "out") >= 3, 60)
    victim.send_signal(signal.SIGKILL)  # its batch goes to the other one
    assert until(lambda: receipts(folder / "out") >= 5, 60)
    killed(process, process.pid)  # its workers go on for a moment, and their parts do not count
    cluster.worker()
    completed(folder, "--cluster", cluster.address)
    assert same_as(undisturbed, folder / "out")
    completed(folder, "--cluster", cluster.address, out="again")
    assert same_as(undisturbed, folder / "again")


def test_a_study_whose_scheduler_dies_says_so_and_goes_on_elsewhere(
    tmp_path: Path, cluster: Cluster, undisturbed: dict[str, pa.Table]
) -> None:
    folder = written(tmp_path)
    cluster.worker()
    process = begun(folder, "--cluster", cluster.address)
    assert until(lambda: receipts(folder / "out") >= 3, 60)
    cluster.processes[0].kill()
    _, said = process.communicate(timeout=120)
    assert process.returncode == 2, said
    assert "out: the cluster has left; what is done stays, and the same command goes on" in said
    assert "Traceback" not in said
    completed(folder, "--workers", "2")
    assert same_as(undisturbed, folder / "out")


def test_a_cluster_that_will_not_do_is_refused_before_anything_runs(tmp_path: Path, cluster: Cluster) -> None:
    folder = written(tmp_path)

    def refused(address: str) -> str:
        process = begun(folder, "--cluster", address)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 2, said
        assert "Traceback" not in said
        assert not receipts(folder / "out")
        return said

    assert "no scheduler answers at tcp://127.0.0.1:9" in refused("tcp://127.0.0.1:9")
    assert "is not the address of a scheduler" in refused("nowhere")
    assert "the scheduler has no workers" in refused(cluster.address)
    shutil.copytree(
        ROOT / "simulator", folder / "other" / "simulator", ignore=shutil.ignore_patterns("__pycache__")
    )
    with (folder / "other" / "simulator" / "engine" / "loop.py").open("a") as file:
        file.write("# another version\n")
    other = cluster.worker(PYTHONPATH=str(folder / "other"))
    assert until(
        lambda: "has no workers" not in (said := refused(cluster.address)) and "has orgsim 0.1.0+" in said, 60
    )
    assert other.poll() is None
