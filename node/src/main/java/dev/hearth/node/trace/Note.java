package dev.hearth.node.trace;

import dev.hearth.kernel.Role;
import org.jspecify.annotations.Nullable;

/**
 * A decision about a deployment, which those that wait then have in common.
 *
 * @param at by the node's clock
 * @param policy id of the suite
 * @param why what it rested on, if that was noted
 */
record Note(long at, Role role, String policy, String answer, @Nullable String why) {}
