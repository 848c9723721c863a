package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** OpenAI's own client for Node.js, as npm has it, on a running node. */
class OpenAiClientIT {
  private static final String CLIENT = "openai@6.49.0";
  private static final long INSTALL_SECONDS = 180;
  private static final long RUN_SECONDS = 120;
  private static final double SAME = 1e-6;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String SCRIPT =
      """
      import OpenAI from 'openai';
      const client = new OpenAI({baseURL: process.env.BASE, apiKey: 'unused', maxRetries: 0});
      const model = 'minilm';
      const input = JSON.parse(process.env.TEXTS);
      const packed = await client.embeddings.create({model, input});
      const plain = await client.embeddings.create({model, input, encoding_format: 'float'});
      const tokens = await client.embeddings.create({model, input: [101, 4937, 102]});
      const models = [];
      for await (const each of client.models.list()) models.push(each.id);
      const one = await client.models.retrieve(model);
      let missing;
      try {
        await client.embeddings.create({model: 'none', input: 'a'});
      } catch (error) {
        missing = {status: error.status, code: error.code, param: error.param,
            kind: error.constructor.name};
      }
      console.log(JSON.stringify({packed: packed.data.map(item => Array.from(item.embedding)),
          plain: plain.data.map(item => item.embedding), usage: packed.usage,
          tokens: tokens.usage, models, one: one.id, missing}));
      """;

  private static final String TEXT_SCRIPT =
      """
      import OpenAI from 'openai';
      const client = new OpenAI({baseURL: process.env.BASE, apiKey: 'unused', maxRetries: 0});
      const asked = {model: 'tiny', max_tokens: 20, temperature: 0.8, seed: 5};
      const whole = await client.completions.create({...asked, prompt: 'once'});
      let text = '', reason, usage;
      for await (const each of await client.completions.create({...asked, prompt: 'once',
          stream: true, stream_options: {include_usage: true}})) {
        text += each.choices[0]?.text ?? '';
        reason ??= each.choices[0]?.finish_reason;
        usage ??= each.usage;
      }
      const messages = [{role: 'user', content: 'hello'}];
      const turn = await client.chat.completions.create({...asked, messages});
      let said = '';
      const stream = await client.chat.completions.create({...asked, messages, stream: true});
      for await (const each of stream) said += each.choices[0]?.delta?.content ?? '';
      const left = await client.chat.completions.create(
          {model: 'tiny', temperature: 0, messages, stream: true});
      for await (const each of left) break;
      const refused = {};
      for (const [why, more] of Object.entries({n: {n: 3}, long: {prompt: 'x'.repeat(600)},
          tokens: {max_tokens: 9999}})) {
        try {
          await client.completions.create({...asked, prompt: 'a', stream: why === 'long', ...more});
        } catch (error) {
          refused[why] = {status: error.status, param: error.param, kind: error.constructor.name};
        }
      }
      console.log(JSON.stringify({whole: whole.choices[0].text, text,
          reason: [whole.choices[0].finish_reason, reason], usage: [whole.usage, usage],
          turn: turn.choices[0].message.content, role: turn.choices[0].message.role, said, refused}));
      """;

  @TempDir Path data;
  @TempDir Path directory;

  private record Ran(int exit, String output, String errors) {}

  /** Runs a command; exit code -1 if there is no such command. */
  private Ran run(long seconds, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    Path errors = directory.resolve("errors");
    var builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    builder.environment().putAll(environment);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Ran(-1, "", String.valueOf(e.getMessage()));
    }
    boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    return new Ran(
        ended ? process.exitValue() : -1, Files.readString(output), Files.readString(errors));
  }

  /** Installs the client; without Node.js or npm the test is skipped. */
  private void install() throws IOException, InterruptedException {
    Ran version = run(RUN_SECONDS, Map.of(), "node", "--version");
    assumeTrue(version.exit() == 0, "there is no Node.js here: " + version.errors());
    Ran install =
        run(
            INSTALL_SECONDS,
            Map.of(),
            "npm",
            "install",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            CLIENT);
    assumeTrue(install.exit() == 0, "npm cannot install " + CLIENT + ": " + install.errors());
  }

  @Test
  void openAisClientGetsEmbeddings() throws IOException, InterruptedException {
    install();
    Files.writeString(directory.resolve("check.mjs"), SCRIPT);
    List<String> texts = Sentences.examples();
    try (TestNode node = TestNode.start(data)) {
      String manifest = TestNode.minilm();
      assertThat(node.deploy("minilm", manifest).statusCode()).isEqualTo(200);
      Ran ran =
          run(
              RUN_SECONDS,
              Map.of("BASE", node.uri() + "/openai/v1", "TEXTS", JSON.writeValueAsString(texts)),
              "node",
              "check.mjs");
      assertThat(ran.exit()).as(ran.errors()).isZero();
      check(JSON.readTree(ran.output()), texts);
    }
  }

  @Test
  void openAisClientGetsTextWholeAndStreamed() throws IOException, InterruptedException {
    install();
    Files.writeString(directory.resolve("check.mjs"), TEXT_SCRIPT);
    try (TestNode node = TestNode.start(data)) {
      String manifest = "kind: Model\nname: tiny\nfrom: builtin:tiny-decoder?seed=1\n";
      assertThat(node.deploy("tiny", manifest).statusCode()).isEqualTo(200);
      Ran ran = run(RUN_SECONDS, Map.of("BASE", node.uri() + "/openai/v1"), "node", "check.mjs");
      assertThat(ran.exit()).as(ran.errors()).isZero();
      checkText(JSON.readTree(ran.output()));
      TestNode.eventually(
          "what the client left is over", () -> node.metric("hearth_unanswered") == 0);
    }
  }

  private static void checkText(JsonNode seen) {
    assertThat(seen.get("whole").asString()).isNotEmpty();
    assertThat(seen.get("text")).isEqualTo(seen.get("whole"));
    assertThat(seen.at("/reason/0").asString()).isIn("stop", "length");
    assertThat(seen.at("/reason/1")).isEqualTo(seen.at("/reason/0"));
    assertThat(seen.at("/usage/1")).isEqualTo(seen.at("/usage/0"));
    assertThat(seen.at("/usage/0/prompt_tokens").asInt()).isEqualTo(5);
    assertThat(seen.get("role").asString()).isEqualTo("assistant");
    assertThat(seen.get("said")).isEqualTo(seen.get("turn"));
    for (String each : List.of("n", "long", "tokens")) {
      assertThat(seen.at("/refused/" + each + "/status").asInt()).as(each).isEqualTo(400);
      assertThat(seen.at("/refused/" + each + "/kind").asString()).isEqualTo("BadRequestError");
    }
    assertThat(seen.at("/refused/n/param").asString()).isEqualTo("n");
  }

  private static double[] vector(JsonNode vectors, int index) {
    return vectors.get(index).valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }

  private static void check(JsonNode seen, List<String> texts) {
    assertThat(seen.get("packed")).hasSize(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      assertThat(vector(seen.get("packed"), i))
          .hasSize(384)
          .containsExactly(vector(seen.get("plain"), i), within(SAME));
    }
    double[] first = vector(seen.get("packed"), 0);
    assertThat(Sentences.cosine(first, vector(seen.get("packed"), 1)))
        .isGreaterThan(Sentences.cosine(first, vector(seen.get("packed"), 2)) + 0.2);
    assertThat(seen.get("usage").get("prompt_tokens").asInt()).isGreaterThan(texts.size() * 5);
    assertThat(seen.get("tokens").get("total_tokens").asInt()).isEqualTo(3);
    assertThat(seen.get("models").toString()).isEqualTo("[\"minilm\"]");
    assertThat(seen.get("one").asString()).isEqualTo("minilm");
    assertThat(seen.get("missing").toString())
        .isEqualTo(
            "{\"status\":404,\"code\":\"model_not_found\",\"param\":\"model\",\"kind\":\"NotFoundError\"}");
  }
}
