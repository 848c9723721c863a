package dev.hearth.sandbox.microvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The driver against a server that answers as Firecracker's documentation says; no machine runs.
 */
class FirecrackerApiIT {
  private static final TokenBucket BYTES = new TokenBucket(10 << 20, 20 << 20);
  private static final TokenBucket OPERATIONS = new TokenBucket(1_000, 500);

  @TempDir Path directory;

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
  private ServerSocketChannel server;
  private String answer = "HTTP/1.1 204 No Content\r\nServer: Firecracker API\r\n\r\n";

  @BeforeEach
  void listen() throws IOException {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(directory.resolve("api.sock")));
    Thread.ofVirtual().start(this::serve);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private void serve() {
    try {
      while (true) {
        try (SocketChannel client = server.accept()) {
          String request = read(client);
          requests.add(request.substring(0, request.indexOf(" HTTP/")));
          bodies.add(JsonMapper.shared().readTree(request.split("\r\n\r\n", 2)[1]));
          client.write(ByteBuffer.wrap(answer.getBytes(UTF_8)));
        }
      }
    } catch (AsynchronousCloseException e) {
      // the end of the test
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String read(SocketChannel client) throws IOException {
    var all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(4 << 10);
    while (true) {
      client.read(buffer.clear());
      all.write(buffer.array(), 0, buffer.position());
      String text = all.toString(UTF_8);
      int head = text.indexOf("\r\n\r\n");
      if (head >= 0) {
        int length = Integer.parseInt(text.replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
        if (text.length() - head - 4 >= length) {
          return text;
        }
      }
    }
  }

  private FirecrackerApi api() {
    return new FirecrackerApi(directory.resolve("api.sock"));
  }

  @Test
  void machineIsDescribedThenStarted() throws IOException {
    FirecrackerApi api = api();

    api.configure(
        new MachineShape(192, 1 << 20),
        Path.of("/kernel"),
        Path.of("/initramfs"),
        Path.of("/disk"),
        "tap0",
        BYTES,
        OPERATIONS);
    api.start();
    api.pause();
    api.resume();

    assertThat(new ArrayList<>(requests))
        .containsExactly(
            "PUT /machine-config",
            "PUT /boot-source",
            "PUT /drives/scratch",
            "PUT /network-interfaces/eth0",
            "PUT /actions",
            "PATCH /vm",
            "PATCH /vm");
    assertThat(bodies.get(0).path("mem_size_mib").asInt()).isEqualTo(192);
    JsonNode limiter = bodies.get(2).path("rate_limiter");
    assertThat(limiter.path("bandwidth").path("size").asLong()).isEqualTo(20 << 20);
    assertThat(limiter.path("bandwidth").path("refill_time").asLong()).isEqualTo(2_000);
    assertThat(limiter.path("ops").path("refill_time").asLong()).isEqualTo(500);
    assertThat(bodies.get(4).path("action_type").asString("")).isEqualTo("InstanceStart");
    assertThat(bodies.get(5).path("state").asString("")).isEqualTo("Paused");
  }

  @Test
  void refusalIsSaidInItsWords() {
    String fault = "{\"fault_message\":\"Kernel file cannot be opened\"}";
    answer =
        "HTTP/1.1 400 Bad Request\r\nContent-Length: %d\r\n\r\n%s".formatted(fault.length(), fault);

    assertThatThrownBy(() -> api().start())
        .isInstanceOf(FirecrackerApi.Refused.class)
        .hasMessageContaining("PUT /actions")
        .hasMessageContaining("status 400")
        .hasMessageContaining("Kernel file cannot be opened");
  }

  @Test
  void answerThatIsNoHttpIsAnError() {
    answer = "nonsense\r\n\r\n";

    assertThatThrownBy(() -> api().start()).hasMessageContaining("no HTTP");
  }
}
