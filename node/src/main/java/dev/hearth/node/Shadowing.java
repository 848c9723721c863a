package dev.hearth.node;

import dev.hearth.inference.LoadedModel;
import dev.hearth.inference.ModelRuntime;
import dev.hearth.inference.RuntimeOptions;
import dev.hearth.inference.onnx.Body;
import dev.hearth.inference.onnx.Shadow;
import dev.hearth.inference.onnx.Shadows;
import dev.hearth.inference.pipeline.PipelineRuntime;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Scale;
import dev.hearth.node.function.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bodies of models that a manifest has cut, and the functions of the kernel whose instances are
 * their shadows. A version's shadows become a function when its first body is ready while it is
 * served, and retire with it. What is called {@code open} blocks and is called by loading threads;
 * all else is the event loop's.
 */
final class Shadowing {
  private static final long OVERHEAD_BYTES = 16L << 20;
  private static final int CORE = 1_000;

  /** The policy of the body starts and stops shadows; none of their own may. */
  private static final PolicyChoice NONE_OF_ITS_OWN =
      PolicyChoice.DEFAULTS
          .with(Role.SCALING, "fixed-size", Map.of("instances", "0"))
          .with(Role.WARMTH, "fixed", Map.of("keep-alive", "1h"));

  private record Helped(Deployed body, CutModels.Cut cut) {}

  private final EventLoop loop;
  private final Catalogue catalogue;
  private final ModelRuntime engine;
  private final PipelineRuntime runtime;
  private final ProfileBook profiles;
  private final CutModels cuts;
  private final Map<Integer, Shadows> ofBody = new ConcurrentHashMap<>();
  private final Map<Integer, Helped> byShadow = new TreeMap<>();
  private final Map<Integer, LiveShadow> live = new ConcurrentHashMap<>();

  Shadowing(
      EventLoop loop,
      Catalogue catalogue,
      ModelRuntime engine,
      PipelineRuntime runtime,
      ProfileBook profiles,
      CutModels cuts) {
    this.loop = loop;
    this.catalogue = catalogue;
    this.engine = engine;
    this.runtime = runtime;
    this.profiles = profiles;
    this.cuts = cuts;
  }

  /** An instance of a model, in blocks if its manifest has it cut. */
  LoadedModel open(Deployed version, RuntimeOptions options) {
    Optional<ShadowConfig> config = version.manifest().asyfunc();
    if (config.isEmpty()) {
      return version.open(runtime, options);
    }
    Body body = Body.open(engine, cut(version, config.get()).model(), shadows(version), options);
    try {
      version.manifest().warmUp().run(body, version.axes());
      return body;
    } catch (RuntimeException | OutOfMemoryError e) {
      body.close();
      throw e;
    }
  }

  private CutModels.Cut cut(Deployed version, ShadowConfig config) {
    return cuts.of(version.manifest(), config, version.artifact(), version.graph(), version.axes());
  }

  /** Those of a version that is served; none ever help one that retires. */
  private Shadows shadows(Deployed body) {
    return ofBody.getOrDefault(body.function(), new Shadows());
  }

  /** A version takes requests from now on. */
  void serve(Deployed body) {
    if (body.manifest().asyfunc().isPresent()) {
      ofBody.putIfAbsent(body.function(), new Shadows());
    }
  }

  /** A body is there: from now on policies may start shadows of it, unless it retires already. */
  void bodyReady(Deployed body) {
    boolean helped =
        byShadow.values().stream().anyMatch(each -> each.body().function() == body.function());
    if (!ofBody.containsKey(body.function()) || helped) {
      return;
    }
    CutModels.Cut cut = cut(body, body.manifest().asyfunc().orElseThrow());
    if (profiles.inForce(body).isEmpty()) {
      loop.inputs().deploy(loop.instant(), own(body).withProfile(cut.known(Set.of())));
    }
    if (!cut.shared().isEmpty()) {
      int function = catalogue.newFunction();
      byShadow.put(function, new Helped(body, cut));
      gauges(body);
      loop.inputs().deploy(loop.instant(), revision(function, body, cut));
    }
  }

  private void gauges(Deployed body) {
    Shadows shadows = shadows(body);
    body.measures().gauge("hearth.shadows", "Shadows that help", List.of(), shadows::size);
    body.measures()
        .gauge("hearth.shadow.runs", "Runs that a shadow shared", List.of(), shadows::runs);
  }

  private static Revision own(Deployed body) {
    return body.manifest().revision(body.function(), body.axes().isPresent());
  }

  private static Revision revision(int function, Deployed body, CutModels.Cut cut) {
    Revision of = own(body);
    long memory = cut.profile().weightBytes(cut.shared()) + OVERHEAD_BYTES;
    var configuration =
        new Configuration(Resources.of(CORE, memory), of.configuration().batching(), 1);
    return new Revision(
            function,
            of.name() + "#shadow",
            configuration,
            new Scale(0, of.scale().max()),
            of.objective(),
            1,
            true,
            NONE_OF_ITS_OWN)
        .withProfile(cut.known(cut.shared()))
        .assisting(body.function());
  }

  /** Whether a function's instances are shadows. */
  boolean isShadow(int function) {
    return byShadow.containsKey(function);
  }

  /** What makes an instance of a shadow's function; to be run by a loading thread. */
  Runnable opening(int instance, int function) {
    Helped helped = Optional.ofNullable(byShadow.get(function)).orElseThrow();
    var shadow = new LiveShadow(() -> open(helped.cut()), shadows(helped.body()));
    live.put(instance, shadow);
    return () -> {
      try {
        shadow.open();
      } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
        live.remove(instance);
        throw e;
      }
    };
  }

  private Shadow open(CutModels.Cut cut) {
    return Shadow.open(engine, cut.model(), cut.shared(), RuntimeOptions.defaults());
  }

  /** Whether an instance is a shadow, loaded or on its way. */
  boolean holds(int instance) {
    return live.containsKey(instance);
  }

  /** Frees a shadow once no run has it; blocks. */
  void close(int instance) {
    LiveShadow gone = live.remove(instance);
    if (gone != null) {
      gone.close();
    }
  }

  /** A version retires, and its shadows with it. */
  void retire(Deployed body) {
    byShadow.entrySet().stream()
        .filter(each -> each.getValue().body().function() == body.function())
        .map(Map.Entry::getKey)
        .findFirst()
        .ifPresent(
            function -> {
              byShadow.remove(function);
              loop.inputs().retire(loop.instant(), function);
            });
    ofBody.remove(body.function());
  }
}
