/** Runs functions in unit tests, without a node. */
@NullMarked
package dev.hearth.api.testing;

import org.jspecify.annotations.NullMarked;
