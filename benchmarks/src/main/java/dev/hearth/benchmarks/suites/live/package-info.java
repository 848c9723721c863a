/**
 * The suites of the literature on a live node: each case in each language in each sandbox, and what
 * the suites compose of them. The functions themselves are in the package above, which must stay
 * free of this one.
 */
@NullMarked
package dev.hearth.benchmarks.suites.live;

import org.jspecify.annotations.NullMarked;
