/** The life of a function: versions, aliases, code, secrets, events, schedules, logs, bills. */
@NullMarked
package dev.hearth.functions;

import org.jspecify.annotations.NullMarked;
