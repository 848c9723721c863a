package dev.hearth.node;

import dev.hearth.inference.Cancellation;
import dev.hearth.inference.EngineTime;
import dev.hearth.inference.InferenceRequest;
import dev.hearth.inference.InvalidRequest;
import dev.hearth.inference.Tensor;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.Outcome.Fault;
import dev.hearth.kernel.Usage;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;

/** One run of a model on one or several requests, done on a worker thread. */
record LiveRun(long run, LiveInstance instance, List<Pending> members, Cancellation cancellation) {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  LiveRun(long run, LiveInstance instance, List<Pending> members) {
    this(run, instance, members, new Cancellation());
  }

  /** What came of it: an answer for each member, or one outcome for all. */
  record Ended(Outcome outcome, List<List<Tensor>> answers, Usage usage, RunTimes times) {}

  /** Whose requests it carries: several, where functions share a pool. */
  List<Deployed> versions() {
    var versions = new ArrayList<Deployed>(1);
    for (Pending member : members) {
      if (versions.stream().noneMatch(version -> version.function() == member.model.function())) {
        versions.add(member.model);
      }
    }
    return versions;
  }

  /** Rows of one version's requests. */
  int rows(Deployed version) {
    return members.stream()
        .filter(member -> member.model.function() == version.function())
        .mapToInt(member -> member.rows)
        .sum();
  }

  Ended execute() {
    long since = System.nanoTime();
    EngineTime engine = EngineTime.startedAnew();
    long before = THREADS.getCurrentThreadCpuTime();
    try {
      List<List<Tensor>> answers = cancellation.during(() -> instance.run(requests()));
      return new Ended(Outcome.ANSWERED, answers, usage(before), RunTimes.of(since, engine));
    } catch (InvalidRequest e) {
      return failed(Fault.INPUT, e, before);
    } catch (RuntimeException | OutOfMemoryError e) {
      return failed(Fault.EXECUTION, e, before);
    }
  }

  private List<InferenceRequest> requests() {
    return members.stream().map(member -> member.request).toList();
  }

  private static Ended failed(Fault fault, Throwable cause, long before) {
    return new Ended(
        new Outcome.Failed(fault, String.valueOf(cause.getMessage())),
        List.of(),
        usage(before),
        RunTimes.NONE);
  }

  private static Usage usage(long before) {
    return new Usage(THREADS.getCurrentThreadCpuTime() - before, 0, 0);
  }
}
