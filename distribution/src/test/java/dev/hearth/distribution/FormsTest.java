package dev.hearth.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import dev.hearth.functions.TableForms;
import dev.hearth.inference.profile.VersionedFile;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of each form in which Hearth ever kept something there is a file that was written in it. */
class FormsTest {
  private static final Path HOME =
      Path.of(System.getProperty("hearth.home", "..")).toAbsolutePath().normalize();
  private static final Set<String> KINDS =
      Set.of(TableForms.class.getName(), VersionedFile.class.getName());

  @TempDir Path scratch;
  private final Set<String> kept = new TreeSet<>();

  /** The forms of all files in {@code forms} directories, each as {@code NAME FORM}. */
  @BeforeEach
  void read() throws IOException, SQLException {
    try (Stream<Path> modules = Files.list(HOME)) {
      for (Path module : modules.toList()) {
        Path forms = module.resolve("src/test/resources/forms");
        if (Files.isDirectory(forms)) {
          for (Path file : files(forms)) {
            kept.add(form(file));
          }
        }
      }
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private String form(Path file) throws IOException, SQLException {
    String name = file.getFileName().toString();
    if (!name.endsWith(".db")) {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
          .lines()
          .findFirst()
          .orElse("");
    }
    Path copy = Files.copy(file, scratch.resolve("copy.db"), StandardCopyOption.REPLACE_EXISTING);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("pragma user_version")) {
      return name + " " + rows.getInt(1);
    }
  }

  private static Stream<String> forms(Object value) {
    return switch (value) {
      case TableForms tables ->
          IntStream.rangeClosed(tables.oldest(), tables.latest())
              .mapToObj(form -> tables.file() + " " + form);
      case VersionedFile file ->
          IntStream.rangeClosed(1, file.version()).mapToObj(form -> file.kind() + " " + form);
      default -> throw new IllegalArgumentException(value.toString());
    };
  }

  private static Object value(JavaField found) {
    try {
      Field field = found.reflect();
      field.setAccessible(true);
      return Objects.requireNonNull(field.get(null));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Object> all() {
    return Bytecode.production().stream()
        .flatMap(type -> type.getFields().stream())
        .filter(field -> KINDS.contains(field.getRawType().getName()))
        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
        .map(FormsTest::value)
        .toList();
  }

  @Test
  void ofEachFormAFileIsKept() {
    assertThat(all()).hasSizeGreaterThanOrEqualTo(7);
    assertThat(kept)
        .as("what is kept in src/test/resources/forms; see docs/upgrades.md for how to add one")
        .containsAll(all().stream().flatMap(FormsTest::forms).toList());
  }

  @Test
  void aNewFormWithoutAFileIsNoticed() {
    var next = TableForms.of("events.db", 1, _ -> {}, _ -> {}, _ -> {});
    assertThat(forms(next)).last().isEqualTo("events.db 3").isNotIn(kept);
    assertThat(forms(new VersionedFile("hearth-profiles", 2, "")))
        .containsExactly("hearth-profiles 1", "hearth-profiles 2")
        .anyMatch(form -> !kept.contains(form));
  }

  @Test
  void everyFixtureIsExplained() throws IOException {
    try (Stream<Path> modules = Files.list(HOME)) {
      for (Path module : modules.toList()) {
        Path forms = module.resolve("src/test/resources/forms");
        if (Files.isDirectory(forms)) {
          String readme = Files.readString(forms.resolve("README.md"));
          try (Stream<Path> commits = Files.list(forms).filter(Files::isDirectory)) {
            assertThat(commits.map(each -> "`" + each.getFileName() + "`"))
                .isNotEmpty()
                .allSatisfy(commit -> assertThat(readme).contains(commit));
          }
        }
      }
    }
  }
}
