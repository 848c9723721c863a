package dev.hearth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.sandbox.engine.Engine;
import dev.hearth.sandbox.zygote.ZygoteConfig;
import dev.hearth.sandbox.zygote.ZygoteProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions in processes of their own that call one another. */
class EngineIT {
  private static final Engine ENGINE = new Engine(64);

  @TempDir static Path directory;
  private static ZygoteProvider provider;

  private final List<Sandbox> opened = new ArrayList<>();

  @BeforeAll
  static void open() {
    provider = new ZygoteProvider(ZygoteConfig.DEFAULTS, ENGINE);
    if (provider.availability() instanceof Availability.Unavailable(String reason)) {
      assumeTrue(false, "no warm interpreters here: " + reason);
    }
  }

  @AfterAll
  static void close() {
    provider.close();
  }

  @AfterEach
  void closeSandboxes() {
    opened.forEach(Sandbox::close);
  }

  private Sandbox sandbox(String function) throws IOException {
    Program program =
        PythonProbes.program(
            directory, "probe." + function, SandboxConformance.LIMITS, Map.of("PROBE", "x"));
    provider.prepare(program);
    Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE);
    opened.add(sandbox);
    sandbox.specialise(program);
    return sandbox;
  }

  private Sandbox worker(String function) throws IOException {
    Sandbox sandbox = sandbox(function);
    ENGINE.add(function, sandbox);
    return sandbox;
  }

  @Test
  void functionGetsTheAnswerOfAnother() throws IOException {
    worker("counts");
    Sandbox asks = sandbox("asks");

    assertThat(Calls.answer(asks, "[\"counts\",null]")).isEqualTo("1");
    assertThat(Calls.answer(asks, "[\"counts\",null]")).isEqualTo("2");
  }

  @Test
  void chainOfThreeAnswers() throws IOException {
    worker("echo");
    worker("asks");
    Sandbox first = sandbox("asks");

    assertThat(Calls.answer(first, "[\"asks\",[\"echo\",{\"a\":\"ü\"}]]"))
        .isEqualTo("{\"a\":\"ü\"}");
  }

  @Test
  void largePayloadsArriveWhole() throws IOException {
    worker("echo");
    Sandbox asks = sandbox("asks");
    String text = "\"" + "0123456789".repeat(300_000) + "\"";

    assertThat(Calls.answer(asks, "[\"echo\"," + text + "]")).isEqualTo(text);
  }

  @Test
  void errorOfTheOtherCanBeCaught() throws IOException {
    worker("throws");
    Sandbox catches = sandbox("asks_and_catches");

    assertThat(Calls.answer(catches, "\"throws\"")).isEqualTo("\"ValueError: planted\"");
    assertThat(Calls.answer(catches, "\"absent\"")).contains("no function 'absent'");
    worker("exits");
    assertThat(Calls.answer(catches, "\"exits\"")).contains("status 3");
  }

  /** Tells when it is called. */
  private record Watched(Sandbox sandbox, CompletableFuture<Long> called) implements Sandbox {
    @Override
    public void invoke(Call call, CallListener listener) {
      sandbox.invoke(call, listener);
      called.complete(call.id());
    }

    @Override
    public void abort(long call, CallEnd.Kind why) {
      sandbox.abort(call, why);
    }

    @Override
    public void specialise(Program program) {
      sandbox.specialise(program);
    }

    @Override
    public Timeline timeline() {
      return sandbox.timeline();
    }

    @Override
    public Footprint footprint() {
      return sandbox.footprint();
    }

    @Override
    public void close() {
      sandbox.close();
    }
  }

  @Test
  void callThatIsStoppedStopsTheOneItWaitsFor() throws Exception {
    Sandbox other = sandbox("never_answers");
    var called = new CompletableFuture<Long>();
    ENGINE.add("never_answers", new Watched(other, called));
    Sandbox asks = sandbox("asks");
    Calls.Recorded call = Calls.start(asks, "[\"never_answers\",null]");
    called.get(30, TimeUnit.SECONDS);
    asks.abort(call.call.id(), CallEnd.Kind.TIMED_OUT);

    assertThat(call.failure().kind()).isEqualTo(CallEnd.Kind.TIMED_OUT);
    // Soon it is not busy any more, since it ends with the call it ran.
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    CallEnd.Failed next;
    do {
      next = Calls.start(other, "null").failure();
    } while (next.errorType().equals("Sandbox.Busy") && System.nanoTime() < until);
    assertThat(next.usable()).isFalse();
  }
}
