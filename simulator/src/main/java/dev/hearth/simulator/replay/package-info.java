/** A plan that was replayed on a live node, replayed in the virtual world, and both compared. */
@NullMarked
package dev.hearth.simulator.replay;

import org.jspecify.annotations.NullMarked;
