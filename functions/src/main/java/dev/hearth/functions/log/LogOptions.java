package dev.hearth.functions.log;

/**
 * Bounds of the logs of functions.
 *
 * @param fileBytes of one file; the next begins where one would be larger
 * @param files of one function, the one that is written included
 * @param lineCharacters of one line; what is more is cut off
 * @param waiting lines that wait for the disk; beyond that they are dropped and counted
 */
public record LogOptions(long fileBytes, int files, int lineCharacters, int waiting) {
  public static final LogOptions DEFAULTS = new LogOptions(4L << 20, 4, 16_384, 65_536);

  public LogOptions {
    if (fileBytes < 1 || files < 2 || lineCharacters < 1 || waiting < 1) {
      throw new IllegalArgumentException("logs need two files or more, and positive bounds");
    }
  }
}
