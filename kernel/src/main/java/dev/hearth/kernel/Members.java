package dev.hearth.kernel;

/** The invocations of one run. Live: read it during the call that hands it over, then let go. */
public interface Members {
  int size();

  long invocation(int member);

  int rows();
}
