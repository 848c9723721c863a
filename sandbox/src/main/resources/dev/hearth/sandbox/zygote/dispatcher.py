"""Runs each call in a fork of a process that has loaded the function, as MXContainer does.

Of the forks no more than there are cores may run at a time, the earliest first: when one waits for
something the next goes on.

Source: MXFaaS (Stojkovic and others, ISCA 2023).
"""

import json
import os
import select
import signal
import time

import wire

BALANCE_MILLIS = 4
OUT_OF_MEMORY_FIRST = b"500"  # before the process that all calls are forked from


class Slot:
    """Connections of one call at a time, made while the node's socket can still be seen."""

    def __init__(self, path, token, number):
        name = "%s.%d" % (token, number)
        self.node = wire.Connection(path, name)
        self.output = wire.Connection(path, name + ".output").socket


class Fork:
    def __init__(self, call, pid, slot):
        self.call = call
        self.pid = pid
        self.slot = slot
        self.stopped = False
        self.descriptor = os.pidfd_open(pid)
        self.state_file = os.open("/proc/%d/stat" % pid, os.O_RDONLY | os.O_CLOEXEC)

    def runnable(self):
        """Whether it has work for a core, as far as is known."""
        try:
            text = os.pread(self.state_file, 512, 0)
        except OSError:
            return False
        return text[text.rindex(b")") + 2 :][:1] == b"R"

    def stop(self, stopped):
        self.stopped = stopped
        signal.pidfd_send_signal(self.descriptor, signal.SIGSTOP if stopped else signal.SIGCONT)

    def close(self):
        os.close(self.descriptor)
        os.close(self.state_file)


class Dispatcher:
    def __init__(self, worker, slots, cores):
        self.worker = worker
        self.node = worker.node
        self.slots = slots
        self.cores = cores
        self.forks = {}  # by process, the earliest first
        self.poll = select.poll()

    def serve(self):
        self.poll.register(self.node.socket, select.POLLIN)
        balanced = 0.0
        while True:
            crowded = len(self.forks) > self.cores
            events = self.poll.poll(BALANCE_MILLIS if crowded else None)
            if any(descriptor == self.node.socket.fileno() for descriptor, _ in events):
                frame = self.node.receive()
                if frame is None:
                    return 0
                self.asked(*frame)
            self.reap()
            now = time.monotonic()
            if crowded and now - balanced >= BALANCE_MILLIS / 1000:
                balanced = now
                self.balance()

    def asked(self, kind, call, body):
        if kind == wire.CALL:
            self.start(call, body)
        elif kind == wire.ABORT:
            for fork in self.forks.values():
                if fork.call == call:
                    signal.pidfd_send_signal(fork.descriptor, signal.SIGKILL)

    def start(self, call, body):
        number = json.loads(body[4 : 4 + int.from_bytes(body[:4], "big")])["slot"]
        slot = self.slots[number]
        try:
            pid = os.fork()
        except OSError as error:
            self.worker.error(call, "Runtime.ForkFailed", "no process for the call: %s" % error)
            self.exited(call, number, 1)
            return
        if pid == 0:
            self.become(slot, call, body)
        fork = Fork(call, pid, number)
        self.forks[pid] = fork
        self.poll.register(fork.descriptor, select.POLLIN)

    def become(self, slot, call, body):
        status = 70
        try:
            self.node.socket.close()
            for fork in self.forks.values():
                fork.close()
            with open("/proc/self/oom_score_adj", "wb", buffering=0) as score:
                score.write(OUT_OF_MEMORY_FIRST)
            self.worker.forked(slot.node, slot.output)
            self.worker.answer(call, body)
            status = 0
        finally:
            os._exit(status)

    def reap(self):
        """Also of processes whose own parent has ended: this is the first of its namespace."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            fork = self.forks.pop(pid, None)
            if fork is not None:
                self.poll.unregister(fork.descriptor)
                fork.close()
                self.exited(fork.call, fork.slot, os.waitstatus_to_exitcode(status))
                self.balance()

    def exited(self, call, slot, status):
        self.node.send(wire.EXITED, call, json.dumps({"slot": slot, "status": status}).encode())

    def balance(self):
        running = [fork for fork in self.forks.values() if not fork.stopped and fork.runnable()]
        for fork in reversed(running[self.cores :]):
            fork.stop(True)
        free = self.cores - len(running)
        for fork in list(self.forks.values()):
            if free <= 0:
                return
            if fork.stopped:
                fork.stop(False)
                free -= 1
