"""Runs a Python handler: asks the Lambda Runtime API for calls and tells it their answers.

Only modules that are in the interpreter itself are imported before the handler's, so that a start
costs little more than the interpreter's.
"""

import _socket
import json
import os
import sys
import time

HOST, PORT = os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")
PREFIX = "/2018-06-01/runtime/"


class Connection:
    """One connection to the Runtime API, kept; the API answers with Content-Length always."""

    def __init__(self):
        self.socket = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
        self.socket.connect((HOST, int(PORT)))
        self.socket.setsockopt(_socket.IPPROTO_TCP, _socket.TCP_NODELAY, 1)
        self.rest = b""

    def request(self, method, path, body=b"", headers=""):
        head = "%s %s%s HTTP/1.1\r\nHost: runtime\r\n%sContent-Length: %d\r\n\r\n" % (
            method, PREFIX, path, headers, len(body))
        self.socket.sendall(head.encode("latin-1", "replace") + body)
        return self.answer()

    def answer(self):
        data = self.rest
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self.receive()
        lines = data[:end].decode("latin-1").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        length = int(headers["content-length"])
        parts, have = [data[end + 4:]], len(data) - end - 4
        while have < length:
            parts.append(self.receive())
            have += len(parts[-1])
        body = b"".join(parts)
        self.rest = body[length:]
        return int(lines[0].split(" ")[1]), headers, body[:length]

    def receive(self):
        data = self.socket.recv(1 << 18)
        if not data:
            os._exit(0)  # the node is gone, and so is whoever asked
        return data


class Identity:
    def __init__(self, given):
        self.cognito_identity_id = given.get("cognitoIdentityId")
        self.cognito_identity_pool_id = given.get("cognitoIdentityPoolId")


class Client:
    def __init__(self, given):
        client = given.get("client", {})
        self.client = type("Application", (), {key: client.get(key) for key in (
            "installation_id", "app_title", "app_version_name", "app_version_code",
            "app_package_name")})()
        self.custom = given.get("custom")
        self.env = given.get("env")


class Context:
    """What the handler knows about its call: the names AWS gives them."""

    def __init__(self, headers):
        environ = os.environ
        self.function_name = environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn")
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        client = headers.get("lambda-runtime-client-context")
        self.client_context = Client(json.loads(client)) if client else None
        self.identity = Identity(json.loads(headers.get("lambda-runtime-cognito-identity", "{}")))
        self._deadline = int(headers["lambda-runtime-deadline-ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


def report(error, request_id=""):
    import traceback

    frames = traceback.extract_tb(error.__traceback__)[1:]
    return json.dumps({
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "requestId": request_id,
        "stackTrace": traceback.format_list(frames)[-50:],
    }).encode()


def load(name):
    import importlib

    path, _, function = name.rpartition(".")
    module = importlib.import_module(path.replace("/", "."))
    found = getattr(module, function, None)
    if found is None:
        raise AttributeError("module '%s' has no function '%s'" % (path, function))
    if not callable(found):
        raise TypeError("'%s' of module '%s' cannot be called" % (function, path))
    return found


def plain(value):
    """What JSON does not know but handlers return."""
    import decimal

    if isinstance(value, decimal.Decimal):
        return float(value)
    raise TypeError("a value of type %s cannot be written as JSON" % type(value).__name__)


def show_trace(trace):
    """Shows the handler its call's trace. The C library is not told: it never forgets a value."""
    if trace:
        os.environ._data[b"_X_AMZN_TRACE_ID"] = os.fsencode(trace)
    else:
        os.environ._data.pop(b"_X_AMZN_TRACE_ID", None)


def answer(handler, headers, body):
    """The path and the body that tell how a call went."""
    request_id = headers["lambda-runtime-aws-request-id"]
    show_trace(headers.get("lambda-runtime-trace-id"))
    try:
        result = handler(json.loads(body) if body else None, Context(headers))
        text = json.dumps(result, default=plain, ensure_ascii=False, separators=(",", ":"))
        return "invocation/" + request_id + "/response", text.encode("utf-8", "replace"), ""
    except Exception as error:
        told = report(error, request_id)
        sys.stdout.write("[ERROR] %s: %s\n" % (type(error).__name__, error))
        kind = "Lambda-Runtime-Function-Error-Type: %s\r\n" % type(error).__name__
        return "invocation/" + request_id + "/error", told, kind


def serve(handler):
    connection = Connection()
    while True:
        status, headers, body = connection.request("GET", "invocation/next")
        if status != 200:
            os._exit(1)
        path, told, kind = answer(handler, headers, body)
        sys.stdout.flush()
        sys.stderr.flush()
        connection.request("POST", path, told, kind)


def main():
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")
    try:
        handler = load(os.environ["_HANDLER"])
    except BaseException as error:
        told = report(error)
        kind = "Lambda-Runtime-Function-Error-Type: Runtime.%s\r\n" % type(error).__name__
        Connection().request("POST", "init/error", told, kind)
        os._exit(1)
    threads = int(os.environ.get("HEARTH_CONCURRENCY", "1"))
    if threads > 1:
        import threading

        for _ in range(threads - 1):
            threading.Thread(target=serve, args=(handler,), daemon=True).start()
    serve(handler)



main()
