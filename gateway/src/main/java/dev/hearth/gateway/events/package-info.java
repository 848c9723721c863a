/** What calls functions when nobody waits: message queues, objects, schedules. */
@NullMarked
package dev.hearth.gateway.events;

import org.jspecify.annotations.NullMarked;
