/**
 * How large a statement, and an event of the binary log, may be, in bytes.
 * Source: https://dev.mysql.com/doc/refman/9.7/en/packet-too-large.html
 */

/** Largest statement, and so the largest row, that mysqld takes where `max_allowed_packet` is not set. */
export const DEFAULT_PACKET_BYTES = 64 * 2 ** 20;

/** Largest event that a replica takes from its source, where nothing is set; MySQL allows no more. */
export const LARGEST_PACKET_BYTES = 2 ** 30;
