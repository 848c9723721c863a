package dev.hearth.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Calls sandboxes in tests and waits for what comes of it. */
final class Calls {
  private static final AtomicLong IDS = new AtomicLong();
  private static final long LIMIT_SECONDS = 60;

  private Calls() {}

  /** A call under way, recorded. */
  static final class Recorded implements CallListener {
    final Call call;
    final List<String> lines = new CopyOnWriteArrayList<>();
    final ByteArrayOutputStream parts = new ByteArrayOutputStream();
    final CompletableFuture<CallEnd> end = new CompletableFuture<>();
    final AtomicInteger ends = new AtomicInteger();

    Recorded(Call call) {
      this.call = call;
    }

    @Override
    public void line(String text) {
      lines.add(text);
    }

    @Override
    public synchronized void part(byte[] bytes) {
      parts.writeBytes(bytes);
    }

    @Override
    public void ended(CallEnd ended) {
      ends.incrementAndGet();
      end.complete(ended);
    }

    CallEnd await() {
      try {
        CallEnd ended = end.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (ends.get() != 1) {
          throw new AssertionError("a call ended " + ends + " times");
        }
        return ended;
      } catch (TimeoutException | ExecutionException | InterruptedException e) {
        throw new AssertionError("the call did not end", e);
      }
    }

    String answer() {
      CallEnd ended = await();
      if (ended instanceof CallEnd.Answered(byte[] payload)) {
        return new String(payload, UTF_8);
      }
      throw new AssertionError("not answered: " + ended);
    }

    CallEnd.Failed failure() {
      CallEnd ended = await();
      if (ended instanceof CallEnd.Failed failed) {
        return failed;
      }
      throw new AssertionError("not failed: " + ended);
    }
  }

  static Recorded start(Sandbox sandbox, String payload) {
    return start(sandbox, payload, Optional.empty());
  }

  static Recorded start(Sandbox sandbox, String payload, Optional<String> trace) {
    long id = IDS.incrementAndGet();
    var call =
        new Call(
            id,
            "00000000-0000-0000-0000-%012d".formatted(id),
            payload.getBytes(UTF_8),
            System.currentTimeMillis() + 60_000,
            "arn:aws:lambda:local:000000000000:function:probe",
            "default",
            trace,
            Optional.empty());
    var recorded = new Recorded(call);
    sandbox.invoke(call, recorded);
    return recorded;
  }

  static String answer(Sandbox sandbox, String payload) {
    return start(sandbox, payload).answer();
  }
}
