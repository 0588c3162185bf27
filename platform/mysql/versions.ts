/** The oldest MySQL that a node may have: the first release with all that the scripts ask of a server. */
export const OLDEST_VERSION = "8.0.30";

/** The newest series that the scripts were run on. */
export const NEWEST_PROVEN_SERIES = "9.7";
