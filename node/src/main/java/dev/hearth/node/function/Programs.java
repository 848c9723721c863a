package dev.hearth.node.function;

import dev.hearth.functions.Code;
import dev.hearth.functions.FunctionConfiguration;
import dev.hearth.functions.FunctionVersion;
import dev.hearth.functions.Runtimes;
import dev.hearth.sandbox.Program;

/** Makes of a version what a sandbox runs. */
final class Programs {
  private Programs() {}

  /**
   * The program of a version, with its secrets; blocks.
   *
   * @throws dev.hearth.functions.FunctionException if its runtime is none that is known
   * @throws dev.hearth.sandbox.SandboxException if a secret is not to be had
   */
  static Program of(FunctionVersion version) {
    FunctionConfiguration configuration = version.configuration();
    return new Program(
        version.name(),
        version.version(),
        Runtimes.language(configuration.runtime()),
        configuration.handler(),
        version.code().map(Code::archive),
        version.code().map(Code::content),
        configuration.image(),
        SecretReference.environment(configuration),
        configuration.limits(),
        configuration.network(),
        configuration.trusted(),
        SecretReference.without(configuration.options()));
  }
}
