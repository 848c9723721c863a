package dev.hearth.node.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.functions.FunctionException;
import dev.hearth.functions.Invoke;
import dev.hearth.functions.Invoker;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Kind;
import dev.hearth.gateway.security.Owners;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantInvokerTest {
  private final List<String> called = new ArrayList<>();
  private final Invoker invoker =
      new TenantInvoker(
          (function, _, call, _) -> {
            called.add(function + " of " + call.tenant());
            return () -> {};
          },
          new AcmeOwnsZebra());

  private static final class AcmeOwnsZebra implements Owners {
    @Override
    public String tenant(Kind kind, String name) {
      return name.equals("zebra") ? "acme" : Caller.DEFAULT_TENANT;
    }

    @Override
    public Future<Boolean> claim(Caller caller, Kind kind, String name) {
      return Future.succeededFuture(false);
    }
  }

  private void call(String function, String tenant) {
    var none = Optional.<String>empty();
    var call = new Invoke("r", new byte[0], tenant, "arn", 0, false, none, none);
    Runnable _ = invoker.invoke(function, none, call, _ -> {});
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zebra",
        "zebra:$LATEST",
        "function:zebra",
        "000000000000:function:zebra:1",
        "arn:aws:lambda:us-east-1:000000000000:function:zebra"
      })
  void inWhateverFormAFunctionIsNamedOnlyItsTenantCallsIt(String form) {
    for (String tenant : List.of(Caller.DEFAULT_TENANT, "other")) {
      assertThatExceptionOfType(FunctionException.class)
          .isThrownBy(() -> call(form, tenant))
          .withMessageContaining("there is no function");
    }
    call(form, "acme");
    call(form, "");
    assertThat(called).containsExactly(form + " of acme", form + " of acme");
  }

  @Test
  void whatIsNoNameIsRefused() {
    assertThatExceptionOfType(FunctionException.class)
        .isThrownBy(() -> call("../zebra", "acme"))
        .withMessageContaining("no name of a function");
  }
}
