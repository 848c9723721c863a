/**
 * What the kernel decides as events of Java's flight recorder, and recordings on demand. Events are
 * made on the event loop; recordings block, and their methods are called elsewhere.
 */
@NullMarked
package dev.hearth.node.flight;

import org.jspecify.annotations.NullMarked;
