package dev.hearth.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.cli.CommandFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class AuditTest {
  private static final String ADVISORY =
      """
      {"id":"GHSA-1","aliases":["CVE-2099-1"],"summary":"it can be talked over","affected":[
        {"package":{"ecosystem":"PyPI","name":"org.example:talker"},"ranges":[
          {"type":"ECOSYSTEM","events":[{"introduced":"0"}]}]},
        {"package":{"ecosystem":"Maven","name":"org.example:talker"},"versions":["9.9.9"],"ranges":[
          {"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"1.2.0"},
            {"introduced":"2.0.0"},{"fixed":"2.0.10"},{"introduced":"3.0"},{"last_affected":"3.1"}]}]}]}
      """;

  @TempDir Path directory;
  private Path database;

  @BeforeEach
  void write() throws IOException {
    database = Files.createDirectory(directory.resolve("database"));
    Files.writeString(database.resolve("GHSA-1.json"), ADVISORY);
  }

  private record Ended(int status, String told) {}

  private Ended audit(String version, Path from) throws IOException {
    Path bom =
        Files.writeString(
            directory.resolve("bom.json"),
            """
            {"bomFormat":"CycloneDX","components":[
              {"group":"org.example","name":"talker","version":"%s"},
              {"group":"org.example","name":"listener","version":"1.0.0"}]}
            """
                .formatted(version));
    var told = new StringWriter();
    int status =
        new CommandLine(new Audit())
            .setOut(new PrintWriter(told))
            .setExecutionExceptionHandler(
                (cause, _, _) -> {
                  throw cause;
                })
            .execute("--database", from.toString(), "--bom", bom.toString());
    return new Ended(status, told.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "1.1.9, true",
    "1.2.0-rc1, true",
    "1.2.0, false",
    "1.9, false",
    "2.0.9, true",
    "2.0.10, false",
    "3.0.5, true",
    "3.1, true",
    "3.1.1, false",
    "9.9.9, true"
  })
  void whatIsInARangeIsFound(String version, boolean found) throws IOException {
    Ended ended = audit(version, database);
    assertThat(ended.status()).isEqualTo(found ? 1 : 0);
    assertThat(ended.told())
        .contains("2 libraries against 1 advisories: " + (found ? 1 : 0) + " known");
    if (found) {
      assertThat(ended.told())
          .contains("org.example:talker:" + version + " has GHSA-1 (CVE-2099-1): it can be talked");
    }
  }

  @Test
  void whatWasWithdrawnIsNoFinding() throws IOException {
    Files.writeString(
        database.resolve("GHSA-1.json"),
        ADVISORY.replaceFirst("\\{", "{\"withdrawn\":\"2026-01-01T00:00:00Z\","));
    assertThat(audit("1.0.0", database).status()).isZero();
  }

  @Test
  void theDatabaseMayBeOneZip() throws IOException {
    Path all = directory.resolve("all.zip");
    try (OutputStream file = Files.newOutputStream(all);
        var zip = new ZipOutputStream(file)) {
      zip.putNextEntry(new ZipEntry("GHSA-1.json"));
      zip.write(ADVISORY.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(audit("1.0.0", all).status()).isEqualTo(1);
  }

  @Test
  void withoutADatabaseNothingIsSaidToBeFine() throws IOException {
    Files.delete(database.resolve("GHSA-1.json"));
    for (Path each : new Path[] {database, directory.resolve("nowhere")}) {
      var command = new Audit();
      var line = new CommandLine(command);
      line.parseArgs("--database", each.toString(), "--bom", bomOfNothing().toString());
      assertThatExceptionOfType(CommandFailure.class)
          .isThrownBy(command::call)
          .satisfies(failure -> assertThat(failure.text()).startsWith("nothing was audited: "));
    }
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(new Audit()::call)
        .satisfies(failure -> assertThat(failure.text()).contains("no database", "--database"));
  }

  private Path bomOfNothing() throws IOException {
    return Files.writeString(directory.resolve("bom.json"), "{\"bomFormat\":\"CycloneDX\"}");
  }
}
