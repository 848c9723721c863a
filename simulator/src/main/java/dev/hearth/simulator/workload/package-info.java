/** What is asked of the virtual world: functions, and when they are invoked for how long. */
@NullMarked
package dev.hearth.simulator.workload;

import org.jspecify.annotations.NullMarked;
