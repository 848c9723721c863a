package dev.hearth.api.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.api.FunctionFailedException;
import dev.hearth.api.Handler;
import dev.hearth.api.StreamingHandler;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

final class TestContextTest {
  private final TestContext context = new TestContext();

  @Test
  void handlerAnswersAndItsLinesAreKept() throws Exception {
    Handler<String, String> greeter =
        (name, call) -> {
          call.logger().log(System.Logger.Level.INFO, "greeted {0} of {1}", name, call.tenant());
          return "Hello, " + name;
        };

    assertThat(context.tenant("acme").call(greeter, "Ada")).isEqualTo("Hello, Ada");
    assertThat(context.lines()).containsExactly("greeted Ada of acme");
  }

  @Test
  void handlersExceptionIsTheTests() {
    Handler<String, String> fails =
        (name, call) -> {
          throw new IllegalStateException("planted");
        };

    assertThatThrownBy(() -> context.call(fails, "a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("planted");
  }

  @Test
  void callThatTakesTooLongIsInterrupted() throws Exception {
    var interrupted = new CountDownLatch(1);
    Handler<String, String> waits =
        (name, call) -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          return name;
        };

    assertThatThrownBy(() -> context.timeout(Duration.ofMillis(20)).call(waits, "a"))
        .isInstanceOf(TimeoutException.class);
    interrupted.await();
  }

  @Test
  void partsAreJoined() throws Exception {
    StreamingHandler streams =
        (input, answer, call) -> {
          answer.write(input);
          answer.write(input);
        };

    assertThat(context.call(streams, "ab".getBytes(UTF_8))).asString(UTF_8).isEqualTo("abab");
  }

  @Test
  void otherFunctionsAreThoseOfTheTest() throws Exception {
    context.others().with("echo", (input, call) -> input);
    Handler<byte[], byte[]> calls = (input, call) -> call.functions().call("echo", input);
    Handler<byte[], byte[]> lost = (input, call) -> call.functions().call("none", input);

    assertThat(context.call(calls, new byte[] {1})).containsExactly(1);
    assertThatThrownBy(() -> context.call(lost, new byte[0]))
        .isInstanceOf(FunctionFailedException.class)
        .hasMessageContaining("none");
  }
}
