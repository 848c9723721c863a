package dev.hearth.kernel.journal;

import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Change;
import dev.hearth.kernel.Grant;
import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.Members;
import dev.hearth.kernel.Message;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.PlanRequest;
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.Suites;
import dev.hearth.kernel.World;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;

/** Gives a journal's inputs to a new kernel and compares its decisions, byte by byte. */
public final class Replay {
  /** As many deployments as no node sees between two starts. */
  private static final int MOST_HANDLE = 1 << 24;

  /** More than any manifest may ask for. */
  private static final int MOST_SLOTS = 1 << 16;

  /**
   * What came of it.
   *
   * @param inputs inputs replayed
   * @param decisions decisions compared
   * @param bytes their bytes
   * @param difference the first decision that differs, in words
   */
  public record Report(long inputs, long decisions, long bytes, Optional<String> difference) {}

  private final JournalReader journal;
  private final Kernel kernel;
  private final ByteArrayOutputStream expected = new ByteArrayOutputStream();
  private final ByteArrayOutputStream actual = new ByteArrayOutputStream();
  private long inputs;
  private long decisions;
  private long bytes;
  private String lastInput = "the start";

  private Replay(JournalReader journal, Suites suites) {
    this.journal = journal;
    KernelOptions options = journal.options();
    this.kernel = new Kernel(options, suites, new RecordedWorld(this::decided, new Nowhere()));
  }

  /** Replays a journal from its start. Throws {@link IOException} if it cannot be read. */
  public static Report run(InputStream journal, Suites suites) throws IOException {
    return new Replay(new JournalReader(journal), suites).run();
  }

  private Report run() throws IOException {
    var frame = journal.next();
    while (frame.isPresent()) {
      switch (frame.get()) {
        case JournalReader.Frame.Entered entered -> {
          if (differs(false)) {
            return report(true);
          }
          requireRoom(entered.input());
          inputs++;
          lastInput = entered.input().toString();
          apply(entered.input());
        }
        case JournalReader.Frame.Decided decided -> {
          decisions++;
          RecordCodec.write(new DataOutputStream(expected), Decision.class, decided.decision());
        }
      }
      frame = journal.next();
    }
    return report(differs(true));
  }

  /** A kernel has room for every handle up to the greatest, and an instance for every slot. */
  private static void requireRoom(Input input) throws IOException {
    if (input instanceof Input.Deploy(_, Revision revision)) {
      int slots = revision.configuration().slots();
      if (revision.function() < 0 || revision.function() > MOST_HANDLE || slots > MOST_SLOTS) {
        throw new IOException(
            "the journal is damaged: it deploys a function of handle %d with %d slots"
                .formatted(revision.function(), slots));
      }
    }
  }

  private void apply(Input input) {
    try {
      input.applyTo(kernel);
    } catch (RuntimeException e) {
      decided(Decision.Refused.because(e));
    }
  }

  /**
   * Compares what the last input led to, then and now; a journal may end before its last decision.
   */
  private boolean differs(boolean atEnd) {
    var then = expected.toByteArray();
    var now = actual.toByteArray();
    int end = atEnd && now.length > then.length ? then.length : now.length;
    bytes += then.length;
    expected.reset();
    actual.reset();
    return !Arrays.equals(then, 0, then.length, now, 0, end);
  }

  private Report report(boolean differs) {
    return new Report(
        inputs,
        decisions,
        bytes,
        differs
            ? Optional.of("input %d, %s, led to other decisions".formatted(inputs, lastInput))
            : Optional.empty());
  }

  private void decided(Decision decision) {
    try {
      RecordCodec.write(new DataOutputStream(actual), Decision.class, decision);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where nothing happens. */
  private static final class Nowhere implements World {
    @Override
    public void change(long change, int instance, Change what) {}

    @Override
    public void run(long run, int instance, int slot, Members members, Grant grant) {}

    @Override
    public void abort(long run, int member, Cause cause) {}

    @Override
    public void regrant(long run, Grant grant) {}

    @Override
    public void reply(long invocation, Outcome outcome) {}

    @Override
    public void plan(long request, PlanRequest what) {}

    @Override
    public void send(int node, Message message) {}
  }
}
