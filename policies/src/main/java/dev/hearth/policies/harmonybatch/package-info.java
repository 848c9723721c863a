/** HarmonyBatch: functions that share a model are grouped so that their batches cost least. */
@NullMarked
package dev.hearth.policies.harmonybatch;

import org.jspecify.annotations.NullMarked;
