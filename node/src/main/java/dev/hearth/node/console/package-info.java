/** What a node shows of itself: what happened, what was decided and why. On the event loop. */
@NullMarked
package dev.hearth.node.console;

import org.jspecify.annotations.NullMarked;
