package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Encodes what the command line asks to be sent. */
final class Requests {
  private static final long MOST_BYTES = 512L << 20;
  private static final long METADATA_TIMEOUT_MS = 30_000;

  private final Dialect dialect;
  private final InputOptions options;
  private final int keep;

  /** {@code keep} is how much of each answer is wanted. */
  Requests(Dialect dialect, InputOptions options, int keep) {
    this.dialect = dialect;
    this.options = options;
    this.keep = keep;
  }

  /** The requests; asks the server what its model takes if that is not said. */
  List<Request> of(Wire wire) {
    List<Request> requests = options.files().isEmpty() ? made(wire) : read();
    long bytes = requests.stream().mapToLong(request -> request.bytes().readableBytes()).sum();
    if (bytes > MOST_BYTES) {
      throw Arguments.usage(
          "the requests are %d MiB together, more than %d; say a smaller --payloads"
              .formatted(bytes >> 20, MOST_BYTES >> 20));
    }
    return requests;
  }

  private List<Request> made(Wire wire) {
    var requests = new ArrayList<Request>();
    if (dialect instanceof OpenAi openAi) {
      List<List<String>> texts = options.texts();
      if (texts.isEmpty()) {
        throw Arguments.usage("embeddings are made of texts: say --text, --text-file or --input");
      }
      texts.forEach(group -> requests.add(openAi.embed(requests.size(), group, keep)));
      return requests;
    }
    for (List<TensorData> inputs : new ModelInputs(specs(wire), options).requests()) {
      requests.add(dialect.infer(requests.size(), inputs, keep));
    }
    return requests;
  }

  private List<ModelInputs.Spec> specs(Wire wire) {
    Answer answer = wire.call(dialect.metadata().orElseThrow(), METADATA_TIMEOUT_MS);
    Attempts.require(answer, "tells of no such model");
    List<ModelInputs.Spec> specs = dialect.inputs(answer);
    if (specs.isEmpty()) {
      throw new CommandFailure(
          CommandFailure.REFUSED,
          "the server names no inputs of the model; say the request with --input");
    }
    return specs;
  }

  private List<Request> read() {
    var requests = new ArrayList<Request>();
    for (Path file : options.files()) {
      String text = Arguments.read(file);
      int number = requests.size();
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      requests.add(
          switch (dialect) {
            case OpenAi openAi -> openAi.json(number, body, keep);
            case OipHttp http when !http.binary() -> http.json(number, body, keep);
            default -> dialect.infer(number, TensorJson.inputs(parsed(file, text), file), keep);
          });
    }
    return requests;
  }

  private static JsonNode parsed(Path file, String text) {
    try {
      return JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      throw Arguments.usage("'%s' is not JSON: %s".formatted(file, e.getOriginalMessage()));
    }
  }
}
