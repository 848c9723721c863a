package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
  private static final String MODEL =
      """
      {"name":"minilm","version":"3","from":"file:m.onnx","instances":{"ready":2},"queued":4,\
      "batching":{"maxSize":16,"batched":true},"versions":[\
      {"version":"2","traffic":10,"loaded":true,"from":"file:l.onnx","instances":{},"queued":0},\
      {"version":"3","traffic":90,"loaded":true,"from":"file:m.onnx","instances":{"ready":2},\
      "queued":4}]}\
      """;

  @TempDir private Path directory;

  private final List<String> requests = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private HttpServer node;
  private int status = 200;
  private String answer = "";
  private String header = "X-Nothing";

  @BeforeEach
  void start() throws IOException {
    node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    node.createContext("/", this::handle);
    node.start();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    System.setOut(realOut);
    System.setErr(realErr);
    node.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
    var bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add(header, "Unhandled");
    exchange.sendResponseHeaders(status, bytes.length);
    try (var to = exchange.getResponseBody()) {
      to.write(bytes);
    }
  }

  private int run(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", "http://127.0.0.1:" + node.getAddress().getPort()));
    return Main.run(all.toArray(String[]::new));
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content).toString();
  }

  @Test
  void listShowsATable() {
    answer = "{\"models\":[" + MODEL + "]}";

    assertThat(run("list")).isZero();
    assertThat(said().lines())
        .containsExactly(
            "NAME    VERSION  TRAFFIC  INSTANCES  QUEUED  MAX BATCH  FROM",
            "minilm  2        10%      0          0       16         file:l.onnx",
            "minilm  3        90%      2 ready    4       16         file:m.onnx");
  }

  @Test
  void trafficIsShown() {
    answer = "{\"1\":90,\"2\":10}";

    assertThat(run("traffic", "minilm")).isZero();
    assertThat(requests).containsExactly("GET /admin/v1/models/minilm/traffic ");
    assertThat(said().lines()).containsExactly("VERSION  TRAFFIC", "1        90%", "2        10%");
  }

  @Test
  void trafficIsSharedOut() {
    answer = "{\"1\":90,\"2\":10}";

    assertThat(run("traffic", "minilm", "1=90", "2=10%", "--output", "json")).isZero();
    assertThat(requests)
        .containsExactly(
            "PUT /admin/v1/models/minilm/traffic {\"1\":90,\"2\":10}",
            "GET /admin/v1/models/minilm/traffic ");
    assertThat(said().strip()).isEqualTo("{\"1\":90,\"2\":10}");
  }

  @Test
  void aShareThatIsNoneIsAMistakeOfUse() {
    assertThat(run("traffic", "minilm", "2:10")).isEqualTo(2);
    assertThat(complained()).contains("'2:10' is no share").contains("2=10");
    assertThat(run("traffic", "minilm", "2=10", "2=90")).isEqualTo(2);
    assertThat(complained()).contains("version 2 is named twice");
    assertThat(requests).isEmpty();
  }

  @Test
  void listGivesJsonToScripts() {
    answer = "{\"models\":[" + MODEL + "]}";

    assertThat(run("list", "--output", "json")).isZero();
    assertThat(said().strip()).isEqualTo("[" + MODEL + "]");
  }

  @Test
  void listSaysHowToDeployWhereNothingIs() {
    answer = "{\"models\":[]}";

    assertThat(run("list")).isZero();
    assertThat(said()).contains("nothing is deployed").contains("hearth deploy");
  }

  @Test
  void deploySendsTheManifestUnderItsName() throws IOException {
    answer =
        """
        {"event":"progress","bytesDone":1,"bytesTotal":2}
        {"event":"deployed","model":%s}
        """
            .formatted(MODEL);

    assertThat(run("deploy", file("m.yaml", "kind: Model\nname: mini lm\n"))).isZero();
    assertThat(requests)
        .containsExactly("PUT /admin/v1/models/mini%20lm kind: Model\nname: mini lm\n");
    assertThat(said().strip()).isEqualTo("deployed minilm version 3 from file:m.onnx");
  }

  @Test
  void profileSendsWhatIsAskedForAndShowsTableAndPlot() {
    answer =
        """
        {"event":"progress","done":1,"total":2,"point":{"cpu":1.0,"rows":1,"nanos":4000000}}
        {"event":"profiled","profile":{"model":"minilm","version":"3","machine":"a machine",\
        "inputs":"ids[rows,64]","contention":0.25,"note":"Mind the others.","points":[\
        {"cpu":1.0,"rows":1,"nanos":4000000,"source":"measured"},\
        {"cpu":1.0,"rows":4,"nanos":8000000,"source":"composed"},\
        {"cpu":2.0,"rows":1,"nanos":4000000,"source":"measured"}]}}
        """;
    assertThat(run("profile", "minilm", "--batches", "1,4", "--shape", "ids=1,16..64")).isZero();
    assertThat(requests.getFirst())
        .startsWith("POST /admin/v1/models/minilm/profile")
        .contains("\"batches\":[1,4]", "\"ids\":[\"1\",\"16..64\"]", "\"contention\":true");
    assertThat(said())
        .contains("25 % slower")
        .containsPattern("1 +4 +8.000 ms +500.0 +2.00x +composed")
        .containsPattern("8.000 ms \\| +1")
        .containsPattern("4.000 ms \\| +\\*")
        .contains("Mind the others.");
  }

  @Test
  void profileShowsWhatIsKnownAndMeasuresNothing() {
    answer = "{\"model\":\"m\",\"points\":[]}";
    assertThat(run("profile", "--show", "m")).isZero();
    assertThat(requests.getFirst()).startsWith("GET /admin/v1/models/m/profile");
  }

  @Test
  void profileEndsWithTheNodesReason() {
    answer = "{\"event\":\"failed\",\"status\":503,\"error\":\"it took too long\"}\n";
    assertThat(run("profile", "m")).isEqualTo(1);
    assertThat(complained()).contains("it took too long");
  }

  @Test
  void deployEndsWithTheNodesReason() throws IOException {
    answer = "{\"event\":\"failed\",\"status\":400,\"error\":\"'m.onnx' is no model\"}\n";

    assertThat(run("deploy", file("m.yaml", "name: m\n"))).isEqualTo(1);
    assertThat(complained().strip()).isEqualTo("hearth: 'm.onnx' is no model");
  }

  @Test
  void deployNoticesAnAnswerThatEndsEarly() throws IOException {
    answer = "{\"event\":\"progress\",\"bytesDone\":1,\"bytesTotal\":2}\n";

    assertThat(run("deploy", file("m.yaml", "name: m\n"))).isEqualTo(3);
    assertThat(complained()).contains("went away").contains("hearth list");
  }

  @Test
  void inferNamesTheInvocationToExplain() throws IOException {
    answer = "{\"outputs\":[]}";
    header = "X-Hearth-Invocation";

    assertThat(run("infer", "m", "--input", file("in.json", "{}"))).isZero();

    assertThat(said()).contains("hearth explain Unhandled");
  }

  @Test
  void deployRefusesAManifestWithoutAName() throws IOException {
    assertThat(run("deploy", file("m.yaml", "kind: Model\n"))).isEqualTo(2);
    assertThat(complained()).contains("has no name");
    assertThat(requests).isEmpty();
  }

  @Test
  void deployNamesAFileThatIsMissing() {
    assertThat(run("deploy", directory.resolve("none.yaml").toString())).isEqualTo(2);
    assertThat(complained()).contains("none.yaml").contains("cannot be read");
  }

  @Test
  void removeLooksForAModelThenAFunctionThenAGraph() {
    status = 404;
    answer = "{\"error\":\"no model 'x' is deployed\"}";

    assertThat(run("remove", "x")).isEqualTo(1);
    assertThat(requests)
        .containsExactly(
            "DELETE /admin/v1/models/x ",
            "DELETE /admin/v1/functions/x ",
            "DELETE /admin/v1/graphs/x ");
    assertThat(complained()).contains("no model, function or graph 'x'").contains("hearth list");
  }

  @Test
  void removePassesOnTheNodesRefusal() {
    status = 409;
    answer = "{\"error\":\"'x' is being deployed\"}";

    assertThat(run("remove", "x")).isEqualTo(1);
    assertThat(complained().strip()).isEqualTo("hearth: 'x' is being deployed");
  }

  @Test
  void aFunctionIsDeployedByItsKind() throws IOException {
    answer =
        """
        {"event":"deployed","function":{"name":"hi","runtime":"python3.11","sandbox":"process",\
        "from":"file:/hi.py"}}
        """;

    assertThat(run("deploy", file("f.yaml", "kind: Function\nname: hi\n"))).isZero();
    assertThat(requests).first().asString().startsWith("PUT /admin/v1/functions/hi ");
    assertThat(said().strip())
        .isEqualTo("deployed function hi (python3.11, sandbox process) from file:/hi.py");
  }

  @Test
  void listShowsFunctionsToo() {
    answer =
        """
        {"functions":[{"name":"hi","runtime":"wasm","sandbox":"wasm","versions":["1","2"],\
        "instances":{"idle":2},"queued":0,"from":""}]}
        """;

    assertThat(run("list")).isZero();
    assertThat(said().lines())
        .containsExactly(
            "FUNCTION  RUNTIME  SANDBOX  VERSIONS  INSTANCES  QUEUED  FROM",
            "hi        wasm     wasm     1, 2      2 idle     0       uploaded");
  }

  @Test
  void invokePrintsTheAnswerAsItIs() throws IOException {
    answer = "{\"greeting\":\"hello\"}";

    assertThat(run("invoke", "hi", "--payload", file("in.json", "{\"name\":1}"))).isZero();
    assertThat(requests).containsExactly("POST /2015-03-31/functions/hi/invocations {\"name\":1}");
    assertThat(said().strip()).isEqualTo("{\"greeting\":\"hello\"}");
  }

  @Test
  void invokeSaysWhatTheNodeOrTheFunctionSays() {
    status = 404;
    answer = "{\"Type\":\"User\",\"Message\":\"Function not found: hi\"}";

    assertThat(run("invoke", "hi")).isEqualTo(1);
    assertThat(complained().strip()).isEqualTo("hearth: Function not found: hi");
  }

  @Test
  void invokeFailsWithTheFunction() {
    header = "X-Amz-Function-Error";
    answer = "{\"errorMessage\":\"planted\"}";

    assertThat(run("invoke", "hi")).isEqualTo(1);
    assertThat(complained()).contains("the function 'hi' failed").contains("planted");
  }

  @Test
  void inferShowsOutputsAndTheirFirstValues() throws IOException {
    answer =
        """
        {"model_name":"m","outputs":[{"name":"y","datatype":"FP32","shape":[1,10],\
        "data":[0,1,2,3,4,5,6,7,8,9]}]}\
        """;

    assertThat(run("infer", "m", "--input", file("in.json", "{\"inputs\":[]}"))).isZero();
    assertThat(requests).containsExactly("POST /v2/models/m/infer {\"inputs\":[]}");
    assertThat(said().lines())
        .containsExactly(
            "OUTPUT  DATATYPE  SHAPE   VALUES",
            "y       FP32      [1,10]  0, 1, 2, 3, 4, 5, 6, 7, ... (10 in all)");
  }

  @Test
  void aNodeThatDoesNotAnswerIsNamedWithTheRemedy() {
    node.stop(0);

    assertThat(run("list")).isEqualTo(3);
    assertThat(complained()).contains("no node answers at http://127.0.0.1:").contains("hearth up");
  }

  @Test
  void aServerThatIsNoAddressIsRefused() {
    assertThat(Main.run("list", "--server", "localhost:8080")).isEqualTo(2);
    assertThat(complained()).contains("'localhost:8080' is not an address like");
  }

  @Test
  void anUnknownCommandIsAMistakeOfUse() {
    assertThat(Main.run("lits")).isEqualTo(2);
    assertThat(complained().strip()).startsWith("hearth: ").contains("'lits'", "'list'");
  }

  @Test
  void anUnknownOptionIsToldInOneSentenceWithTheNearest() {
    assertThat(Main.run("bench", "m", "--rat", "5")).isEqualTo(2);
    assertThat(complained().lines()).hasSize(1);
    assertThat(complained()).contains("'--rat'", "did you mean '--rate'", "hearth bench --help");
  }

  @Test
  void logsAreShownAndFollowed() {
    answer = "2026-11-22T13:00:00.000Z 1 r-1 hello\n";
    assertThat(run("logs", "f", "--lines", "5", "--request", "r 1")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(answer);
    assertThat(run("logs", "f", "-f")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(answer + answer);
    assertThat(requests)
        .containsExactly(
            "GET /admin/v1/functions/f/logs?lines=5&request=r+1 ",
            "GET /admin/v1/functions/f/logs?lines=100&follow=true ");
  }

  @Test
  void invocationsAreLookedForUnderEachKindThatMayHaveTheName() {
    answer = "{\"invocations\":[]}";
    assertThat(run("explain", "--slowest", "hello")).isEqualTo(1);
    assertThat(complained()).contains("no such invocation is known");
    assertThat(run("explain", "--latest", "function/hello")).isEqualTo(1);
    assertThat(requests)
        .extracting(String::strip)
        .containsExactly(
            "GET /admin/v1/invocations?deployment=model%2Fhello&slowest=1",
            "GET /admin/v1/invocations?deployment=function%2Fhello&slowest=1",
            "GET /admin/v1/invocations?deployment=graph%2Fhello&slowest=1",
            "GET /admin/v1/invocations?deployment=function%2Fhello&latest=1");
  }

  @Test
  void aBillIsShownWithItsPrices() {
    answer =
        """
        {"from":"2026-11-01","to":"2026-11-22","currency":"USD",
        "prices":{"gibSecond":0.0000166667,"millionCalls":0.20,"coldStarts":false},
        "lines":[{"tenant":"acme","function":"f","version":"3","calls":4,"errors":1,
        "coldShare":0.25,"billedMillis":2000,"gibSeconds":3.0,"cost":0.0000508001}],
        "total":0.0000508001}
        """;
    assertThat(run("bill", "--from", "2026-11-01", "--tenant", "acme")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .containsPattern("acme +f +3 +4 +1 +25.0 % +3.000 +0.000051")
        .containsPattern("total +0.000051")
        .contains("2026-11-01 to 2026-11-22");
    assertThat(requests.getFirst()).startsWith("GET /admin/v1/bill?from=2026-11-01&tenant=acme");
  }
}
