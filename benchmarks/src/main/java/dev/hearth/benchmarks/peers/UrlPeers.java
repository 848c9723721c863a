package dev.hearth.benchmarks.peers;

import dev.hearth.benchmarks.Protocol;
import dev.hearth.benchmarks.Workload;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;

/** Servers that run already, wherever, given by URL. */
final class UrlPeers {
  private static final int DIFFERENT = 64;

  private final PeersOptions options;

  UrlPeers(PeersOptions options) {
    this.options = options;
  }

  List<Peer> all() {
    return List.of(oip(), openai(), lambda());
  }

  private Peer oip() {
    Work work =
        options.input() == null
            ? Work.of(options.workload())
            : new Work(
                "oip " + options.model() + " " + options.input().getFileName(),
                "The model '%s' on the input in '%s', tensors in JSON."
                    .formatted(options.model(), options.input().getFileName()));
    return new Peer(
        "oip",
        options.label("oip"),
        work,
        "a server of the Open Inference Protocol over REST with JSON, " + found(),
        () -> needs("--model NAME", options.model()),
        this::infer);
  }

  private Peer openai() {
    return new Peer(
        "openai",
        options.label("openai"),
        new Work(
            "embedding " + options.model(),
            "An embedding of \"%s\" by the model '%s'.".formatted(options.text(), options.model())),
        "a server of OpenAI's API (POST /embeddings), " + found(),
        () -> needs("--model NAME", options.model()),
        this::embed);
  }

  private Peer lambda() {
    Work work =
        options.input() == null
            ? Work.GREETING
            : new Work(
                "call " + options.function() + " " + options.input().getFileName(),
                "The function '%s' with the payload in '%s'."
                    .formatted(options.function(), options.input().getFileName()));
    return new Peer(
        "lambda",
        options.label("lambda"),
        work,
        "a server of AWS Lambda's API, " + found(),
        () -> needs("--function NAME", options.function()),
        this::call);
  }

  private String found() {
    return options.url().isEmpty() ? "given by its URL" : "as it was found at " + options.url();
  }

  private String needs(String named, String given) {
    return options.url().isEmpty() || given.isEmpty()
        ? "say --url http://HOST:PORT and " + named
        : "";
  }

  private Started infer(Stage stage) throws Exception {
    if (options.input() != null) {
      Ask ask = ask("/v2/models/" + options.model() + "/infer", Files.readString(options.input()));
      String answer = RightAnswer.outputs(ask.answer(), Workload.SILERO, options.store());
      return over(stage, answer, List.of(ask));
    }
    var random = new Random(42);
    List<Ask> asks = new ArrayList<>();
    for (int i = 0; i < DIFFERENT; i++) {
      asks.add(keyed(infer(options.url(), options.model(), options.workload(), random)));
    }
    String body = asks.getFirst().answer();
    return over(stage, RightAnswer.outputs(body, options.workload(), options.store()), asks);
  }

  private Started embed(Stage stage) throws Exception {
    var body = new LinkedHashMap<String, String>();
    body.put("model", options.model());
    body.put("input", options.text());
    Ask ask = ask("/embeddings", JsonMapper.shared().writeValueAsString(body));
    return over(stage, RightAnswer.embedding(ask.answer()), List.of(ask));
  }

  private Started call(Stage stage) throws Exception {
    String path = "/2015-03-31/functions/" + options.function() + "/invocations";
    if (options.input() == null) {
      Ask ask = ask(path, Work.NAME);
      return over(stage, RightAnswer.greeting(ask.answer()), List.of(ask));
    }
    Ask ask = ask(path, Files.readString(options.input()));
    return over(stage, "not compared: " + Ask.shortened(ask.answer().strip()), List.of(ask));
  }

  private static Started over(Stage stage, String answer, List<Ask> asks) throws IOException {
    return Served.over(
        stage,
        "unknown, given by URL",
        answer,
        asks.getFirst(),
        asks.stream().map(Ask::bytes).toList(),
        "http");
  }

  /** A row for a model, in JSON. */
  static Ask infer(String url, String model, Workload workload, Random random) {
    URI to = URI.create(stripped(url) + "/v2/models/" + model + "/infer");
    return new Ask(to, Map.of(), Protocol.json(workload.row(random)));
  }

  private Ask ask(String path, String body) {
    return keyed(new Ask(URI.create(stripped(options.url()) + path), Map.of(), body));
  }

  private Ask keyed(Ask ask) {
    String key = options.key();
    if (key.isEmpty()) {
      return ask;
    }
    String header = options.keyHeader();
    String value = header.equalsIgnoreCase("authorization") ? "Bearer " + key : key;
    return new Ask(ask.to(), Map.of(header, value), ask.body());
  }

  private static String stripped(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }
}
