import type { DomainResource } from "./resource";

/** A certificate with its key, for a virtual listener. Source: networkDomainVip/sslDomainCertificate. */
export interface SslDomainCertificate extends DomainResource {
  readonly description: string;
}

/** Certificates between a domain certificate and its root. Source: networkDomainVip/sslCertificateChain. */
export interface SslCertificateChain extends DomainResource {
  readonly description: string;
}

/**
 * Certificate, chain and ciphers with which a virtual listener terminates TLS. Source:
 * networkDomainVip/sslOffloadProfile.
 */
export interface SslOffloadProfile extends DomainResource {
  name: string;
  description: string;
  ciphers: string;
  sslDomainCertificateId: string;
  sslCertificateChainId?: string;
}
