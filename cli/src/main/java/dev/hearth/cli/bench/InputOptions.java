package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which requests are sent. */
final class InputOptions {
  private static final int MOST_TEXTS = 100_000;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "A request as JSON, as 'infer' takes it; of several each is sent in turn.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "A text to send; of several each in turn.")
  private List<String> texts = new ArrayList<>();

  @Option(
      names = "--text-file",
      paramLabel = "FILE",
      description = "A file with a text on each line.")
  private Optional<Path> textFile = Optional.empty();

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description =
          "A PNG or JPEG file for a BYTES input; not as http-json. Of several each in turn.")
  private List<Path> pictures = new ArrayList<>();

  @Option(
      names = "--shape",
      paramLabel = "[INPUT=]DxD",
      description = "The shape of an input, or of all, like input_ids=1x16.")
  private List<String> shapes = new ArrayList<>();

  @Option(
      names = "--range",
      paramLabel = "[INPUT=]LO:HI",
      description = "Random data from LO to HI for an input, or for all (default: zeros).")
  private List<String> ranges = new ArrayList<>();

  @Option(
      names = "--batch",
      paramLabel = "ROWS",
      defaultValue = "1",
      description = "Rows, or texts, a request (default: 1).")
  private int batch = 1;

  @Option(
      names = "--payloads",
      paramLabel = "N",
      defaultValue = "16",
      description = "How many different requests random data make (default: 16).")
  private int payloads = 16;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of random data and arrivals (default: 1).")
  private long seed = 1;

  long seed() {
    return seed;
  }

  int batch() {
    if (batch < 1) {
      throw usage("--batch %d is no number of rows; it is 1 or more".formatted(batch));
    }
    return batch;
  }

  List<Path> files() {
    return files;
  }

  /** The bytes of each picture. */
  List<byte[]> pictures() {
    return pictures.stream().map(Arguments::bytes).toList();
  }

  int payloads() {
    if (payloads < 1 || payloads > 10_000) {
      throw usage("--payloads %d is not from 1 to 10000".formatted(payloads));
    }
    return ranges.isEmpty() ? 1 : payloads;
  }

  /** The texts, each request's together; empty where none were given. */
  List<List<String>> texts() {
    var lines = new ArrayList<>(texts);
    textFile.ifPresent(file -> lines.addAll(lines(file)));
    if (lines.size() > MOST_TEXTS) {
      throw usage("%d texts are more than %d".formatted(lines.size(), MOST_TEXTS));
    }
    var groups = new ArrayList<List<String>>();
    for (int from = 0; from < lines.size(); from += batch()) {
      var group = new ArrayList<String>();
      for (int i = 0; i < batch; i++) {
        group.add(lines.get((from + i) % lines.size()));
      }
      groups.add(group);
    }
    return groups;
  }

  private static List<String> lines(Path file) {
    List<String> lines = Arguments.read(file).lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty()) {
      throw usage("the text file '%s' has no text".formatted(file));
    }
    return lines;
  }

  /** Shapes by the name of their input; under an empty name the one of all others. */
  Map<String, List<Long>> shapes() {
    var parsed = new HashMap<String, List<Long>>();
    for (String text : shapes) {
      var named = Arguments.named(text);
      parsed.put(named.getKey(), Arguments.shape(named.getValue(), text));
    }
    return parsed;
  }

  /** Ranges, as {@link #shapes}. */
  Map<String, Range> ranges() {
    var parsed = new HashMap<String, Range>();
    for (String text : ranges) {
      var named = Arguments.named(text);
      parsed.put(named.getKey(), Range.of(named.getValue(), text));
    }
    return parsed;
  }

  /** Ends the command if any of it cannot be meant, before anything is sent. */
  void check() {
    batch();
    payloads();
    shapes();
    ranges();
    texts();
  }

  private static CommandFailure usage(String text) {
    return new CommandFailure(CommandFailure.USAGE, text);
  }
}
