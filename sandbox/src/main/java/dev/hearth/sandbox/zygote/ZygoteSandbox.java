package dev.hearth.sandbox.zygote;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.Footprint;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.Sandbox;
import dev.hearth.sandbox.SandboxException;
import dev.hearth.sandbox.SandboxListener;
import dev.hearth.sandbox.Timeline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A fork of a warm interpreter. One call at a time runs in the process itself; where the program
 * allows more, each runs in a fork of it.
 */
final class ZygoteSandbox implements Sandbox, Receiver {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final long EXIT_SECONDS = 5;
  private static final long ISOLATED = 1;
  private static final int MAX_META_BYTES = 1 << 20;

  private final ZygoteProvider provider;
  private final ProgramLimits limits;
  private final SandboxListener listener;
  private final Group group;
  private final Timeline.Recorder recorder;
  private final Slots slots;
  private final Output main;
  private final List<SlotReceiver> receivers = new ArrayList<>();
  private final String token = Zygotes.token();
  private final CompletableFuture<Link> opened = new CompletableFuture<>();
  private final CompletableFuture<byte[]> isolated = new CompletableFuture<>();
  private final CompletableFuture<byte[]> loaded = new CompletableFuture<>();
  private @Nullable Zygote zygote;
  private @Nullable CompletableFuture<Integer> exit;
  private volatile @Nullable Link link;
  private volatile boolean closed;
  private @Nullable Region region;
  private volatile boolean dead;
  private volatile boolean frozen;
  private long killed;

  ZygoteSandbox(
      ZygoteProvider provider,
      ProgramLimits limits,
      SandboxListener listener,
      Group group,
      Timeline.Recorder recorder) {
    this.provider = provider;
    this.limits = limits;
    this.listener = listener;
    this.group = group;
    this.recorder = recorder;
    this.slots = new Slots(limits.concurrency(), listener);
    if (limits.concurrency() == 1) {
      main = slots.output(0);
    } else {
      main = new Output(listener);
      Stream.generate(() -> new SlotReceiver(this))
          .limit(limits.concurrency())
          .forEach(receivers::add);
    }
    recorder.mark("group");
  }

  @Override
  public void specialise(Program program) {
    Set<String> packages = provider.packages(program);
    region = forks() ? null : provider.region(token);
    Zygotes zygotes = provider.zygotes();
    Zygote chosen = zygotes.choose(packages);
    zygote = chosen;
    expect();
    CompletableFuture<Integer> ends =
        chosen.fork(Frame.FORK, token, Map.of("token", token, "group", group.name()));
    exit = ends;
    var _ = ends.thenAccept(this::exited);
    Link made = await(opened);
    made.send(Frame.PROGRAM, 0, JSON.writeValueAsBytes(description(program)));
    recorder.mark("fork");
    await(isolated);
    share(made);
    recorder.mark("isolate");
    await(loaded);
    recorder.mark("load");
  }

  private void expect() {
    Wire wire = provider.wire();
    wire.expect(token, this);
    wire.expect(token + ".output", main);
    for (int slot = 0; slot < receivers.size(); slot++) {
      wire.expect(token + "." + slot, receivers.get(slot));
      wire.expect(token + "." + slot + ".output", slots.output(slot));
    }
  }

  /** Both sides have the memory now, and no code of the function has run yet. */
  private void share(Link made) {
    Region shared = region;
    if (shared != null) {
      try {
        shared.unlink();
      } catch (IOException e) {
        throw new SandboxException(SandboxException.Code.FAILED, "shared memory stays behind", e);
      }
      made.share(shared);
      made.send(Frame.READY, 0);
    }
  }

  private boolean forks() {
    return !receivers.isEmpty();
  }

  private Map<String, Object> description(Program program) {
    var all = new LinkedHashMap<String, Object>();
    all.put("name", program.name());
    all.put("version", program.version());
    all.put("runtime", program.language().identifier());
    all.put("handler", program.handler());
    all.put("content", ZygoteProvider.content(program).toString());
    all.put("environment", program.environment());
    all.put("memory", limits.memoryBytes());
    all.put("storage", limits.storageBytes());
    all.put("answerBytes", limits.answerBytes());
    all.put("network", program.network());
    all.put("user", provider.user(group));
    all.put("files", 1_024);
    all.put("shared", region == null ? 0 : Region.HALF_BYTES);
    all.put("slots", limits.concurrency());
    all.put("cores", Math.max(1, (limits.cpuMillis() + 999) / 1_000));
    return all;
  }

  private <T> T await(CompletableFuture<T> step) {
    try {
      return step.get(provider.config().startMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SandboxException told) {
        throw new SandboxException(told.code(), String.valueOf(told.getMessage()), told);
      }
      throw new SandboxException(SandboxException.Code.FAILED, "the sandbox did not start", e);
    } catch (TimeoutException e) {
      throw new SandboxException(
          SandboxException.Code.START_FAILED,
          "the function did not load within %d ms; do less outside the handler"
              .formatted(provider.config().startMillis()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxException(SandboxException.Code.FAILED, "interrupted", e);
    }
  }

  @Override
  public void invoke(Call call, CallListener caller) {
    Link to = link;
    Running running = slots.begin(call, caller, limits.outputBytes());
    if (running == null) {
      caller.ended(Ends.tooMany(limits.concurrency()));
      return;
    }
    if (to == null || closed || dead) {
      slots.end(call.id(), Ends.closed());
      return;
    }
    if (slots.take(running)) {
      start(running);
    }
  }

  private void start(Running running) {
    Link to = link;
    Call call = running.call();
    if (to == null) {
      return;
    }
    byte[] told = JSON.writeValueAsBytes(told(call, running.slot()));
    byte[] length = ByteBuffer.allocate(4).putInt(told.length).array();
    to.send(Frame.CALL, call.id(), length, told, call.payload());
  }

  private static Map<String, Object> told(Call call, int slot) {
    var all = new HashMap<String, Object>();
    all.put("requestId", call.requestId());
    all.put("deadline", call.deadlineMillis());
    all.put("functionArn", call.functionArn());
    all.put("tenant", call.tenant());
    all.put("slot", slot);
    call.trace().ifPresent(trace -> all.put("trace", trace));
    call.clientContext().ifPresent(context -> all.put("clientContext", context));
    return all;
  }

  @Override
  public void abort(long call, CallEnd.Kind why) {
    Running running = slots.find(call);
    if (running != null) {
      Link to = link;
      if (!forks()) {
        kill();
      } else if (to != null) {
        to.send(Frame.ABORT, call);
      }
      slots.end(call, Ends.stopped(why, forks()));
    }
  }

  private void kill() {
    Zygote parent = zygote;
    if (parent != null) {
      parent.kill(token);
    }
  }

  @Override
  public void pause() {
    freeze(true);
  }

  @Override
  public void resume() {
    freeze(false);
  }

  private void freeze(boolean stop) {
    try {
      group.freeze(stop);
      frozen = stop;
    } catch (IOException e) {
      throw new SandboxException(
          SandboxException.Code.FAILED, "the sandbox was not paused or resumed", e);
    }
  }

  @Override
  public Timeline timeline() {
    return recorder.timeline();
  }

  @Override
  public Footprint footprint() {
    return group.footprint();
  }

  @Override
  public void opened(Link made) {
    made.allow(maxFrame());
    link = made;
    opened.complete(made);
  }

  @Override
  public void received(Link from, Frame kind, long call, byte[] body) {
    if (kind == Frame.READY) {
      (call == ISOLATED ? isolated : loaded).complete(body);
    } else if (kind == Frame.ERROR && !loaded.isDone()) {
      refused(body);
    } else if (kind == Frame.EXITED) {
      left(call, body);
    } else {
      Running running = slots.find(call);
      if (running != null && kind == Frame.INVOKE) {
        InnerCall.start(provider.neighbours(), running, from, body);
      } else if (running != null) {
        slots.output(running.slot()).drain(provider.wire());
        progressed(kind, running, body);
      }
    }
  }

  int maxFrame() {
    return (int) Math.min(Integer.MAX_VALUE - 64L, limits.answerBytes() + MAX_META_BYTES);
  }

  /** The fork that answered a call has ended, or one that did not answer it. */
  private void left(long call, byte[] body) {
    JsonNode told = JSON.readTree(body);
    int slot = told.get("slot").asInt();
    receivers.get(slot).ended(provider.wire());
    slots.output(slot).drain(provider.wire());
    if (slots.find(call) != null) {
      int status = told.get("status").asInt();
      boolean noMemory = group.killed() > killed;
      killed = group.killed();
      slots.end(call, Ends.ended(status, noMemory, limits.memoryBytes(), true));
    }
    freed(slot);
  }

  private void freed(int slot) {
    Running next = slots.free(slot);
    if (next != null) {
      start(next);
    }
  }

  private void ended(Running running, CallEnd end) {
    if (!forks()) {
      freed(running.slot());
    }
    slots.end(running.call().id(), end);
  }

  private void progressed(Frame kind, Running running, byte[] body) {
    switch (kind) {
      case ANSWER -> ended(running, new CallEnd.Answered(body));
      case ERROR -> ended(running, Ends.reported(body));
      case STREAM -> running.streaming(new String(body, UTF_8));
      case PART -> running.part(body);
      default -> {}
    }
  }

  private void refused(byte[] report) {
    var code =
        isolated.isDone() ? SandboxException.Code.START_FAILED : SandboxException.Code.FAILED;
    fail(new SandboxException(code, Ends.text(report)));
  }

  private void fail(SandboxException why) {
    opened.completeExceptionally(why);
    isolated.completeExceptionally(why);
    loaded.completeExceptionally(why);
  }

  /** The connection is gone; the process follows, or is helped to. */
  @Override
  public void closed() {
    kill();
  }

  private void exited(int status) {
    main.drain(provider.wire());
    boolean noMemory = group.killed() > 0;
    CallEnd.Failed end = Ends.ended(status, noMemory, limits.memoryBytes(), false);
    fail(new SandboxException(SandboxException.Code.START_FAILED, end.message()));
    dead = true; // before the calls end: one that begins now either sees it or is ended here
    slots.endAll(end);
    if (!closed) {
      listener.died(end.message());
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (frozen) {
        freeze(false);
      }
      kill();
      awaitExit();
    } finally {
      slots.endAll(Ends.closed());
      Link open = link;
      if (open != null) {
        open.close();
      }
      main.close();
      receivers.forEach(SlotReceiver::close);
      slots.close();
      forget();
      provider.ended(this, group);
      closeRegion();
    }
  }

  private void closeRegion() {
    Region shared = region;
    if (shared != null) {
      try {
        shared.close();
      } catch (IOException e) {
        throw new SandboxException(SandboxException.Code.FAILED, "shared memory stays behind", e);
      }
    }
  }

  /** In case it closes before its process has connected. */
  private void forget() {
    Wire wire = provider.wire();
    wire.forget(token);
    wire.forget(token + ".output");
    for (int slot = 0; slot < receivers.size(); slot++) {
      wire.forget(token + "." + slot);
      wire.forget(token + "." + slot + ".output");
    }
  }

  private void awaitExit() {
    CompletableFuture<Integer> ends = exit;
    if (ends == null) {
      return;
    }
    try {
      ends.get(EXIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new SandboxException(
          SandboxException.Code.FAILED, "a process of a sandbox has not ended", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
