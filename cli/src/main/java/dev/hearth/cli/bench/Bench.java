package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailure;
import dev.hearth.cli.Common;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Puts load on a server and measures what comes of it. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Puts load on any server of the Open Inference Protocol, or of OpenAI's embeddings, and"
          + " measures what comes of it.",
      "Percentiles are of answered requests only; refusals are counted apart. Ctrl-C ends it and"
          + " prints what was measured so far."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:measured",
      "1:the server refused, or nothing was answered",
      "2:the command line is wrong",
      "3:the server cannot be reached"
    })
public final class Bench implements Callable<Integer> {
  private static final int MOST_RUNS = 100;
  private static final String LINE_BREAK = "[\\r\\n]";

  private static final String AUTHORIZATION = "Authorization";

  @Mixin private Common common = new Common();

  @Parameters(
      paramLabel = "MODEL",
      arity = "0..1",
      description = "The model's name; not needed with --no-op.")
  private Optional<String> model = Optional.empty();

  @Option(
      names = {"-t", "--target"},
      paramLabel = "URL",
      description = "The server to drive, like http://127.0.0.1:8080 (default: the --server).")
  private Optional<String> target = Optional.empty();

  @Option(
      names = {"-p", "--protocol"},
      paramLabel = "NAME",
      defaultValue = "http-json",
      description = "${COMPLETION-CANDIDATES} (default: http-json).")
  private Protocol protocol = Protocol.HTTP_JSON;

  @Option(
      names = "--model-version",
      paramLabel = "VERSION",
      description = "The version of the model (default: the server's choice).")
  private Optional<String> version = Optional.empty();

  @Mixin private LoadOptions load = new LoadOptions();

  @Mixin private InputOptions input = new InputOptions();

  @Option(
      names = "--outputs",
      paramLabel = "NAME",
      split = ",",
      description = "Ask for these outputs only.")
  private List<String> outputs = new ArrayList<>();

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      description = "OpenAI: float or base64 (default: the server's choice).")
  private Optional<String> encoding = Optional.empty();

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME:VALUE",
      description = "A header, or gRPC metadata, to send with each request.")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = "--check",
      description = "Read every answer and compare it with the first to the same request.")
  private boolean check;

  @Option(
      names = "--tolerance",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "With --check: how far a number may be from the first answer's, as a share of the"
              + " output's largest (default: 0).")
  private double tolerance;

  @Option(
      names = "--no-op",
      description = "Ask only whether the server lives; load without inference.")
  private boolean noOp;

  @Option(
      names = "--replay",
      paramLabel = "PLAN",
      description =
          "Replay the traces of a plan in YAML, and let the simulator do the same beside it.")
  private Optional<Path> replay = Optional.empty();

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "5",
      description = "With --replay: how often it is replayed (default: 5).")
  private int runs;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Write the latencies to a file as a log of HdrHistogram; with --replay the folder of"
              + " all that was measured (default: replayed).")
  private Optional<Path> out = Optional.empty();

  @Override
  public Integer call() {
    if (replay.isPresent()) {
      replay(replay.get());
      return 0;
    }
    List<LoadPlan> plans = load.plans(input.seed());
    input.check();
    Target server = Target.of(target.orElseGet(common::server));
    Dialect dialect = dialect(server);
    var report = new Report(common, head(server), check);
    try (var wire = new Wire(server, dialect.grpc(), common.encryption())) {
      List<Request> requests = requests(dialect, wire);
      Attempts.require(first(wire, requests.getFirst()), "refuses the request");
      new Rows(wire, requests, plans, answerCheck(dialect)).measure(report);
    }
    out.ifPresent(file -> LatencyLog.write(file, report.rows()));
    report.judge();
    return 0;
  }

  private void replay(Path file) {
    if (runs < 1 || runs > MOST_RUNS) {
      throw Arguments.usage("--runs %d is not from 1 to %d".formatted(runs, MOST_RUNS));
    }
    if (model.isPresent() || protocol == Protocol.OPENAI) {
      throw Arguments.usage("--replay takes its models from the plan, and no -p openai");
    }
    Target server = Target.of(target.orElseGet(common::server));
    new Replay(
            common,
            server,
            ReplayPlan.read(file),
            name -> dialect(server, name),
            out.orElse(Path.of("replayed")))
        .compare(runs, load.plans(input.seed()).getFirst());
  }

  private ObjectNode head(Target server) {
    ObjectNode head = JsonMapper.shared().createObjectNode();
    head.put("target", server.uri().toString()).put("protocol", protocol.toString());
    if (noOp) {
      head.put("noOp", true);
    } else {
      head.put("model", named());
      version.ifPresent(each -> head.put("version", each));
    }
    return head;
  }

  private Answer first(Wire wire, Request request) {
    Answer answer = wire.call(request, load.timeout().toMillis());
    // A server may be busy: that is for the rows to tell.
    return answer.ending() == Ending.ERROR
        ? answer
        : new Answer(Ending.OK, "", answer.body(), answer.kept(), answer.jsonBytes());
  }

  private List<Request> requests(Dialect dialect, Wire wire) {
    if (noOp) {
      return List.of(dialect.noOp());
    }
    int keep = check ? Dialect.WHOLE_BYTES : Dialect.GLANCE_BYTES;
    return new Requests(dialect, input, keep).of(wire);
  }

  private AnswerCheck answerCheck(Dialect dialect) {
    if (noOp) {
      return AnswerCheck.none();
    }
    return check ? AnswerCheck.alike(dialect, tolerance) : AnswerCheck.glance(dialect);
  }

  private Dialect dialect(Target server) {
    return dialect(server, noOp ? model.orElse("") : named());
  }

  private Dialect dialect(Target server, String name) {
    var messages = new HttpMessages(server, headers());
    return switch (protocol) {
      case GRPC -> new OipGrpc(server, headers(), name, version.orElse(""), outputs);
      case OPENAI -> new OpenAi(server, messages, name, encoding);
      case HTTP_JSON, HTTP_BINARY -> {
        String path = "/v2/models/" + HttpMessages.segment(name);
        String versioned =
            version.map(each -> "/versions/" + HttpMessages.segment(each)).orElse("");
        boolean binary = protocol == Protocol.HTTP_BINARY;
        yield new OipHttp(messages, path + versioned, binary, outputs);
      }
    };
  }

  private String named() {
    return model.orElseThrow(
        () -> Arguments.usage("which model? say its name, or --no-op to do without one"));
  }

  private Map<String, String> headers() {
    var parsed = new LinkedHashMap<String, String>();
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon < 1 || header.split(LINE_BREAK, -1).length > 1) {
        throw new CommandFailure(
            CommandFailure.USAGE, "the header '%s' is not like X-Name: value".formatted(header));
      }
      parsed.put(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
    }
    // The key is the node's; another server that is driven does not learn it.
    if (drivesTheNode() && parsed.keySet().stream().noneMatch(AUTHORIZATION::equalsIgnoreCase)) {
      common.key().ifPresent(key -> parsed.put(AUTHORIZATION, "Bearer " + key));
    }
    return parsed;
  }

  /** Whether what is driven is the node that the other commands talk to, by whatever protocol. */
  private boolean drivesTheNode() {
    return target
        .map(Target::of)
        .map(driven -> driven.isAt(Target.of(common.server())))
        .orElse(true);
  }
}
