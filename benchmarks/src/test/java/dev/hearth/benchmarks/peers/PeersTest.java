package dev.hearth.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersTest {
  private static final String KEY = "a-key-nobody-may-see";
  private static final String GREETING = "{\"greeting\":\"Hello, hearth!\",\"from\":\"a fake\"}";

  @TempDir Path directory;

  /** A server that answers this, in chunks if its length is not told, and remembers who asked. */
  private record Fake(HttpServer server, Set<String> keys, Set<String> paths)
      implements AutoCloseable {
    static Fake answering(String body, boolean chunked) throws IOException {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      var fake = new Fake(server, ConcurrentHashMap.newKeySet(), ConcurrentHashMap.newKeySet());
      server.createContext("/", exchange -> fake.answer(exchange, body, chunked));
      server.start();
      return fake;
    }

    private void answer(HttpExchange exchange, String body, boolean chunked) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getRequestBody().readAllBytes();
      keys.add(Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Key")).orElse(""));
      paths.add(exchange.getRequestURI().getPath());
      exchange.sendResponseHeaders(200, chunked ? 0 : bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private int peers(String... arguments) {
    var all =
        Stream.concat(
            Stream.of(arguments),
            Stream.of(
                "--results=" + directory,
                "--seconds=0.3",
                "--warm-up=0.1",
                "--concurrencies=1,4",
                "--steps=0.2,0.5",
                "--connections=16"));
    return Peers.execute(all.toArray(String[]::new));
  }

  @Test
  void twoServersGivenByUrlEndUpOnOnePage() throws Exception {
    try (Fake whole = Fake.answering(GREETING, false);
        Fake chunked = Fake.answering(GREETING, true)) {
      String key = "--key=" + KEY;
      assertThat(
              peers(
                  "lambda",
                  "--url",
                  whole.url(),
                  "--function=hi",
                  "--label=<b>whole",
                  key,
                  "--key-header=X-Key"))
          .isZero();
      assertThat(peers("lambda", "--url", chunked.url(), "--function=hi", "--label=chunked"))
          .isZero();

      assertThat(whole.keys()).containsExactly(KEY);
      assertThat(whole.paths()).containsExactly("/2015-03-31/functions/hi/invocations");
    }
    List<Result> results = Results.read(directory);
    assertThat(results).extracting(Result::label).containsExactlyInAnyOrder("<b>whole", "chunked");
    for (Result result : results) {
      assertThat(result.cells()).hasSize(4).allMatch(cell -> cell.answered() > 0);
      assertThat(result.cells()).allMatch(cell -> cell.lost() == 0);
      assertThat(result.open()).allMatch(cell -> cell.millis(50) > 0);
      assertThat(result.answer()).startsWith("right");
    }
    String page = Files.readString(directory.resolve("index.html"));
    assertThat(page).contains("&lt;b&gt;whole", "chunked", Work.GREETING.name());
    assertThat(page).contains(results.getFirst().host().machine(), "--function=hi");
    assertThat(page).doesNotContain("<b>whole", "NaN", "src=", "@import");
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        assertThat(Files.readString(file)).doesNotContain(KEY);
      }
    }
  }

  @Test
  void wrongAnswersAreNotMeasured() throws Exception {
    try (Fake fake = Fake.answering("{\"greeting\":\"Good night\"}", false)) {
      assertThat(peers("lambda", "--url", fake.url(), "--function=hi")).isEqualTo(1);
    }
    assertThat(Results.read(directory)).isEmpty();
  }

  @Test
  void embeddingsAndTensorsAreAskedForWhereTheirProtocolsHaveThem() throws Exception {
    try (Fake openai = Fake.answering("{\"data\":[{\"embedding\":[1,2]}]}", false);
        Fake oip = Fake.answering("{\"outputs\":[{\"data\":[0.5]}]}", false)) {
      assertThat(peers("openai", "--url", openai.url() + "/v1/", "--model=m")).isZero();
      assertThat(peers("oip", "--url", oip.url(), "--model=m", "--workload=silero")).isZero();
      assertThat(openai.paths()).containsExactly("/v1/embeddings");
      assertThat(oip.paths()).containsExactly("/v2/models/m/infer");
    }
    assertThat(PeersPage.works(Results.read(directory)).keySet())
        .containsExactlyInAnyOrder("embedding m", "silero");
  }

  @Test
  void whatCannotBeReadIsSaid() throws IOException {
    Path file = directory.resolve("later.json");
    Files.writeString(file, "{\"form\": 2}");
    assertThatThrownBy(() -> Results.read(directory))
        .hasMessageContaining("later.json")
        .hasMessageContaining("form 2")
        .hasMessageContaining("move the file away");
    Files.writeString(file, "{\"form\": ");
    assertThatThrownBy(() -> Results.read(directory)).hasMessageContaining("damaged");
  }

  @Test
  void addressesTheGeneratorCannotUseAreRefused() {
    assertThatThrownBy(() -> ask("https://example.org/"))
        .hasMessageContaining("https://example.org/")
        .hasMessageContaining("plain HTTP");
    assertThatThrownBy(() -> ask("http://me:secret@example.org/"))
        .hasMessageContaining("--key")
        .hasMessageNotContaining("secret");
  }

  private static Ask ask(String url) {
    return new Ask(java.net.URI.create(url), java.util.Map.of(), "");
  }

  @Test
  void keysDoNotShowInCommands() {
    assertThat(Peers.Shown.command("oip", "--key", KEY, "--text", "a b"))
        .isEqualTo("./hearth peers oip --key ... --text 'a b'");
  }

  @Test
  void percentagesAreNoSharesOfSaturation() {
    assertThat(Peers.execute("onnxruntime", "--steps=25,50", "--results=" + directory))
        .isEqualTo(2);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void peersThatAreNotThereAreNamed() {
    assertThat(peers("nobody")).isEqualTo(2);
    assertThat(peers("oip")).isEqualTo(2);
  }
}
