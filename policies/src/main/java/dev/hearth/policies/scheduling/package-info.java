/** Systems that order, size and spread running work: on one node and over several. */
@NullMarked
package dev.hearth.policies.scheduling;

import org.jspecify.annotations.NullMarked;
