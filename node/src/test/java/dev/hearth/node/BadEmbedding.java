package dev.hearth.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request in OpenAI's form that is wrong, and what it is told.
 *
 * @param param the field that is to blame
 * @param code that of the error object
 */
record BadEmbedding(BadRequest request, @Nullable String param, @Nullable String code) {
  private static final String EMBEDDINGS = "/openai/v1/embeddings";
  private static final String GOOD = "{'model':'words','input':'a'}";

  @Override
  public String toString() {
    return request.what();
  }

  static Stream<BadEmbedding> all() {
    return Stream.of(json(), models(), inputs(), tokens(), options(), places())
        .flatMap(each -> each);
  }

  private static Stream<BadEmbedding> json() {
    return Stream.of(
        body("", null, "must be a JSON object"),
        body("null", null, "must be a JSON object"),
        body("['a']", null, "must be a JSON object"),
        body("{'model':'words','input':'a'", null, "not JSON"),
        body("{'model':'words','input':['a'", null, "not JSON"),
        body("model=words", null, "not JSON"),
        body(GOOD + "{}", null, "something follows"),
        body("{'model':'words','input':'a','input':'b'}", null, "uplicate"),
        body("{'user':" + "[".repeat(100_000) + "}", null, "nest"),
        new BadEmbedding(
            new BadRequest(
                "not UTF-8",
                "POST",
                EMBEDDINGS,
                Map.of(),
                new byte[] {'{', '"', (byte) 0xC3, (byte) 0x28, '"', ':', '1', '}'},
                400,
                "UTF-8"),
            null,
            null));
  }

  private static Stream<BadEmbedding> models() {
    return Stream.of(
        body("{}", "model", "name a model"),
        body("{'input':'a'}", "model", "name a model"),
        body("{'model':null,'input':'a'}", "model", "must be a string"),
        body("{'model':7,'input':'a'}", "model", "must be a string"),
        body("{'model':'sum','input':'a'}", "model", "no embeddings"),
        body("{'model':'vectors','input':'a'}", "model", "takes no text"),
        missing("POST", EMBEDDINGS, "{'model':'none','input':'a'}", "'none'"),
        missing("POST", EMBEDDINGS, "{'model':'','input':'a'}", "''"),
        missing("GET", "/openai/v1/models/none", "", "'none'"));
  }

  private static Stream<BadEmbedding> inputs() {
    return Stream.of(
        body("{'model':'words'}", "input", "give an input"),
        input("null", "must be a string"),
        input("7", "must be a string"),
        input("true", "must be a string"),
        input("{'text':'a'}", "must be a string"),
        input("''", "empty string"),
        input("['a','']", "empty string"),
        input("[]", "must not be empty"),
        input("[null]", "must be a string"),
        input("['a',1]", "array of strings"),
        input("['a',null]", "array of strings"),
        input("['a',['b']]", "array of strings"),
        input("[['a']]", "array of strings"),
        input("'\\ud800'", "well-formed Unicode"),
        input("[" + "'a',".repeat(2_048) + "'a']", "more than 2048 items"),
        body(
            "{'model':'words','input':'%s'}".formatted("a".repeat(1_048_577)),
            null,
            "the most is 1048576"));
  }

  private static Stream<BadEmbedding> tokens() {
    return Stream.of(
        input("[1,'a']", "of tokens"),
        input("[1,[1]]", "of tokens"),
        input("[[1],'a']", "of tokens"),
        input("[[1],1]", "of tokens"),
        input("[[[1]]]", "of tokens"),
        input("[1.5]", "of tokens"),
        input("[1,1.5]", "of tokens"),
        input("[[]]", "empty array of tokens"),
        input("[[1],[]]", "empty array of tokens"),
        input("[1,-1]", "must not be negative"),
        input("[[-9223372036854775808]]", "must not be negative"),
        input("[1,99999999999999999999]", "too large"),
        input("[" + "1,".repeat(8_192) + "1]", "more than 8192 tokens"),
        input("[" + "[1],".repeat(2_048) + "[1]]", "more than 2048 items"),
        body("{'model':'words','input':[99]}", null, "refused the input"),
        body("{'model':'vectors','input':[[1],[99]]}", null, "refused the input"));
  }

  private static Stream<BadEmbedding> options() {
    return Stream.of(
        option("encoding_format", "'hex'", "float or base64"),
        option("encoding_format", "'Float'", "float or base64"),
        option("encoding_format", "7", "must be a string"),
        option("dimensions", "128", "1 dimensions and no others"),
        option("dimensions", "0", "1 dimensions and no others"),
        option("dimensions", "-1", "1 dimensions and no others"),
        option("dimensions", "1.5", "must be an integer"),
        option("dimensions", "'1'", "must be an integer"),
        option("dimensions", "99999999999999999999", "too large"));
  }

  private static Stream<BadEmbedding> places() {
    return Stream.of(
        of(
            "POST",
            "/openai/v1/images/generations",
            GOOD,
            Map.of(),
            404,
            null,
            "/images/generations"),
        of("POST", "/openai/v1/chat/completions", GOOD, Map.of(), 400, "messages", "messages"),
        of("GET", EMBEDDINGS, "", Map.of(), 405, null, "use POST"),
        of(
            "GET",
            "/openai/v1/models/sum",
            "",
            Map.of(),
            400,
            "model",
            "neither embeddings nor text"),
        of("POST", EMBEDDINGS, "", Map.of("Content-Length", "3000000"), 413, null, "2097152"),
        of("POST", EMBEDDINGS, GOOD, Map.of("X-Request-Timeout", "soon"), 400, null, "'soon'"));
  }

  private static BadEmbedding input(String input, String phrase) {
    return body("{'model':'words','input':%s}".formatted(input), "input", phrase);
  }

  private static BadEmbedding option(String field, String value, String phrase) {
    return body("{'model':'words','input':'a','%s':%s}".formatted(field, value), field, phrase);
  }

  private static BadEmbedding missing(String method, String path, String body, String phrase) {
    return new BadEmbedding(
        request(method, path, body, Map.of(), 404, phrase), "model", "model_not_found");
  }

  private static BadEmbedding body(String body, @Nullable String param, String phrase) {
    return of("POST", EMBEDDINGS, body, Map.of(), 400, param, phrase);
  }

  private static BadEmbedding of(
      String method,
      String path,
      String body,
      Map<String, String> headers,
      int status,
      @Nullable String param,
      String phrase) {
    return new BadEmbedding(request(method, path, body, headers, status, phrase), param, null);
  }

  private static BadRequest request(
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
}
