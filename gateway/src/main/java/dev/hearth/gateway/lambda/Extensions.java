package dev.hearth.gateway.lambda;

import dev.hearth.functions.FunctionConfiguration;
import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionException.Code;
import dev.hearth.functions.Runtimes;
import dev.hearth.sandbox.Isolation;
import dev.hearth.sandbox.ProgramLimits;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What AWS has no words for, said in tags: {@code hearth:sandbox}, {@code hearth:isolation}, {@code
 * hearth:trusted}, {@code hearth:concurrency} (calls of one instance at once), {@code hearth:cpu}
 * (thousandths of a core), {@code hearth:network}, {@code hearth:idempotent}.
 */
final class Extensions {
  static final String PREFIX = "hearth:";
  private static final List<String> KNOWN =
      List.of("sandbox", "isolation", "trusted", "concurrency", "cpu", "network", "idempotent");

  /** AWS gives one core per 1,769 MB; here less memory does not mean less than one core. */
  private static final long MIB_PER_CORE = 1_769;

  private static final int CORE = 1_000;
  private static final int MOST_CALLS = 1_000;
  private static final int MOST_CPU = 256_000;

  private final Map<String, String> tags;

  private Extensions(Map<String, String> tags) {
    this.tags = tags;
  }

  /** A configuration with what the tags say of it, or what holds where they say nothing. */
  static FunctionConfiguration apply(FunctionConfiguration plain, Map<String, String> tags) {
    tags.keySet().stream()
        .filter(key -> key.startsWith(PREFIX) && !KNOWN.contains(key.substring(PREFIX.length())))
        .findFirst()
        .ifPresent(
            key -> {
              throw wrong(
                  "there is no setting '%s'; there are %s%s"
                      .formatted(key, PREFIX, String.join(", " + PREFIX, KNOWN)));
            });
    return new Extensions(tags).apply(plain);
  }

  private FunctionConfiguration apply(FunctionConfiguration plain) {
    String usual = Runtimes.sandbox(Runtimes.language(plain.runtime()));
    String sandbox = text("sandbox", usual);
    boolean trusted = flag("trusted");
    ProgramLimits limits = plain.limits();
    int cpu = (int) Math.max(CORE, (limits.memoryBytes() >> 20) * CORE / MIB_PER_CORE);
    return plain.withSandbox(
        sandbox,
        isolation(trusted ? Isolation.NONE : contained(sandbox)),
        trusted,
        new ProgramLimits(
            limits.memoryBytes(),
            number("cpu", cpu, MOST_CPU),
            limits.storageBytes(),
            limits.processes(),
            number("concurrency", 1, MOST_CALLS),
            limits.outputBytes(),
            limits.answerBytes()),
        flag("network"),
        flag("idempotent"));
  }

  /** What an untrusted function accepts at least. */
  private static Isolation contained(String sandbox) {
    return "wasm".equals(sandbox) ? Isolation.MEMORY : Isolation.PROCESS;
  }

  private String text(String key, String usual) {
    return tags.getOrDefault(PREFIX + key, usual);
  }

  private boolean flag(String key) {
    return switch (text(key, "false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong("the tag '%s%s' must be true or false".formatted(PREFIX, key));
    };
  }

  private int number(String key, int usual, int most) {
    String text = text(key, Integer.toString(usual));
    try {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // told below
    }
    throw wrong(
        "the tag '%s%s' must be a whole number from 1 to %d, not '%s'"
            .formatted(PREFIX, key, most, text));
  }

  private Isolation isolation(Isolation usual) {
    String text = text("isolation", usual.name().toLowerCase(Locale.ROOT));
    return Arrays.stream(Isolation.values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "the tag '%sisolation' must be none, memory, process or machine, not '%s'"
                        .formatted(PREFIX, text)));
  }

  private static FunctionException wrong(String message) {
    return new FunctionException(Code.INVALID_PARAMETER_VALUE, message);
  }
}
