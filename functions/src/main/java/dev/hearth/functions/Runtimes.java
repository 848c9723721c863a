package dev.hearth.functions;

import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.Providers;
import java.util.List;

/** The runtimes that owners may write, each of one family of languages. */
public final class Runtimes {
  /** What a function that is a container image has as its runtime. */
  public static final String IMAGE = "image";

  private static final String WASM = "wasm";
  private static final List<String> FAMILIES =
      List.of("python", "nodejs", "java", "provided", WASM, IMAGE);

  private Runtimes() {}

  /**
   * What runs code of a runtime: {@code nodejs22.x} is of the family {@code node}.
   *
   * @throws FunctionException if there is no such runtime
   */
  public static Program.Language language(String runtime) {
    String family =
        FAMILIES.stream()
            .filter(runtime::startsWith)
            .findFirst()
            .orElseThrow(
                () ->
                    new FunctionException(
                        FunctionException.Code.INVALID_PARAMETER_VALUE,
                        ("there is no runtime '%s'; a runtime begins with python, nodejs, java,"
                                + " provided or wasm, such as python3.11")
                            .formatted(runtime)));
    return new Program.Language("nodejs".equals(family) ? "node" : family, runtime);
  }

  /** The sandbox of code whose owner names none. */
  public static String sandbox(Program.Language language) {
    return switch (language.family()) {
      case WASM -> WASM;
      case IMAGE -> "oci";
      default -> Providers.DEFAULT;
    };
  }
}
