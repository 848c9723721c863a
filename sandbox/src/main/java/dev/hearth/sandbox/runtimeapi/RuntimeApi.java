package dev.hearth.sandbox.runtimeapi;

import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.Neighbours;
import dev.hearth.sandbox.ProgramLimits;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The Runtime API of one sandbox. Its state belongs to one event loop; its public methods may be
 * called from any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing is waited for where it matters
public final class RuntimeApi implements AutoCloseable {
  /** A cause written down by a tracer may be this large, by AWS's documentation. */
  private static final int LONGEST_HEADER = (1 << 20) + (64 << 10);

  private static final int CHUNK = 64 << 10;

  /** An error and what is told of it. */
  static final int LARGEST_REPORT = 256 << 10;

  /** What a sandbox does for its calls, on the event loop. */
  public interface Host {
    /** A call was handed to the runtime: lines are its from now on. */
    void began(CallListener listener);

    /** A call is about to end: lines written so far are its, later ones are not. */
    void ending(CallListener listener);

    /** A call that the runtime works on was given up: the runtime has to go. */
    void stop();
  }

  /** Why a runtime did not become ready. */
  public static final class InitFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InitFailure(ErrorReport report) {
      super(report.type() + ": " + report.message());
    }
  }

  /** Calls of other functions that a call may have under way. */
  private static final int MOST_INNER = 64;

  /** So many calls at once may have all of these at once, each on a connection of its own. */
  private static final int MOST_FANNING_OUT = 8;

  /** Largest payloads that may be on their way at once; they need no room once they are there. */
  private static final int MOST_PAYLOADS = 8;

  private record Active(Call call, CallListener listener, Set<InnerCall> inner) {
    Active(Call call, CallListener listener) {
      this(call, listener, new HashSet<>());
    }
  }

  private final EventLoop loop;
  private final ProgramLimits limits;
  private final Neighbours neighbours;
  private final Host host;
  private final Room answers;
  private final Room payloads;
  private final ChannelGroup connections;
  private final Channel server;

  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final ArrayDeque<Connection> parked = new ArrayDeque<>();
  private final ArrayDeque<Active> waiting = new ArrayDeque<>();
  private final HashMap<String, Active> active = new HashMap<>();
  private CallEnd.@Nullable Failed over;

  /**
   * Serves a sandbox.
   *
   * @param listening bound and listening where only the sandbox reaches it
   * @param neighbours what its functions can call
   */
  public RuntimeApi(
      EventLoop loop,
      ServerSocketChannel listening,
      ProgramLimits limits,
      Neighbours neighbours,
      Host host) {
    this.loop = loop;
    this.limits = limits;
    this.neighbours = neighbours;
    this.host = host;
    // One more, for what a runtime began to say and then says again.
    answers =
        new Room((limits.concurrency() + 1L) * Math.max(limits.answerBytes(), LARGEST_REPORT));
    payloads = new Room(MOST_PAYLOADS * limits.answerBytes());
    connections = new DefaultChannelGroup(loop);
    server = ReadySocket.serve(loop, listening, this::accept);
  }

  private void accept(SocketChannel channel) {
    if (connections.size() >= mostConnections()) {
      channel.close();
      return;
    }
    connections.add(channel);
    var config = new HttpDecoderConfig().setMaxHeaderSize(LONGEST_HEADER).setMaxChunkSize(CHUNK);
    channel.config().setTcpNoDelay(true);
    channel.pipeline().addLast(new HttpServerCodec(config), new Connection(this));
  }

  /** For each call one to wait on and one to answer on, and those of the calls it makes. */
  private int mostConnections() {
    int calls = limits.concurrency();
    return 2 * calls + MOST_INNER * Math.min(calls, MOST_FANNING_OUT);
  }

  /** Done when the runtime asks for its first call; fails when it says that it cannot start. */
  public CompletableFuture<Void> ready() {
    return ready;
  }

  public void invoke(Call call, CallListener listener) {
    loop.execute(
        () -> {
          var one = new Active(call, listener);
          if (over != null) {
            listener.ended(over);
          } else {
            waiting.add(one);
            dispatch();
          }
        });
  }

  /** As {@link dev.hearth.sandbox.Sandbox#abort}. */
  public void abort(long id, CallEnd.Kind why) {
    loop.execute(
        () -> {
          for (Active one : waiting) {
            if (one.call().id() == id) {
              waiting.remove(one);
              one.listener().ended(Ends.aborted(why, true));
              return;
            }
          }
          for (Active one : active.values()) {
            if (one.call().id() == id) {
              finish(one, Ends.aborted(why, false));
              host.stop();
              return;
            }
          }
        });
  }

  /**
   * The runtime is gone: every call ends, and so do later ones.
   *
   * @param afterwards runs once they were told
   */
  public void ended(CallEnd.Failed end, Runnable afterwards) {
    // Twice: an answer that was sent before the end has been read by then.
    loop.execute(
        () ->
            loop.execute(
                () -> {
                  endAll(end);
                  afterwards.run();
                }));
  }

  private void endAll(CallEnd.Failed end) {
    over = over == null ? end : over;
    var all = new ArrayList<>(active.values());
    all.forEach(one -> finish(one, end));
    List<Active> queued = List.copyOf(waiting);
    waiting.clear();
    queued.forEach(one -> one.listener().ended(end));
  }

  private static CallEnd.Failed gone() {
    return Ends.crashed("the sandbox had ended");
  }

  /** Ends what is left and stops listening; returns at once. */
  @Override
  public void close() {
    loop.execute(
        () -> {
          endAll(gone());
          server.close();
          connections.close();
        });
  }

  /** The same, and waits until nothing listens any longer. Not to be called on the loop. */
  public void closeAndWait() {
    close();
    server.closeFuture().awaitUninterruptibly();
  }

  // What connections tell, all on the loop.

  ProgramLimits limits() {
    return limits;
  }

  /** What the answers and errors that come in may hold: enough for each call to have one. */
  Room answers() {
    return answers;
  }

  /** What the payloads of calls to other functions may hold while they come in. */
  Room payloads() {
    return payloads;
  }

  /** The runtime asks for a call on a connection. */
  void next(Connection connection) {
    if (parked.size() + active.size() >= limits.concurrency() && !active.isEmpty()) {
      Active unanswered = active.values().iterator().next();
      finish(unanswered, Ends.unanswered());
    }
    if (parked.size() >= limits.concurrency()) {
      connection.refuse(
          403,
          "Runtime.InvalidStateTransition",
          "more calls were asked for than the function takes at once, " + limits.concurrency());
      return;
    }
    parked.add(connection);
    ready.complete(null);
    dispatch();
  }

  private void dispatch() {
    while (!waiting.isEmpty() && !parked.isEmpty()) {
      Active one = waiting.remove();
      active.put(one.call().requestId(), one);
      host.began(one.listener());
      parked.remove().deliver(one.call());
    }
  }

  /** Whether a call of this name waits for its answer. */
  boolean answerable(String requestId) {
    return active.containsKey(requestId);
  }

  /** A connection ended; calls it asked for stay with the sandbox. */
  void gone(Connection connection) {
    parked.remove(connection);
  }

  /**
   * A call calls another function.
   *
   * @return what was started; null if it was refused
   */
  @Nullable InnerCall call(
      Connection connection, String requestId, String function, byte[] payload) {
    Active one = active.get(requestId);
    if (one == null) {
      connection.unknown(requestId);
      return null;
    }
    if (one.inner().size() >= MOST_INNER) {
      connection.refuse(
          429,
          "TooManyRequestsException",
          MOST_INNER + " calls of other functions are under way already");
      return null;
    }
    var inner = new InnerCall(loop, connection, limits.answerBytes(), one.inner());
    inner.start(neighbours, one.call(), function, payload);
    return inner;
  }

  /** A call could not be written to the runtime: another connection gets it. */
  void undelivered(Call call) {
    Active one = active.remove(call.requestId());
    if (one != null) {
      host.ending(one.listener());
      waiting.addFirst(one);
      dispatch();
    }
  }

  void streaming(String requestId, String contentType) {
    Active one = active.get(requestId);
    if (one != null) {
      one.listener().streaming(contentType);
    }
  }

  void part(String requestId, byte[] bytes) {
    Active one = active.get(requestId);
    if (one != null) {
      one.listener().part(bytes);
    }
  }

  /** A call is over. */
  void answer(String requestId, CallEnd end) {
    Active one = active.get(requestId);
    if (one != null) {
      finish(one, end);
    }
  }

  void initFailed(ErrorReport report) {
    ready.completeExceptionally(new InitFailure(report));
  }

  private void finish(Active one, CallEnd end) {
    active.remove(one.call().requestId());
    List.copyOf(one.inner()).forEach(InnerCall::takeBack);
    host.ending(one.listener());
    one.listener().ended(end);
  }
}
