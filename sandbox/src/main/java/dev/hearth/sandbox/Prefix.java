package dev.hearth.sandbox;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The addresses that begin alike.
 *
 * @param first one of them
 * @param bits how many leading bits they share
 */
record Prefix(InetAddress first, int bits) {
  /** Reads one such as {@code 10.0.0.0/8}; looks no name up. */
  static Prefix of(String text) {
    int slash = text.indexOf('/');
    return new Prefix(
        InetAddress.ofLiteral(text.substring(0, slash)),
        Integer.parseInt(text.substring(slash + 1)));
  }

  boolean holds(InetAddress address) {
    byte[] mine = first.getAddress();
    byte[] theirs = address.getAddress();
    int whole = bits / 8;
    int rest = bits % 8;
    return mine.length == theirs.length
        && Arrays.equals(mine, 0, whole, theirs, 0, whole)
        && (rest == 0 || ((mine[whole] ^ theirs[whole]) & 0xFF) >> (8 - rest) == 0);
  }

  /** The address of IPv4 that is in one of IPv6. */
  static InetAddress embedded(InetAddress address, int from) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), from, from + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
