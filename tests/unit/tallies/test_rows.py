"""How rows are shared out over threads: every row once, in order, and no more threads than are of use."""

from __future__ import annotations

import os
import threading

import pytest

import purpose_index.tallies.rows as rows
from purpose_index.tallies.rows import cores, over_rows


def runs_of(n, block, threads=None):
    """The runs of blocks, each as the rows themselves, in the order of the rows, and the threads that did them."""
    done = []

    def work(blocks):
        run = [list(range(1000)[one]) for one in blocks]
        done.append((run, threading.get_ident()))
        return run

    returned = over_rows(n, block, work, threads=threads)
    done.sort(key=lambda pair: pair[0])
    assert returned == [one for run, _ in done for one in run]
    return [run for run, _ in done], {thread for _, thread in done}


@pytest.mark.parametrize(
    ("n", "block", "threads", "expected"),
    [
        (0, 2, 3, [0]),
        (1, 2, 3, [1]),
        (6, 2, 3, [3]),  # two threads would have less than two blocks each
        (7, 2, 3, [2, 2]),
        (8, 2, 1, [4]),
        (10, 2, 3, [2, 3]),
        (12, 2, 3, [2, 2, 2]),
        (15, 2, 3, [2, 3, 3]),
        (100, 10, 4, [2, 3, 2, 3]),
    ],
)
def test_every_thread_has_a_run_of_two_blocks_or_more(n, block, threads, expected):
    runs, _ = runs_of(n, block, threads)
    assert [len(run) for run in runs] == expected
    blocks = [one for run in runs for one in run]
    assert [row for one in blocks for row in one] == list(range(n))
    assert all(len(one) == block for one in blocks[:-1])


def test_one_run_starts_no_thread():
    assert runs_of(6, 2, 3)[1] == {threading.get_ident()}
    assert threading.get_ident() not in runs_of(8, 2, 2)[1]


def test_there_are_as_many_threads_as_cores_by_default(monkeypatch):
    monkeypatch.setattr(rows, "cores", lambda: 3)
    assert [len(run) for run in runs_of(18, 2)[0]] == [3, 3, 3]
    assert [len(run) for run in runs_of(18, 2, 2)[0]] == [4, 5]


def test_cores_are_those_that_this_process_may_use(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {1, 4, 5} if process == 0 else {1}, raising=False)
    assert cores() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 5)
    assert cores() == 5
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert cores() == 1
