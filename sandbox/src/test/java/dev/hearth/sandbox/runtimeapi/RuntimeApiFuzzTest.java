package dev.hearth.sandbox.runtimeapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.hearth.sandbox.Call;
import dev.hearth.sandbox.CallEnd;
import dev.hearth.sandbox.CallListener;
import dev.hearth.sandbox.Neighbours;
import dev.hearth.sandbox.ProgramLimits;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What a runtime sends, made of any bytes. */
class RuntimeApiFuzzTest {
  private static final ProgramLimits LIMITS =
      new ProgramLimits(1 << 20, 1_000, 0, 1, 1, 1_000, 1_000);
  private static final RuntimeApi.Host HOST =
      new RuntimeApi.Host() {
        @Override
        public void began(CallListener listener) {}

        @Override
        public void ending(CallListener listener) {}

        @Override
        public void stop() {}
      };

  private static MultiThreadIoEventLoopGroup loops;
  private static EventLoop loop;
  private static RuntimeApi api;
  private static long calls;

  @BeforeAll
  static void open() throws IOException {
    loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    loop = loops.next();
    ServerSocketChannel listening = ServerSocketChannel.open();
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    api = new RuntimeApi(loop, listening, LIMITS, Neighbours.NONE, HOST);
  }

  @AfterAll
  static void close() {
    api.closeAndWait();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** Counts what comes and what goes. */
  private static final class Counts extends ChannelDuplexHandler {
    private int requests;
    private int responses;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
      requests += message instanceof HttpRequest ? 1 : 0;
      super.channelRead(context, message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
        throws Exception {
      boolean answer =
          message instanceof HttpResponse response
              && !response.status().equals(HttpResponseStatus.CONTINUE);
      responses += answer ? 1 : 0;
      super.write(context, message, promise);
    }
  }

  private static final class Ends implements CallListener {
    private int count;

    @Override
    public void ended(CallEnd end) {
      count++;
    }
  }

  /** No request is answered twice, and a call that waits ends once, whatever is said about it. */
  @FuzzTest
  void bytes(byte[] bytes) throws InterruptedException {
    var ends = new Ends();
    api.invoke(call(++calls), ends);
    settle();
    var counts = new Counts();
    var channel = new EmbeddedChannel(new HttpServerCodec(), counts, new Connection(api));
    channel.writeInbound((Object) io.netty.buffer.Unpooled.copiedBuffer(bytes));
    settle();
    assertThat(counts.responses).isLessThanOrEqualTo(counts.requests);
    channel.finishAndReleaseAll();
    api.abort(calls, CallEnd.Kind.TIMED_OUT);
    settle();
    assertThat(ends.count).isEqualTo(1);
  }

  private static void settle() throws InterruptedException {
    loop.submit(() -> {}).await();
  }

  /** Always of the same name, so that inputs can tell it. */
  private static Call call(long id) {
    return new Call(
        id, "r", new byte[] {'1'}, 1_234, "arn", "default", Optional.empty(), Optional.empty());
  }
}
