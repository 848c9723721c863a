package dev.hearth.gateway.security;

import dev.hearth.gateway.security.Rule.Form;
import java.util.ArrayList;
import java.util.List;

/**
 * What each route asks of its caller, the first rule that fits. A route that no rule names is for
 * administering only.
 */
public final class Access {
  /** How the methods of gRPC are written here. */
  public static final String GRPC = "gRPC";

  private static final String ANY = "*";
  private static final String READ = "GET HEAD";
  private static final String INFERENCE = "/inference.GRPCInferenceService/";

  /** For everybody. */
  public static final Rule OPEN = Rule.open();

  private static final Rule INVOKE = Rule.needs(Role.INVOKE);
  private static final Rule DEPLOY = Rule.needs(Role.DEPLOY);
  private static final Rule ADMINISTER = Rule.needs(Role.ADMINISTER);

  private record Line(String methods, String pattern, Rule rule) {
    boolean fits(String method, String path) {
      return (methods.equals(ANY) || List.of(methods.split(" ")).contains(method))
          && (pattern.endsWith(ANY)
              ? path.startsWith(pattern.substring(0, pattern.length() - 1))
              : path.equals(pattern));
    }
  }

  private final List<Line> lines = new ArrayList<>();

  /**
   * The rules.
   *
   * @param openMetrics whether anybody may read the metrics
   */
  public Access(boolean openMetrics) {
    add(READ, "/metrics", openMetrics ? OPEN : ADMINISTER);
    open();
    inference();
    grpc();
    administration();
    events();
    lambda();
  }

  private void add(String methods, String pattern, Rule rule) {
    lines.add(new Line(methods, pattern, rule));
  }

  private void open() {
    add(READ, "/", OPEN);
    add(READ, "/healthz", OPEN);
    add(READ, "/readyz", OPEN);
    add(READ, "/v2", OPEN);
    add(READ, "/v2/health/*", OPEN);
    add(READ, "/console*", OPEN);
    add(READ, "/openai/v1/models", INVOKE);
  }

  private void inference() {
    add(READ, "/v2/models/stats", INVOKE);
    add("POST", "/v2/repository/index", INVOKE);
    add("POST", "/v2/repository/models/{model}/*", DEPLOY.of(Kind.MODEL, "model"));
    add(ANY, "/v2/models/{model}*", INVOKE.of(Kind.MODEL, "model"));
    add(READ, "/v1/models", INVOKE);
    add(ANY, "/v1/models/{model}*", INVOKE.of(Kind.MODEL, "model"));
    add(READ, "/openai/v1/models/{model}", INVOKE.of(Kind.MODEL, "model"));
    add("POST", "/openai/v1/*", INVOKE);
    add("POST", "/graphs/{graph}", INVOKE.of(Kind.MODEL, "graph"));
    add(ANY, "/function/{name}*", INVOKE.of(Kind.FUNCTION, "name"));
    add(ANY, "/async-function/{name}*", INVOKE.of(Kind.FUNCTION, "name"));
  }

  private void grpc() {
    add(GRPC, "/grpc.*", OPEN);
    add(GRPC, INFERENCE + "Server*", OPEN);
    add(GRPC, INFERENCE + "RepositoryModel*", DEPLOY);
    add(GRPC, INFERENCE + ANY, INVOKE);
  }

  private void administration() {
    add(READ, "/admin/v1/whoami", INVOKE);
    for (Kind kind : List.of(Kind.MODEL, Kind.FUNCTION)) {
      String all = "/admin/v1/" + kind.word() + "s";
      add(READ, all, INVOKE);
      add(READ, all + "/{name}", INVOKE.of(kind, "name"));
      add("PUT", all + "/{name}", DEPLOY.of(kind, "name").by(Form.CLAIM));
      add(ANY, all + "/{name}*", DEPLOY.of(kind, "name"));
    }
    add(READ, "/admin/v1/graphs", INVOKE);
    add(READ, "/admin/v1/graphs/{name}", INVOKE.of(Kind.MODEL, "name"));
    add("PUT", "/admin/v1/graphs/{name}", DEPLOY.of(Kind.MODEL, "name").by(Form.CLAIM));
    add(ANY, "/admin/v1/graphs/{name}*", DEPLOY.of(Kind.MODEL, "name"));
    for (String whole : List.of("keys", "owners", "kernel", "profiles", "recordings", "reports")) {
      add(ANY, "/admin/v1/" + whole + ANY, ADMINISTER);
    }
    add(READ, "/admin/v1/bill", DEPLOY);
    add(READ, "/admin/v1/sandboxes", DEPLOY);
    for (String watched : List.of("feed", "deployments/*", "logs/*", "invocations*")) {
      add(READ, "/admin/v1/" + watched, DEPLOY);
    }
  }

  private void events() {
    for (Kind kind : List.of(Kind.SCHEDULE, Kind.TRIGGER)) {
      String name = kind == Kind.SCHEDULE ? "name" : "id";
      String all = "/admin/v1/" + kind.word() + "s";
      add(READ, all, DEPLOY);
      add("PUT", all + "/{" + name + "}", DEPLOY.of(kind, name).by(Form.CLAIM));
      add(ANY, all + "/{" + name + "}", DEPLOY.of(kind, name));
    }
    add(READ, "/queues", INVOKE);
    add("PUT", "/queues/{name}", DEPLOY.of(Kind.QUEUE, "name").by(Form.CLAIM));
    add("DELETE", "/queues/{name}", DEPLOY.of(Kind.QUEUE, "name"));
    add(ANY, "/queues/{name}*", INVOKE.of(Kind.QUEUE, "name"));
    add("PUT", "/objects/{bucket}/{key...}", INVOKE.of(Kind.BUCKET, "bucket").by(Form.CLAIM));
    add(ANY, "/objects/{bucket}*", INVOKE.of(Kind.BUCKET, "bucket"));
  }

  /** The paths of AWS Lambda's API begin with the date of their version. */
  private void lambda() {
    add(ANY, "/function-url/*", INVOKE.of(Kind.FUNCTION, "function").by(Form.HANDLER));
    Rule one = DEPLOY.of(Kind.FUNCTION, "function").by(Form.SIGNED);
    Rule call = INVOKE.of(Kind.FUNCTION, "function").by(Form.SIGNED);
    add("POST", "/2015-03-31/functions/{function}/invocations", call);
    add("POST", "/2014-11-13/functions/{function}/invoke-async", call);
    add("POST", "/2021-11-15/functions/{function}/response-streaming-invocations", call);
    add(ANY, "/2015-03-31/event-source-mappings*", DEPLOY.by(Form.SIGNED));
    add(ANY, "/2017-03-31/tags/*", DEPLOY.of(Kind.FUNCTION, "resource").by(Form.SIGNED));
    for (String version :
        List.of(
            "2014-11-13",
            "2015-03-31",
            "2016-08-19",
            "2017-03-31",
            "2017-10-31",
            "2018-10-31",
            "2019-09-25",
            "2019-09-30",
            "2020-06-30",
            "2021-07-20",
            "2021-10-31",
            "2021-11-15",
            "2024-08-31")) {
      add(READ, "/" + version + "/functions/{function}*", call);
      add(ANY, "/" + version + "/functions/{function}*", one);
      add(ANY, "/" + version + "/*", DEPLOY.by(Form.SIGNED));
    }
  }

  /** What a route asks of its caller. */
  public Rule rule(String method, String pattern) {
    return lines.stream()
        .filter(line -> line.fits(method, pattern))
        .findFirst()
        .map(Line::rule)
        .orElse(ADMINISTER);
  }

  /** Whether a rule names a route. */
  public boolean knows(String method, String pattern) {
    return lines.stream().anyMatch(line -> line.fits(method, pattern));
  }
}
