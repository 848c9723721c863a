package dev.hearth.kernel;

/** Something that is due at an instant; the key is the instant. */
abstract sealed class Timer extends HeapNode
    permits Entry, Instance, Pool, Run, PendingChange, Seat, Loans {}
