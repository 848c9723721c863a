package dev.hearth.sandbox.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.sandbox.SandboxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoreTest {
  private static final ImageLimits LIMITS = new ImageLimits(1 << 20, 100, 8, 1 << 16);

  @TempDir Path directory;
  private ImageStore store;

  @BeforeEach
  void open() throws IOException {
    assumeTrue(
        Files.getAttribute(directory, "unix:uid").equals(0),
        "layers keep their owners, which only root can give");
    store = new ImageStore(directory.resolve("store"), LIMITS);
  }

  private Image image(TestImage image) throws IOException {
    Path layout = image.layout(Files.createTempDirectory(directory, "image"), "latest");
    return store.open(new ImageReference(layout, Optional.empty()));
  }

  private Image layer(TestImage.Layer layer) throws IOException {
    return image(new TestImage().layer(layer));
  }

  private Path unpacked(Image image, int fromTop) {
    return store.layers().resolve(image.layers().get(fromTop));
  }

  @Test
  void layersComeUnpackedTopmostFirst() throws IOException {
    Image image =
        image(
            new TestImage()
                .layer(new TestImage.Layer().directory("etc").file("etc/one", "1"))
                .layer(new TestImage.Layer().file("bin/two", 0755, new byte[] {'2'}))
                .config(
                    "{\"Entrypoint\":[\"/bin/two\"],\"Cmd\":[\"a\"],\"Env\":[\"A=b\"],\"WorkingDir\":\"/etc\"}"));

    assertThat(unpacked(image, 1).resolve("etc/one")).hasContent("1");
    assertThat(unpacked(image, 0).resolve("bin/two")).hasContent("2").isExecutable();
    assertThat(image.defaults().entrypoint()).containsExactly("/bin/two");
    assertThat(image.defaults().command()).containsExactly("a");
    assertThat(image.defaults().environment()).containsExactly("A=b");
    assertThat(image.defaults().workingDirectory()).isEqualTo("/etc");
  }

  @Test
  void layersAreSharedAndGoWithTheLastImage() throws IOException {
    var shared = new TestImage.Layer().file("shared", "s");
    var one = new TestImage().layer(shared).layer(new TestImage.Layer().file("a", "a"));
    var two = new TestImage().layer(shared).layer(new TestImage.Layer().file("b", "b"));

    Image first = image(one);
    Image second = image(two);
    assertThat(store.names()).hasSize(3);
    assertThat(first.layers().get(1)).isEqualTo(second.layers().get(1));

    store.release(first);
    assertThat(store.names()).hasSize(2);
    store.release(second);
    assertThat(store.names()).isEmpty();
  }

  @Test
  void dockerArchiveIsTheSameImage() throws IOException {
    var image = new TestImage().layer(new TestImage.Layer().file("a", "a"));
    Path archive = image.dockerArchive(directory.resolve("saved.tar"), "v1");

    Image saved = store.open(ImageReference.parse("file:" + archive + ":v1"));

    assertThat(saved.layers()).isEqualTo(image(image).layers());
  }

  @Test
  void whiteoutsBecomeThoseOfOverlayfs() throws IOException {
    Image image =
        layer(
            new TestImage.Layer()
                .directory("dir")
                .file("dir/.wh.gone", "")
                .directory("emptied")
                .file("emptied/.wh..wh..opq", ""));

    Path gone = unpacked(image, 0).resolve("dir/gone");
    assertThat(Files.readAttributes(gone, "unix:rdev,mode", LinkOption.NOFOLLOW_LINKS))
        .containsEntry("rdev", 0L)
        .hasEntrySatisfying("mode", mode -> assertThat((int) mode & 0170000).isEqualTo(0020000));
    assertThat(unpacked(image, 0).resolve("emptied/.wh..wh..opq")).doesNotExist();
  }

  @Test
  void setUidBitsAreDropped() throws IOException {
    Image image = layer(new TestImage.Layer().file("su", 04755, new byte[1]));

    assertThat((int) Files.getAttribute(unpacked(image, 0).resolve("su"), "unix:mode") & 07777)
        .isEqualTo(0755);
  }

  @Test
  void nameThatLeadsOutIsRefused() {
    assertThatThrownBy(() -> layer(new TestImage.Layer().file("a/../../out", "x")))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("leads out");
    assertThat(directory.resolve("store/out")).doesNotExist();
  }

  @Test
  void absoluteNameStaysInside() throws IOException {
    Image image = layer(new TestImage.Layer().file("/hearth-test-absolute", "x"));

    assertThat(unpacked(image, 0).resolve("hearth-test-absolute")).exists();
    assertThat(Path.of("/hearth-test-absolute")).doesNotExist();
  }

  @Test
  void nothingIsWrittenThroughASymbolicLink() throws IOException {
    Path outside = Files.createDirectory(directory.resolve("outside"));

    assertThatThrownBy(
            () ->
                layer(
                    new TestImage.Layer()
                        .symbolicLink("link", outside.toString())
                        .file("link/file", "x")))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("behind the symbolic link");
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void fileOverASymbolicLinkReplacesTheLink() throws IOException {
    Path outside = Files.writeString(directory.resolve("outside"), "kept");

    Image image =
        layer(
            new TestImage.Layer().symbolicLink("name", outside.toString()).file("name", "written"));

    assertThat(outside).hasContent("kept");
    assertThat(unpacked(image, 0).resolve("name")).hasContent("written");
  }

  @Test
  void hardLinkOutOfTheLayerIsRefused() {
    assertThatThrownBy(() -> layer(new TestImage.Layer().hardLink("name", "../../../etc/passwd")))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("leads out");
    assertThatThrownBy(
            () ->
                layer(
                    new TestImage.Layer().symbolicLink("to", "/etc/passwd").hardLink("name", "to")))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("no file before it");
  }

  @Test
  void moreThanTheLimitsIsRefused() {
    byte[] large = new byte[(1 << 20) + 1];
    assertThatThrownBy(() -> layer(new TestImage.Layer().file("large", 0644, large)))
        .hasMessageContaining("more than 1,048,576 bytes");

    var many = new TestImage.Layer();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 101; i++) {
                many.file("f" + i, "");
              }
              layer(many);
            })
        .hasMessageContaining("more than 100 files");
    assertThat(directory.resolve("store/incoming")).isEmptyDirectory();
    assertThat(directory.resolve("store/layers")).isEmptyDirectory();
  }

  @Test
  void damagedLayerIsRefused() throws IOException {
    Path layout =
        new TestImage()
            .layer(new TestImage.Layer().file("a", "a"))
            .layout(directory.resolve("damaged"), "latest");
    Path other =
        new TestImage()
            .layer(new TestImage.Layer().file("a", "b"))
            .layout(directory.resolve("other"), "latest");
    overwriteLayer(layout, other);

    assertThatThrownBy(() -> store.open(new ImageReference(layout, Optional.empty())))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("damaged");
  }

  private static void overwriteLayer(Path layout, Path by) throws IOException {
    try (var blobs = Files.list(layout.resolve("blobs/sha256"));
        var others = Files.list(by.resolve("blobs/sha256"))) {
      Path layer = blobs.filter(ImageStoreTest::isGzip).findFirst().orElseThrow();
      Path other = others.filter(ImageStoreTest::isGzip).findFirst().orElseThrow();
      Files.write(layer, Files.readAllBytes(other));
    }
  }

  private static boolean isGzip(Path file) {
    try {
      return Files.readAllBytes(file)[0] == 0x1f;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void wrongReferencesSayWhatToDo() throws IOException {
    assertThatThrownBy(() -> ImageReference.parse("docker.io/library/busybox"))
        .isInstanceOf(SandboxException.class)
        .hasMessageContaining("write oci:PATH or file:PATH");
    assertThatThrownBy(() -> ImageReference.parse("oci:" + directory.resolve("nowhere")))
        .hasMessageContaining("does not exist");
    Path layout =
        new TestImage()
            .layer(new TestImage.Layer().file("a", "a"))
            .layout(directory.resolve("tagged"), "v1");
    assertThatThrownBy(() -> store.open(ImageReference.parse("oci:" + layout + ":v2")))
        .hasMessageContaining("it has the tags [v1]");
    assertThatThrownBy(
            () ->
                store.open(
                    ImageReference.parse("oci:" + Files.createTempDirectory(directory, "e"))))
        .hasMessageContaining("no image layout");
  }
}
