package dev.hearth.functions;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How callers name a function, in any of the forms AWS takes: {@code name}, {@code name:qualifier},
 * {@code account:function:name} or a whole ARN, with or without a qualifier. Which account and
 * region stand in it plays no part: a node is one of each.
 *
 * @param name of the function
 * @param qualifier a version or an alias, if the name carries one
 */
public record FunctionName(String name, Optional<String> qualifier) {
  public static final String REGION = "us-east-1";
  public static final String ACCOUNT = "000000000000";
  static final int MAX_CHARACTERS = 170;

  private static final String ARN_PREFIX = "arn:aws:lambda:" + REGION + ":" + ACCOUNT + ":";
  private static final Pattern PLAIN = Pattern.compile("[a-zA-Z0-9-_]{1,64}");
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?:arn:(?:aws[a-zA-Z-]*)?:lambda:[a-z0-9-]+:)?\\d{12}:function:|function:)?"
              + "([a-zA-Z0-9-_]{1,64})(?::(\\$LATEST|[a-zA-Z0-9-_]{1,128}))?");

  /**
   * Reads a name.
   *
   * @throws FunctionException saying what names look like
   */
  public static FunctionName parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (text.length() > MAX_CHARACTERS || !matcher.matches()) {
      throw new FunctionException(
          FunctionException.Code.INVALID_PARAMETER_VALUE,
          ("'%s' is no name of a function: 1 to 64 letters, digits, dashes and underscores, or an"
                  + " ARN such as %s")
              .formatted(bounded(text), arn("name")));
    }
    return new FunctionName(matcher.group(1), Optional.ofNullable(matcher.group(2)));
  }

  /** Whether a text is the name of a function with nothing around it. */
  public static boolean isPlain(String text) {
    return PLAIN.matcher(text).matches();
  }

  private static String bounded(String text) {
    return text.length() <= MAX_CHARACTERS ? text : text.substring(0, MAX_CHARACTERS) + "...";
  }

  /** The qualifier of the name, or that which was given beside it; both only if they agree. */
  public Optional<String> qualifiedBy(Optional<String> beside) {
    if (qualifier.isPresent() && beside.isPresent() && !qualifier.equals(beside)) {
      throw new FunctionException(
          FunctionException.Code.INVALID_PARAMETER_VALUE,
          "the name says '%s' and the qualifier '%s'; leave one out"
              .formatted(qualifier.get(), beside.get()));
    }
    return qualifier.isPresent() ? qualifier : beside;
  }

  /** A function's name in AWS's form. */
  public static String arn(String name) {
    return ARN_PREFIX + "function:" + name;
  }

  /** The name of a function's version or alias in AWS's form. */
  public static String arn(String name, String qualifier) {
    return arn(name) + ":" + qualifier;
  }
}
