package dev.hearth.simulator.replay;

import dev.hearth.simulator.trace.TraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The files of a replay's folder. */
final class Folder {
  private Folder() {}

  static <T> T json(JsonMapper mapper, Path file, Class<T> type) {
    try {
      return mapper.readValue(Files.readString(file), type);
    } catch (IOException | JacksonException e) {
      throw unreadable(file, e);
    }
  }

  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static TraceException unreadable(Path file, Exception cause) {
    return new TraceException(
        "cannot read %s: %s; 'hearth bench --replay PLAN --out DIR' writes it"
            .formatted(file, cause.getMessage()),
        cause);
  }
}
