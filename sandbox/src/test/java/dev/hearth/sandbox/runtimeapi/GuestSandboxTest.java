package dev.hearth.sandbox.runtimeapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.Program;
import dev.hearth.sandbox.ProgramLimits;
import dev.hearth.sandbox.SandboxException;
import dev.hearth.sandbox.SandboxListener;
import dev.hearth.sandbox.Timeline;
import dev.hearth.sandbox.linux.Cgroup;
import dev.hearth.sandbox.linux.Child;
import dev.hearth.sandbox.linux.Pipe;
import dev.hearth.sandbox.linux.Poller;
import dev.hearth.sandbox.linux.Reader;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a sandbox is closed, around a process that only sleeps. */
class GuestSandboxTest implements GuestSandbox.Guest {
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final AtomicInteger removals = new AtomicInteger();
  private final AtomicInteger gone = new AtomicInteger();
  private final CountDownLatch removing = new CountDownLatch(1);
  private final CountDownLatch mayRemove = new CountDownLatch(1);
  private volatile boolean fails;

  private Poller poller;
  private Process process;
  private Child child;
  private Reader output;
  private ServerSocketChannel listening;
  private GuestSandbox sandbox;

  @BeforeEach
  void open() throws IOException {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "its process is one of Linux");
    poller = new Poller("guest-test");
    process = new ProcessBuilder("sleep", "600").start();
    child = new Child(process.pid());
    try (Pipe pipe = Pipe.open()) {
      output = new Reader(pipe.readEnd());
    }
    listening = ServerSocketChannel.open();
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    sandbox =
        new GuestSandbox(
            this,
            poller,
            loops.next(),
            ProgramLimits.DEFAULTS,
            SandboxListener.NONE,
            new Timeline.Recorder(),
            _ -> gone.incrementAndGet());
  }

  @AfterEach
  void close() {
    if (process != null) {
      process.destroyForcibly();
      poller.close();
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Override
  public Child child() {
    return child;
  }

  @Override
  public Cgroup group() {
    throw new UnsupportedOperationException("it is never paused");
  }

  @Override
  public ServerSocketChannel listening() {
    return listening;
  }

  @Override
  public Reader output() {
    return output;
  }

  @Override
  public void begin(Program program, Timeline.Recorder recorder) {}

  @Override
  public Duration patience(Program program) {
    return Duration.ZERO;
  }

  @Override
  public CallEnd.Failed failure(Child.End end, String lastLine) {
    return Ends.crashed(end.text());
  }

  @Override
  public void remove() throws IOException {
    removals.incrementAndGet();
    removing.countDown();
    try {
      mayRemove.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    if (fails) {
      throw new IOException("planted");
    }
    child.close();
  }

  @Test
  void closeThatFailedIsFinishedByTheNext() throws InterruptedException {
    mayRemove.countDown();
    fails = true;
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(sandbox::close)
          .isInstanceOf(SandboxException.class)
          .hasMessageContaining("planted");
    }
    assertThat(gone).hasValue(0);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();

    fails = false;
    sandbox.close();
    sandbox.close();

    assertThat(removals).hasValue(3);
    assertThat(gone).hasValue(1);
  }

  @Test
  void whoComesSecondWaitsUntilItIsClosed() throws InterruptedException {
    Thread first = Thread.ofPlatform().start(sandbox::close);
    removing.await();
    Thread second = Thread.ofPlatform().start(sandbox::close);
    assertThat(second.join(Duration.ofMillis(100))).isFalse();

    mayRemove.countDown();
    first.join();
    second.join();

    assertThat(removals).hasValue(1);
    assertThat(gone).hasValue(1);
  }
}
