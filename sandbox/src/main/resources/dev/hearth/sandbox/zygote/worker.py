"""Runs one function in a fork of a zygote: isolates itself, loads the code, answers calls."""

import gc
import importlib
import json
import os
import sys
import threading
import time
import traceback
import types

import dispatcher
import isolate
import wire

STREAMED = "application/octet-stream"


def show_trace(trace):
    """Shows the handler its call's trace. The C library is not told: it never forgets a value."""
    if trace:
        os.environ._data[b"_X_AMZN_TRACE_ID"] = os.fsencode(trace)
    else:
        os.environ._data.pop(b"_X_AMZN_TRACE_ID", None)


class Context:
    """What a handler is told about its call, by the names of AWS Lambda."""

    def __init__(self, call):
        self.aws_request_id = call["requestId"]
        self.invoked_function_arn = call["functionArn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.tenant_id = call.get("tenant")
        self.identity = None
        self.client_context = client_context(call.get("clientContext"))
        self._deadline = call["deadline"]

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))

    @staticmethod
    def log(text):
        sys.stdout.write(str(text))


def client_context(text):
    return None if text is None else json.loads(text, object_hook=lambda d: types.SimpleNamespace(**d))


class FunctionError(Exception):
    """Another function that was called failed."""

    def __init__(self, kind, message):
        super().__init__("%s: %s" % (kind, message))
        self.kind = kind


class Worker:
    def __init__(self, node, program):
        self.node = node
        self.call = 0
        self.asking = threading.Lock()
        self.program = program
        self.handler = None

    def forked(self, node, output):
        """This process is one of many now, and has connections of its own."""
        self.node = node
        redirect(output)
        fresh_randomness()

    def load(self):
        module, _, name = self.program["handler"].rpartition(".")
        if not module:
            raise LookupError("the handler '%s' is not of the form module.function" % name)
        loaded = importlib.import_module(module.replace("/", "."))
        if not callable(getattr(loaded, name, None)):
            raise LookupError("the module '%s' has no function '%s'" % (module, name))
        self.handler = getattr(loaded, name)

    def serve(self):
        while True:
            frame = self.node.receive()
            if frame is None:
                return 0
            kind, call, body = frame
            if kind == wire.CALL:
                self.answer(call, body)

    def invoke(self, function, event=None):
        """Calls another function of this node and waits for what it answers."""
        name = function.encode()
        payload = encoded(event)
        with self.asking:
            self.node.send_large(wire.INVOKE, self.call, len(name).to_bytes(2, "big"), name, payload)
            while True:
                frame = self.node.receive()
                if frame is None:
                    raise FunctionError("Sandbox.Closed", "the node is gone")
                kind, call, body = frame
                if kind == wire.RESULT and call == self.call:
                    break
        told = json.loads(body[1:] or b"null")
        if body[0] == 1:
            return told
        raise FunctionError(told["errorType"], told["errorMessage"])

    def answer(self, call, body):
        self.call = call
        length = int.from_bytes(body[:4], "big")
        told = json.loads(body[4 : 4 + length])
        show_trace(told.get("trace"))
        try:
            try:
                event = json.loads(body[4 + length :] or b"null")
            except ValueError as error:
                self.error(call, "Runtime.UnmarshalError", "the payload is no JSON: %s" % error)
                return
            result = self.handler(event, Context(told))
            if isinstance(result, types.GeneratorType):
                self.stream(call, result)
                return
            answer = encoded(result)
        except Exception as error:
            self.error(call, type(error).__name__, str(error), trace(error))
        except BaseException as error:  # sys.exit: the runtime ends, as it does elsewhere
            flush()
            os._exit(error.code if isinstance(getattr(error, "code", None), int) else 1)
        else:
            self.finish(call, answer)

    def finish(self, call, answer):
        limit = self.program["answerBytes"]
        if len(answer) > limit:
            text = "the answer has %d bytes, where %d are allowed" % (len(answer), limit)
            self.error(call, "Function.ResponseSizeTooLarge", text)
            return
        flush()
        self.node.send_large(wire.ANSWER, call, answer)

    def stream(self, call, parts):
        self.node.send(wire.STREAM, call, STREAMED.encode())
        for part in parts:
            self.node.send(wire.PART, call, part.encode() if isinstance(part, str) else bytes(part))
        self.finish(call, b"")

    def error(self, call, kind, message, lines=()):
        flush()
        self.node.send(wire.ERROR, call, report(kind, message, lines))


def encoded(value):
    """As JSON in UTF-8. The encoder is several times faster where it writes ASCII only."""
    text = json.dumps(value, separators=(",", ":"))
    if "\\u" in text:
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def report(kind, message, lines=()):
    told = {"errorMessage": message[:65536], "errorType": kind, "stackTrace": list(lines)}
    return json.dumps(told).encode()


def trace(error):
    """The function's own frames, the outermost first."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not frame.filename.startswith("/hearth/")]
    return [line[:1024] for line in traceback.format_list(own[:64])]


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            pass  # the function closed it


def offer(worker):
    """The module hearth, for functions that call others."""
    module = types.ModuleType("hearth", "Calls to other functions of the same node.")
    module.invoke = worker.invoke
    module.FunctionError = FunctionError
    sys.modules["hearth"] = module


def environment(program):
    base = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "TZ": ":UTC",
        "HOME": "/tmp",
        "LAMBDA_TASK_ROOT": isolate.TASK,
        "_HANDLER": program["handler"],
        "AWS_EXECUTION_ENV": "AWS_Lambda_" + program["runtime"],
        "AWS_LAMBDA_FUNCTION_NAME": program["name"],
        "AWS_LAMBDA_FUNCTION_VERSION": program["version"],
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(program["memory"] >> 20),
        "AWS_LAMBDA_LOG_GROUP_NAME": "/hearth/" + program["name"],
        "AWS_LAMBDA_LOG_STREAM_NAME": program["version"],
    }
    os.environ.clear()
    os.environ.update(base)
    os.environ.update(program["environment"])


def fresh_randomness():
    """Siblings must not draw the same numbers; the standard library sees to itself."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


def redirect(output):
    null = os.open("/dev/null", os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(output.fileno(), 1)
    os.dup2(output.fileno(), 2)
    output.close()
    sys.stdin = open(0, closefd=False)
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)


def run(path, order):
    """Everything from the fork to the end of the process; answers its status."""
    node = wire.Connection(path, order["token"])
    output = wire.Connection(path, order["token"] + ".output").socket
    isolate.join(order["group"])
    _, _, body = node.receive()
    program = json.loads(body)
    count = program["slots"] if program["slots"] > 1 else 0
    if program["shared"]:
        node.share("/hearth/memory/" + order["token"], program["shared"])
    slots = [dispatcher.Slot(path, order["token"], number) for number in range(count)]
    try:
        isolate.enter(program["content"], program["storage"], program["network"])
        redirect(output)
        isolate.drop(program["user"], program["files"])
    except OSError as error:
        node.send(wire.ERROR, 0, report("Sandbox.Failed", str(error)))
        return 71
    node.send(wire.READY, 1)
    if program["shared"]:
        node.receive()  # the file of the shared memory is gone
    environment(program)
    fresh_randomness()
    os.chdir(isolate.TASK)
    sys.path[:] = [isolate.TASK] + [entry for entry in sys.path if not entry.startswith("/hearth")]
    worker = Worker(node, program)
    offer(worker)
    try:
        worker.load()
    except BaseException as error:
        kind = "Runtime.ExitError" if isinstance(error, SystemExit) else type(error).__name__
        flush()
        node.send(wire.ERROR, 0, report(kind, str(error), trace(error)))
        return 1
    node.send(wire.READY, 0)
    if slots:
        gc.collect()
        gc.freeze()
        return dispatcher.Dispatcher(worker, slots, program["cores"]).serve()
    return worker.serve()
