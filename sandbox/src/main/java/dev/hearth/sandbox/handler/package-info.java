/** Finds a Java function's handler and calls it: bytes in, bytes out. */
@NullMarked
package dev.hearth.sandbox.handler;

import org.jspecify.annotations.NullMarked;
