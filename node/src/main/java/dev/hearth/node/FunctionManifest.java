package dev.hearth.node;

import dev.hearth.functions.Concurrency;
import dev.hearth.functions.EventConfiguration;
import dev.hearth.functions.FunctionConfiguration;
import dev.hearth.functions.FunctionException;
import dev.hearth.functions.Runtimes;
import dev.hearth.inference.ModelException;
import dev.hearth.inference.ModelSource;
import dev.hearth.kernel.Suite;
import dev.hearth.node.function.SecretReference;
import dev.hearth.policies.Registry;
import dev.hearth.sandbox.Isolation;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * A function that is to be deployed. Its defaults are in {@code docs/configuration.md}.
 *
 * @param from where its code comes from; the image itself for the runtime {@code image}
 * @param source the same as a file to be fetched; absent for images
 * @param checksums what it is said to be
 * @param events what happens to calls that nobody waits for, if the manifest says
 */
record FunctionManifest(
    String name,
    String from,
    Optional<ModelSource> source,
    Checksums checksums,
    FunctionConfiguration configuration,
    Concurrency concurrency,
    Optional<EventConfiguration> events) {
  static final long TIMEOUT_NANOS = 3_000_000_000L;
  private static final int MAX_CONCURRENCY = 10_000;

  static final List<String> KEYS =
      List.of(
          "kind",
          "name",
          "from",
          "sha256",
          "runtime",
          "handler",
          "description",
          "sandbox",
          "isolation",
          "trusted",
          "environment",
          "secrets",
          "resources.cpu",
          "resources.memory",
          "resources.storage",
          "timeout",
          "concurrency.per-instance",
          "concurrency.reserved",
          "concurrency.provisioned",
          "scale.zero-after",
          "network",
          "idempotent",
          "events.retries",
          "events.max-age",
          "events.on-success",
          "events.on-failure",
          "events.dead-letter",
          "options",
          "policies");

  /**
   * Reads a manifest.
   *
   * @throws ConfigurationException saying what is wrong, in which line, and what to write instead
   */
  static FunctionManifest parse(String text, Registry registry) {
    Section top = Section.of(Yaml.parse(text), "", KEYS);
    if (!top.required("kind").equals("Function")) {
      throw top.wrong("kind", "Function");
    }
    Program.Language language = language(top);
    boolean image = language.family().equals(Runtimes.IMAGE);
    String from = top.required("from");
    return new FunctionManifest(
        top.required("name"),
        masked(top, image, from),
        image ? Optional.empty() : Optional.of(top.source("from")),
        image ? Checksums.parse(top) : Checksums.parse(top, Checksums.FROM),
        configuration(top, language, image ? Optional.of(from) : Optional.empty(), registry),
        concurrency(top.section("concurrency")),
        events(top));
  }

  private static Program.Language language(Section top) {
    String runtime = top.required("runtime");
    try {
      return Runtimes.language(runtime);
    } catch (FunctionException _) {
      throw top.wrong(
          "runtime", "one such as python3.11, nodejs22.x, java25, provided.al2023, wasm or image");
    }
  }

  /** Without secrets, for it is shown. */
  private static String masked(Section top, boolean image, String from) {
    return image ? from : top.source("from").toString();
  }

  private static FunctionConfiguration configuration(
      Section top, Program.Language language, Optional<String> image, Registry registry) {
    Map<String, String> options = new TreeMap<>(top.texts("options"));
    secrets(top).forEach((name, secret) -> options.put(SecretReference.option(name), secret));
    return new FunctionConfiguration(
        language.identifier(),
        top.text("handler").orElse(""),
        image,
        top.text("description").orElse(""),
        "",
        top.text("sandbox").orElse(Runtimes.sandbox(language)),
        top.choice("isolation", Isolation.class).orElse(Isolation.NONE),
        top.flag("trusted").orElse(false),
        top.texts("environment"),
        limits(top),
        top.nanos("timeout").orElse(TIMEOUT_NANOS),
        top.flag("network").orElse(false),
        top.flag("idempotent").orElse(false),
        top.section("scale").nanos("zero-after").orElse(Long.MAX_VALUE),
        policies(top, registry),
        options);
  }

  private static Map<String, String> secrets(Section top) {
    Map<String, String> secrets = top.texts("secrets");
    secrets.forEach(
        (name, reference) ->
            top.checked(
                "secrets",
                () -> {
                  if (top.texts("environment").containsKey(name)) {
                    throw new IllegalArgumentException(
                        "'" + name + "' stands in 'environment' too; leave one of them out");
                  }
                  return SecretReference.parse(name, reference);
                }));
    return secrets;
  }

  private static ProgramLimits limits(Section top) {
    Section resources = top.section("resources");
    ProgramLimits defaults = ProgramLimits.DEFAULTS;
    return top.checked(
        "resources",
        () ->
            new ProgramLimits(
                resources.bytes("memory").orElse(defaults.memoryBytes()),
                resources.cpuMillis("cpu").orElse(defaults.cpuMillis()),
                resources.bytes("storage").orElse(defaults.storageBytes()),
                defaults.processes(),
                top.section("concurrency")
                    .count("per-instance", 1, MAX_CONCURRENCY)
                    .orElse(defaults.concurrency()),
                defaults.outputBytes(),
                defaults.answerBytes()));
  }

  private static Concurrency concurrency(Section section) {
    OptionalInt reserved = section.count("reserved", 0, MAX_CONCURRENCY);
    return new Concurrency(reserved, section.count("provisioned", 0, MAX_CONCURRENCY).orElse(0));
  }

  private static Optional<EventConfiguration> events(Section top) {
    if (top.value("events").isEmpty()) {
      return Optional.empty();
    }
    Section events = top.section("events");
    EventConfiguration defaults = EventConfiguration.DEFAULTS;
    return Optional.of(
        new EventConfiguration(
            events.count("retries", 0, 2).orElse(defaults.retries()),
            events.nanos("max-age").orElse(defaults.maxAgeNanos()),
            events.text("on-success"),
            events.text("on-failure"),
            events.text("dead-letter")));
  }

  /** As they were written, once it is known that they can be read. */
  private static Map<String, String> policies(Section top, Registry registry) {
    Optional<Yaml> written = top.value("policies");
    written.ifPresent(yaml -> Policies.parse(yaml, registry, Suite.Scope.POOL));
    return written.map(Policies::words).orElse(Map.of());
  }

  /** What is said when a source cannot be had. */
  static String reason(ModelException cause) {
    return String.valueOf(cause.getMessage()).replace("the model source", "the source");
  }
}
