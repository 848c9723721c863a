package dev.hearth.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.Sandbox;
import dev.hearth.sandbox.SandboxListener;
import dev.hearth.sandbox.engine.Engine;
import dev.hearth.sandbox.zygote.ZygoteConfig;
import dev.hearth.sandbox.zygote.ZygoteProvider;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What it costs a Python function to call another in a process of its own: through the engine, and
 * over HTTP on a connection that stays open, through a server that does nothing but hand the call
 * to the same sandbox. A gateway does more, so the ratio is the least there can be. Both are timed
 * by the caller, in turns.
 */
final class EngineCalls {
  private static final String CODE =
      """
      import http.client
      import json
      import time

      import hearth

      connection = None

      def echo(event, context):
          return event

      def over_http(payload):
          connection.request("POST", "/echo", json.dumps(payload))
          return json.loads(connection.getresponse().read())

      def measure(event, context):
          global connection
          port, count, size = event
          if connection is None:
              connection = http.client.HTTPConnection("127.0.0.1", port)
          payload = "x" * size
          times = {"engine": [], "http": []}
          for i in range(count):
              for name, way in (("engine", lambda p: hearth.invoke("echo", p)), ("http", over_http)):
                  since = time.perf_counter_ns()
                  assert way(payload) == payload
                  times[name].append(time.perf_counter_ns() - since)
          answer = []
          for name in ("engine", "http"):
              times[name].sort()
              answer += [times[name][count // 2] // 100 / 10, times[name][count * 99 // 100] // 100 / 10]
          return answer
      """;
  private static final AtomicLong IDS = new AtomicLong();

  private final Engine engine = new Engine(64);
  private final Path code;

  private EngineCalls(Path code) {
    this.code = code;
  }

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    Path code = Files.createTempDirectory("engine-calls");
    Files.setPosixFilePermissions(code, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path file = Files.writeString(code.resolve("function.py"), CODE);
    try {
      new EngineCalls(code).run(rounds);
    } finally {
      Files.delete(file);
      Files.delete(code);
    }
  }

  private void run(int rounds) throws Exception {
    Vertx vertx = Vertx.vertx();
    var opened = new ArrayList<Sandbox>();
    try (var provider = new ZygoteProvider(ZygoteConfig.DEFAULTS, engine)) {
      Sandbox inner = sandbox(provider, "echo", opened);
      engine.add("echo", inner);
      Sandbox overHttp = sandbox(provider, "echo", opened);
      Sandbox caller = sandbox(provider, "measure", opened);
      HttpServer server =
          vertx
              .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setTcpNoDelay(true))
              .requestHandler(request -> handOn(request, overHttp))
              .listen(0)
              .toCompletionStage()
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
      System.out.println(Machine.description());
      System.out.println("bytes   engine p50 µs   p99   http p50 µs   p99   http / engine at p50");
      for (int size : new int[] {16, 4_096, 262_144, 1_048_576}) {
        for (int round = -1; round < rounds; round++) {
          int count = size > 100_000 ? 50 : 500;
          report(
              size, round, ask(caller, "[%d,%d,%d]".formatted(server.actualPort(), count, size)));
        }
      }
      opened.forEach(Sandbox::close);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  private static void report(int size, int round, String answer) {
    String[] figures = answer.replaceAll("[\\[\\]]", "").split(",", -1);
    if (round >= 0) {
      System.out.printf(
          "%7d %14s %7s %12s %7s %12.1f%n",
          size,
          figures[0],
          figures[1],
          figures[2],
          figures[3],
          Double.parseDouble(figures[2]) / Double.parseDouble(figures[0]));
    }
  }

  private static void handOn(HttpServerRequest request, Sandbox sandbox) {
    request
        .body()
        .onSuccess(
            body ->
                sandbox.invoke(
                    call(body.getBytes()),
                    end -> {
                      if (end instanceof CallEnd.Answered(byte[] payload)) {
                        request.response().end(Buffer.buffer(payload));
                      } else {
                        request.response().setStatusCode(502).end();
                      }
                    }));
  }

  private static String ask(Sandbox sandbox, String payload) throws Exception {
    var end = new CompletableFuture<CallEnd>();
    sandbox.invoke(call(payload.getBytes(UTF_8)), end::complete);
    if (end.get(120, TimeUnit.SECONDS) instanceof CallEnd.Answered(byte[] answer)) {
      return new String(answer, UTF_8);
    }
    throw new IllegalStateException("not measured: " + end.join());
  }

  private static Call call(byte[] payload) {
    return new Call(
        IDS.incrementAndGet(),
        "00000000-0000-0000-0000-000000000001",
        payload,
        Long.MAX_VALUE / 2,
        "arn:aws:lambda:local:000000000000:function:calls",
        "default",
        Optional.empty(),
        Optional.empty());
  }

  private Sandbox sandbox(ZygoteProvider provider, String function, List<Sandbox> opened) {
    // The caller may use the network, or it could not reach the server to compare with.
    var program =
        new Program(
            function,
            "1",
            new Program.Language("python", "python3.11"),
            "function." + function,
            Optional.empty(),
            Optional.of(code),
            Optional.empty(),
            Map.of(),
            new ProgramLimits(256L << 20, 2_000, 32L << 20, 64, 1, 64L << 10, 6L << 20),
            function.equals("measure"),
            false,
            Map.of());
    provider.prepare(program);
    Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE);
    opened.add(sandbox);
    sandbox.specialise(program);
    return sandbox;
  }
}
