package dev.hearth.kernel;

/** The invocations of one queue that are equal in shape; its key is that of its head. */
final class Lane extends HeapNode implements QueueView {
  private final Heap<Entry.Ticket> tickets = new Heap<>();
  int shape;
  private int rows;

  void add(Entry entry, long rank, long order) {
    tickets.add(entry.ticket, rank, order);
    rows += entry.rows;
    entry.lane = this;
  }

  void remove(Entry entry) {
    tickets.remove(entry.ticket);
    rows -= entry.rows;
    entry.lane = null;
  }

  boolean isEmpty() {
    return tickets.isEmpty();
  }

  Entry first() {
    return tickets.first().entry;
  }

  Entry at(int place) {
    return tickets.at(place).entry;
  }

  long headKey() {
    return tickets.first().key;
  }

  long headOrder() {
    return tickets.first().order;
  }

  @Override
  public int size() {
    return tickets.size();
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public InvocationView head() {
    return first();
  }
}
