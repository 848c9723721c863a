package dev.hearth.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.inference.ModelException.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from a server that misbehaves. */
class HttpDownloadTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");

  private final byte[] content = bytes(7, 100_000);
  private final List<Duration> waits = new ArrayList<>();
  private DownloadConfig config =
      DownloadConfig.DEFAULTS
          .withLimits(1 << 20, LONG, LONG)
          .withReach(AddressRules.allowing(List.of("127.0.0.0/8")));
  @TempDir Path directory;
  private FaultyServer server;

  private static byte[] bytes(long seed, int count) {
    var bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @BeforeEach
  void startServer() throws IOException {
    server = new FaultyServer(content);
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private ModelStore store(Instant now) {
    Partials partials = ModelStore.partials(directory, config, InstantSource.fixed(now));
    return new ModelStore(
        directory, new StandardReader(new HttpReader(partials, config, waits::add)));
  }

  private Artifact fetch(String source) {
    return store(START).fetch(ModelSource.parse(source), Progress.Listener.NONE);
  }

  private Artifact fetch() {
    return fetch(server.address());
  }

  private void assertFails(String source, Code code, String... parts) {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> fetch(source))
        .withMessageContaining("'" + ModelSource.parse(source) + "'")
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(code))
        .satisfies(failure -> assertThat(failure.getMessage()).contains(parts));
  }

  private void cutEveryAnswer(int... bytes) {
    for (int count : bytes) {
      server.cuts.add(count);
    }
  }

  private void assertNothingUnfinished() {
    assertThat(directory.resolve("partial")).isEmptyDirectory();
    assertThat(directory.resolve("incoming")).isEmptyDirectory();
  }

  @Test
  void aFileIsDownloadedAndNothingElseStays() {
    assertThat(fetch().path()).hasBinaryContent(content);
    assertNothingUnfinished();
  }

  @Test
  void aFileOfUnknownSizeIsDownloaded() {
    server.unsized = true;
    assertThat(fetch().path()).hasBinaryContent(content);
  }

  @Test
  void progressEndsWithTheWholeSize() {
    List<Progress> seen = new ArrayList<>();
    store(START).fetch(ModelSource.parse(server.address()), seen::add);
    assertThat(seen.getLast()).isEqualTo(new Progress(content.length, content.length));
  }

  @Test
  void aFileThatIsTheSameIsNotDownloadedAgain() {
    fetch();
    fetch();
    assertThat(server.downloads()).hasSize(1);
  }

  @Test
  void aFileWithAnotherTagIsDownloadedAgain() {
    fetch();
    server.content = bytes(8, 10);
    server.tag = "\"two\"";
    assertThat(fetch().path()).hasBinaryContent(server.content);
  }

  @Test
  void aFileNobodyCanTellFromAnotherIsDownloadedAgain() {
    server.tag = "";
    fetch();
    fetch();
    assertThat(server.downloads()).hasSize(2);
  }

  @Test
  void aCutConnectionIsContinuedWhereItWasCut() {
    cutEveryAnswer(60_000);
    assertThat(fetch().path()).hasBinaryContent(content);
    assertThat(server.downloads()).containsExactly("GET - - -", "GET bytes=60000- \"one\" -");
    assertThat(waits).containsExactly(Duration.ofMillis(500));
  }

  @Test
  void aLaterFetchContinuesWhatAnEarlierOneGot() {
    cutEveryAnswer(10_000, 10_000, 10_000, 10_000, 10_000);
    assertFails(server.address(), Code.TRANSFER_FAILED, "50000 of 100000 bytes", "5 attempts");
    assertThat(fetch().path()).hasBinaryContent(content);
    assertThat(server.downloads().getLast()).isEqualTo("GET bytes=50000- \"one\" -");
    assertNothingUnfinished();
  }

  @Test
  void theDateOfModificationServesWhereThereIsNoStrongTag() {
    server.tag = "W/\"weak\"";
    server.modified = "Sun, 22 Nov 2026 00:00:00 GMT";
    cutEveryAnswer(60_000);
    assertThat(fetch().path()).hasBinaryContent(content);
    assertThat(server.downloads().getLast())
        .isEqualTo("GET bytes=60000- Sun, 22 Nov 2026 00:00:00 GMT -");
  }

  @Test
  void withoutTagAndDateTheDownloadStartsAgain() {
    server.tag = "";
    cutEveryAnswer(60_000);
    assertThat(fetch().path()).hasBinaryContent(content);
    assertThat(server.downloads()).containsExactly("GET - - -", "GET - - -");
  }

  @Test
  void aServerThatIgnoresRangesSendsEverythingAgain() {
    server.ignoresRange = true;
    cutEveryAnswer(60_000);
    assertThat(fetch().path()).hasBinaryContent(content);
  }

  @ParameterizedTest
  @CsvSource({"false, 100000", "true, 100000", "false, 50", "true, 50", "true, 200000"})
  void aFileThatChangedMeanwhileIsTakenWhole(boolean ignoresCondition, int size) {
    cutEveryAnswer(10_000, 10_000, 10_000, 10_000, 10_000);
    assertFails(server.address(), Code.TRANSFER_FAILED, "the connection was cut");
    server.ignoresCondition = ignoresCondition;
    server.content = bytes(9, size);
    server.tag = "\"two\"";
    assertThat(fetch().path()).hasBinaryContent(server.content);
  }

  @Test
  void anAnnouncedSizeThatNeverComesIsReported() {
    server.declared = content.length + 10L;
    assertFails(server.address(), Code.TRANSFER_FAILED, "after 5 attempts", "try again later");
    assertThat(waits).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({
    "404, NOT_FOUND, check the address",
    "410, NOT_FOUND, check the address",
    "401, TRANSFER_FAILED, credentials",
    "403, TRANSFER_FAILED, credentials",
    "418, TRANSFER_FAILED, the file's own"
  })
  void aRefusalIsReportedAtOnce(int status, Code code, String remedy) {
    server.statuses.addAll(List.of(status, status));
    assertFails(server.address(), code, Integer.toString(status), remedy);
    assertThat(waits).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void aServersOwnTroubleIsWaitedFor(int status) {
    server.statuses.addAll(List.of(status, status, status, status));
    assertThat(fetch().path()).hasBinaryContent(content);
    assertThat(waits)
        .containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void aServersLastingTroubleIsReported() {
    server.statuses.addAll(List.of(500, 500, 500, 500, 500, 500));
    assertFails(server.address(), Code.TRANSFER_FAILED, "500", "5 attempts", "try again later");
  }

  @Test
  void aWaitHasALimit() {
    assertThat(config.backoffAfter(1_000)).isEqualTo(config.maxBackoff());
  }

  @Test
  void aSilentServerIsLeftAndAskedAgain() {
    config = config.withLimits(1 << 20, LONG, Duration.ofMillis(50));
    server.stalls = true;
    cutEveryAnswer(10_000, 10_000, 10_000, 10_000, 10_000);
    assertFails(server.address(), Code.TRANSFER_FAILED, "5 attempts", "try again later");
  }

  @Test
  void aRedirectIsFollowed() {
    server.location = "/moved";
    assertThat(fetch().path()).hasBinaryContent(content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:1/m.onnx",
        "http://localhost:1/m.onnx",
        "http://[::1]:1/m.onnx",
        "http://[::ffff:127.0.0.1]:1/m.onnx",
        "http://2130706433:1/m.onnx",
        "http://10.0.0.1/m.onnx",
        "http://169.254.169.254/latest/meta-data/",
        "https://169.254.169.254/latest/meta-data/"
      })
  void aPlaceInsideIsRefusedAtOnce(String source) {
    config = config.withReach(AddressRules.PUBLIC);
    assertFails(source, Code.FORBIDDEN_SOURCE, "is refused", "downloads.allow");
    assertThat(waits).isEmpty();
    assertThat(server.requests).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://[::1]:1/m.onnx",
        "http://10.0.0.1/m.onnx",
        "//169.254.169.254/latest/meta-data/",
        "http://169.254.169.254/latest/meta-data/"
      })
  void aRedirectToAPlaceInsideIsRefused(String location) {
    server.location = location;
    assertFails(server.address(), Code.FORBIDDEN_SOURCE, "is refused", "downloads.allow");
    assertThat(waits).isEmpty();
  }

  @Test
  void redirectsHaveALimit() {
    server.location = "/again";
    assertFails(server.address(), Code.TRANSFER_FAILED, "redirected more than 5 times");
    assertThat(server.downloads()).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "ftp://h/m.onnx", "http:///m.onnx"})
  void aRedirectElsewhereThanToHttpIsRefused(String location) {
    server.location = location;
    assertFails(server.address(), Code.TRANSFER_FAILED, "redirected", "no http or https address");
  }

  @Test
  void credentialsAreSentAndNeverShown() {
    String source = "http://user:s%20cret@" + server.authority() + "/m.onnx";
    fetch(source);
    assertThat(server.downloads()).containsExactly("GET - - Basic dXNlcjpzIGNyZXQ=");
    server.tag = "";
    server.statuses.addAll(List.of(403, 403));
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> fetch(source))
        .withMessageContaining("'http://***@")
        .withMessageNotContaining("cret@");
  }

  @Test
  void credentialsDoNotFollowARedirectToAnotherServer() throws IOException {
    try (var other = new FaultyServer(content)) {
      server.location = "http://" + other.authority() + "/moved";
      fetch("http://user:secret@" + server.authority() + "/m.onnx");
      assertThat(other.downloads()).containsExactly("GET - - -");
    }
  }

  @Test
  void credentialsAreNotInTheIndex() throws IOException {
    fetch("http://user:secret@" + server.authority() + "/m.onnx?token=secret");
    try (var files = Files.list(directory.resolve("sources"))) {
      assertThat(files.findFirst().orElseThrow()).content().doesNotContain("secret");
    }
  }

  @Test
  void theRightDigestIsAcceptedAndNothingAskedAgain() {
    String source = server.address() + "#sha256=" + Digests.sha256(content);
    fetch(source);
    assertThat(fetch(source).path()).hasBinaryContent(content);
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void aWrongDigestIsRefusedAndTheFileThrownAway() {
    String source = server.address() + "#sha256=" + "0".repeat(64);
    assertFails(
        source, Code.CHECKSUM_MISMATCH, Digests.sha256(content), "0000", "check the digest");
    assertNothingUnfinished();
    assertThat(directory.resolve("sha256")).isEmptyDirectory();
  }

  @Test
  void anEntryOfAZipFileIsTaken() throws IOException {
    server.content = zip(content);
    Artifact artifact = fetch(server.address() + "!/sub/m.onnx");
    assertThat(artifact.path()).hasBinaryContent(content);
    assertNothingUnfinished();
  }

  @Test
  void aMissingEntryIsNamedAndTheZipFileKeptForTheRightOne() throws IOException {
    server.content = zip(content);
    assertFails(server.address() + "!/x.onnx", Code.NOT_FOUND, "it has sub/m.onnx");
    assertThat(fetch(server.address() + "!/sub/m.onnx").path()).hasBinaryContent(content);
    assertThat(server.downloads().getLast()).startsWith("GET bytes=");
  }

  @Test
  void whatIsNoZipFileIsReported() {
    assertFails(server.address() + "!/m.onnx", Code.TRANSFER_FAILED, "is no jar or other ZIP file");
  }

  private static byte[] zip(byte[] of) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("sub/m.onnx"));
      zip.write(of);
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFileBeyondTheLimitIsRefused(boolean unsized) {
    config = config.withLimits(99_999, LONG, LONG);
    server.unsized = unsized;
    assertFails(server.address(), Code.TOO_LARGE, "99999 are allowed", "raise the limit");
    assertNothingUnfinished();
  }

  @Test
  void anEntryThatUnpacksBeyondTheLimitIsRefused() throws IOException {

    server.content = zip(new byte[200_000]);
    config = config.withLimits(99_999, LONG, LONG);
    assertThat(server.content).hasSizeLessThan(99_999);
    assertFails(server.address() + "!/sub/m.onnx", Code.TOO_LARGE, "200000", "99999 are allowed");
    assertNothingUnfinished();
  }

  @Test
  void aFileLargerThanTheDiskIsRefusedBeforeItIsRead() {
    config = config.withLimits(Long.MAX_VALUE, LONG, LONG);
    server.declared = 1L << 60;
    assertFails(server.address(), Code.STORE_FULL, "free some space");
  }

  @Test
  void aFileSentEncodedIsRefused() {
    server.encoding = "gzip";
    assertFails(server.address(), Code.TRANSFER_FAILED, "'gzip'");
  }

  @Test
  void aServerThatIsDownIsReported() {
    server.close();
    assertFails(server.address(), Code.TRANSFER_FAILED, "refuses connections", "5 attempts");
  }

  @Test
  void aServerWithoutTlsIsReportedAtOnce() throws IOException {
    try (var plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerPlainly(plain));
      String source = "https://127.0.0.1:" + plain.getLocalPort() + "/m.onnx";
      assertFails(source, Code.TRANSFER_FAILED, "no secure connection", "certificate");
    }
    assertThat(waits).isEmpty();
  }

  private static void answerPlainly(ServerSocket plain) {
    while (!plain.isClosed()) {
      try (Socket socket = plain.accept()) {
        socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      } catch (IOException _) {
        // The client leaves, or the test is over.
      }
    }
  }

  @Test
  void anUnknownHostIsReportedAtOnce() {
    assertFails(
        "http://nowhere.invalid/m.onnx",
        Code.TRANSFER_FAILED,
        "the name 'nowhere.invalid' is unknown",
        "network");
    assertThat(waits).isEmpty();
  }

  @Test
  void anInterruptionEndsTheDownload() {
    Thread.currentThread().interrupt();
    assertFails(server.address(), Code.TRANSFER_FAILED, "interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void oldUnfinishedDownloadsAreRemovedAtStartAndYoungOnesNot() throws IOException {
    Path partial = Files.createDirectories(directory.resolve("partial"));
    Path old = Files.writeString(partial.resolve("old"), "x");
    Path young = Files.writeString(partial.resolve("young"), "x");
    Files.writeString(Partial.recordOf(young), "{}");
    Path unknown = Files.writeString(partial.resolve("unknown"), "x");
    Files.setLastModifiedTime(old, FileTime.from(START.minus(Duration.ofDays(8))));
    Files.setLastModifiedTime(young, FileTime.from(START.minus(Duration.ofDays(6))));
    store(START);
    assertThat(old).doesNotExist();
    assertThat(young).exists();
    assertThat(unknown).as("nobody knows what it is part of").doesNotExist();
  }

  @Test
  void aDamagedRecordMeansStartingAgain() throws IOException {
    cutEveryAnswer(10_000, 10_000, 10_000, 10_000, 10_000);
    assertFails(server.address(), Code.TRANSFER_FAILED, "the connection was cut");
    try (var files = Files.list(directory.resolve("partial"))) {
      Path record =
          files.filter(file -> file.toString().endsWith(".entity")).findFirst().orElseThrow();
      Files.writeString(record, "garbage");
    }
    assertThat(fetch().path()).hasBinaryContent(content);
    assertThat(server.downloads().getLast()).isEqualTo("GET - - -");
  }
}
