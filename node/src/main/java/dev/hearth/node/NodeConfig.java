package dev.hearth.node;

import dev.hearth.inference.AddressRules;
import dev.hearth.inference.DownloadConfig;
import dev.hearth.kernel.Limits;
import dev.hearth.kernel.PolicyChoice;
import dev.hearth.kernel.Resources;
import dev.hearth.kernel.Suite;
import dev.hearth.node.console.ConsoleLimits;
import dev.hearth.node.security.SecurityConfig;
import dev.hearth.policies.Registry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything a node is told, read once when it starts. Its keys and defaults are in {@code
 * docs/configuration.md}.
 *
 * @param port 0 for any free one
 * @param data directory of models and of what is deployed
 * @param credentials where the secret of each access key is found; with any, calls of AWS Lambda's
 *     API must be signed
 * @param capacity what instances may use together
 * @param timeoutNanos what a request may take unless it says otherwise
 * @param maxTimeoutNanos the most a request may say
 * @param maxBodyBytes size of one request's body
 * @param maxHeldBytes size of all unanswered requests' bodies
 * @param runThreads threads that run models
 * @param loadThreads threads that load models
 * @param models directory of models to serve from the start, if any
 * @param rolloutNanos how long a new version may take until it could take over
 * @param maxModels models of different names
 * @param maxVersions versions of one name
 * @param drainNanos how long accepted requests have to finish when the node stops
 * @param downloads limits of downloads from HTTP servers
 * @param events of functions, with quotas and prices
 * @param tracing what is remembered of invocations, and where traces are sent
 * @param log how the log is written
 * @param console what is kept for those who watch
 * @param security who may come in
 */
record NodeConfig(
    String host,
    int port,
    Path data,
    Optional<Path> models,
    Credentials credentials,
    Resources capacity,
    long timeoutNanos,
    long maxTimeoutNanos,
    long maxBodyBytes,
    long maxHeldBytes,
    int runThreads,
    int loadThreads,
    long rolloutNanos,
    int maxModels,
    int maxVersions,
    long drainNanos,
    DownloadConfig downloads,
    Limits limits,
    PolicyChoice policies,
    EventsConfig events,
    TracingConfig tracing,
    LogConfig log,
    ConsoleLimits console,
    SecurityConfig security) {
  static final String HOST = "127.0.0.1";
  static final int PORT = 8080;
  static final long TIMEOUT_NANOS = 30_000_000_000L;
  static final long MAX_TIMEOUT_NANOS = 600_000_000_000L;
  static final long MAX_BODY_BYTES = 64L << 20;
  static final long MAX_HELD_BYTES = 256L << 20;
  static final int LOAD_THREADS = 2;

  /** An idle instance uses no core, so many more may stay in memory than could run at once. */
  static final int INSTANCES_PER_CORE = 8;

  static final long ROLLOUT_NANOS = 300_000_000_000L;
  static final int MAX_VERSIONS = 4;
  static final long DRAIN_NANOS = 30_000_000_000L;
  private static final int MAX_FUNCTIONS = 10_000_000;
  private static final List<String> OWN_KEYS =
      List.of(
          "host",
          "port",
          "data",
          "models",
          "credentials",
          "capacity.cpu",
          "capacity.memory",
          "requests.timeout",
          "requests.max-timeout",
          "requests.max-body",
          "requests.max-held",
          "threads.runs",
          "threads.loads",
          "rollout-timeout",
          "drain-timeout",
          "downloads.max-size",
          "downloads.connect-timeout",
          "downloads.idle-timeout",
          "downloads.allow",
          "limits.requests",
          "limits.models",
          "limits.versions",
          "limits.instances",
          "policies");
  static final List<String> KEYS =
      Stream.of(
              OWN_KEYS,
              EventsConfig.KEYS,
              TracingConfig.KEYS,
              LogConfig.KEYS,
              ConsoleConfig.KEYS,
              SecuritySettings.KEYS)
          .flatMap(List::stream)
          .toList();

  NodeConfig {
    if (port < 0 || port > 65_535) {
      throw new ConfigurationException("the port must be 0 to 65535, not " + port);
    }
    if (timeoutNanos <= 0 || maxTimeoutNanos < timeoutNanos) {
      throw new ConfigurationException(
          "requests.timeout must be positive and at most requests.max-timeout");
    }
  }

  /** All defaults, for this machine. */
  static NodeConfig defaults() {
    return parse("", new Registry());
  }

  /**
   * Reads a configuration file's text.
   *
   * @throws ConfigurationException saying what is wrong, in which line, and what to write instead
   */
  static NodeConfig parse(String text, Registry registry) {
    Section top = Section.of(Yaml.parse(text), "", KEYS);
    Section capacity = top.section("capacity");
    Section requests = top.section("requests");
    Section threads = top.section("threads");
    Section limits = top.section("limits");
    int maxModels = limits.count("models", 1, 1_000_000).orElse(Limits.DEFAULTS.functions());
    int maxVersions = limits.count("versions", 1, 1_000).orElse(MAX_VERSIONS);
    var machine = Machine.detect();
    return new NodeConfig(
        top.text("host").orElse(HOST),
        top.count("port", 0, 65_535).orElse(PORT),
        top.text("data").map(Path::of).orElseGet(NodeConfig::dataDirectory),
        top.text("models").map(Path::of),
        top.value("credentials").map(Credentials::parse).orElse(Credentials.NONE),
        Resources.of(
            capacity.cpuMillis("cpu").orElse(machine.cores() * INSTANCES_PER_CORE * 1_000),
            capacity.bytes("memory").orElse(machine.memoryBytes() / 2)),
        requests.nanos("timeout").orElse(TIMEOUT_NANOS),
        requests.nanos("max-timeout").orElse(MAX_TIMEOUT_NANOS),
        requests.bytes("max-body").orElse(MAX_BODY_BYTES),
        requests.bytes("max-held").orElse(MAX_HELD_BYTES),
        threads.count("runs", 1, 1_024).orElse(machine.cores()),
        threads.count("loads", 1, 64).orElse(LOAD_THREADS),
        top.nanos("rollout-timeout").orElse(ROLLOUT_NANOS),
        maxModels,
        maxVersions,
        top.nanos("drain-timeout").orElse(DRAIN_NANOS),
        downloads(top.section("downloads")),
        limits(limits, functions(maxModels, maxVersions)),
        top.value("policies")
            .map(yaml -> Policies.parse(yaml, registry, Suite.Scope.NODE))
            .orElse(PolicyChoice.DEFAULTS),
        EventsConfig.of(top),
        TracingConfig.of(top),
        LogConfig.of(top),
        ConsoleConfig.of(top),
        SecuritySettings.of(top));
  }

  private static DownloadConfig downloads(Section section) {
    DownloadConfig defaults = DownloadConfig.DEFAULTS;
    return section
        .checked(
            "max-size",
            () ->
                defaults.withLimits(
                    section.bytes("max-size").orElse(defaults.maxBytes()),
                    Duration.ofNanos(
                        section
                            .nanos("connect-timeout")
                            .orElse(defaults.connectTimeout().toNanos())),
                    Duration.ofNanos(
                        section.nanos("idle-timeout").orElse(defaults.idleTimeout().toNanos()))))
        .withReach(section.checked("allow", () -> AddressRules.allowing(section.list("allow"))));
  }

  /** The kernel's functions are versions; those that were replaced still finish. */
  private static int functions(int models, int versions) {
    return (int) Math.min(MAX_FUNCTIONS, 2L * models * versions);
  }

  private static Limits limits(Section section, int functions) {
    Limits defaults = Limits.DEFAULTS;
    return new Limits(
        section.count("requests", 1, 10_000_000).orElse(defaults.invocations()),
        functions,
        section.count("instances", 1, 1_000_000).orElse(defaults.instances()),
        defaults.attempts(),
        defaults.startFailures(),
        defaults.startBackoffNanos(),
        defaults.startBackoffMaxNanos(),
        defaults.changeTimeoutNanos(),
        defaults.destroyAttempts(),
        defaults.abortGraceNanos(),
        defaults.forwardTimeoutNanos(),
        defaults.forwardAttempts(),
        defaults.forwardHistory(),
        defaults.retryAfterNanos());
  }

  private static Path dataDirectory() {
    return Path.of(System.getProperty("user.home"), ".hearth");
  }

  NodeConfig withHost(String other) {
    return at(other, port, data, models, security);
  }

  NodeConfig withAnonymous() {
    return at(host, port, data, models, security.withAnonymous());
  }

  NodeConfig withPort(int other) {
    return at(host, other, data, models, security);
  }

  NodeConfig withData(Path other) {
    return at(host, port, other, models, security);
  }

  NodeConfig withModels(Path other) {
    return at(host, port, data, Optional.of(other), security);
  }

  private NodeConfig at(
      String otherHost,
      int otherPort,
      Path otherData,
      Optional<Path> otherModels,
      SecurityConfig otherSecurity) {
    return new NodeConfig(
        otherHost,
        otherPort,
        otherData,
        otherModels,
        credentials,
        capacity,
        timeoutNanos,
        maxTimeoutNanos,
        maxBodyBytes,
        maxHeldBytes,
        runThreads,
        loadThreads,
        rolloutNanos,
        maxModels,
        maxVersions,
        drainNanos,
        downloads,
        limits,
        policies,
        events,
        tracing,
        log,
        console,
        otherSecurity);
  }
}
