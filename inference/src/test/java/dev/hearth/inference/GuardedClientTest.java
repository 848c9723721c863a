package dev.hearth.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.apache.http.client.methods.RequestBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names that lie about their address. */
class GuardedClientTest {
  private static final InetAddress ALLOWED = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress FORBIDDEN = InetAddress.ofLiteral("127.0.0.2");

  private final DownloadConfig config =
      DownloadConfig.DEFAULTS.withReach(
          new AddressRules(List.of(), List.of(new Network(ALLOWED, 32))));
  private final List<String> lookups = new ArrayList<>();
  private FaultyServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = new FaultyServer(new byte[10]);
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private RequestBuilder request() {
    return RequestBuilder.get(server.address().replace("127.0.0.1", "rebinding.example"));
  }

  @Test
  void theAddressThatIsJudgedIsTheOneConnectedTo() throws IOException {
    try (var client =
            new GuardedClient(
                config,
                host -> {
                  lookups.add(host);
                  return new InetAddress[] {lookups.size() == 1 ? ALLOWED : FORBIDDEN};
                });
        var answer = client.send(request())) {
      assertThat(answer.getStatusLine().getStatusCode()).isEqualTo(200);
    }
    assertThat(lookups).containsExactly("rebinding.example");
  }

  @Test
  void aNewConnectionIsJudgedAnew() throws IOException {
    try (var client =
        new GuardedClient(
            config,
            host -> {
              lookups.add(host);
              return new InetAddress[] {lookups.size() == 1 ? ALLOWED : FORBIDDEN};
            })) {
      client.send(request()).close();
      assertThatExceptionOfType(GuardedClient.ForbiddenAddress.class)
          .isThrownBy(() -> client.send(request()));
    }
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void oneForbiddenAddressAmongGoodOnesIsEnough() throws IOException {
    try (var client = new GuardedClient(config, _ -> new InetAddress[] {ALLOWED, FORBIDDEN})) {
      assertThatExceptionOfType(GuardedClient.ForbiddenAddress.class)
          .isThrownBy(() -> client.send(request()))
          .withMessageContaining("127.0.0.2");
    }
    assertThat(server.requests).isEmpty();
  }
}
