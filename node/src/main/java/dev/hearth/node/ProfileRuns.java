package dev.hearth.node;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.admin.ProfileRequest;
import dev.hearth.gateway.admin.ProfileStatus;
import dev.hearth.gateway.admin.Profiles;
import dev.hearth.inference.InvalidRequest;
import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.operators.OperatorProfiler;
import dev.hearth.inference.pipeline.ImageConfig;
import dev.hearth.inference.pipeline.PipelineConfig;
import dev.hearth.inference.pipeline.PipelineRuntime;
import dev.hearth.inference.profile.Effort;
import dev.hearth.inference.profile.Measured;
import dev.hearth.inference.profile.ProfilePlan;
import dev.hearth.inference.profile.Profiler;
import dev.hearth.inference.profile.SampleInputs;
import dev.hearth.kernel.Profile;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Measures models on a thread of its own, one at a time. Owned by the event loop. */
final class ProfileRuns {
  private static final long MOST_NANOS = 600_000_000_000L;

  /** What was found, and for which inputs. */
  record Found(Profile profile, String inputs) {}

  private final KernelLoop loop;
  private final PipelineRuntime runtime;
  private final OperatorRuns operators;
  private final Background thread;
  private boolean underWay;
  private volatile boolean stopped;

  ProfileRuns(KernelLoop loop, PipelineRuntime runtime, OperatorRuns operators, Background thread) {
    this.loop = loop;
    this.runtime = runtime;
    this.operators = operators;
    this.thread = thread;
  }

  boolean underWay() {
    return underWay;
  }

  /** Ends what is under way before its next run. */
  void stop() {
    stopped = true;
  }

  /**
   * Profiles a version; fails with a {@link Problem}.
   *
   * @throws Problem if what is asked for is impossible
   */
  Future<Found> start(Deployed version, ProfileRequest request, Profiles.Listener listener) {
    ProfilePlan plan = plan(version, request);
    underWay = true;
    long until = loop.now() + MOST_NANOS;
    return thread
        .call(() -> measure(version, request, plan, until, listener))
        .onComplete(_ -> underWay = false)
        .recover(cause -> Future.failedFuture(problem(version.name(), cause)));
  }

  private static ProfilePlan plan(Deployed version, ProfileRequest request) {
    int cores = Machine.detect().cores();
    int rows = version.axes().isPresent() ? version.manifest().batching().maxRows() : 1;
    List<Integer> batches =
        request.batches().isEmpty() ? ProfilePlan.doublings(rows) : request.batches();
    List<Integer> threads =
        request.threads().isEmpty() ? ProfilePlan.doublings(cores) : request.threads();
    requireAtMost(
        "batches",
        batches,
        rows,
        "one run of '%s' carries at most %d rows; raise batching.max-size, or name its batch axis"
            .formatted(version.name(), rows));
    requireAtMost("threads", threads, cores, "this machine has %d cores".formatted(cores));
    try {
      return new ProfilePlan(batches, threads, request.contention() && cores > 1);
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static void requireAtMost(String what, List<Integer> values, int most, String why) {
    if (values.stream().anyMatch(value -> value > most)) {
      throw Problem.badRequest("%s are to be %s but %s".formatted(what, values, why));
    }
  }

  private Found measure(
      Deployed version,
      ProfileRequest request,
      ProfilePlan plan,
      long until,
      Profiles.Listener listener) {
    SampleInputs inputs = inputs(version, request);
    if (request.composed()) {
      Profile composed =
          operators.profile(version, inputs, plan, () -> over(until), tell(listener));
      return new Found(composed, inputs.description());
    }
    var profiler =
        new Profiler(threads -> open(version, threads), inputs, Effort.DEFAULTS, () -> over(until));
    Profile profile = profiler.measure(plan, (done, of, soFar) -> tell(listener, done, of, soFar));
    return new Found(profile, inputs.description());
  }

  private boolean over(long until) {
    return stopped || loop.now() > until;
  }

  private OperatorProfiler.Listener tell(Profiles.Listener listener) {
    return (done, of, last) ->
        loop.post(() -> listener.progressed(done, of, last.map(ProfileStatuses::point)));
  }

  private static SampleInputs inputs(Deployed version, ProfileRequest request) {
    Optional<PipelineConfig> pipeline = version.manifest().pipeline();
    return new SampleInputs(
        version.graph(),
        version.axes(),
        request.samples().or(version.manifest().warmUp().shapes()),
        pipeline.filter(ImageConfig.class::isInstance).isPresent());
  }

  private LoadedModel open(Deployed version, int threads) {
    RuntimeOptions options = RuntimeOptions.defaults().withIntraOpThreads(threads);
    return runtime.open(
        version.artifact(), version.manifest().pipeline(), version.files(), options);
  }

  private void tell(Profiles.Listener listener, int done, int of, List<Measured> soFar) {
    Optional<ProfileStatus.PointStatus> last =
        done <= soFar.size()
            ? Optional.of(ProfileStatuses.point(soFar.getLast().point()))
            : Optional.empty();
    loop.post(() -> listener.progressed(done, of, last));
  }

  private Problem problem(String name, Throwable cause) {
    return switch (cause) {
      case Problem problem -> problem;
      case InvalidRequest e ->
          Problem.badRequest("'%s' cannot be profiled: %s".formatted(name, e.getMessage()));
      case ModelException e ->
          Problem.of(500, "'%s' cannot be profiled: %s".formatted(name, e.getMessage()));
      case CancellationException _ when !stopped ->
          Problem.of(
              503,
              "profiling '%s' took longer than %d s; ask for fewer configurations"
                  .formatted(name, MOST_NANOS / 1_000_000_000L));
      case CancellationException _ -> Problem.of(503, "the node is stopping; ask another");
      default -> Problem.of(500, "'%s' was not profiled: %s".formatted(name, cause));
    };
  }
}
