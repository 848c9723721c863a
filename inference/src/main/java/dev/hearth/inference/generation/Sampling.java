package dev.hearth.inference.generation;

/**
 * How a token is chosen.
 *
 * @param temperature what logits are divided by; 0 takes the likeliest token
 * @param topP only the likeliest tokens whose probabilities reach this sum are drawn from
 * @param seed of the draws
 */
public record Sampling(double temperature, double topP, long seed) {
  public static final double MAX_TEMPERATURE = 2;
  public static final Sampling GREEDY = new Sampling(0, 1, 0);

  public Sampling {
    if (!(temperature >= 0 && temperature <= MAX_TEMPERATURE)) {
      throw new IllegalArgumentException(
          "temperature is " + temperature + " but must lie in 0 to " + MAX_TEMPERATURE);
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("top_p is " + topP + " but must lie above 0 and up to 1");
    }
  }
}
