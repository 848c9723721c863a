package dev.hearth.simulator.trace;

import static java.time.temporal.ChronoUnit.NANOS;

import dev.hearth.kernel.Suite.Parameter;
import dev.hearth.simulator.workload.Settings;
import dev.hearth.simulator.workload.Workload;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests to a language model, {@code TIMESTAMP,ContextTokens,GeneratedTokens}, as in the Azure
 * LLM inference dataset of 2023 (P. Patel et al., "Splitwise", ISCA 2024). The first arrives at 0;
 * each file of a directory is a function.
 *
 * <p>The trace does not say how long a request takes. It is {@code base + context-token * context +
 * generated-token * generated} here, whose defaults are assumptions of the order of a large model
 * on several accelerators: a prompt is read at once, and tokens come one after another.
 */
public final class AzureLlm implements TraceReader {
  private static final int FIRST_YEAR = 1970;
  private static final int LAST_YEAR = 2100;
  private static final String TIMESTAMP = "TIMESTAMP";
  private static final String CONTEXT = "ContextTokens";
  private static final String GENERATED = "GeneratedTokens";

  @Override
  public String format() {
    return "azure-llm";
  }

  @Override
  public String meaning() {
    return "Azure LLM inference: TIMESTAMP,ContextTokens,GeneratedTokens";
  }

  @Override
  public List<Parameter> parameters() {
    return Profiles.parameters(
            new Parameter("base", "time", "20ms", "of every request"),
            new Parameter("context-token", "time", "100us", "of each token of the prompt"),
            new Parameter("generated-token", "time", "30ms", "of each token of the answer"))
        .stream()
        .map(
            parameter ->
                switch (parameter.name()) {
                  case "memory" -> new Parameter("memory", "memory", "16GiB", parameter.meaning());
                  case "cold-start" ->
                      new Parameter("cold-start", "time", "30s", parameter.meaning());
                  default -> parameter;
                })
        .toList();
  }

  @Override
  public boolean recognises(Path path, String firstLine) {
    return firstLine.contains(TIMESTAMP) && firstLine.contains(GENERATED);
  }

  @Override
  public Workload read(Path path, Settings settings, Source source) {
    var recording = new Recording();
    var profiles = Profiles.of(settings);
    var times =
        new TokenTimes(
            settings.nanos("base"),
            settings.nanos("context-token"),
            settings.nanos("generated-token"));
    var requests = new ArrayList<Request>();
    for (var file : DataFiles.of(path)) {
      var name = DataFiles.stem(file);
      int function = recording.function(name, () -> profiles.profile(name, name));
      source.table(
          file,
          List.of(TIMESTAMP, CONTEXT, GENERATED),
          (header, fields) -> {
            requests.add(request(header, fields, function, times));
            source.used();
          });
    }
    record(requests, recording);
    return recording.workload(DataFiles.stem(path), source.fingerprint().text());
  }

  private record Request(LocalDateTime at, int function, long nanos) {}

  private record TokenTimes(long base, long context, long generated) {
    long of(long contextTokens, long generatedTokens) {
      return base + context * contextTokens + generated * generatedTokens;
    }
  }

  private static Request request(Header header, Fields fields, int function, TokenTimes times)
      throws BadRowException {
    long context = fields.count(header.column(CONTEXT), CONTEXT);
    long generated = fields.count(header.column(GENERATED), GENERATED);
    return new Request(
        instant(fields.text(header.column(TIMESTAMP))), function, times.of(context, generated));
  }

  private static void record(List<Request> requests, Recording recording) {
    if (requests.isEmpty()) {
      return;
    }
    var first = requests.stream().map(Request::at).min(LocalDateTime::compareTo).orElseThrow();
    for (var request : requests) {
      recording.add(first.until(request.at(), NANOS), request.function(), request.nanos());
    }
  }

  /** Such as {@code 2023-11-16 18:17:03.9799600}; an offset of zero may follow. */
  private static LocalDateTime instant(String text) throws BadRowException {
    try {
      var plain = text.endsWith("+00:00") ? text.substring(0, text.length() - 6) : text;
      var at = LocalDateTime.parse(plain.strip().replace(' ', 'T'));
      if (at.getYear() >= FIRST_YEAR && at.getYear() <= LAST_YEAR) {
        return at;
      }
    } catch (DateTimeException e) {
      throw noTime(text);
    }
    throw noTime(text);
  }

  private static BadRowException noTime(String text) {
    return new BadRowException(
        "TIMESTAMP is '%s', not a time such as 2023-11-16 18:17:03.97".formatted(text));
  }
}
