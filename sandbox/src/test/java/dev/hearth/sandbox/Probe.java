package dev.hearth.sandbox;

/**
 * A program of the conformance suite. Each provider has it in at least one language; what a
 * language cannot even say, such as a segmentation fault in Java, it leaves out and says why.
 */
enum Probe {
  /** Answers its input. */
  ECHO,
  /** Answers the value of the variable {@code PROBE}, which the program sets, as JSON text. */
  ENVIRONMENT,
  /** Keeps a number and answers how many calls it had: 1, 2, 3. */
  COUNTS,
  /** Sleeps for as many milliseconds as its input says, then answers it. */
  SLEEPS,
  /** Writes the line {@code a line}, then answers its input. */
  LOGS,
  /** Throws an error of its own with the message {@code planted}. */
  THROWS,
  /** Runs an endless loop. */
  LOOPS,
  /** Starts processes or threads without end, and goes on trying where it cannot. */
  FORKS,
  /** Takes memory without end, and touches it. */
  HOGS,
  /** Writes files to /tmp until it cannot, then answers how many bytes they have. */
  FILLS_DISK,
  /** Writes 64 MiB of lines, then answers its input. */
  FLOODS,
  /** Dies of an invalid memory access. */
  CRASHES,
  /** Ends its process with status 3. */
  EXITS,
  /** Answers the first of its input, a list of paths, that it can read; null if none. */
  READS,
  /** Answers whether it can connect to its input, {@code "host:port"}. */
  CONNECTS,
  /** Answers 8 MiB. */
  ANSWERS_MUCH,
  /** Never answers, and uses no processor. */
  NEVER_ANSWERS,
  /** Answers its input twice, where the protocol lets it. */
  ANSWERS_TWICE
}
