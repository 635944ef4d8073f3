/** Rows of `queue`, told as its partial indexes tell them. What is claimed or discarded has a lease. */
export const UNCLAIMED = "lease is null and held_reason is null";
export const HELD = "held_reason is not null";
