package dev.hearth.benchmarks.suites.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.api.Handler;
import dev.hearth.sandbox.process.ProcessSandboxes;
import dev.hearth.sandbox.worker.Worker;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A container image in OCI's layout: this machine's own interpreter with the libraries it is linked
 * to, the client of the Runtime API that a process would be given, and the cases. Nothing is
 * fetched.
 */
final class Image {
  private static final Pattern LIBRARY = Pattern.compile("(/\\S+)\\s+\\(0x");
  private static final Pattern NOT_NEEDED =
      Pattern.compile("(jmods|include|legal|man|demo)/.*|lib/(src\\.zip|ct\\.sym)|bin/(?!java$).*");
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
  private static final String TASK = "var/task/";

  private final TarArchiveOutputStream tar;
  private final TreeSet<String> names = new TreeSet<>();

  private Image(TarArchiveOutputStream tar) {
    this.tar = tar;
  }

  static Path make(Path directory, Language language, Packages packages) throws IOException {
    Path blobs = Files.createDirectories(directory.resolve("blobs/sha256"));
    String layer = layer(blobs, language, packages);
    String entry =
        entry(language).stream()
            .map(each -> '"' + each + '"')
            .collect(Collectors.joining(",", "[", "]"));
    String machine = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    String config =
        """
        {"architecture":"%s","os":"linux","config":{"Entrypoint":%s,"Cmd":["none"],\
        "Env":["LAMBDA_TASK_ROOT=/var/task"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}\
        """
            .formatted(machine, entry, layer);
    String manifest =
        "{\"schemaVersion\":2,\"config\":%s,\"layers\":[%s]}"
            .formatted(
                blob(blobs, "config.v1+json", config),
                descriptor("layer.v1.tar", layer, Files.size(blobs.resolve(layer))));
    Files.writeString(
        directory.resolve("index.json"),
        "{\"schemaVersion\":2,\"manifests\":[%s]}"
            .formatted(blob(blobs, "manifest.v1+json", manifest)));
    Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    return directory;
  }

  private static String blob(Path blobs, String type, String content) throws IOException {
    byte[] bytes = content.getBytes(UTF_8);
    String digest = HexFormat.of().formatHex(sha256().digest(bytes));
    Files.write(blobs.resolve(digest), bytes);
    return descriptor(type, digest, bytes.length);
  }

  private static String descriptor(String type, String digest, long size) {
    return "{\"mediaType\":\"application/vnd.oci.image.%s\",\"digest\":\"sha256:%s\",\"size\":%d}"
        .formatted(type, digest, size);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Writes the layer under its digest. */
  private static String layer(Path blobs, Language language, Packages packages) throws IOException {
    Path file = blobs.resolve("layer");
    MessageDigest digest = sha256();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        var tar = new TarArchiveOutputStream(new DigestOutputStream(out, digest), "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      var image = new Image(tar);
      image.runtime(language);
      packages.code(language, (name, code) -> image.file(TASK + name, 0644, code));
    }
    String name = HexFormat.of().formatHex(digest.digest());
    Files.move(file, blobs.resolve(name));
    return name;
  }

  private static List<String> entry(Language language) {
    return switch (language) {
      case PYTHON -> List.of("/usr/bin/python3", "-s", "/opt/bootstrap.py");
      case NODE -> List.of("/usr/bin/node", "/opt/bootstrap.mjs");
      case JAVA ->
          List.of(
              "/opt/java/bin/java",
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-Xshare:auto",
              "-cp",
              "/opt/lib/*:/opt/classes",
              Worker.class.getName());
    };
  }

  private void runtime(Language language) throws IOException {
    switch (language) {
      case PYTHON -> {
        Path python = Path.of("/usr/bin/python3").toRealPath();
        program("usr/bin/python3", python);
        Path library = Path.of("/usr/lib", python.getFileName().toString());
        Packages.tree(
            library,
            library.toString().substring(1) + "/",
            Integer.MAX_VALUE,
            "",
            (name, file) -> file(name, 0644, file));
        resource("bootstrap.py");
      }
      case NODE -> {
        program("usr/bin/node", Path.of("/usr/bin/node").toRealPath());
        resource("bootstrap.mjs");
      }
      case JAVA -> java();
    }
  }

  private void java() throws IOException {
    Path home = JAVA_HOME.toRealPath();
    libraries(home.resolve("bin/java"));
    libraries(home.resolve("lib/server/libjvm.so"));
    Packages.tree(
        home,
        "",
        Integer.MAX_VALUE,
        "",
        (name, file) -> {
          if (!NOT_NEEDED.matcher(name).matches()) {
            file("opt/java/" + name, Files.isExecutable(file) ? 0755 : 0644, file);
          }
        });
    for (Class<?> type :
        List.of(
            Worker.class,
            Handler.class,
            JsonProperty.class,
            JacksonException.class,
            JsonMapper.class)) {
      Path origin = Packages.origin(type);
      if (Files.isDirectory(origin)) {
        Packages.tree(
            origin,
            "opt/classes/",
            Integer.MAX_VALUE,
            ".class",
            (name, file) -> file(name, 0644, file));
      } else {
        file("opt/lib/" + origin.getFileName(), 0644, origin);
      }
    }
  }

  private void program(String name, Path file) throws IOException {
    libraries(file);
    file(name, 0755, file);
  }

  /** The shared libraries that a program is linked to, under the names it asks for. */
  private void libraries(Path program) throws IOException {
    Process ldd =
        new ProcessBuilder("ldd", program.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String text = new String(ldd.getInputStream().readAllBytes(), UTF_8);
    var found = LIBRARY.matcher(text);
    while (found.find()) {
      String library = Objects.requireNonNull(found.group(1));
      Path real = Path.of(library).toRealPath();
      if (!real.startsWith(JAVA_HOME.toRealPath())) {
        file(library.substring(1), 0755, real);
      }
    }
  }

  private void resource(String name) throws IOException {
    try (InputStream in = ProcessSandboxes.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the resource '" + name + "' of the sandbox 'process' is missing");
      }
      byte[] content = in.readAllBytes();
      var entry = new TarArchiveEntry("opt/" + name);
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
  }

  private void file(String name, int mode, Path content) throws IOException {
    if (!names.add(name)) {
      return;
    }
    var entry = new TarArchiveEntry(name);
    entry.setSize(Files.size(content));
    entry.setMode(mode);
    tar.putArchiveEntry(entry);
    Files.copy(content, tar);
    tar.closeArchiveEntry();
  }
}
