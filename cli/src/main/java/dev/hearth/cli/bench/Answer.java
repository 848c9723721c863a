package dev.hearth.cli.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What came back for a request. */
final class Answer {
  private static final byte[] NOTHING = {};

  private final Ending ending;
  private final String reason;
  private final byte[] body;
  private final int kept;
  private final int jsonBytes;

  /**
   * What came back.
   *
   * @param reason why it is no success; empty where it is one
   * @param body the body as far as it was kept; the connection's own array, valid during the call
   * @param kept how many of its bytes are of this answer
   * @param jsonBytes how many of them are JSON, where binary data follow; -1 where none do
   */
  Answer(Ending ending, String reason, byte[] body, int kept, int jsonBytes) {
    this.ending = ending;
    this.reason = reason;
    this.body = body;
    this.kept = kept;
    this.jsonBytes = jsonBytes;
  }

  static Answer failed(String reason) {
    return new Answer(Ending.ERROR, reason, NOTHING, 0, -1);
  }

  static Answer dropped(int limit) {
    return new Answer(
        Ending.DROPPED, limit + " requests were under way (--max-in-flight)", NOTHING, 0, -1);
  }

  /** Whether the server said anything. */
  @SuppressWarnings("ReferenceEquality") // which array it is, not what is in it
  boolean arrived() {
    return body != NOTHING;
  }

  /** The same, valid for ever. */
  Answer copy() {
    return arrived()
        ? new Answer(ending, reason, Arrays.copyOf(body, kept), kept, jsonBytes)
        : this;
  }

  Answer as(Ending other, String why) {
    return new Answer(other, why, body, kept, jsonBytes);
  }

  Ending ending() {
    return ending;
  }

  String reason() {
    return reason;
  }

  byte[] body() {
    return body;
  }

  int kept() {
    return kept;
  }

  int jsonBytes() {
    return jsonBytes;
  }

  String text() {
    return new String(body, 0, kept, StandardCharsets.UTF_8);
  }
}
