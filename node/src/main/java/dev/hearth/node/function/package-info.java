/**
 * Functions on a running node: their versions are functions of the kernel, their instances are
 * sandboxes. Owned by the event loop, except where a class says otherwise.
 */
@NullMarked
package dev.hearth.node.function;

import org.jspecify.annotations.NullMarked;
