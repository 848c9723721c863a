package dev.hearth.node.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.functions.Concurrency;
import dev.hearth.sandbox.Availability;
import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.Capabilities;
import dev.hearth.sandbox.Footprint;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.Sandbox;
import dev.hearth.sandbox.SandboxException;
import dev.hearth.sandbox.SandboxListener;
import dev.hearth.sandbox.SandboxProvider;
import dev.hearth.sandbox.StartPriority;
import dev.hearth.sandbox.Timeline;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FunctionInstanceTest {
  private int closes;
  private boolean fails;

  /** A sandbox that may fail to close. */
  private final class Stubborn implements Sandbox {
    @Override
    public void specialise(Program program) {}

    @Override
    public void invoke(Call call, CallListener listener) {}

    @Override
    public void abort(long call, CallEnd.Kind why) {}

    @Override
    public Timeline timeline() {
      return new Timeline(List.of());
    }

    @Override
    public Footprint footprint() {
      return Footprint.UNKNOWN;
    }

    @Override
    public void close() {
      closes++;
      if (fails) {
        throw new SandboxException(SandboxException.Code.FAILED, "planted");
      }
    }
  }

  private final class Stubborns implements SandboxProvider {
    @Override
    public String name() {
      return "stubborn";
    }

    @Override
    public Capabilities capabilities() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Availability availability() {
      return Availability.AVAILABLE;
    }

    @Override
    public void prepare(Program program) {}

    @Override
    public void release(Program program) {}

    @Override
    public Sandbox create(ProgramLimits limits, SandboxListener listener) {
      return new Stubborn();
    }

    @Override
    public void close() {}
  }

  @SuppressWarnings("NullAway") // neither its node nor the rest of its world is reached
  private FunctionInstance started() {
    var program =
        new Program(
            "echo",
            "1",
            new Program.Language("python", "python3.11"),
            "index.handler",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            ProgramLimits.DEFAULTS,
            false,
            false,
            Map.of());
    var served = new Served(1, null, program, new Stubborns(), Concurrency.NONE, null);
    var instance = new FunctionInstance(1, served, 0, null);
    instance.start(StartPriority.FIRST);
    return instance;
  }

  @Test
  void sandboxThatWasNotClosedIsClosedByTheNextAttempt() {
    FunctionInstance instance = started();
    fails = true;
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(instance::close).hasMessage("planted");
    }
    assertThat(instance.sandbox()).isNull();

    fails = false;
    instance.close();
    instance.close();

    assertThat(closes).isEqualTo(3);
  }
}
