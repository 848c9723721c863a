/** The console: its page, and what the page draws. */
@NullMarked
package dev.hearth.gateway.console;

import org.jspecify.annotations.NullMarked;
