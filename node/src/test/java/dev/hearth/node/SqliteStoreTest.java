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

  private SqliteStore open() {
    return SqliteStore.open(directory.resolve("below").resolve("deployments.db"));
  }

  @Test
  void whatWasPutIsThereAfterReopening() {
    try (SqliteStore store = open()) {
      store.put(model("b", 1));
      store.put(model("a", 2));
    }
    try (SqliteStore store = open()) {
      assertThat(store.all()).containsExactly(model("a", 2), model("b", 1));
    }
  }

  @Test
  void theLatestOfANameIsKept() {
    try (SqliteStore store = open()) {
      store.put(model("a", 1));
      store.put(model("a", 2));
      assertThat(store.all()).containsExactly(model("a", 2));
    }
  }

  @Test
  void whatWasRemovedIsGone() {
    try (SqliteStore store = open()) {
      store.put(model("a", 1));
      store.remove("a");
      assertThat(store.all()).isEmpty();
    }
  }

  @Test
  void whetherAModelIsLoadedIsKept() {
    try (SqliteStore store = open()) {
      store.put(model("a", 1));
      store.setLoaded("a", false);
    }
    try (SqliteStore store = open()) {
      assertThat(store.all().getFirst().unloaded()).isTrue();
      store.setLoaded("a", true);
      assertThat(store.all()).containsExactly(model("a", 1));
    }
  }

  @Test
  void aModelKeptBeforeThereWerePipelinesHasNone() throws SQLException {
    try (SqliteStore store = open()) {
      store.put(model("a", 1));
    }
    change("json_remove(model, '$.files', '$.graph.otherInputs', '$.graph.otherOutputs')");
    try (SqliteStore store = open()) {
      StoredModel kept = store.all().getFirst();
      assertThat(kept.artifacts()).isEmpty();
      assertThat(kept.graph().inputs()).isEqualTo(model("a", 1).graph().inputs());
      assertThat(kept.graph().otherInputs()).isEmpty();
      assertThat(kept.graph().otherOutputs()).isEmpty();
    }
  }

  private void change(String expression) throws SQLException {
    String file = "jdbc:sqlite:" + directory.resolve("below").resolve("deployments.db");
    try (Connection connection = DriverManager.getConnection(file);
        Statement statement = connection.createStatement()) {
      statement.execute("update deployments set model = " + expression);
    }
  }

  @Test
  void aModelKeptBeforeThereWasUnloadingIsLoaded() throws SQLException {
    try (SqliteStore store = open()) {
      store.put(model("a", 1));
    }
    change("json_remove(model, '$.unloaded')");
    try (SqliteStore store = open()) {
      assertThat(store.all()).containsExactly(model("a", 1));
    }
  }

  @Test
  void anUnusableDirectoryIsToldWithTheRemedy() throws IOException {
    Files.writeString(directory.resolve("below"), "a file");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(this::open)
        .withMessageContaining("--data");
  }
}
