/**
 * The functions of the literature's suites in Java, with nothing but the JDK, so that this package
 * alone is a function's code. The same cases with the same checksums lie in {@code
 * benchmarks/suites}, in Python and JavaScript.
 */
@NullMarked
package dev.hearth.benchmarks.suites;

import org.jspecify.annotations.NullMarked;
