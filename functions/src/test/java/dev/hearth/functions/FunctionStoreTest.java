package dev.hearth.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionStoreTest {
  @TempDir Path directory;
  private Path file;
  private Vault vault;

  @BeforeEach
  void files() throws IOException {
    file = Fixture.copy("badee76", "functions.db", directory);
    vault = KeyFileVault.open(Fixture.copy("badee76", "functions.key", directory));
  }

  @Test
  void whatTheFirstFormHeldIsThereAndCanBeChanged() {
    FunctionRecord hello;
    try (var store = FunctionStore.open(file, vault)) {
      assertThat(store.all()).hasSize(1);
      hello = store.all().getFirst();
      assertThat(hello.name()).isEqualTo("hello");
      assertThat(hello.latest().configuration().environment())
          .containsEntry("GREETING", "kept secret");
      assertThat(hello.version("live").version()).isEqualTo("1");
      assertThat(hello.version("live").configuration().policies()).containsEntry("warmth", "lsth");
      assertThat(hello.reserved()).hasValue(5);
      assertThat(hello.tags()).containsEntry("team", "fires");
      assertThat(hello.events()).containsEntry("$LATEST", EventConfiguration.DEFAULTS);
      assertThat(store.digests()).containsExactly(hello.latest().sha256().orElseThrow());
      store.put(hello.withReserved(OptionalInt.of(9)));
    }
    try (var store = FunctionStore.open(file, vault)) {
      assertThat(store.all()).containsExactly(hello.withReserved(OptionalInt.of(9)));
    }
  }

  @Test
  void aFormThatIsNotKnownIsRefusedAndLeftAsItIs() throws SQLException {
    for (int form : new int[] {FunctionStore.FORMS.latest() + 1, -1}) {
      Fixture.execute(file, "pragma user_version = " + form);
      assertThatExceptionOfType(FunctionException.class)
          .isThrownBy(() -> FunctionStore.open(file, vault))
          .withMessageContaining("newer Hearth, in form " + form)
          .withMessageContaining("--data");
      assertThat(Fixture.form(file)).isEqualTo(form);
    }
  }

  @Test
  void aFileThatIsNoStoreIsRefusedWithTheRemedy() throws IOException {
    Files.writeString(file, "something else ".repeat(500));
    assertThatExceptionOfType(FunctionException.class)
        .isThrownBy(() -> FunctionStore.open(file, vault))
        .withMessageContaining(file.toString())
        .withMessageContaining("put back a copy");
  }

  @Test
  void damagedPagesAreToldWithTheRemedy() throws IOException {
    Fixture.damage(file);
    assertThatExceptionOfType(FunctionException.class)
        .isThrownBy(
            () -> {
              try (var store = FunctionStore.open(file, vault)) {
                store.all();
              }
            })
        .withMessageContaining("put back a copy");
  }

  @Test
  void aRowThatCannotBeReadIsLeftOutAndStays() throws SQLException {
    for (String row : new String[] {"{", "{}", "[]", "{\"latest\":{},\"versions\":[]}"}) {
      Fixture.execute(file, "insert or replace into functions values ('bad', '" + row + "')");
      try (var store = FunctionStore.open(file, vault)) {
        assertThat(store.all()).extracting(FunctionRecord::name).containsExactly("hello");
      }
    }
  }
}
