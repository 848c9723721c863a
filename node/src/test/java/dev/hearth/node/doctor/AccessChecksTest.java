package dev.hearth.node.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.node.TestCertificates;
import dev.hearth.node.doctor.Finding.Level;
import dev.hearth.node.security.SecurityConfig.Tls;
import dev.hearth.node.security.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessChecksTest {
  private static final int DAYS = 90;
  private static final String ANYWHERE = "0.0.0.0";
  private static final Path FILE = Path.of("data", "access.db");

  @TempDir Path directory;
  private final Instant start = Instant.now();

  /** When certificates made meanwhile are good already. */
  private final Instant now = start.plus(Duration.ofHours(1));

  private Tls tls(Optional<Path> clients) {
    TestCertificates.make(directory, "mine", DAYS);
    return new Tls(
        directory.resolve("cert.pem"), directory.resolve("key.pem"), clients, Tls.RELOAD);
  }

  private static void found(List<Finding> findings, Level level, String... texts) {
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().level()).as(findings.toString()).isEqualTo(level);
    assertThat(findings.getFirst().text()).contains(texts);
  }

  @Test
  void aCertificateIsGoodThenSoonItIsNotAndThenNot() {
    Tls tls = tls(Optional.empty());
    found(AccessChecks.tls(tls, now), Level.FINE, "CN=mine", "good until");
    Instant lastDay = start.plus(Duration.ofDays(DAYS));
    found(
        AccessChecks.tls(tls, lastDay.minus(AccessChecks.SOON).minus(Duration.ofHours(1))),
        Level.FINE,
        "good until");
    found(
        AccessChecks.tls(tls, lastDay.minus(AccessChecks.SOON).plus(Duration.ofHours(1))),
        Level.WARNING,
        "in 29 days",
        "renew");
    found(
        AccessChecks.tls(tls, lastDay.plus(Duration.ofHours(1))),
        Level.FAILURE,
        "cert.pem",
        "has expired");
    found(AccessChecks.tls(tls, now.minus(Duration.ofDays(1))), Level.FAILURE, "clock");
  }

  @Test
  void filesThatAreNotThereOrNotWhatTheyShouldBeAreNamed() throws IOException {
    Tls tls = tls(Optional.of(directory.resolve("ca.pem")));
    found(AccessChecks.tls(tls, now), Level.FAILURE, "client-ca", "ca.pem");
    Files.writeString(directory.resolve("ca.pem"), "nothing");
    found(AccessChecks.tls(tls, now), Level.FAILURE, "client-ca", "ca.pem");
    Files.copy(tls.certificate(), directory.resolve("ca.pem"), StandardCopyOption.REPLACE_EXISTING);
    found(AccessChecks.tls(tls, now), Level.FINE, "callers must show one");
    Path other = Files.createDirectory(directory.resolve("other"));
    TestCertificates.make(other, "other", DAYS);
    var mixed = new Tls(tls.certificate(), other.resolve("key.pem"), Optional.empty(), Tls.RELOAD);
    found(AccessChecks.tls(mixed, now), Level.FAILURE, "is not the key of");
    Files.writeString(tls.key(), "nothing");
    found(AccessChecks.tls(tls, now), Level.FAILURE, "key.pem");
  }

  private static Finding callers(
      boolean nearby, boolean asked, boolean issuer, int keys, int good) {
    var standing = new Standing(nearby, asked, issuer, false, keys, good, FILE);
    return AccessChecks.callers(standing, ANYWHERE);
  }

  @Test
  void whoWouldBeLetInIsSaid() {
    assertThat(callers(true, false, false, 0, 0).level()).isEqualTo(Level.NOTE);
    assertThat(callers(false, true, false, 0, 0))
        .matches(each -> each.level() == Level.WARNING)
        .matches(each -> each.text().contains("first-key"));
    assertThat(callers(false, false, false, 0, 0))
        .matches(each -> each.level() == Level.WARNING)
        .matches(each -> each.text().contains("everybody who can reach " + ANYWHERE));
    assertThat(callers(false, true, true, 0, 0).level()).isEqualTo(Level.FINE);
    assertThat(callers(false, true, false, 3, 1).text()).contains("there is 1 key");
    assertThat(callers(true, false, false, 3, 0))
        .matches(each -> each.level() == Level.WARNING)
        .matches(each -> each.text().contains("all 3 keys have expired"));
    assertThat(callers(true, false, true, 3, 0).level()).isEqualTo(Level.FINE);
  }
}
