package dev.hearth.kernel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What running runs may use: slices that end, and loans of one run's unused reservation to another
 * that end with either of them or when they expire. Its timer is the next expiry.
 */
final class Loans extends Timer {
  private record Active(long borrower, Loan loan) {}

  private final Kernel kernel;
  private final List<Active> active = new ArrayList<>();

  Loans(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Puts a new run's grant in force, without the loans that nobody can give. */
  void begin(Run run) {
    if (run.grant.sliceNanos() > 0) {
      kernel.timers.set(run, kernel.now + run.grant.sliceNanos());
    }
    if (!run.grant.loans().isEmpty()) {
      run.grant = run.grant.withLoans(take(run, run.grant.loans()));
    }
  }

  /** Replaces the grant of a running run; null if done, else why not. */
  @Nullable String regrant(long id, Grant grant) {
    var run = kernel.runs.get(id);
    if (run == null) {
      return "run " + id + " has ended";
    }
    if (grant.cpuMillis() + lentCpu(id) > reservation(run).cpuMillis()
        || grant.memoryBytes() + lentMemory(id) > reservation(run).memoryBytes()) {
      return "what run " + id + " has lent and its grant exceed its reservation";
    }
    active.removeIf(each -> each.borrower == id);
    kernel.timers.clear(run);
    run.grant = grant;
    begin(run);
    rearm();
    kernel.world.regrant(id, run.grant);
    return null;
  }

  void sliceEnded(Run run) {
    run.grant = run.grant.withCpuClass(CpuClass.DEFAULT, 0);
    kernel.world.regrant(run.id(), run.grant);
    kernel.council.tell(
        run.on().pool, Event.Kind.SLICE_ENDED, new Event.SliceEnded(kernel.now, run));
  }

  /** A run ended: its debts are void and what it lent goes back. */
  void end(Run run) {
    if (active.isEmpty()) {
      return;
    }
    long id = run.id();
    active.removeIf(each -> each.borrower == id);
    recall(each -> each.loan.lenderRun() == id);
  }

  void expire() {
    recall(each -> each.loan.expiresAt() <= kernel.now);
  }

  private void recall(java.util.function.Predicate<Active> which) {
    var recalled = active.stream().filter(which).toList();
    active.removeAll(recalled);
    for (var each : recalled) {
      var borrower = kernel.runs.get(each.borrower);
      if (borrower != null) {
        borrower.grant = borrower.grant.withLoans(loansOf(each.borrower));
        kernel.world.regrant(each.borrower, borrower.grant);
      }
    }
    rearm();
  }

  private List<Loan> take(Run run, List<Loan> wanted) {
    var taken = new ArrayList<Loan>();
    for (var loan : wanted) {
      var lender = kernel.runs.get(loan.lenderRun());
      if (lender != null && lender != run && loan.expiresAt() > kernel.now && has(lender, loan)) {
        active.add(new Active(run.id(), loan));
        taken.add(loan);
      }
    }
    rearm();
    return taken;
  }

  private boolean has(Run lender, Loan loan) {
    var own = reservation(lender);
    long id = lender.id();
    return lender.grant.cpuMillis() + lentCpu(id) + loan.cpuMillis() <= own.cpuMillis()
        && lender.grant.memoryBytes() + lentMemory(id) + loan.memoryBytes() <= own.memoryBytes();
  }

  /** A run's part of its instance's reservation. */
  private static Resources reservation(Run run) {
    var whole = run.on().configuration().resources();
    int slots = run.on().slots.length;
    return new Resources(
        whole.cpuMillis() / slots, whole.gpuPercent() / slots, whole.memoryBytes() / slots);
  }

  private int lentCpu(long lender) {
    return active.stream()
        .filter(each -> each.loan.lenderRun() == lender)
        .mapToInt(each -> each.loan.cpuMillis())
        .sum();
  }

  private long lentMemory(long lender) {
    return active.stream()
        .filter(each -> each.loan.lenderRun() == lender)
        .mapToLong(each -> each.loan.memoryBytes())
        .sum();
  }

  private List<Loan> loansOf(long borrower) {
    return active.stream().filter(each -> each.borrower == borrower).map(Active::loan).toList();
  }

  private void rearm() {
    long next =
        active.stream().mapToLong(each -> each.loan.expiresAt()).min().orElse(Long.MAX_VALUE);
    if (next == Long.MAX_VALUE) {
      kernel.timers.clear(this);
    } else {
      kernel.timers.set(this, next);
    }
  }
}
