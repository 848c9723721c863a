"""A warm interpreter that is forked: into sandboxes of functions, and into further zygotes.

It runs as root inside a container of its own, sees no secret, and never runs a function's code.
"""

import gc
import json
import os
import select
import signal
import sys
import time

import isolate
import wire
import worker

SOCKET = "/hearth/run/node"


class Zygote:
    """Serves one connection to the node; a fork of it serves another."""

    def __init__(self, token, packages):
        since = time.perf_counter_ns()
        costs = import_all(packages)
        took = time.perf_counter_ns() - since
        gc.collect()
        gc.freeze()
        self.children = {}
        self.tokens = {}
        self.node = wire.Connection(SOCKET, token)
        self.pid_namespace = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        report = {"pid": os.getpid(), "memory": private_memory(), "nanos": took, "costs": costs}
        self.node.send(wire.READY, 0, json.dumps(report).encode())

    def serve(self):
        poll = select.poll()
        poll.register(self.node.socket, select.POLLIN)
        while True:
            for descriptor, _ in poll.poll():
                if descriptor == self.node.socket.fileno():
                    frame = self.node.receive()
                    if frame is None:
                        return
                    child = self.asked(*frame)
                    if child is not None:
                        poll.register(child, select.POLLIN)
                else:
                    poll.unregister(descriptor)
                    self.ended(descriptor)

    def asked(self, kind, _, body):
        if kind == wire.KILL:
            self.kill(body.decode())
            return None
        order = json.loads(body)
        contained = kind == wire.FORK
        if contained:
            isolate.next_fork_in_new_pid_namespace()
        pid = os.fork()
        if pid == 0:
            self.become(order, contained)
        if contained:
            isolate.forks_in(self.pid_namespace)
        descriptor = os.pidfd_open(pid)
        self.children[descriptor] = (pid, order["token"])
        self.tokens[order["token"]] = descriptor
        return descriptor

    def become(self, order, contained):
        status = 70
        try:
            self.node.socket.close()
            os.close(self.pid_namespace)
            for descriptor in self.children:
                os.close(descriptor)
            self.children = self.tokens = {}
            if contained:
                status = worker.run(SOCKET, order)
            else:
                Zygote(order["token"], order["packages"]).serve()
                status = 0
        except BaseException as error:  # the last frame of this process
            print("zygote: %s: %s" % (type(error).__name__, error), file=sys.stderr, flush=True)
        finally:
            os._exit(status)

    def kill(self, token):
        descriptor = self.tokens.get(token)
        if descriptor is not None:
            signal.pidfd_send_signal(descriptor, signal.SIGKILL)

    def ended(self, descriptor):
        pid, token = self.children.pop(descriptor)
        del self.tokens[token]
        os.close(descriptor)
        _, status = os.waitpid(pid, 0)
        report = {"token": token, "status": os.waitstatus_to_exitcode(status)}
        self.node.send(wire.EXITED, 0, json.dumps(report).encode())


def import_all(packages):
    costs = {}
    for package in packages:
        since = time.perf_counter_ns()
        try:
            __import__(package)
        except Exception as error:  # the function will get the same error, and its owner see it
            print("zygote: no %s: %s" % (package, error), file=sys.stderr, flush=True)
        costs[package] = time.perf_counter_ns() - since
    return costs


def private_memory():
    """Bytes no other process shares."""
    total = 0
    with open("/proc/self/smaps_rollup") as rollup:
        for line in rollup:
            if line.startswith("Private_"):
                total += int(line.split()[1]) << 10
    return total


def main():
    isolate.close_all_but(0, 1, 2, isolate.HOST_MOUNTS, isolate.HOST_NETWORK)
    sys.dont_write_bytecode = True
    isolate.prepare()
    Zygote(sys.argv[1], []).serve()


if __name__ == "__main__":
    main()
