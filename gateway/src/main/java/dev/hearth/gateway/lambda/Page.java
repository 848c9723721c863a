package dev.hearth.gateway.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionException.Code;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Part of a list, and where the next part begins. */
final class Page {
  private static final int MOST = 50;

  private Page() {}

  /**
   * The part of a list that is asked for: {@code {name: [...], "NextMarker": "..."}}.
   *
   * @param key of an item, after which a marker goes on; keys rise through the list
   */
  static <T> Answer of(
      Asked asked,
      String name,
      List<T> all,
      Function<T, String> key,
      Function<T, Map<String, ?>> body) {
    Optional<String> after = asked.query("Marker").map(Page::decoded);
    int from = 0;
    while (after.isPresent()
        && from < all.size()
        && key.apply(all.get(from)).compareTo(after.get()) <= 0) {
      from++;
    }
    int to = Math.min(all.size(), from + asked.maxItems(MOST));
    var page = new LinkedHashMap<String, Object>();
    page.put(name, all.subList(from, to).stream().map(body).toList());
    if (to < all.size()) {
      page.put("NextMarker", encoded(key.apply(all.get(to - 1))));
    }
    return Answer.ok(page);
  }

  private static String encoded(String key) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(UTF_8));
  }

  private static String decoded(String marker) {
    try {
      return new String(Base64.getUrlDecoder().decode(marker), UTF_8);
    } catch (IllegalArgumentException _) {
      throw new FunctionException(
          Code.INVALID_PARAMETER_VALUE,
          "the Marker '" + marker + "' is none that was given; leave it out to begin again");
    }
  }
}
