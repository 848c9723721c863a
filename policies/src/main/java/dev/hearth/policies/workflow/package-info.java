/** Pre-warming by control flow: what a workflow will call next is started before it does. */
@NullMarked
package dev.hearth.policies.workflow;

import org.jspecify.annotations.NullMarked;
