/** Java functions in the node's own process: nothing contains them, and nothing slows them. */
@NullMarked
package dev.hearth.sandbox.jvm;

import org.jspecify.annotations.NullMarked;
