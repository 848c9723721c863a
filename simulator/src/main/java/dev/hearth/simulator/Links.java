package dev.hearth.simulator;

import dev.hearth.kernel.Message;
import java.util.random.RandomGenerator;

/** What carries messages between nodes: it may lose, repeat and delay each. */
public final class Links {
  /** Where a message arrives. */
  public interface Delivery {
    void deliver(int from, int to, Message message);
  }

  private final EventQueue events;
  private final RandomGenerator random;
  private final Network network;
  private final Faults faults;
  private final Delivery delivery;

  public Links(
      EventQueue events,
      RandomGenerator random,
      Network network,
      Faults faults,
      Delivery delivery) {
    this.events = events;
    this.random = random;
    this.network = network;
    this.faults = faults;
    this.delivery = delivery;
  }

  public void send(int from, int to, Message message) {
    if (random.nextDouble() < faults.messageLost()) {
      return;
    }
    carry(from, to, message);
    if (random.nextDouble() < faults.messageDuplicated()) {
      carry(from, to, message);
    }
  }

  private void carry(int from, int to, Message message) {
    long delay = network.delayNanos() + random.nextLong(network.jitterNanos() + 1);
    if (random.nextDouble() < faults.messageLate()) {
      delay *= 100;
    }
    events.in(delay, () -> delivery.deliver(from, to, message));
  }
}
