package dev.hearth.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The providers of a node, by name. */
public final class Providers implements AutoCloseable {
  /** What code runs in unless its owner says otherwise. */
  public static final String DEFAULT = "process";

  private final TreeMap<String, SandboxProvider> byName = new TreeMap<>();

  public Providers(List<SandboxProvider> providers) {
    providers.forEach(provider -> byName.put(provider.name(), provider));
  }

  public Optional<SandboxProvider> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** What each says of this machine. Blocks the first time. */
  public Map<String, Availability> availability() {
    var all = new TreeMap<String, Availability>();
    byName.forEach((name, provider) -> all.put(name, provider.availability()));
    return all;
  }

  /**
   * The provider a program asks for, never a weaker one. Blocks the first time.
   *
   * @param isolation the least its owner accepts
   * @throws SandboxException saying why it cannot run here
   */
  public SandboxProvider choose(String name, Isolation isolation, Program program) {
    SandboxProvider provider = byName.get(name);
    if (provider == null) {
      throw new SandboxException(
          SandboxException.Code.INVALID_PROGRAM,
          "there is no sandbox '%s'; there are %s"
              .formatted(name, String.join(", ", byName.keySet())));
    }
    Capabilities can = provider.capabilities();
    if (!can.isolation().atLeast(isolation)) {
      throw new SandboxException(
          SandboxException.Code.INVALID_PROGRAM,
          "the sandbox '%s' isolates by %s where the function asks for %s"
              .formatted(name, can.isolation(), isolation));
    }
    if (can.isolation() == Isolation.NONE && !program.trusted()) {
      throw new SandboxException(
          SandboxException.Code.INVALID_PROGRAM,
          ("the sandbox '%s' contains nothing: code in it can read and stop the node;"
                  + " say 'trusted: true' if it may, or choose another")
              .formatted(name));
    }
    if (!can.languages().contains(program.language().family())) {
      throw new SandboxException(
          SandboxException.Code.INVALID_PROGRAM,
          "the sandbox '%s' does not run '%s'; it runs %s"
              .formatted(
                  name,
                  program.language().identifier(),
                  String.join(", ", can.languages().stream().sorted().toList())));
    }
    if (provider.availability() instanceof Availability.Unavailable(String reason)) {
      throw new SandboxException(
          SandboxException.Code.UNAVAILABLE,
          "the sandbox '%s' cannot run on this machine: %s".formatted(name, reason));
    }
    return provider;
  }

  @Override
  public void close() {
    byName.values().forEach(SandboxProvider::close);
  }
}
