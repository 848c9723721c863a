package dev.hearth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Client;
import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.logging.LogFormat;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import dev.hearth.sandbox.jvm.FunctionJar;
import dev.hearth.sandbox.jvm.HandlerForms;
import dev.hearth.sandbox.jvm.JvmProvider;
import dev.hearth.sandbox.jvm.Programs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every form of handler, in this process, with AWS's own interfaces in the function's jar. */
final class JvmHandlersTest {
  @TempDir static Path folder;

  private static Program program(String handler) {
    Path jar =
        FunctionJar.of(
            folder,
            HandlerForms.class,
            RequestHandler.class,
            RequestStreamHandler.class,
            LambdaLogger.class,
            LogFormat.class,
            LogLevel.class,
            Client.class,
            ClientContext.class,
            CognitoIdentity.class,
            com.amazonaws.services.lambda.runtime.Context.class);
    return Programs.java(jar, handler, ProgramLimits.DEFAULTS);
  }

  private static Sandbox sandbox(SandboxProvider provider, String handler) {
    Program program = program(handler);
    provider.prepare(program);
    Sandbox sandbox = provider.create(program.limits(), SandboxListener.NONE);
    sandbox.specialise(program);
    return sandbox;
  }

  private static Calls.Recorded call(String handler, String payload) {
    try (var jvm = new JvmProvider();
        Sandbox sandbox = sandbox(jvm, handler)) {
      Calls.Recorded call = Calls.start(sandbox, payload);
      call.await();
      return call;
    }
  }

  private static String name(Class<?> type) {
    return type.getName();
  }

  @Test
  void typedHandlerReadsAndWritesJson() {
    Calls.Recorded call = call(name(HandlerForms.Typed.class), "{\"item\":\"tea\",\"count\":3}");

    assertThat(call.answer()).isEqualTo("{\"item\":\"tea\",\"count\":3,\"cents\":750}");
    assertThat(call.lines).containsExactly("for default");
  }

  @Test
  void payloadOfAnotherShapeIsSaidSo() {
    CallEnd.Failed failed = call(name(HandlerForms.Typed.class), "[1]").failure();

    assertThat(failed.errorType()).isEqualTo("Runtime.InvalidPayload");
    assertThat(failed.message()).contains("not JSON for").contains("Order");
    assertThat(failed.usable()).isTrue();
  }

  @Test
  void functionOfTheJdkIsAHandler() {
    assertThat(call(name(HandlerForms.Plain.class), "[1,2,3]").answer()).isEqualTo("6");
  }

  @Test
  void handlerOfAwsIsCalledWithItsContext() {
    Calls.Recorded call =
        call(name(HandlerForms.Aws.class) + "::handleRequest", "{\"name\":\"a\"}");

    assertThat(call.answer()).isEqualTo("\"a probe 128 true\"");
    assertThat(call.lines).containsExactly("called");
  }

  @Test
  void streamHandlerOfAwsCopiesItsInput() {
    assertThat(call(name(HandlerForms.AwsStream.class), "{\"a\": 1}").answer())
        .isEqualTo("{\"a\": 1}");
  }

  @Test
  void methodIsAHandlerByItsName() {
    assertThat(
            call(name(HandlerForms.Named.class) + "::twice", "{\"item\":\"a\",\"count\":2}")
                .answer())
        .isEqualTo("{\"item\":\"a\",\"count\":4}");
  }

  @Test
  void answerComesInParts() {
    Calls.Recorded call = call(name(HandlerForms.Streams.class), "null");

    assertThat(call.answer()).isEmpty();
    assertThat(call.parts.toString(StandardCharsets.UTF_8)).isEqualTo("part 0\npart 1\npart 2\n");
  }

  @Test
  void handlersThatCannotBeAreRefusedWhenPrepared() {
    try (var jvm = new JvmProvider()) {
      assertThatThrownBy(() -> jvm.prepare(program("no.Such")))
          .hasMessageContaining("there is no class 'no.Such'");
      assertThatThrownBy(() -> jvm.prepare(program(name(HandlerForms.Named.class))))
          .hasMessageContaining("name a method");
      assertThatThrownBy(() -> jvm.prepare(program(name(HandlerForms.Named.class) + "::thrice")))
          .hasMessageContaining("no public method 'thrice'");
      assertThatThrownBy(
              () -> jvm.prepare(program(name(HandlerForms.Streams.class) + " -> no.Such")))
          .hasMessageContaining("cannot be a step");
    }
  }

  @Test
  void nonBlockingHandlerRunsOnItsCallersThreadUntilItBlocks() {
    try (var jvm = new JvmProvider();
        Sandbox sandbox = sandbox(jvm, name(HandlerForms.OnCallersThread.class))) {
      String own = "\"" + Thread.currentThread().getName() + "\"";
      for (int i = 0; i < 3; i++) { // these warm up
        assertThat(Calls.answer(sandbox, "0")).isNotEqualTo(own);
      }
      assertThat(Calls.answer(sandbox, "0")).isEqualTo(own);
      assertThat(Calls.answer(sandbox, "1500")).isEqualTo(own);
      assertThat(Calls.answer(sandbox, "0")).isNotEqualTo(own);
    }
  }

  @Test
  void callThatDoesNotStopMakesItsSandboxUnusable() {
    String property = "hearth.test.deaf." + System.nanoTime();
    try (var jvm = new JvmProvider();
        Sandbox sandbox = sandbox(jvm, name(HandlerForms.Deaf.class))) {
      Calls.Recorded call = Calls.start(sandbox, "\"" + property + "\"");
      sandbox.abort(call.call.id(), CallEnd.Kind.TIMED_OUT);

      assertThat(call.failure().usable()).isFalse();
      assertThat(call.failure().message()).contains("did not stop");
    } finally {
      System.setProperty(property, "now");
    }
  }

  @Test
  void workflowPassesReferencesAndRunsStepsAtOnce() {
    String identity = name(HandlerForms.Identity.class);
    String handler =
        "%s -> [%s, %s] -> %s"
            .formatted(
                name(HandlerForms.First.class), identity, identity, name(HandlerForms.Same.class));

    assertThat(call(handler, "[1,2]").answer()).isEqualTo("true");
  }
}
