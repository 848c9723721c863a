package dev.hearth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.sandbox.zygote.ZygoteConfig;
import dev.hearth.sandbox.zygote.ZygoteProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a fork can see of its parent, of its siblings and of the machine. */
class ZygoteIT {
  @TempDir static Path directory;
  private static ZygoteProvider provider;

  @BeforeAll
  static void open() {
    provider = new ZygoteProvider(ZygoteConfig.DEFAULTS);
    if (provider.availability() instanceof Availability.Unavailable(String reason)) {
      assumeTrue(false, "no warm interpreters here: " + reason);
    }
  }

  @AfterAll
  static void close() {
    provider.close();
  }

  private static Sandbox sandbox(String function, Map<String, String> environment)
      throws IOException {
    return sandbox(
        PythonProbes.program(
            directory, "probe." + function, SandboxConformance.LIMITS, environment));
  }

  private static Sandbox sandbox(Program program) {
    provider.prepare(program);
    Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE);
    sandbox.specialise(program);
    return sandbox;
  }

  private static JsonNode json(Sandbox sandbox, String payload) {
    return JsonMapper.shared().readTree(Calls.answer(sandbox, payload));
  }

  @Test
  void secretOfOneIsNowhereInTheMemoryOfAnother() throws IOException {
    var secret = Map.of("PROBE", "planted-in-one");
    try (Sandbox one = sandbox("remembers", secret)) {
      // The probe does find what is there, else it would prove nothing.
      assertThat(json(one, "[\"planted-\", \"in-one\"]").asInt()).isPositive();
      try (Sandbox two = sandbox("remembers", Map.of())) {
        assertThat(json(two, "[\"planted-\", \"in-one\"]").asInt()).isZero();
      }
    }
  }

  @Test
  void forkHasNoPrivilegesAndSeesOnlyItself() throws IOException {
    try (Sandbox sandbox = sandbox("sees", Map.of("PROBE", "own"))) {
      JsonNode seen = json(sandbox, "null");

      assertThat(seen.get("user").asInt()).isGreaterThan(200_000);
      assertThat(seen.get("groups")).isEmpty();
      assertThat(seen.get("pid").asInt()).isEqualTo(1);
      assertThat(seen.get("processes").asInt()).isEqualTo(1);
      assertThat(seen.get("capabilities"))
          .allSatisfy(set -> assertThat(set.asString()).isEqualTo("0000000000000000"));
      assertThat(seen.get("filter").asString()).isEqualTo("2");
      assertThat(seen.get("privileges").asString()).isEqualTo("1");
      assertThat(seen.get("hearth").asBoolean()).isFalse();
      assertThat(seen.get("interfaces").toString()).isEqualTo("[\"lo\"]");
      assertThat(seen.get("arguments").asString()).doesNotContain("own");
    }
  }

  @Test
  void forkHoldsNothingOpenButItsConnections() throws IOException {
    try (Sandbox sandbox = sandbox("sees", Map.of())) {
      assertThat(json(sandbox, "null").get("descriptors"))
          .extracting(JsonNode::asString)
          .filteredOn(name -> !name.equals("socket") && !name.equals("/dev/null"))
          .isEmpty();
    }
  }

  @Test
  void noWayOutOfTheNamespacesIsOpen() throws IOException {
    try (Sandbox sandbox = sandbox("escapes", Map.of())) {
      assertThat(json(sandbox, "null")).isEmpty();
    }
  }

  @Test
  void onlyPrivateDirectoriesCanBeWritten() throws IOException {
    try (Sandbox one = sandbox("writes", Map.of());
        Sandbox two = sandbox("reads", Map.of())) {
      String paths =
          "[\"/var/task/x\",\"/x\",\"/dev/x\",\"/usr/x\",\"/hearth/x\",\"/proc/sys/kernel/hostname\","
              + "\"/tmp/zygote-it\",\"/dev/shm/zygote-it\"]";
      assertThat(json(one, paths).toString())
          .isEqualTo("[\"/tmp/zygote-it\",\"/dev/shm/zygote-it\"]");
      assertThat(Calls.answer(two, "[\"/tmp/zygote-it\",\"/dev/shm/zygote-it\"]"))
          .isEqualTo("null");
    }
    assertThat(Files.exists(Path.of("/tmp/zygote-it"))).isFalse();
  }

  @Test
  void siblingsDrawDifferentNumbers() throws IOException {
    assumeNumpy();
    var drawn = new ArrayList<JsonNode>();
    for (int i = 0; i < 2; i++) {
      try (Sandbox sandbox = sandbox("numbers", Map.of())) {
        drawn.add(json(sandbox, "null"));
      }
    }
    assertThat(drawn.get(0).get(0)).isNotEqualTo(drawn.get(1).get(0));
    assertThat(drawn.get(0).get(1)).isNotEqualTo(drawn.get(1).get(1));
  }

  static void assumeNumpy() {
    assumeTrue(
        Files.isDirectory(Path.of("/usr/lib/python3/dist-packages/numpy")),
        "python3-numpy is not installed");
  }

  @Test
  void partsOfAnAnswerComeOneByOne() throws IOException {
    try (Sandbox sandbox = sandbox("streams", Map.of())) {
      Calls.Recorded call = Calls.start(sandbox, "[\"a\",\"b\",\"c\"]");
      assertThat(call.answer()).isEmpty();
      assertThat(call.parts.toString(java.nio.charset.StandardCharsets.UTF_8)).isEqualTo("abc");
    }
  }

  @Test
  void payloadThatIsNoJsonIsSaidToBeNone() throws IOException {
    try (Sandbox sandbox = sandbox("echo", Map.of())) {
      CallEnd.Failed failed = Calls.start(sandbox, "{").failure();
      assertThat(failed.errorType()).isEqualTo("Runtime.UnmarshalError");
      assertThat(failed.usable()).isTrue();
    }
  }

  @Test
  void contextTellsAboutTheCall() throws IOException {
    try (Sandbox sandbox = sandbox("mixes", Map.of())) {
      JsonNode told = JsonMapper.shared().readTree(json(sandbox, "null").asString());
      assertThat(told.get("id").asString()).startsWith("00000000-");
      assertThat(told.get("left").asBoolean()).isTrue();
      assertThat(told.get("name").asString()).isEqualTo("mixes");
      assertThat(told.get("memory").asString()).isEqualTo("128");
    }
  }

  @Test
  void manyStartAtOnce() throws Exception {
    Program program =
        PythonProbes.program(directory, "probe.echo", SandboxConformance.LIMITS, Map.of());
    provider.prepare(program);
    var starts = new ArrayList<java.util.concurrent.Future<String>>();
    try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        String payload = Integer.toString(i);
        starts.add(
            threads.submit(
                () -> {
                  try (Sandbox sandbox = sandbox(program)) {
                    return Calls.answer(sandbox, payload);
                  }
                }));
      }
    }
    List<String> answers = new ArrayList<>();
    for (var start : starts) {
      answers.add(start.get());
    }
    assertThat(answers).hasSize(20).doesNotHaveDuplicates();
  }
}
