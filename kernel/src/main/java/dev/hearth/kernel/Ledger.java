package dev.hearth.kernel;

import java.util.TreeMap;

/**
 * What of a node is spoken for, exactly. An account is charged the greater of what it reserved and
 * the peak it was measured at; an artifact shared by many is charged once; nothing comes back
 * before it is given back.
 */
class Ledger {
  /** One holder of a reservation. */
  static final class Account {
    Resources reserved;
    long chargedMemory;
    boolean open;

    Account(Resources reserved) {
      this.reserved = reserved;
    }

    Resources charged() {
      return new Resources(reserved.cpuMillis(), reserved.gpuPercent(), chargedMemory);
    }
  }

  /** An artifact held once for many. */
  private static final class Share {
    long bytes;
    int holders;
  }

  private final Resources capacity;
  private final TreeMap<Integer, Share> shares = new TreeMap<>();
  private int cpuMillis;
  private int gpuPercent;
  private long memoryBytes;

  Ledger(Resources capacity) {
    this.capacity = capacity;
  }

  Resources capacity() {
    return capacity;
  }

  Resources free() {
    return new Resources(
        capacity.cpuMillis() - cpuMillis,
        capacity.gpuPercent() - gpuPercent,
        Math.max(0, capacity.memoryBytes() - memoryBytes));
  }

  Resources charged() {
    return new Resources(cpuMillis, gpuPercent, memoryBytes);
  }

  boolean fits(Resources wanted) {
    return memoryBytes <= capacity.memoryBytes() && wanted.fitsIn(free());
  }

  boolean open(Account account) {
    if (!fits(account.reserved)) {
      return false;
    }
    cpuMillis += account.reserved.cpuMillis();
    gpuPercent += account.reserved.gpuPercent();
    memoryBytes += account.reserved.memoryBytes();
    account.chargedMemory = account.reserved.memoryBytes();
    account.open = true;
    return true;
  }

  void close(Account account) {
    if (!account.open) {
      return;
    }
    account.open = false;
    cpuMillis -= account.reserved.cpuMillis();
    gpuPercent -= account.reserved.gpuPercent();
    memoryBytes -= account.chargedMemory;
  }

  /**
   * Reserves another amount for an open account, measured from now on; false if it does not fit.
   */
  boolean reserveAnew(Account account, Resources wanted) {
    var before = account.reserved;
    long peak = account.chargedMemory;
    close(account);
    account.reserved = wanted;
    if (open(account)) {
      return true;
    }
    account.reserved = before;
    cpuMillis += before.cpuMillis();
    gpuPercent += before.gpuPercent();
    memoryBytes += peak;
    account.chargedMemory = peak;
    account.open = true;
    return false;
  }

  /** Charges a measured peak; returns the bytes by which the node is now short, or 0. */
  long measured(Account account, long peakBytes) {
    if (account.open && peakBytes > account.chargedMemory) {
      memoryBytes += peakBytes - account.chargedMemory;
      account.chargedMemory = peakBytes;
    }
    return Math.max(0, memoryBytes - capacity.memoryBytes());
  }

  /** Holds an artifact, charging it to its first holder only; false if it does not fit. */
  boolean hold(int artifact, long bytes) {
    var share = shares.get(artifact);
    if (share == null) {
      if (!fits(Resources.of(0, bytes))) {
        return false;
      }
      share = new Share();
      share.bytes = bytes;
      memoryBytes += bytes;
      shares.put(artifact, share);
    }
    share.holders++;
    return true;
  }

  void letGo(int artifact) {
    var share = shares.get(artifact);
    if (share != null && --share.holders == 0) {
      memoryBytes -= share.bytes;
      shares.remove(artifact);
    }
  }

  /** Bytes of artifacts held for many. */
  long sharedBytes() {
    return shares.values().stream().mapToLong(share -> share.bytes).sum();
  }

  int holders(int artifact) {
    var share = shares.get(artifact);
    return share == null ? 0 : share.holders;
  }
}
