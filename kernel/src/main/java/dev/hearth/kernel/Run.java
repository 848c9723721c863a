package dev.hearth.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One execution on one slot; reused once it has ended. Its timer is the end of its slice. */
final class Run extends Timer implements RunView {
  final int place;
  private long generation;
  private @Nullable Entry[] members = new Entry[4];
  int size;
  int open;
  private int rows;
  @Nullable Instance instance;
  int slot;
  long startedAt;
  Grant grant = Grant.whole(Resources.NONE);
  boolean blocked;
  boolean completed;

  Run(int place) {
    this.place = place;
  }

  void begin(Instance on, int inSlot, long now) {
    generation++;
    instance = on;
    slot = inSlot;
    startedAt = now;
    size = 0;
    open = 0;
    rows = 0;
    blocked = false;
    completed = true;
  }

  void add(Entry entry) {
    if (size == members.length) {
      members = Arrays.copyOf(members, size * 2);
    }
    entry.run = this;
    entry.member = size;
    members[size++] = entry;
    rows += entry.rows;
    open++;
  }

  /** Takes a member out; null where it ended before. */
  @Nullable Entry take(int index) {
    var entry = index >= 0 && index < size ? members[index] : null;
    if (entry != null) {
      members[index] = null;
      open--;
    }
    return entry;
  }

  @Nullable Entry open(int index) {
    return members[index];
  }

  Instance on() {
    return Present.of(instance, "instance of a run");
  }

  @Override
  public long id() {
    return generation << RunTable.PLACE_BITS | place;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public long invocation(int index) {
    return member(index).id();
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public InstanceView instance() {
    return on();
  }

  @Override
  public InvocationView member(int index) {
    return Present.of(members[index], "open member", index);
  }

  @Override
  public long startedAt() {
    return startedAt;
  }

  @Override
  public Grant grant() {
    return grant;
  }

  @Override
  public boolean blocked() {
    return blocked;
  }
}
