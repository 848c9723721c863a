package dev.hearth.gateway.inference;

import dev.hearth.gateway.Problem;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;

/** What a token must be, or the caller is told. */
public final class Tokens {
  private static final Pattern PARSER_ADVICE =
      Pattern.compile(
          " \\(start marker at .*|: enable `.*?` to allow|, from `StreamReadConstraints.*?`",
          Pattern.DOTALL);

  private Tokens() {}

  /** What the parser says, without its advice to programmers and its own idea of the place. */
  public static Problem notJson(JacksonException e) {
    String rule =
        e instanceof StreamConstraintsException
            ? "the JSON is beyond what is read: "
            : "the body is not JSON: ";
    String why = PARSER_ADVICE.matcher(String.valueOf(e.getOriginalMessage())).replaceAll("");
    return Problem.badRequest(rule + why + Positions.of(e.getLocation()));
  }

  /** Nothing may follow the object that was read. */
  public static void requireEnd(JsonParser parser) {
    if (parser.nextToken() != null) {
      throw Problem.badRequest(
          "something follows the request's object" + Positions.of(parser.currentTokenLocation()));
    }
  }

  public static void require(JsonParser parser, JsonToken expected, String rule) {
    if (parser.currentToken() != expected) {
      throw Problem.badRequest(rule + Positions.of(parser.currentTokenLocation()));
    }
  }

  public static String string(JsonParser parser, String what) {
    require(parser, JsonToken.VALUE_STRING, what + " must be a string");
    return parser.getString();
  }

  public static boolean bool(JsonParser parser, String what) {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case null, default ->
          throw Problem.badRequest(
              what + " must be true or false" + Positions.of(parser.currentTokenLocation()));
    };
  }

  public static long integer(JsonParser parser, String what) {
    require(parser, JsonToken.VALUE_NUMBER_INT, what + " must be an integer");
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw Problem.badRequest(
          what + " is too large" + Positions.of(parser.currentTokenLocation()));
    }
    return parser.getLongValue();
  }
}
