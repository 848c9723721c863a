package dev.hearth.simulator.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The functions of a dataset as its files tell more and more of them. */
final class FunctionTable {
  /** Between parts of a key; no field has it. */
  private static final char JOINT = '\n';

  private final List<Row> rows = new ArrayList<>();
  private final Map<String, Row> byKey = new TreeMap<>();
  private final Map<String, List<Row>> byFunction = new TreeMap<>();
  private final Map<String, List<Row>> byApplication = new TreeMap<>();

  /** Columns that say which function a row is about; any but one of the last two may be missing. */
  record Identity(int owner, int application, int function) {
    static Identity of(Header header) {
      return new Identity(
          header.column("HashOwner"), header.column("HashApp"), header.column("HashFunction"));
    }
  }

  /** What is known of one function. */
  static final class Row {
    final String function;
    final String application;
    final Counts counts = new Counts();
    double @Nullable [] shares;
    double @Nullable [] percentileMs;
    double averageMs = -1;
    double longestMs = -1;
    double durationSamples = -1;
    double memoryMb = -1;
    double memorySamples = -1;
    boolean memoryOfApplication;

    Row(String function, String application) {
      this.function = function;
      this.application = application;
    }
  }

  List<Row> rows() {
    return rows;
  }

  /** Functions of the same application. */
  int sizeOf(String application) {
    return byApplication.getOrDefault(application, List.of()).size();
  }

  /** The function of a row of counts, made when it is first met. */
  Row row(Fields fields, Identity identity) throws BadRowException {
    var function = fields.text(identity.function());
    if (function.isEmpty()) {
      throw new BadRowException("HashFunction is empty");
    }
    var application = application(fields, identity);
    var key = application + JOINT + function;
    var row = byKey.get(key);
    if (row == null) {
      row = new Row(function, application);
      rows.add(row);
      byKey.put(key, row);
      byFunction.computeIfAbsent(function, any -> new ArrayList<>(1)).add(row);
      if (!application.isEmpty()) {
        byApplication.computeIfAbsent(application, any -> new ArrayList<>(1)).add(row);
      }
    }
    return row;
  }

  /**
   * The functions that a row of durations or memory is about: one, or all of an application, or
   * none if they are never invoked. Columns that only one of the files has are not compared.
   */
  List<Row> about(Fields fields, Identity identity) {
    if (identity.function() < 0) {
      return byApplication.getOrDefault(application(fields, identity), List.of());
    }
    var function = fields.text(identity.function());
    var exact = byKey.get(application(fields, identity) + JOINT + function);
    if (exact != null) {
      return List.of(exact);
    }
    var alike = byFunction.getOrDefault(function, List.of());
    boolean comparable = identity.application() >= 0 && !byApplication.isEmpty();
    return comparable ? List.of() : alike;
  }

  private static String application(Fields fields, Identity identity) {
    var application = identity.application() < 0 ? "" : fields.text(identity.application());
    return identity.owner() < 0 || application.isEmpty()
        ? application
        : fields.text(identity.owner()) + JOINT + application;
  }
}
