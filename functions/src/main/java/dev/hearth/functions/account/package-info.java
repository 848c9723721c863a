/** What tenants use: measured by the millisecond, priced, and bounded by quotas. */
@NullMarked
package dev.hearth.functions.account;

import org.jspecify.annotations.NullMarked;
