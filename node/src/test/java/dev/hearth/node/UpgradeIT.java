package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertAll;

import dev.hearth.inference.TinyModel;
import dev.hearth.inference.profile.ProfileDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A node that is started on a data directory of an earlier Hearth serves what that held; one of a
 * later Hearth, or a damaged one, it refuses.
 */
@NullUnmarked
class UpgradeIT {
  /** Of the only key that fixtures know; they guard nothing. */
  private static final String[] KEY = {"Authorization", "Bearer " + EarlierData.KEY};

  @TempDir Path directory;
  private TestNode node;

  private Path data(String commit) throws IOException {
    return EarlierData.copy(commit, directory.resolve("data"));
  }

  private void start(Path data) throws IOException {
    node = TestNode.start(data, EarlierData.then(directory));
  }

  @AfterEach
  void stop() {
    if (node != null) {
      node.close();
    }
  }

  private HttpResponse<String> send(String method, String path, String body) {
    return node.send(method, path, body, KEY).join();
  }

  private String got(String path) {
    return send("GET", path, "").body();
  }

  static List<String> deployments() {
    return EarlierData.commits("deployments.db");
  }

  static List<String> events() {
    return EarlierData.commits("events.db");
  }

  @ParameterizedTest
  @MethodSource("deployments")
  void modelsOfEveryFormAreServedAndCanBeReplaced(String commit) throws IOException {
    Path data = data(commit);
    start(data);
    int last = 0;
    for (var each : node.json(send("GET", "/admin/v1/models/sum", "")).path("versions")) {
      last = Math.max(last, each.path("version").asInt());
      String path = "/v2/models/sum/versions/" + last + "/infer";
      assertThat(send("POST", path, TestNode.SUM).body()).contains("[4.0,6.5]", "[3.0,9.0]");
    }
    assertThat(last).isPositive();
    Path file = Files.write(directory.resolve("next.onnx"), next());
    String manifest = "kind: Model\nname: sum\nfrom: file:" + file + "\n";
    assertThat(send("PUT", "/admin/v1/models/sum", manifest).body())
        .contains("\"version\":\"" + (last + 1) + "\"");
    node.close();
    start(data);
    assertThat(send("POST", "/v2/models/sum/infer", TestNode.SUM).body())
        .contains("\"model_version\":\"" + (last + 1) + "\"", "[4.0,6.5]");
  }

  private static byte[] next() throws IOException {
    return TinyModel.arithmetic(2).bytes();
  }

  @Test
  void theFirstFormHadOneVersionOfAModel() throws IOException {
    start(data("b29bda0"));
    assertThat(node.json(send("GET", "/admin/v1/models/sum", "")).path("versions")).hasSize(1);
    assertThat(got("/v2/models/sum")).contains("\"2\"");
    assertThat(send("POST", "/v2/repository/index", "").body())
        .contains("\"name\":\"twin\",\"version\":\"1\",\"state\":\"UNAVAILABLE\"");
  }

  @Test
  void sharesOfVersionsStay() throws IOException {
    start(data("b09850f"));
    assertThat(got("/admin/v1/models/sum")).contains("\"traffic\":80", "\"traffic\":20");
    assertThat(send("POST", "/v2/repository/index", "").body())
        .contains("\"name\":\"twin\",\"version\":\"1\",\"state\":\"UNAVAILABLE\"");
  }

  @ParameterizedTest
  @MethodSource("events")
  void functionsAndWhatCallsThemAreThere(String commit) throws IOException {
    start(data(commit));
    String ada = "\"Ada\"";
    for (String name : List.of("hello", "hello:live", "hello:1")) {
      assertThat(send("POST", "/2015-03-31/functions/" + name + "/invocations", ada).body())
          .contains("Hello, Ada!");
    }
    assertAll(
        () ->
            assertThat(got("/2015-03-31/functions/hello/configuration"))
                .contains("\"GREETING\":\"kept secret\""),
        () -> assertThat(got("/queues/orders")).contains("\"messages\":2", "\"maxReceives\":7"),
        () ->
            assertThat(send("POST", "/queues/orders/receive?max=5", "").body())
                .contains("a first order", "a second order", "book"),
        () -> assertThat(got("/objects/photos/notes/one.txt")).isEqualTo("what was kept"),
        () -> assertThat(got("/admin/v1/schedules/daily")).contains("Europe/Berlin", "skip"),
        () -> assertThat(got("/admin/v1/triggers")).contains("\"suffix\":\".jpg\""),
        () -> assertThat(got("/2015-03-31/event-source-mappings/")).contains("sqs", ":other"),
        () ->
            assertThat(got("/admin/v1/bill?from=2026-11-22&to=2026-11-22"))
                .contains("\"function\":\"hello\""));
  }

  @ParameterizedTest
  @MethodSource("events")
  void whatWaitedInQueuesIsCountedOn(String commit) throws IOException {
    start(data(commit));
    assertThat(send("POST", "/queues/orders/messages", "a third").statusCode()).isEqualTo(201);
    assertThat(got("/queues/orders")).contains("\"messages\":3");
    assertThat(send("POST", "/async-function/hello", "\"Grace\"").statusCode()).isEqualTo(202);
  }

  @Test
  void profilesStay() throws IOException {
    var profiles = ProfileDatabase.open(data("b09850f").resolve("profiles/models.txt"));
    assertThat(profiles.all())
        .singleElement()
        .satisfies(
            profile -> {
              assertThat(profile.model()).isEqualTo("sum");
              assertThat(profile.profile().points().getFirst().nanos()).isEqualTo(68_151);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"deployments.db", "functions.db", "events.db", "access.db"})
  void tablesOfALaterHearthAreRefused(String name) throws IOException, SQLException {
    Path data = data(EarlierData.PRESENT);
    EarlierData.execute(data.resolve(name), "pragma user_version = 99");
    byte[] before = Files.readAllBytes(data.resolve(name));
    assertThatThrownBy(() -> start(data))
        .hasMessageContaining(name)
        .hasMessageContaining("newer Hearth, in form 99")
        .hasMessageContaining("--data");
    assertThat(data.resolve(name)).hasBinaryContent(before);
  }

  @ParameterizedTest
  @CsvSource({
    "version,hearth-data 2,--data",
    "profiles/models.txt,hearth-profiles 2,profile again"
  })
  void filesOfALaterHearthAreRefused(String name, String head, String remedy) throws IOException {
    Path data = data(EarlierData.PRESENT);
    Path file = data.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, head + "\nsomething new\nend\n");
    assertThatThrownBy(() -> start(data))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("version 2")
        .hasMessageContaining("knows only version 1")
        .hasMessageContaining(remedy);
    assertThat(file).content().startsWith(head);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"deployments.db", "functions.db", "events.db", "access.db", "functions.key"})
  void whatIsDamagedIsRefusedWithTheRemedy(String name) throws IOException {
    Path data = data(EarlierData.PRESENT);
    Files.writeString(data.resolve(name), "something else ".repeat(500));
    assertThatThrownBy(() -> start(data))
        .hasMessageContaining(name)
        .hasMessageMatching("(?s).*(put back a copy|not 32).*");
    assertThat(data.resolve(name)).content().startsWith("something else");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"update keys set digest = 'zz'", "insert into owners values ('planet', 'm', 't')"})
  void whoMayComeInIsNotGuessed(String damage) throws Exception {
    Path data = data(EarlierData.PRESENT);
    EarlierData.execute(data.resolve("access.db"), damage);
    assertThatThrownBy(() -> start(data))
        .hasMessageContaining("access.db is damaged")
        .hasMessageContaining("make new keys");
  }

  @Test
  void aRowThatCannotBeReadDoesNotKeepTheOthersFromBeingServed() throws Exception {
    Path data = data(EarlierData.PRESENT);
    EarlierData.execute(
        data.resolve("deployments.db"), "insert into models values ('odd', '{\"versions\":7}')");
    start(data);
    assertThat(send("POST", "/v2/models/sum/infer", TestNode.SUM).statusCode()).isEqualTo(200);
    assertThat(send("GET", "/v2/models/odd", "").statusCode()).isEqualTo(404);
  }
}
