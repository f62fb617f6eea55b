"""What a policy may ask, and what it warns of."""

from __future__ import annotations

import pytest

import purpose_index as pi


def test_the_default_asks_for_five_and_ten_and_a_fifth():
    policy = pi.Disclosure()
    assert (policy.minimum, policy.minimum_distribution, policy.width, policy.issues) == (5, 10, 0.2, ())


@pytest.mark.parametrize(
    ("minimum", "others"),
    [
        (3, "2; two members who compare notes learn that of one person."),
        (4, "3; two members who compare notes learn that of two."),
    ],
)
def test_a_minimum_below_five_says_what_it_risks(minimum, others):
    (issue,) = pi.Disclosure(minimum=minimum).issues
    assert issue.code == "low-minimum"
    assert f"of the other {others}" in issue.message
    assert issue.facts == {"minimum": minimum, "others": minimum - 1}


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ({"minimum": 2}, ["minimum-too-low"]),
        ({"minimum": 0, "minimum_distribution": 10}, ["minimum-too-low"]),
        ({"minimum": 5.0}, ["minimum-too-low"]),
        ({"minimum": True}, ["minimum-too-low"]),
        ({"minimum": 8, "minimum_distribution": 7}, ["minimum-too-low"]),
        ({"minimum_distribution": "ten"}, ["minimum-too-low"]),
        ({"width": 0}, ["width-out-of-range"]),
        ({"width": "0.2"}, ["width-out-of-range"]),
        ({"width": 0.26}, ["width-out-of-range"]),
        ({"width": float("nan")}, ["width-out-of-range"]),
        ({"width": True, "minimum": 1}, ["minimum-too-low", "width-out-of-range"]),
    ],
)
def test_what_protects_nobody_is_refused(options, codes):
    with pytest.raises(pi.ArgumentError) as caught:
        pi.Disclosure(**options)
    assert [issue.code for issue in caught.value.issues] == codes


def test_what_stands_at_the_bounds_is_taken():
    assert pi.Disclosure(minimum=3, minimum_distribution=3, width=0.25).minimum == 3


def test_a_policy_cannot_be_changed():
    with pytest.raises(AttributeError):
        pi.Disclosure().minimum = 1
