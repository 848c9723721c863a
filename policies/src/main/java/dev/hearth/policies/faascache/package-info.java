/** Keep-alive as caching: which idle instance goes, and how much memory a server needs. */
@NullMarked
package dev.hearth.policies.faascache;

import org.jspecify.annotations.NullMarked;
