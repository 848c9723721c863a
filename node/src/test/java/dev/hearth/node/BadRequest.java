package dev.hearth.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A request that is wrong, and what it is told.
 *
 * @param what the fault, for the test's name
 * @param phrase what the error's sentence must say
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BadRequest(
    String what,
    String method,
    String path,
    Map<String, String> headers,
    byte[] body,
    int status,
    String phrase) {
  private static final String INFER = "/v2/models/sum/infer";
  private static final String JSON_LENGTH = "Inference-Header-Content-Length";
  private static final long TWO_TO_31 = 1L << 31;

  @Override
  public String toString() {
    return what;
  }

  static Stream<BadRequest> all() {
    return Stream.of(shapes(), values(), json(), places(), binary(), repository(), manifests())
        .flatMap(each -> each);
  }

  private static Stream<BadRequest> shapes() {
    return Stream.of(
        shape("[1,2,1]", 400, "3 dimensions"),
        shape("[]", 400, "shape []"),
        shape("[1,3]", 400, "shape [1, 3]"),
        shape("[1,0]", 400, "do not fit"),
        shape("[-1,2]", 400, "negative dimension"),
        shape("[-1,-2]", 400, "negative dimension"),
        shape("[%d,%d]".formatted(TWO_TO_31, TWO_TO_31), 400, "4611686018427387904 elements"),
        shape("[%d,%d,4]".formatted(TWO_TO_31, TWO_TO_31), 400, "more than 2^63-1"),
        shape("[9223372036854775807,2]", 400, "more than 2^63-1"),
        shape("[9223372036854775808,2]", 400, "too large"),
        shape("[1e2,2]", 400, "must be an integer"),
        shape("[1.5,2]", 400, "must be an integer"),
        shape("[\"1\",2]", 400, "must be an integer"),
        shape("[[1],2]", 400, "must be an integer"),
        shape("null", 400, "must be an array"),
        shape("[" + "1,".repeat(40) + "2]", 400, "longer than 32"),
        shape("[" + "9".repeat(2_000) + ",2]", 400, "length (2000) exceeds"));
  }

  private static BadRequest shape(String shape, int status, String phrase) {
    return infer("shape " + shown(shape), sum(shape, "\"FP32\"", "[1,2]"), status, phrase);
  }

  private static Stream<BadRequest> values() {
    return Stream.of(
        data("[1]", "1 are given where 2 are expected"),
        data("[1,2,3]", "more than the 2 expected"),
        data("[]", "0 are given where 2 are expected"),
        data("[[1,2],[3,4]]", "more than the 1 expected"),
        data("[[1],[2]]", "do not fit its shape"),
        data("[1,[2]]", "an array stands where an element is expected"),
        data("[1,null]", "is not a number"),
        data("[1,\"2\"]", "is not a number"),
        data("[1,true]", "is not a number"),
        data("[1,{}]", "is not a number"),
        data("[1,NaN]", "not JSON"),
        data("[1,Infinity]", "not JSON"),
        data("[1,-Infinity]", "not JSON"),
        data("[1,1e39]", "range of FP32"),
        data("[1,-1e999]", "range of FP32"),
        data("[1,1e999999999]", "range of FP32"),
        data("[1," + "9".repeat(5_000) + "]", "length (5000) exceeds"),
        data("[1,0x10]", "not JSON"),
        data("[1,.5]", "not JSON"),
        data("[1,+5]", "not JSON"),
        data("[1,05]", "not JSON"),
        data("7", "data must be an array"),
        infer("datatype unknown", sum("[1,2]", "\"FP8\"", "[1,2]"), 400, "'FP8'"),
        infer("datatype in small letters", sum("[1,2]", "\"fp32\"", "[1,2]"), 400, "'fp32'"),
        infer("datatype of another kind", sum("[1,2]", "\"FP64\"", "[1,2]"), 400, "FP64"),
        infer("datatype no string", sum("[1,2]", "32", "[1,2]"), 400, "must be a string"),
        infer(
            "a value the graph refuses",
            "lookup",
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\"INT64\",\"data\":[99]}]}",
            400,
            "refused the input"),
        infer(
            "an integer beyond INT64",
            "lookup",
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\"INT64\",\"data\":[%s]}]}"
                .formatted("9".repeat(30)),
            400,
            "outside INT64"),
        infer(
            "a fraction as INT64",
            "lookup",
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\"INT64\",\"data\":[0.5]}]}",
            400,
            "not an integer"));
  }

  private static BadRequest data(String data, String phrase) {
    return infer("data " + shown(data), sum("[1,2]", "\"FP32\"", data), 400, phrase);
  }

  private static Stream<BadRequest> json() {
    String good = TestNode.SUM;
    String a = input("a", "[1,2]", "\"FP32\"", "[1,2]");
    return Stream.of(
        infer("empty body", "", 400, "body is empty"),
        infer("only spaces", "   ", 400, "body is empty"),
        infer("not JSON", "inputs", 400, "not JSON"),
        infer("an array", "[]", 400, "must be an object"),
        infer("null", "null", 400, "must be an object"),
        infer("cut off", good.substring(0, good.length() - 2), 400, "not JSON"),
        infer("cut off in a string", "{\"inp", 400, "not JSON"),
        infer("something follows", good + "{}", 400, "something follows"),
        infer("no inputs", "{}", 400, "no inputs"),
        infer("inputs empty", "{\"inputs\":[]}", 400, "input 'a' is missing"),
        infer("inputs no array", "{\"inputs\":{}}", 400, "must be an array"),
        infer("an input missing", "{\"inputs\":[" + a + "]}", 400, "input 'b' is missing"),
        infer("inputs twice", "{\"inputs\":[],\"inputs\":[]}", 400, "uplicate"),
        infer("input twice", "{\"inputs\":[" + a + "," + a + "]}", 400, "more than once"),
        infer("unknown input", good.replace("\"b\"", "\"c\""), 400, "'c'"),
        infer("half a character", good.replace("\"b\"", "\"\\ud800\""), 400, "no input"),
        infer("input without a name", good.replace("\"name\":\"b\",", ""), 400, "has no name"),
        infer("input without data", good.replace(",\"data\":[3,4.5]", ""), 400, "has no data"),
        infer("name no string", good.replace("\"b\"", "7"), 400, "must be a string"),
        infer(
            "output unknown",
            "{\"outputs\":[{\"name\":\"z\"}]," + good.substring(1),
            400,
            "no output 'z'"),
        infer(
            "output without a name",
            "{\"outputs\":[{}]," + good.substring(1),
            400,
            "output has no name"),
        infer("id no string", "{\"id\":7," + good.substring(1), 400, "must be a string"),
        infer(
            "timeout negative",
            "{\"parameters\":{\"timeout\":-1}," + good.substring(1),
            400,
            "must not be negative"),
        infer("nested deeply in data", sum("[1,2]", "\"FP32\"", nested(100_000)), 400, "line 1"),
        infer("nested deeply aside", "{\"x\":" + nested(100_000) + "}", 400, "nest"),
        infer(
            "a name of a million characters",
            good.replace("\"b\"", "\"" + "b".repeat(1_000_000) + "\""),
            400,
            "no input"),
        infer(
            "a field of a million characters",
            "{\"" + "f".repeat(1_000_000) + "\":1," + good.substring(1),
            400,
            "ame"),
        new BadRequest(
            "not UTF-8",
            "POST",
            INFER,
            Map.of(),
            new byte[] {'{', '"', (byte) 0xC3, (byte) 0x28, '"', ':', '1', '}'},
            400,
            "UTF-8"));
  }

  private static Stream<BadRequest> places() {
    return Stream.of(
        at("unknown model", "POST", "/v2/models/none/infer", TestNode.SUM, 404, "'none'"),
        at("unknown version", "POST", "/v2/models/sum/versions/9/infer", "{}", 404, "'9'"),
        at("no version", "POST", "/v2/models/sum/versions/x/infer", "{}", 404, "'x'"),
        at("empty name", "POST", "/v2/models//infer", "{}", 404, "''"),
        at("unloaded model", "POST", "/v2/models/asleep/infer", TestNode.SUM, 503, "unloaded"),
        at("unknown path", "GET", "/v3/models", "", 404, "nothing is served at '/v3/models'"),
        at("wrong method", "GET", INFER, "", 405, "use POST"),
        at("broken escape", "GET", "/v2/models/%zz", "", 400, "percent-encoded"),
        at("climbing path", "GET", "/v2/models/..%2F..%2Fetc", "", 404, "../../etc"),
        at("a very long name", "GET", "/v2/models/" + "m".repeat(5_000), "", 404, "mmm"),
        with("timeout no time", Map.of("X-Request-Timeout", "soon"), TestNode.SUM, 400, "'soon'"),
        with("timeout zero", Map.of("X-Request-Timeout", "0"), TestNode.SUM, 400, "positive"),
        with("timeout negative", Map.of("X-Request-Timeout", "-1"), TestNode.SUM, 400, "positive"));
  }

  private static Stream<BadRequest> binary() {
    String good =
        "{\"inputs\":[%s,%s]}"
            .formatted(raw("a", "FP32", "[1,2]", 8), raw("b", "FP32", "[1,2]", 8));
    byte[] two = new byte[16];
    return Stream.of(
        raw("JSON length no number", "x", good, two, "but must say how many bytes"),
        raw("JSON length zero", "0", good, two, "but must say how many bytes"),
        raw("JSON length negative", "-5", good, two, "but must say how many bytes"),
        raw("JSON length huge", "99999999999", good, two, "but must say how many bytes"),
        raw("JSON length beyond the body", "5000", good, two, "the body has only"),
        raw("JSON length too short", "10", good, two, "not JSON"),
        raw("bytes missing", good, new byte[15], "only 7 bytes"),
        raw("bytes left over", good, new byte[17], "follow the binary data"),
        raw("size of another shape", good.replace("[1,2]", "[1,3]"), two, "takes 3 times 4"),
        raw("size negative", good.replace(":8}", ":-8}"), two, "must not be negative"),
        raw("size beyond long", good.replace(":8}", ":99999999999999999999}"), two, "too large"),
        raw("size beyond the body", good.replace(":8}", ":2147483648}"), two, "only 16 bytes"),
        raw(
            "shape overflows",
            good.replace("[1,2]", "[%d,%d]".formatted(TWO_TO_31, TWO_TO_31)),
            two,
            "times 4"),
        raw("shape negative", good.replace("[1,2]", "[-1,-2]"), two, "negative"),
        raw("datatype wrong", good.replace("FP32", "INT32"), two, "INT32"),
        raw("input twice", good.replace("\"b\"", "\"a\""), two, "more than once"),
        infer("no JSON length", good, 400, JSON_LENGTH),
        ofStrings("a string cut off", strings(8, 5, "abcd"), "cut off"),
        ofStrings("a string's length is negative", strings(8, -1, "abcd"), "cut off"),
        ofStrings("a string too many", strings(9, 4, "abcd\0"), "follow the last"));
  }

  private static BadRequest ofStrings(String what, byte[] raw, String phrase) {
    String head = "{\"inputs\":[%s]}".formatted(raw("x", "BYTES", "[1,1]", raw.length));
    return binary(
        what, "/v2/models/names/infer", Integer.toString(head.length()), head, raw, 400, phrase);
  }

  private static byte[] strings(int size, int length, String text) {
    return ByteBuffer.allocate(size)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(length)
        .put(text.getBytes(UTF_8))
        .array();
  }

  private static Stream<BadRequest> repository() {
    return Stream.of(
        at("load unknown", "POST", "/v2/repository/models/none/load", "", 404, "'none'"),
        at("unload unknown", "POST", "/v2/repository/models/none/unload", "", 404, "'none'"),
        at("load broken JSON", "POST", "/v2/repository/models/sum/load", "{", 400, "not JSON"),
        at("load an array", "POST", "/v2/repository/models/sum/load", "[]", 400, "object"),
        at("index nested deeply", "POST", "/v2/repository/index", nested(100_000), 400, "nest"),
        at("remove unknown", "DELETE", "/admin/v1/models/none", "", 404, "'none'"));
  }

  private static Stream<BadRequest> manifests() {
    String top = "kind: Model\nname: new\n";
    String good = top + "from: file:/nowhere/new.onnx\n";
    return Stream.of(
        manifest("empty", "", "'kind' is missing"),
        manifest("no YAML", "kind: [", "not YAML"),
        manifest("a scalar", "model", "must be a mapping"),
        manifest("two documents", good + "---\n" + good, "second document"),
        manifest("key twice", good + "name: new\n", "twice"),
        manifest("key twice below", good + "scale: {min: 0, min: 1}\n", "twice"),
        manifest("unknown key", good + "replicas: 3\n", "'replicas'"),
        manifest("unknown key below", good + "scale: {mim: 3}\n", "'scale.min'"),
        manifest("unknown kind", good.replace("Model", "Pod"), "must be Model"),
        manifest("no name", "kind: Model\nfrom: file:/x\n", "'name' is missing"),
        manifest("another name", good.replace("new", "other"), "'other'"),
        manifest("no source", top, "'from' is missing"),
        manifest("unknown scheme", top + "from: ftp://host/x\n", "scheme 'ftp'"),
        manifest("no scheme", top + "from: new.onnx\n", "no scheme"),
        manifest("a file that is not there", good, "no file /nowhere/new.onnx"),
        manifest("a directory", top + "from: file:/\n", "is a directory"),
        manifest("number out of range", good + "slots: 0\n", "from 1 to 1024"),
        manifest("number too large", good + "slots: 99999999999\n", "whole number"),
        manifest("number not whole", good + "slots: 1.5\n", "whole number"),
        manifest("memory without unit", good + "resources: {memory: 5}\n", "with its unit"),
        manifest("memory beyond long", good + "resources: {memory: 99999999999GiB}\n", "memory"),
        manifest("more memory than there is", good + "resources: {memory: 9000GiB}\n", "may give"),
        manifest("time without unit", good + "limits: {timeout: 5}\n", "with its unit"),
        manifest("scale upside down", good + "scale: {min: 3, max: 2}\n", "scale"),
        manifest("unknown policy", good + "policies: {queue: best}\n", "best"),
        manifest("a list for a value", good + "slots: [1]\n", "single value"),
        manifest("a value for a section", good + "scale: 3\n", "must be a mapping"),
        manifest("nested deeply", "kind: " + "[".repeat(20_000) + "\n", "line 1"),
        manifest("a tab", "kind:\tModel\n\tname: x\n", "not YAML"),
        new BadRequest(
            "manifest: not UTF-8",
            "PUT",
            "/admin/v1/models/new",
            Map.of(),
            new byte[] {'a', (byte) 0xFF, (byte) 0xFE},
            400,
            "UTF-8"),
        at(
            "manifest: too long",
            "PUT",
            "/admin/v1/models/new",
            good + "# " + "x".repeat(70_000),
            413,
            "longer than 65536"),
        at(
            "manifest: a name that is a path",
            "PUT",
            "/admin/v1/models/..%2Fnew",
            good.replace("name: new", "name: ../new"),
            400,
            "letters, digits"));
  }

  private static BadRequest manifest(String what, String text, String phrase) {
    return at("manifest: " + what, "PUT", "/admin/v1/models/new", text, 400, phrase);
  }

  private static BadRequest infer(String what, String body, int status, String phrase) {
    return infer(what, "sum", body, status, phrase);
  }

  private static BadRequest infer(
      String what, String model, String body, int status, String phrase) {
    return at("infer: " + what, "POST", "/v2/models/" + model + "/infer", body, status, phrase);
  }

  private static BadRequest at(
      String what, String method, String path, String body, int status, String phrase) {
    return new BadRequest(what, method, path, Map.of(), body.getBytes(UTF_8), status, phrase);
  }

  private static BadRequest with(
      String what, Map<String, String> headers, String body, int status, String phrase) {
    return new BadRequest(what, "POST", INFER, headers, body.getBytes(UTF_8), status, phrase);
  }

  private static BadRequest raw(String what, String json, byte[] raw, String phrase) {
    return raw(what, Integer.toString(json.length()), json, raw, phrase);
  }

  private static BadRequest raw(
      String what, String jsonLength, String json, byte[] raw, String phrase) {
    return binary(what, INFER, jsonLength, json, raw, 400, phrase);
  }

  private static BadRequest binary(
      String what,
      String path,
      String jsonLength,
      String json,
      byte[] raw,
      int status,
      String phrase) {
    byte[] head = json.getBytes(UTF_8);
    byte[] body = ByteBuffer.allocate(head.length + raw.length).put(head).put(raw).array();
    var headers = new HashMap<>(Map.of(JSON_LENGTH, jsonLength));
    return new BadRequest("binary: " + what, "POST", path, headers, body, status, phrase);
  }

  private static String sum(String shape, String datatype, String data) {
    return "{\"inputs\":[%s,%s]}"
        .formatted(input("a", "[1,2]", "\"FP32\"", "[1,2]"), input("b", shape, datatype, data));
  }

  private static String input(String name, String shape, String datatype, String data) {
    return "{\"name\":\"%s\",\"shape\":%s,\"datatype\":%s,\"data\":%s}"
        .formatted(name, shape, datatype, data);
  }

  private static String raw(String name, String datatype, String shape, int size) {
    return "{\"name\":\"%s\",\"shape\":%s,\"datatype\":\"%s\",\"parameters\":{\"binary_data_size\":%d}}"
        .formatted(name, shape, datatype, size);
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  private static String shown(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
