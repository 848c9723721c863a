"""ServerlessBench (Yu et al., SoCC 2020): what its cases run; composing them is the harness's part."""

import json
import os

from common import MODULUS, answer, numbers

CALLS = [0]


def alu(n):
    """Whole-number arithmetic, cases 1, 2 and 12."""
    draw = numbers(n)
    total = 0
    for _ in range(n):
        a, b = next(draw), next(draw)
        total = (total + a // (b % 1000 + 1) - b % 7 * 3) % MODULUS
    return [total]


def hello(n):
    """Nothing, for what a start takes: cases 6 to 9."""
    return ["hello"]


def memory(n):
    """Copies a mebibyte n times to and fro, case 11."""
    source = bytearray(i * 31 % 256 for i in range(1 << 20))
    target = bytearray(1 << 20)
    for i in range(n):
        target[:] = source
        target[0] = i % 256
        source[:] = target
    return [sum(source[:4096]), source[0]]


def nested(event, context):
    """Calls within calls: itself, by the node's own way, one less deep (3)."""
    depth = event["depth"]
    if depth == 1:
        return {"case": "nested", "calls": 1}
    below = called(event["next"], {"case": "nested", "depth": depth - 1, "next": event["next"]}, context)
    return {"case": "nested", "calls": below["calls"] + 1}


def called(name, event, context):
    if "AWS_LAMBDA_RUNTIME_API" not in os.environ:
        import hearth  # what forked interpreters have in place of the Runtime API

        return hearth.invoke(name, event)
    import http.client

    connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    headers = {"Lambda-Runtime-Aws-Request-Id": context.aws_request_id}
    connection.request("POST", "/hearth/functions/" + name, json.dumps(event), headers)
    reply = connection.getresponse()
    text = reply.read()
    if reply.status != 200:
        raise RuntimeError(text.decode())
    return json.loads(text)


CASES = {"alu": (alu, 60_000, 100_000_000), "hello": (hello, 1, 1), "memory": (memory, 100, 100_000)}


def handler(event, context):
    """Beside the cases: `chain` adds 1 to each number of an array, `nested` calls itself (3), `echo` gives back what it got (5),
    `state` tells how often this instance was called (10)."""
    case = event.get("case")
    CALLS[0] += 1
    if case == "chain":
        return {"case": "chain", "numbers": [number + 1 for number in event["numbers"]]}
    if case == "nested":
        return nested(event, context)
    if case == "echo":
        return {"case": "echo", "text": event["text"]}
    if case == "state":
        return {"case": "state", "calls": CALLS[0]}
    return answer(CASES, event)
