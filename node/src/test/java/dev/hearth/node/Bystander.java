package dev.hearth.node;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Calls a model over and over while something else happens to the node, and checks each answer. */
final class Bystander implements AutoCloseable {
  private static final int MAX_COMPLAINTS = 5;

  private final TestNode node;
  private final String path;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicLong answers = new AtomicLong();
  private final List<String> complaints = new ArrayList<>();
  private final Thread caller;

  /** Calls a model that adds, as {@link TestNode#SUM} asks. */
  Bystander(TestNode node, String model) {
    this.node = node;
    path = "/v2/models/" + model + "/infer";
    caller = Thread.ofPlatform().name("bystander").start(this::call);
  }

  private void call() {
    while (!stopped.get()) {
      try {
        HttpResponse<String> answer = node.send("POST", path, TestNode.SUM).join();
        if (answer.statusCode() == 200 && answer.body().contains("\"data\":[4.0,6.5]")) {
          answers.incrementAndGet();
        } else {
          complain(answer.statusCode() + " " + answer.body());
        }
      } catch (CompletionException e) {
        complain(String.valueOf(e.getCause()));
      }
    }
  }

  private synchronized void complain(String what) {
    if (complaints.size() < MAX_COMPLAINTS) {
      complaints.add(what);
    }
  }

  /** Waits until a call that began after this one is answered; fails if any call went wrong. */
  void requireNextAnswer() {
    long enough = answers.get() + 2;
    TestNode.eventually("the bystander is answered", () -> done(enough));
    requireNoComplaints();
  }

  private synchronized boolean done(long enough) {
    return answers.get() >= enough || !complaints.isEmpty();
  }

  private synchronized void requireNoComplaints() {
    if (!complaints.isEmpty()) {
      throw new AssertionError("another model was harmed: " + complaints);
    }
  }

  @Override
  public void close() {
    stopped.set(true);
    try {
      caller.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    requireNoComplaints();
  }
}
