/** Sandboxes that begin as forks of warm Python interpreters. */
@NullMarked
package dev.hearth.sandbox.zygote;

import org.jspecify.annotations.NullMarked;
