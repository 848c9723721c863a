package dev.hearth.sandbox.zygote;

import dev.hearth.sandbox.linux.Seccomp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * What all zygotes run in, started once with bubblewrap: the machine's Python and nothing else of
 * its files, no network, no other process, none of the node's variables.
 */
final class Container implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Container.class);
  private static final List<String> PROGRAMS =
      List.of("dispatcher.py", "isolate.py", "wire.py", "worker.py", "zygote.py");

  /** Read-only where they exist: what Python, the loader and clients of TLS need. */
  private static final List<String> SETTINGS =
      List.of(
          "/etc/alternatives",
          "/etc/ca-certificates",
          "/etc/host.conf",
          "/etc/hosts",
          "/etc/ld.so.cache",
          "/etc/localtime",
          "/etc/mime.types",
          "/etc/nsswitch.conf",
          "/etc/python3",
          "/etc/python3.11",
          "/etc/resolv.conf",
          "/etc/ssl/certs",
          "/etc/ssl/openssl.cnf");

  /** Descriptors 3 and 4 are the way to the code of functions and to a granted network. */
  private static final String OPEN_NAMESPACES =
      "exec 3</proc/self/ns/mnt 4</proc/self/ns/net; exec \"$@\"";

  private final Process process;
  private final Queue<String> complaints = new ArrayBlockingQueue<>(64);

  /**
   * Starts it, with one zygote that imports nothing.
   *
   * @param memory a directory in memory, for what is shared with single sandboxes
   * @param directory has the node's socket in {@code run}; programs are written to {@code lib}
   */
  Container(Path directory, @Nullable Path memory, Map<String, Path> groups, String token)
      throws IOException {
    Path programs = Files.createDirectories(directory.resolve("lib"));
    for (String program : PROGRAMS) {
      try (InputStream text = Container.class.getResourceAsStream(program)) {
        if (text == null) {
          throw new IOException("the program " + program + " is missing in this build");
        }
        Files.copy(text, programs.resolve(program), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.write(
        programs.resolve("filter.json"), JsonMapper.shared().writeValueAsBytes(Seccomp.filter()));
    var builder = new ProcessBuilder(command(directory, memory, groups, token));
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    builder.redirectErrorStream(true);
    process = builder.start();
    process.getOutputStream().close();
    Thread.ofVirtual().name("zygote-output").start(this::readComplaints);
  }

  private static List<String> command(
      Path directory, @Nullable Path memory, Map<String, Path> groups, String token) {
    var command = new ArrayList<>(List.of("sh", "-c", OPEN_NAMESPACES, "sh", "bwrap"));
    command.addAll(List.of("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"));
    command.addAll(List.of("--hostname", "hearth", "--cap-add", "ALL", "--clearenv"));
    command.addAll(List.of("--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin"));
    for (String library : List.of("lib", "lib32", "lib64", "libx32")) {
      command.addAll(List.of("--symlink", "usr/" + library, "/" + library));
    }
    SETTINGS.forEach(file -> command.addAll(List.of("--ro-bind-try", file, file)));
    command.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--dir", "/tmp"));
    command.addAll(List.of("--dir", "/var/task"));
    command.addAll(List.of("--ro-bind", directory.resolve("lib").toString(), "/hearth/lib"));
    command.addAll(List.of("--bind", directory.resolve("run").toString(), "/hearth/run"));
    if (memory != null) {
      command.addAll(List.of("--bind", memory.toString(), "/hearth/memory"));
    }
    groups.forEach(
        (name, path) ->
            command.addAll(List.of("--bind", path.toString(), "/hearth/groups/" + name)));
    command.addAll(List.of("--remount-ro", "/", "--setenv", "LANG", "C.UTF-8"));
    command.addAll(List.of("--chdir", "/", "/usr/bin/python3", "-s", "-B"));
    command.addAll(List.of("/hearth/lib/zygote.py", token));
    return command;
  }

  private void readComplaints() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.debug("{}", line);
        complaints.offer(line);
      }
    } catch (IOException e) {
      log.debug("the output of zygotes ended: {}", e.getMessage());
    }
  }

  void onExit(Runnable then) {
    var _ = process.onExit().thenRun(then);
  }

  boolean alive() {
    return process.isAlive();
  }

  /** What it wrote, in case it does not start. */
  String complaints() {
    return String.join("; ", complaints);
  }

  @Override
  public void close() {
    try {
      // It ends by itself when its connection does, and everything in it with it.
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        log.warn("the container of zygotes had to be killed");
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
