package dev.hearth.functions.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ObjectStoreTest {
  @TempDir Path directory;
  private final TestLoop loop = new TestLoop();
  private final List<Waiting> calls = new ArrayList<>();
  private EventDatabase database;
  private ObjectStore objects;

  @BeforeEach
  void open() {
    database = EventDatabase.open(directory.resolve("events.db"), loop);
    objects = objects();
  }

  private ObjectStore objects() {
    var store =
        new ObjectStore(
            directory.resolve("objects"),
            100,
            database,
            loop,
            Runnable::run,
            sent -> calls.add(((Outbox.Sent.Call) sent).waiting()));
    store.start();
    return store;
  }

  @AfterEach
  void close() {
    database.close();
  }

  private <T> T done(CompletionStage<T> stage) {
    loop.settle(database);
    return stage.toCompletableFuture().join();
  }

  private StoredObject put(String key, String content) {
    return done(objects.put("photos", key, "text/plain", content.getBytes(UTF_8)));
  }

  private List<Path> files() throws IOException {
    try (var all = Files.list(directory.resolve("objects"))) {
      return all.toList();
    }
  }

  @Test
  void anObjectIsKeptListedReplacedAndRemoved() throws IOException {
    put("a/1.txt", "one");
    StoredObject second = put("a/1.txt", "two");
    put("b.txt", "three");
    StoredObject found = done(objects.find("photos", "a/1.txt"));
    assertThat(found).isEqualTo(second);
    assertThat(found.etag()).isEqualTo("b8a9f715dbb64fd5c56e7783c6820a61");
    assertThat(done(objects.content(found))).asString().isEqualTo("two");
    assertThat(done(objects.list("photos", "a/", "", 10)))
        .extracting(StoredObject::key)
        .containsExactly("a/1.txt");
    assertThat(done(objects.list("photos", "", "a/1.txt", 10)))
        .extracting(StoredObject::key)
        .containsExactly("b.txt");
    assertThat(files()).hasSize(2);
    done(objects.remove("photos", "a/1.txt"));
    assertThat(files()).hasSize(1);
    var gone = objects.find("photos", "a/1.txt").toCompletableFuture();
    loop.settle(database);
    assertThatThrownBy(gone::join).hasMessageContaining("there is no object 'a/1.txt'");
  }

  @Test
  void anObjectThatComesCallsTheFunctionsItConcerns() {
    done(objects.put(new Trigger("t", "photos", "in/", ".jpg", "f", Optional.of("2"))));
    put("in/a b+ü.jpg", "x");
    put("in/a.png", "x");
    put("out/a.jpg", "x");
    assertThat(calls).hasSize(1);
    Waiting call = calls.getFirst();
    assertThat(call.function).isEqualTo("f");
    assertThat(call.qualifier).hasValue("2");
    JsonNode record =
        JsonMapper.shared().readTree(call.call.orElseThrow().payload()).path("Records").get(0);
    assertThat(record.path("eventName").asString()).isEqualTo("ObjectCreated:Put");
    assertThat(record.at("/s3/bucket/name").asString()).isEqualTo("photos");
    assertThat(record.at("/s3/object/key").asString()).isEqualTo("in%2Fa+b%2B%C3%BC.jpg");
    assertThat(record.at("/s3/object/size").asInt()).isOne();
    assertThat(record.at("/s3/configurationId").asString()).isEqualTo("t");
  }

  @Test
  void keysNameNoFiles() throws IOException {
    put("../../etc/passwd", "x");
    assertThat(files()).hasSize(1);
    assertThat(done(objects.find("photos", "../../etc/passwd")).bytes()).isOne();
    assertThatThrownBy(() -> objects.put("../up", "k", "text/plain", new byte[0]))
        .hasMessageContaining("3 to 63 small letters");
    assertThatThrownBy(() -> objects.put("photos", "", "text/plain", new byte[0]))
        .hasMessageContaining("1 to 1024 bytes");
  }

  @Test
  void objectsAreBoundedTogether() {
    put("a", "x".repeat(60));
    var second = objects.put("photos", "b", "text/plain", new byte[41]).toCompletableFuture();
    assertThatThrownBy(second::join).hasMessageContaining("100 bytes together and hold 60");
    done(objects.remove("photos", "a"));
    put("b", "x".repeat(100));
  }

  @Test
  void whatIsNotAdmittedLeavesNoFile() throws IOException {
    database.now(
        session ->
            session.update(
                "create trigger refused before insert on objects"
                    + " begin select raise(abort, 'full'); end"));
    var refused = objects.put("photos", "a", "text/plain", new byte[100]).toCompletableFuture();
    loop.settle(database);
    assertThat(refused).isCompletedExceptionally();
    assertThat(files()).isEmpty();
    database.now(session -> session.update("drop trigger refused"));
    put("a", "x".repeat(100));
  }

  @Test
  void objectsAndTriggersOutliveARestartAndLeftoversGo() throws IOException {
    put("a", "kept");
    done(objects.put(new Trigger("t", "photos", "", "", "f", Optional.empty())));
    Files.writeString(directory.resolve("objects").resolve("half-written"), "x");
    objects = objects();
    assertThat(files()).hasSize(1);
    assertThat(objects.triggers()).extracting(Trigger::id).containsExactly("t");
    put("b", "x");
    assertThat(calls).hasSize(1);
    assertThat(done(objects.removeTrigger("t"))).isTrue();
    put("c", "x");
    assertThat(calls).hasSize(1);
  }
}
