/** AsyFunc: whole models, and instances with a part of one that help them through bursts. */
@NullMarked
package dev.hearth.policies.asyfunc;

import org.jspecify.annotations.NullMarked;
