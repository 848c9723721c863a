/** Models that are made here, from a seed: small enough to be written anew at each fetch. */
@NullMarked
package dev.hearth.inference.builtin;

import org.jspecify.annotations.NullMarked;
