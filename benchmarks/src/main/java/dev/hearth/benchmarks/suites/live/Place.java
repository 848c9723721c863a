package dev.hearth.benchmarks.suites.live;

import java.util.Locale;
import java.util.Optional;

/** A sandbox that functions may run in. */
enum Place {
  PROCESS,
  ZYGOTE,
  OCI,
  JVM,
  PHOTONS,
  WASM,
  MICROVM;

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Why it cannot run functions of a language on any machine, if it cannot. */
  Optional<String> unable(Language language) {
    String why =
        switch (this) {
          case PROCESS, OCI -> "";
          case ZYGOTE -> language == Language.PYTHON ? "" : "it forks Python's interpreter only";
          case JVM, PHOTONS ->
              language == Language.JAVA ? "" : "it is a Java virtual machine without others' code";
          case WASM ->
              "it runs WebAssembly, which nothing here makes of %s".formatted(language.id());
          case MICROVM ->
              "its machine has busybox and a package, but no runtime of %s"
                  .formatted(language.id());
        };
    return why.isEmpty() ? Optional.empty() : Optional.of(why);
  }
}
