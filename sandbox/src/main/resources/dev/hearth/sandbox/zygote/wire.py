"""Frames between the node and a process of it: length of the body, kind, call, body."""

import socket
import struct

HEADER = struct.Struct(">IBQ")
MAX_BODY = 64 << 20

HELLO, FORK, ZYGOTE, KILL, READY, EXITED, PROGRAM, CALL, ABORT = range(9)
ANSWER, ERROR, STREAM, PART, INVOKE, RESULT = range(9, 15)


class Connection:
    """One connection to the node. Whoever shares it between threads locks around send."""

    def __init__(self, path, token):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(path)
        self.send(HELLO, 0, token.encode())

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
        return None if body is None else (kind, call, body)

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
