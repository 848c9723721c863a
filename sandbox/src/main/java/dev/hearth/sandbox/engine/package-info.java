/** Calls from function to function on one node, which never leave it. */
@NullMarked
package dev.hearth.sandbox.engine;

import org.jspecify.annotations.NullMarked;
