"""FaaSdom (Maissen et al., DEBS 2020): factors, matrices, an empty call, and a disk."""

import functionbench
from common import answer


def fact(n):
    """All divisors of n, by trial."""
    found = []
    i = 1
    while i * i <= n:
        if n % i == 0:
            found.append(i)
            if i * i != n:
                found.append(n // i)
        i += 1
    return sorted(found)


def netlatency(n):
    return [n]


CASES = {
    "fact": (fact, 2_147_483_646, 1_000_000_000_000),
    "matrix": (functionbench.matmul, 100, 1_000),
    "netlatency": (netlatency, 1, 1),
    "diskio": (functionbench.dd, 2_500, 10_000),
}


def handler(event, context):
    return answer(CASES, event)
