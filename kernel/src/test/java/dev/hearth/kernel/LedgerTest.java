package dev.hearth.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LedgerTest {
  private final Ledger ledger = new Ledger(new Resources(1_000, 100, 1_000));

  @Test
  void reservationIsChargedInFull() {
    ledger.open(account(400, 300));

    assertThat(ledger.charged()).isEqualTo(Resources.of(400, 300));
    assertThat(ledger.free()).isEqualTo(new Resources(600, 100, 700));
  }

  @Test
  void reservationThatDoesNotFitIsRefusedAndChargesNothing() {
    ledger.open(account(400, 300));

    assertThat(ledger.open(account(100, 701))).isFalse();
    assertThat(ledger.charged()).isEqualTo(Resources.of(400, 300));
  }

  @Test
  void reservationMayFillTheNode() {
    assertThat(ledger.open(new Ledger.Account(new Resources(1_000, 100, 1_000)))).isTrue();
    assertThat(ledger.free()).isEqualTo(Resources.NONE);
  }

  @Test
  void closedAccountGivesBackWhatItWasCharged() {
    var account = account(400, 300);
    ledger.open(account);
    ledger.measured(account, 500);
    ledger.close(account);

    assertThat(ledger.charged()).isEqualTo(Resources.NONE);
  }

  @Test
  void secondCloseGivesBackNothing() {
    var account = account(400, 300);
    ledger.open(account);
    ledger.open(account(100, 100));
    ledger.close(account);
    ledger.close(account);

    assertThat(ledger.charged()).isEqualTo(Resources.of(100, 100));
  }

  @Test
  void chargeIsThePeakWhereThatIsMoreThanTheReservation() {
    var account = account(400, 300);
    ledger.open(account);

    assertThat(ledger.measured(account, 450)).isZero();
    assertThat(ledger.charged().memoryBytes()).isEqualTo(450);
  }

  @Test
  void chargeStaysTheReservationWhereThePeakIsLess() {
    var account = account(400, 300);
    ledger.open(account);
    ledger.measured(account, 200);

    assertThat(ledger.charged().memoryBytes()).isEqualTo(300);
  }

  @Test
  void overrunBeyondTheNodeIsAShortage() {
    var account = account(400, 300);
    ledger.open(account);
    ledger.open(account(100, 600));

    assertThat(ledger.measured(account, 550)).isEqualTo(150);
    assertThat(ledger.free().memoryBytes()).isZero();
    assertThat(ledger.fits(Resources.NONE)).isFalse();
  }

  @Test
  void sharedArtifactIsChargedOnce() {
    ledger.hold(7, 200);
    ledger.hold(7, 200);

    assertThat(ledger.charged().memoryBytes()).isEqualTo(200);
    assertThat(ledger.holders(7)).isEqualTo(2);
  }

  @Test
  void sharedArtifactGoesWithItsLastHolder() {
    ledger.hold(7, 200);
    ledger.hold(7, 200);
    ledger.letGo(7);
    assertThat(ledger.sharedBytes()).isEqualTo(200);

    ledger.letGo(7);
    assertThat(ledger.charged()).isEqualTo(Resources.NONE);
  }

  @Test
  void sharedArtifactThatDoesNotFitIsRefused() {
    ledger.open(account(400, 900));

    assertThat(ledger.hold(7, 101)).isFalse();
    assertThat(ledger.holders(7)).isZero();
  }

  private static Ledger.Account account(int cpuMillis, long memory) {
    return new Ledger.Account(Resources.of(cpuMillis, memory));
  }
}
