package dev.hearth.sandbox;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;

/** Which addresses lead out of the machine and its networks. */
public final class Addresses {
  /** At which Azure's machines find their host. */
  private static final Prefix AZURE = Prefix.of("168.63.129.16/32");

  /**
   * What Java does not know: shared (RFC 6598) and unique local (RFC 4193) addresses, and those of
   * protocols, measurements and no use at all (RFC 6890).
   */
  private static final List<Prefix> CLOSED =
      Stream.of("100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15", "240.0.0.0/4", "fc00::/7")
          .map(Prefix::of)
          .toList();

  private static final Prefix TRANSLATED = Prefix.of("64:ff9b::/96");
  private static final Prefix TUNNELLED = Prefix.of("2002::/16");

  private Addresses() {}

  /** Whether one is outside: not this machine, its links, private networks or groups. */
  public static boolean outside(InetAddress address) {
    InetAddress meant = meant(address);
    return !ofLink(address)
        && !address.isAnyLocalAddress()
        && !address.isLoopbackAddress()
        && !address.isSiteLocalAddress()
        && CLOSED.stream().noneMatch(each -> each.holds(address))
        && !ofThisMachine(address)
        && (meant.equals(address) || outside(meant));
  }

  /**
   * Whether one is of the machine's own link, where clouds answer their machines with secrets, or
   * of a group.
   */
  public static boolean ofLink(InetAddress address) {
    InetAddress meant = meant(address);
    return meant.isLinkLocalAddress() || meant.isMulticastAddress() || AZURE.holds(meant);
  }

  /** What a gateway of the machine's network may turn into IPv4 leads where that leads. */
  private static InetAddress meant(InetAddress address) {
    if (TRANSLATED.holds(address)) {
      return Prefix.embedded(address, 12);
    }
    return TUNNELLED.holds(address) ? Prefix.embedded(address, 2) : address;
  }

  private static boolean ofThisMachine(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return true;
    }
  }
}
