package dev.hearth.node;

import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormat.ParseException;
import dev.hearth.inference.Datatype;
import dev.hearth.inference.GraphMetadata;
import dev.hearth.inference.TensorMetadata;
import dev.hearth.node.layout.DataType;
import dev.hearth.node.layout.InstanceGroup;
import dev.hearth.node.layout.ModelConfig;
import dev.hearth.node.layout.ModelTensor;
import dev.hearth.node.layout.VersionPolicy;
import dev.hearth.node.layout.Warmup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A {@code config.pbtxt} as Triton's users write it: read, held against the graph, and said as a
 * manifest. What is not understood is named, not passed over in silence.
 *
 * @param unknown names of the fields that mean nothing here
 */
record TritonConfig(ModelConfig config, List<String> unknown) {
  private static final int MAX_BATCH = 65_536;
  private static final int MAX_INSTANCES = 10_000;
  private static final long MAX_DELAY_MICROS = 3_600_000_000L;
  private static final Pattern UNKNOWN =
      Pattern.compile("(?m)^\\d+:\\d+:\\t(?:hearth\\.layout\\.)?(\\S+)$");

  /** The parser says on its own log what {@link #unknown} says. */
  private static final Logger PARSER_LOG = Logger.getLogger(TextFormat.class.getName());

  static {
    PARSER_LOG.setLevel(Level.OFF);
  }

  TritonConfig {
    unknown = List.copyOf(unknown);
  }

  /**
   * Reads a text.
   *
   * @throws ConfigurationException with line and column, if it cannot be read or is not for here
   */
  static TritonConfig parse(String text) {
    var unknown = new ArrayList<String>();
    try {
      return checked(new TritonConfig(parse(text, false), List.of()));
    } catch (ParseException e) {
      Matcher names = UNKNOWN.matcher(String.valueOf(e.getMessage()));
      while (names.find()) {
        unknown.add(names.group(1));
      }
      if (unknown.isEmpty()) {
        throw wrong(e);
      }
    }
    try {
      return checked(new TritonConfig(parse(text, true), unknown));
    } catch (ParseException e) {
      throw wrong(e);
    }
  }

  private static ModelConfig parse(String text, boolean withUnknown) throws ParseException {
    var builder = ModelConfig.newBuilder();
    TextFormat.Parser.newBuilder().setAllowUnknownFields(withUnknown).build().merge(text, builder);
    return builder.build();
  }

  private static ConfigurationException wrong(ParseException e) {
    return new ConfigurationException("config.pbtxt cannot be read: " + e.getMessage());
  }

  private static TritonConfig checked(TritonConfig parsed) {
    ModelConfig config = parsed.config;
    requireOnnx("platform", config.getPlatform(), "onnxruntime_onnx");
    requireOnnx("backend", config.getBackend(), "onnxruntime");
    requireWithin("max_batch_size", config.getMaxBatchSize(), MAX_BATCH);
    long delay = config.getDynamicBatching().getMaxQueueDelayMicroseconds();
    requireWithin(
        "max_queue_delay_microseconds", delay < 0 ? Long.MAX_VALUE : delay, MAX_DELAY_MICROS);
    requireWithin("instance_group's counts, together,", parsed.instances(), MAX_INSTANCES);
    requireFileName(parsed.fileName());
    return parsed;
  }

  private static void requireWithin(String field, long value, long most) {
    if (value < 0 || value > most) {
      throw new ConfigurationException(
          "config.pbtxt has %s %d, which must lie in 0 to %d".formatted(field, value, most));
    }
  }

  /** A model lies in its version's directory, not anywhere else. */
  private static void requireFileName(String name) {
    if (name.indexOf('/') >= 0
        || name.equals("..")
        || name.equals(".")
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new ConfigurationException(
          "config.pbtxt has default_model_filename %s, which must be the name of a file"
              .formatted(quoted(name)));
    }
  }

  private static void requireOnnx(String field, String value, String known) {
    if (!value.isEmpty() && !value.equals(known)) {
      throw new ConfigurationException(
          "config.pbtxt has %s '%s' but only '%s' is served".formatted(field, value, known));
    }
  }

  /**
   * The versions to serve of those there are.
   *
   * @throws ConfigurationException if one that is asked for is not there
   */
  SortedSet<Integer> selected(SortedSet<Integer> there) {
    VersionPolicy policy = config.getVersionPolicy();
    return switch (policy.getPolicyChoiceCase()) {
      case ALL -> there;
      case SPECIFIC -> {
        var asked = new TreeSet<>(policy.getSpecific().getVersionsList());
        if (!there.stream().map(Integer::longValue).toList().containsAll(asked)) {
          throw new ConfigurationException(
              "config.pbtxt asks for the versions %s but there are %s".formatted(asked, there));
        }
        yield asked.stream().map(Long::intValue).collect(Collectors.toCollection(TreeSet::new));
      }
      case LATEST -> newest(there, Math.max(1, policy.getLatest().getNumVersions()));
      case POLICYCHOICE_NOT_SET -> newest(there, 1);
    };
  }

  static SortedSet<Integer> newest(SortedSet<Integer> versions, int count) {
    var newest = new TreeSet<>(versions);
    while (newest.size() > count) {
      newest.pollFirst();
    }
    return newest;
  }

  String fileName() {
    return config.getDefaultModelFilename().isEmpty()
        ? "model.onnx"
        : config.getDefaultModelFilename();
  }

  /** The manifest of one version. */
  String manifest(String name, Path file) {
    var text = new StringBuilder();
    text.append("kind: Model\nname: ").append(quoted(name));
    text.append("\nfrom: ").append(quoted("file:" + file)).append('\n');
    text.append("batching: {max-size: ")
        .append(Math.max(1, config.getMaxBatchSize()))
        .append(", max-delay: ")
        .append(config.getDynamicBatching().getMaxQueueDelayMicroseconds())
        .append("us}\n");
    if (config.getInstanceGroupCount() > 0) {
      text.append("scale: {max: ").append(instances()).append("}\n");
    }
    warmUp().ifPresent(text::append);
    return text.toString();
  }

  /** A string as YAML takes it: with JSON's escapes. */
  static String quoted(String text) {
    var quoted = new StringBuilder(text.length() + 2).append('"');
    text.chars()
        .forEach(
            each -> {
              if (each < ' ' || (each > '~' && each < 0xA0)) {
                quoted.append("\\u%04x".formatted(each));
              } else {
                quoted.append(each == '"' || each == '\\' ? "\\" : "").append((char) each);
              }
            });
    return quoted.append('"').toString();
  }

  private long instances() {
    return config.getInstanceGroupList().stream()
        .mapToLong(InstanceGroup::getCount)
        .map(count -> Math.max(1, count))
        .sum();
  }

  private Optional<String> warmUp() {
    if (config.getModelWarmupCount() == 0) {
      return Optional.empty();
    }
    Warmup first = config.getModelWarmup(0);
    boolean random = first.getInputsMap().values().stream().anyMatch(Warmup.Input::getRandomData);
    var shapes = new ArrayList<String>();
    first
        .getInputsMap()
        .forEach(
            (input, made) -> {
              var dimensions = new ArrayList<Long>(made.getDimsList());
              if (config.getMaxBatchSize() > 0) {
                dimensions.addFirst((long) Math.max(1, first.getBatchSize()));
              }
              shapes.add(quoted(input) + ": " + dimensions);
            });
    return Optional.of(
        "warm-up: {requests: %d, data: %s, shape: {%s}}\n"
            .formatted(
                Math.max(1, first.getCount()),
                random ? "random" : "zeros",
                String.join(", ", shapes)));
  }

  /** What means less here than it does to Triton, a sentence each. */
  List<String> remarks() {
    var remarks = new ArrayList<String>();
    if (!unknown.isEmpty()) {
      remarks.add("these fields of config.pbtxt mean nothing here: " + String.join(", ", unknown));
    }
    if (config.getModelWarmupCount() > 1) {
      remarks.add("only the first model_warmup is used");
    }
    if (config.getInstanceGroupList().stream()
        .anyMatch(group -> group.getKind() == InstanceGroup.Kind.KIND_GPU)) {
      remarks.add("it runs on the processor, not on the GPU that instance_group asks for");
    }
    return remarks;
  }

  /**
   * Holds inputs and outputs against the graph.
   *
   * @throws ConfigurationException naming what does not fit, and what the graph has
   */
  void check(GraphMetadata graph) {
    config.getInputList().forEach(input -> check("input", input, graph.inputs()));
    config.getOutputList().forEach(output -> check("output", output, graph.outputs()));
  }

  private void check(String kind, ModelTensor said, Collection<TensorMetadata> graph) {
    TensorMetadata tensor =
        graph.stream()
            .filter(each -> each.name().equals(said.getName()))
            .findFirst()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "config.pbtxt has an %s '%s' but the graph has %s"
                            .formatted(
                                kind,
                                said.getName(),
                                graph.stream().map(TensorMetadata::name).toList())));
    if (said.getDataType() == DataType.UNRECOGNIZED) {
      throw new ConfigurationException(
          "config.pbtxt has %s '%s' with the data_type %d, which is none"
              .formatted(kind, said.getName(), said.getDataTypeValue()));
    }
    if (said.getDataType() != DataType.TYPE_INVALID
        && datatype(said.getDataType()) != tensor.datatype()) {
      throw new ConfigurationException(
          "config.pbtxt has %s '%s' as %s but the graph has it as %s"
              .formatted(kind, said.getName(), said.getDataType(), tensor.datatype()));
    }
    var dims = new ArrayList<Long>(said.getDimsList());
    if (config.getMaxBatchSize() > 0) {
      dims.addFirst(TensorMetadata.DYNAMIC);
    }
    if (!said.getDimsList().isEmpty() && !fits(dims, tensor.shape())) {
      throw new ConfigurationException(
          "config.pbtxt has %s '%s' with the shape %s%s but the graph has it with %s"
              .formatted(
                  kind,
                  said.getName(),
                  dims,
                  config.getMaxBatchSize() > 0 ? " (the batch first)" : "",
                  tensor.shape()));
    }
  }

  private static boolean fits(List<Long> said, List<Long> graph) {
    if (said.size() != graph.size()) {
      return false;
    }
    for (int axis = 0; axis < said.size(); axis++) {
      long inGraph = graph.get(axis);
      if (inGraph != TensorMetadata.DYNAMIC && inGraph != said.get(axis)) {
        return false;
      }
    }
    return true;
  }

  private static Datatype datatype(DataType type) {
    return type == DataType.TYPE_STRING
        ? Datatype.BYTES
        : Datatype.valueOf(type.name().substring("TYPE_".length()));
  }
}
