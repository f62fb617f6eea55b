"""Makes glb.json: the greatest lower bound of every scale of golden/*/ctt.json by CLARABEL 0.11.1, through cvxpy 1.9.3.

Run `python -m tests.oracles.glb_by_clarabel` from the root, with cvxpy installed; the package itself is not used.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from tests.oracles import reference


def bound(x) -> float:
    """1 - max sum(d) / sum(C), with C - diag(d) positive semidefinite and d >= 0."""
    import cvxpy

    C = np.cov(x[~np.isnan(x).any(axis=1)], rowvar=False)
    scale = np.trace(C) / len(C)
    d = cvxpy.Variable(len(C), nonneg=True)
    problem = cvxpy.Problem(cvxpy.Maximize(cvxpy.sum(d)), [C / scale - cvxpy.diag(d) >> 0])
    problem.solve(solver="CLARABEL", tol_gap_abs=1e-11, tol_gap_rel=1e-11, tol_feas=1e-11)
    return float(1 - problem.value * scale / C.sum())


if __name__ == "__main__":
    numbers = {
        f"{dataset} {scale}": bound(reference.keyed(dataset, golden["keys"], golden["min"], golden["max"]))
        for dataset in reference.datasets("ctt")
        for scale, golden in reference.golden(dataset, "ctt")["scales"].items()
    }
    Path(__file__).with_name("glb.json").write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
