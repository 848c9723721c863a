package dev.hearth.distribution.planted;

import java.util.List;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/** Starts, awaits or fends off another thread with every member. */
public final class Threads {

  volatile int shared;

  Thread started() {
    return Thread.ofVirtual().start(() -> {});
  }

  void slept() throws InterruptedException {
    Thread.sleep(1);
  }

  ExecutorService executor() {
    return Executors.newVirtualThreadPerTaskExecutor();
  }

  CompletableFuture<Integer> future() {
    return CompletableFuture.supplyAsync(() -> 1);
  }

  Object lock() {
    return new ReentrantLock();
  }

  long atomic(AtomicLong counter) {
    return counter.get();
  }

  Object timer() {
    return new Timer();
  }

  Object threadLocal() {
    return ThreadLocal.withInitial(() -> 1);
  }

  long parallelList(List<String> names) {
    return names.parallelStream().count();
  }

  int parallelRange() {
    return IntStream.range(0, 9).parallel().sum();
  }

  synchronized int synchronizedMethod() {
    return 1;
  }

  int synchronizedBlock() {
    synchronized (this) {
      return 2;
    }
  }

  @SuppressWarnings({"WaitNotInLoop", "NakedNotify"})
  void notified() {
    notifyAll();
  }
}
