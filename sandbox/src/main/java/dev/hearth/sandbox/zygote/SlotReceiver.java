package dev.hearth.sandbox.zygote;

import org.jspecify.annotations.Nullable;

/** Hears the forks that answer calls of a sandbox in one of its slots, one after another. */
final class SlotReceiver implements Receiver {
  private final ZygoteSandbox sandbox;
  private volatile @Nullable Link link;

  SlotReceiver(ZygoteSandbox sandbox) {
    this.sandbox = sandbox;
  }

  @Override
  public void opened(Link opened) {
    opened.allow(sandbox.maxFrame());
    link = opened;
  }

  @Override
  public void received(Link from, Frame kind, long call, byte[] body) {
    sandbox.received(from, kind, call, body);
  }

  /** The process in the slot has ended: takes what it still sent, and forgets half a frame. */
  void ended(Wire wire) {
    Link from = link;
    if (from != null) {
      wire.drain(from);
      from.reset();
    }
  }

  @Override
  public void closed() {}

  void close() {
    Link open = link;
    if (open != null) {
      open.close();
    }
  }
}
