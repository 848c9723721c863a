/** How much one node bears: connections, functions, and more load than it can answer. */
@NullMarked
package dev.hearth.benchmarks.load;

import org.jspecify.annotations.NullMarked;
