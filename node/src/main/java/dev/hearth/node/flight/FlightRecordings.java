package dev.hearth.node.flight;

import dev.hearth.gateway.Problem;
import dev.hearth.gateway.admin.Recordings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import jdk.jfr.Configuration;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * Recordings of this virtual machine, one at a time, of which the last few are kept in a directory
 * that is emptied at the start. What would write down the environment or a command line, where
 * secrets may stand, is never recorded.
 */
public final class FlightRecordings implements Recordings, AutoCloseable {
  static final int KEPT = 4;
  static final int LONGEST_SECONDS = 600;
  static final long MOST_BYTES = 256L << 20;
  private static final String SETTINGS = "profile";
  private static final List<String> MAY_HOLD_SECRETS =
      List.of(
          "jdk.InitialEnvironmentVariable",
          "jdk.InitialSystemProperty",
          "jdk.JVMInformation",
          "jdk.SystemProcess",
          "jdk.ProcessStart");

  private final Path directory;
  private final TreeMap<Integer, Taken> taken = new TreeMap<>();
  private int last;

  private record Taken(Recording recording, int seconds, Path file) {
    boolean running() {
      return recording.getState() == RecordingState.RUNNING;
    }
  }

  public FlightRecordings(Path directory) {
    this.directory = directory;
  }

  @Override
  public synchronized Status start(int seconds) {
    if (seconds < 1 || seconds > LONGEST_SECONDS) {
      throw Problem.badRequest(
          "a recording of %d seconds is not possible; ask for 1 to %d"
              .formatted(seconds, LONGEST_SECONDS));
    }
    taken.forEach(
        (id, each) -> {
          if (each.running()) {
            throw Problem.of(
                409,
                "recording %d goes on for %d seconds in all; wait for it or delete it"
                    .formatted(id, each.seconds()));
          }
        });
    try {
      return started(seconds);
    } catch (IOException | ParseException e) {
      throw Problem.of(500, "no recording could be started: " + e.getMessage());
    }
  }

  private Status started(int seconds) throws IOException, ParseException {
    if (taken.isEmpty()) {
      empty();
    }
    while (taken.size() >= KEPT) {
      discard(taken.firstKey());
    }
    int id = ++last;
    var recording = new Recording(Configuration.getConfiguration(SETTINGS));
    try {
      recording.setName("hearth-" + id);
      MAY_HOLD_SECRETS.forEach(recording::disable);
      recording.setToDisk(true);
      recording.setMaxSize(MOST_BYTES);
      recording.setDuration(Duration.ofSeconds(seconds));
      Path file = directory.resolve(id + ".jfr");
      recording.setDestination(file);
      recording.start();
      taken.put(id, new Taken(recording, seconds, file));
      return status(id);
    } catch (IOException | RuntimeException e) {
      recording.close();
      throw e;
    }
  }

  private void empty() throws IOException {
    Files.createDirectories(directory);
    try (var left = Files.list(directory)) {
      for (Path each : left.toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  @Override
  public synchronized List<Status> all() {
    return new ArrayList<>(taken.keySet()).stream().map(this::status).toList();
  }

  @Override
  public synchronized Optional<Status> find(int id) {
    return taken.containsKey(id) ? Optional.of(status(id)) : Optional.empty();
  }

  private Status status(int id) {
    Taken of = present(id);
    boolean running = of.running();
    long bytes = running ? of.recording().getSize() : of.file().toFile().length();
    return new Status(id, running ? "recording" : "done", of.seconds(), bytes);
  }

  private Taken present(int id) {
    Taken of = taken.get(id);
    if (of == null) {
      throw new IllegalArgumentException("there is no recording " + id);
    }
    return of;
  }

  @Override
  public synchronized Optional<Path> file(int id) {
    return Optional.ofNullable(taken.get(id)).filter(each -> !each.running()).map(Taken::file);
  }

  @Override
  public synchronized boolean discard(int id) {
    Taken of = taken.remove(id);
    if (of == null) {
      return false;
    }
    of.recording().close();
    try {
      Files.deleteIfExists(of.file());
    } catch (IOException e) {
      throw Problem.of(500, "the recording's file stays: " + e.getMessage());
    }
    return true;
  }

  /** Ends what goes on; files that are complete stay until the next node starts recording. */
  @Override
  public synchronized void close() {
    if (!taken.isEmpty() && FlightRecorder.isInitialized()) {
      taken.values().forEach(each -> each.recording().close());
    }
  }
}
