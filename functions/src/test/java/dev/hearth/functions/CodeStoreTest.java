package dev.hearth.functions;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeStoreTest {
  private static final int FILE = 0100644;
  private static final int PROGRAM = 0100755;
  private static final int LINK = 0120777;
  private static final CodeLimits LIMITS = new CodeLimits(1 << 20, 20 << 20, 100, 100, 64L << 20);

  @TempDir Path directory;

  /** A zip as a hostile owner would write it. */
  static final class Zip {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes);

    Zip add(String name, int mode, byte[] content) throws IOException {
      var entry = new ZipArchiveEntry(name);
      entry.setUnixMode(mode);
      zip.putArchiveEntry(entry);
      zip.write(content);
      zip.closeArchiveEntry();
      return this;
    }

    Zip file(String name, String content) throws IOException {
      return add(name, FILE, content.getBytes(UTF_8));
    }

    Zip link(String name, String target) throws IOException {
      return add(name, LINK, target.getBytes(UTF_8));
    }

    byte[] bytes() throws IOException {
      zip.close();
      return bytes.toByteArray();
    }
  }

  private CodeStore store() {
    return CodeStore.open(directory.resolve("code"), LIMITS, Set.of());
  }

  private static Code add(CodeStore store, Zip zip) throws IOException {
    return store.add(CodePackage.of(zip.bytes()));
  }

  private void refused(String why, Zip zip) {
    assertThatExceptionOfType(FunctionException.class)
        .isThrownBy(() -> add(store(), zip))
        .withMessageContaining(why)
        .satisfies(
            e -> assertThat(e.code()).isEqualTo(FunctionException.Code.INVALID_PARAMETER_VALUE));
    assertThat(directory.resolve("code")).isEmptyDirectory();
    assertThat(directory.resolve("outside")).doesNotExist();
  }

  @Test
  void aZipIsUnpackedWithItsPermissions() throws IOException {
    Code code =
        add(
            store(),
            new Zip()
                .add("bootstrap", PROGRAM, "#!/bin/sh\n".getBytes(UTF_8))
                .file("lib/a.py", "a = 1\n")
                .link("lib/b.py", "a.py")
                .link("bin", "lib/../lib"));
    assertThat(code.content().resolve("bootstrap")).isExecutable();
    assertThat(code.content().resolve("lib/a.py")).hasContent("a = 1");
    assertThat(Files.isExecutable(code.content().resolve("lib/a.py"))).isFalse();
    assertThat(Files.readString(code.content().resolve("bin/b.py"))).isEqualTo("a = 1\n");
    assertThat(code.archive()).hasSize(code.bytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../outside", "a/../../outside", "/outside", "a//b", "./a", "a/.", "a\nb"})
  void namesThatLeadOutsideAreRefused(String name) throws IOException {
    refused("stay inside", new Zip().file("good", "").file(name, "evil"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "../../outside", "..", "missing", "l", "d/../../x"})
  void linksThatLeadOutsideAreRefused(String target) throws IOException {
    refused("link 'l'", new Zip().file("d/f", "").link("l", target));
  }

  @Test
  void linksThatOnlyTogetherLeadOutsideAreRefused() throws IOException {
    refused("link 'd/out'", new Zip().file("d/f", "").link("d/up", "..").link("d/out", "up/.."));
  }

  @Test
  void nothingIsWrittenThroughALink() throws IOException {
    refused("no directory", new Zip().link("d", "/").file("d/outside", "evil"));
    refused("no directory", new Zip().file("d", "").file("d/outside", "evil"));
  }

  @Test
  void namesThatComeTwiceAreRefused() throws IOException {
    refused("two entries named 'a'", new Zip().file("a", "1").file("a", "2"));
    refused("two entries named 'a'", new Zip().file("a", "1").link("a", "a"));
  }

  @Test
  void bombsAreRefused() throws IOException {
    byte[] zeros = new byte[18 << 20];
    refused("times its own size", new Zip().add("zeros", FILE, zeros));
    byte[] noise = new byte[256 << 10];
    new Random(7).nextBytes(noise);
    refused(
        "more than " + LIMITS.contentBytes(),
        new Zip().add("noise", FILE, noise).add("zeros", FILE, new byte[20 << 20]));
    var many = new Zip();
    for (int i = 0; i < 101; i++) {
      many.file("f" + i, "");
    }
    refused("more than 100 entries", many);
  }

  @Test
  void aDamagedEntryIsRefused() throws IOException {
    byte[] bytes = new Zip().file("a", "hello hello hello hello").bytes();
    int crc = new String(bytes, ISO_8859_1).indexOf("PK\1\2") + 16;
    bytes[crc] ^= 1;
    assertThatExceptionOfType(FunctionException.class)
        .isThrownBy(() -> store().add(CodePackage.of(bytes)))
        .withMessageContaining("'a' is damaged");
  }

  @Test
  void whatIsNoPackageIsRefused() {
    for (String text : new String[] {"", "P", "PK\3\4 cut off", "import os"}) {
      assertThatExceptionOfType(FunctionException.class)
          .isThrownBy(() -> store().add(CodePackage.of(text.getBytes(UTF_8))))
          .withMessageContaining("zip");
    }
    assertThatExceptionOfType(FunctionException.class)
        .isThrownBy(() -> store().add(CodePackage.of(new byte[(1 << 20) + 1])))
        .satisfies(e -> assertThat(e.code()).isEqualTo(FunctionException.Code.REQUEST_TOO_LARGE));
  }

  @Test
  void modulesAndNamedFilesAreKeptAsTheyAre() {
    byte[] module = Arrays.copyOf("\0asm\1\0\0\0".getBytes(UTF_8), 8);
    Code code = store().add(CodePackage.of(module));
    assertThat(code.archive()).hasFileName("package.wasm").hasBinaryContent(module);
    assertThat(code.content().resolve("module.wasm")).hasBinaryContent(module);
    var script = new CodePackage("#!/bin/sh\n".getBytes(UTF_8), Optional.of("bootstrap"));
    assertThat(store().add(script).content().resolve("bootstrap")).isExecutable();
    assertThatExceptionOfType(FunctionException.class)
        .isThrownBy(() -> store().add(new CodePackage(new byte[] {1}, Optional.of("../outside"))))
        .withMessageContaining("../outside");
  }

  @Test
  void codeIsKeptOnceAndGoesWithItsLastUse() throws IOException {
    CodeStore store = store();
    Code first = add(store, new Zip().file("a", "1"));
    long once = store.bytes();
    Code second = add(store, new Zip().file("a", "1"));
    assertThat(second).isEqualTo(first);
    assertThat(store.bytes()).isEqualTo(once);
    store.release(first.sha256());
    assertThat(first.content().resolve("a")).exists();
    store.release(first.sha256());
    assertThat(directory.resolve("code")).isEmptyDirectory();
    assertThat(store.bytes()).isZero();
    assertThat(store.use(first.sha256())).isEmpty();
  }

  @Test
  void whatIsStillNamedIsThereAfterReopening() throws IOException {
    CodeStore store = store();
    Code kept = add(store, new Zip().file("a", "1"));
    Code dropped = add(store, new Zip().file("a", "2"));
    Files.createDirectory(directory.resolve("code/incoming-1"));
    var reopened = CodeStore.open(directory.resolve("code"), LIMITS, Set.of(kept.sha256()));
    assertThat(reopened.use(kept.sha256())).hasValue(kept);
    assertThat(reopened.use(dropped.sha256())).isEmpty();
    assertThat(directory.resolve("code")).isDirectoryNotContaining("glob:**incoming*");
  }

  @Test
  void allCodeTogetherHasALimit() throws IOException {
    var limits = new CodeLimits(1 << 20, 1 << 20, 10, 100, 700);
    CodeStore store = CodeStore.open(directory.resolve("code"), limits, Set.of());
    add(store, new Zip().file("a", "1"));
    assertThatExceptionOfType(FunctionException.class)
        .isThrownBy(
            () -> {
              for (int i = 0; i < 9; i++) {
                add(store, new Zip().file("a", "more " + i));
              }
            })
        .satisfies(
            e -> assertThat(e.code()).isEqualTo(FunctionException.Code.CODE_STORAGE_EXCEEDED));
    assertThat(directory.resolve("code")).isDirectoryNotContaining("glob:**incoming*");
  }
}
