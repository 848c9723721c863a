/** The virtual world: clock, nodes, links, faults and the invariants checked over them. */
@NullMarked
package dev.hearth.simulator;

import org.jspecify.annotations.NullMarked;
