"""The probes of the conformance suite in Python: one handler each."""

import os
import socket
import sys
import time

calls = 0


def echo(event, context):
    return event


def environment(event, context):
    return os.environ.get("PROBE")


def counts(event, context):
    global calls
    calls += 1
    return calls


def sleeps(event, context):
    time.sleep(event / 1000)
    return event


def logs(event, context):
    print("a line")
    return event


def throws(event, context):
    raise ValueError("planted")


def loops(event, context):
    while True:
        pass


def forks(event, context):
    while True:
        try:
            os.fork()
        except OSError:
            time.sleep(0.01)


def hogs(event, context):
    held = []
    while True:
        held.append(b"x" * (1 << 20))


def fills_disk(event, context):
    written = 0
    part = b"x" * (1 << 16)
    for number in range(1_000):
        with open("/tmp/filled%d" % number, "wb", buffering=0) as file:
            for _ in range(64):
                try:
                    written += file.write(part)
                except OSError:
                    return written
    return written


def floods(event, context):
    line = "x" * 1023 + "\n"
    for _ in range(64 << 10):
        sys.stdout.write(line)
    return event


def crashes(event, context):
    import ctypes

    ctypes.string_at(0)


def exits(event, context):
    os._exit(3)


def reads(event, context):
    for path in event:
        try:
            with open(path, "rb") as file:
                file.read(1)
            return path
        except OSError:
            pass
    return None


def connects(event, context):
    host, port = event.rsplit(":", 1)
    try:
        socket.create_connection((host, int(port)), timeout=2).close()
        return True
    except OSError:
        return False


def answers_much(event, context):
    return "x" * (8 << 20)


def never_answers(event, context):
    while True:
        time.sleep(60)


def answers_twice(event, context):
    api = os.environ.get("AWS_LAMBDA_RUNTIME_API")
    if api:
        import http.client
        import json

        connection = http.client.HTTPConnection(api)
        path = "/2018-06-01/runtime/invocation/%s/response" % context.aws_request_id
        connection.request("POST", path, json.dumps(event))
        connection.getresponse().read()
    return event


def no_function_here():
    """Handlers name another function, which is not there."""


def tunnels(event, context):
    """Asks for a tunnel to its input, and answers the status and what comes through first."""
    proxy = os.environ.get("HTTPS_PROXY")
    if not proxy:
        return "no proxy"
    host, port = proxy.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(("CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n" % (event, event)).encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(1 << 12)
        status = head.split(b" ")[1].decode()
        if status != "200":
            return status
        connection.sendall(b"ping")
        return status + " " + connection.recv(1 << 12).decode()
