package dev.hearth.functions.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class BillTest {
  private static final Prices PRICES =
      new Prices("USD", new BigDecimal("0.0000166667"), new BigDecimal("0.20"), false);

  /** 3,000,000 calls of 120 ms with 1,536 MiB: 540,000 GiB-s, 9.00 and 0.60 dollars by hand. */
  @Test
  void aBillWorkedOutByHand() {
    var used = new Usage(1, "t", "f", "1", 1_536, 3_000_000, 0, 0, 360_000_000, 0);
    Bill bill = Bill.of(List.of(used), PRICES);
    assertThat(bill.lines().getFirst().gibSeconds()).isEqualByComparingTo("540000");
    assertThat(bill.total()).isEqualByComparingTo("9.600018");
  }

  @Test
  void daysAndMemorySizesAddUpToALineForEachVersion() {
    Bill bill =
        Bill.of(
            List.of(
                new Usage(1, "t", "f", "1", 1_024, 1, 1, 1, 1_000, 500),
                new Usage(2, "t", "f", "1", 2_048, 3, 0, 0, 1_000, 0),
                new Usage(1, "u", "f", "1", 128, 1, 0, 0, 1, 0)),
            PRICES);
    assertThat(bill.lines()).hasSize(2);
    Bill.Line line = bill.lines().getFirst();
    assertThat(line.calls()).isEqualTo(4);
    assertThat(line.errors()).isOne();
    assertThat(line.coldShare()).isEqualTo(0.25);
    assertThat(line.billedMillis()).isEqualTo(2_000);
    assertThat(line.gibSeconds()).isEqualByComparingTo("3");
    assertThat(line.cost()).isEqualByComparingTo("0.0000508001");
    assertThat(bill.total()).isEqualByComparingTo(line.cost().add(bill.lines().getLast().cost()));
  }

  @Test
  void coldStartsAreBilledIfThePricesSaySo() {
    var used = new Usage(1, "t", "f", "1", 1_024, 1, 0, 1, 1_000, 500);
    var prices = new Prices("EUR", BigDecimal.ONE, BigDecimal.ZERO, true);
    assertThat(Bill.of(List.of(used), prices).total()).isEqualByComparingTo("1.5");
  }
}
