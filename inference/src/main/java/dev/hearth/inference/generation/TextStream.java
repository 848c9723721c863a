package dev.hearth.inference.generation;

import java.util.Arrays;
import java.util.List;

/**
 * Makes text of tokens as they come. A character whose tokens are not all there waits for the
 * others, and what may be the begin of a stop text for what follows it.
 */
final class TextStream {
  /** More tokens than a character has; what is none by then never will be. */
  private static final int MOST_OF_A_CHARACTER = 8;

  private static final char BROKEN = '\uFFFD';

  private final TokenCodec codec;
  private final List<String> stops;
  private final StringBuilder held = new StringBuilder();
  private long[] tokens = new long[16];
  private int size;

  /** The tokens from here on may still change what the last ones mean. */
  private int context;

  /** The tokens before are text already. */
  private int read;

  private boolean stopped;

  TextStream(TokenCodec codec, List<String> stops) {
    this.codec = codec;
    this.stops = stops;
  }

  /** The text that is certain after one more token; empty if none is, or a stop text came. */
  String add(long token) {
    if (stopped) {
      return "";
    }
    if (size == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * size);
    }
    tokens[size++] = token;
    held.append(fresh(false));
    return release(false);
  }

  /** The rest of the text, once no token follows. */
  String end() {
    if (!stopped) {
      held.append(fresh(true));
    }
    return release(true);
  }

  /** Whether a stop text came; nothing follows. */
  boolean stopped() {
    return stopped;
  }

  /** What the last tokens add to the text, decoded after those before them. */
  private String fresh(boolean last) {
    String before = codec.decode(Arrays.copyOfRange(tokens, context, read));
    String whole = codec.decode(Arrays.copyOfRange(tokens, context, size));
    boolean broken = !whole.isEmpty() && whole.charAt(whole.length() - 1) == BROKEN;
    boolean waits = broken && !last && size - read < MOST_OF_A_CHARACTER;
    if (waits || whole.length() <= before.length()) {
      return "";
    }
    context = read;
    read = size;
    return whole.substring(before.length());
  }

  private String release(boolean last) {
    for (String stop : stops) {
      int at = held.indexOf(stop);
      if (at >= 0) {
        stopped = true;
        held.setLength(at);
      }
    }
    int certain = stopped || last ? held.length() : held.length() - possibleStop();
    String text = held.substring(0, certain);
    held.delete(0, certain);
    return text;
  }

  /** Characters at the end that a stop text may begin with. */
  private int possibleStop() {
    int most = 0;
    for (String stop : stops) {
      for (int length = Math.min(stop.length() - 1, held.length()); length > most; length--) {
        if (stop.startsWith(held.substring(held.length() - length))) {
          most = length;
        }
      }
    }
    return most;
  }
}
