package dev.hearth.functions;

import java.nio.file.Path;

/**
 * A function's code as the node keeps it: files that never change, named by their content.
 *
 * @param sha256 of the package as it was uploaded, in hexadecimal
 * @param bytes size of the package
 * @param archive the package as it was uploaded
 * @param content the directory it was unpacked to
 */
public record Code(String sha256, long bytes, Path archive, Path content) {}
