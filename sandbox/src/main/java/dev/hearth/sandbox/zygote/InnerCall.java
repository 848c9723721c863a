package dev.hearth.sandbox.zygote;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.Neighbours;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A call that a function makes to another while it answers one; it waits for the result. */
final class InnerCall implements CallListener {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final byte[] ANSWERED = {1};
  private static final byte[] FAILED = {0};

  private final Running within;
  private final Link caller;
  private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

  private InnerCall(Running within, Link caller) {
    this.within = within;
    this.caller = caller;
  }

  /**
   * Starts it.
   *
   * @param body the length of the function's name in two bytes, its name, the payload
   */
  static void start(Neighbours neighbours, Running within, Link caller, byte[] body) {
    ByteBuffer read = ByteBuffer.wrap(body);
    int length = body.length < 2 ? 0 : Short.toUnsignedInt(read.getShort());
    if (length == 0 || length > read.remaining()) {
      caller.gone();
      return;
    }
    var name = new byte[length];
    read.get(name);
    var payload = new byte[read.remaining()];
    read.get(payload);
    var call = new InnerCall(within, caller);
    within.waitsFor(neighbours.call(within.call(), new String(name, UTF_8), payload, call));
  }

  @Override
  public void part(byte[] bytes) {
    parts.writeBytes(bytes);
  }

  @Override
  public void ended(CallEnd end) {
    long call = within.call().id();
    switch (end) {
      case CallEnd.Answered(byte[] payload) ->
          caller.send(Frame.RESULT, call, ANSWERED, parts.toByteArray(), payload);
      case CallEnd.Failed failed ->
          caller.send(
              Frame.RESULT,
              call,
              FAILED,
              JSON.writeValueAsBytes(
                  Map.of("errorType", failed.errorType(), "errorMessage", failed.message())));
    }
  }
}
