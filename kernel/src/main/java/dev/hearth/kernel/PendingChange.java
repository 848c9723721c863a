package dev.hearth.kernel;

/** A change the world has not answered; its timer is when it should have. */
final class PendingChange extends Timer {
  final long id;
  final Instance instance;
  final Change what;
  int attempts = 1;

  PendingChange(long id, Instance instance, Change what) {
    this.id = id;
    this.instance = instance;
    this.what = what;
  }
}
