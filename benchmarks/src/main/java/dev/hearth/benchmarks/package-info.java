/** JMH benchmarks and side-by-side runs. */
@NullMarked
package dev.hearth.benchmarks;

import org.jspecify.annotations.NullMarked;
