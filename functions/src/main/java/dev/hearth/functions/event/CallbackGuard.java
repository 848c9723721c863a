package dev.hearth.functions.event;

import dev.hearth.functions.FunctionException;
import dev.hearth.sandbox.Addresses;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/**
 * Keeps callbacks from being a way into the node's own network (CWE-918, server-side request
 * forgery): only {@code http} and {@code https}, no credentials in the address, no redirects
 * followed, and never an address of this machine, of a private network or of the machine's cloud
 * (169.254.0.0/16), unless the node's owner allows private ones. A name is looked up when its
 * callback is made; the client looks it up again right after, so a server that lies about its name
 * from one moment to the next is not kept out: who needs that, forbids such traffic by a firewall.
 *
 * @param allowPrivate whether this machine and private networks may be called
 */
record CallbackGuard(boolean allowPrivate) {
  private static final int MAX_CHARACTERS = 2_048;

  /**
   * Reads an address.
   *
   * @throws FunctionException saying why it is refused
   */
  URI read(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException _) {
      throw refused("it is no address");
    }
    if (text.length() > MAX_CHARACTERS) {
      throw refused("it is longer than %d characters".formatted(MAX_CHARACTERS));
    }
    boolean web =
        "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
    if (!web || uri.getHost() == null) {
      throw refused("it must be http://HOST/... or https://HOST/...");
    }
    if (uri.getUserInfo() != null) {
      throw refused("it must hold no user and no password");
    }
    return uri;
  }

  /** Looks an address up and refuses it if it is one of those; blocks. */
  void look(URI uri) throws UnknownHostException {
    for (InetAddress address : InetAddress.getAllByName(uri.getHost())) {
      if (Addresses.ofLink(address)) {
        throw refused(address.getHostAddress() + " is link-local or multicast");
      }
      if (!allowPrivate && !Addresses.outside(address)) {
        throw refused(
            "%s is this machine or a private network; callbacks.private: true allows that"
                .formatted(address.getHostAddress()));
      }
    }
  }

  private static FunctionException refused(String why) {
    return new FunctionException(
        FunctionException.Code.INVALID_PARAMETER_VALUE, "the callback is refused: " + why);
  }
}
