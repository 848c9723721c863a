package dev.hearth.functions;

/**
 * What the code of functions may take on disk.
 *
 * @param packageBytes of one package as it is uploaded
 * @param contentBytes of one package's files, unpacked
 * @param entries files and directories of one package
 * @param ratio how many times its own size a package may unpack to, once past {@link
 *     #RATIO_FREE_BYTES}
 * @param totalBytes of all packages, packed and unpacked
 */
public record CodeLimits(
    long packageBytes, long contentBytes, int entries, int ratio, long totalBytes) {
  /** AWS's sizes for what is uploaded and what it unpacks to; the others are our own. */
  public static final CodeLimits DEFAULTS =
      new CodeLimits(50L << 20, 250L << 20, 50_000, 100, 16L << 30);

  /** Below this no ratio is held against a package: empty files compress a thousand times. */
  static final long RATIO_FREE_BYTES = 16L << 20;

  public CodeLimits {
    if (packageBytes < 1 || contentBytes < 1 || entries < 1 || ratio < 1 || totalBytes < 1) {
      throw new IllegalArgumentException("limits of code must be positive");
    }
  }
}
