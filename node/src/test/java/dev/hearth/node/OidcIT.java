package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.hearth.policies.Registry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Tokens of an issuer whose keys are fetched from an address, on a real node. */
@SuppressWarnings("JavaUtilDate") // the library's
class OidcIT {
  private static final String LIST = "/admin/v1/models";

  @TempDir Path directory;
  private FakeIssuer issuer;
  private ECKey key;
  private TestNode node;

  @BeforeEach
  void start() throws IOException, JOSEException {
    issuer = new FakeIssuer();
    key = FakeIssuer.key("k1");
    issuer.publish(key.toPublicJWK());
    node =
        TestNode.start(
            NodeConfig.parse(issuer.configuration(), new Registry())
                .withPort(0)
                .withData(directory));
  }

  @AfterEach
  void stop() {
    issuer.close();
    node.close();
  }

  private CompletableFuture<HttpResponse<String>> later(String token, String path) {
    return node.send("GET", path, "", "Authorization", "Bearer " + token);
  }

  private HttpResponse<String> get(String token, String path) {
    return later(token, path).join();
  }

  private void refused(String token, String why) {
    HttpResponse<String> answer = get(token, LIST);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
    assertThat(answer.body()).containsIgnoringCase(why).doesNotContain(token);
  }

  /** Says that it cannot be known now, and when to come again. */
  private static void deferred(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(answer.body()).contains("cannot be checked now", FakeIssuer.NAME);
    assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 30L);
  }

  private static JWTClaimsSet.Builder deployer(String name) {
    return FakeIssuer.claims(name, "acme", "deploy");
  }

  private String administrator() throws JOSEException {
    return FakeIssuer.token(key, FakeIssuer.claims("ops", "default", "administer").build());
  }

  @Test
  void aGoodTokenComesInWithItsRolesAndTenant() throws JOSEException {
    String token = FakeIssuer.token(key, deployer("ada").build());
    JsonNode me = node.json(get(token, "/admin/v1/whoami"));
    assertThat(me.path("name").asString()).isEqualTo("ada");
    assertThat(me.path("tenant").asString()).isEqualTo("acme");
    assertThat(me.path("roles").toString()).contains("deploy").doesNotContain("administer");
    assertThat(get(token, "/admin/v1/keys").statusCode()).isEqualTo(403);
    assertThat(get(administrator(), "/admin/v1/keys").statusCode()).isEqualTo(200);
    assertThat(node.get(LIST).statusCode()).as("without a token").isEqualTo(401);
  }

  @Test
  void whatAStrangerSignsAndWhatIsForOthersOrLateIsRefused() throws JOSEException {
    assertThat(get(administrator(), LIST).statusCode()).isEqualTo(200);
    // A key that names itself like the issuer's, and one that it never told of.
    refused(FakeIssuer.token(FakeIssuer.key("k1"), deployer("eve").build()), "signature");
    refused(FakeIssuer.token(FakeIssuer.key("none"), deployer("eve").build()), "no matching key");
    Instant now = Instant.now();
    refused(
        FakeIssuer.token(
            key, deployer("ada").expirationTime(Date.from(now.minusSeconds(120))).build()),
        "expired");
    refused(FakeIssuer.token(key, deployer("ada").audience("others").build()), "aud");
    refused(FakeIssuer.token(key, deployer("ada").issuer("https://evil.example").build()), "iss");
  }

  @Test
  void aNewKeyOfTheIssuerIsFetchedWhenATokenNamesIt() throws JOSEException {
    assertThat(get(administrator(), LIST).statusCode()).isEqualTo(200);
    assertThat(get(FakeIssuer.token(key, deployer("ada").build()), LIST).statusCode())
        .isEqualTo(200);
    assertThat(issuer.asked()).as("keys are kept").isEqualTo(1);
    ECKey next = FakeIssuer.key("k2");
    issuer.publish(next.toPublicJWK());
    assertThat(get(FakeIssuer.token(next, deployer("bob").build()), LIST).statusCode())
        .isEqualTo(200);
    assertThat(issuer.asked()).isEqualTo(2);
    // Whoever makes up names of keys does not send the node to the issuer each time.
    deferred(get(FakeIssuer.token(FakeIssuer.key("made-up"), deployer("eve").build()), LIST));
    deferred(get(FakeIssuer.token(key, deployer("late").build()), LIST));
    assertThat(issuer.asked()).isEqualTo(2);
    assertThat(get(FakeIssuer.token(next, deployer("eva").build()), LIST).statusCode())
        .isEqualTo(200);
  }

  /** Makes a key, with a token of an administrator or another key. */
  private HttpResponse<String> make(String by, String name, String role) {
    return node.send(
            "POST",
            "/admin/v1/keys",
            "{\"name\":\"%s\",\"roles\":[\"%s\"]}".formatted(name, role),
            "Authorization",
            "Bearer " + by)
        .join();
  }

  @Test
  void anIssuerThatAnswersRubbishIsNamedAndKeysGoOn() throws JOSEException {
    String token = administrator();
    String made = node.json(make(token, "root", "administer")).path("key").asString();
    node.close();
    issuer.publish("<html>down for maintenance</html>");
    node =
        TestNode.start(
            NodeConfig.parse(issuer.configuration(), new Registry())
                .withPort(0)
                .withData(directory));
    HttpResponse<String> answer = get(token, LIST);
    deferred(answer);
    assertThat(answer.body()).doesNotContain("maintenance");
    assertThat(get(made, LIST).statusCode()).isEqualTo(200);
  }

  @Test
  void anIssuerThatIsDownIsNamed() throws JOSEException {
    issuer.close();
    deferred(get(administrator(), LIST));
  }

  /** More tokens than a node has threads, none of which can be checked. */
  @Test
  void anIssuerThatHangsHoldsUpNothingButItsTokens() throws JOSEException {
    var latch = new CountDownLatch(1);
    String root = node.json(make(administrator(), "root", "administer")).path("key").asString();
    issuer.hang(latch);
    issuer.publish("rubbish");
    var waiting = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    ECKey unknown = FakeIssuer.key("k2");
    for (int i = 0; i < 300; i++) {
      waiting.add(later(FakeIssuer.token(unknown, deployer("u" + i).build()), LIST));
    }
    TestNode.eventually("it is asked", () -> issuer.asked() > 1);
    TestNode.eventually("those beyond the limit are sent away", () -> ended(waiting) >= 300 - 256);
    assertThat(node.get("/healthz").statusCode()).isEqualTo(200);
    // Making a key takes a thread of those that work for the whole node.
    assertThat(make(root, "ci", "invoke").statusCode()).isEqualTo(201);
    assertThat(ended(waiting)).as("still waiting").isLessThan(300);
    latch.countDown();
    assertThat(waiting).allSatisfy(each -> assertThat(each.join().statusCode()).isEqualTo(503));
  }

  private static long ended(List<CompletableFuture<HttpResponse<String>>> all) {
    return all.stream().filter(CompletableFuture::isDone).count();
  }
}
