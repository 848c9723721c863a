package dev.hearth.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An OpenID Connect issuer on a free port: it signs tokens, and tells its public keys. */
@SuppressWarnings("JavaUtilDate") // the library's
public final class FakeIssuer implements AutoCloseable {
  public static final String NAME = "https://login.example";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile String keys = "";
  private volatile CountDownLatch open = new CountDownLatch(0);

  public FakeIssuer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/keys", this::tell);
    server.start();
  }

  private void tell(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    try {
      boolean opened = open.await(60, TimeUnit.SECONDS);
      byte[] told = (opened ? keys : "").getBytes(UTF_8);
      exchange.sendResponseHeaders(200, told.length == 0 ? -1 : told.length);
      exchange.getResponseBody().write(told);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  /** A key that it does not tell of yet. */
  public static ECKey key(String id) throws JOSEException {
    return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
  }

  /** Tells of these keys only. */
  public void publish(ECKey... all) {
    keys = new JWKSet(List.of(all)).toString(true);
  }

  /** Tells something else. */
  public void publish(String rubbish) {
    keys = rubbish;
  }

  /** Answers nobody until the latch is open. */
  void hang(CountDownLatch until) {
    open = until;
  }

  /** How often it was asked for its keys. */
  public int asked() {
    return asked.get();
  }

  /** Where it tells them. */
  public URI address() {
    return URI.create("http://127.0.0.1:%d/keys".formatted(server.getAddress().getPort()));
  }

  /** A node's settings that take its tokens. */
  String configuration() {
    return "oidc: {issuer: '%s', audience: hearth, jwks: '%s'}\n".formatted(NAME, address());
  }

  /** What stands in a good token of somebody. */
  public static JWTClaimsSet.Builder claims(String subject, String tenant, String role) {
    return new JWTClaimsSet.Builder()
        .issuer(NAME)
        .audience("hearth")
        .subject(subject)
        .claim("tenant", tenant)
        .claim("roles", List.of("hearth:" + role, "of-somebody-else"))
        .expirationTime(Date.from(Instant.now().plusSeconds(3600)));
  }

  public static String token(ECKey by, JWTClaimsSet claims) throws JOSEException {
    var header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(by.getKeyID()).build();
    var token = new SignedJWT(header, claims);
    token.sign(new ECDSASigner(by));
    return token.serialize();
  }

  @Override
  public void close() {
    open.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
