package dev.hearth.kernel;

/**
 * Kernels with one defect each, of the kind that a change might bring in. In the kernel's package,
 * to reach the parts it is made of.
 */
public final class BrokenKernels {
  private BrokenKernels() {}

  /** A kernel that breaks {@code invariant}. */
  public static Kernel breaking(
      Invariant invariant, KernelOptions options, Suites suites, World world) {
    return new Kernel(options, suites, world, defect(invariant));
  }

  private static Kernel.Parts defect(Invariant invariant) {
    return switch (invariant) {
      case ONE_OUTCOME -> new AnswersTwice();
      case LEDGER -> new AlwaysFits();
      case ROWS_AND_SLOTS -> new OverfullBatches();
      case LEGAL_TRANSITIONS -> new RaisesTheDead();
      case NO_NEEDLESS_WAIT -> new ForgetsTheQueue();
      case COUNTERS -> new Miscounts();
    };
  }

  /** What timed out is answered once more. */
  private static final class AnswersTwice extends Kernel.Parts {
    @Override
    Endings endings(Kernel kernel) {
      return new Endings(kernel) {
        @Override
        void finish(Entry entry, Outcome outcome) {
          long id = entry.id;
          boolean ours = entry.origin == null;
          super.finish(entry, outcome);
          if (ours && outcome instanceof Outcome.TimedOut) {
            kernel.world.reply(id, outcome);
          }
        }
      };
    }
  }

  /** Memory is given out that is not there. */
  private static final class AlwaysFits extends Kernel.Parts {
    @Override
    Ledger ledger(Resources capacity) {
      return new Ledger(capacity) {
        @Override
        boolean fits(Resources wanted) {
          return true;
        }
      };
    }
  }

  /** Batches grow past what an instance takes. */
  private static final class OverfullBatches extends Kernel.Parts {
    @Override
    Dispatch dispatch(Kernel kernel) {
      return new Dispatch(kernel) {
        @Override
        int rowLimit(Instance instance) {
          return super.rowLimit(instance) + 1;
        }

        @Override
        long cut(Lane lane, Instance instance) {
          long cut = super.cut(lane, instance);
          return Cut.runsNow(cut) ? Cut.run(Integer.MAX_VALUE) : cut;
        }
      };
    }
  }

  /** An instance whose end is not confirmed in time counts as ready again. */
  private static final class RaisesTheDead extends Kernel.Parts {
    @Override
    Changes changes(Kernel kernel) {
      return new Changes(kernel) {
        @Override
        void overdue(PendingChange change) {
          super.overdue(change);
          if (change.what instanceof Change.Destroy) {
            change.instance.state = new InstanceState.Ready(kernel.now);
          }
        }
      };
    }
  }

  /** A slot that comes free is not given to who waits. */
  private static final class ForgetsTheQueue extends Kernel.Parts {
    @Override
    Dispatch dispatch(Kernel kernel) {
      return new Dispatch(kernel) {
        @Override
        void freed(Instance instance) {
          if (instance.isReady()) {
            instance.pool.makeAvailable(instance);
            kernel.fleet.idled(instance);
          } else {
            super.freed(instance);
          }
        }
      };
    }
  }

  /** Rows that leave a queue are counted as one. */
  private static final class Miscounts extends Kernel.Parts {
    @Override
    Dispatch dispatch(Kernel kernel) {
      return new Dispatch(kernel) {
        @Override
        void unqueue(Entry entry) {
          super.unqueue(entry);
          entry.home().queuedRows += entry.rows - 1;
        }
      };
    }
  }
}
