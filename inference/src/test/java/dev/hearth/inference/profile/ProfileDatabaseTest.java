package dev.hearth.inference.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.kernel.Profile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileDatabaseTest {
  private static final Profile PROFILE =
      new Profile(
          List.of(
              new Profile.Point(1_000, 0, 1, 1_234_567, Profile.Source.MEASURED),
              new Profile.Point(2_000, 0, 4, 3, Profile.Source.COMPOSED)),
          0.25);

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("profiles").resolve("models.txt");
  }

  private static ProfileRecord record(String digest, String machine, long at) {
    return new ProfileRecord(digest, machine, "minilm", "text[16 words]", at, PROFILE);
  }

  @Test
  void whatWasKeptIsThereAgain() {
    ProfileDatabase.open(file()).put(record("a", "one", 7));
    var again = ProfileDatabase.open(file());
    assertThat(again.find("a", "one")).contains(record("a", "one", 7));
    assertThat(again.find("a", "two")).isEmpty();
  }

  @Test
  void aProfileReplacesTheOneOfItsDigestAndMachineOnly() {
    var database = ProfileDatabase.open(file());
    database.put(record("a", "one", 1));
    database.put(record("a", "two", 2));
    database.put(record("a", "one", 3));
    assertThat(ProfileDatabase.open(file()).all())
        .containsExactlyInAnyOrder(record("a", "two", 2), record("a", "one", 3));
  }

  @Test
  void pastTheLimitTheOldestGo() {
    var database = ProfileDatabase.open(file(), 2);
    database.put(record("new", "m", 9));
    database.put(record("old", "m", 1));
    database.put(record("newer", "m", 10));
    assertThat(database.all()).extracting(ProfileRecord::digest).containsExactly("new", "newer");
  }

  @Test
  void aProfileIsForgotten() {
    var database = ProfileDatabase.open(file());
    database.put(record("a", "m", 1));
    assertThat(database.remove("a", "m")).isTrue();
    assertThat(database.remove("a", "m")).isFalse();
    assertThat(ProfileDatabase.open(file()).all()).isEmpty();
  }

  @Test
  void aLaterVersionIsRefusedAndLeftAlone() throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "hearth-profiles 2\nwhatever\nend\n");
    assertThatThrownBy(() -> ProfileDatabase.open(file()))
        .isInstanceOf(ProfileException.class)
        .hasMessageContaining("version 2")
        .hasMessageContaining("only version 1");
    assertThat(file()).content().startsWith("hearth-profiles 2");
  }

  @Test
  void aFileThatIsCutOffOrSomethingElseIsRefused() throws IOException {
    ProfileDatabase.open(file()).put(record("a", "m", 1));
    String whole = Files.readString(file());
    for (String damaged :
        List.of(
            whole.substring(0, whole.length() - 5),
            "",
            "something else\n",
            whole.replace("profile\ta", "prifole\ta"),
            whole.replace("1.234567", "soon"))) {
      Files.writeString(file(), damaged);
      assertThatThrownBy(() -> ProfileDatabase.open(file()))
          .isInstanceOf(ProfileException.class)
          .hasMessageContaining("damaged");
    }
  }

  @Test
  void whatCannotBeWrittenChangesNothing() throws IOException {
    var database = ProfileDatabase.open(file());
    database.put(record("a", "m", 1));
    Files.createDirectory(file().resolveSibling("models.txt.new"));
    assertThatThrownBy(() -> database.put(record("b", "m", 2)))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(database.all()).containsExactly(record("a", "m", 1));
  }

  @Test
  void aRecordOfSeveralLinesIsRefused() {
    assertThatThrownBy(() -> new ProfileRecord("a", "m\tx", "n", "i", 1, PROFILE))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
