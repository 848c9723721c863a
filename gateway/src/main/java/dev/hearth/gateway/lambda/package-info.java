/** AWS Lambda's API: functions are made, changed and called as its clients do. */
@NullMarked
package dev.hearth.gateway.lambda;

import org.jspecify.annotations.NullMarked;
