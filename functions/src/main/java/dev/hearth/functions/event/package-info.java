/**
 * What calls functions when nobody waits: the asynchronous queue, message queues, schedules,
 * objects. All of it durable in one file, {@link dev.hearth.functions.event.EventDatabase}.
 */
@NullMarked
package dev.hearth.functions.event;

import org.jspecify.annotations.NullMarked;
