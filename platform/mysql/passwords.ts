/** Characters of a password that is made for an account: a replication user's may not be longer (MySQL error 3056). */
export const PASSWORD_LENGTH = 32;

/** Each class of characters (lower, upper, digits, punctuation) has so many at least: twice what validate_password asks for. */
export const PASSWORD_CLASS_LEAST = 2;
