/**
 * Values of sshd on every node, in the order of sshd_config(5): no passwords, no root, no forwarding. OpenSSH 8.9
 * (Ubuntu 22.04) must know every word; a list of post-quantum key exchanges alone would lock Terraform out.
 */
export const SSHD_VALUES = {
  PermitRootLogin: "no",
  PasswordAuthentication: "no",
  KbdInteractiveAuthentication: "no",
  PermitEmptyPasswords: "no",
  PubkeyAuthentication: "yes",
  AuthenticationMethods: "publickey",
  HostbasedAuthentication: "no",
  IgnoreRhosts: "yes",
  X11Forwarding: "no",
  AllowAgentForwarding: "no",
  AllowTcpForwarding: "no",
  AllowStreamLocalForwarding: "no",
  PermitTunnel: "no",
  PermitUserEnvironment: "no",
  MaxAuthTries: "4",
  LoginGraceTime: "30",
  MaxStartups: "10:30:60",
  ClientAliveInterval: "60",
  ClientAliveCountMax: "5",
  LogLevel: "VERBOSE",
  HostKeyAlgorithms: "ssh-ed25519",
  KexAlgorithms: [
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "sntrup761x25519-sha512@openssh.com",
    "diffie-hellman-group18-sha512",
    "diffie-hellman-group16-sha512",
  ].join(),
  Ciphers: [
    "chacha20-poly1305@openssh.com",
    "aes256-gcm@openssh.com",
    "aes128-gcm@openssh.com",
    "aes256-ctr",
    "aes192-ctr",
    "aes128-ctr",
  ].join(),
  MACs: ["hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "umac-128-etm@openssh.com"].join(),
} as const;

/** What a cloud-config with `disable_root: false` asks of sshd: root comes in with a key, as by OpenSSH's own default. */
export const SSHD_ROOT_WITH_KEY = { PermitRootLogin: "prohibit-password" } as const;

/** What a cloud-config with `ssh_pwauth: true` asks of sshd. */
export const SSHD_PASSWORDS = { PasswordAuthentication: "yes", AuthenticationMethods: "any" } as const;
