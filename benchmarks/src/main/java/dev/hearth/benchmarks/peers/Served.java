package dev.hearth.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Peers that answer over a socket. */
final class Served {
  private Served() {}

  /** One that greets, once it has done so. */
  static Started greeting(Stage stage, String version, Ask ask)
      throws IOException, InterruptedException {
    String answer = RightAnswer.greeting(ask.answer());
    return over(stage, version, answer, ask, List.of(ask.bytes()), "http");
  }

  /** One to which these requests go. */
  static Started over(
      Stage stage, String version, String answer, Ask ask, List<byte[]> requests, String protocol)
      throws IOException {
    Path file = stage.directory().resolve("requests");
    HttpLoad.write(file, requests);
    return new Started(
        version,
        answer,
        HttpLoad.class,
        List.of(ask.host(), Integer.toString(ask.port()), protocol, file.toString()));
  }
}
