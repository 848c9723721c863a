package dev.hearth.sandbox.jvm;

import dev.hearth.api.ResponseStream;
import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.handler.AnswerTooLargeException;
import dev.hearth.sandbox.handler.Entry;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One call under way. Whoever moves its state to an end tells the listener, so that it hears
 * exactly one.
 */
final class CallRun implements Runnable, ResponseStream {
  private static final int RUNNING = 0;
  private static final int STOPPING = 1;
  private static final int ENDED = 2;
  private static final int STREAMED_AT_LEAST = 20 << 20;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(CallRun.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final JvmSandbox sandbox;
  private final Scope scope;
  private final Call call;
  private final CallListener listener;
  private final Thread thread;
  private volatile int state;
  private CallEnd.Kind why = CallEnd.Kind.ABORTED;
  private String contentType = "application/octet-stream";
  private boolean streaming;
  private long streamed;
  private long printed;
  private volatile @Nullable InnerCalls inner;

  CallRun(
      JvmSandbox sandbox, Scope scope, Call call, CallListener listener, @Nullable Thread thread) {
    this.sandbox = sandbox;
    this.scope = scope;
    this.call = call;
    this.listener = listener;
    this.thread = thread == null ? Thread.ofVirtual().unstarted(this) : thread;
  }

  Call call() {
    return call;
  }

  Thread thread() {
    return thread;
  }

  private ProgramLimits limits() {
    return sandbox.program().limits();
  }

  @Override
  public void run() {
    Thread current = Thread.currentThread();
    ClassLoader before = current.getContextClassLoader();
    current.setContextClassLoader(sandbox.loader());
    scope.enter(this);
    CallEnd end;
    try {
      end = call(scope.entry(sandbox.handler()));
    } catch (Throwable e) { // whatever a function throws is an answer
      end = Failures.of(e);
    }
    scope.leave();
    current.setContextClassLoader(before);
    finish(end);
  }

  private CallEnd call(Entry entry) throws Exception {
    var context = new JvmContext(sandbox, scope, this);
    byte[] answer =
        entry.call(
            call.payload(),
            new Entry.CallInfo(context, call.functionArn(), limits().answerBytes()),
            this);
    if (answer.length > limits().answerBytes()) {
      throw new AnswerTooLargeException(limits().answerBytes());
    }
    return new CallEnd.Answered(answer);
  }

  /** What it calls other functions with. */
  InnerCalls functions() {
    InnerCalls known = inner;
    if (known == null) {
      synchronized (this) {
        known = inner == null ? new InnerCalls(sandbox, call) : inner;
        inner = known;
      }
      if (state == ENDED) {
        known.close();
      }
    }
    return known;
  }

  private void takeBackInner() {
    InnerCalls made = inner;
    if (made != null) {
      made.close();
    }
  }

  private void finish(CallEnd end) {
    if (STATE.compareAndSet(this, RUNNING, ENDED)) {
      takeBackInner();
      sandbox.ended(this, scope);
      listener.ended(end);
      return;
    }
    boolean stopped;
    synchronized (this) { // whoever stops it has interrupted this thread by now
      stopped = STATE.compareAndSet(this, STOPPING, ENDED);
    }
    Thread.interrupted();
    takeBackInner();
    sandbox.ended(this, scope);
    if (stopped) {
      listener.ended(Failures.interrupted(why, !sandbox.closed()));
    }
  }

  /** Asks it to stop; what does not within the watchdog's patience is given up. */
  void stop(CallEnd.Kind reason) {
    synchronized (this) {
      if (!STATE.compareAndSet(this, RUNNING, STOPPING)) {
        return;
      }
      why = reason;
      thread.interrupt();
    }
    sandbox.engine().watchdog().giveUpLater(this);
  }

  /** Tells the listener that it does not stop, if it still has not. */
  void giveUp() {
    synchronized (this) {
      if (!STATE.compareAndSet(this, STOPPING, ENDED)) {
        return;
      }
    }
    takeBackInner();
    sandbox.gaveUp(this);
    listener.ended(Failures.unstoppable(why));
  }

  /** It was found holding its caller's thread. */
  void blocked(boolean surely) {
    sandbox.blocked(this, surely);
  }

  /** Passes a line on, if the call is still under way. */
  boolean line(String text) {
    synchronized (this) {
      if (state == ENDED) {
        return false;
      }
      long room = limits().outputBytes() - printed;
      printed += text.length() + 1L;
      if (room > 0) {
        listener.line(
            text.length() < room
                ? text
                : text.substring(0, (int) room)
                    + " [more than %d bytes: the rest of this call's output is cut]"
                        .formatted(limits().outputBytes()));
      }
      return true;
    }
  }

  @Override
  public void contentType(String type) {
    if (streaming) {
      throw new IllegalStateException("the answer has begun, its type is " + contentType);
    }
    contentType = type;
  }

  @Override
  public void write(byte[] part) throws IOException {
    if (state != RUNNING) {
      throw new IOException("nobody reads the answer any more");
    }
    streamed += part.length;
    long most = Math.max(STREAMED_AT_LEAST, limits().answerBytes());
    if (streamed > most) {
      throw new AnswerTooLargeException(most);
    }
    begin();
    listener.part(part.clone());
  }

  private void begin() {
    if (!streaming) {
      streaming = true;
      listener.streaming(contentType);
    }
  }
}
