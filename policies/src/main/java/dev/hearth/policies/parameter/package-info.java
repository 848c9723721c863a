/** What can be set on a policy: declared, defaulted, parsed and refused in one way. */
@NullMarked
package dev.hearth.policies.parameter;

import org.jspecify.annotations.NullMarked;
