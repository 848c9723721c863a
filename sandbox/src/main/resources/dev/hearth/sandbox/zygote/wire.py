"""Frames between the node and a process of it: length of the body, kind, call, body."""

import ctypes
import os
import socket
import struct

HEADER = struct.Struct(">IBQ")
MAX_BODY = 64 << 20
SHARED, SHARED_FROM = 0x80, 64 << 10

HELLO, FORK, ZYGOTE, KILL, READY, EXITED, PROGRAM, CALL, ABORT = range(9)
ANSWER, ERROR, STREAM, PART, INVOKE, RESULT = range(9, 15)


class Connection:
    """One connection to the node. Whoever shares it between threads locks around send."""

    def __init__(self, path, token):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(path)
        self.shared = None
        self.send(HELLO, 0, token.encode())

    def share(self, path, half):
        """Maps memory of which the first half is the node's to write; keeps nothing open."""
        libc = ctypes.CDLL(None, use_errno=True)
        libc.mmap.restype = ctypes.c_void_p
        libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + 3 * [ctypes.c_int] + [ctypes.c_long]
        descriptor = os.open(path, os.O_RDWR)
        try:
            address = libc.mmap(None, 2 * half, 3, 1, descriptor, 0)
        finally:
            os.close(descriptor)
        if address == ctypes.c_void_p(-1).value:
            raise OSError(ctypes.get_errno(), "shared memory")
        self.shared = memoryview((ctypes.c_char * (2 * half)).from_address(address)).cast("B")
        self.half = half

    def send_large(self, kind, call, *parts):
        """A frame the node waits for, whose last part goes through shared memory if it pays."""
        last = parts[-1]
        if self.shared is None or not SHARED_FROM <= len(last) <= self.half:
            self.send(kind, call, *parts)
            return
        self.shared[self.half : self.half + len(last)] = last
        self.send(kind | SHARED, call, *parts[:-1], len(last).to_bytes(4, "big"))

    def send(self, kind, call, *parts):
        length = sum(map(len, parts))
        header = HEADER.pack(length, kind, call)
        if length < 65536:
            self.socket.sendall(b"".join((header, *parts)))
            return
        self.socket.sendall(header)
        for part in parts:
            self.socket.sendall(part)

    def receive(self):
        """The next frame as kind, call and body; None once the node is gone."""
        header = self._exactly(HEADER.size)
        if header is None:
            return None
        length, kind, call = HEADER.unpack(header)
        if length > MAX_BODY:
            raise ValueError("a frame of %d bytes" % length)
        body = self._exactly(length)
        if body is None:
            return None
        if kind & SHARED:
            count = int.from_bytes(body[-4:], "big")
            return kind & ~SHARED, call, body[:-4] + bytes(self.shared[:count])
        return kind, call, body

    def _exactly(self, count):
        data = self.socket.recv(count) if count else b""
        if len(data) == count:
            return data
        if not data:
            return None
        whole = bytearray(data)
        while len(whole) < count:
            data = self.socket.recv(min(count - len(whole), 1 << 20))
            if not data:
                return None
            whole += data
        return bytes(whole)
