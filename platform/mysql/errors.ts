/**
 * Errors that mean that mysqld has no connection left: in total (1040), or for an account (1203 by
 * max_user_connections, 1226 by a limit of the account). Source:
 * https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html
 */
export const NO_CONNECTION_LEFT = [1040, 1203, 1226] as const;
