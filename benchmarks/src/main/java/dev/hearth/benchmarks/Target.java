package dev.hearth.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Whom to ask for what.
 *
 * @param port on the loopback address
 * @param model the name it is deployed under
 */
public record Target(int port, Protocol protocol, Workload workload, String model) {
  private static final int DIFFERENT = 64;
  private static final int STREAMS = 16;

  static Target noOp(int port) {
    return new Target(port, Protocol.NO_OP, Workload.MINILM, "-");
  }

  static Target parse(String text) {
    String[] parts = text.split(",", -1);
    return new Target(
        Integer.parseInt(parts[0]), Protocol.parse(parts[1]), Workload.parse(parts[2]), parts[3]);
  }

  String text() {
    return String.join(",", Integer.toString(port), protocol.text(), workload.text(), model);
  }

  /** Different requests, whole. */
  List<byte[]> requests() {
    if (protocol == Protocol.NO_OP) {
      return List.of(NoOpServer.request());
    }
    var random = new Random(42);
    List<byte[]> requests = new ArrayList<>();
    for (int i = 0; i < DIFFERENT; i++) {
      requests.add(protocol.request(model, workload.row(random)));
    }
    return requests;
  }

  /** Connects, for at most so many requests at once. */
  Connection connect(Selector selector, int most) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return protocol == Protocol.GRPC
        ? new GrpcConnection(address, selector, Math.min(most, STREAMS))
        : new HttpConnection(address, selector);
  }
}
