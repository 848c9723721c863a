/** What is shown of a comparison: a table, rows for other programs, and a page. */
@NullMarked
package dev.hearth.simulator.report;

import org.jspecify.annotations.NullMarked;
