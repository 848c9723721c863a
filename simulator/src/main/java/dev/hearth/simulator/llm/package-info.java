/**
 * A server of a language model as a model: continuous batching with a bounded cache of keys and
 * values, replicas of it, and what goes wrong with them. Nothing here runs a network; the kernel
 * takes no part.
 */
@NullMarked
package dev.hearth.simulator.llm;

import org.jspecify.annotations.NullMarked;
