package dev.hearth.sandbox.runtimeapi;

import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.Footprint;
import dev.hearth.sandbox.Neighbours;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.Sandbox;
import dev.hearth.sandbox.SandboxException;
import dev.hearth.sandbox.SandboxException.Code;
import dev.hearth.sandbox.SandboxListener;
import dev.hearth.sandbox.Timeline;
import dev.hearth.sandbox.linux.Cgroup;
import dev.hearth.sandbox.linux.Child;
import dev.hearth.sandbox.linux.Poller;
import dev.hearth.sandbox.linux.Reader;
import dev.hearth.sandbox.linux.Removal;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** A sandbox around a guest: something with a first process, in which the Runtime API is spoken. */
public final class GuestSandbox implements Sandbox, RuntimeApi.Host {
  private static final long END_SECONDS = 30;

  /** What is in it. */
  public interface Guest {
    /** Its first process; with it all others end. */
    Child child();

    /** Where all its processes are. */
    Cgroup group();

    /** Where only it reaches the Runtime API. */
    ServerSocketChannel listening();

    /** What its program can call. */
    default Neighbours neighbours() {
      return Neighbours.NONE;
    }

    /** What it writes. */
    Reader output();

    /** Makes it run a program; once. What takes long is marked. */
    void begin(Program program, Timeline.Recorder recorder) throws IOException;

    /** How long a program may take until it asks for its first call. */
    Duration patience(Program program);

    /**
     * Why it ended.
     *
     * @param lastLine what it wrote last; may be empty
     */
    CallEnd.Failed failure(Child.End end, String lastLine);

    /** Removes what is left once its processes have ended; again, if that failed. */
    void remove() throws IOException;
  }

  private final Guest guest;
  private final Poller poller;
  private final SandboxListener listener;
  private final Timeline.Recorder recorder;
  private final Consumer<GuestSandbox> gone;
  private final Output output;
  private final RuntimeApi api;
  private final long watched;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final ReentrantLock closing = new ReentrantLock();
  private final Removal removal;
  private boolean closed;
  private volatile boolean stopped;
  private volatile boolean paused;

  /**
   * Takes a guest over: it is removed when the sandbox is closed.
   *
   * @param gone hears when it was closed and nothing is left
   */
  public GuestSandbox(
      Guest guest,
      Poller poller,
      EventLoop loop,
      ProgramLimits limits,
      SandboxListener listener,
      Timeline.Recorder recorder,
      Consumer<GuestSandbox> gone)
      throws IOException {
    this.guest = guest;
    this.poller = poller;
    this.listener = listener;
    this.recorder = recorder;
    this.gone = gone;
    output = new Output(guest.output(), poller, listener, limits.outputBytes());
    api = new RuntimeApi(loop, guest.listening(), limits, guest.neighbours(), this);
    removal = new Removal(api::closeAndWait, output::close, guest::remove);
    synchronized (this) {
      watched = poller.watch(guest.child().descriptor(), this::exited);
    }
  }

  /** Synchronized so that it sees the constructor's last word. */
  private synchronized void exited() {
    poller.forget(watched);
    CallEnd.Failed failed = guest.failure(guest.child().reap(), output.last());
    api.ready()
        .completeExceptionally(
            new SandboxException(
                Code.START_FAILED, failed.errorType() + ": " + failed.message() + lastLine()));
    api.ended(
        failed,
        () -> {
          if (!stopped) {
            listener.died(failed.message());
          }
        });
    ended.countDown();
  }

  private String lastLine() {
    String last = output.last();
    return last.isEmpty() ? "" : "; it last wrote: " + last;
  }

  @Override
  public void specialise(Program program) {
    try {
      guest.begin(program, recorder);
    } catch (IOException e) {
      throw new SandboxException(
          Code.FAILED, "the sandbox could not be given its program: " + e.getMessage(), e);
    }
    awaitReady(program, guest.patience(program).toMillis());
    recorder.mark("runtime");
  }

  private void awaitReady(Program program, long millis) {
    try {
      api.ready().get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new SandboxException(
          Code.START_FAILED,
          "%s asked for no call within %d seconds after its start%s"
              .formatted(program, millis / 1_000, lastLine()));
    } catch (ExecutionException e) {
      throw new SandboxException(
          Code.START_FAILED,
          "%s did not start: %s"
              .formatted(program, Objects.requireNonNull(e.getCause()).getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxException(Code.FAILED, "interrupted while a sandbox started", e);
    }
  }

  @Override
  public void invoke(Call call, CallListener caller) {
    api.invoke(call, caller);
  }

  @Override
  public void abort(long call, CallEnd.Kind why) {
    api.abort(call, why);
  }

  @Override
  public void began(CallListener call) {
    output.began(call);
  }

  @Override
  public void ending(CallListener call) {
    output.ending(call);
  }

  @Override
  public void stop() {
    stopped = true;
    guest.child().kill();
  }

  @Override
  public void pause() {
    freeze(true);
  }

  @Override
  public void resume() {
    freeze(false);
  }

  private void freeze(boolean frozen) {
    try {
      guest.group().freeze(frozen);
      paused = frozen;
    } catch (IOException e) {
      throw new SandboxException(
          Code.FAILED,
          "the sandbox was not %s: %s".formatted(frozen ? "paused" : "resumed", e.getMessage()),
          e);
    }
  }

  @Override
  public Timeline timeline() {
    return recorder.timeline();
  }

  @Override
  public Footprint footprint() {
    return guest.group().footprint();
  }

  /** One that failed can be called again; who comes while another closes waits for that. */
  @Override
  public void close() {
    closing.lock();
    try {
      if (closed) {
        return;
      }
      endProcesses();
      removal.run();
      closed = true;
      gone.accept(this);
    } catch (IOException e) {
      throw new SandboxException(Code.FAILED, "a sandbox was not removed: " + e.getMessage(), e);
    } finally {
      closing.unlock();
    }
  }

  /** Closes each, whatever becomes of the others. */
  public static void closeAll(Collection<GuestSandbox> all) {
    var steps = all.stream().<Removal.Step>map(each -> each::close);
    try {
      new Removal(steps.toArray(Removal.Step[]::new)).run();
    } catch (IOException e) {
      throw new SandboxException(Code.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  /** Nothing may be removed before: another sandbox could get what these still hold. */
  private void endProcesses() throws IOException {
    stopped = true;
    if (ended.getCount() == 0) {
      return; // by now another process may have the number of what would be killed
    }
    try {
      new Removal(guest.child()::kill, this::thaw, this::awaitEnd).run();
    } catch (IOException e) {
      if (ended.getCount() > 0) {
        throw e;
      }
    }
  }

  /** What is frozen does not even end. */
  private void thaw() throws IOException {
    if (paused) {
      guest.group().freeze(false);
      paused = false;
    }
  }

  private void awaitEnd() throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (!ended.await(END_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("its processes did not end");
          }
          return;
        } catch (InterruptedException e) {
          interrupted = true; // a sandbox that is half removed helps nobody
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
