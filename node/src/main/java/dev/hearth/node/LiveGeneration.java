package dev.hearth.node;

import dev.hearth.inference.generation.Ending;
import dev.hearth.inference.generation.Sequence;
import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Mark;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.Outcome.Fault;
import dev.hearth.kernel.Usage;

/**
 * Carries one request's text from the thread that steps its model to the event loop. What comes
 * while the event loop is busy is put together, so that it holds at most one answer's text.
 */
final class LiveGeneration implements Sequence.Listener {
  private final long run;
  private final KernelLoop loop;
  private final Pending member;
  private final Runnable first;
  private final Runnable over;
  private final StringBuilder fresh = new StringBuilder();
  private boolean posted;

  /**
   * A run of one member.
   *
   * @param first done on the event loop when its first text is there
   * @param over done on the event loop at its end
   */
  LiveGeneration(long run, KernelLoop loop, Pending member, Runnable first, Runnable over) {
    this.run = run;
    this.loop = loop;
    this.member = member;
    this.first = first;
    this.over = over;
  }

  @Override
  public void started() {
    loop.post(
        () -> {
          first.run();
          member.model.measures().generation().firstToken(loop.now() - member.submittedAt);
          loop.inputs().progress(loop.instant(), run, 0, Mark.FIRST_BYTE);
        });
  }

  @Override
  public void text(String more) {
    synchronized (fresh) {
      fresh.append(more);
      if (posted) {
        return;
      }
      posted = true;
    }
    loop.post(this::deliver);
  }

  private void deliver() {
    String more;
    synchronized (fresh) {
      posted = false;
      more = fresh.toString();
      fresh.setLength(0);
    }
    if (!member.over && !more.isEmpty() && member.generation != null) {
      member.generation.reply().text(more);
    }
  }

  @Override
  public void ended(Ending ending) {
    loop.post(
        () -> {
          over.run();
          deliver();
          if (ending instanceof Ending.Finished finished) {
            member.finished = java.util.Optional.of(finished);
          }
          loop.inputs().ended(loop.instant(), run, 0, outcome(ending), Usage.UNKNOWN);
        });
  }

  private static Outcome outcome(Ending ending) {
    return switch (ending) {
      case Ending.Finished _ -> Outcome.ANSWERED;
      case Ending.Cancelled _ -> new Outcome.Cancelled(Cause.CALLER);
      case Ending.Refused(String why) -> new Outcome.Failed(Fault.INPUT, why);
      case Ending.Failed(String why) -> new Outcome.Failed(Fault.EXECUTION, why);
    };
  }
}
