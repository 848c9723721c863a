package dev.hearth.sandbox.linux;

import dev.hearth.sandbox.StartPriority;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Containers by runc, the reference runtime of the Open Container Initiative. */
public final class Runc {
  private static final long LIMIT_SECONDS = 60;
  private static final int LONGEST_LOG = 64 << 10;

  /**
   * A niceness with which a process gets a ninth of what one without it gets: enough to be made
   * within {@link #LIMIT_SECONDS} where dozens of others want the processors.
   */
  private static final int YIELDING = 10;

  private static final Optional<Path> NICE = onPath("nice");

  /**
   * Making a container is computing alone, until its own program begins: more at a time than there
   * are processors would keep these from what runs, and none would be ready any sooner.
   */
  private static final Semaphore FURTHER =
      new Semaphore(Runtime.getRuntime().availableProcessors(), true);

  private final Path binary;
  private final Path state;

  /**
   * Containers of one owner.
   *
   * @param state a directory where runc keeps what it knows of them
   */
  public Runc(Path binary, Path state) {
    this.binary = binary;
    this.state = state;
  }

  /** Where runc is on this machine. */
  public static Optional<Path> find() {
    return onPath("runc");
  }

  private static Optional<Path> onPath(String command) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/bin:/usr/local/sbin";
    for (String directory : path.split(":", -1)) {
      Path candidate = Path.of(directory, command);
      if (!directory.isEmpty() && Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** The same as {@link #run(String, Path, Descriptor, Descriptor, StartPriority)}, as a first. */
  public Child run(String id, Path bundle, Descriptor input, Descriptor output) throws IOException {
    return run(id, bundle, input, output, StartPriority.FIRST);
  }

  /**
   * Starts a container and leaves it running.
   *
   * @param bundle a directory with its {@code config.json}
   * @param priority a further one is made while nobody else needs the processors, as far as that
   *     goes, and waits for its turn; its program then has the same priority as any other
   * @return its first process, which this process has to reap
   * @throws IOException with runc's own reason
   */
  public Child run(
      String id, Path bundle, Descriptor input, Descriptor output, StartPriority priority)
      throws IOException {
    if (priority == StartPriority.FIRST) {
      return make(id, bundle, input, output, List.of());
    }
    waitForTurn();
    try {
      List<String> yielding =
          NICE.map(nice -> List.of(nice.toString(), "-n", "" + YIELDING)).orElse(List.of());
      Child made = make(id, bundle, input, output, yielding);
      made.resetPriority();
      return made;
    } finally {
      FURTHER.release();
    }
  }

  private static void waitForTurn() throws IOException {
    try {
      FURTHER.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while other containers were made", e);
    }
  }

  private Child make(
      String id, Path bundle, Descriptor input, Descriptor output, List<String> within)
      throws IOException {
    Path pid = bundle.resolve("pid");
    execute(
        within,
        bundle.resolve("log"),
        new File(input.path()),
        new File(output.path()),
        "run",
        "--detach",
        "--bundle",
        bundle.toString(),
        "--pid-file",
        pid.toString(),
        id);
    return new Child(Long.parseLong(Files.readString(pid).strip()));
  }

  /** Ends a container and removes what runc made for it; nothing if there is none. */
  public void delete(String id) throws IOException {
    Files.createDirectories(state);
    Path log = Files.createTempFile(state, "delete", ".log");
    var nothing = new File("/dev/null");
    try {
      execute(List.of(), log, nothing, nothing, "delete", "--force", id);
    } finally {
      Files.deleteIfExists(log);
    }
  }

  /**
   * Removes what runc knows of a container whose processes have ended and whose group somebody else
   * keeps; much less work than {@link #delete}.
   */
  public void forget(String id) throws IOException {
    Path known = state.resolve(id);
    if (Files.isDirectory(known)) {
      try (var files = Files.newDirectoryStream(known)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
      Files.delete(known);
    }
  }

  /** The containers that runc still knows. */
  public List<String> known() throws IOException {
    var ids = new ArrayList<String>();
    if (Files.isDirectory(state)) {
      try (var entries = Files.newDirectoryStream(state, Files::isDirectory)) {
        entries.forEach(entry -> ids.add(entry.getFileName().toString()));
      }
    }
    return ids;
  }

  private void execute(List<String> within, Path log, File input, File output, String... arguments)
      throws IOException {
    var command = new ArrayList<String>(within);
    command.add(binary.toString());
    command.addAll(List.of("--root", state.toString(), "--log-format", "json"));
    command.addAll(List.of("--log", log.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectInput(input).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output));
    builder.environment().keySet().retainAll(List.of("PATH"));
    Process process = builder.start();
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(
            "runc %s took more than %d seconds".formatted(arguments[0], LIMIT_SECONDS));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while runc ran", e);
    }
    if (process.exitValue() != 0) {
      throw new IOException("runc %s: %s".formatted(arguments[0], reason(log)));
    }
  }

  private static String reason(Path log) throws IOException {
    String last = "no reason was given";
    if (!Files.exists(log) || Files.size(log) > LONGEST_LOG) {
      return last;
    }
    for (String line : Files.readAllLines(log)) {
      try {
        JsonNode entry = JsonMapper.shared().readTree(line);
        if ("error".equals(entry.path("level").asString(""))) {
          last = entry.path("msg").asString(last);
        }
      } catch (JacksonException e) {
        last = line;
      }
    }
    return last;
  }
}
