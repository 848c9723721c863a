package dev.hearth.sandbox.process;

import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.Neighbours;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.Timeline;
import dev.hearth.sandbox.linux.Cgroup;
import dev.hearth.sandbox.linux.Child;
import dev.hearth.sandbox.linux.Reader;
import dev.hearth.sandbox.linux.Removal;
import dev.hearth.sandbox.runtimeapi.Ends;
import dev.hearth.sandbox.runtimeapi.GuestSandbox;
import dev.hearth.sandbox.runtimeapi.InitTime;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The program in a container, and its way out if it has one. */
final class Tenant implements GuestSandbox.Guest {
  private static final int SIGKILL = 9;

  private final Container container;
  private final ProgramLimits limits;
  private final EventLoop loop;
  private final Predicate<InetAddress> reachable;
  private final Neighbours neighbours;
  private volatile @Nullable Egress egress;

  /**
   * The tenant of a container that waits.
   *
   * @param limits the container's
   * @param loop for the way out
   * @param reachable the addresses to which it leads
   * @param neighbours what its program can call
   */
  Tenant(
      Container container,
      ProgramLimits limits,
      EventLoop loop,
      Predicate<InetAddress> reachable,
      Neighbours neighbours) {
    this.container = container;
    this.limits = limits;
    this.loop = loop;
    this.reachable = reachable;
    this.neighbours = neighbours;
  }

  @Override
  public Child child() {
    return container.child;
  }

  @Override
  public Cgroup group() {
    return container.group;
  }

  @Override
  public ServerSocketChannel listening() {
    return container.listening;
  }

  @Override
  public Reader output() {
    return container.output;
  }

  @Override
  public void begin(Program program, Timeline.Recorder recorder) throws IOException {
    Bootstraps.check(program);
    String script = StartScript.of(program, container.port(), egress(program));
    container.mount(program.content().orElseThrow());
    recorder.mark("code");
    container.tell(script);
  }

  /** Opens a way out if the program may have one. */
  private OptionalInt egress(Program program) throws IOException {
    if (!program.network()) {
      return OptionalInt.empty();
    }
    ServerSocketChannel listening = container.listenForEgress();
    egress = new Egress(loop, listening, reachable);
    return OptionalInt.of(listening.socket().getLocalPort());
  }

  @Override
  public Duration patience(Program program) {
    return InitTime.of(program);
  }

  @Override
  public CallEnd.Failed failure(Child.End end, String lastLine) {
    Child.End own = end.ofShell();
    return own.signal() == SIGKILL && container.group.outOfMemoryKills() > 0
        ? Ends.outOfMemory(limits.memoryBytes())
        : Ends.crashed(own.text());
  }

  @Override
  public void remove() throws IOException {
    new Removal(this::closeEgress, container::remove).run();
  }

  private void closeEgress() {
    Egress open = egress;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public Neighbours neighbours() {
    return neighbours;
  }
}
