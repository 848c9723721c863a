/** The libraries of a build held against a database of known vulnerabilities. */
@NullMarked
package dev.hearth.cli.audit;

import org.jspecify.annotations.NullMarked;
