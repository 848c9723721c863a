package dev.hearth.sandbox.process;

import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.Footprint;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.Sandbox;
import dev.hearth.sandbox.SandboxException;
import dev.hearth.sandbox.SandboxException.Code;
import dev.hearth.sandbox.SandboxListener;
import dev.hearth.sandbox.Timeline;
import dev.hearth.sandbox.linux.Child;
import dev.hearth.sandbox.runtimeapi.Ends;
import dev.hearth.sandbox.runtimeapi.Output;
import dev.hearth.sandbox.runtimeapi.RuntimeApi;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A container, the Runtime API in it, and what it writes. */
final class ProcessSandbox implements Sandbox, RuntimeApi.Host {
  private static final int SIGKILL = 9;
  private static final long END_SECONDS = 30;

  private final ProcessSandboxes owner;
  private final Ground ground;
  private final ProgramLimits limits;
  private final SandboxListener listener;
  private final Timeline.Recorder recorder;
  private final Container container;
  private final Output output;
  private final RuntimeApi api;
  private final long watched;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean stopped;
  private volatile boolean paused;
  private volatile @Nullable Egress egress;

  ProcessSandbox(
      ProcessSandboxes owner,
      Ground ground,
      Container container,
      ProgramLimits limits,
      SandboxListener listener,
      Timeline.Recorder recorder)
      throws IOException {
    this.owner = owner;
    this.ground = ground;
    this.limits = limits;
    this.listener = listener;
    this.recorder = recorder;
    this.container = container;
    output = new Output(container.output, ground.poller, listener, limits.outputBytes());
    api = new RuntimeApi(ground.loops.next(), container.listening, limits, this);
    synchronized (this) {
      watched = ground.poller.watch(container.child.descriptor(), this::exited);
    }
  }

  /** Synchronized so that it sees the constructor's last word. */
  private synchronized void exited() {
    ground.poller.forget(watched);
    Child.End end = container.child.reap().ofShell();
    boolean outOfMemory = end.signal() == SIGKILL && container.group.outOfMemoryKills() > 0;
    CallEnd.Failed failed =
        outOfMemory ? Ends.outOfMemory(limits.memoryBytes()) : Ends.crashed(end.text());
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
    Bootstraps.check(program);
    try {
      String script = StartScript.of(program, container.port(), egress(program));
      container.mount(program.content().orElseThrow());
      recorder.mark("code");
      container.tell(script);
    } catch (IOException e) {
      throw new SandboxException(
          Code.FAILED, "the sandbox could not be given its code: " + e.getMessage(), e);
    }
    awaitReady(program);
    recorder.mark("runtime");
  }

  /** Opens a way out if the program may have one. */
  private OptionalInt egress(Program program) throws IOException {
    if (!program.network()) {
      return OptionalInt.empty();
    }
    ServerSocketChannel listening = container.listenForEgress();
    egress = new Egress(ground.loops.next(), listening, owner.reachable());
    return OptionalInt.of(listening.socket().getLocalPort());
  }

  private void awaitReady(Program program) {
    long seconds = InitTime.seconds(program);
    try {
      api.ready().get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new SandboxException(
          Code.START_FAILED,
          "%s asked for no call within %d seconds after its start%s"
              .formatted(program, seconds, lastLine()));
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
    container.child.kill();
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
      container.group.freeze(frozen);
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
    return container.group.footprint();
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      stop();
      if (paused) {
        container.group.freeze(false);
      }
      if (!awaitEnd()) {
        throw new IOException("its processes did not end");
      }
      api.closeAndWait();
      if (egress != null) {
        egress.close();
      }
      output.close();
      container.remove();
    } catch (IOException e) {
      throw new SandboxException(Code.FAILED, "a sandbox was not removed: " + e.getMessage(), e);
    } finally {
      owner.closed(this);
    }
  }

  private boolean awaitEnd() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return ended.await(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
