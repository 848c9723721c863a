package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.api.Handler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/** Functions of Java, compiled by the test that deploys them. */
final class JavaFunction {
  private JavaFunction() {}

  /**
   * The manifest of a function whose jar is made here.
   *
   * @param body what it does with {@code byte[] input} and {@code Context context}
   * @param more of the manifest; it runs in {@code jvm} if this names no sandbox
   */
  static String manifest(Path directory, String name, String body, String more) throws IOException {
    return "kind: Function\nname: %s\nfrom: file:%s\nruntime: java25\nhandler: Handles\n"
            .formatted(name, jar(directory, name, body))
        + "timeout: 30s\n"
        + (more.contains("sandbox:") ? "" : "sandbox: jvm\ntrusted: true\n")
        + more;
  }

  private static Path jar(Path directory, String name, String body) throws IOException {
    String source =
        """
        import dev.hearth.api.Context;
        import dev.hearth.api.Handler;
        import java.nio.file.*;
        public final class Handles implements Handler<byte[], byte[]> {
          @Override public byte[] handle(byte[] input, Context context) throws Exception { %s }
        }
        """
            .formatted(body);
    Path sources = Files.createDirectories(directory.resolve("source-" + name));
    Path file = Files.writeString(sources.resolve("Handles.java"), source);
    String api = Handler.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", api, "-d", sources.toString(), file.toString());
    assertThat(status).isZero();
    Path jar = directory.resolve(name + ".jar");
    try (OutputStream out = Files.newOutputStream(jar);
        var entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry("Handles.class"));
      entries.write(Files.readAllBytes(sources.resolve("Handles.class")));
      entries.closeEntry();
    }
    return jar;
  }
}
