package dev.hearth.functions.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.functions.FunctionException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackGuardTest {
  private final CallbackGuard guard = new CallbackGuard(false);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "gopher://example.org/",
        "ftp://example.org/",
        "http:///nowhere",
        "http://user:password@example.org/",
        "no address",
        "/relative"
      })
  void addressesThatAreNoneAreRefused(String address) {
    assertThatThrownBy(() -> guard.read(address))
        .isInstanceOf(FunctionException.class)
        .hasMessageContaining("refused")
        .hasMessageNotContaining("password@");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "http://localhost/",
        "http://0.0.0.0/",
        "http://10.1.2.3/",
        "http://192.168.0.1/",
        "http://172.16.5.5/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[fd00::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://168.63.129.16/machine",
        "http://192.0.0.8/",
        "http://198.18.0.1/",
        "http://240.0.0.1/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:a00:1::1]/",
        "http://2130706433/"
      })
  void theNodesOwnNetworkIsNotCalled(String address) {
    assertThatThrownBy(() -> guard.look(guard.read(address)))
        .isInstanceOf(FunctionException.class)
        .hasMessageContaining("refused");
  }

  @Test
  void privateNetworksMayBeAllowedButNeverTheMetadataOfACloud() {
    var open = new CallbackGuard(true);
    assertThatCode(() -> open.look(URI.create("http://127.0.0.1:9/"))).doesNotThrowAnyException();
    for (String cloud : List.of("169.254.169.254", "168.63.129.16", "[64:ff9b::a9fe:a9fe]")) {
      assertThatThrownBy(() -> open.look(URI.create("http://" + cloud + "/")))
          .hasMessageContaining("link-local");
    }
  }

  @Test
  void publicAddressesAreCalled() {
    assertThat(guard.read("https://93.184.216.34/x").getHost()).isEqualTo("93.184.216.34");
    assertThatCode(() -> guard.look(URI.create("https://93.184.216.34/x")))
        .doesNotThrowAnyException();
  }
}
