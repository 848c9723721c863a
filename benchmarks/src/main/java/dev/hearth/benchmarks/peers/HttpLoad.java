package dev.hearth.benchmarks.peers;

import dev.hearth.benchmarks.Connection;
import dev.hearth.benchmarks.GrpcConnection;
import dev.hearth.benchmarks.HttpConnection;
import dev.hearth.benchmarks.LoadLoop;
import dev.hearth.benchmarks.LoadWindow;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The load generator, in a process of its own: each line in is a {@link Step}, each line out what
 * it has {@link Seen}. Its arguments are host, port, {@code http} or {@code grpc}, and a file of
 * requests. Ends with its input.
 */
final class HttpLoad {
  /** Calls at once on a connection of gRPC. */
  private static final int STREAMS = 16;

  /** What was due is waited for so long; longer latencies are not told apart from none. */
  static final double DRAIN_SECONDS = 10;

  private HttpLoad() {}

  public static void main(String[] arguments) throws IOException {
    var address = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
    boolean grpc = arguments[2].equals("grpc");
    Connection.Dial dial =
        (selector, most) ->
            grpc
                ? new GrpcConnection(address, selector, Math.min(most, STREAMS))
                : new HttpConnection(address, selector);
    List<byte[]> requests = read(Path.of(arguments[3]));
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(run(Step.parse(line), dial, requests).text());
    }
    System.exit(0);
  }

  private static Seen run(Step step, Connection.Dial dial, List<byte[]> requests)
      throws IOException {
    try (var loop = new LoadLoop(step.load(), dial, requests)) {
      if (step.warmUpSeconds() > 0) {
        loop.run(step.warmUpSeconds());
      }
      LoadWindow window = loop.run(step.seconds());
      long unanswered = step.isClosed() ? 0 : loop.drain(DRAIN_SECONDS);
      return new Seen(
          window.answered(),
          window.refused(),
          window.failed(),
          unanswered,
          window.seconds(),
          loop.latencies());
    }
  }

  /** Writes requests where only this user reads them: they may hold a key. */
  static void write(Path file, List<byte[]> requests) throws IOException {
    try (var out = new DataOutputStream(Files.newOutputStream(file))) {
      out.writeInt(requests.size());
      for (byte[] request : requests) {
        out.writeInt(request.length);
        out.write(request);
      }
    }
  }

  private static List<byte[]> read(Path file) throws IOException {
    List<byte[]> requests = new ArrayList<>();
    try (var in = new DataInputStream(Files.newInputStream(file))) {
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        requests.add(in.readNBytes(in.readInt()));
      }
    }
    return requests;
  }
}
