"""Runs inside a copy of the project, where it breaks one line after another: it reads `settings.json`.

The tests are collected once, in a process that runs none of them; what follows happens in forks of it, so that nothing
that one break left behind reaches another. The first fork runs all tests, to learn which function each one reaches and
how long it takes; then one fork a break runs the tests that reach the broken function, the one that noticed the break
before it first, then the quickest. Those that mutmut calls operators decide what is broken.
"""

from __future__ import annotations

import difflib
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import Any

import mutmut.mutation.trampoline as trampoline
import pytest
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.mutation.mutators import mutation_operators

KEPT = {  # texts, and arguments that become None, are caught by the first call or say nothing about a number
    "operator_number",
    "operator_name",
    "operator_remove_unary_ops",
    "operator_keywords",
    "operator_swap_op",
    "operator_if_exp",
}
CPU, WALL = (5, 10), (120, 60)  # seconds that a test may take, and what its own time is multiplied by beside them
MEMORY = 8 << 30  # bytes

Break = dict[str, Any]


def main() -> int:
    """Break what the settings name, and write every break with what came of it."""
    settings = json.loads(Path("settings.json").read_text(encoding="utf-8"))
    mutation_operators[:] = [pair for pair in mutation_operators if pair[1].__name__ in KEPT]  # type: ignore[index]
    (Path("mutants") / "src").mkdir(parents=True)  # mutmut insists
    breaks = [one for file in settings["files"] for one in broken(file)]
    done = {tuple(one) for one in settings["done"]}
    breaks = [one for one in breaks if (one["file"], one["function"], one["before"], one["after"]) not in done]
    sys.path.insert(0, str(Path("src").resolve()))
    tests = ["-q", "--rootdir=.", "-p", "no:cacheprovider", "-m", "not slow and not timed", *settings["tests"]]
    with Path(settings["results"]).open("a", encoding="utf-8", buffering=1) as results:
        return int(pytest.main(tests, plugins=[Trials(breaks, results)])) if breaks else 0


def broken(file: str) -> list[Break]:
    """Write all breaks of a file into it, each a function that is called where its key is set, and return them."""
    path = Path("src/purpose_index", file)
    found = mutate_file_contents(str(path), path.read_text(encoding="utf-8"))
    path.write_text(found.code, encoding="utf-8")
    lines = found.code.splitlines()
    module = "purpose_index." + file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")

    def text(name: str) -> list[str]:
        span = found.line_span_by_function_name[name]
        return [line.replace(name, "").strip() for line in lines[span.start - 1 : span.end]]

    breaks = []
    for name in found.mutant_names:
        function = name.partition("__mutmut_")[0]
        change = list(difflib.ndiff(text(f"{function}__mutmut_orig"), text(name)))
        before, after = (" ".join(line[2:] for line in change if line.startswith(sign)) for sign in "-+")
        if (
            after != before and after.replace("strict=False", "strict=True") == before
        ):  # a guard against slips that no caller sees
            continue
        breaks.append({"file": file, "function": function, "before": before, "after": after, "key": f"{module}.{name}"})
    return breaks


class Trials:
    """Takes the place of pytest's loop over the tests."""

    def __init__(self, breaks: list[Break], results: Any) -> None:
        self.breaks = breaks
        self.results = results
        self.noticed_by: dict[str, list[int]] = {}  # of every function, the latest first

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try every break."""
        if session.testsfailed:
            pytest.exit("The tests cannot be collected.", returncode=3)
        reached, seconds = self._learn(session)
        print(f"{len(self.breaks)} breaks, {len(session.items)} tests of {sum(seconds):.0f} s", file=sys.stderr)
        for one in self.breaks:
            where = one["key"].partition("__mutmut_")[0]
            first = self.noticed_by.setdefault(where, [])
            order = sorted((i for i in range(len(session.items)) if where in reached[i]), key=seconds.__getitem__)
            order = [*first, *(i for i in order if i not in first)]
            start = time.monotonic()
            status, last = self._fork(session, one["key"], order, seconds)
            one["found"] = "no test" if not order else "survived" if status == 0 else _noticed(status)
            if order and status != 0:
                one["by"] = session.items[last].nodeid
                self.noticed_by[where] = [last, *(i for i in first if i != last)]
            else:
                print(f"{one['file']}: {one['found']}\n  - {one['before']}\n  + {one['after']}", file=sys.stderr)
            one["seconds"] = round(time.monotonic() - start, 2)
            self.results.write(json.dumps(one) + "\n")
        return True

    def _learn(self, session: pytest.Session) -> tuple[list[set[str]], list[float]]:
        """Return which functions each test reaches, and how many seconds of processor time it takes."""
        path = Path("mutants", "learnt.json")
        if (child := os.fork()) == 0:
            learnt: list[tuple[list[str], float]] = []
            reached: set[str] = set()
            trampoline.record_trampoline_hit = lambda name, caller=None: reached.add(name)
            trampoline.set_mutant_under_test("stats")
            for item in session.items:
                reached.clear()
                start = time.process_time()
                _run(session, item)
                learnt.append((sorted(reached), time.process_time() - start))
                if session.testsfailed:
                    print(f"It fails where nothing is broken: {item.nodeid}", file=sys.stderr)
                    os._exit(1)
            path.write_text(json.dumps(learnt), encoding="utf-8")
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            pytest.exit("The tests fail where nothing is broken.", returncode=3)
        learnt = json.loads(path.read_text(encoding="utf-8"))
        return [set(functions) for functions, _ in learnt], [seconds for _, seconds in learnt]

    def _fork(self, session: pytest.Session, key: str, order: list[int], seconds: list[float]) -> tuple[int, int]:
        """Run these tests with one break until one fails; return how that ended, and which test was the last."""
        read, write = os.pipe()
        if (child := os.fork()) == 0:
            trampoline.set_mutant_under_test(key)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            for i in order:
                os.write(write, b"%d\n" % i)
                signal.setitimer(signal.ITIMER_PROF, CPU[0] + CPU[1] * seconds[i])  # what is over ends the fork
                signal.setitimer(signal.ITIMER_REAL, WALL[0] + WALL[1] * seconds[i])
                _run(session, session.items[i])
                if session.testsfailed:
                    os._exit(1)
            os._exit(0)
        os.close(write)
        with os.fdopen(read, "rb") as begun:
            ran = begun.read().split()
        return os.waitpid(child, 0)[1], int(ran[-1]) if ran else 0


def _run(session: pytest.Session, item: pytest.Item) -> None:
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)


def _noticed(status: int) -> str:
    return "noticed" if os.WIFEXITED(status) else f"ended by {signal.Signals(os.WTERMSIG(status)).name}"


if __name__ == "__main__":
    sys.exit(main())
