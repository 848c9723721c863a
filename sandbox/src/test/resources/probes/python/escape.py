"""Ways out of a sandbox, each tried once; what worked is the answer."""

import ctypes
import os
import socket

libc = ctypes.CDLL(None, use_errno=True)


def call(name, *arguments):
    return lambda: getattr(libc, name)(*arguments) != -1


def writes(path, text):
    def attempt():
        with open(path, "w") as file:
            file.write(text)
        return True

    return attempt


def family(number):
    def attempt():
        socket.socket(number, socket.SOCK_DGRAM).close()
        return True

    return attempt


def elf_by_setuid():
    return os.system("test -u /usr/bin/su && echo | su -c true 2>/dev/null") == 0


ATTEMPTS = {
    "unshare a user namespace": call("unshare", 0x10000000),
    "unshare a mount namespace": call("unshare", 0x20000),
    "clone into a user namespace": lambda: libc.syscall(56, 0x10000011, 0, 0, 0, 0) > 0,
    "mount": call("mount", b"none", b"/tmp", b"tmpfs", 0, None),
    "unmount": call("umount2", b"/proc", 2),
    "pivot the root": lambda: libc.syscall(155, b"/tmp", b"/tmp") == 0,
    "change the root": call("chroot", b"/tmp"),
    "become root": call("setuid", 0),
    "trace the first process": call("ptrace", 16, 1, None, None),
    "read another's memory": lambda: libc.syscall(310, 1, None, 0, None, 0, 0) != -1,
    "load a program into the kernel": lambda: libc.syscall(321, 0, None, 0) != -1,
    "watch the kernel": lambda: libc.syscall(298, None, 0, -1, -1, 0) != -1,
    "ask for keys": lambda: libc.syscall(250, 0, -3, 1) != -1,
    "handle page faults": lambda: libc.syscall(323, 0) != -1,
    "set up io_uring": lambda: libc.syscall(425, 1, None) != -1,
    "make a device": lambda: os.mknod("/tmp/memory", 0o20666, os.makedev(1, 1)) is None,
    "raw packets": family(17),
    "the kernel's cryptography": family(38),
    "the hypervisor's sockets": family(40),
    "write the kernel's settings": writes("/proc/sys/kernel/core_pattern", "|/tmp/x"),
    "write its own limits": writes("/sys/fs/cgroup/memory/memory.limit_in_bytes", "-1"),
    "write the root": writes("/written", "x"),
    "write programs": writes("/usr/bin/written", "x"),
    "write its code": writes("/var/task/written", "x"),
    "write its bootstrap": writes("/opt/hearth/bootstrap.py", "x"),
    "write its user": writes("/etc/passwd", "x"),
    "gain by a setuid program": elf_by_setuid,
}


def tries(event, context):
    worked = []
    for name, attempt in ATTEMPTS.items():
        try:
            if attempt():
                worked.append(name)
        except OSError:
            pass
    return worked


def sees(event, context):
    return {
        "uid": os.getuid(),
        "groups": os.getgroups(),
        "processes": sorted(int(name) for name in os.listdir("/proc") if name.isdigit()),
        "interfaces": [name for _, name in socket.if_nameindex()],
        "capabilities": [line.split()[1] for line in open("/proc/self/status")
                         if line.startswith("Cap")],
        "privileges": [line.split()[1] for line in open("/proc/self/status")
                       if line.startswith(("NoNewPrivs", "Seccomp:"))],
        "environment": sorted(os.environ),
        "home": os.listdir("/"),
    }


def binds(event, context):
    """Binds an abstract name, which is the network's and nobody's file."""
    global kept
    kept = socket.socket(socket.AF_UNIX)
    kept.bind("\0escape")
    return True


def finds(event, context):
    try:
        socket.socket(socket.AF_UNIX).connect("\0escape")
        return True
    except OSError:
        return False
