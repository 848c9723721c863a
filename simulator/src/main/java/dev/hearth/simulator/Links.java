package dev.hearth.simulator;

import dev.hearth.kernel.Message;
import java.util.random.RandomGenerator;

/** What carries messages between nodes: it may lose, repeat and delay each. */
final class Links {
  private static final long MICROSECOND = 1_000L;

  /** Where a message arrives. */
  interface Delivery {
    void deliver(int from, int to, Message message);
  }

  private final EventQueue events;
  private final RandomGenerator random;
  private final Faults faults;
  private final Delivery delivery;

  Links(EventQueue events, RandomGenerator random, Faults faults, Delivery delivery) {
    this.events = events;
    this.random = random;
    this.faults = faults;
    this.delivery = delivery;
  }

  void send(int from, int to, Message message) {
    if (random.nextDouble() < faults.messageLost()) {
      return;
    }
    carry(from, to, message);
    if (random.nextDouble() < faults.messageDuplicated()) {
      carry(from, to, message);
    }
  }

  private void carry(int from, int to, Message message) {
    long delay = (50 + random.nextLong(450)) * MICROSECOND;
    if (random.nextDouble() < faults.messageLate()) {
      delay *= 100;
    }
    events.in(delay, () -> delivery.deliver(from, to, message));
  }
}
