package dev.hearth.node.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Role;
import dev.hearth.node.security.SecurityConfig.Oidc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("JavaUtilDate") // the library's
class TokensTest {
  private static final String ISSUER = "https://login.example";
  private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");

  @TempDir Path directory;
  private RSAKey key;
  private Tokens tokens;
  private long millis = NOW.toEpochMilli();

  @BeforeEach
  void open() throws JOSEException, IOException {
    key = new RSAKeyGenerator(2048).keyID("k1").generate();
    publish(key);
    tokens = new Tokens(config(), () -> millis);
  }

  private void publish(RSAKey published) throws IOException {
    Files.writeString(file(), new JWKSet(published.toPublicJWK()).toString());
  }

  private Path file() {
    return directory.resolve("jwks.json");
  }

  private Oidc config() {
    return new Oidc(
        ISSUER,
        Set.of("hearth"),
        file().toUri(),
        List.of("RS256"),
        "realm.roles",
        "tenant",
        Duration.ofSeconds(60));
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience("hearth")
        .subject("ada")
        .claim("tenant", "acme")
        .claim("realm", Map.of("roles", List.of("hearth:deploy", "somebody-elses")))
        .expirationTime(Date.from(NOW.plusSeconds(300)));
  }

  private static String signed(RSAKey by, JWTClaimsSet claims) throws JOSEException {
    var jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(by.getKeyID()).build(), claims);
    jwt.sign(new RSASSASigner(by));
    return jwt.serialize();
  }

  private void refused(String token) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> tokens.verify(token))
        .satisfies(problem -> assertThat(problem.status()).isEqualTo(401))
        .satisfies(problem -> assertThat(problem.text()).doesNotContain(token));
  }

  @Test
  void aGoodTokenTellsWhoItsCallerIs() throws JOSEException {
    Tokens.Known known = tokens.verify(signed(key, claims().build()));
    assertThat(known.caller()).isEqualTo(new Caller("ada", "acme", Set.of(Role.DEPLOY)));
    assertThat(known.untilMillis()).isEqualTo(NOW.plusSeconds(300).toEpochMilli());
  }

  @Test
  void whatIsNotForThisNodeOrNotNowIsRefused() throws JOSEException {
    refused(signed(key, claims().audience("other").build()));
    refused(signed(key, claims().issuer("https://evil.example").build()));
    refused(signed(key, claims().expirationTime(Date.from(NOW.minusSeconds(61))).build()));
    refused(signed(key, claims().expirationTime(null).build()));
    refused(signed(key, claims().notBeforeTime(Date.from(NOW.plusSeconds(120))).build()));
    refused(signed(key, claims().subject(null).build()));
    refused(signed(key, claims().claim("tenant", "../x").build()));
    refused("no.jwt.atall");
    refused("x".repeat(20_000));
  }

  @Test
  void clocksMayDifferByAMinute() throws JOSEException {
    JWTClaimsSet late = claims().expirationTime(Date.from(NOW.minusSeconds(30))).build();
    assertThat(tokens.verify(signed(key, late)).caller().name()).isEqualTo("ada");
  }

  @Test
  void unsignedForgedAndConfusedSignaturesAreRefused() throws JOSEException {
    refused(new PlainJWT(claims().build()).serialize());
    RSAKey stranger = new RSAKeyGenerator(2048).keyID("k1").generate();
    refused(signed(stranger, claims().build()));
    // The public key, known to all, as the secret of a symmetric signature.
    var confused =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build(), claims().build());
    confused.sign(
        new MACSigner(
            key.toPublicJWK().toJSONString().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    refused(confused.serialize());
    String good = signed(key, claims().build());
    refused(good.substring(0, good.length() - 8) + "AAAAAAAA");
  }

  @Test
  void newKeysOfTheIssuerAreTaken() throws JOSEException, IOException {
    RSAKey next = new RSAKeyGenerator(2048).keyID("k2").generate();
    refused(signed(next, claims().build()));
    publish(next);
    millis += 10_000;
    assertThat(tokens.verify(signed(next, claims().build())).caller().name()).isEqualTo("ada");
    refused(signed(key, claims().build()));
  }
}
