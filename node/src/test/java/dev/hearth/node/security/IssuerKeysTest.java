package dev.hearth.node.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import dev.hearth.gateway.Problem;
import dev.hearth.node.FakeIssuer;
import dev.hearth.node.security.SecurityConfig.Oidc;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IssuerKeysTest {
  private static Oidc config(FakeIssuer issuer) {
    return new Oidc(
        FakeIssuer.NAME,
        Set.of("hearth"),
        issuer.address(),
        Oidc.DEFAULT_ALGORITHMS,
        Oidc.ROLES,
        Oidc.TENANT,
        Oidc.SKEW);
  }

  @Test
  void anIssuerIsAskedAgainAfterItAnsweredRubbish() throws IOException, JOSEException {
    try (var issuer = new FakeIssuer()) {
      ECKey key = FakeIssuer.key("k1");
      String token = FakeIssuer.token(key, FakeIssuer.claims("ada", "acme", "invoke").build());
      var tokens = new Tokens(config(issuer), System::currentTimeMillis, Duration.ZERO);
      issuer.publish("{\"keys\": 7}");
      assertThatExceptionOfType(Problem.class)
          .isThrownBy(() -> tokens.verify(token))
          .satisfies(problem -> assertThat(problem.status()).isEqualTo(503));
      issuer.publish(key.toPublicJWK());
      assertThat(tokens.verify(token).caller().name()).isEqualTo("ada");
    }
  }

  @Test
  void keysAreCountedAndWhatIsNoneIsNamed() throws IOException, JOSEException {
    try (var issuer = new FakeIssuer()) {
      issuer.publish(FakeIssuer.key("k1").toPublicJWK(), FakeIssuer.key("k2").toPublicJWK());
      assertThat(IssuerKeys.count(config(issuer))).isEqualTo(2);
      issuer.publish("<html>");
      assertThatExceptionOfType(Refused.class)
          .isThrownBy(() -> IssuerKeys.count(config(issuer)))
          .withMessageContaining(issuer.address().toString());
    }
  }
}
