/** Commands and tables: a client of a node's HTTP interface. */
@NullMarked
package dev.hearth.cli;

import org.jspecify.annotations.NullMarked;
