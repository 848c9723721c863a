package dev.hearth.sandbox.oci;

import java.util.List;

/**
 * An image whose layers are unpacked.
 *
 * @param layers the names of their directories in the store, the topmost first
 */
record Image(List<String> layers, Defaults defaults) {
  Image {
    layers = List.copyOf(layers);
  }

  /**
   * What runs in it unless a program says otherwise.
   *
   * @param environment as {@code NAME=value}
   */
  record Defaults(
      List<String> entrypoint,
      List<String> command,
      List<String> environment,
      String workingDirectory) {
    Defaults {
      entrypoint = List.copyOf(entrypoint);
      command = List.copyOf(command);
      environment = List.copyOf(environment);
    }
  }
}
