package dev.hearth.cli;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.Optional;

/**
 * What a command shows a node, and by what it knows the node.
 *
 * @param key to send, if the node asks for one
 */
record Credentials(Optional<String> key, Encryption encryption) {
  static final Credentials NONE = new Credentials(Optional.empty(), Encryption.USUAL);

  void addTo(HttpRequest.Builder request) {
    key.ifPresent(each -> request.header("Authorization", "Bearer " + each));
  }

  void addTo(HttpClient.Builder client) {
    if (!encryption.usual()) {
      client.sslContext(encryption.context());
    }
  }

  /** Leaves out the key. */
  @Override
  public String toString() {
    return key.isPresent() ? "a key" : "no key";
  }
}
