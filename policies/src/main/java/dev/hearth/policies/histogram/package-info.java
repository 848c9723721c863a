/** Keep-alive and pre-warming from histograms of how long a function is not used. */
@NullMarked
package dev.hearth.policies.histogram;

import org.jspecify.annotations.NullMarked;
