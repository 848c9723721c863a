package dev.hearth.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import dev.hearth.sandbox.process.ProcessSandboxes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** AWS's own clients of the Runtime API, unmodified. */
class RuntimeClientsIT {
  private static final ProgramLimits LIMITS =
      new ProgramLimits(256L << 20, 1_000, 64L << 20, 128, 1, 64L << 10, 6L << 20);

  /** Building the client for Node.js takes minutes and a C++ compiler: only when asked for. */
  private static final boolean NODE_CLIENT = Boolean.getBoolean("hearth.runtime-clients");

  private static final long BUILD_MINUTES = 15;

  @TempDir static Path directory;
  private static ProcessSandboxes provider;

  @BeforeAll
  static void open() {
    provider = new ProcessSandboxes(directory.resolve("sandboxes"));
    assumeTrue(
        provider.availability() instanceof Availability.Available,
        () -> "process is not available here: " + provider.availability());
  }

  @AfterAll
  static void close() {
    provider.close();
  }

  private static Program program(String family, String identifier, String handler, Path content) {
    return new Program(
        "f",
        "1",
        new Program.Language(family, identifier),
        handler,
        Optional.empty(),
        Optional.of(content),
        Optional.empty(),
        Map.of(),
        LIMITS,
        false,
        false,
        Map.of("init-seconds", "120"));
  }

  private static void assertServes(Program program) {
    provider.prepare(program);
    try (Sandbox sandbox = provider.create(LIMITS, SandboxListener.NONE)) {
      sandbox.specialise(program);
      for (int i = 0; i < 3; i++) {
        Calls.Recorded call = Calls.start(sandbox, "{\"n\":" + i + "}");
        JsonNode answer = JsonMapper.shared().readTree(call.answer());

        assertThat(answer.path("event").path("n").asInt()).isEqualTo(i);
        assertThat(answer.path("id").asString()).isEqualTo(call.call.requestId());
        assertThat(call.lines).anyMatch(line -> line.contains("a line"));
      }
      CallEnd.Failed failed = Calls.start(sandbox, "{\"throw\":true}").failure();
      assertThat(failed.message()).contains("planted");
      assertThat(new String(failed.body(), UTF_8)).contains("planted");
      assertThat(Calls.answer(sandbox, "{\"n\":4}")).contains("4");
    }
  }

  @Test
  void javaClient() throws Exception {
    Path content = Files.createDirectories(directory.resolve("java"));
    Path library = Files.createDirectories(content.resolve("lib"));
    List<Class<?>> ofEachJar =
        List.of(
            AWSLambda.class,
            RequestHandler.class,
            PojoSerializer.class,
            SdkInternalThreadLocal.class);
    for (Class<?> type : ofEachJar) {
      Path jar = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      Files.copy(jar, library.resolve(jar.getFileName().toString()));
    }
    String name = RicHandler.class.getName().replace('.', '/') + ".class";
    try (InputStream code =
        Objects.requireNonNull(RicHandler.class.getClassLoader().getResourceAsStream(name))) {
      Files.createDirectories(content.resolve(name).getParent());
      Files.copy(code, content.resolve(name));
    }
    assertServes(program("java", "java25", RicHandler.class.getName(), content));
  }

  @Test
  void nodeClient() throws Exception {
    assumeTrue(
        NODE_CLIENT, "building aws-lambda-ric takes minutes: -Dhearth.runtime-clients=true does");
    Path content = Files.createDirectories(directory.resolve("node"));
    assumeTrue(
        install(content, "aws-lambda-ric@3.3.0"),
        "npm could not build aws-lambda-ric; it needs cmake, autoconf, automake and libtool");
    write(
        content.resolve("app.js"),
        """
        exports.handler = async (event, context) => {
          if (event.throw) throw new Error('planted');
          console.log('a line');
          return { event, id: context.awsRequestId };
        };
        """);
    write(
        content.resolve("bootstrap"),
        """
        #!/bin/sh
        exec /usr/bin/node node_modules/aws-lambda-ric/bin/index.mjs "$_HANDLER"
        """);
    assertServes(program("provided", "provided.al2023", "app.handler", content));
  }

  private static boolean install(Path content, String client) throws Exception {
    write(content.resolve("package.json"), "{\"private\":true}");
    Path log = directory.resolve("npm.log");
    Process process;
    try {
      process =
          new ProcessBuilder("npm", "install", "--no-audit", "--no-fund", client)
              .directory(content.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      return false;
    }
    if (!process.waitFor(BUILD_MINUTES, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      return false;
    }
    return process.exitValue() == 0;
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
