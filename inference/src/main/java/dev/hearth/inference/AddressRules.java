package dev.hearth.inference;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which machines the node may be sent to by those who name addresses to it (CWE-918, server-side
 * request forgery): those of the public internet, and those its owner allows by name or network.
 * Loopback, private, link-local and reserved networks, the addresses at which clouds tell machines
 * their secrets, and the machine's own ones are refused. To be asked about the address that is
 * connected to, not about one looked up before.
 *
 * @param hosts names that are allowed whatever their address, in lower case; {@code *.example.org}
 *     stands for every name below
 * @param networks addresses that are allowed
 */
public record AddressRules(List<String> hosts, List<Network> networks) {
  /** Nothing but the public internet. */
  public static final AddressRules PUBLIC = new AddressRules(List.of(), List.of());

  /** Networks of IPv4 that are not the public internet (IANA's special-purpose registry). */
  private static final List<Network> CLOSED_4 =
      networks(
          "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12"
              + " 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15"
              + " 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3 168.63.129.16/32");

  /** Global unicast of IPv6; everything else is closed. */
  private static final Network OPEN_6 = Network.parse("2000::/3");

  private static final List<Network> CLOSED_6 = networks("2001::/23 2001:db8::/32 3fff::/20");
  private static final Network TRANSLATED = Network.parse("64:ff9b::/96");
  private static final Network TUNNELLED = Network.parse("2002::/16");

  public AddressRules {
    hosts = List.copyOf(hosts);
    networks = List.copyOf(networks);
  }

  /**
   * Reads what an owner allows: names of hosts, addresses, networks such as {@code 10.1.0.0/16}.
   *
   * @throws IllegalArgumentException naming the entry that is none of these
   */
  public static AddressRules allowing(List<String> entries) {
    var hosts = new ArrayList<String>();
    var networks = new ArrayList<Network>();
    for (String entry : entries) {
      if (Network.looksLikeOne(entry)) {
        networks.add(Network.parse(entry));
      } else if (entry.matches("(\\*\\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")) {
        hosts.add(entry.toLowerCase(Locale.ROOT));
      } else {
        throw new IllegalArgumentException(
            "'"
                + entry
                + "' is no host, address or network such as models.example.org, *.example.org,"
                + " 10.0.0.5 or 10.1.0.0/16");
      }
    }
    return new AddressRules(hosts, networks);
  }

  private static List<Network> networks(String all) {
    return List.of(all.split(" ")).stream().map(Network::parse).toList();
  }

  /** What speaks against connecting to an address of a host; nothing if it is fine. */
  public Optional<String> refusal(String host, InetAddress address) {
    if (allows(host) || networks.stream().anyMatch(each -> each.holds(address))) {
      return Optional.empty();
    }
    return closed(address)
        .map(what -> "'%s' is %s, which is %s".formatted(host, address.getHostAddress(), what));
  }

  private boolean allows(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return hosts.stream()
        .anyMatch(
            each -> each.startsWith("*.") ? name.endsWith(each.substring(1)) : name.equals(each));
  }

  private static Optional<String> closed(InetAddress address) {
    if (address.isLoopbackAddress() || address.isAnyLocalAddress() || own(address)) {
      return Optional.of("this machine");
    }
    if (address.isLinkLocalAddress()) {
      return Optional.of("link-local, where clouds keep their machines' secrets");
    }
    return isPublic(address) ? Optional.empty() : Optional.of("in a private or reserved network");
  }

  private static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return CLOSED_4.stream().noneMatch(each -> each.holds(address));
    }
    if (TRANSLATED.holds(address)) {
      return isPublic(Network.embedded(bytes, 12));
    }
    if (TUNNELLED.holds(address)) {
      return isPublic(Network.embedded(bytes, 2));
    }
    return OPEN_6.holds(address) && CLOSED_6.stream().noneMatch(each -> each.holds(address));
  }

  private static boolean own(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException _) {
      return false;
    }
  }
}
