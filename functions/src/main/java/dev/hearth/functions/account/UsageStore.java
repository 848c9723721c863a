package dev.hearth.functions.account;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Keeps what was used. Answers on the event loop. */
public interface UsageStore {
  /** Adds to what is kept; done once that is on the disk. */
  CompletionStage<Integer> add(List<Usage> usages);

  /** What was used from one day to another, both included. */
  CompletionStage<List<Usage>> between(long firstDay, long lastDay);
}
