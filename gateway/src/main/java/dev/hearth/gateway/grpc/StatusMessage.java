package dev.hearth.gateway.grpc;

import java.nio.charset.StandardCharsets;

/**
 * The text of a status as it stands in a trailer: percent-encoded UTF-8, cut off where callers
 * would refuse it, since many take no more than 8 KiB of trailers.
 */
final class StatusMessage {
  private static final String HEX = "0123456789ABCDEF";
  private static final int MAX_LENGTH = 4 << 10;
  private static final String CUT = " ...";

  private StatusMessage() {}

  static String encode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var encoded = new StringBuilder(bytes.length + 16);
    for (byte each : bytes) {
      if (encoded.length() > MAX_LENGTH && beginsCharacter(each)) {
        return encoded.append(CUT).toString();
      }
      if (each >= ' ' && each <= '~' && each != '%') {
        encoded.append((char) each);
      } else {
        encoded.append('%').append(HEX.charAt((each >> 4) & 0xF)).append(HEX.charAt(each & 0xF));
      }
    }
    return encoded.toString();
  }

  private static boolean beginsCharacter(byte utf8) {
    return (utf8 & 0xC0) != 0x80;
  }
}
