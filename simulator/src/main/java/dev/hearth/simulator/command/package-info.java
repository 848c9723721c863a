/** The commands of the laboratory: {@code simulate} and {@code policies}. */
@NullMarked
package dev.hearth.simulator.command;

import org.jspecify.annotations.NullMarked;
