package dev.hearth.node.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.functions.FunctionConfiguration;
import dev.hearth.sandbox.SandboxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the node finds the value of a variable: {@code env:NAME} of its own environment, or {@code
 * file:PATH} on its disk. Only the reference is stored and shown; the value is read each time a
 * version begins to be served, and goes nowhere but into its sandboxes.
 */
public sealed interface SecretReference {
  /** The beginning of the names of options that hold references. */
  String OPTION = "secret.";

  int MAX_BYTES = 64 << 10;

  /** The name of the option that holds the reference of a variable. */
  static String option(String variable) {
    return OPTION + variable;
  }

  /** A variable of the node's environment. */
  record OfEnvironment(String variable, String name) implements SecretReference {
    @Override
    public String value() {
      String value = System.getenv(name);
      if (value == null) {
        throw missing(variable, "the node's environment has no variable '" + name + "'");
      }
      return value;
    }
  }

  /** The content of a file, without the end of its last line. */
  record OfFile(String variable, Path path) implements SecretReference {
    @Override
    public String value() {
      try {
        if (Files.size(path) > MAX_BYTES) {
          throw missing(variable, path + " has more than " + MAX_BYTES + " bytes");
        }
        return Files.readString(path, UTF_8).stripTrailing();
      } catch (IOException e) {
        throw missing(variable, path + " cannot be read: " + e.getClass().getSimpleName());
      }
    }
  }

  /**
   * The secret; blocks.
   *
   * @throws SandboxException if it is not there
   */
  String value();

  /** Reads a reference; fails with {@link IllegalArgumentException} if it is none. */
  static SecretReference parse(String variable, String text) {
    if (text.startsWith("env:") && text.length() > 4) {
      return new OfEnvironment(variable, text.substring(4));
    }
    if (text.startsWith("file:/")) {
      return new OfFile(variable, Path.of(text.substring(5)));
    }
    throw new IllegalArgumentException(
        "'%s' must refer to a secret of the node: env:NAME or file:/PATH".formatted(variable));
  }

  /** The variables of a configuration, with its secrets; blocks. */
  static Map<String, String> environment(FunctionConfiguration configuration) {
    var all = new TreeMap<>(configuration.environment());
    configuration
        .options()
        .forEach(
            (option, text) -> {
              if (option.startsWith(OPTION)) {
                String variable = option.substring(OPTION.length());
                all.put(variable, parse(variable, text).value());
              }
            });
    return all;
  }

  /** The names of the variables whose references stand among options. */
  static List<String> variables(Map<String, String> options) {
    return options.keySet().stream()
        .filter(option -> option.startsWith(OPTION))
        .map(option -> option.substring(OPTION.length()))
        .toList();
  }

  /** The options that are for the sandbox. */
  static Map<String, String> without(Map<String, String> options) {
    var all = new TreeMap<>(options);
    all.keySet().removeIf(option -> option.startsWith(OPTION));
    return all;
  }

  private static SandboxException missing(String variable, String why) {
    return new SandboxException(
        SandboxException.Code.INVALID_PROGRAM,
        "the secret '%s' is not to be had: %s".formatted(variable, why));
  }
}
