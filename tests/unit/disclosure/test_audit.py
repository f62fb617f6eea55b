"""What publications tell together: each number is the subtraction written out."""

from __future__ import annotations

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.disclosure import Cell, Release
from tests.unit.disclosure.attacker import found_out
from tests.unit.disclosure.small_sets import set_of

Q = set_of(["q03"], {"s": ["q03"]})


def published(cells, *, policy=None, ends=(0.0, 1.0), fingerprint="f"):
    """A release of one scale: of every group (n, mean) or (n, mean, sd), or why it is hidden."""
    made = []
    for group, shown in cells:
        if isinstance(shown, str):
            made.append(Cell(group=group, scale="s", shown=False, hidden=shown))
        else:
            numbers = dict(zip(("n", "mean", "sd"), shown, strict=False))
            made.append(Cell(group=group, scale="s", shown=True, hidden=None, **numbers))
    return Release(
        question_set="set",
        version="1.0.0",
        fingerprint=fingerprint,
        policy=policy or pi.Disclosure(),
        ranges={"s": ends},
        cells=tuple(made),
        issues=(),
    )


ALL, A, B, C = {}, {"team": "A"}, {"team": "B"}, {"team": "C"}


def named(sources):
    return [dict(source.group) for source in sources]


def summary(findings):
    return [
        (
            *([dict(one.group) for one in side] for side in (f.groups, f.without)),
            f.people,
            f.tells,
            f.reader,
            round(f.width, 6),
        )
        for f in findings
    ]


ALL_FIVE = ([ALL], [ALL], 5, "mean", "anybody", 0.0)
TOLD = {  # releases; what is found
    "ten people, then eleven": (
        [[(ALL, (10, 0.5))], [(ALL, (11, 0.5))]],
        [([ALL], [ALL], 1, "mean", "anybody", 0.0)],
    ),
    "the later release comes first": (
        [[(ALL, (11, 0.5))], [(ALL, (10, 0.5))]],
        [([ALL], [ALL], 1, "mean", "anybody", 0.0)],
    ),
    "four join": ([[(ALL, (10, 0.5))], [(ALL, (14, 0.5))]], [([ALL], [ALL], 4, "mean", "anybody", 0.0)]),
    "five join, around the middle": ([[(ALL, (10, 0.5))], [(ALL, (15, 0.5))]], []),
    # 15 * 0.6 - 10 * 0.4 = 5: each of the five answers the highest
    "five join, all at the top": (
        [[(ALL, (10, 0.4))], [(ALL, (15, 0.6))]],
        [([ALL], [ALL], 5, "mean", "anybody", 0.0)],
    ),
    # 15 * 0.4 - 10 * 0.5 = 1 for five; four of them have between 0 and 1, so their mean is open over a quarter; but
    # one who answered 1 knows that the others have 0
    "five join, one at the top": ([[(ALL, (10, 0.5))], [(ALL, (15, 0.4))]], [([ALL], [ALL], 5, "mean", "member", 0.0)]),
    # 15 * 0.60667 - 10 * 0.5 = 4.1 for five, of whom four have 3.1 to 4; but one who answered 0.1 knows that the others
    # have 1, and nobody can have less
    "five join, one at most near the bottom": (
        [[(ALL, (10, 0.5))], [(ALL, (15, 9.1 / 15))]],
        [([ALL], [ALL], 5, "mean", "member", 0.0)],
    ),
    # ... 1.6 for five: one who has 1 leaves 0.6 for four, of whom three have 0 to 0.6: open over a fifth
    "five join, as low as may be": ([[(ALL, (10, 0.34))], [(ALL, (15, 1 / 3))]], []),
    "five join, a little lower": (
        [[(ALL, (10, 0.341))], [(ALL, (15, 1 / 3))]],
        [([ALL], [ALL], 5, "mean", "member", 0.196667)],
    ),
    "a team of a department, one person less": (
        [[(A, (10, 0.5))], [({"department": "X", **A}, (9, 0.5))]],
        [([A], [{"department": "X", **A}], 1, "mean", "anybody", 0.0)],
    ),
    "everybody less all teams, in another release": (
        [[(ALL, (25, 0.5))], [(A, (10, 0.5)), (B, (13, 0.5))]],
        [([ALL], [A, B], 2, "mean", "anybody", 0.0)],
    ),
    "another team is hidden in each": (
        [[(ALL, (30, 0.5)), (A, (10, 0.5)), (B, "protects"), (C, "small")], [(A, "protects"), (B, (17, 0.5))]],
        [([ALL], [A, B], 3, "mean", "anybody", 0.0)],
    ),
    "everybody less a department less a team of another": (
        [[(ALL, (24, 0.5))], [({"department": "X"}, (10, 0.5)), ({"department": "Y", "team": "A"}, (12, 0.5))]],
        [([ALL], [{"department": "X"}, {"department": "Y", "team": "A"}], 2, "mean", "anybody", 0.0)],
    ),
    "a department may hold the team, so both cannot be taken out": (
        [[(ALL, (24, 0.5))], [({"department": "X"}, (10, 0.5)), (A, (12, 0.5))]],
        [],
    ),
    "a stricter policy hides as small": (
        [[(A, (4, 0.5))], [(A, "small")]],
        [([A], [], 4, "mean", "anybody", 0.0)],
    ),
    "as many as the minimum, and fewer elsewhere": ([[(A, (5, 0.5))], [(A, "small")]], []),
    "hidden to protect alone, and shown elsewhere": ([[(A, (6, 0.5)), (B, (7, 0.5))], [(A, "protects")]], []),
    "the same once more": ([[(ALL, (23, 0.5)), (A, (20, 0.5))], [(ALL, (23, 0.5)), (A, (20, 0.5))]], []),
    "groups of other columns": ([[(A, (10, 0.5))], [({"tenure": "long"}, (11, 0.5))]], []),
    "other values": ([[(A, (10, 0.5))], [(B, (11, 0.5))]], []),
    "a team of a department, one person more": (
        [[(A, (9, 0.5))], [({"department": "X", **A}, (10, 0.5))]],
        [([{"department": "X", **A}], [A], 1, "mean", "anybody", 0.0)],
    ),
    "all teams less everybody, before one joined": (
        [[(ALL, (22, 0.5))], [(A, (10, 0.5)), (B, (13, 0.5))]],
        [([A, B], [ALL], 1, "mean", "anybody", 0.0)],
    ),
    # 8 * 0.5 - 8 * 0.4 = 0.8 above whoever left: open over 0.2, enough; 0.9 is not
    "as many, one other": ([[(ALL, (8, 0.4))], [(ALL, (8, 0.5))]], []),
    "as many, one quite other": (
        [[(ALL, (8, 0.4))], [(ALL, (8, 0.5125))]],
        [([ALL], [ALL], 1, "mean", "anybody", 0.1)],
    ),
    # 11 * 0.5 - 10 * 0.35 = 2 for one more: one left and two joined, who both have 1, and who left 0
    "one more, whose answer cannot be": (
        [[(ALL, (10, 0.35))], [(ALL, (11, 0.5))]],
        [([ALL], [ALL], 2, "mean", "anybody", 0.0)],
    ),
    # 10 * 0.1 - 10 * 0.6 = -5: five of each, who are enough
    "half of them left": ([[(ALL, (10, 0.6))], [(ALL, (10, 0.1))]], []),
    # 10 * 0.1 - 10 * 0.49 = -3.9: four of each, of whom those who left have 3.9 or more of 4, open over 0.1 / 4
    "four left": ([[(ALL, (10, 0.49))], [(ALL, (10, 0.1))]], [([ALL], [ALL], 4, "mean", "anybody", 0.025)]),
    "six more, with distributions": (
        [[(ALL, (12, 0.5, 0.2))], [(ALL, (18, 0.5, 0.2))]],
        # 6 with 3: of four, the mean is between 1/4 and 3/4
        [([ALL], [ALL], 6, "distribution", "anybody", 0.5)],
    ),
    "ten more, with distributions": ([[(ALL, (12, 0.5, 0.2))], [(ALL, (22, 0.5, 0.2))]], []),
    "six more, and one distribution": ([[(ALL, (12, 0.5))], [(ALL, (18, 0.5, 0.2))]], []),
}


@pytest.mark.parametrize("name", TOLD)
def test_what_releases_tell_together(name):
    cells, expected = TOLD[name]
    assert summary(pi.audit([published(one) for one in cells])) == expected


def test_means_are_parts_of_the_declared_range():
    """15 * 3.4 - 10 * 2.6 = 25 for five on one to five."""
    few = published([(ALL, (10, 2.6))], ends=(1.0, 5.0))
    (found,) = pi.audit([few, published([(ALL, (15, 3.4))], ends=(1.0, 5.0))])
    assert (found.people, found.width, found.left) == (5, 0.0, 0)


def test_who_left_is_counted():
    (found,) = pi.audit([published([(ALL, (10, 0.35))]), published([(ALL, (11, 0.5))])])
    assert (found.people, found.left) == (2, 1)


def test_the_strictest_policy_counts():
    lax, strict = pi.Disclosure(minimum=3), pi.Disclosure(minimum=6, minimum_distribution=12)
    few, more = [(ALL, (10, 0.5))], [(ALL, (15, 0.5))]
    assert pi.audit([published(few, policy=lax), published(more)]) == ()
    (found,) = pi.audit([published(few, policy=lax), published(more, policy=strict)])
    assert (found.people, found.tells) == (5, "mean")


def test_one_release_alone_is_not_judged_again():
    """Under a lax policy the 4 who are left may be told; a third release does not make that news."""
    lax = pi.Disclosure(minimum=3)
    one = published([(ALL, (24, 0.5)), (A, (20, 0.5))], policy=lax)
    assert pi.audit([one, published([({"tenure": 1}, (9, 0.5))])]) == ()


def test_each_finding_says_where_who_and_what_to_do_and_no_number_that_is_hidden():
    before = published([(ALL, (25, 0.5123))])
    found, three, one = pi.audit(
        [before, published([(A, (10, 0.4321)), (B, (13, 0.5432))]), published([(A, (9, 0.4411))])]
    )
    assert [(source.release, dict(source.group)) for source in (*found.groups, *found.without)] == [
        (0, {}),
        (1, A),
        (1, B),
    ]
    assert found.issue.code == "known-together"
    assert found.issue.path == "$.releases[0]"
    assert str(found.issue.message) == (
        "On 's', everybody of release 0 less team=A of release 1 and team=B of release 1 may tell anybody who knows "
        "who is in these groups the exact mean of 2 people."
    )
    assert "make one release" in found.issue.hint
    assert found.issue.facts["groups"] == ("", "team=A", "team=B")
    assert found.issue.facts["releases"] == (0, 1, 1)
    assert [source.release for source in three.without] == [2, 1]
    assert one.issue.message.startswith("On 's', team=A of release 1 less team=A of release 2 may tell anybody")
    hidden = (25 * 0.5123 - 10 * 0.4321 - 13 * 0.5432) / 2
    assert f"{hidden:.3f}" not in repr(found) + str(found.issue) + repr(found.issue.facts)


def test_a_member_and_a_distribution_are_said_as_such():
    (member,) = pi.audit([published([(ALL, (10, 0.341))]), published([(ALL, (15, 1 / 3))])])
    assert member.issue.message.endswith("may tell one of them the mean to within 20% of the range of 5 people.")
    (spread,) = pi.audit([published([(ALL, (12, 0.5, 0.2))]), published([(ALL, (18, 0.5, 0.2))])])
    assert spread.issue.message.endswith("these groups the distribution of 6 people.")


def test_what_cannot_be_compared_is_refused():
    one = published([(ALL, (10, 0.5))])
    for few in ([], [one]):
        with pytest.raises(pi.ArgumentError) as caught:
            pi.audit(few)
        assert [issue.code for issue in caught.value.issues] == ["too-few-releases"]
    with pytest.raises(pi.ArgumentError) as caught:
        pi.audit([one, published([(ALL, (10, 0.5))], fingerprint="g"), one])
    assert [(issue.code, issue.path) for issue in caught.value.issues] == [("other-question-set", "$.releases[1]")]


def test_the_same_finding_stands_once():
    ten, eleven = published([(ALL, (10, 0.5))]), published([(ALL, (11, 0.5))])
    assert len(pi.audit([ten, eleven, ten, eleven])) == 1


def growing(rng):
    """Who is in which department and team, their answers, who was there first, and two sets of breakdowns."""
    n = int(rng.integers(12, 24))
    team = rng.integers(5, size=n)
    people = [
        {"id": i, "department": "XY"[t // 3], "team": "ABCDE"[t], "q03": int(rng.integers(1, 6))}
        for i, t in enumerate(team)
    ]
    first = people[: n - int(rng.integers(0, 7))]
    ways = [[[]], ["department"], [("department", "team")], [[], "department"], [[], ("department", "team")]]
    return first, people, [ways[i] for i in rng.integers(len(ways), size=2)]


def test_where_an_attacker_with_both_releases_finds_out_more_the_audit_says_so():
    broken = 0
    for number in range(60):
        rng = np.random.default_rng(number)
        first, people, ways = growing(rng)
        both = [
            pi.release(Q, data, by=by, scales=["q03"], policy=pi.Disclosure(minimum=4))
            for data, by in zip((first, people), ways, strict=True)
        ]
        groups = [
            [
                float(person["id"] < size and all(person[name] == value for name, value in cell.group.items()))
                for person in people
            ]
            for one, size in zip(both, (len(first), len(people)), strict=True)
            for cell in one.cells
            if cell.shown
        ]
        if not groups:
            continue
        x = np.array([(person["q03"] - 1) / 4 for person in people])
        told = found_out(np.array(groups), x, np.ones(len(groups), dtype=bool), 4, rng, tries=1)
        broken += bool(told)
        if told:
            assert pi.audit(both), number
    assert broken > 8
