package dev.hearth.inference;

import java.net.http.HttpHeaders;

/**
 * One content of an address, as its server tells it from others.
 *
 * @param validator what {@code If-Range} takes: a strong ETag, else the date of modification; empty
 *     if the server names neither, and what has come of it is then of no use later
 * @param total its size in bytes, or {@link Progress#UNKNOWN}
 */
record RemoteEntity(String validator, long total) {
  static RemoteEntity of(HttpHeaders headers) {
    String tag = headers.firstValue("ETag").orElse("");
    String validator = tag.startsWith("\"") ? tag : headers.firstValue("Last-Modified").orElse("");
    return new RemoteEntity(validator, length(headers));
  }

  /** What tells contents apart without reading them; a weak ETag does. Empty if nothing does. */
  static String version(HttpHeaders headers) {
    return headers
        .firstValue("ETag")
        .or(() -> headers.firstValue("Last-Modified").map(date -> date + " " + length(headers)))
        .orElse("");
  }

  private static long length(HttpHeaders headers) {
    return headers.firstValueAsLong("Content-Length").orElse(Progress.UNKNOWN);
  }

  boolean resumable() {
    return !validator.isEmpty();
  }
}
