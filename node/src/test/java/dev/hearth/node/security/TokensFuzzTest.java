package dev.hearth.node.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.hearth.gateway.Problem;
import dev.hearth.node.security.SecurityConfig.Oidc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Bearer tokens, made of any bytes. */
class TokensFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");

  private static Path keys;
  private static Tokens tokens;

  @BeforeAll
  static void open() throws IOException, JOSEException {
    RSAKey key = new RSAKeyGenerator(2048).keyID("k1").generate();
    keys = Files.createTempFile("hearth-fuzz", ".json");
    Files.writeString(keys, new JWKSet(key.toPublicJWK()).toString());
    tokens =
        new Tokens(
            new Oidc(
                "https://login.example",
                Set.of("hearth"),
                keys.toUri(),
                List.of("RS256"),
                "realm.roles",
                "tenant",
                Duration.ofSeconds(60)),
            NOW::toEpochMilli);
  }

  @AfterAll
  static void close() throws IOException {
    Files.deleteIfExists(keys);
  }

  /** Nobody has the key, so none is good; why is told without it. */
  @FuzzTest
  void tokens(byte[] bytes) {
    String token = new String(bytes, UTF_8);
    try {
      throw new AssertionError("taken: " + tokens.verify(token));
    } catch (Problem refused) {
      assertThat(refused.status()).isEqualTo(401);
      assertThat(token.length() < 40 || !refused.text().contains(token)).isTrue();
    }
  }
}
