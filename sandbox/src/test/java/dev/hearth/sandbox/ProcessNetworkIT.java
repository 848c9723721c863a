package dev.hearth.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.sandbox.process.ProcessSandboxes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way out of a sandbox, for those it was granted to. */
class ProcessNetworkIT {
  @TempDir Path directory;

  private static Program program(boolean network) {
    Program plain =
        Probes.program(
            "python", "python3.11", "python", "probe.tunnels", SandboxConformance.LIMITS);
    return new Program(
        plain.name(),
        plain.version(),
        plain.language(),
        plain.handler(),
        plain.archive(),
        plain.content(),
        plain.image(),
        Map.of(),
        plain.limits(),
        network,
        false,
        Map.of());
  }

  private static String answer(ProcessSandboxes provider, boolean network, String payload) {
    assumeTrue(
        provider.availability() instanceof Availability.Available,
        () -> "process is not available here: " + provider.availability());
    Program program = program(network);
    try (Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE)) {
      sandbox.specialise(program);
      return Calls.answer(sandbox, "\"" + payload + "\"");
    }
  }

  private static void pong(ServerSocket server) {
    try (Socket socket = server.accept()) {
      String came = new String(socket.getInputStream().readNBytes(4), UTF_8);
      socket.getOutputStream().write(came.replace('i', 'o').getBytes(UTF_8));
    } catch (IOException e) {
      // the test sees that nothing came
    }
  }

  @Test
  void grantedNetworkLeadsWhereItMay() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var provider =
            new ProcessSandboxes(directory.resolve("s"), InetAddress::isLoopbackAddress, 0)) {
      Thread.ofVirtual().start(() -> pong(server));
      assertThat(answer(provider, true, "127.0.0.1:" + server.getLocalPort()))
          .isEqualTo("\"200 pong\"");
    }
  }

  @Test
  void grantedNetworkDoesNotLeadToTheMachineItself() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var provider = new ProcessSandboxes(directory.resolve("s"))) {
      for (String host : new String[] {"127.0.0.1", "localhost", "10.0.0.1", "0.0.0.0"}) {
        assertThat(answer(provider, true, host + ":" + server.getLocalPort()))
            .as(host)
            .isEqualTo("\"403\"");
      }
      assertThat(answer(provider, true, "169.254.169.254:80")).isEqualTo("\"403\"");
    }
  }

  @Test
  void networkThatWasNotGrantedIsNotThere() throws Exception {
    try (var provider = new ProcessSandboxes(directory.resolve("s"))) {
      assertThat(answer(provider, false, "127.0.0.1:1")).isEqualTo("\"no proxy\"");
    }
  }
}
