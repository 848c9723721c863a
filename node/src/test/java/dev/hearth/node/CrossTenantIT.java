package dev.hearth.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.security.Role;
import dev.hearth.gateway.security.Rule;
import dev.hearth.inference.TinyModel;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every route there is, from the routers' own tables, asked by a stranger for what another tenant
 * has and for what nobody has: the answers must be the same but for the name.
 */
class CrossTenantIT {
  /** What all names of the one tenant have in them, and in the same place names that nobody has. */
  private static final String THEIRS = "zebra";

  private static final String NOBODYS = "okapi";
  private static final String NO_ID = "f".repeat(32);
  private static final String NO_UUID = "00000000-0000-4000-8000-000000000000";
  private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)(\\.\\.\\.)?}");
  private static final Access ACCESS = new Access(false);

  @TempDir static Path directory;
  private static TestNode node;
  private static String root = "";
  private static String owner = "";
  private static String stranger = "";
  private static String invocation = "";
  private static String mapping = "";

  @BeforeAll
  static void deploy() throws IOException {
    node = TestNode.start(directory.resolve("data"));
    root = key("", "root", "default", "administer");
    String operator = key(root, "acme-ops", "acme", "administer");
    owner = key(root, "acme-ci", "acme", "deploy");
    stranger = key(root, "other-ci", "other", "deploy");
    Path file = Files.write(directory.resolve("m.onnx"), TinyModel.arithmetic(2).bytes());
    String model = "kind: Model\nname: zebra\nfrom: file:" + file + "\n";
    done(operator, "PUT", "/admin/v1/models/zebra", model);
    String function = JavaFunction.manifest(directory, "zebra", "return input;", "");
    done(operator, "PUT", "/admin/v1/functions/zebra", function);
    done(owner, "PUT", "/admin/v1/graphs/zebra-graph", graph(THEIRS));
    done(owner, "PUT", "/queues/zebra", "{}");
    done(owner, "PUT", "/objects/zebra/zebra", "stripes");
    done(owner, "PUT", "/admin/v1/schedules/zebra", schedule(THEIRS));
    done(owner, "PUT", "/admin/v1/triggers/zebra", trigger(THEIRS));
    String mapped = done(owner, "POST", "/2015-03-31/event-source-mappings", source(THEIRS)).body();
    mapping = found("\"UUID\"\\s*:\\s*\"([^\"]+)\"", mapped);
    done(owner, "POST", "/function/zebra", "hello");
    done(owner, "POST", "/v2/models/zebra/infer", TestNode.SUM);
    String listed = done(root, "GET", "/admin/v1/invocations", "").body();
    invocation = found("\"id\"\\s*:\\s*\"([0-9a-f]+)\"", listed);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static String found(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  private static String graph(String model) {
    return """
    apiVersion: serving.kserve.io/v1alpha1
    kind: InferenceGraph
    metadata: {name: %s-graph}
    spec: {nodes: {root: {routerType: Sequence, steps: [{serviceName: %s}]}}}
    """
        .formatted(model, model);
  }

  private static String schedule(String function) {
    return "{\"expression\":\"rate(1 hour)\",\"function\":\"" + function + "\"}";
  }

  private static String trigger(String name) {
    return "{\"bucket\":\"%s\",\"function\":\"%s\"}".formatted(name, name);
  }

  private static String source(String name) {
    return "{\"FunctionName\":\"%s\",\"EventSourceArn\":\"arn:aws:sqs:local:000000000000:%s\"}"
        .formatted(name, name);
  }

  private static HttpResponse<String> send(String key, String method, String path, String body) {
    return key.isEmpty()
        ? node.send(method, path, body).join()
        : node.send(method, path, body, "Authorization", "Bearer " + key).join();
  }

  private static HttpResponse<String> done(String key, String method, String path, String body) {
    HttpResponse<String> answer = send(key, method, path, body);
    assertThat(answer.statusCode()).as(path + ": " + answer.body()).isBetween(200, 299);
    return answer;
  }

  private static String key(String by, String name, String tenant, String role) {
    String body =
        "{\"name\":\"%s\",\"tenant\":\"%s\",\"roles\":[\"%s\"]}".formatted(name, tenant, role);
    return node.json(done(by, "POST", "/admin/v1/keys", body)).path("key").asString();
  }

  /** The path of a route, with names that somebody has or names that nobody has. */
  private static String path(String pattern, String name) {
    boolean there = name.equals(THEIRS);
    Map<String, String> special =
        Map.of(
            "/admin/v1/invocations/{id}", there ? invocation : NO_ID,
            "/2015-03-31/event-source-mappings/{uuid}", there ? mapping : NO_UUID);
    return PARAMETER
        .matcher(pattern)
        .replaceAll(
            each ->
                special.getOrDefault(
                    pattern,
                    switch (each.group(1)) {
                      case "version" -> "1";
                      case "kind" -> "model";
                      case "resource" -> "arn:aws:lambda:local:000000000000:function:" + name;
                      case "graph" -> name + "-graph";
                      case "name" -> pattern.contains("/graphs/") ? name + "-graph" : name;
                      default -> name;
                    }));
  }

  /** What a request says beside its path, wherever it could name something. */
  private static String body(String method, String pattern, String name) {
    if (method.equals("GET")) {
      return "";
    } else if (pattern.startsWith("/openai")) {
      return """
      {"model":"%s","input":"x","prompt":"x","messages":[{"role":"user","content":"x"}]}\
      """
          .formatted(name);
    } else if (pattern.contains("event-source-mappings")) {
      return source(name);
    } else if (pattern.contains("/triggers/")) {
      return trigger(name);
    } else if (pattern.contains("/schedules/")) {
      return schedule(name);
    } else if (pattern.contains("/admin/v1/graphs/")) {
      return graph(name);
    }
    return pattern.endsWith("/infer") ? TestNode.SUM : "{}";
  }

  /** What a caller can tell from an answer, but for the names it knows itself and for chance. */
  private static String told(HttpResponse<String> answer) {
    return (answer.statusCode() + " " + answer.headers().map().keySet() + "\n" + answer.body())
        .replace(THEIRS, NOBODYS)
        .replace(invocation, NO_ID)
        .replace(mapping, NO_UUID)
        .replaceAll("\"(id|RequestId|requestId)\":\"[^\"]*\"", "\"id\":\"\"");
  }

  private static boolean names(String method, String pattern) {
    return !path(pattern, THEIRS).equals(path(pattern, NOBODYS))
        || !body(method, pattern, THEIRS).equals(body(method, pattern, NOBODYS));
  }

  private static boolean claims(String method, String pattern) {
    return ACCESS.rule(method, pattern).form() == Rule.Form.CLAIM;
  }

  /**
   * Those that make names their caller's come last, so that what nobody has stays so. The feed has
   * no end, and a test of its own.
   */
  private static List<String[]> routes() {
    List<String[]> all = node.node.routes().stream().map(each -> each.split(" ", -1)).toList();
    return all.stream()
        .filter(each -> !each[1].equals("/admin/v1/feed"))
        .sorted((a, b) -> Boolean.compare(claims(a[0], a[1]), claims(b[0], b[1])))
        .toList();
  }

  @Test
  void aStrangerLearnsNothingOfWhatAnotherTenantHas() {
    int shownToItsOwner = 0;
    for (String[] route : routes()) {
      String method = route[0];
      String what = method + " " + route[1];
      String theirs = path(route[1], THEIRS);
      HttpResponse<String> answer = send(stranger, method, theirs, body(method, route[1], THEIRS));
      if (claims(method, route[1])) {
        assertThat(answer.statusCode()).as(what + " " + answer.body()).isIn(404, 409);
      } else if (!names(method, route[1])) {
        assertThat(answer.body()).as(what).doesNotContain(THEIRS);
      } else {
        String nobodys = path(route[1], NOBODYS);
        String other = told(send(stranger, method, nobodys, body(method, route[1], NOBODYS)));
        assertThat(told(answer)).as(what).isEqualTo(other);
        boolean read = method.equals("GET");
        if (read && !told(send(owner, method, theirs, "")).equals(other)) {
          shownToItsOwner++;
        }
      }
    }
    assertThat(shownToItsOwner).as("routes that tell the owner what they hide").isGreaterThan(15);
    allIsStillThere();
  }

  private static void allIsStillThere() {
    done(owner, "POST", "/v2/models/zebra/infer", TestNode.SUM);
    done(owner, "POST", "/function/zebra", "hello");
    done(owner, "GET", "/admin/v1/graphs/zebra-graph", "");
    done(owner, "GET", "/queues/zebra", "");
    done(owner, "GET", "/admin/v1/schedules/zebra", "");
    done(owner, "GET", "/2015-03-31/event-source-mappings/" + mapping, "");
    assertThat(done(owner, "GET", "/objects/zebra/zebra", "").body()).isEqualTo("stripes");
  }

  @Test
  void withoutAKeyOnlyWhatIsOpenAnswers() {
    for (String[] route : routes()) {
      Rule rule = ACCESS.rule(route[0], route[1]);
      if (rule.role() != null && rule.form() != Rule.Form.HANDLER) {
        HttpResponse<String> answer =
            send("", route[0], path(route[1], THEIRS), body(route[0], route[1], THEIRS));
        assertThat(answer.statusCode()).as(route[0] + " " + route[1]).isIn(401, 403);
      }
    }
  }

  @Test
  void onlyWhoAdministersGetsWhatIsOfTheWholeNode() {
    for (String[] route : routes()) {
      if (ACCESS.rule(route[0], route[1]).role() == Role.ADMINISTER) {
        assertThat(send(stranger, route[0], path(route[1], THEIRS), "").statusCode())
            .as(route[0] + " " + route[1])
            .isEqualTo(403);
      }
    }
  }

  @Test
  void theFeedTellsATenantOfItsOwn() throws IOException {
    try (var theirs = TestFeed.of(node, owner);
        var others = TestFeed.of(node, stranger);
        var whole = TestFeed.of(node, root)) {
      TestFeed.Event told = theirs.next();
      assertThat(told.name()).isEqualTo("snapshot");
      assertThat(told.data().get("node").get("tenant").asString()).isEqualTo("acme");
      assertThat(keys(told)).contains("model/zebra", "function/zebra", "graph/zebra-graph");
      assertThat(told.data().get("timeline")).isNotEmpty();
      assertThat(told.data().get("node").get("used").get("memoryBytes").asLong()).isPositive();

      TestFeed.Event other = others.next();
      assertThat(other.data().get("node").get("tenant").asString()).isEqualTo("other");
      assertThat(other.data().toString()).doesNotContain(THEIRS);
      assertThat(other.data().get("instances")).isEmpty();
      assertThat(other.data().get("node").get("used").get("memoryBytes").asLong()).isZero();

      TestFeed.Event all = whole.next();
      assertThat(all.data().get("node").has("tenant")).isFalse();
      assertThat(all.data().get("node").get("anonymous").asBoolean()).isFalse();
      assertThat(keys(all)).contains("model/zebra");

      String operator = key(root, "other-ops", "other", "administer");
      String emu = JavaFunction.manifest(directory, "emu", "return input;", "");
      done(operator, "PUT", "/admin/v1/functions/emu", emu);
      done(owner, "POST", "/v2/models/zebra/infer", TestNode.SUM);
      others.deployment("function/emu", _ -> true);
      assertThat(others.toldOf(THEIRS)).as("what the stranger was told").isFalse();
      theirs.deployment("model/zebra", each -> each.get("totals").get("answered").asLong() > 0);
      assertThat(theirs.toldOf("emu")).as("what the owner was told").isFalse();
      done(stranger, "DELETE", "/admin/v1/functions/emu", "");
    }
  }

  private static List<String> keys(TestFeed.Event snapshot) {
    return snapshot
        .data()
        .get("deployments")
        .valueStream()
        .map(each -> each.get("key").asString())
        .toList();
  }

  /** What a caller can tell from the answer of a method that is given a name. */
  private static String called(String key, String method, String name) {
    var headers = new Metadata();
    if (!key.isEmpty()) {
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + key);
    }
    var descriptor =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodType.UNARY)
            .setFullMethodName(method.substring(1))
            .setRequestMarshaller(new BytesMarshaller())
            .setResponseMarshaller(new BytesMarshaller())
            .build();
    try (var client = new TestGrpc(node)) {
      Channel channel =
          ClientInterceptors.intercept(
              client.channel, MetadataUtils.newAttachHeadersInterceptor(headers));
      byte[] answer =
          ClientCalls.blockingUnaryCall(
              channel,
              descriptor,
              CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS),
              named(method, name));
      return "OK " + new String(answer, ISO_8859_1).replace(THEIRS, NOBODYS);
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode()
          + " "
          + String.valueOf(e.getStatus().getDescription()).replace(THEIRS, NOBODYS);
    }
  }

  /** A message with a name in its first field, or in its second behind that of a repository. */
  private static byte[] named(String method, String name) {
    if (method.contains("/Server") || method.endsWith("Index")) {
      return new byte[0];
    }
    int field = method.contains("/RepositoryModel") ? 2 : 1;
    var message = new byte[2 + name.length()];
    message[0] = (byte) (field << 3 | 2);
    message[1] = (byte) name.length();
    System.arraycopy(name.getBytes(ISO_8859_1), 0, message, 2, name.length());
    return message;
  }

  @Test
  void grpcTakesKeysAndKeepsTenantsApart() {
    int shown = 0;
    for (String method : node.node.grpcMethods()) {
      if (method.startsWith("/inference.") && !method.contains("/Server")) {
        String nobodys = called(stranger, method, NOBODYS);
        assertThat(called(stranger, method, THEIRS)).as(method).isEqualTo(nobodys);
        assertThat(called("", method, THEIRS)).as(method).startsWith("UNAUTHENTICATED");
        boolean changes = method.contains("/RepositoryModel");
        shown += !changes && !called(owner, method, THEIRS).equals(nobodys) ? 1 : 0;
      }
    }
    assertThat(shown).as("methods that tell the owner what they hide").isGreaterThanOrEqualTo(4);
  }
}
