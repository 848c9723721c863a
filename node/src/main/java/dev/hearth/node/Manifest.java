package dev.hearth.node;

import dev.hearth.inference.BatchAxis;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.WarmUp;
import dev.hearth.inference.onnx.GraphCutter;
import dev.hearth.inference.pipeline.EmbeddingConfig;
import dev.hearth.inference.pipeline.GenerationConfig;
import dev.hearth.inference.pipeline.PipelineConfig;
import dev.hearth.kernel.Batching;
import dev.hearth.kernel.Configuration;
import dev.hearth.kernel.Objective;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Revision;
import dev.hearth.kernel.Role;
import dev.hearth.kernel.Scale;
import dev.hearth.kernel.Suite;
import dev.hearth.policies.Registry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is to be deployed. Its defaults are in {@code docs/configuration.md}.
 *
 * @param from where the model's file comes from
 * @param checksums what its files are said to be
 * @param pipeline what happens around its graph
 * @param batching batch limits if the model has a batch axis
 * @param batchAxis where the batch axis is, if the manifest says
 * @param scale how few and how many instances there may be
 * @param maxQueue requests that may wait; one more is answered 429
 * @param timeoutNanos what a request may take at most, if the manifest says
 * @param warmUp what an instance runs before it serves
 * @param trafficPercent what a new version gets beside the others; it replaces them without
 * @param asyfunc how it is cut for shadows; it stays whole without
 */
record Manifest(
    String name,
    ModelSource from,
    Checksums checksums,
    Optional<PipelineConfig> pipeline,
    Objective objective,
    Batching batching,
    Optional<BatchAxis> batchAxis,
    Scale scale,
    Resources resources,
    int slots,
    int maxQueue,
    OptionalLong timeoutNanos,
    OptionalInt trafficPercent,
    WarmUp warmUp,
    PolicyChoice policies,
    Optional<ShadowConfig> asyfunc) {
  static final int MAX_BATCH_ROWS = 16;
  static final int CPU_MILLIS = 1_000;
  static final long MEMORY_BYTES = 256L << 20;
  static final int SLOTS = 1;
  static final int MAX_QUEUE = 1_000;
  static final int MAX_WARM_UP = 1_000;

  static final List<String> KEYS =
      List.of(
          "kind",
          "name",
          "from",
          "sha256",
          "embedding.tokenizer",
          "embedding.max-tokens",
          "embedding.pooling",
          "embedding.normalize",
          "generation.max-sequences",
          "generation.max-tokens",
          "generation.tokenizer",
          "generation.template",
          "generation.end",
          "image.input",
          "image.width",
          "image.height",
          "image.resize",
          "image.shortest-edge",
          "image.antialias",
          "image.pad",
          "image.layout",
          "image.colour",
          "image.rescale",
          "image.mean",
          "image.std",
          "image.max-pixels",
          "objective.latency",
          "objective.percentile",
          "batching.max-size",
          "batching.max-delay",
          "batching.axis",
          "scale.min",
          "scale.max",
          "scale.zero-after",
          "resources.cpu",
          "resources.memory",
          "slots",
          "limits.queue",
          "limits.timeout",
          "warm-up.requests",
          "warm-up.data",
          "warm-up.shape",
          "traffic",
          "asyfunc.blocks",
          "asyfunc.share",
          "policies");

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?");

  private static final Pattern PERCENT = Pattern.compile("(\\d{1,3})\\s*%");

  /**
   * Reads a manifest.
   *
   * @throws ConfigurationException saying what is wrong, in which line, and what to write instead
   */
  static Manifest parse(String text, Registry registry) {
    Yaml yaml = Yaml.parse(text);
    Section top = Section.of(KserveManifest.is(yaml) ? KserveManifest.model(yaml) : yaml, "", KEYS);
    if (!top.required("kind").equals("Model")) {
      throw top.wrong("kind", "Model");
    }
    Section batching = top.section("batching");
    Section scale = top.section("scale");
    Section limits = top.section("limits");
    Resources resources = resources(top.section("resources"));
    ModelSource from = top.source("from");
    Optional<PipelineConfig> pipeline = Pipelines.parse(top, from);
    return new Manifest(
        name(top),
        from,
        Checksums.parse(top, Checksums.FROM, EmbeddingConfig.TOKENIZER, GenerationConfig.TOKENIZER),
        pipeline,
        objective(top.section("objective")),
        new Batching(
            batching.count("max-size", 1, 65_536).orElse(MAX_BATCH_ROWS),
            batching.nanos("max-delay").orElse(0)),
        BatchAxisYaml.parse(batching),
        scale(top, scale, resources),
        resources,
        Pipelines.slots(top, pipeline),
        limits.count("queue", 1, 1_000_000).orElse(MAX_QUEUE),
        limits.nanos("timeout"),
        traffic(top),
        warmUp(top),
        policies(top, scale, registry),
        asyfunc(top, pipeline));
  }

  static String name(Section top) {
    String name = top.required("name");
    if (!NAME.matcher(name).matches()) {
      throw top.wrong(
          "name", "1 to 100 letters, digits, dots, dashes or underscores, ends not punctuation");
    }
    return name;
  }

  private static Objective objective(Section section) {
    OptionalLong latency = section.nanos("latency");
    double percentile = section.number("percentile").orElse(Objective.NONE.percentile());
    return section.checked(
        "percentile",
        () -> new Objective(latency.orElse(Objective.NONE.latencyNanos()), percentile));
  }

  private static OptionalInt traffic(Section top) {
    Optional<String> text = top.text("traffic");
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    Matcher percent = PERCENT.matcher(text.get().strip());
    if (!percent.matches() || Integer.parseInt(percent.group(1)) > Traffic.ALL) {
      throw top.wrong("traffic", "a share of the requests in whole percent, such as 10%");
    }
    return OptionalInt.of(Integer.parseInt(percent.group(1)));
  }

  private static WarmUp warmUp(Section top) {
    Section section = top.section("warm-up");
    int unlessSaid = top.value("warm-up").isPresent() ? 1 : 0;
    return new WarmUp(
        section.count("requests", 0, MAX_WARM_UP).orElse(unlessSaid),
        section.choice("data", WarmUp.Data.class).orElse(WarmUp.Data.ZEROS),
        section.shapes("shape"));
  }

  private static Optional<ShadowConfig> asyfunc(Section top, Optional<PipelineConfig> pipeline) {
    if (top.value("asyfunc").isEmpty()) {
      return Optional.empty();
    }
    if (pipeline.isPresent()) {
      throw top.wrong(
          "asyfunc", "left out, for only graphs without a pipeline around them are cut");
    }
    Section section = top.section("asyfunc");
    double share = section.number("share").orElse(ShadowConfig.SHARE);
    if (!(share > 0 && share <= 1)) {
      throw section.wrong("share", "above 0 and at most 1");
    }
    int blocks = section.count("blocks", 2, GraphCutter.MAX_BLOCKS).orElse(ShadowConfig.BLOCKS);
    return Optional.of(new ShadowConfig(blocks, share));
  }

  private static Scale scale(Section top, Section section, Resources resources) {
    int min = section.count("min", 0, 10_000).orElse(0);
    int max = section.count("max", 1, 10_000).orElse(Math.max(min, runnable(resources)));
    long zeroAfter = section.nanos("zero-after").orElse(Long.MAX_VALUE);
    return top.checked("scale", () -> new Scale(min, max, zeroAfter));
  }

  /** Instances that the machine's cores can run at once, at least 1. */
  private static int runnable(Resources resources) {
    return Math.max(1, Machine.detect().cores() * 1_000 / Math.max(1, resources.cpuMillis()));
  }

  private static Resources resources(Section section) {
    return Resources.of(
        section.cpuMillis("cpu").orElse(CPU_MILLIS), section.bytes("memory").orElse(MEMORY_BYTES));
  }

  /** {@code zero-after} is the keep-alive of the fixed warmth policy as well. */
  private static PolicyChoice policies(Section top, Section scale, Registry registry) {
    PolicyChoice choice =
        top.value("policies")
            .map(yaml -> Policies.parse(yaml, registry, Suite.Scope.POOL))
            .orElse(PolicyChoice.DEFAULTS);
    if (scale.nanos("zero-after").isEmpty()) {
      return choice;
    }
    PolicyChoice.Named warmth =
        choice.roles().getOrDefault(Role.WARMTH, new PolicyChoice.Named("fixed", Map.of()));
    if (!warmth.suite().equals("fixed")) {
      throw scale.wrong(
          "zero-after",
          "left out, for the warmth policy '%s' decides it".formatted(warmth.suite()));
    }
    var parameters = new HashMap<>(warmth.parameters());
    parameters.put("keep-alive", scale.required("zero-after"));
    return choice.with(Role.WARMTH, "fixed", parameters);
  }

  /** How it generates text, if it does. */
  Optional<GenerationConfig> generation() {
    return pipeline.flatMap(
        each -> each instanceof GenerationConfig config ? Optional.of(config) : Optional.empty());
  }

  /**
   * What the kernel is told. What generates text may not run again, for part of it may have been
   * sent.
   *
   * @param batched whether the model has a batch axis; without one requests run alone
   */
  Revision revision(int function, boolean batched) {
    var configuration = new Configuration(resources, batched ? batching : Batching.NONE, slots);
    return new Revision(
        function,
        name,
        configuration,
        scale,
        objective,
        maxQueue,
        generation().isEmpty(),
        policies);
  }
}
