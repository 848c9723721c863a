package dev.hearth.sandbox.oci;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what an image consists of from a directory in OCI's image layout (image-spec 1.1), or from
 * one that {@code docker save} filled.
 */
final class ManifestReader {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final Pattern DIGEST = Pattern.compile("sha256:([0-9a-f]{64})");
  private static final int INDEXES = 4;

  private final Path directory;
  private final ImageLimits limits;

  ManifestReader(Path directory, ImageLimits limits) {
    this.directory = directory;
    this.limits = limits;
  }

  /**
   * An image as it lies in its source.
   *
   * @param layers the lowest first
   */
  record Manifest(List<Layer> layers, Image.Defaults defaults) {}

  /**
   * A layer's tar archive.
   *
   * @param file compressed or not
   * @param contentDigest of the archive without compression, in hexadecimal digits
   */
  record Layer(Path file, String contentDigest) {}

  /** Finds an image, the only one if no tag is given. */
  Manifest read(Optional<String> tag) throws IOException {
    if (Files.exists(directory.resolve("index.json"))) {
      return ofLayout(tag);
    }
    if (Files.exists(directory.resolve("manifest.json"))) {
      return ofDocker(tag);
    }
    throw new ImageException(
        "there is neither an index.json nor a manifest.json: it is no image layout and nothing"
            + " that 'docker save' wrote");
  }

  private Manifest ofLayout(Optional<String> tag) throws IOException {
    JsonNode manifest = json(directory.resolve("index.json"));
    for (int depth = 0; manifest.has("manifests"); depth++) {
      if (depth == INDEXES) {
        throw new ImageException("its indexes lie more than %d deep".formatted(INDEXES));
      }
      JsonNode chosen = choose(manifest.path("manifests"), depth == 0 ? tag : Optional.empty());
      manifest = json(blob(chosen));
    }
    var files = new ArrayList<Path>();
    for (JsonNode layer : manifest.path("layers")) {
      files.add(blob(layer));
    }
    return manifest(files, json(blob(manifest.path("config"))));
  }

  private static JsonNode choose(JsonNode manifests, Optional<String> tag) throws ImageException {
    var fitting = new ArrayList<JsonNode>();
    var names = new ArrayList<String>();
    for (JsonNode candidate : manifests) {
      String name =
          candidate.path("annotations").path("org.opencontainers.image.ref.name").asString("");
      names.add(name);
      if (runsHere(candidate.path("platform")) && (tag.isEmpty() || tag.get().equals(name))) {
        fitting.add(candidate);
      }
    }
    if (fitting.size() == 1) {
      return fitting.getFirst();
    }
    throw new ImageException(
        "%d of its images are for this machine and have the tag asked for; it has the tags %s"
            .formatted(fitting.size(), names));
  }

  private static boolean runsHere(JsonNode platform) {
    String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    return platform.isMissingNode()
        || (platform.path("os").asString("linux").equals("linux")
            && platform.path("architecture").asString(architecture).equals(architecture));
  }

  private Manifest ofDocker(Optional<String> tag) throws IOException {
    var fitting = new ArrayList<JsonNode>();
    for (JsonNode image : json(directory.resolve("manifest.json"))) {
      if (tag.isEmpty() || hasTag(image, tag.get())) {
        fitting.add(image);
      }
    }
    if (fitting.size() != 1) {
      throw new ImageException(
          "%d of its images have the tag asked for; name one".formatted(fitting.size()));
    }
    var files = new ArrayList<Path>();
    for (JsonNode layer : fitting.getFirst().path("Layers")) {
      files.add(inside(layer.asString("")));
    }
    return manifest(files, json(inside(fitting.getFirst().path("Config").asString(""))));
  }

  private static boolean hasTag(JsonNode image, String tag) {
    for (JsonNode name : image.path("RepoTags")) {
      if (name.asString("").equals(tag) || name.asString("").endsWith(":" + tag)) {
        return true;
      }
    }
    return false;
  }

  private Manifest manifest(List<Path> files, JsonNode configuration) throws ImageException {
    if (files.isEmpty()) {
      throw new ImageException("it has no layers");
    }
    if (files.size() > limits.layers()) {
      throw new ImageException(
          "it has %d layers, more than the %d this node takes"
              .formatted(files.size(), limits.layers()));
    }
    List<String> digests = texts(configuration.path("rootfs").path("diff_ids"));
    if (digests.size() != files.size()) {
      throw new ImageException(
          "its manifest has %d layers and its configuration %d"
              .formatted(files.size(), digests.size()));
    }
    var layers = new ArrayList<Layer>();
    for (int i = 0; i < files.size(); i++) {
      layers.add(new Layer(files.get(i), hexadecimal(digests.get(i))));
    }
    JsonNode config = configuration.path("config");
    return new Manifest(
        layers,
        new Image.Defaults(
            texts(config.path("Entrypoint")),
            texts(config.path("Cmd")),
            texts(config.path("Env")),
            config.path("WorkingDir").asString("")));
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    for (JsonNode element : array) {
      texts.add(element.asString(""));
    }
    return texts;
  }

  private Path blob(JsonNode descriptor) throws ImageException {
    String type = descriptor.path("mediaType").asString("");
    if (type.endsWith("zstd")) {
      throw new ImageException(
          "its layers are compressed by zstd, which this node cannot read; save it with gzip");
    }
    return inside("blobs/sha256/" + hexadecimal(descriptor.path("digest").asString("")));
  }

  private static String hexadecimal(String digest) throws ImageException {
    var matcher = DIGEST.matcher(digest);
    if (!matcher.matches()) {
      throw new ImageException("'%s' is no SHA-256 digest".formatted(digest));
    }
    return matcher.group(1);
  }

  private Path inside(String name) throws ImageException {
    Path path = directory.resolve(name).normalize();
    if (name.isEmpty() || !path.startsWith(directory) || !Files.isRegularFile(path)) {
      throw new ImageException("it has no file '%s'".formatted(name));
    }
    return path;
  }

  private JsonNode json(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(limits.manifestBytes() + 1);
      if (bytes.length > limits.manifestBytes()) {
        throw new ImageException("its file %s is too large".formatted(path.getFileName()));
      }
      return JSON.readTree(bytes);
    } catch (JacksonException e) {
      throw new ImageException("its file %s is not JSON".formatted(path.getFileName()));
    }
  }
}
