package dev.hearth.sandbox;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Code that a sandbox is made to run. Its files never change and outlive every sandbox of it.
 *
 * @param name of the function, for messages
 * @param version of the function, for messages and the environment
 * @param language the family and what the owner wrote, such as {@code python} of {@code python3.11}
 * @param handler what is called, in the language's own form
 * @param archive the package as it was uploaded: a zip, a jar, a WebAssembly module; absent for
 *     images
 * @param content the directory it was unpacked to
 * @param image the image to run, for the language {@code image}
 * @param environment variables its code sees, secrets among them: never to be logged
 * @param network whether it may reach the network
 * @param trusted whether its owner asked for code that nothing contains
 * @param options of the provider, by names the provider documents
 */
public record Program(
    String name,
    String version,
    Language language,
    String handler,
    Optional<Path> archive,
    Optional<Path> content,
    Optional<String> image,
    Map<String, String> environment,
    ProgramLimits limits,
    boolean network,
    boolean trusted,
    Map<String, String> options) {
  public Program {
    environment = Map.copyOf(environment);
    options = Map.copyOf(options);
  }

  /**
   * What interprets the code.
   *
   * @param family as in {@link Capabilities#languages}
   * @param identifier as its owner wrote it, such as {@code nodejs22.x}
   */
  public record Language(String family, String identifier) {}

  /** Names the program, without its environment. */
  @Override
  public String toString() {
    return name + ":" + version + " (" + language.identifier() + ")";
  }
}
