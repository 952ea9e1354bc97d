"""The engine ray, on a real cluster on loopback: the archive is that of one process, whatever dies."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from archive_contents import contents, differences, everything, labels_of
from pyarrow import parquet

from archive.store import Store
from crawler.engines.engine import RayCluster, Workers
from crawler.engines.ray_engine import ENVIRONMENT, ON_LOOPBACK, RayEngine
from crawler.families import family_site, may_be_of_a_family
from crawler.ingest.import_files import import_files
from crawler.ingest.import_scope import ImportScope
from crawler.ingest.prepare import RecordReader
from crawler.ingest.reread import reread
from crawler.shards.current_texts import DuplicatesContext
from crawler.shards.label_duplicates import DUPLICATES, label_duplicates
from crawler.shards.merge_shards import merge_shards
from crawler.shards.shard_folder import ShardFolder
from crawler.shards.write_shard import ShardContext
from crawler.shards.write_shards import ShardsReport, write_shards
from crawler.sites import load_sites
from samples import sample_files

pytestmark = [
    pytest.mark.skipif(find_spec("ray") is None, reason="ray is not installed"),
    pytest.mark.xdist_group("ray"),  # one cluster at a time
]

ROOT = Path(__file__).parents[2]
SAMPLES = {path.name.partition(".")[0]: path for path in sample_files()}
FILES = [SAMPLES[name] for name in ("hanoi", "baocantho")]
MORE_FILES = [*FILES, SAMPLES["dukcqtw"], SAMPLES["baolaocai"]]  # twice as many as the cluster has processors
SHARED = sorted((ROOT / ".." / "shared" / "captures").glob("*.warc.gz"))
SCOPE = ImportScope(detect=family_site, may_detect=may_be_of_a_family)
WAIT = 120  # seconds, for what takes a few on an idle machine


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A cluster of one node with two processors, which listens on loopback only."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (ENVIRONMENT | ON_LOOPBACK).items():
            patch.setenv(name, value)  # before Ray is imported
        patch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(Path(__file__).parent)]))
        from ray.cluster_utils import Cluster

        cluster = Cluster()
        add_node(cluster, include_dashboard=False)
        yield cluster
        cluster.shutdown()


def add_node(cluster: Any, **options: object) -> Any:
    """Return a new node; one that has not started after 30 seconds, on a busy machine, is started again."""
    for _ in range(4):
        try:
            return cluster.add_node(num_cpus=2, node_ip_address="127.0.0.1", **options)
        except Exception as error:
            if "timed out during startup" not in str(error):
                raise
    pytest.skip("this machine is too busy to start a Ray node")


def import_into(db: Path, files: list[Path], workers: Workers) -> Path:
    db.parent.mkdir(exist_ok=True)
    with Store.open(db) as store:
        assert import_files(store, load_sites(), files, scope=SCOPE, workers=workers).damages == []
    return db


def shards_on(address: str, out: Path, files: list[Path]) -> ShardsReport:
    context = ShardContext.of(load_sites(), SCOPE, str(out))
    with RayEngine(context, address=address) as engine:
        return write_shards(engine, [str(file) for file in files])


def labels_on(address: str, out: Path) -> list[tuple[Any, ...]]:
    """Label the duplicates of shards; return the labels as `labels_of` an archive."""
    context = DuplicatesContext(str(out), RecordReader(load_sites(), SCOPE))
    with RayEngine(context, address=address) as engine:
        assert label_duplicates(engine).exit_code == 0
    rows: list[dict[str, Any]] = parquet.read_table(out / DUPLICATES).to_pylist()
    return [tuple(row.values()) for row in rows]


def merge(db: Path, out: Path) -> Path:
    db.parent.mkdir(exist_ok=True)
    with Store.open(db) as store:
        assert merge_shards(store, load_sites(), ShardFolder(str(out)), SCOPE).damages == []
    return db


@pytest.mark.slow
def test_import_reread_and_shards_on_ray_equal_one_process(cluster: Any, tmp_path: Path) -> None:
    expected = contents(import_into(tmp_path / "one" / "archive.db", FILES, 1))
    on_ray = RayCluster(cluster.address)
    db = import_into(tmp_path / "ray" / "archive.db", FILES, on_ray)
    assert differences(contents(db), expected) == {}
    with closing(sqlite3.connect(db)) as meddler, meddler:
        meddler.execute("UPDATE articles SET section = 'none'")
    with Store.open(db) as store:
        assert reread(store, workers=on_ray).missing == []
    assert differences(contents(db), expected) == {}
    assert shards_on(cluster.address, tmp_path / "shards", FILES).states == {"written": len(FILES)}
    assert labels_on(cluster.address, tmp_path / "shards") == labels_of(db) != []
    merged = merge(tmp_path / "merged" / "archive.db", tmp_path / "shards")
    assert differences(contents(merged), expected) == {}


@pytest.mark.slow
@pytest.mark.skipif(not SHARED, reason="no shared captures beside this checkout")
def test_shared_captures_on_ray_equal_one_process(cluster: Any, tmp_path: Path) -> None:
    db = import_into(tmp_path / "one" / "archive.db", SHARED, 1)
    expected = everything(db)
    for name, workers in {"two": 2, "ray": RayCluster(cluster.address)}.items():
        other = import_into(tmp_path / name / "archive.db", SHARED, workers)
        assert differences(everything(other), expected) == {}, name


def test_missing_ray_is_one_sentence(tmp_path: Path) -> None:
    """The package is hidden, as where it is not installed."""
    code = "import sys; sys.modules['ray'] = None; from crawler.cli import main; main()"
    arguments = ["import", str(FILES[0]), "--engine", "ray", "--db", str(tmp_path / "archive.db")]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=WAIT, cwd=ROOT
    )
    assert done.returncode == 2
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("partynews: The engine ray requires ray. Install it with: ")
    assert sentence.endswith("[ray]'")


def die_at_first(folder: Path, task: str) -> str:
    """Kill this process at the first try of the task `once`, and at each try of the task `always`."""
    tries = len(list(folder.glob(f"{task}-*")))
    (folder / f"{task}-{tries}").touch()
    if task == "always" or (task == "once" and tries == 0):
        os.kill(os.getpid(), signal.SIGKILL)
    return f"{task} {tries + 1}"


@pytest.mark.slow
def test_task_of_a_killed_process_is_tried_again_and_lost_after_three(cluster: Any, tmp_path: Path) -> None:
    tasks = ["a", "once", "b", "always", "c"]
    with RayEngine(tmp_path, address=cluster.address) as engine:
        found = list(engine.map(die_at_first, tasks, lambda task: f"{task} lost"))
    assert found == ["a 1", "once 2", "b 1", "always lost", "c 1"]
    assert len(list(tmp_path.glob("always-*"))) == 3


def wait_for_removal(folder: Path, task: int) -> int:
    """Wait on the node that is removed until it is, on the other one until a task is on that node."""
    removed = (folder / "removed").read_text()
    if str(os.getppid()) == removed:
        (folder / "waits").touch()
        time.sleep(WAIT)
    until((folder / "waits").exists)
    return task


@pytest.mark.slow
def test_tasks_of_a_node_that_is_removed_are_done_by_others(cluster: Any, tmp_path: Path) -> None:
    node = add_node(cluster)
    cluster.wait_for_nodes()
    (raylet,) = node.all_processes["raylet"]
    (tmp_path / "removed").write_text(str(raylet.process.pid))

    def remove_node() -> None:
        until((tmp_path / "waits").exists)
        cluster.remove_node(node, allow_graceful=False)

    with RayEngine(tmp_path, address=cluster.address) as engine, ThreadPoolExecutor() as threads:
        removal = threads.submit(remove_node)
        assert list(engine.map(wait_for_removal, range(24), lambda task: -1)) == list(range(24))
        removal.result(WAIT)


@pytest.mark.slow
def test_killed_driver_leaves_finished_shards_and_the_same_command_goes_on(
    cluster: Any, tmp_path: Path
) -> None:
    out, files = tmp_path / "shards", MORE_FILES
    command = [sys.executable, "-m", "crawler", "import", *map(str, files), "--shards", str(out)]
    command += ["--engine", "ray", "--address", cluster.address, "--json"]
    driver = subprocess.Popen(command, cwd=ROOT)
    until(lambda: any(out.glob("shards/*.json")))
    driver.kill()
    driver.wait(WAIT)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=WAIT)
    assert (done.returncode, done.stderr) == (0, "")
    states = json.loads(done.stdout)["shards"]
    assert states["known"] >= 1
    assert sum(states.values()) == len(files)
    merged = merge(tmp_path / "merged" / "archive.db", out)
    expected = import_into(tmp_path / "one" / "archive.db", files, 1)
    assert differences(contents(merged), contents(expected)) == {}


@pytest.mark.slow
def test_damaged_file_is_named_and_all_others_are_read(cluster: Any, tmp_path: Path) -> None:
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(FILES[0].read_bytes()[:-40])
    report = shards_on(cluster.address, tmp_path / "out", [cut, tmp_path / "no.warc.gz", FILES[1]])
    assert [str(damage.file) for damage in report.damages] == [str(cut), str(tmp_path / "no.warc.gz")]
    assert (report.states, report.exit_code) == ({"written": 2, "failed": 1}, 7)


LOSING = """
import os, sys
os.environ.update({environment!r})
from ray.cluster_utils import Cluster
from crawler.cli import main
from crawler.commands.progress import Progress

cluster = Cluster(
    initialize_head=True,
    head_node_args={{"num_cpus": 1, "include_dashboard": False, "node_ip_address": "127.0.0.1"}},
)
Progress.show = lambda *_: cluster.head_node.all_processes["raylet"][0].process.kill()
main([*{command!r}, cluster.address])
"""


@pytest.mark.slow
def test_lost_cluster_ends_with_code_4_and_finished_shards_stay(tmp_path: Path) -> None:
    """The process of the cluster's node is killed when the first shard is written."""
    command = ["import", *map(str, MORE_FILES), "--shards", str(tmp_path / "out")]
    command += ["--engine", "ray", "--address"]
    code = LOSING.format(environment=ENVIRONMENT | ON_LOOPBACK, command=command)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=WAIT
    )
    assert done.returncode == 4, done.stderr
    assert "cannot be reached" in done.stderr
    assert any((tmp_path / "out" / "shards").glob("*.json"))


def until(holds: Callable[[], bool]) -> None:
    """Wait until a condition holds."""
    deadline = time.monotonic() + WAIT
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)
