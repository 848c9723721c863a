package dev.hearth.inference;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The addresses that begin alike.
 *
 * @param address one of them
 * @param bits how many leading bits they share
 */
public record Network(InetAddress address, int bits) {
  public Network {
    if (bits < 0 || bits > address.getAddress().length * 8) {
      throw new IllegalArgumentException(
          "an address %s has no %d leading bits".formatted(address.getHostAddress(), bits));
    }
  }

  static boolean looksLikeOne(String text) {
    return text.contains("/") || text.contains(":") || text.matches("[0-9.]+");
  }

  /**
   * Reads {@code 10.1.0.0/16}, {@code fd00::/8} or a single address; looks no name up.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static Network parse(String text) {
    int slash = text.indexOf('/');
    if (!text.contains(":") && !text.matches("\\d+(\\.\\d+){3}(/.*)?")) {
      throw new IllegalArgumentException(wrong(text));
    }
    try {
      InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
      int most = address.getAddress().length * 8;
      return new Network(address, slash < 0 ? most : Integer.parseInt(text.substring(slash + 1)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(wrong(text), e);
    }
  }

  private static String wrong(String text) {
    return "'" + text + "' is no address or network such as 10.0.0.5 or 10.1.0.0/16";
  }

  boolean holds(InetAddress other) {
    byte[] mine = address.getAddress();
    byte[] theirs = other.getAddress();
    if (mine.length != theirs.length) {
      return false;
    }
    int whole = bits / 8;
    if (!Arrays.equals(mine, 0, whole, theirs, 0, whole)) {
      return false;
    }
    int rest = bits % 8;
    return rest == 0 || ((mine[whole] ^ theirs[whole]) & 0xFF) >> (8 - rest) == 0;
  }

  /** The IPv4 address inside one of IPv6. */
  static InetAddress embedded(byte[] bytes, int from) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
