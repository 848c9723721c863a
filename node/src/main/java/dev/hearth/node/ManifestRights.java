package dev.hearth.node;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.OperatorsOnly;
import dev.hearth.inference.ModelSource;
import dev.hearth.inference.pipeline.PipelineConfig;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What manifests may name of the node's own machine: everything for its operators, else nothing.
 */
final class ManifestRights {
  private ManifestRights() {}

  static void require(Caller caller, Manifest manifest) {
    require(
        caller,
        Stream.concat(
            Stream.of(manifest.from()),
            manifest.pipeline().map(PipelineConfig::files).orElse(Map.of()).values().stream()));
  }

  static void require(Caller caller, FunctionManifest manifest) {
    require(caller, manifest.source().stream());
    OperatorsOnly.require(caller, manifest.configuration());
  }

  private static void require(Caller caller, Stream<ModelSource> sources) {
    if (!caller.operator() && sources.anyMatch(ModelSource.FileSource.class::isInstance)) {
      throw Problem.of(
          403,
          "'file:' names a file of the node's machine, which only a caller with the role administer"
              + " may; use maven:, npm: or https:, or send the code itself");
    }
  }
}
