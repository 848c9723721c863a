package dev.hearth.node;

import dev.hearth.kernel.Plan;
import dev.hearth.kernel.PlanRequest;
import dev.hearth.kernel.Planner;
import dev.hearth.node.function.EventLoop;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has planners think off the loop, each question within its budget. Who asks hears one answer, when
 * the budget is over at the latest; without a plan by then it is {@link Plan#NONE}, which leaves
 * the last plan in force. A planner whose time is over is told so by its flag and an interrupt; if
 * it goes on all the same, it is asked nothing more until it ends. Owned by the event loop.
 */
final class Planning implements AutoCloseable {
  /** What came of a question. */
  enum Outcome {
    FOUND,
    NONE,
    FAILED,
    LATE,
    /** Too many questions wait already, or the planner still holds on to an earlier one. */
    REFUSED;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(Planning.class);
  private static final int THREADS = 2;
  private static final int WAITING = 16;
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long IDLE_SECONDS = 10;

  private final EventLoop loop;
  private final List<Planner> planners;
  private final NodeMetrics metrics;
  private final ThreadPoolExecutor threads;
  private final Set<Question> overdue = new HashSet<>();
  private final Set<String> told = new HashSet<>();

  Planning(EventLoop loop, List<Planner> planners, NodeMetrics metrics) {
    this.loop = loop;
    this.planners = List.copyOf(planners);
    this.metrics = metrics;
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().name("plan-", 0).daemon(true).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Asks a planner.
   *
   * @param then hears the answer on the loop, later
   */
  void ask(PlanRequest what, Consumer<Plan> then) {
    var question = new Question(what, then, loop.now());
    var planner = planners.stream().filter(each -> each.id().equals(what.planner())).findFirst();
    if (planner.isEmpty()) {
      loop.post(() -> question.answer(Outcome.FAILED, Plan.NONE, "is not known to this node"));
    } else if (overdue.stream().anyMatch(each -> each.isFor(what.planner()))) {
      loop.post(question::refuse);
    } else {
      begin(planner.get(), question);
    }
  }

  private void begin(Planner planner, Question question) {
    try {
      threads.execute(() -> question.think(planner));
      loop.schedule(question.budgetNanos(), question::due);
    } catch (RejectedExecutionException _) {
      loop.post(question::refuse);
    }
  }

  /** Questions whose budget is over and whose planner has not ended. */
  int overdue() {
    return overdue.size();
  }

  /** Tells all planners to end; what they answer is dropped. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  private final class Question {
    private final PlanRequest what;
    private final Consumer<Plan> then;
    private final long since;
    private volatile boolean cancelled;
    private @Nullable Thread thinking;
    private boolean answered;
    private boolean ended;

    Question(PlanRequest what, Consumer<Plan> then, long since) {
      this.what = what;
      this.then = then;
      this.since = since;
    }

    boolean isFor(String planner) {
      return what.planner().equals(planner);
    }

    long budgetNanos() {
      return Math.clamp(what.budgetNanos(), 1, LONGEST_NANOS);
    }

    /** On a thread of the pool; an end of any kind is told to the loop. */
    void think(Planner planner) {
      if (begins()) {
        try {
          var plan = planner.plan(what, () -> cancelled);
          loop.post(() -> ended(plan.found() ? Outcome.FOUND : Outcome.NONE, plan, ""));
        } catch (RuntimeException | Error e) {
          loop.post(() -> ended(Outcome.FAILED, Plan.NONE, "failed: " + e));
        } finally {
          ends();
        }
      } else {
        loop.post(() -> ended(Outcome.LATE, Plan.NONE, ""));
      }
    }

    private synchronized boolean begins() {
      thinking = cancelled ? null : Thread.currentThread();
      return !cancelled;
    }

    /** An interrupt that came late is not the next question's. */
    private synchronized void ends() {
      thinking = null;
      boolean _ = Thread.interrupted();
    }

    private synchronized void cancel() {
      cancelled = true;
      if (thinking != null) {
        thinking.interrupt();
      }
    }

    private void ended(Outcome outcome, Plan plan, String why) {
      ended = true;
      overdue.remove(this);
      if (loop.now() - since > budgetNanos()) {
        answer(Outcome.LATE, Plan.NONE, "took longer than its budget");
      } else {
        answer(outcome, plan, why);
      }
    }

    void due() {
      if (!ended) {
        overdue.add(this);
        cancel();
        answer(Outcome.LATE, Plan.NONE, "took longer than its budget");
      }
    }

    void refuse() {
      answer(Outcome.REFUSED, Plan.NONE, "is still busy with earlier questions");
    }

    void answer(Outcome outcome, Plan plan, String why) {
      if (!answered) {
        answered = true;
        metrics.planned(what.planner(), outcome.label(), loop.now() - since);
        tell(outcome, why);
        then.accept(plan);
      }
    }

    /** Each kind of trouble of each planner once, for it may come again every minute. */
    private void tell(Outcome outcome, String why) {
      if (!why.isEmpty() && told.add(what.planner() + outcome)) {
        LOG.error(
            "the planner '{}' {}; the last plan stays in force (further cases are only counted)",
            what.planner(),
            why);
      }
    }
  }
}
