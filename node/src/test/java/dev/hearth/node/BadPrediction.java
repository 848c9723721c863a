package dev.hearth.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.stream.Stream;

/** Requests of KServe's first protocol that are wrong. Quotes in bodies are single ones. */
final class BadPrediction {
  private static final String GOOD = "{'instances':[{'a':[1,2],'b':[3,4.5]}]}";

  private BadPrediction() {}

  static Stream<BadRequest> all() {
    return Stream.of(json(), rows(), values(), strings(), columns(), places())
        .flatMap(each -> each);
  }

  private static Stream<BadRequest> json() {
    return Stream.of(
        sum("", "must be a JSON object"),
        sum("null", "must be a JSON object"),
        sum("[]", "must be a JSON object"),
        sum("instances", "not JSON"),
        sum("{'instances':[", "not JSON"),
        sum("{'inst", "not JSON"),
        sum(GOOD + "{}", "something follows"),
        sum("{}", "neither instances nor inputs"),
        sum("{'Instances':[1]}", "neither instances nor inputs"),
        sum("{'inputs':{'a':[[1,2]]},'instances':[]}", "both"),
        sum("{'instances':[],'instances':[]}", "must not be empty"),
        sum(GOOD.replace("]}]}", "]}],'instances':[]}"), "uplicate"),
        sum("{'x':" + nested(100_000) + "}", "nest"),
        predict("lookup", "{'instances':" + nested(100_000) + "}", "deeper than 32"),
        new BadRequest(
            "predict: not UTF-8",
            "POST",
            "/v1/models/sum:predict",
            Map.of(),
            new byte[] {'{', '"', (byte) 0xC3, (byte) 0x28, '"', ':', '1', '}'},
            400,
            "UTF-8"));
  }

  private static Stream<BadRequest> rows() {
    return Stream.of(
        sum("{'instances':[]}", "must not be empty"),
        sum("{'instances':{}}", "must be an array"),
        sum("{'instances':null}", "must be an array"),
        sum("{'instances':'a'}", "must be an array"),
        sum("{'instances':[[1,2]]}", "each value needs its name"),
        sum("{'instances':[7]}", "each value needs its name"),
        sum("{'instances':[null]}", "each value needs its name"),
        sum("{'instances':[{}]}", "input 'a' is missing"),
        sum("{'instances':[{'a':[1,2]}]}", "input 'b' is missing"),
        sum("{'instances':[{},{'a':[1,2],'b':[1,2]}]}", "instance 2 does not have"),
        sum("{'instances':[{'a':[1,2],'b':[1,2]},{}]}", "instance 2 does not have"),
        sum("{'instances':[{'a':[1,2],'b':[1,2]},{'a':[1,2]}]}", "instance 2 does not have"),
        sum("{'instances':[{'a':[1,2],'c':[1,2]}]}", "no input 'c'"),
        sum("{'instances':[{'a':[1,2],'A':[1,2]}]}", "no input 'A'"),
        sum("{'instances':[{'a':[1,2],'a':[1,2]}]}", "uplicate"),
        sum("{'instances':[{'a':[1,2],'b':[1]}]}", "must be 2"),
        sum("{'instances':[{'a':[1,2],'b':1}]}", "1 dimensions"),
        sum("{'instances':[{'a':[1,2],'b':[[1,2]]}]}", "3 dimensions"),
        sum("{'instances':[{'a':[1,2],'b':[1,2]},{'a':[1],'b':[1,2]}]}", "uneven"),
        sum("{'instances':[{'a':[1,2],'b':[1,2]},{'a':1,'b':[1,2]}]}", "uneven"),
        sum("{'instances':[{'a':[1,2],'b':[1,[2]]}]}", "uneven"),
        sum("{'instances':[{'a':[1,2],'b':[[1],2]}]}", "uneven"),
        sum("{'instances':[{'a':[1,2],'b':[]}]}", "empty array"));
  }

  private static Stream<BadRequest> values() {
    return Stream.of(
        value("null", "not a number"),
        value("'2'", "not a number"),
        value("true", "not a number"),
        value("{}", "not a number"),
        value("NaN", "not JSON"),
        value("-Infinity", "not JSON"),
        value("1e39", "range of FP32"),
        value("-1e999", "range of FP32"),
        value("9".repeat(5_000), "length (5000) exceeds"),
        value(".5", "not JSON"),
        predict("lookup", "{'instances':[[99]]}", "refused the input"),
        predict("lookup", "{'instances':[[0.5]]}", "not an integer"),
        predict("lookup", "{'instances':[[%s]]}".formatted("9".repeat(30)), "outside INT64"),
        predict("lookup", "{'instances':[0,1]}", "1 dimensions"));
  }

  private static BadRequest value(String value, String phrase) {
    return sum("{'instances':[{'a':[1,2],'b':[1,%s]}]}".formatted(value), phrase);
  }

  private static Stream<BadRequest> strings() {
    return Stream.of(
        predict("names", "{'instances':[[5]]}", "not a string"),
        predict("names", "{'instances':[[{'c':'QQ=='}]]}", "not {\"b64\": \"...\"}"),
        predict("names", "{'instances':[[{}]]}", "not {\"b64\": \"...\"}"),
        predict("names", "{'instances':[{'b64':'%%'}]}", "not base64"),
        predict("names", "{'instances':[{'b64':5}]}", "must be a string"),
        predict("names", "{'instances':[{'b64':'QQ==','c':1}]}", "beside b64"),
        predict("names", "{'instances':[['\\ud800']]}", "well-formed Unicode"),
        predict("words", "{'instances':['%s']}".formatted("a".repeat(1_048_577)), "the most is"));
  }

  private static Stream<BadRequest> columns() {
    return Stream.of(
        sum("{'inputs':{}}", "must not be empty"),
        sum("{'inputs':null}", "each value needs its name"),
        sum("{'inputs':[[1,2]]}", "each value needs its name"),
        sum("{'inputs':{'a':[[1,2]]}}", "input 'b' is missing"),
        sum("{'inputs':{'a':[[1,2]],'c':[[1,2]]}}", "no input 'c'"),
        sum("{'inputs':{'a':[[1,2],[3]],'b':[[1,2]]}}", "uneven"),
        sum("{'inputs':{'a':[[1,2]],'b':[[1,2],[3,4]]}}", "must be the same"),
        sum("{'inputs':{'a':[1,2],'b':[1,2]}}", "1 dimensions"),
        sum("{'inputs':{'a':7,'b':[[1,2]]}}", "0 dimensions"),
        sum("{'inputs':{'a':[[]],'b':[[1,2]]}}", "empty array"));
  }

  private static Stream<BadRequest> places() {
    return Stream.of(
        at("POST", "/v1/models/none:predict", GOOD, Map.of(), 404, "'none'"),
        at("POST", "/v1/models/:predict", GOOD, Map.of(), 404, "''"),
        at("POST", "/v1/models/sum:explain", GOOD, Map.of(), 404, "only :predict"),
        at("POST", "/v1/models/sum", GOOD, Map.of(), 404, "only :predict"),
        at("PUT", "/v1/models/sum:predict", GOOD, Map.of(), 405, "use GET, POST"),
        at("GET", "/v1/models/none", "", Map.of(), 404, "'none'"),
        at("POST", "/v1/models/asleep:predict", GOOD, Map.of(), 503, "unloaded"),
        at("POST", "/v1/models/%zz:predict", GOOD, Map.of(), 400, "percent-encoded"),
        at(
            "POST",
            "/v1/models/sum:predict",
            GOOD,
            Map.of("X-Request-Timeout", "soon"),
            400,
            "'soon'"));
  }

  private static BadRequest sum(String body, String phrase) {
    return predict("sum", body, phrase);
  }

  private static BadRequest predict(String model, String body, String phrase) {
    return at("POST", "/v1/models/" + model + ":predict", body, Map.of(), 400, phrase);
  }

  private static BadRequest at(
      String method,
      String path,
      String body,
      Map<String, String> headers,
      int status,
      String phrase) {
    String shown = body.length() <= 60 ? body : body.substring(0, 60) + "...";
    return new BadRequest(
        method + " " + path + " " + shown,
        method,
        path,
        headers,
        body.replace('\'', '"').getBytes(UTF_8),
        status,
        phrase);
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }
}
