package dev.hearth.functions;

import java.util.List;
import java.util.Optional;

/**
 * An address under which anybody may call a function over HTTP.
 *
 * @param id what stands in its host name
 * @param signed whether only signed requests are taken
 * @param streaming whether answers go out as the function writes them
 */
public record FunctionUrl(
    String id,
    boolean signed,
    boolean streaming,
    Optional<Cors> cors,
    long createdMillis,
    long modifiedMillis) {
  /**
   * Which pages of other origins may call it, as the fetch standard has it.
   *
   * @param maxAgeSeconds how long a browser may remember this, 0 to 86,400
   */
  public record Cors(
      boolean credentials,
      List<String> headers,
      List<String> methods,
      List<String> origins,
      List<String> exposed,
      int maxAgeSeconds) {
    public Cors {
      headers = List.copyOf(headers);
      methods = List.copyOf(methods);
      origins = List.copyOf(origins);
      exposed = List.copyOf(exposed);
    }
  }
}
