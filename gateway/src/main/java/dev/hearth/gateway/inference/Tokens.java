package dev.hearth.gateway.inference;

import dev.hearth.gateway.Problem;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What a token must be, or the caller is told. */
final class Tokens {
  private Tokens() {}

  static void require(JsonParser parser, JsonToken expected, String rule) {
    if (parser.currentToken() != expected) {
      throw Problem.badRequest(rule + Positions.of(parser.currentTokenLocation()));
    }
  }

  static String string(JsonParser parser, String what) {
    require(parser, JsonToken.VALUE_STRING, what + " must be a string");
    return parser.getString();
  }

  static boolean bool(JsonParser parser, String what) {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case null, default ->
          throw Problem.badRequest(
              what + " must be true or false" + Positions.of(parser.currentTokenLocation()));
    };
  }

  static long integer(JsonParser parser, String what) {
    require(parser, JsonToken.VALUE_NUMBER_INT, what + " must be an integer");
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw Problem.badRequest(
          what + " is too large" + Positions.of(parser.currentTokenLocation()));
    }
    return parser.getLongValue();
  }
}
