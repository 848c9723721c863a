/**
 * A live node under mixed traffic while things go wrong around it; each request is accounted for.
 * What is asked and counted lives on one event loop; what blocks has a thread of its own.
 */
@NullMarked
package dev.hearth.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
