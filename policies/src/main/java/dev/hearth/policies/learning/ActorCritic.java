package dev.hearth.policies.learning;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Advantage actor-critic with the one-step temporal difference as advantage (V. Mnih et al., ICML
 * 2016). One hidden layer of {@code tanh} units under both heads; with a step from state {@code s}
 * by action {@code a} to {@code s'} and its reward {@code r}:
 *
 * <pre>
 * δ      = r + γ · V(s') - V(s)
 * actor  : up  δ · ∇ ln π(a | s)  +  entropy · ∇ H(π(· | s))
 * critic : down ∇ δ² / 2
 * </pre>
 */
public final class ActorCritic {
  /**
   * How it learns.
   *
   * @param hidden units
   * @param rate of learning
   * @param discount γ, of the value of the next state
   * @param entropy weight of staying undecided
   */
  public record Config(int hidden, double rate, double discount, double entropy) {}

  private final Config config;
  private final RandomGenerator random;
  private final Dense body;
  private final Dense actor;
  private final Dense critic;
  private final double[] h;
  private final double[] byHidden;
  private final double[] chances;
  private final double[] byAction;
  private final double[] value = new double[1];
  private final double[] unused;

  /**
   * @param prior logits of the actions before anything is learned
   */
  public ActorCritic(Config config, int inputs, double[] prior, RandomGenerator random) {
    int actions = prior.length;
    this.config = config;
    this.random = random;
    body = new Dense(inputs, config.hidden(), random);
    actor = new Dense(config.hidden(), actions, random);
    critic = new Dense(config.hidden(), 1, random);
    actor.flatten();
    critic.flatten();
    for (int action = 0; action < actions; action++) {
      actor.setBias(action, prior[action]);
    }
    h = new double[config.hidden()];
    byHidden = new double[config.hidden()];
    chances = new double[actions];
    byAction = new double[actions];
    unused = new double[inputs];
  }

  /** An action, drawn. */
  public int act(double[] state) {
    think(state);
    double drawn = random.nextDouble();
    for (int action = 0; action < chances.length - 1; action++) {
      drawn -= chances[action];
      if (drawn < 0) {
        return action;
      }
    }
    return chances.length - 1;
  }

  /** Probability of an action in a state. */
  public double chance(double[] state, int action) {
    think(state);
    return chances[action];
  }

  /** What the critic expects from a state on. */
  public double value(double[] state) {
    think(state);
    return value[0];
  }

  private void think(double[] state) {
    body.forward(state, h);
    for (int unit = 0; unit < h.length; unit++) {
      h[unit] = StrictMath.tanh(h[unit]);
    }
    critic.forward(h, value);
    actor.forward(h, chances);
    double greatest = Double.NEGATIVE_INFINITY;
    for (double logit : chances) {
      greatest = Math.max(greatest, logit);
    }
    double sum = 0;
    for (int action = 0; action < chances.length; action++) {
      chances[action] = StrictMath.exp(chances[action] - greatest);
      sum += chances[action];
    }
    for (int action = 0; action < chances.length; action++) {
      chances[action] /= sum;
    }
  }

  /** Learns from one step. */
  public void learn(double[] state, int action, double reward, double[] next) {
    double target = reward + config.discount() * value(next);
    think(state);
    double advantage = target - value[0];
    double entropy = entropy();
    for (int i = 0; i < chances.length; i++) {
      double chosen = i == action ? 1 : 0;
      byAction[i] =
          -advantage * (chosen - chances[i])
              + config.entropy() * chances[i] * (logarithm(chances[i]) + entropy);
    }
    Arrays.fill(byHidden, 0);
    value[0] = -advantage;
    actor.backward(h, byAction, byHidden);
    critic.backward(h, value, byHidden);
    for (int unit = 0; unit < h.length; unit++) {
      byHidden[unit] *= 1 - h[unit] * h[unit];
    }
    body.backward(state, byHidden, unused);
    for (var layer : new Dense[] {body, actor, critic}) {
      layer.weights().update(config.rate());
    }
  }

  private double entropy() {
    double entropy = 0;
    for (double chance : chances) {
      entropy -= chance * logarithm(chance);
    }
    return entropy;
  }

  private static double logarithm(double chance) {
    return StrictMath.log(Math.max(chance, 1e-12));
  }
}
