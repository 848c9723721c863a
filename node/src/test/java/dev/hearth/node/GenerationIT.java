package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.TinyModel;
import dev.hearth.inference.builtin.SeededDecoder;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A decoder with seeded weights on a running node, asked as OpenAI's clients ask. */
class GenerationIT {
  private static final String COMPLETIONS = "/openai/v1/completions";
  private static final String CHAT = "/openai/v1/chat/completions";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static TestNode node;

  @BeforeAll
  static void start(@TempDir Path data) {
    node = TestNode.start(data);
    String manifest =
        """
        kind: Model
        name: tiny
        from: builtin:tiny-decoder?seed=1
        generation: {max-sequences: 4, max-tokens: 256}
        """;
    HttpResponse<String> deployed = node.deploy("tiny", manifest);
    assertThat(deployed.statusCode()).as(deployed.body()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static HttpResponse<String> post(String path, String body, String... headers) {
    return node.send("POST", path, body, headers).join();
  }

  private static JsonNode answer(String path, String body) {
    HttpResponse<String> response = post(path, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return node.json(response);
  }

  private static String completion(String prompt, int tokens, String more) {
    return """
    {"model": "tiny", "prompt": "%s", "max_tokens": %d, "temperature": 0%s}
    """
        .formatted(prompt, tokens, more);
  }

  /** The data of the events of a stream; checks that it is one, and that it ends. */
  private static List<JsonNode> events(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
    List<String> data = new ArrayList<>();
    for (String event : response.body().stripTrailing().split("\n\n", -1)) {
      assertThat(event).startsWith("data: ");
      data.add(event.substring("data: ".length()));
    }
    assertThat(data.removeLast()).isEqualTo("[DONE]");
    return data.stream().map(JSON::readTree).toList();
  }

  @Test
  void aCompletionHasTextReasonAndUsage() {
    JsonNode answer = answer(COMPLETIONS, completion("hello", 12, ""));
    assertThat(answer.get("object").asString()).isEqualTo("text_completion");
    assertThat(answer.get("id").asString()).startsWith("cmpl-");
    JsonNode choice = answer.get("choices").get(0);
    assertThat(choice.get("text").asString()).isNotEmpty();
    assertThat(choice.get("finish_reason").asString()).isIn("length", "stop");
    JsonNode usage = answer.get("usage");
    assertThat(usage.get("prompt_tokens").asInt()).isEqualTo(6);
    assertThat(usage.get("completion_tokens").asInt()).isBetween(1, 12);
    assertThat(usage.get("total_tokens").asInt())
        .isEqualTo(6 + usage.get("completion_tokens").asInt());
  }

  @Test
  void aStreamsPiecesAreTheWholeText() {
    String whole =
        answer(COMPLETIONS, completion("stream", 30, "")).at("/choices/0/text").asString();
    List<JsonNode> events =
        events(
            post(
                COMPLETIONS,
                completion(
                    "stream",
                    30,
                    ", \"stream\": true, \"stream_options\": {\"include_usage\": true}")));
    var text = new StringBuilder();
    events.forEach(event -> text.append(event.at("/choices/0/text").asString("")));
    assertThat(text).hasToString(whole);
    JsonNode usage = events.getLast();
    assertThat(usage.get("choices")).isEmpty();
    assertThat(usage.at("/usage/completion_tokens").asInt()).isBetween(1, 30);
    assertThat(events.get(events.size() - 2).at("/choices/0/finish_reason").asString())
        .isIn("length", "stop");
  }

  @Test
  void aChatIsAnsweredByTheAssistant() {
    String body =
        """
        {"model": "tiny", "seed": 3, "max_completion_tokens": 9, "messages":
          [{"role": "system", "content": "be brief"},
           {"role": "user", "content": [{"type": "text", "text": "hello"}]}]%s}
        """;
    JsonNode answer = answer(CHAT, body.formatted(""));
    assertThat(answer.get("object").asString()).isEqualTo("chat.completion");
    assertThat(answer.at("/choices/0/message/role").asString()).isEqualTo("assistant");
    assertThat(answer.at("/usage/prompt_tokens").asInt())
        .isEqualTo(1 + "system: be brief\nuser: hello\nassistant:".length());
    List<JsonNode> events = events(post(CHAT, body.formatted(", \"stream\": true")));
    assertThat(events.getFirst().at("/choices/0/delta/role").asString()).isEqualTo("assistant");
    var text = new StringBuilder();
    events.forEach(event -> text.append(event.at("/choices/0/delta/content").asString("")));
    assertThat(text).hasToString(answer.at("/choices/0/message/content").asString());
    assertThat(events.getLast().at("/choices/0/finish_reason").asString())
        .isEqualTo(answer.at("/choices/0/finish_reason").asString());
  }

  @Test
  void answersTogetherAreThoseOfEachAlone() {
    List<String> bodies =
        IntStream.range(0, 12)
            .mapToObj(i -> completion("prompt " + "x".repeat(i * 3), 10 + 3 * i, ""))
            .toList();
    List<String> alone =
        bodies.stream()
            .map(body -> answer(COMPLETIONS, body).at("/choices/0/text").asString())
            .toList();
    List<CompletableFuture<HttpResponse<String>>> together =
        bodies.stream().map(body -> node.send("POST", COMPLETIONS, body)).toList();
    assertThat(
            together.stream().map(each -> node.json(each.join()).at("/choices/0/text").asString()))
        .containsExactlyElementsOf(alone);
    double steps = node.metric("hearth_generation_step_sequences_count{model=\"tiny\"}");
    double tokens = node.metric("hearth_generation_step_sequences_sum{model=\"tiny\"}");
    assertThat(tokens / steps).as("sequences in a step").isGreaterThan(1);
    assertThat(node.metric("hearth_generation_first_token_seconds_count{model=\"tiny\"}"))
        .isGreaterThanOrEqualTo(24);
  }

  @Test
  void aTimeOutFreesThePlace() {
    HttpResponse<String> late =
        post(COMPLETIONS, completion("late", 250, ""), "X-Request-Timeout", "1us");
    assertThat(late.statusCode()).isEqualTo(504);
    assertThat(node.json(late).at("/error/type").asString()).isEqualTo("server_error");
    answer(COMPLETIONS, completion("after", 3, ""));
  }

  @Test
  void theModelIsListedAndTakesNoTensors() {
    assertThat(node.json(node.get("/openai/v1/models")).at("/data/0/id").asString())
        .isEqualTo("tiny");
    assertThat(node.get("/openai/v1/models/tiny").statusCode()).isEqualTo(200);
    HttpResponse<String> infer =
        post(
            "/v2/models/tiny/infer",
            """
            {"inputs": [{"name": "text_input", "shape": [1], "datatype": "BYTES", "data": ["a"]}]}
            """);
    assertThat(infer.statusCode()).isEqualTo(400);
    assertThat(infer.body()).contains("generates text", "/openai/v1/completions");
  }

  @ParameterizedTest(name = "{1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          completions | {} | you must name a model | model
          completions | {"model": 3, "prompt": "a"} | must be a string | model
          completions | {"model": "tiny"} | you must give a prompt | prompt
          completions | {"model": "tiny", "prompt": []} | must be a string or | prompt
          completions | {"model": "tiny", "prompt": ["a", "b"]} | a request has one | prompt
          completions | {"model": "tiny", "prompt": [1, -1]} | array of tokens | prompt
          completions | {"model": "tiny", "prompt": "a", "max_tokens": 0} | at least 1 | max_tokens
          completions | {"model": "tiny", "prompt": "a", "max_tokens": "9"} | whole number | max_tokens
          completions | {"model": "tiny", "prompt": "a", "max_tokens": 257} | takes 256 | max_tokens
          completions | {"model": "tiny", "prompt": "a", "n": 2} | one choice | n
          completions | {"model": "tiny", "prompt": "a", "logprobs": 1} | not supported | logprobs
          completions | {"model": "tiny", "prompt": "a", "echo": true} | must be false | echo
          completions | {"model": "tiny", "prompt": "a", "temperature": 3} | 0 to 2 | temperature
          completions | {"model": "tiny", "prompt": "a", "temperature": "x"} | a number | temperature
          completions | {"model": "tiny", "prompt": "a", "top_p": 0} | above 0 | top_p
          completions | {"model": "tiny", "prompt": "a", "stop": [""]} | 1 to 1000 | stop
          completions | {"model": "tiny", "prompt": "a", "stream": 1} | true or false | stream
          completions | {"model": "tiny", "prompt": "a", "seed": 1.5} | whole number | seed
          chat/completions | {"model": "tiny"} | 1 to 2048 messages | messages
          chat/completions | {"model": "tiny", "messages": []} | 1 to 2048 messages | messages
          chat/completions | {"model": "tiny", "messages": [{"role": "tool", "content": "a"}]} | is 'tool' but must be | messages[0].role
          chat/completions | {"model": "tiny", "messages": [{"role": "user"}]} | must be a string or | messages[0].content
          chat/completions | {"model": "tiny", "messages": [{"role": "user", "content": [{"type": "image_url"}]}]} | not text | messages[0].content
          chat/completions | {"model": "tiny", "messages": [{"role": "user", "content": "a"}], "tools": [{}]} | no tools | tools
          chat/completions | {"model": "tiny", "messages": [{"role": "user", "content": "a"}], "logprobs": true} | not supported | logprobs
          chat/completions | {"model": "tiny", "messages": [{"role": "user", "content": "a"}], "response_format": {"type": "json_object"}} | only format | response_format
          """)
  void whatIsWrongIsToldInOpenAisForm(String path, String body, String phrase, String field) {
    HttpResponse<String> response = post("/openai/v1/" + path, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    JsonNode error = node.json(response).get("error");
    assertThat(error.get("message").asString()).contains(phrase);
    assertThat(error.get("type").asString()).isEqualTo("invalid_request_error");
    assertThat(error.get("param").asString()).isEqualTo(field);
  }

  @Test
  void aPromptThatIsTooLongIsRefusedEvenWhereItWouldBeStreamed() {
    String body = completion("x".repeat(300), 5, ", \"stream\": true");
    HttpResponse<String> response = post(COMPLETIONS, body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(node.json(response).at("/error/message").asString())
        .contains("this model takes 256 for prompt and answer");
  }

  @Test
  void tritonsGenerateExtensionGivesTheSameText() {
    String text =
        answer(COMPLETIONS, completion("triton", 15, "")).at("/choices/0/text").asString();
    String body = "{\"text_input\": \"triton\", \"parameters\": {\"max_tokens\": 15}}";
    JsonNode whole = answer("/v2/models/tiny/generate", body);
    assertThat(whole.get("text_output").asString()).isEqualTo(text);
    assertThat(whole.get("model_name").asString()).isEqualTo("tiny");
    HttpResponse<String> stream = post("/v2/models/tiny/generate_stream", body);
    var pieces = new StringBuilder();
    stream
        .body()
        .lines()
        .filter(line -> line.startsWith("data: "))
        .forEach(
            line ->
                pieces.append(
                    JSON.readTree(line.substring("data: ".length()))
                        .get("text_output")
                        .asString()));
    assertThat(pieces).hasToString(text);
    assertThat(post("/v2/models/tiny/generate", "{\"text_input\": 5}").body())
        .contains("text_input must be a string");
  }

  @Test
  void aDecoderOfOnesOwnComesWithItsTokenizer(@TempDir Path files) throws IOException {
    Path model = Files.write(files.resolve("model.onnx"), SeededDecoder.of(2).file());
    var vocabulary = new StringBuilder();
    for (int id = 0; id < SeededDecoder.VOCABULARY; id++) {
      vocabulary.append(id == 0 ? "" : ",").append("\"w").append(id).append("\":").append(id);
    }
    String tokenizer =
        """
        {"version": "1.0", "added_tokens": [{"id": 33, "content": "</s>", "special": true,
          "single_word": false, "lstrip": false, "rstrip": false, "normalized": false}],
         "pre_tokenizer": {"type": "WhitespaceSplit"},
         "model": {"type": "WordLevel", "unk_token": "w0", "vocab": {%s}}}
        """
            .formatted(vocabulary.toString().replace("\"w33\"", "\"</s>\""));
    Path words = Files.writeString(files.resolve("tokenizer.json"), tokenizer);
    String manifest =
        """
        kind: Model
        name: own
        from: file:%s
        generation: {tokenizer: "file:%s", max-tokens: 32, max-sequences: 2%s}
        """;
    HttpResponse<String> deployed = node.deploy("own", manifest.formatted(model, words, ""));
    assertThat(deployed.statusCode()).as(deployed.body()).isEqualTo(200);
    JsonNode answer =
        answer(COMPLETIONS, "{\"model\": \"own\", \"prompt\": \"w1 w2 w3\", \"temperature\": 0}");
    assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(3);
    assertThat(answer.at("/choices/0/text").asString()).contains("w");
    assertThat(node.deploy("own", manifest.formatted(model, words, ", end: nope")).body())
        .contains("has no special token 'nope'");
  }

  @Test
  void aGraphThatIsNoDecoderIsRefusedWithWhatItLacks(@TempDir Path files) throws IOException {
    Path model = Files.write(files.resolve("sum.onnx"), TinyModel.arithmetic(2).bytes());
    HttpResponse<String> deployed =
        node.deploy(
            "sum", "kind: Model\nname: sum\nfrom: file:%s\ngeneration: {}\n".formatted(model));
    assertThat(deployed.body()).contains("cannot generate", "input_ids");
  }

  @Test
  void anUnknownModelIsNotFound() {
    HttpResponse<String> response = post(COMPLETIONS, "{\"model\": \"none\", \"prompt\": \"a\"}");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(node.json(response).at("/error/code").asString()).isEqualTo("model_not_found");
  }

  @Test
  void aTokenOutsideTheVocabularyIsTheCallersFault() {
    HttpResponse<String> response =
        post(COMPLETIONS, "{\"model\": \"tiny\", \"prompt\": [1, 99999]}");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
  }
}
