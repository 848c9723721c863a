package dev.hearth.inference;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * Addresses as they may be shown: user-info and the values of query parameters, which may be
 * signatures, are masked.
 */
final class Secrets {
  private static final String MASK = "***";
  private static final Pattern USER_INFO = Pattern.compile("//.*@", Pattern.DOTALL);
  private static final Pattern QUERY = Pattern.compile("\\?[^#]*", Pattern.DOTALL);
  private static final Pattern VALUE = Pattern.compile("=[^&]*");

  private Secrets() {}

  static String masked(URI address) {
    String user = address.getRawUserInfo() == null ? "" : MASK + "@";
    String port = address.getPort() < 0 ? "" : ":" + address.getPort();
    String query = address.getRawQuery();
    return address.getScheme()
        + "://"
        + user
        + address.getHost()
        + port
        + address.getRawPath()
        + (query == null ? "" : "?" + maskedQuery(query));
  }

  /** A parameter without a name is a value as well. */
  private static String maskedQuery(String query) {
    return query.contains("=") ? VALUE.matcher(query).replaceAll("=" + MASK) : MASK;
  }

  /** For text that may be no address at all: rather too much is masked than too little. */
  static String maskedText(String text) {
    String withoutUser = USER_INFO.matcher(text).replaceFirst("//" + MASK + "@");
    return withoutUser.contains("://")
        ? QUERY.matcher(withoutUser).replaceFirst("?" + MASK)
        : withoutUser;
  }
}
