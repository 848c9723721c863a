/**
 * How long a model's runs take: measured, or added up from its operators; and where that is kept.
 */
@NullMarked
package dev.hearth.inference.profile;

import org.jspecify.annotations.NullMarked;
