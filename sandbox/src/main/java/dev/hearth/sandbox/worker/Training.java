package dev.hearth.sandbox.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.hearth.api.Context;
import dev.hearth.api.Handler;
import dev.hearth.sandbox.handler.Entry;
import dev.hearth.sandbox.handler.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;

/** Calls of a function of its own, so that an AOT cache learns what every start needs. */
final class Training {
  private static final int CALLS = 200;
  private static final String BODY = "{\"name\":\"a\",\"numbers\":[1,2,3],\"fails\":false}";

  private Training() {}

  /** An input like those of functions. */
  record Input(String name, List<Integer> numbers, boolean fails) {}

  /** An output like those of functions. */
  record Output(String text, long sum, Map<String, Integer> more) {}

  /** The function. */
  static final class Sample implements Handler<Input, Output> {
    @Override
    public Output handle(Input input, Context context) {
      long sum = input.numbers().stream().mapToLong(Integer::longValue).sum();
      if (context.remaining().isZero()) {
        throw new IllegalStateException("too late");
      }
      return new Output(input.name() + context.functionName(), sum, Map.of("one", 1));
    }
  }

  static void run() throws Exception {
    try (var api = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread server = Thread.ofPlatform().daemon().start(() -> serve(api));
      Entry entry = Target.find(Training.class.getClassLoader(), Sample.class.getName()).instance();
      Worker worker =
          Worker.forTraining(
              Map.of("AWS_LAMBDA_FUNCTION_NAME", "sample", "AWS_LAMBDA_FUNCTION_VERSION", "1"));
      Worker.loader(java.nio.file.Path.of("."));
      try (var client = new RuntimeClient("127.0.0.1", api.getLocalPort())) {
        worker.serve(client, entry, CALLS);
      }
      server.join();
    }
  }

  /** A Runtime API that has one call, again and again; every tenth is late already. */
  private static void serve(ServerSocket api) {
    try (Socket socket = api.accept();
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1))) {
      OutputStream out = socket.getOutputStream();
      for (int i = 0; i < CALLS; i++) {
        request(in);
        long deadline = i % 10 == 9 ? 0 : System.currentTimeMillis() + 60_000;
        out.write(
            ("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: 1\r\nLambda-Runtime-Deadline-Ms: "
                    + deadline
                    + "\r\nContent-Length: "
                    + BODY.length()
                    + "\r\n\r\n"
                    + BODY)
                .getBytes(ISO_8859_1));
        request(in);
        out.write("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void request(BufferedReader in) throws IOException {
    long length = 0;
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      if (line.startsWith("Content-Length: ")) {
        length = Long.parseLong(line.substring("Content-Length: ".length()));
      }
    }
    in.skip(length);
  }
}
