/**
 * Text that a model makes token by token: decoder graphs with their caches as inputs and outputs,
 * and the loop that steps all sequences of an instance together. Knows no protocol.
 */
@NullMarked
package dev.hearth.inference.generation;

import org.jspecify.annotations.NullMarked;
