package dev.hearth.node.doctor;

import dev.hearth.node.security.IssuerKeys;
import dev.hearth.node.security.Refused;
import dev.hearth.node.security.SecurityConfig;
import dev.hearth.node.security.SecurityConfig.Oidc;
import dev.hearth.node.security.SecurityConfig.Tls;
import dev.hearth.node.security.Standing;
import dev.hearth.node.security.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Looks at who may come in: certificates, keys, an issuer of tokens. */
public final class AccessChecks {
  /** A certificate that ends sooner than this is worth a warning. */
  static final Duration SOON = Duration.ofDays(30);

  private static final String CALLERS = "callers";
  private static final String TLS = "tls";

  private AccessChecks() {}

  /**
   * All of them.
   *
   * @param data where keys are kept
   */
  public static List<Finding> all(SecurityConfig config, String host, Path data, Instant now) {
    var findings = new ArrayList<Finding>();
    try {
      Standing standing = Standing.of(config, host, data, now.toEpochMilli());
      findings.add(callers(standing, host));
      if (!standing.encrypted() && !standing.nearby()) {
        findings.add(
            Finding.warning(
                TLS,
                "none: keys and everything else travel unencrypted to %s; set tls, or let what"
                        .formatted(host)
                    + " stands before the node encrypt"));
      }
    } catch (Refused e) {
      findings.add(Finding.warning(CALLERS, "not known: " + e.getMessage()));
    }
    config.tls().ifPresent(tls -> findings.addAll(tls(tls, now)));
    config.oidc().ifPresent(oidc -> findings.add(issuer(oidc)));
    return findings;
  }

  static Finding callers(Standing standing, String host) {
    if (standing.keys() > 0) {
      return keys(standing);
    }
    if (standing.issuer()) {
      return Finding.fine(CALLERS, "need a token of the issuer; there are no keys");
    }
    if (standing.nearby()) {
      return Finding.note(
          CALLERS,
          "everybody on this machine may do everything, for there is no key; 'hearth keys create"
              + " NAME' makes the first");
    }
    return standing.asked()
        ? Finding.warning(
            CALLERS,
            "others can reach %s and there is no key yet: the node makes one as it starts, in"
                    .formatted(host)
                + " first-key beside "
                + standing.file())
        : Finding.warning(
            CALLERS,
            "everybody who can reach %s may do everything, for no key is asked for; make one with"
                    .formatted(host)
                + " 'hearth keys create NAME', or let nobody in without (access.anonymous,"
                + " --insecure-anonymous)");
  }

  private static Finding keys(Standing standing) {
    String what =
        "%s%s"
            .formatted(
                standing.good() == 1 ? "is 1 key" : "are %d keys".formatted(standing.good()),
                standing.issuer() ? ", and tokens of the issuer" : "");
    if (standing.good() > 0 || standing.issuer()) {
      return Finding.fine(CALLERS, "need a key: there " + what);
    }
    return Finding.warning(
        CALLERS,
        "nobody gets in, for all %d keys have expired: set oidc, or move %s away, and with it whose"
                .formatted(standing.keys(), standing.file())
            + " the names are");
  }

  /** One finding for what is wrong with the files, or for how long they are good. */
  static List<Finding> tls(Tls tls, Instant now) {
    var findings = new ArrayList<Finding>();
    try {
      TlsFiles files = TlsFiles.read(tls);
      files.chain().forEach(each -> late(findings, tls.certificate(), each, now));
      files.authorities().forEach(each -> late(findings, tls.clients().orElseThrow(), each, now));
      if (findings.isEmpty()) {
        X509Certificate own = files.chain().getFirst();
        findings.add(
            Finding.fine(
                TLS,
                "%s, good until %s%s"
                    .formatted(
                        own.getSubjectX500Principal(),
                        day(own.getNotAfter().toInstant()),
                        tls.clients().isEmpty() ? "" : "; callers must show one, too")));
      }
      if (isOpen(tls.key())) {
        findings.add(
            Finding.note(
                TLS,
                "everybody on this machine can read '%1$s': chmod o-r '%1$s'"
                    .formatted(tls.key())));
      }
    } catch (Refused e) {
      findings.add(Finding.failure(TLS, String.valueOf(e.getMessage())));
    }
    return findings;
  }

  private static void late(
      List<Finding> findings, Path file, X509Certificate certificate, Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    String whose = "%s in '%s'".formatted(certificate.getSubjectX500Principal(), file);
    if (now.isBefore(from)) {
      findings.add(
          Finding.failure(
              TLS, "%s is good from %s only: look at the clock".formatted(whose, from)));
    } else if (!now.isBefore(until)) {
      findings.add(
          Finding.failure(
              TLS, "%s has expired on %s: put a new one there".formatted(whose, day(until))));
    } else if (now.plus(SOON).isAfter(until)) {
      findings.add(
          Finding.warning(
              TLS,
              "%s expires on %s, in %d days: renew it"
                  .formatted(whose, day(until), Duration.between(now, until).toDays())));
    }
  }

  private static String day(Instant at) {
    return at.atZone(ZoneOffset.UTC).toLocalDate().toString();
  }

  private static boolean isOpen(Path key) {
    try {
      return Files.getPosixFilePermissions(key).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException _) {
      return false;
    }
  }

  private static Finding issuer(Oidc oidc) {
    try {
      int keys = IssuerKeys.count(oidc);
      String what =
          "%d public %s of '%s'".formatted(keys, keys == 1 ? "key" : "keys", oidc.issuer());
      return keys > 0
          ? Finding.fine("issuer", what)
          : Finding.warning("issuer", what + ": no token is taken until there is one");
    } catch (Refused e) {
      String why = e.getMessage() + "; look at oidc.jwks";
      // A node that cannot read the file does not start; an issuer may come up later.
      return "file".equals(oidc.keys().getScheme())
          ? Finding.failure("issuer", why)
          : Finding.warning("issuer", why + ": no token is taken until it answers");
    }
  }
}
