"""The probes of the conformance suite, a function each."""

import ctypes
import json
import os
import re
import signal
import socket
import time

calls = 0


def echo(event, context):
    return event


def environment(event, context):
    return os.environ["PROBE"]


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
            if os.fork() == 0:
                time.sleep(1000)
        except OSError:
            time.sleep(0.01)


def hogs(event, context):
    kept = []
    while True:
        kept.append(os.urandom(1 << 20))


def fills_disk(event, context):
    written = 0
    with open("/tmp/full", "wb", buffering=0) as full:
        try:
            while True:
                written += full.write(b"x" * 65536)
        except OSError:
            return written


def floods(event, context):
    line = "x" * 1023
    for _ in range(64 << 10):
        print(line)
    return event


def crashes(event, context):
    ctypes.string_at(8)


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
    host, _, port = event.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=2).close()
        return True
    except OSError:
        return False


def answers_much(event, context):
    return "x" * (8 << 20)


def never_answers(event, context):
    signal.pause()


def remembers(event, context):
    """How often a text is in this process's memory; told in halves, so as not to find the question."""
    first, second = event
    wanted = re.compile(("%s[%s]%s" % (first, second[0], second[1:])).encode())
    found = 0
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", buffering=0) as memory:
        for line in maps:
            start, end, rights = re.match("([0-9a-f]+)-([0-9a-f]+) (....)", line).groups()
            if rights[0] != "r" or "[v" in line:
                continue
            memory.seek(int(start, 16))
            try:
                found += len(wanted.findall(memory.read(int(end, 16) - int(start, 16))))
            except OSError:
                pass
    return found


def sees(event, context):
    status = dict(line.split(":\t", 1) for line in open("/proc/self/status"))
    return {
        "user": os.getuid(),
        "groups": os.getgroups(),
        "pid": os.getpid(),
        "processes": sum(name.isdigit() for name in os.listdir("/proc")),
        "capabilities": [status["CapEff"].strip(), status["CapPrm"].strip(), status["CapBnd"].strip()],
        "filter": status["Seccomp"].strip(),
        "privileges": status["NoNewPrivs"].strip(),
        "hearth": os.path.exists("/hearth/lib"),
        "root": sorted(os.listdir("/")),
        "interfaces": [name for _, name in socket.if_nameindex()],
        "descriptors": sorted(
            os.readlink("/proc/self/fd/" + fd).split(":")[0]
            for fd in os.listdir("/proc/self/fd")
            if os.path.exists("/proc/self/fd/" + fd)
        ),
        "arguments": open("/proc/self/environ").read(),
    }


def escapes(event, context):
    """Tries each way out; answers those that did not fail."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    ways = {
        "unshare": lambda: libc.unshare(0x10000000),
        "mount": lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, None),
        "umount": lambda: libc.umount2(b"/proc", 2),
        "chroot": lambda: libc.chroot(b"/tmp"),
        "setuid": lambda: libc.setuid(0),
        "ptrace": lambda: libc.ptrace(0, 0, 0, 0),
        "bpf": lambda: libc.syscall(321, 0, 0, 0),
        "userfaultfd": lambda: libc.syscall(323, 0),
        "io_uring": lambda: libc.syscall(425, 1, 0),
        "clone3": lambda: libc.syscall(435, 0, 0),
        "keyctl": lambda: libc.syscall(250, 0, 0),
        "swapoff": lambda: libc.swapoff(b"/dev/null"),
        "mknod": lambda: libc.mknod(b"/tmp/disk", 0o60666, 0x0800),
        "hostname": lambda: libc.sethostname(b"x", 1),
    }
    return sorted(name for name, way in ways.items() if way() >= 0)


def writes(event, context):
    """Which of these files can be written."""
    done = []
    for path in event:
        try:
            with open(path, "a") as file:
                file.write("x")
            done.append(path)
        except OSError:
            pass
    return done


def numbers(event, context):
    import random

    import numpy

    return [random.random(), float(numpy.random.random())]


def streams(event, context):
    for word in event:
        yield word


def mixes(event, context):
    return json.dumps({"id": context.aws_request_id, "left": context.get_remaining_time_in_millis() > 0,
                       "name": context.function_name, "memory": context.memory_limit_in_mb})


def spans(event, context):
    """When it began and ended to sleep."""
    since = time.time()
    time.sleep(event / 1000)
    return [since, time.time()]


def computes(event, context):
    return sum(range(event))


def says(event, context):
    print("call", event)
    return event


def answers_some(event, context):
    return "x" * (5 << 20)


def does(event, context):
    """Another probe, with its input."""
    name, argument = event
    return globals()[name](argument, context)


def asks(event, context):
    """Calls another function with its input."""
    import hearth

    function, argument = event
    return hearth.invoke(function, argument)


def asks_and_catches(event, context):
    import hearth

    try:
        return hearth.invoke(event, None)
    except hearth.FunctionError as error:
        return str(error)
