/**
 * The log of a kernel's inputs and decisions, and its replay. Called on the kernel's thread only.
 */
@NullMarked
package dev.hearth.kernel.journal;

import org.jspecify.annotations.NullMarked;
