package dev.hearth.functions.account;

import java.math.BigDecimal;

/**
 * What use costs. The defaults are assumptions, of the size that public clouds ask.
 *
 * @param currency a word for bills
 * @param gibSecond of memory that an instance has while it runs a call
 * @param millionCalls a million calls
 * @param init whether the time of cold starts is billed like that of calls
 */
public record Prices(String currency, BigDecimal gibSecond, BigDecimal millionCalls, boolean init) {
  public static final Prices ASSUMED =
      new Prices("USD", new BigDecimal("0.0000166667"), new BigDecimal("0.20"), false);

  public Prices {
    if (gibSecond.signum() < 0 || millionCalls.signum() < 0) {
      throw new IllegalArgumentException("prices are 0 or more");
    }
  }
}
