package dev.hearth.inference.operators;

import dev.hearth.inference.operators.Shapes.TypedShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

/** Reads what ONNX Runtime writes of the nodes of its runs: a JSON array of events. */
final class TraceReader {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String KERNEL = "_kernel_time";
  private static final long MICROSECOND = 1_000;

  /** One run of one node; the engine tells whole microseconds. */
  record Event(long nanos, Shapes shapes) {}

  private TraceReader() {}

  /** The runs of each node that has one of our names, in their order. */
  static Map<Integer, List<Event>> read(Path file) throws IOException {
    var byNode = new TreeMap<Integer, List<Event>>();
    try (var stream = Files.newInputStream(file);
        MappingIterator<JsonNode> events = JSON.readerFor(JsonNode.class).readValues(stream)) {
      while (events.hasNext()) {
        JsonNode event = events.next();
        int node = node(event.path("name").asString(""));
        if (node >= 0 && event.path("cat").asString("").equals("Node")) {
          byNode.computeIfAbsent(node, _ -> new ArrayList<>()).add(event(event));
        }
      }
    }
    return byNode;
  }

  private static int node(String name) {
    String prefix = NodeGraph.name(0).replaceFirst("0$", "");
    return name.startsWith(prefix) && name.endsWith(KERNEL)
        ? Integer.parseInt(name.substring(prefix.length(), name.length() - KERNEL.length()))
        : -1;
  }

  private static Event event(JsonNode event) {
    JsonNode arguments = event.path("args");
    return new Event(
        event.path("dur").asLong() * MICROSECOND,
        new Shapes(
            shapes(arguments.path("input_type_shape")),
            shapes(arguments.path("output_type_shape"))));
  }

  private static List<TypedShape> shapes(JsonNode list) {
    List<TypedShape> shapes = new ArrayList<>();
    for (JsonNode each : list) {
      each.properties()
          .forEach(
              tensor -> {
                List<Long> lengths = new ArrayList<>();
                tensor.getValue().forEach(length -> lengths.add(length.asLong()));
                shapes.add(new TypedShape(tensor.getKey(), lengths));
              });
    }
    return shapes;
  }
}
