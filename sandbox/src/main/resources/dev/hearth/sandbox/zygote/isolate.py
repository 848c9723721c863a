"""What a fork of a zygote does to itself before it runs a function's code.

No step can be undone by the code that runs after it: the last ones take away all privileges.
"""

import ctypes
import fcntl
import json
import os
import resource
import socket
import struct

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND = 1, 2, 4, 8, 32, 4096
MNT_DETACH = 2
OPEN_TREE, MOVE_MOUNT = 428, 429
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
OPEN_TREE_CLONE, OPEN_TREE_CLOEXEC, MOVE_MOUNT_F_EMPTY_PATH = 1, os.O_CLOEXEC, 4
PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 4, 22, 24, 38
SECCOMP_MODE_FILTER = 2
SCMP_ACT_ERRNO, SCMP_ACT_ALLOW = 0x00050000, 0x7FFF0000
OPERATORS = {"SCMP_CMP_EQ": 4, "SCMP_CMP_MASKED_EQ": 7}
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1
HOST_MOUNTS, HOST_NETWORK = 3, 4  # namespaces of the node, opened before the container began
TASK, SHARED_MEMORY = "/var/task", 64 << 20

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
_filter = None


class Instructions(ctypes.Structure):
    _fields_ = [("count", ctypes.c_ushort), ("first", ctypes.c_void_p)]


def check(result, what):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, "%s: %s" % (what, os.strerror(number)))
    return result


def prepare():
    """Done once, before the first fork."""
    global _filter
    _filter = compile_filter()


def close_all_but(*kept):
    for name in os.listdir("/proc/self/fd"):
        if int(name) not in kept:
            try:
                os.close(int(name))
            except OSError:
                pass  # the descriptor of the listing itself


def next_fork_in_new_pid_namespace():
    check(libc.unshare(CLONE_NEWPID), "a process namespace")


def forks_in(namespace):
    check(libc.setns(namespace, CLONE_NEWPID), "back to the process namespace")


def join(groups):
    """Control groups are joined by name, in each hierarchy the node gave."""
    for hierarchy in sorted(os.listdir("/hearth/groups")):
        with open("/hearth/groups/%s/%s/cgroup.procs" % (hierarchy, groups), "w") as processes:
            processes.write("0")


def enter(content, storage, network):
    """A view of files, processes and networks of its own."""
    task = tree_of_host(content)
    flags = CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWCGROUP | (0 if network else CLONE_NEWNET)
    check(libc.unshare(flags), "namespaces")
    if network:
        check(libc.setns(HOST_NETWORK, CLONE_NEWNET), "the node's network")
    else:
        loopback_up()
    os.close(HOST_NETWORK)
    syscall(MOVE_MOUNT, task, b"", AT_FDCWD, TASK.encode(), MOVE_MOUNT_F_EMPTY_PATH)
    os.close(task)
    mount(None, TASK, None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)
    check(libc.umount2(b"/dev/pts", MNT_DETACH), "/dev/pts")
    tmpfs("/dev/shm", min(storage, SHARED_MEMORY) or 4096)
    mount(None, "/dev", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID)
    tmpfs("/tmp", storage or 4096)
    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    mount("none", "/hearth", "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=4k,mode=0")


def tree_of_host(content):
    """The directory of code as a mount that belongs to nobody yet; the host is seen only here."""
    own = os.open("/proc/self/ns/mnt", os.O_RDONLY | os.O_CLOEXEC)
    check(libc.setns(HOST_MOUNTS, CLONE_NEWNS), "the node's mounts")
    try:
        flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC
        return syscall(OPEN_TREE, AT_FDCWD, os.fsencode(content), flags)
    finally:
        check(libc.setns(own, CLONE_NEWNS), "back from the node's mounts")
        os.close(own)
        os.close(HOST_MOUNTS)


def syscall(number, *arguments):
    return check(libc.syscall(number, *arguments), "system call %d" % number)


def mount(source, target, kind, flags, options=None):
    encoded = [None if text is None else text.encode() for text in (source, target, kind, options)]
    source, target, kind, options = encoded
    check(libc.mount(source, target, kind, ctypes.c_ulong(flags), options), target.decode())


def tmpfs(target, size):
    mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV, "size=%d,mode=1777" % size)


def loopback_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sH22x", b"lo", IFF_UP)
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, request)


def drop(user, files):
    """Takes all privileges away for good."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    for capability in range(64):
        if libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0:
            break
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    os.umask(0o022)
    check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
    check(libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), "its own /proc entries")
    check(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(_filter[0])), "the filter")


def compile_filter():
    """The filter as the kernel wants it, made by libseccomp once and inherited by all forks."""
    with open("/hearth/lib/filter.json") as file:
        wanted = json.load(file)
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    error = ctypes.c_uint32(SCMP_ACT_ERRNO | wanted["defaultErrnoRet"])
    context = ctypes.c_void_p(library.seccomp_init(error))
    for rules in wanted["syscalls"]:
        for name in rules["names"]:
            allow(library, context, name, rules["args"])
    with open(os.memfd_create("filter"), "r+b") as exported:
        if library.seccomp_export_bpf(context, exported.fileno()) != 0:
            raise OSError("the system-call filter was not made")
        exported.seek(0)
        program = exported.read()
    library.seccomp_release(context)
    code = ctypes.create_string_buffer(program, len(program))
    return Instructions(len(program) // 8, ctypes.addressof(code)), code


class Comparison(ctypes.Structure):
    _fields_ = [
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("a", ctypes.c_uint64),
        ("b", ctypes.c_uint64),
    ]


def allow(library, context, name, arguments):
    number = library.seccomp_syscall_resolve_name(name.encode())
    if number < 0:
        return  # not of this architecture
    comparisons = [
        Comparison(each["index"], OPERATORS[each["op"]], each["value"], each["valueTwo"])
        for each in arguments
    ]
    array = (Comparison * max(1, len(comparisons)))(*comparisons)
    action = ctypes.c_uint32(SCMP_ACT_ALLOW)
    status = library.seccomp_rule_add_array(context, action, number, len(comparisons), array)
    if status != 0:
        raise OSError(-status, "no rule for %s" % name)
