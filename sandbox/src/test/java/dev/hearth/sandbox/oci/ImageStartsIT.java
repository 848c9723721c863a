package dev.hearth.sandbox.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.sandbox.Availability;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.Sandbox;
import dev.hearth.sandbox.SandboxListener;
import dev.hearth.sandbox.linux.Runc;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long starts of one image take when many are asked for at once, beside as many of plain {@code
 * runc run} in the same run, taking turns. Ours end when the runtime has asked for its first call,
 * runc's when the program has written its first line. A round before the others warms up. {@code
 * -Dhearth.oci.starts=50} and {@code -Dhearth.oci.rounds=5} for figures; few by default.
 */
class ImageStartsIT {
  private static final int STARTS = Integer.getInteger("hearth.oci.starts", 8);
  private static final int ROUNDS = Integer.getInteger("hearth.oci.rounds", 2);

  /** A runtime in a shell: it asks for a call and answers its input. */
  private static final String BOOTSTRAP =
      """
      #!/bin/sh
      api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation
      while wget -q -S -O /tmp/payload $api/next 2>/tmp/headers; do
        id=$(sed -n 's/^ *[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d: *//p' /tmp/headers | tr -d '\\r')
        wget -q -O /tmp/answer --post-file=/tmp/payload $api/$id/response
      done
      """;

  @TempDir Path directory;

  private final Queue<Sandbox> sandboxes = new ConcurrentLinkedQueue<>();

  private Program program() throws IOException {
    Path layout =
        new TestImage()
            .layer(HostImage.busybox())
            .layer(
                new TestImage.Layer()
                    .file("bootstrap", 0755, BOOTSTRAP.getBytes(StandardCharsets.UTF_8)))
            .config("{\"Entrypoint\":[\"/bootstrap\"]}")
            .layout(directory.resolve("image"), "latest");
    return new Program(
        "starts",
        "1",
        new Program.Language("image", "image"),
        "",
        Optional.empty(),
        Optional.empty(),
        Optional.of("oci:" + layout),
        Map.of(),
        ProgramLimits.DEFAULTS,
        false,
        false,
        Map.of());
  }

  @Test
  void manyAtOnceBesideRunc() throws Exception {
    Program program = program();
    try (var pooled = provider("pooled", STARTS);
        var unpooled = provider("unpooled", 0)) {
      assumeTrue(
          pooled.availability() instanceof Availability.Available,
          () -> "oci is not available here: " + pooled.availability());
      assertThat(unpooled.availability()).isInstanceOf(Availability.Available.class);
      pooled.prepare(program);
      unpooled.prepare(program);
      Path runc = bundle();
      var plain = new ArrayList<Long>();
      var withSlots = new ArrayList<Long>();
      var without = new ArrayList<Long>();
      for (int round = 0; round <= ROUNDS; round++) {
        if (round == 1) {
          List.of(plain, withSlots, without).forEach(List::clear); // the first was for the compiler
        }
        plain.addAll(atOnce("runc run", i -> runc(runc, i)));
        pooled.awaitSlots();
        withSlots.addAll(atOnce("oci, slots", _ -> start(pooled, program)));
        closeAll();
        pooled.awaitSlots();
        without.addAll(atOnce("oci, none", _ -> start(unpooled, program)));
        closeAll();
      }
      System.out.printf(
          "%d at once, %d rounds, median of starts: runc run %.1f ms; oci with slots %.1f ms (%.1f"
              + " times faster); oci without %.1f ms%n",
          STARTS,
          ROUNDS,
          millis(plain),
          millis(withSlots),
          millis(plain) / millis(withSlots),
          millis(without));
      assertThat(millis(withSlots)).isLessThan(millis(plain));
    }
  }

  private OciSandboxes provider(String name, int slots) {
    return new OciSandboxes(
        directory.resolve(name), new OciConfig(slots, 256, OciConfig.DEFAULTS.images()));
  }

  private static double millis(List<Long> nanos) {
    return nanos.stream().sorted().toList().get(nanos.size() / 2) / 1e6;
  }

  private void closeAll() {
    sandboxes.parallelStream().forEach(Sandbox::close);
    sandboxes.clear();
  }

  /** Something that starts and says when it had. */
  private interface Start {
    long now(int number) throws Exception;
  }

  private static List<Long> atOnce(String name, Start start) throws Exception {
    var go = new CountDownLatch(1);
    var nanos = new ArrayList<Long>();
    long began;
    try (var threads = Executors.newFixedThreadPool(STARTS)) {
      var all = new ArrayList<Future<Long>>();
      for (int i = 0; i < STARTS; i++) {
        int number = i;
        all.add(threads.submit(started(go, start, number)));
      }
      began = System.nanoTime();
      go.countDown();
      for (Future<Long> one : all) {
        nanos.add(one.get() - began);
      }
    }
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        "%-12s median %6.1f ms, last of %d after %6.1f ms%n",
        name, sorted[sorted.length / 2] / 1e6, STARTS, Arrays.stream(sorted).max().orElse(0) / 1e6);
    return nanos;
  }

  private static Callable<Long> started(CountDownLatch go, Start start, int number) {
    return () -> {
      go.await();
      return start.now(number);
    };
  }

  private long start(OciSandboxes provider, Program program) {
    Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE);
    sandboxes.add(sandbox);
    sandbox.specialise(program);
    if (Boolean.getBoolean("hearth.oci.timeline")) {
      System.out.println(sandbox.timeline());
    }
    return System.nanoTime();
  }

  /** A bundle of runc's own making, without a filter of system calls: less work than ours. */
  private Path bundle() throws Exception {
    Path bundle = Files.createDirectories(directory.resolve("bundle"));
    Path root = bundle.resolve("rootfs");
    Files.createDirectories(root.resolve("bin"));
    Files.copy(Ground.busybox().orElseThrow(), root.resolve("bin/busybox"));
    Files.createSymbolicLink(root.resolve("bin/sh"), Path.of("busybox"));
    for (String empty : List.of("proc", "dev", "sys")) {
      Files.createDirectory(root.resolve(empty));
    }
    String binary = Runc.find().orElseThrow().toString();
    assertThat(new ProcessBuilder(binary, "spec").directory(bundle.toFile()).start().waitFor())
        .isZero();
    String config = Files.readString(bundle.resolve("config.json"));
    Files.writeString(
        bundle.resolve("config.json"),
        config
            .replace("\"terminal\": true", "\"terminal\": false")
            .replace("\"sh\"", "\"/bin/sh\", \"-c\", \"echo started\""));
    return bundle;
  }

  private long runc(Path bundle, int number) throws Exception {
    Process process =
        new ProcessBuilder(
                Runc.find().orElseThrow().toString(),
                "--root",
                directory.resolve("runc").toString(),
                "run",
                "--bundle",
                bundle.toString(),
                "starts-" + ProcessHandle.current().pid() + "-" + number)
            .redirectErrorStream(true)
            .start();
    try (var output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(output.readLine()).isEqualTo("started");
      long when = System.nanoTime();
      assertThat(process.waitFor()).isZero();
      return when;
    }
  }
}
