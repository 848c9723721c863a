package dev.hearth.kernel.journal;

import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Inputs;
import dev.hearth.kernel.Invocation;
import dev.hearth.kernel.Kernel;
import dev.hearth.kernel.KernelOptions;
import dev.hearth.kernel.Mark;
import dev.hearth.kernel.Message;
import dev.hearth.kernel.NodeState;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.Plan;
import dev.hearth.kernel.Result;
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.Suites;
import dev.hearth.kernel.Usage;
import dev.hearth.kernel.World;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;

/**
 * A kernel whose every input and decision is written down, in the order in which they happen. When
 * writing fails, the kernel goes on and the journal ends there: {@code onFailure} hears of it once.
 */
public final class Journal implements Inputs {
  static final String NAME = "hearth-journal-";
  static final String MAGIC = NAME + 1;
  static final byte INPUT = 'i';
  static final byte DECISION = 'd';

  private final DataOutputStream out;
  private final Consumer<IOException> onFailure;
  private final Kernel kernel;
  private boolean open = true;

  public Journal(
      KernelOptions options,
      Suites suites,
      World world,
      OutputStream to,
      Consumer<IOException> onFailure) {
    this.out = new DataOutputStream(to);
    this.onFailure = onFailure;
    writeHeader(options);
    this.kernel = new Kernel(options, suites, new RecordedWorld(this::decided, world));
  }

  /** The kernel, to look at; inputs given to it directly are not written down. */
  public Kernel kernel() {
    return kernel;
  }

  /** Hands what is buffered to the stream. */
  public void flush() {
    attempt(out::flush);
  }

  private void writeHeader(KernelOptions options) {
    attempt(
        () -> {
          RecordCodec.write(out, String.class, MAGIC);
          RecordCodec.write(out, String.class, fingerprint());
          RecordCodec.write(out, KernelOptions.class, options);
        });
  }

  /** Differs between builds that would not read one another's journals. */
  static String fingerprint() {
    var schema =
        RecordCodec.schema(KernelOptions.class)
            + RecordCodec.schema(Input.class)
            + RecordCodec.schema(Decision.class);
    return Integer.toHexString(schema.hashCode());
  }

  private void written(Input input) {
    attempt(
        () -> {
          out.writeByte(INPUT);
          RecordCodec.write(out, Input.class, input);
        });
    try {
      input.applyTo(kernel);
    } catch (RuntimeException e) {
      decided(Decision.Refused.because(e));
      throw e;
    }
  }

  private void decided(Decision decision) {
    attempt(
        () -> {
          out.writeByte(DECISION);
          RecordCodec.write(out, Decision.class, decision);
        });
  }

  private interface Writing {
    void run() throws IOException;
  }

  private void attempt(Writing writing) {
    if (!open) {
      return;
    }
    try {
      writing.run();
    } catch (IOException e) {
      open = false;
      onFailure.accept(e);
    }
  }

  @Override
  public void deploy(long now, Revision revision) {
    written(new Input.Deploy(now, revision));
  }

  @Override
  public void retire(long now, int function) {
    written(new Input.Retire(now, function));
  }

  @Override
  public void submit(long now, Invocation invocation) {
    written(new Input.Submit(now, invocation));
  }

  @Override
  public void cancel(long now, long invocation, Cause cause) {
    written(new Input.Cancel(now, invocation, cause));
  }

  @Override
  public void changed(long now, long change, Result result) {
    written(new Input.Changed(now, change, result));
  }

  @Override
  public void ended(long now, long run, int member, Outcome outcome, Usage usage) {
    written(new Input.Ended(now, run, member, outcome, usage));
  }

  @Override
  public void progress(long now, long run, int member, Mark mark) {
    written(new Input.Progress(now, run, member, mark));
  }

  @Override
  public void measured(long now, int instance, Usage usage) {
    written(new Input.Measured(now, instance, usage));
  }

  @Override
  public void lost(long now, int instance, String reason) {
    written(new Input.Lost(now, instance, reason));
  }

  @Override
  public void node(long now, NodeState state) {
    written(new Input.Node(now, state));
  }

  @Override
  public void planned(long now, long request, Plan plan) {
    written(new Input.Planned(now, request, plan));
  }

  @Override
  public void message(long now, int from, Message message) {
    written(new Input.Told(now, from, message));
  }

  @Override
  public void drain(long now) {
    written(new Input.Drain(now));
  }

  @Override
  public long tick(long now) {
    written(new Input.Tick(now));
    return kernel.nextWake();
  }
}
