"""What all suites share: numbers by seed, checksums, and the way from an event to an answer.

Every case is computed with whole numbers, or with the operations on doubles that IEEE 754 rounds in one way only, so that
Python, JavaScript and Java give the same checksum.
"""

import hashlib
import time

MODULUS = 2147483647


def numbers(seed):
    """Lehmer's generator: whole numbers from 1 to 2**31 - 2, in an order that the seed decides."""
    state = seed
    while True:
        state = state * 48271 % MODULUS
        yield state


def checksum(data):
    """The first 16 hexadecimal digits of SHA-256, of bytes or of the parts of a list joined by commas."""
    if isinstance(data, list):
        data = ",".join(str(part) for part in data).encode()
    return hashlib.sha256(data).hexdigest()[:16]


def micros(value):
    """A double as a whole number of millionths, half away from zero."""
    scaled = value * 1e6
    return int(scaled + 0.5) if scaled >= 0 else -int(-scaled + 0.5)


def answer(cases, event):
    """Runs the case that an event names; its size is `n`, or the case's usual one.

    With `cpu` it also says how much of a processor that took.
    """
    name = event.get("case")
    if name not in cases:
        raise ValueError("there is no case '%s'; there are %s" % (name, ", ".join(sorted(cases))))
    run, usual, most = cases[name]
    n = event.get("n", usual)
    if not isinstance(n, int) or not 1 <= n <= most:
        raise ValueError("n of '%s' must be a whole number from 1 to %d, not %r" % (name, most, n))
    started, used = time.perf_counter_ns(), time.process_time_ns()
    found = checksum(run(n))
    used, nanos = time.process_time_ns() - used, time.perf_counter_ns() - started
    found = {"case": name, "n": n, "checksum": found, "nanos": nanos}
    return {**found, "cpuNanos": used} if event.get("cpu") else found
