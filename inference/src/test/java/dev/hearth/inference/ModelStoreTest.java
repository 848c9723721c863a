package dev.hearth.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.inference.ModelException.Code;
import dev.hearth.inference.ModelSource.FileSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {
  private static final String ABC_SHA256 =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path directory;
  private Path storeDirectory;
  private Path original;
  private ModelSource source;

  @BeforeEach
  void writeOriginal() throws IOException {
    storeDirectory = directory.resolve("store");
    original = Files.writeString(directory.resolve("model.onnx"), "abc");
    source = new FileSource(original);
  }

  @Test
  void aFileIsFiledUnderItsDigest() {
    Artifact artifact = new ModelStore(storeDirectory).fetch(source, Progress.Listener.NONE);
    assertThat(artifact.sha256()).isEqualTo(ABC_SHA256);
    assertThat(artifact.bytes()).isEqualTo(3);
    assertThat(artifact.path()).hasContent("abc").hasFileName(ABC_SHA256);
    assertThat(incoming()).isEmpty();
  }

  @Test
  void progressEndsWithTheWholeSize() {
    List<Progress> seen = new ArrayList<>();
    new ModelStore(storeDirectory).fetch(source, seen::add);
    assertThat(seen.getLast()).isEqualTo(new Progress(3, 3));
  }

  @Test
  void aRestartDoesNotFetchAgain() {
    new ModelStore(storeDirectory).fetch(source, Progress.Listener.NONE);
    List<Progress> seen = new ArrayList<>();
    Artifact again = new ModelStore(storeDirectory).fetch(source, seen::add);
    assertThat(seen).isEmpty();
    assertThat(again.sha256()).isEqualTo(ABC_SHA256);
  }

  @Test
  void aChangedFileIsFetchedAgainAndTheOldOneKept() throws IOException {
    var store = new ModelStore(storeDirectory);
    Artifact before = store.fetch(source, Progress.Listener.NONE);
    Files.writeString(original, "changed");
    Artifact after = store.fetch(source, Progress.Listener.NONE);
    assertThat(after.path()).hasContent("changed");
    assertThat(before.path()).hasContent("abc");
  }

  @Test
  void whatIsHeldSurvivesTheSource() throws IOException {
    new ModelStore(storeDirectory).fetch(source, Progress.Listener.NONE);
    Files.delete(original);
    assertThat(new ModelStore(storeDirectory).held(source))
        .hasValueSatisfying(artifact -> assertThat(artifact.path()).hasContent("abc"));
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(original);
    var store = new ModelStore(storeDirectory);
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> store.fetch(source, Progress.Listener.NONE))
        .withMessageContaining("'" + source.text() + "' is missing")
        .extracting(ModelException::code)
        .isEqualTo(Code.NOT_FOUND);
  }

  @Test
  void aMissingRelativeFileIsToldWhereItWasLookedUp() {
    var store = new ModelStore(storeDirectory);
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> store.fetch(ModelSource.parse("file:no/m.onnx"), Progress.Listener.NONE))
        .withMessageContaining("no file " + Path.of("no/m.onnx").toAbsolutePath())
        .withMessageContaining("write an absolute one");
  }

  @Test
  void aDirectoryIsNoModel() {
    var store = new ModelStore(storeDirectory);
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> store.fetch(new FileSource(directory), Progress.Listener.NONE))
        .withMessageContaining("is a directory")
        .extracting(ModelException::code)
        .isEqualTo(Code.NOT_FOUND);
  }

  @Test
  void aStoredFileOfTheWrongSizeIsReplaced() throws IOException {
    var store = new ModelStore(storeDirectory);
    Artifact artifact = store.fetch(source, Progress.Listener.NONE);
    Files.writeString(artifact.path(), "ab");
    assertThat(store.fetch(source, Progress.Listener.NONE).path()).hasContent("abc");
  }

  @Test
  void verifyingFindsAChangedByteAndTheNextFetchMendsIt() throws IOException {
    var store = new ModelStore(storeDirectory);
    Artifact artifact = store.fetch(source, Progress.Listener.NONE);
    store.verify(artifact);
    Files.writeString(artifact.path(), "abX");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> store.verify(artifact))
        .withMessageContaining(source.text())
        .extracting(ModelException::code)
        .isEqualTo(Code.CHECKSUM_MISMATCH);
    assertThat(store.fetch(source, Progress.Listener.NONE).path()).hasContent("abc");
  }

  @Test
  void leftoversOfACrashAreClearedAtStart() throws IOException {
    new ModelStore(storeDirectory);
    Files.writeString(storeDirectory.resolve("incoming/abandoned"), "half");
    new ModelStore(storeDirectory);
    assertThat(incoming()).isEmpty();
  }

  @Test
  void aFileUnderWayIsNotTakenForALeftover() throws Exception {
    var started = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var slow = new ModelStore(storeDirectory, new FakeReader(() -> pausing(started, release)));
    try (var threads = Executors.newSingleThreadExecutor()) {
      Future<Artifact> fetch = threads.submit(() -> slow.fetch(source, Progress.Listener.NONE));
      started.await();
      new ModelStore(storeDirectory);
      release.countDown();
      assertThat(fetch.get().path()).hasContent("abc");
    }
  }

  @Test
  void anUnreadableIndexEntryMeansFetchingAnew() throws IOException {
    var store = new ModelStore(storeDirectory);
    store.fetch(source, Progress.Listener.NONE);
    try (Stream<Path> entries = Files.list(storeDirectory.resolve("sources"))) {
      Files.writeString(entries.findFirst().orElseThrow(), "garbage");
    }
    assertThat(store.fetch(source, Progress.Listener.NONE).path()).hasContent("abc");
  }

  @Test
  void concurrentFetchesOfOneSourceReadItOnce() throws Exception {
    var started = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var reader = new FakeReader(() -> pausing(started, release));
    var store = new ModelStore(storeDirectory, reader);
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Future<Artifact>> fetches = new ArrayList<>();
      fetches.add(threads.submit(() -> store.fetch(source, Progress.Listener.NONE)));
      started.await();
      for (int i = 0; i < 3; i++) {
        fetches.add(threads.submit(() -> store.fetch(source, Progress.Listener.NONE)));
      }
      release.countDown();
      for (Future<Artifact> fetch : fetches) {
        assertThat(fetch.get().sha256()).isEqualTo(ABC_SHA256);
      }
    }
    assertThat(reader.opened).hasValue(1);
  }

  @Test
  void aBrokenTransferLeavesTheStoreAsItWas() {
    var broken =
        new FakeReader(
            () ->
                new SequenceInputStream(
                    new ByteArrayInputStream(new byte[] {'a'}), new BrokenStream()));
    var store = new ModelStore(storeDirectory, broken);
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> store.fetch(source, Progress.Listener.NONE))
        .withMessageContaining("connection reset")
        .withMessageContaining(source.text())
        .extracting(ModelException::code)
        .isEqualTo(Code.TRANSFER_FAILED);
    assertThat(incoming()).isEmpty();
    assertThat(storeDirectory.resolve("sha256")).isEmptyDirectory();
    assertThat(store.held(source)).isEmpty();
  }

  @Test
  void whatUnpacksToMoreThanWasAnnouncedIsNotReadToItsEnd() {
    var store = new ModelStore(storeDirectory, new FakeReader(Endless::new));
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> store.fetch(source, Progress.Listener.NONE))
        .withMessageContaining("announced with 3 bytes");
    assertThat(incoming()).isEmpty();
  }

  private static final class Endless extends InputStream {
    @Override
    public int read() {
      return 0;
    }
  }

  @Test
  void aTransferThatEndsEarlyIsNotFiled() {
    var store = new ModelStore(storeDirectory, new FakeReader(InputStream::nullInputStream));
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> store.fetch(source, Progress.Listener.NONE))
        .withMessageContaining("ended after 0 of 3 bytes");
    assertThat(storeDirectory.resolve("sha256")).isEmptyDirectory();
  }

  @Test
  void aModelLargerThanTheDiskIsRefusedBeforeItIsRead() {
    var reader = new FakeReader(InputStream::nullInputStream, Long.MAX_VALUE);
    var store = new ModelStore(storeDirectory, reader);
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> store.fetch(source, Progress.Listener.NONE))
        .withMessageContaining("free some space")
        .withMessageContaining(source.text())
        .extracting(ModelException::code)
        .isEqualTo(Code.STORE_FULL);
    assertThat(incoming()).isEmpty();
  }

  @Test
  void aDiskThatFillsMeanwhileIsCalledFull() {
    assertThat(Incoming.storeFailure(source, new IOException("No space left on device")))
        .hasMessageContaining(source.text())
        .extracting(ModelException::code)
        .isEqualTo(Code.STORE_FULL);
  }

  @Test
  void aStoreThatCannotBeADirectoryIsReported() {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> new ModelStore(original))
        .withMessageContaining(original.toString())
        .extracting(ModelException::code)
        .isEqualTo(Code.STORE_FAILED);
  }

  @Test
  void anIncomingFileIsLockedWhileItIsWritten() throws IOException {
    new ModelStore(storeDirectory);
    var incoming = new Incoming(storeDirectory.resolve("incoming"));
    try (Incoming.Part part = incoming.begin(source)) {
      assertThat(part.bytes()).isZero();
      Path file = storeDirectory.resolve("incoming").resolve(incoming().getFirst());
      try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
        assertThatExceptionOfType(OverlappingFileLockException.class).isThrownBy(other::tryLock);
      }
    }
  }

  private List<String> incoming() {
    try (Stream<Path> files = Files.list(storeDirectory.resolve("incoming"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream pausing(CountDownLatch started, CountDownLatch release) {
    return new ByteArrayInputStream("abc".getBytes(StandardCharsets.UTF_8)) {
      @Override
      public int read(byte[] buffer) {
        started.countDown();
        try {
          release.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        return super.read(buffer, 0, buffer.length);
      }
    };
  }

  private static final class BrokenStream extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("connection reset");
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      throw new IOException("connection reset");
    }
  }

  private static final class FakeReader implements SourceReader {
    private final AtomicInteger opened = new AtomicInteger();
    private final Supplier<InputStream> bytes;
    private final long size;

    FakeReader(Supplier<InputStream> bytes) {
      this(bytes, 3);
    }

    FakeReader(Supplier<InputStream> bytes, long size) {
      this.bytes = bytes;
      this.size = size;
    }

    @Override
    public String version(ModelSource source) {
      return "1";
    }

    @Override
    public Opened open(ModelSource source, Progress.Listener listener) {
      opened.incrementAndGet();
      return new Opened(source, bytes.get(), size, listener);
    }
  }
}
