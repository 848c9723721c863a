package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.inference.Datatype;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.TensorMetadata;
import dev.hearth.node.StoredModel.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {
  @TempDir Path directory;

  private static StoredModel model(String name, int version) {
    var tensor = new TensorMetadata("x", Datatype.FP32, List.of(-1L, 3L), List.of("batch", ""));
    return new StoredModel(
        name,
        version,
        "kind: Model\n",
        "file:/m.onnx",
        "0".repeat(64),
        "/m.onnx",
        7,
        new GraphMetadata(
            List.of(tensor), List.of(tensor), List.of(List.of(tensor)), List.of(tensor)),
        List.of(new StoredFile("a.b", "file:/t", "1".repeat(64), "/t", 8)),
        false);
  }

  private static StoredVersions versions(String name, int... numbers) {
    var models = IntStream.of(numbers).mapToObj(number -> model(name, number)).toList();
    int last = numbers[numbers.length - 1];
    return new StoredVersions(name, last, new TreeMap<>(Map.of(last, 100)), models);
  }

  private Path file() {
    return directory.resolve("below").resolve("deployments.db");
  }

  private SqliteStore open() {
    return SqliteStore.open(file());
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  @Test
  void whatWasPutIsThereAfterReopening() {
    try (SqliteStore store = open()) {
      store.put(versions("b", 1));
      store.put(versions("a", 2, 3));
    }
    try (SqliteStore store = open()) {
      assertThat(store.all()).containsExactly(versions("a", 2, 3), versions("b", 1));
    }
  }

  @Test
  void theLatestOfANameIsKept() {
    try (SqliteStore store = open()) {
      store.put(versions("a", 1));
      store.put(versions("a", 2));
      assertThat(store.all()).containsExactly(versions("a", 2));
    }
  }

  @Test
  void whatWasRemovedIsGone() {
    try (SqliteStore store = open()) {
      store.put(versions("a", 1));
      store.remove("a");
      assertThat(store.all()).isEmpty();
    }
  }

  /** As a node left it that knew one version a model, before and after there was unloading. */
  @Test
  void whatWasKeptOneVersionAModelIsThere() throws IOException, SQLException {
    Files.createDirectories(file().getParent());
    String kept =
        """
        {"name":"%s","version":%d,"manifest":"kind: Model\\n","from":"file:/m.onnx",\
        "sha256":"%s","path":"/m.onnx","bytes":7,"graph":{"inputs":[%s],"outputs":[%s]}%s}\
        """;
    String tensor =
        "{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,3],\"dimensionNames\":[\"batch\",\"\"]}";
    String digest = "0".repeat(64);
    execute(
        "create table deployments (name text primary key, model text not null)",
        "insert into deployments values ('a', '%s')"
            .formatted(kept.formatted("a", 7, digest, tensor, tensor, "")),
        "insert into deployments values ('b', '%s')"
            .formatted(kept.formatted("b", 1, digest, tensor, tensor, ",\"unloaded\":true")));
    for (int time = 0; time < 2; time++) {
      try (SqliteStore store = open()) {
        assertThat(store.all()).hasSize(2);
        StoredModel first = store.all().getFirst().versions().getFirst();
        assertThat(store.all().getFirst().last()).isEqualTo(7);
        assertThat(store.all().getFirst().traffic()).isEqualTo(Map.of(7, 100));
        assertThat(first.version()).isEqualTo(7);
        assertThat(first.graph().inputs()).isEqualTo(model("a", 7).graph().inputs());
        assertThat(first.graph().otherInputs()).isEmpty();
        assertThat(first.artifacts()).isEmpty();
        assertThat(first.unloaded()).isFalse();
        assertThat(store.all().getLast().versions().getFirst().unloaded()).isTrue();
      }
    }
  }

  @Test
  void aFileOfANewerNodeIsNotTouched() throws SQLException {
    open().close();
    execute("pragma user_version = 99");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(this::open)
        .withMessageContaining("newer Hearth")
        .withMessageContaining("--data");
  }

  @Test
  void anUnusableDirectoryIsToldWithTheRemedy() throws IOException {
    Files.writeString(directory.resolve("below"), "a file");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(this::open)
        .withMessageContaining("--data");
  }
}
