package dev.hearth.kernel.journal;

import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Inputs;
import dev.hearth.kernel.Invocation;
import dev.hearth.kernel.Mark;
import dev.hearth.kernel.Message;
import dev.hearth.kernel.NodeState;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.Plan;
import dev.hearth.kernel.Result;
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.Usage;

/** One call of {@link Inputs} as a value. */
sealed interface Input {
  void applyTo(Inputs inputs);

  record Deploy(long now, Revision revision) implements Input {
    @Override
    public void applyTo(Inputs inputs) {
      inputs.deploy(now, revision);
    }
  }

  record Retire(long now, int function) implements Input {
    @Override
    public void applyTo(Inputs inputs) {
      inputs.retire(now, function);
    }
  }

  record Submit(long now, Invocation invocation) implements Input {
    @Override
    public void applyTo(Inputs inputs) {
      inputs.submit(now, invocation);
    }
  }

  record Cancel(long now, long invocation, Cause cause) implements Input {
    @Override
    public void applyTo(Inputs inputs) {
      inputs.cancel(now, invocation, cause);
    }
  }

  record Changed(long now, long change, Result result) implements Input {
    @Override
    public void applyTo(Inputs inputs) {
      inputs.changed(now, change, result);
    }
  }

  record Ended(long now, long run, int member, Outcome outcome, Usage usage) implements Input {
    @Override
    public void applyTo(Inputs inputs) {
      inputs.ended(now, run, member, outcome, usage);
    }
  }

  record Progress(long now, long run, int member, Mark mark) implements Input {
    @Override
    public void applyTo(Inputs inputs) {
      inputs.progress(now, run, member, mark);
    }
  }

  record Measured(long now, int instance, Usage usage) implements Input {
    @Override
    public void applyTo(Inputs inputs) {
      inputs.measured(now, instance, usage);
    }
  }

  record Lost(long now, int instance, String reason) implements Input {
    @Override
    public void applyTo(Inputs inputs) {
      inputs.lost(now, instance, reason);
    }
  }

  record Node(long now, NodeState state) implements Input {
    @Override
    public void applyTo(Inputs inputs) {
      inputs.node(now, state);
    }
  }

  record Planned(long now, long request, Plan plan) implements Input {
    @Override
    public void applyTo(Inputs inputs) {
      inputs.planned(now, request, plan);
    }
  }

  record Told(long now, int from, Message message) implements Input {
    @Override
    public void applyTo(Inputs inputs) {
      inputs.message(now, from, message);
    }
  }

  record Drain(long now) implements Input {
    @Override
    public void applyTo(Inputs inputs) {
      inputs.drain(now);
    }
  }

  record Tick(long now) implements Input {
    @Override
    public void applyTo(Inputs inputs) {
      inputs.tick(now);
    }
  }
}
