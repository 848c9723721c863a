/** What functions wrote: kept in bounded files, followed while it happens. */
@NullMarked
package dev.hearth.functions.log;

import org.jspecify.annotations.NullMarked;
