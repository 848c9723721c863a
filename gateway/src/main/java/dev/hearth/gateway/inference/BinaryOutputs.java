package dev.hearth.gateway.inference;

import java.util.Map;

/**
 * Which outputs are answered as binary data.
 *
 * @param byDefault the request's parameter {@code binary_data_output}
 * @param byName the parameter {@code binary_data} of the outputs that have it, which goes before
 */
record BinaryOutputs(boolean byDefault, Map<String, Boolean> byName) {
  static final BinaryOutputs NONE = new BinaryOutputs(false, Map.of());

  BinaryOutputs {
    byName = Map.copyOf(byName);
  }

  boolean wants(String output) {
    return byName.getOrDefault(output, byDefault);
  }
}
