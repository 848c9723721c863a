package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
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
    for (String event : response.body().split("\n\n")) {
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
