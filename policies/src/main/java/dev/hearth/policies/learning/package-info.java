/**
 * Small networks in plain arrays: a recurrent layer, a dense one, the optimiser, and what policies
 * build from them. Deterministic under a seed, on every machine.
 */
@NullMarked
package dev.hearth.policies.learning;

import org.jspecify.annotations.NullMarked;
