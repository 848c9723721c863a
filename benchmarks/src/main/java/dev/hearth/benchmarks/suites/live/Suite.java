package dev.hearth.benchmarks.suites.live;

import dev.hearth.benchmarks.suites.FaasDom;
import dev.hearth.benchmarks.suites.FaasProfiler;
import dev.hearth.benchmarks.suites.FunctionBench;
import dev.hearth.benchmarks.suites.ServerlessBench;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A suite, and what its cases answer. */
enum Suite {
  FUNCTIONBENCH(FunctionBench.class),
  FAASDOM(FaasDom.class),
  SERVERLESSBENCH(ServerlessBench.class),
  FAASPROFILER(FaasProfiler.class);

  private final Class<?> handler;

  Suite(Class<?> handler) {
    this.handler = handler;
  }

  static Suite of(String name) {
    return Arrays.stream(values())
        .filter(each -> each.id().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no suite '%s'; there are %s".formatted(name, names())));
  }

  static String names() {
    return Arrays.stream(values()).map(Suite::id).collect(Collectors.joining(", "));
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  String handler(Language language) {
    return language == Language.JAVA ? handler.getName() : id() + ".handler";
  }

  /** What every language must answer at a size, computed here. */
  String checksum(String name, long n) {
    Map<String, Object> event = Map.of("case", name, "n", n);
    var answer =
        switch (this) {
          case FUNCTIONBENCH -> new FunctionBench().apply(event);
          case FAASDOM -> new FaasDom().apply(event);
          case SERVERLESSBENCH -> new ServerlessBench().apply(event);
          case FAASPROFILER -> new FaasProfiler().apply(event);
        };
    return String.valueOf(answer.get("checksum"));
  }
}
