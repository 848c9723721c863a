/** Everything that runs, gathered in one folder; its tests hold the rules about the whole. */
@NullMarked
package dev.hearth.distribution;

import org.jspecify.annotations.NullMarked;
