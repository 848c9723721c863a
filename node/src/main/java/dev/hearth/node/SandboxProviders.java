package dev.hearth.node;

import dev.hearth.sandbox.Availability;
import dev.hearth.sandbox.Neighbours;
import dev.hearth.sandbox.Providers;
import dev.hearth.sandbox.SandboxProvider;
import dev.hearth.sandbox.jvm.JvmProvider;
import dev.hearth.sandbox.microvm.MicroVmConfig;
import dev.hearth.sandbox.microvm.MicroVmSandboxes;
import dev.hearth.sandbox.oci.OciConfig;
import dev.hearth.sandbox.oci.OciSandboxes;
import dev.hearth.sandbox.process.ProcessSandboxes;
import dev.hearth.sandbox.wasm.WasmProvider;
import dev.hearth.sandbox.zygote.ZygoteConfig;
import dev.hearth.sandbox.zygote.ZygoteProvider;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kinds of sandboxes a node has. One more is one more line of {@link #of}. */
final class SandboxProviders {
  private static final Logger LOG = LoggerFactory.getLogger(SandboxProviders.class);

  /** Containers kept ready for whichever function starts next. */
  private static final int SPARES = 1;

  private SandboxProviders() {}

  static Providers of(NodeConfig config, Neighbours neighbours) {
    List<SandboxProvider> all = new ArrayList<>();
    all.add(
        new ProcessSandboxes(
            config.data().resolve("sandboxes").resolve("process"), SPARES, neighbours));
    all.add(new WasmProvider());
    all.add(new ZygoteProvider(ZygoteConfig.DEFAULTS, neighbours));
    all.add(new JvmProvider(neighbours));
    all.add(JvmProvider.photons(neighbours));
    all.add(
        new OciSandboxes(config.data().resolve("sandboxes").resolve("oci"), OciConfig.DEFAULTS));
    all.add(
        new MicroVmSandboxes(
            config.data().resolve("sandboxes").resolve("microvm"), MicroVmConfig.DEFAULTS));
    return new Providers(all);
  }

  /** Says which can run here and why others cannot. Blocks. */
  static void report(Providers providers) {
    providers
        .availability()
        .forEach(
            (name, availability) -> {
              switch (availability) {
                case Availability.Available(String note) ->
                    LOG.info(
                        "sandbox '{}' is available{}", name, note.isEmpty() ? "" : ": " + note);
                case Availability.Unavailable(String reason) ->
                    LOG.info("sandbox '{}' is not available: {}", name, reason);
              }
            });
  }
}
