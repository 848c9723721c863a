package dev.hearth.gateway.trace;

import java.util.HexFormat;
import java.util.Optional;

/**
 * The trace that something is part of, and the span above it. Read from what callers send, in the
 * form of W3C (Trace Context, level 1) or of AWS X-Ray; what is malformed is no context at all, as
 * both want it.
 *
 * @param high the first half of the trace's id
 * @param low the second half; both are not 0 together
 * @param span the span that asked, 0 if none is known
 * @param sampled whether who asked wants the trace kept
 */
public record TraceContext(long high, long low, long span, boolean sampled) {
  private static final int TRACEPARENT = 55;
  private static final int TRACE_AT = 3;
  private static final int SPAN_AT = 36;
  private static final int FLAGS_AT = 53;
  private static final int ID_DIGITS = 16;
  private static final int MAX_HEADER = 512;
  private static final int ROOT = 35;
  private static final int TIME_DIGITS = 8;
  private static final int BAD = -1;

  public TraceContext {
    if (high == 0 && low == 0) {
      throw new IllegalArgumentException("a trace's id is not all zeros");
    }
  }

  /** What the header {@code traceparent} says. */
  public static Optional<TraceContext> ofTraceparent(String header) {
    if (header.length() < TRACEPARENT
        || header.charAt(TRACE_AT - 1) != '-'
        || header.charAt(SPAN_AT - 1) != '-'
        || header.charAt(FLAGS_AT - 1) != '-'
        || !isHex(header, 0, 2)
        || !isHex(header, TRACE_AT, 2 * ID_DIGITS)
        || !isHex(header, SPAN_AT, ID_DIGITS)
        || !isHex(header, FLAGS_AT, 2)) {
      return Optional.empty();
    }
    if (header.startsWith("ff") || !endsWell(header)) {
      return Optional.empty();
    }
    long high = number(header, TRACE_AT, ID_DIGITS);
    long low = number(header, TRACE_AT + ID_DIGITS, ID_DIGITS);
    long span = number(header, SPAN_AT, ID_DIGITS);
    boolean sampled = (number(header, FLAGS_AT, 2) & 1) != 0;
    boolean nothing = (high | low) == 0 || span == 0;
    return nothing ? Optional.empty() : Optional.of(new TraceContext(high, low, span, sampled));
  }

  /** The first version has nothing more; later ones may, after another dash. */
  private static boolean endsWell(String header) {
    if (header.length() == TRACEPARENT) {
      return true;
    }
    return !header.startsWith("00") && header.charAt(TRACEPARENT) == '-';
  }

  /** What the header {@code X-Amzn-Trace-Id} says, with or without a parent. */
  public static Optional<TraceContext> ofAmazon(String header) {
    if (header.length() > MAX_HEADER) {
      return Optional.empty();
    }
    String root = field(header, "Root=");
    if (root.length() != ROOT
        || !root.startsWith("1-")
        || root.charAt(2 + TIME_DIGITS) != '-'
        || !isHex(root, 2, TIME_DIGITS)
        || !isHex(root, ROOT - 24, 24)) {
      return Optional.empty();
    }
    String id = root.substring(2, 2 + TIME_DIGITS) + root.substring(ROOT - 24);
    long high = number(id, 0, ID_DIGITS);
    long low = number(id, ID_DIGITS, ID_DIGITS);
    if ((high | low) == 0) {
      return Optional.empty();
    }
    String parent = field(header, "Parent=");
    boolean known = parent.length() == ID_DIGITS && isHex(parent, 0, ID_DIGITS);
    return Optional.of(
        new TraceContext(
            high,
            low,
            known ? number(parent, 0, ID_DIGITS) : 0,
            field(header, "Sampled=").equals("1")));
  }

  private static String field(String header, String name) {
    int from = header.startsWith(name) ? 0 : header.indexOf(";" + name);
    if (from < 0) {
      return "";
    }
    from = header.indexOf('=', from) + 1;
    int to = header.indexOf(';', from);
    return header.substring(from, to < 0 ? header.length() : to).strip();
  }

  private static boolean isHex(String text, int from, int digits) {
    for (int i = from; i < from + digits; i++) {
      if (digit(text.charAt(i)) == BAD) {
        return false;
      }
    }
    return true;
  }

  /** Small letters only, as the standard has it. */
  private static int digit(char letter) {
    if (letter >= '0' && letter <= '9') {
      return letter - '0';
    }
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : BAD;
  }

  private static long number(String text, int from, int digits) {
    long value = 0;
    for (int i = from; i < from + digits; i++) {
      value = (value << 4) | digit(text.charAt(i));
    }
    return value;
  }

  /** 16 digits. */
  public static String hex(long id) {
    return HexFormat.of().toHexDigits(id);
  }

  /** 32 digits. */
  public String traceId() {
    return hex(high) + hex(low);
  }

  /** The same trace below another span. */
  public TraceContext below(long other) {
    return new TraceContext(high, low, other, sampled);
  }

  /** As the header {@code traceparent}. */
  public String traceparent() {
    return "00-" + traceId() + "-" + hex(span) + (sampled ? "-01" : "-00");
  }

  /** As the header {@code X-Amzn-Trace-Id}. */
  public String amazon() {
    String id = traceId();
    return "Root=1-"
        + id.substring(0, TIME_DIGITS)
        + "-"
        + id.substring(TIME_DIGITS)
        + (span == 0 ? "" : ";Parent=" + hex(span))
        + (sampled ? ";Sampled=1" : ";Sampled=0");
  }
}
