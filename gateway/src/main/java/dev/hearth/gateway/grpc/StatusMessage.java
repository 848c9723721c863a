package dev.hearth.gateway.grpc;

import java.nio.charset.StandardCharsets;

/** The text of a status as it stands in a trailer: percent-encoded UTF-8. */
final class StatusMessage {
  private static final String HEX = "0123456789ABCDEF";

  private StatusMessage() {}

  static String encode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var encoded = new StringBuilder(bytes.length + 16);
    for (byte each : bytes) {
      if (each >= ' ' && each <= '~' && each != '%') {
        encoded.append((char) each);
      } else {
        encoded.append('%').append(HEX.charAt((each >> 4) & 0xF)).append(HEX.charAt(each & 0xF));
      }
    }
    return encoded.toString();
  }
}
